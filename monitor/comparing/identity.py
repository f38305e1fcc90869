"""Who is who: the entries of one list paired with those of another, one to one, with the evidence.

The same name under the same destination is the same party. What is left is paired only on evidence beside the name:
an alias, an address, or the citations of an entry's own history; the name's likeness alone never suffices, since whole
families of names differ in one word ("Shenzhen Huawei Training School", "Shenzhen Huawei Technologies").
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from monitor.model import Citation, Entry
from monitor.text.names import fold

Pair = tuple[int, int]
ALIKE = 85.0
"""Percent at which two folded names are near in spelling (rapidfuzz ratio)."""


@dataclass(frozen=True, slots=True)
class Pairing:
    """Index pairs (before, after), and what is left on either side."""

    pairs: tuple[Pair, ...]
    gone: tuple[int, ...]
    come: tuple[int, ...]


def pair_entries(before: Sequence[Entry], after: Sequence[Entry]) -> Pairing:
    """Pair two lists; the answer does not depend on the order of their rows."""
    pairs, gone, come = _same_name(before, after)
    renamed = _by_evidence([(i, before[i]) for i in gone], [(j, after[j]) for j in come], same_country=True)
    gone, come = _without(gone, come, renamed)
    moved = _by_evidence([(i, before[i]) for i in gone], [(j, after[j]) for j in come], same_country=False)
    gone, come = _without(gone, come, moved)
    return Pairing(tuple(sorted([*pairs, *renamed, *moved])), tuple(gone), tuple(come))


def _without(gone: list[int], come: list[int], pairs: Iterable[Pair]) -> tuple[list[int], list[int]]:
    old, new = {i for i, _ in pairs}, {j for _, j in pairs}
    return [i for i in gone if i not in old], [j for j in come if j not in new]


def _same_name(before: Sequence[Entry], after: Sequence[Entry]) -> tuple[list[Pair], list[int], list[int]]:
    """Exact keys: destination and folded name. Twins are paired by their text, then by their citations."""
    waiting: dict[tuple[str, str], list[int]] = defaultdict(list)
    for j, entry in enumerate(after):
        waiting[entry.country, fold(entry.name)].append(j)
    pairs: list[Pair] = []
    gone: list[int] = []
    groups: dict[tuple[str, str], list[int]] = defaultdict(list)
    for i, entry in enumerate(before):
        groups[entry.country, fold(entry.name)].append(i)
    for key, olds in groups.items():
        news = waiting.get(key, [])
        if len(olds) == 1 and len(news) == 1:
            pairs.append((olds[0], news[0]))
            news.clear()
            continue
        matched = _best_pairs([(_twin_score(before[i], after[j]), i, j) for i in olds for j in news], before, after)
        pairs += matched
        gone += [i for i in olds if i not in {p[0] for p in matched}]
        for _, j in matched:
            news.remove(j)
    return pairs, sorted(gone), sorted(j for left in waiting.values() for j in left)


def _twin_score(before: Entry, after: Entry) -> float:
    """How alike two entries of one name are; any score pairs them."""
    return (
        1.0
        + 8.0 * (before == after)
        + 4.0 * (fold(before.text) == fold(after.text))
        + 2.0 * bool(_addresses(before) & _addresses(after))
        + bool(_history(before) & _history(after))
    )


def print_order(entry: Entry) -> tuple[str, ...]:
    """A key that orders entries by everything printed of them."""
    terms = (entry.license_requirement, entry.license_review_policy)
    return (entry.text, *terms, repr(entry.citations), repr(entry.footnotes))


def _best_pairs(scored: list[tuple[float, int, int]], before: Sequence[Entry], after: Sequence[Entry]) -> list[Pair]:
    """Best scores first, one to one; ties fall by the entries' text, so that the order of rows decides nothing."""
    scored.sort(key=lambda s: (-s[0], print_order(before[s[1]]), print_order(after[s[2]])))
    pairs: list[Pair] = []
    old: set[int] = set()
    new: set[int] = set()
    for score, i, j in scored:
        if score > 0 and i not in old and j not in new:
            pairs.append((i, j))
            old.add(i)
            new.add(j)
    return pairs


def _by_evidence(gone: list[tuple[int, Entry]], come: list[tuple[int, Entry]], *, same_country: bool) -> list[Pair]:
    scored = [
        (score, i, j)
        for i, before in gone
        for j, after in come
        if (before.country == after.country) == same_country and (score := _evidence(before, after)) > 0
    ]
    return _best_pairs(scored, dict(gone), dict(come)) if scored else []  # type: ignore[arg-type]


def _evidence(before: Entry, after: Entry) -> float:
    """How strongly two differently named or placed entries are one party; 0 for not at all.

    A shared name or alias, a shared address and a shared citation each count; two of them, or a name of nearly the
    same spelling with one of them, make a party.
    """
    names = bool(_names(before) & _names(after))
    addresses = bool(_addresses(before) & _addresses(after))
    history = bool(_history(before) & _history(after))
    found = names + addresses + history
    if found >= 2:
        return float(found) + _likeness(before, after) / 100
    if found == 1:
        likeness = _likeness(before, after)
        return 1.0 + likeness / 100 if likeness >= ALIKE else 0.0
    return 0.0


def _likeness(before: Entry, after: Entry) -> float:
    from rapidfuzz import fuzz  # noqa: PLC0415 - only where entries are left unpaired

    return float(fuzz.ratio(fold(before.name), fold(after.name)))


def _names(entry: Entry) -> set[str]:
    return {fold(name) for name in (entry.name, *entry.aliases)} - {""}


def _addresses(entry: Entry) -> set[str]:
    # A town and country alone ("Islamabad, Pakistan") is shared by many and says nothing.
    return {key for a in entry.addresses if len(key := fold(a)) > 24}


def _history(entry: Entry) -> set[Citation]:
    """The citations that an entry keeps when it is renamed or moved: those before the newest."""
    dated = sorted((c for c in entry.citations if c.page is not None), key=lambda c: (c.volume, c.page or 0))
    return set(dated[:1])
