"""The counts that a rule states about itself, held against what was read.

A rule may carry an entry over instead of adding a party: it removes the old entry and adds one that keeps its citations
(2022-14069: CNOOC Limited; 2022-03029: two Huawei entries become one; 2022-27151: subordinates get entries of their own).
Its counts then leave such additions out and call the removals revisions. An addition is carried over when it cites an
earlier rule; that is believed where the stated count agrees with it, and else is a fault of the table.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from monitor.model import Amendment, Check, Entry, Operation
from monitor.reading.rules.preamble import Listed
from monitor.reading.rules.stated_counts import StatedCounts
from monitor.text.names import fold

_REVISES = (Operation.REVISE, Operation.CORRECT, Operation.MOVE)
_ADDED = ("entries added", "entities added")
_EARLIER = 60
"""Days between a rule and another that makes that one an earlier rule, and no placeholder of the same."""


@dataclass(frozen=True, slots=True)
class Kinds:
    """A rule's amendments by kind, and those that only carry an entry over."""

    added: list[Amendment]
    revised: list[Amendment]
    removed: list[Amendment]
    carried: list[Amendment]
    replaced: list[Amendment]
    newest: date | None

    @classmethod
    def of(cls, amendments: Sequence[Amendment], listed: Sequence[Listed]) -> Kinds:
        """Sort ``amendments``; what the preamble lists as removed is not replaced by another entry."""
        added = [a for a in amendments if a.operation is Operation.ADD]
        removed = [a for a in amendments if a.operation is Operation.REMOVE]
        newest = _newest(amendments)
        carried = [a for a in added if _cites_earlier(a, newest)]  # an entry that is new has no history
        places = {a.country for a in carried}
        gone = {(item.country, fold(item.name)) for item in listed if item.operation is Operation.REMOVE}
        return cls(
            added=added,
            revised=[a for a in amendments if a.operation in _REVISES],
            removed=removed,
            carried=carried,
            replaced=[a for a in removed if a.country in places and (a.country, fold(a.name)) not in gone],
            newest=newest,
        )

    def cites_earlier(self, amendment: Amendment) -> bool:
        """Whether the entry of an amendment cites an earlier rule."""
        return _cites_earlier(amendment, self.newest)

    def cites_this(self, amendment: Amendment) -> bool:
        """Whether it cites this rule: by the newest date, or by a placeholder that leaves the date open."""
        cited = amendment.entry.citations if amendment.entry else ()
        return any(c.date == self.newest or (c.date is None and c.page is None) for c in cited)

    @property
    def new(self) -> list[Amendment]:
        """The additions that carry nothing over."""
        carried = set(map(id, self.carried))
        return [a for a in self.added if id(a) not in carried]


def _newest(amendments: Iterable[Amendment]) -> date | None:
    return max((c.date for a in amendments if a.entry for c in a.entry.citations if c.date), default=None)


def _cites_earlier(amendment: Amendment, newest: date | None) -> bool:
    """Whether the entry of an amendment cites a rule that is earlier than the one cited last."""
    dates = [c.date for c in amendment.entry.citations if c.date] if amendment.entry else []
    return newest is not None and any((newest - day).days > _EARLIER for day in dates)


def is_of_these_days(day: date, published: date) -> bool:
    """Whether an entry that cites ``day`` may cite a rule that was published on ``published``."""
    return abs((published - day).days) <= _EARLIER


def check_counts(counts: StatedCounts, kinds: Kinds) -> Iterator[Check]:
    """Every count that is stated, in all and by destination."""
    stated = counts.stated
    if stated.entries_added is not None:
        yield _one_of("entries added", stated.entries_added, len(kinds.added), len(kinds.new))
    if stated.entities_added is not None:
        yield _entities(stated.entities_added, kinds, entries_stated=stated.entries_added is not None)
    if stated.entries_revised is not None:
        revised = len({(a.country, fold(a.name)) for a in kinds.revised})
        with_replaced = revised + len(kinds.replaced)
        yield _one_of(
            "entries revised", stated.entries_revised, revised, with_replaced, with_replaced - counts.addresses_removed
        )
    replaced = set(map(id, kinds.replaced))
    gone = [a for a in kinds.removed if id(a) not in replaced]
    if counts.entries_removed is not None:
        yield _one_of("entries removed", counts.entries_removed, len(kinds.removed), len(gone))
    if stated.entities_removed is not None:
        parties = (
            len({fold(a.name) for a in kinds.removed}) if counts.entries_removed is not None else len(kinds.removed)
        )
        yield _one_of("entities removed", stated.entities_removed, parties, len(gone))
    yield from _by_country("added under", stated.by_country, kinds.added, kinds.new)
    yield from _by_country("revised under", counts.revised_by_country, kinds.revised, [*kinds.revised, *kinds.replaced])
    yield from _by_country("removed under", counts.removed_by_country, kinds.removed, gone)


def agrees_with_carried(checks: Sequence[Check], kinds: Kinds) -> bool:
    """Whether the stated additions are those that carry nothing over, so that the others are meant to."""
    numbers = {c.expected for c in checks if c.check in _ADDED and c.agrees}
    return bool(kinds.carried) and bool(numbers) and str(len(kinds.added)) not in numbers


def states_all_added(checks: Sequence[Check], kinds: Kinds) -> bool:
    """Whether the stated additions are all there are, those that cite an earlier rule too."""
    stated = {c.expected for c in checks if c.check in _ADDED and c.agrees}
    return str(len(kinds.added)) in stated


def count_check(name: str, expected: int, found: int) -> Check:
    """A count that has to be met exactly."""
    return Check(name, str(expected), str(found), expected == found)


def _one_of(name: str, expected: int, *found: int) -> Check:
    return Check(name, str(expected), str(expected if expected in found else found[0]), expected in found)


def _entities(stated: int, kinds: Kinds, *, entries_stated: bool) -> Check:
    fewest, most = _range(kinds.added, entries_stated=entries_stated)
    if not fewest <= stated <= most and kinds.carried:
        low, high = _range(kinds.new, entries_stated=entries_stated)
        if low <= stated <= high:
            fewest, most = low, high
    agrees = fewest <= stated <= most
    said = str(most) if fewest == most else str(stated) if agrees else f"{fewest}\u2013{most}"
    return Check("entities added", str(stated), said, agrees)


def _range(added: list[Amendment], *, entries_stated: bool) -> tuple[int, int]:
    """How many parties the additions are, at the least and at the most.

    An entity under several destinations is one entity and several entries.
    """
    return _fewest_entities(added), len({fold(a.name) for a in added}) if entries_stated else len(added)


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


def _by_country(
    name: str, expected: dict[str, int], amendments: list[Amendment], without_carried: list[Amendment]
) -> Iterator[Check]:
    found, new = ([a.country for a in some] for some in (amendments, without_carried))
    for country, number in expected.items():
        yield _one_of(f"{name} {country}", number, found.count(country), new.count(country))
    # Shares that leave a destination out state that nothing is there, once they are more than a single mention.
    for country in sorted(set(found) - expected.keys()) if len(expected) > 1 else ():
        yield _one_of(f"{name} {country}", 0, found.count(country), new.count(country))
