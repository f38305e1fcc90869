"""Who is who: the entries of one list paired with those of another, one to one.

The same name under the same destination is the same party. What is left is paired only on evidence beside the name's
similarity (monitor.comparing.evidence): first under the same destination (renamed), then across destinations (moved).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from monitor.comparing.evidence import Traits, evidence
from monitor.model import Entry, PartyKey
from monitor.text.names import fold

Pair = tuple[int, int]
_Entries = Sequence[Entry] | dict[int, Entry]


@dataclass(frozen=True, slots=True)
class Pairing:
    """Index pairs (before, after), and what is left on either side."""

    pairs: tuple[Pair, ...]
    gone: tuple[int, ...]
    come: tuple[int, ...]


def pair_entries(before: Sequence[Entry], after: Sequence[Entry]) -> Pairing:
    """Pair two lists; the answer does not depend on the order of their rows."""
    pairs, gone, come = _same_name(before, after)
    pairs += _by_evidence({i: before[i] for i in gone}, {j: after[j] for j in come})
    old, new = {i for i, _ in pairs}, {j for _, j in pairs}
    return Pairing(tuple(sorted(pairs)), tuple(i for i in gone if i not in old), tuple(j for j in come if j not in new))


def name_key(entry: Entry) -> PartyKey:
    """List, destination and name under which an entry is found, however they are spelt."""
    return entry.supplement, fold(entry.country), fold(entry.name)


def _same_name(before: Sequence[Entry], after: Sequence[Entry]) -> tuple[list[Pair], list[int], list[int]]:
    """Exact keys. Twins (six names stand twice under one destination) are paired by what else is printed of them."""
    olds, news = _by_key(before), _by_key(after)
    pairs: list[Pair] = []
    for key, mine in olds.items():
        theirs = news.get(key, [])
        if len(mine) == 1 and len(theirs) == 1:
            pairs.append((mine[0], theirs[0]))
        elif theirs:
            scored = [(pairing_score(before[i], after[j]), i, j) for i in mine for j in theirs]
            pairs += _best_pairs(scored, before, after)
    old, new = {i for i, _ in pairs}, {j for _, j in pairs}
    return pairs, [i for i in range(len(before)) if i not in old], [j for j in range(len(after)) if j not in new]


def _by_key(entries: Sequence[Entry]) -> dict[PartyKey, list[int]]:
    found: dict[PartyKey, list[int]] = defaultdict(list)
    for n, entry in enumerate(entries):
        found[name_key(entry)].append(n)
    return found


def pairing_score(before: Entry, after: Entry) -> float:
    """How alike two entries of one name are; any score pairs them.

    The history parts Zurmat General Trading (77 FR 25055) from its twin (77 FR 25057) of the same text.
    """
    old, new = Traits.of(before), Traits.of(after)
    return (
        1.0
        + 8.0 * (before == after)
        + 4.0 * (fold(before.text) == fold(after.text))
        + 2.0 * bool(old.addresses & new.addresses)
        + 1.0 * old.shares_history(new)
    )


def print_order(entry: Entry) -> tuple[str, ...]:
    """A key that orders entries by everything printed of them."""
    terms = (entry.license_requirement, entry.license_review_policy)
    return (entry.text, entry.country, entry.name, *terms, repr(entry))


def _best_pairs(scored: list[tuple[float, int, int]], before: _Entries, after: _Entries) -> list[Pair]:
    """Best scores first, one to one; ties fall by the entries' text, so that the order of rows decides nothing."""
    scored.sort(key=lambda s: (-s[0], print_order(before[s[1]]), print_order(after[s[2]])))
    pairs: list[Pair] = []
    old: set[int] = set()
    new: set[int] = set()
    for _, i, j in scored:
        if i not in old and j not in new:
            pairs.append((i, j))
            old.add(i)
            new.add(j)
    return pairs


def _by_evidence(gone: dict[int, Entry], come: dict[int, Entry]) -> list[Pair]:
    """Renamings first, then moves among what is left."""
    if not gone or not come:
        return []
    olds = {i: Traits.of(entry) for i, entry in gone.items()}
    news = {j: Traits.of(entry) for j, entry in come.items()}
    holders: dict[str, list[int]] = defaultdict(list)
    for j, traits in news.items():
        for mark in traits.marks():
            holders[mark].append(j)
    candidates = {(i, j) for i, traits in olds.items() for mark in traits.marks() for j in holders.get(mark, ())}
    scored = [(score, i, j) for i, j in candidates if (score := evidence(gone[i], olds[i], come[j], news[j])) > 0]
    renamed = _best_pairs([s for s in scored if olds[s[1]].country == news[s[2]].country], gone, come)
    old, new = {i for i, _ in renamed}, {j for _, j in renamed}
    return renamed + _best_pairs([s for s in scored if s[1] not in old and s[2] not in new], gone, come)
