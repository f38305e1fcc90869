"""A rule applied to the list: what changes, what there is nothing to do for, and what does not fit.

Every amendment ends in a change, in nothing to do (it is so already), or in a problem that names the nearest
candidates. Nothing is guessed silently.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from monitor.comparing.entries import same_cell
from monitor.comparing.finding import it_reads, near_names, quoted
from monitor.comparing.identity import name_key, pairing_score, print_order
from monitor.comparing.in_words import reworded
from monitor.comparing.lists import added, compare_entries, removed
from monitor.comparing.transfers import with_transfers
from monitor.model import (
    RENAMES_DESTINATION,
    Amendment,
    Change,
    ChangeKind,
    Entry,
    NotApplied,
    Operation,
    PartyKey,
    Rule,
)
from monitor.text.names import fold, without_acronym

# e.g. "89 FR 96835"
_CITATION = re.compile(r"([0-9]{1,9}) FR ([0-9]{1,9})")


@dataclass(frozen=True, slots=True)
class Application:
    """The changes a rule makes, the list after it, and sentences about amendments that do not fit the list.

    ``not_applied`` are the amendments that change nothing although they should; the other sentences of ``problems`` are
    about amendments that were applied as well as the list allows.
    """

    changes: tuple[Change, ...]
    entries: tuple[Entry, ...]
    problems: tuple[str, ...]
    not_applied: tuple[NotApplied, ...] = ()


def apply_rule(rule: Rule, entries: Sequence[Entry]) -> Application:
    """Apply every amendment of ``rule`` to ``entries``, in the rule's order; twice is as good as once.

    Each list is amended for itself. A party that leaves one for another has two changes, each of which names the other list.
    """
    amended = dict.fromkeys(amendment.supplement for amendment in rule.amendments)
    states = {one: _State(rule, [e for e in entries if e.supplement == one], one) for one in amended}
    for amendment in rule.amendments:
        state = states[amendment.supplement]
        state.effective_on = amendment.acts_from or rule.effective_on or rule.publication_date
        state.unknown_since = amendment.unknown_since
        state.apply(amendment)
    after = [e for e in entries if e.supplement not in states]
    after += [e for state in states.values() for e in state.entries if e is not None]
    done = states.values()
    return Application(
        with_transfers([change for state in done for change in state.changes]),
        tuple(after),
        tuple(problem for state in done for problem in state.problems),
        tuple(refused for state in done for refused in state.not_applied),
    )


class _State:
    """A list while a rule works on it. A removed entry leaves None, so that places stay what they are."""

    def __init__(self, rule: Rule, entries: Sequence[Entry], supplement: int) -> None:
        self.rule = rule
        self.supplement = supplement
        self.entries: list[Entry | None] = list(entries)
        self.changes: list[Change] = []
        self.problems: list[str] = []
        self.not_applied: list[NotApplied] = []
        self.touched: set[int] = set()
        self.effective_on: date | None = None
        """The day on which the amendment that is being applied takes effect."""
        self.unknown_since: date | None = None
        self.places: dict[PartyKey, list[int]] = {}
        for n, entry in enumerate(entries):
            self.places.setdefault(name_key(entry), []).append(n)

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
                said = f"Not applied: {what} could not be understood. {amendment.detail}".strip()
                self._refuse(amendment, said + it_reads(amendment.instruction))

    def _refuse(self, amendment: Amendment, reason: str, nearest: Sequence[str] = ()) -> None:
        """Leave an amendment unapplied, for a person to look at."""
        self.problems.append(reason + _near([name for name in nearest if name not in reason]))
        self.not_applied.append(NotApplied(amendment, reason, tuple(nearest)))

    def _add(self, amendment: Amendment) -> None:
        if amendment.entry is None:
            self._refuse(amendment, f"Not added: {_who(amendment)}; the rule supplies no text for it.")
            return
        new = self._dated(amendment.entry)
        if len(self._under(new.country, new.name)) < amendment.of_that_name:
            self._append(new)
            return
        if self._stands(new):
            return
        # One rule may add two entries of one name (77 FR 25055: Zurmat General Trading, U.A.E.); they are twins.
        there = [n for n in self._named(amendment) if n not in self.touched]
        if not there:
            if near := self._but_for_acronym(amendment):
                said = quoted(self._names(near))
                self.problems.append(f"The rule adds {_who(amendment)}; {said} is on the list already.")
            self._append(new)
            return
        place = self._most_similar(there, new, amendment)
        old = self._at(place)
        change = self._replace(place, new)
        if (change and change.kind is not ChangeKind.EDITORIAL) or _cited(old) - _cited(new):
            self.problems.append(f"The rule adds {_who(amendment)}, which is on the list already; taken as a revision.")

    def _revise(self, amendment: Amendment) -> None:
        there = self._find(amendment)
        if amendment.entry is None:
            known = self._at(there[0]) if len(there) == 1 else None
            if known is not None and (new := reworded(known, amendment.instruction, amendment.name)) is not None:
                self._replace(there[0], new)
                return
            said = (
                f"Not applied: the revision of {_who(amendment)} is given in words only; see the instruction "
                f"\u201c{amendment.instruction}\u201d."
            )
            if there:
                self._refuse(amendment, said)
            else:
                self._refuse_missing(amendment, f"{said} It is not on the list as we have it.")
            return
        new = self._dated(amendment.entry)
        if self._replaced(amendment, new) or self._stands(new):
            return
        if there:
            self._replace(self._most_similar(there, new, amendment), new)
            return
        hint, nearest = self._nearest(amendment)
        self.problems.append(
            f"The rule revises {_who(amendment)}, which is not on the list as we have it; taken as an addition."
            + (hint or _near(nearest))
        )
        self._append(new)

    def _remove(self, amendment: Amendment) -> None:
        found = self._find(amendment)
        there = [n for n in found if n not in self.touched]
        if len(there) > 1 and amendment.entry is not None:  # its text says which of the twins goes
            there = [n for n in there if self._at(n) == amendment.entry][:1] or there
        if len(there) == 1:
            self._record(removed(self._at(there[0])))
            self.entries[there[0]] = None
        elif there:
            self._refuse(
                amendment,
                f"Not removed: {_who(amendment)} stands on the list {len(there)} times, and the rule does not say which "
                "entry it means.",
            )
        elif found:
            self._refuse(amendment, f"Not removed: {_who(amendment)}; the same rule adds or revises it.")
        else:
            self._refuse_missing(amendment, f"Not removed: {_who(amendment)} is not on the list as we have it.")

    def _refuse_missing(self, amendment: Amendment, reason: str) -> None:
        """Leave an amendment of an entry unapplied that is not on the list."""
        hint, nearest = self._nearest(amendment)
        self._refuse(amendment, reason + hint, nearest)

    def _move(self, amendment: Amendment) -> None:
        if amendment.detail == RENAMES_DESTINATION:
            self._rename_destination(amendment)
            return
        new = self._dated(amendment.entry) if amendment.entry else None
        if new and (self._replaced(amendment, new) or self._stands(new)):
            return
        there = self._find(amendment)
        if not there or new is None:
            self._refuse_missing(amendment, f"Not moved: {_who(amendment)}. {amendment.detail}")
            return
        self._replace(self._most_similar(there, new, amendment), new)

    def _rename_destination(self, amendment: Amendment) -> None:
        headings = [fold(e.country) if e else "" for e in self.entries]
        for n, heading in enumerate(headings):
            if heading == fold(amendment.country):
                self._replace(n, replace(self._at(n), country=amendment.name))
        if fold(amendment.country) not in headings and fold(amendment.name) not in headings:
            self._refuse(amendment, f"Not renamed: no entry stands under the destination {amendment.country}.")

    # -- finding --------------------------------------------------------------------------------------------------

    def _at(self, place: int) -> Entry:
        entry = self.entries[place]
        assert entry is not None  # noqa: S101 - places found are places of entries
        return entry

    def _stands(self, new: Entry) -> bool:
        """Whether an entry is on the list as it is to be, so that there is nothing to do."""
        return any(self.entries[n] == new for n in self._under(new.country, new.name))

    def _replaced(self, amendment: Amendment, new: Entry) -> bool:
        """Put ``new`` in the place of just the text that the amendment says it replaces; False where that is not there."""
        if amendment.replaces is None:
            return False
        there = self._under(amendment.replaces.country, amendment.replaces.name)
        exact = next((n for n in there if self.entries[n] == amendment.replaces), None)
        if exact is not None:
            self._replace(exact, new)
        return exact is not None

    def _under(self, country: str, name: str) -> list[int]:
        key = (self.supplement, fold(country), fold(name))
        # A place stays filed under the names it had; only what it is called now counts.
        return [n for n in self.places.get(key, ()) if (e := self.entries[n]) is not None and name_key(e) == key]

    def _named(self, amendment: Amendment) -> list[int]:
        """The entries an amendment names; by its table's name or whole text, where the instruction quotes otherwise.

        88 FR 85095 adds an entry for "Digicom", whose row begins "Digicom, LTD.,16-Ya Parkovaya Street".
        """
        new = amendment.entry
        found = self._under(amendment.country, amendment.name)
        if found or new is None:
            return found
        return self._under(amendment.country, new.name) or [
            n for n, e in enumerate(self.entries) if e and same_cell(e, new)
        ]

    def _find(self, amendment: Amendment) -> list[int]:
        """The entries an amendment of existing entries means: by name, or else by the name but for its acronym."""
        if found := self._named(amendment):
            return found
        near = self._but_for_acronym(amendment)
        return near if len(near) == 1 else []

    def _but_for_acronym(self, amendment: Amendment) -> list[int]:
        """Entries whose name is the amendment's with an acronym in brackets behind it, or without."""
        bare = without_acronym(amendment.name)
        if bare != amendment.name:
            return self._under(amendment.country, bare)
        country, key = fold(amendment.country), fold(bare)
        return [
            n
            for n, e in enumerate(self.entries)
            if e and e.name.endswith(")") and fold(e.country) == country and fold(without_acronym(e.name)) == key
        ]

    def _most_similar(self, places: list[int], new: Entry, amendment: Amendment) -> int:
        """Which of several entries of one name the rule's text means; told, where nothing in it says which."""
        fresh = [n for n in places if n not in self.touched] or places
        ranked = sorted(fresh, key=lambda n: (-pairing_score(self._at(n), new), print_order(self._at(n))))
        scores = [pairing_score(self._at(n), new) for n in ranked[:2]]
        if len(scores) == 2 and scores[0] == scores[1]:
            self.problems.append(
                f"{_who(amendment)} stands on the list {len(fresh)} times, and nothing in the rule says which entry it "
                f"means; taken for \u201c{self._at(ranked[0]).text}\u201d."
            )
        return ranked[0]

    # -- recording ------------------------------------------------------------------------------------------------

    def _append(self, new: Entry) -> None:
        self._record(added(new))
        self._file(new, len(self.entries))
        self.entries.append(new)

    def _replace(self, place: int, new: Entry) -> Change | None:
        change = compare_entries(self._at(place), new)
        if change is not None:
            self._record(change)
            self.entries[place] = new
            self._file(new, place)
        return change

    def _file(self, entry: Entry, place: int) -> None:
        self.touched.add(place)
        of_that_name = self.places.setdefault(name_key(entry), [])
        if place not in of_that_name:
            of_that_name.append(place)

    def _record(self, change: Change) -> None:
        number, citation = self.rule.document_number, self.rule.citation
        dated = replace(change, effective_on=self.effective_on, unknown_since=self.unknown_since)
        self.changes.append(replace(dated, document_number=number, citation=citation))

    def _dated(self, entry: Entry) -> Entry:
        """The entry with the rule's own page where it has only a placeholder (``89 FR [INSERT FR PAGE NUMBER]``)."""
        cited = _CITATION.fullmatch(self.rule.citation)
        if cited is None:
            return entry
        volume, page = int(cited[1]), int(cited[2])
        citations = tuple(
            replace(c, page=page) if c.page is None and c.volume == volume else c for c in entry.citations
        )
        return replace(entry, citations=citations)

    def _nearest(self, amendment: Amendment) -> tuple[str, list[str]]:
        """What the amendment may mean: a sentence on an alias or another destination, and the names that are near."""
        key = fold(amendment.name)
        listed = [n for n, e in enumerate(self.entries) if e is not None]
        here = [n for n in listed if fold(self._at(n).country) == fold(amendment.country)]
        if owners := [n for n in here if key in {fold(alias) for alias in self._at(n).aliases}]:
            names = self._names(owners)
            return f" It is an alias of {quoted(names)}.", names
        theirs = {fold(alias) for alias in amendment.entry.aliases} if amendment.entry else set()
        if former := [n for n in here if fold(self._at(n).name) in theirs]:
            names = self._names(former)
            return f" Its text names {quoted(names)} as an alias.", names
        if elsewhere := [self._at(n).country for n in listed if fold(self._at(n).name) == key]:
            return f" That name stands under {' and '.join(dict.fromkeys(elsewhere))}.", []
        return "", near_names(amendment.name, self._names(here))

    def _names(self, places: Sequence[int]) -> list[str]:
        return list(dict.fromkeys(self._at(n).name for n in places))


def _near(names: Sequence[str]) -> str:
    return f" Nearest: {quoted(names)}." if names else ""


def _who(amendment: Amendment) -> str:
    return f"\u201c{amendment.name}\u201d ({amendment.country})"


def _cited(entry: Entry) -> set[tuple[int, date | None]]:
    """The rules an entry cites; by their dates, since the list cites the page of the entry and not of the rule."""
    return {(c.volume, c.date) for c in entry.citations}
