"""The three witnesses compared: stated counts, the preamble's list, instructions with table."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence

from monitor.model import Amendment, Check, Entry, Operation
from monitor.reading.entries.table_checks import misplaced, odd_citations
from monitor.reading.rules.matching import Matched
from monitor.reading.rules.preamble import Listed, Preamble
from monitor.reading.rules.row_search import begins_with
from monitor.reading.rules.stated_counts import StatedCounts
from monitor.text.names import fold

_REVISES = (Operation.REVISE, Operation.CORRECT, Operation.MOVE)


def compare_witnesses(
    counts: StatedCounts, preamble: Preamble, matched: Matched, table_problems: Sequence[str]
) -> Iterator[Check]:
    """Every comparison the rule allows, agreeing or not."""
    by_operation: dict[Operation, list[Amendment]] = {op: [] for op in Operation}
    for amendment in matched.amendments:
        by_operation[amendment.operation].append(amendment)
    added = by_operation[Operation.ADD]
    revised = [a for op in _REVISES for a in by_operation[op]]
    removed = by_operation[Operation.REMOVE]
    yield from _totals(counts, added, revised, removed)
    yield from _by_country("added under", counts.stated.by_country, added)
    yield from _by_country("revised under", counts.revised_by_country, revised)
    yield from _by_country("removed under", counts.removed_by_country, removed)
    yield from _orders(matched)
    by_kind = {Operation.ADD: added, Operation.REVISE: revised, Operation.REMOVE: removed}
    for operation, number in preamble.announced.items():
        yield _count(f"preamble: entries {_DONE[operation]}", number, len(by_kind[operation]))
    yield from _preamble(preamble.listed, by_kind)
    if matched.rows:
        yield _sentences("rows of the table", "every row and cell in its place", [*table_problems, *matched.odd_cells])
        yield _sentences("order of the table", "by name under each destination", list(misplaced(matched.rows)))
        yield _sentences("citations", "additions cite this rule alone", list(odd_citations(matched.amendments)))


def _sentences(name: str, expected: str, odd: list[str]) -> Check:
    return Check(name, expected, "; ".join(odd) or expected, not odd)


def _totals(
    counts: StatedCounts, added: list[Amendment], revised: list[Amendment], removed: list[Amendment]
) -> Iterator[Check]:
    stated = counts.stated
    if stated.entries_added is not None:
        yield _count("entries added", stated.entries_added, len(added))
    if stated.entities_added is not None:
        fewest = _fewest_entities(added)
        # An entity under several destinations is one entity and several entries.
        most = len({fold(a.name) for a in added}) if stated.entries_added is not None else len(added)
        agrees = fewest <= stated.entities_added <= most
        found = (
            str(most)
            if agrees and fewest == most
            else str(stated.entities_added)
            if agrees
            else f"{fewest}\u2013{most}"
        )
        if not agrees and fewest == most:
            found = str(most)
        yield Check("entities added", str(stated.entities_added), found, agrees)
    if stated.entries_revised is not None:
        yield _count("entries revised", stated.entries_revised, len({(a.country, fold(a.name)) for a in revised}))
    if stated.entities_removed is not None:
        yield _count("entities removed", stated.entities_removed, len(removed))


def _count(name: str, expected: int, found: int) -> Check:
    return Check(name, str(expected), str(found), expected == found)


def _fewest_entities(added: list[Amendment]) -> int:
    """How many parties the additions are at the least: those that share a name or alias across destinations are one."""
    groups: dict[str, int] = {}
    parent = list(range(len(added)))

    def root(i: int) -> int:
        while parent[i] != i:
            i = parent[i]
        return i

    for i, amendment in enumerate(added):
        entry = amendment.entry or Entry(amendment.country, amendment.name)
        for key in {fold(n) for n in (amendment.name, *entry.aliases)} - {""}:
            parent[root(i)] = root(groups.setdefault(key, i))
    _join_cross_references(added, parent, root)
    return len({root(i) for i in range(len(added))})


def _join_cross_references(added: list[Amendment], parent: list[int], root: Callable[[int], int]) -> None:
    """ "(See alternate address under Singapore)" joins entries of nearly one name that point at each other."""
    pointing = [(i, a, a.entry) for i, a in enumerate(added) if a.entry and a.entry.cross_references]
    if len(pointing) < 2:
        return
    from rapidfuzz import fuzz  # noqa: PLC0415 - few rules need it

    for n, (i, a, _) in enumerate(pointing):
        for j, b, _ in pointing[n + 1 :]:
            if a.country != b.country and fuzz.WRatio(fold(a.name), fold(b.name)) >= 85:
                parent[root(j)] = root(i)


def _by_country(name: str, expected: dict[str, int], amendments: list[Amendment]) -> Iterator[Check]:
    found = Counter(a.country for a in amendments)
    for country, number in expected.items():
        yield _count(f"{name} {country}", number, found[country])
    # Shares that leave a destination out state that nothing is there, once they are more than a single mention.
    for country in sorted(found.keys() - expected.keys()) if len(expected) > 1 else ():
        yield _count(f"{name} {country}", 0, found[country])


def _orders(matched: Matched) -> Iterator[Check]:
    for order, carried_out in matched.carried_out:
        if order.count is not None and order.count != len(order.names):
            where = " and ".join(order.countries) or "the list"
            yield _count(f"instruction: {order.operation.value} under {where}", order.count, carried_out)
    found = (
        "every name has its row and every row its instruction" if not matched.conflicts else " ".join(matched.conflicts)
    )
    yield Check(
        "instructions and table", "every name has its row and every row its instruction", found, not matched.conflicts
    )


def _preamble(listed: Sequence[Listed], amendments: dict[Operation, list[Amendment]]) -> Iterator[Check]:
    for operation, found in amendments.items():
        names = [entry for entry in listed if entry.operation is operation]
        if not names:
            continue
        left = [(a.country, a.name) for a in found]
        missing = []
        for item in names:
            match = next((x for x in left if x[0] == item.country and _same(item.name, x[1])), None)
            if match is None:
                missing.append(
                    f"\u201c{item.name}\u201d ({item.country}) is not {_DONE[operation]} by any instruction."
                )
            else:
                left.remove(match)
        extra = [f"\u201c{name}\u201d ({country}) is not in the preamble's list." for country, name in left]
        said = " ".join((*missing, *extra))
        yield Check(
            f"preamble's list: {_DONE[operation]}", str(len(names)), said or str(len(found)), not missing and not extra
        )


_DONE = {Operation.ADD: "added", Operation.REVISE: "revised", Operation.REMOVE: "removed"}


def _same(listed: str, name: str) -> bool:
    """The preamble may give a name with its address, or shorter than the table does."""
    return begins_with(listed, fold(name)) or begins_with(name, fold(listed))
