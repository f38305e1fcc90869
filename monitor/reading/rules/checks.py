"""A rule's cross-checks: stated counts, the preamble's list, instructions with table, and the table's own words."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import date

from monitor.model import Amendment, Check, Operation
from monitor.reading.entries.requirement import volume_of
from monitor.reading.entries.table_checks import misplaced
from monitor.reading.rules.count_checks import (
    Kinds,
    agrees_with_carried,
    check_counts,
    count_check,
    is_of_these_days,
    states_all_added,
)
from monitor.reading.rules.matched import Matched
from monitor.reading.rules.preamble import Listed, Preamble
from monitor.reading.rules.row_search import alike, begins_with
from monitor.reading.rules.short_names import is_cut_short_of
from monitor.reading.rules.stated_counts import StatedCounts
from monitor.text.names import fold

_DONE = {Operation.ADD: "added", Operation.REVISE: "revised", Operation.REMOVE: "removed"}
_IN_PLACE = "every row and cell in its place"
_ANSWERED = "every name has its row and every row its instruction"
_AS_STATED = "as many as each entry states"
_NEW = "additions cite this rule alone"


def compare_checks(
    counts: StatedCounts,
    preamble: Preamble,
    matched: Matched,
    table_problems: Sequence[str],
    published: date | None = None,
) -> Iterator[Check]:
    """Every comparison the rule allows, agreeing or not; ``published`` is its day, where it is known."""
    kinds = Kinds.of(matched.amendments, preamble.listed)
    counted = list(check_counts(counts, kinds))
    yield from counted
    yield from _orders(matched)
    by_kind = {Operation.ADD: kinds.added, Operation.REVISE: kinds.revised, Operation.REMOVE: kinds.removed}
    for operation, number in preamble.announced.items():
        yield count_check(f"preamble: entries {_DONE[operation]}", number, len(by_kind[operation]))
    yield from _preamble(preamble.listed, by_kind, unlisted=[*kinds.carried, *kinds.replaced])
    borne_out = any(c.agrees and "removed" in c.check for c in counted)
    if both := [] if borne_out else list(_undone(kinds, preamble.listed)):
        yield _sentences("additions and removals", "no name is of both", both)
    if matched.rows:
        yield _sentences("rows of the table", _IN_PLACE, [*table_problems, *matched.odd_cells])
        yield _sentences("order of the table", "by name under each destination", list(misplaced(matched.rows)))
        if (
            matched.miscounted
        ):  # BIS miscounts in one entry of five hundred: told, and no reason to doubt what is listed
            yield Check("aliases listed", _AS_STATED, "; ".join(matched.miscounted), agrees=True)
        odd = [] if agrees_with_carried(counted, kinds) else kinds.carried
        odd = [a for a in odd if not _is_borne_out(a, kinds, counted, preamble.listed)]
        others = [said for a in kinds.added if a not in odd for said in _cites_another(a, published)]
        yield _sentences("citations", _NEW, [*map(_cites_earlier, odd), *others])


def _is_borne_out(amendment: Amendment, kinds: Kinds, counted: Sequence[Check], listed: Sequence[Listed]) -> bool:
    """Whether an addition that cites earlier rules is one all the same: counts or list say so, and it cites this rule too.

    A revision that cites this rule alone may have changed places with it.
    """
    if _merges(amendment, kinds.removed) and kinds.cites_this(amendment):
        return True
    exchanged = any(a.entry and a.entry.citations and not kinds.cites_earlier(a) for a in kinds.revised)
    if exchanged or not kinds.cites_this(amendment):
        return False
    return states_all_added(counted, kinds) or any(
        item.operation is Operation.ADD and item.country == amendment.country and _same(item.name, amendment.name)
        for item in listed
    )


def _merges(amendment: Amendment, removed: Sequence[Amendment]) -> bool:
    """Whether an added entry is made of several removed ones: it has their names, and so their history."""
    names = {fold(name) for name in (amendment.name, *(amendment.entry.aliases if amendment.entry else ()))}
    merged = {fold(a.name) for a in removed if a.country == amendment.country} & names
    return len(merged) > 1


def _undone(kinds: Kinds, listed: Sequence[Listed]) -> Iterator[str]:
    """What one rule adds or revises and removes under the same destination: one of them may be of another list.

    An added entry that cites an earlier rule takes the place of the removed one; so may one whose removal the preamble lists,
    and one into which two of its spellings are merged.
    """
    told = {(item.country, fold(item.name)) for item in listed if item.operation is Operation.REMOVE}
    given = {
        (a.country, fold(name)): a
        for a in (*kinds.added, *kinds.revised)
        if a not in kinds.carried
        for name in (a.name, *((a.entry.name,) if a.entry else ()))
    }
    times = Counter((removed.country, fold(removed.name)) for removed in kinds.removed)
    for removed in kinds.removed:
        key = (removed.country, fold(removed.name))
        if key not in told and times[key] == 1 and (other := given.get(key)):
            done = _DONE.get(other.operation, "changed")
            yield f"\u201c{removed.name}\u201d ({removed.country}) is {done} and removed"


def _sentences(name: str, expected: str, odd: list[str]) -> Check:
    return Check(name, expected, "; ".join(odd) or expected, not odd)


def _cites_earlier(amendment: Amendment) -> str:
    first = next((c for c in amendment.entry.citations if c.date), None) if amendment.entry else None
    cited = f"{first.volume} FR of {first.date}" if first else "an earlier rule"
    return f"\u201c{amendment.name}\u201d is added, but cites {cited}"


def _cites_another(amendment: Amendment, published: date | None) -> Iterator[str]:
    """Sentences on an added entry that cites a volume of another year than the day beside it, or no rule of these days.

    Of 3,667 entries of the list one cites a volume that is not its day's. ``published`` is the day of the rule's publication,
    where it is known: a citation without a day ("AND DATE OF PUBLICATION") is of that day.
    """
    cited = amendment.entry.citations if amendment.entry else ()
    for one in cited:
        day = one.date or (published if len(cited) == 1 else None)
        if day is not None and one.volume != volume_of(day):
            right = f"{day.year} has volume {volume_of(day)}"
            yield f"\u201c{amendment.name}\u201d is added, but cites {one.volume} FR, and {right}"
    days = [one.date for one in cited]
    if published and days and not any(day is None or is_of_these_days(day, published) for day in days):
        yield f"\u201c{amendment.name}\u201d is added on {published}, but cites {', '.join(map(str, days))}"


def _orders(matched: Matched) -> Iterator[Check]:
    for instruction, carried_out in matched.carried_out:
        if instruction.count is not None and instruction.count != len(instruction.names):
            where = " and ".join(instruction.countries) or "the list"
            yield count_check(
                f"instruction: {instruction.operation.value} under {where}", instruction.count, carried_out
            )
    yield Check("instructions and table", _ANSWERED, " ".join(matched.conflicts) or _ANSWERED, not matched.conflicts)


# -- the preamble's list -----------------------------------------------------------------------------------------------


def _preamble(
    listed: Sequence[Listed], amendments: dict[Operation, list[Amendment]], unlisted: Sequence[Amendment]
) -> Iterator[Check]:
    """The list against the amendments, by what it says happens; those ``unlisted`` need not be in it."""
    for operation, found in amendments.items():
        names = [item for item in listed if item.operation is operation]
        if not names:
            continue
        left = list(found)
        waiting = [item for item in names if not _take_same(item, left)]
        missing = [
            f"\u201c{item.name}\u201d ({item.country}) is not {_DONE[operation]} by any instruction."
            for item in waiting
            if not _take_alike(item, left)
        ]
        extra = [
            f"\u201c{a.name}\u201d ({a.country}) is not in the preamble's list." for a in left if a not in unlisted
        ]
        said = " ".join((*missing, *extra))
        count = len(names) if not said else len(found)
        yield Check(f"preamble's list: {_DONE[operation]}", str(len(names)), said or str(count), not said)


def _take_same(item: Listed, left: list[Amendment]) -> bool:
    """Take the amendment that ``item`` names out of ``left``; False where none is.

    The preamble may give a name with its address, or shorter than the table does; of a renamed entry, either name.
    """
    for amendment in left:
        names = (amendment.name, amendment.entry.name) if amendment.entry else (amendment.name,)
        if amendment.country == item.country and any(_same(item.name, name) for name in names):
            left.remove(amendment)
            return True
    return False


def _take_alike(item: Listed, left: list[Amendment]) -> bool:
    """The same for a name that the list spells otherwise."""
    there = [a for a in left if a.country == item.country]
    found = alike(item.name, [a.name for a in there])
    if found is not None:
        left.remove(there[found])
    return found is not None


def _same(listed: str, name: str) -> bool:
    """Whether the preamble's name is an amendment's: either may be shorter, but no instruction's may be cut short."""
    return (begins_with(listed, fold(name)) and not is_cut_short_of(name, listed)) or begins_with(name, fold(listed))
