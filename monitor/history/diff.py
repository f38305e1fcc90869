"""What changed between two states: dates, ``now``, a document number, or files; in any mix that makes sense."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from monitor.comparing.lists import compare_lists
from monitor.errors import UsageError
from monitor.history.columns import ListColumns, comparable, lacking_in_words, left_out, without_fields
from monitor.history.gaps import notes_between
from monitor.model import Applied, Change, ChangeKind, Diff, DocumentState, Entry, ListName, Rule, Stage
from monitor.model.named_changes import named_changes
from monitor.text.document_numbers import is_document_number
from monitor.text.names import fold

if TYPE_CHECKING:
    from monitor.history.list_history import ListHistory

GetHistory = Callable[[], "ListHistory"]
"""Gives the list's history; called only where a state is a date or a document."""
FiledRule = Callable[[str], Rule | None]
"""What a document says that is on public inspection and not published yet; None where there is none of that number."""


@dataclass(frozen=True, slots=True)
class ListState:
    """The lists as one state has them, with the name the user gave it; ``day`` is None for a file's.

    ``own_date`` is a file's own: that of the newest rule it cites, None where it cites none, and for a day's list;
    ``cuts`` say that the file is cut short, ``columns`` which ones it has, ``lacking`` which of those it has not, each with
    the fields of an entry that it would hold.
    """

    name: str
    entries: Sequence[Entry]
    day: date | None = None
    own_date: date | None = None
    cuts: tuple[str, ...] = ()
    columns: ListColumns = ListColumns.ALL
    lacking: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def of(self, lists: Collection[ListName]) -> ListState:
        """The same with the entries of some lists only."""
        return replace(self, entries=[entry for entry in self.entries if entry.list in lists])


@dataclass(frozen=True, slots=True)
class Comparison:
    """A Diff with the states it is between; ``states`` is empty where it is what one document changed."""

    diff: Diff
    states: tuple[ListState, ...] = ()

    @property
    def days(self) -> tuple[date, ...]:
        """The days of the states that are no files."""
        return tuple(state.day for state in self.states if state.day is not None)

    def noting(self, notes: Sequence[str]) -> Comparison:
        """The same with more ``notes``."""
        return replace(self, diff=replace(self.diff, notes=(*self.diff.notes, *notes)))

    @property
    def file_dates(self) -> dict[str, date | None]:
        """The own dates of the files among the states, by name."""
        return {state.name: state.own_date for state in self.states if state.day is None}


def diff_names(
    from_name: str, to_name: str, history: GetHistory, filed: FiledRule, today: date, *, files: bool = False
) -> Diff:
    """The Diff of the Entity List, as :func:`compare_names` makes it."""
    return compare_names(from_name, to_name, history, filed, today, files=files).diff


def compare_names(
    from_name: str,
    to_name: str,
    history: GetHistory,
    filed: FiledRule,
    today: date,
    *,
    files: bool = False,
    lists: Sequence[ListName] = (ListName.ENTITY,),
) -> Comparison:
    """The Diff of some lists between two states as the user names them; with ``files`` a name may be that of a file.

    ``history`` is that of the same lists.

    A document number alone (``to_name`` is "") means what that rule changed; beside another state, the list of the day
    from which that rule is effective. Raises UsageError for what is no state, NotKnown for what is not known.
    """
    if _is_number(from_name, files) and not to_name:
        return Comparison(_diff_of_document(from_name, history(), filed, today, lists))
    before = state_named(from_name, history, today, files=files)
    after = state_named(to_name or "now", history, today, files=files)
    return compare_states(before, after, history, lists)


def compare_states(
    before: ListState, after: ListState, history: GetHistory, lists: Sequence[ListName] = tuple(ListName)
) -> Comparison:
    """The Diff of some lists between two states; raises UsageError where a file among them is a copy of none."""
    compared, notes = _in_both(before, after, lists)
    beside = compared  # of copies all that both have, so that a transfer shows on each list alone
    if before.day is None and after.day is None:
        beside = [name for name in ListName if name in compared or (_has(before, name) and _has(after, name))]
    diff = diff_states(before.of(beside), after.of(beside), history)
    kept = diff if beside == compared else replace(diff, changes=tuple(c for c in diff.changes if c.list in compared))
    return Comparison(kept, (before, after)).noting(notes)


def _in_both(before: ListState, after: ListState, lists: Sequence[ListName]) -> tuple[list[ListName], tuple[str, ...]]:
    """Those of ``lists`` that both states have, and sentences on those that a file lacks.

    Raises UsageError where they have none of them both.
    """
    missing = [
        (state, name) for state in (before, after) if state.day is None for name in lists if not _has(state, name)
    ]
    left = [name for name in lists if name not in {absent for _, absent in missing}]
    said = tuple(
        f"{state.name} is no copy of the {name.title}; it is left out of the comparison." for state, name in missing
    )
    if not left:
        raise UsageError(f"{missing[0][0].name} is no copy of the {missing[0][1].title}: there is nothing to compare.")
    return left, said


def _has(state: ListState, name: ListName) -> bool:
    return any(entry.list is name for entry in state.entries)


