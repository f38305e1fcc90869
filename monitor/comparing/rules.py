"""A rule applied to the list: what changes, what there is nothing to do for, and what does not fit.

Every amendment ends in a change, in nothing to do (it is so already), or in a problem that names the nearest
candidates. Nothing is guessed silently.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from monitor.comparing.lists import added, compare_entries, removed
from monitor.model import RENAMES_DESTINATION, Amendment, Change, ChangeKind, Entry, Operation, Rule
from monitor.text.names import fold

_ACRONYM = re.compile(r"\s*\([^()]*\)\s*$")


@dataclass(frozen=True, slots=True)
class Application:
    """The changes a rule makes, the list after it, and sentences about amendments that do not fit the list."""

    changes: tuple[Change, ...]
    entries: tuple[Entry, ...]
    problems: tuple[str, ...]


def apply_rule(rule: Rule, entries: Sequence[Entry]) -> Application:
    """Apply every amendment of ``rule`` to ``entries``, in the rule's order; twice is as good as once."""
    state = _State(rule, entries)
    for amendment in rule.amendments:
        state.apply(amendment)
    return Application(tuple(state.changes), tuple(e for e in state.entries if e is not None), tuple(state.problems))


class _State:
    def __init__(self, rule: Rule, entries: Sequence[Entry]) -> None:
        self.rule = rule
        self.entries: list[Entry | None] = list(entries)
        self.changes: list[Change] = []
        self.problems: list[str] = []
        self.places: dict[tuple[str, str], list[int]] = {}
        for n, entry in enumerate(entries):
            self.places.setdefault((entry.country, fold(entry.name)), []).append(n)

    def apply(self, amendment: Amendment) -> None:
        """One amendment, by what it orders."""
        match amendment.operation:
            case Operation.ADD:
                self._add(amendment)
            case Operation.REMOVE:
                self._remove(amendment)
            case Operation.REVISE | Operation.CORRECT:
                self._revise(amendment)
            case Operation.MOVE:
                self._move(amendment)
            case Operation.UNREADABLE:
                what = f"\u201c{amendment.name}\u201d ({amendment.country})" if amendment.name else "an instruction"
                self.problems.append(f"Not applied: {what} could not be understood. {amendment.detail}".strip())

    def _add(self, amendment: Amendment) -> None:
        if amendment.entry is None:
            self.problems.append(f"Not added: {_who(amendment)}; the rule supplies no text for it.")
            return
        new = self._dated(amendment.entry)
        place = self._find(amendment.country, amendment.name, new.name)
        if place is None:
            self._record(added(new))
            self.places.setdefault((new.country, fold(new.name)), []).append(len(self.entries))
            self.entries.append(new)
            return
        change = self._replace(place, new)
        if change is not None and change.kind is not ChangeKind.EDITORIAL:
            self.problems.append(f"The rule adds {_who(amendment)}, which is on the list already; taken as a revision.")

    def _revise(self, amendment: Amendment) -> None:
        place = self._find(amendment.country, amendment.name, amendment.entry.name if amendment.entry else "")
        if amendment.entry is None:
            where = "" if place is not None else " It is not on the list as we have it." + self._nearest(amendment)
            self.problems.append(
                f"Not applied: the revision of {_who(amendment)} is given in words only; see the instruction "
                f"\u201c{amendment.instruction}\u201d.{where}"
            )
            return
        if place is not None:
            self._replace(place, self._dated(amendment.entry))
            return
        new = self._dated(amendment.entry)
        self.problems.append(
            f"The rule revises {_who(amendment)}, which is not on the list as we have it; taken as an addition."
            + self._nearest(amendment)
        )
        self._record(added(new))
        self.places.setdefault((new.country, fold(new.name)), []).append(len(self.entries))
        self.entries.append(new)

    def _remove(self, amendment: Amendment) -> None:
        place = self._find(amendment.country, amendment.name)
        if place is None:
            self.problems.append(
                f"Not removed: {_who(amendment)} is not on the list as we have it.{self._nearest(amendment)}"
            )
            return
        entry = self.entries[place]
        assert entry is not None  # noqa: S101 - _find returns places of entries only
        self._record(removed(entry))
        self.entries[place] = None

    def _move(self, amendment: Amendment) -> None:
        if amendment.detail == RENAMES_DESTINATION:
            for n, entry in enumerate(self.entries):
                if entry is not None and entry.country == amendment.country:
                    self._replace(n, replace(entry, country=amendment.name))
            return
        place = self._find(amendment.country, amendment.name)
        if place is None or amendment.entry is None:
            self.problems.append(f"Not moved: {_who(amendment)}. {amendment.detail}{self._nearest(amendment)}")
            return
        self._replace(place, self._dated(amendment.entry))

    # -- finding and recording ------------------------------------------------------------------------------------

    def _find(self, country: str, name: str, printed: str = "") -> int | None:
        """The entry of that name under that destination; a bracketed acronym at the end may be missing on one side.

        ``printed`` is the name in the rule's table, where the instruction quotes more or less than that.
        """
        keys = (fold(name), fold(printed), fold(_ACRONYM.sub("", name)))
        for key in dict.fromkeys(k for k in keys if k):
            places = [n for n in self.places.get((country, key), ()) if self.entries[n] is not None]
            if places:
                return places[0]
        bare = fold(_ACRONYM.sub("", name))
        near = [
            n
            for n, e in enumerate(self.entries)
            if e is not None
            and e.country == country
            and e.name.endswith(")")
            and fold(_ACRONYM.sub("", e.name)) == bare
        ]
        return near[0] if len(near) == 1 else None

    def _replace(self, place: int, new: Entry) -> Change | None:
        old = self.entries[place]
        assert old is not None  # noqa: S101 - _find returns places of entries only
        change = compare_entries(old, new)
        if change is not None:
            self._record(change)
            self.entries[place] = new
            self.places.setdefault((new.country, fold(new.name)), []).append(place)
        return change

    def _record(self, change: Change) -> None:
        rule = self.rule
        effective = rule.effective_on or rule.publication_date
        self.changes.append(
            replace(change, document_number=rule.document_number, citation=rule.citation, effective_on=effective)
        )

    def _dated(self, entry: Entry) -> Entry:
        """The entry with the rule's own page where it has only a placeholder (``89 FR [INSERT FR PAGE NUMBER]``)."""
        volume, _, page = self.rule.citation.partition(" FR ")
        if not (volume.isdigit() and page.isdigit()):
            return entry
        citations = tuple(
            replace(c, page=int(page)) if c.page is None and c.volume == int(volume) else c for c in entry.citations
        )
        return replace(entry, citations=citations)

    def _nearest(self, amendment: Amendment) -> str:
        """A sentence with what the amendment may mean: an alias of an entry, or names of like spelling."""
        key = fold(amendment.name)
        here = [e for e in self.entries if e is not None and e.country == amendment.country]
        owners = [e.name for e in here if key in {fold(a) for a in e.aliases}]
        if owners:
            return f" It is an alias of \u201c{owners[0]}\u201d."
        from rapidfuzz import fuzz, process  # noqa: PLC0415 - only where a rule does not fit

        names = {e.name: fold(e.name) for e in here}
        found = process.extract(key, names, scorer=fuzz.ratio, limit=3, score_cutoff=70)
        said = ", ".join(f"\u201c{name}\u201d" for _, _, name in found)
        return f" Nearest: {said}." if said else ""


def _who(amendment: Amendment) -> str:
    return f"\u201c{amendment.name}\u201d ({amendment.country})"