def diff_states(before: ListState, after: ListState, history: GetHistory) -> Diff:
    """The Diff between two states; only that between two days names the documents that made the changes."""
    if before.day and after.day:
        gaps = notes_between(history().gaps, before.day, after.day)
        changes = history().changes_between(before.day, after.day)
        notes = (*history().known_days.notes(min(before.day, after.day)), *gaps)
        return Diff(before.name, after.name, changes, notes=notes, over_gap=bool(gaps))
    cut = {ChangeKind.ADDED: before, ChangeKind.REMOVED: after}
    lacking = (
        *left_out(before.name, before.columns, after.columns),
        *left_out(after.name, after.columns, before.columns),
        *lacking_in_words(before.name, before.lacking, after.lacking),
        *lacking_in_words(after.name, after.lacking, before.lacking),
    )
    fields = frozenset(name for held in (*before.lacking.values(), *after.lacking.values()) for name in held)
    one = without_fields(comparable(before.entries, before.columns, after.columns), fields)
    other = without_fields(comparable(after.entries, after.columns, before.columns), fields)
    return Diff(
        before.name, after.name, compare_lists(one, other),
        notes=(*(words for state in (before, after) for words in _cut_words(state)), *lacking),
        uncertain=tuple(kind for kind, state in cut.items() if state.cuts),
    )  # fmt: skip


def _cut_words(state: ListState) -> Iterator[str]:
    for cut in state.cuts[:1]:
        yield f"{state.name}: {cut}. What it lacks may be on the list all the same; fetch it again."


def state_named(name: str, history: GetHistory, today: date, *, files: bool = False) -> ListState:
    """The list of a date, of ``now``, of the day from which a document is effective; with ``files`` also of a file.

    Raises UsageError for what is none of these, NotKnown for what is not known, CannotRead for a file that is no list.
    """
    if files and (path := Path(name)).exists():
        from monitor.reading.local_file import read_file  # noqa: PLC0415 - dates need no reader

        return list_in_file(read_file(path), name, path.name)
    day = day_named(name, history, today, files=files)
    shown = f"after {name}" if is_document_number(name) else name
    return ListState(shown, history().list_on(day).entries, day)


def day_named(name: str, history: GetHistory, today: date, *, files: bool = False) -> date:
    """The day that a date, ``now`` or a document number means. Raises as :func:`state_named` does."""
    if is_document_number(name):
        return history().document(name).effective_day
    day = today if name == "now" else as_day(name)
    if day is None and files:
        raise UsageError(
            f"{name!r} is not a date (2024-12-05 or 12/05/2024), a document number (2024-28267), a Federal Register citation "
            "(89 FR 96830), 'now' or an existing file."
        )
    if day is None:
        raise UsageError(
            f"\u201c{name[:60]}\u201d is not a date (2024-12-05 or 12/05/2024), a document number (2024-28267), a Federal "
            "Register citation (89 FR 96830) or \u201cnow\u201d."
        )
    history().check_future(day, today)
    return day


def list_in_file(data: bytes, what: str, shown: str) -> ListState:
    """The copy of the list in the bytes of a file, with its own date. Raises CannotRead for what is no copy of the list."""
    from monitor.reading.files import FIELDS, Kind, read_list  # noqa: PLC0415 - dates need no reader

    kind, copy, lacks = read_list(data, what)
    cited = (c.date for entry in copy.entries for c in entry.citations if c.date)
    columns = {Kind.ECFR: ListColumns.ALL, Kind.BIS_CSV: ListColumns.BIS}.get(kind, ListColumns.SCREENING)
    lacking = {name: FIELDS[kind][name] for name in lacks}
    own_date = max(cited, default=None)
    return ListState(shown, copy.entries, own_date=own_date, cuts=copy.cuts, columns=columns, lacking=lacking)


def count_changes(from_name: str, to_name: str, history: ListHistory, today: date) -> int:
    """About how many changes :func:`diff_names` has to find. Raises UsageError and NotKnown as it does."""
    if is_document_number(from_name) and not to_name:
        return len(history.changes_of_document(from_name))
    first, second = (day_named(name, lambda: history, today) for name in (from_name, to_name or "now"))
    return history.count_changes(first, second)


def as_day(text: str) -> date | None:
    """The day an ISO date names; None for anything else."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def document_attention(name: str, history: GetHistory) -> str:
    """Why a person must look at the document ``name``; "" for nothing, and for what is no document."""
    found = history().documents.get(name) if _is_number(name, files=True) else None
    return found.attention if found else ""


def _is_number(name: str, files: bool) -> bool:
    """Whether a name is a document number, and not that of a file."""
    return is_document_number(name) and not (files and Path(name).exists())


def _diff_of_document(
    number: str, history: ListHistory, filed: FiledRule, today: date, lists: Sequence[ListName]
) -> Diff:
    """What a rule changed on some lists; of one that is filed and not published yet, what it will change."""
    rule = filed(number) if number not in history.documents else None
    if rule is not None:
        amendments = tuple(amendment for amendment in rule.amendments if amendment.list in lists)
        changes = _changes_to_be(replace(rule, amendments=amendments), history.list_on(today).entries)
        state = DocumentState(Stage.PUBLIC_INSPECTION, rule.verdict, Applied(of=len(rule.amendments)))
        return Diff(f"before {number}", f"{number} as filed, not published yet", changes, state)
    found = history.document(number)
    state = DocumentState(found.stage, found.verdict, found.applied.on(today))
    return Diff(f"before {number}", f"after {number}", tuple(history.changes_of_document(number)), state)


def _changes_to_be(rule: Rule, entries: Sequence[Entry]) -> tuple[Change, ...]:
    """Every change that a filed rule names, with the entry before and after where its text gives them: of most filings it
    gives the names alone, and what cannot be applied for want of text is no "nothing changed"."""
    from monitor.comparing.rules import apply_rule  # noqa: PLC0415 - few documents are only filed

    made = {_key(change): change for change in apply_rule(rule, entries).changes}
    return tuple(made.get(_key(named), named) for named in named_changes(rule))


def _key(change: Change) -> tuple[ListName, ChangeKind, str, str]:
    return change.list, change.kind, change.country, fold(change.name)
