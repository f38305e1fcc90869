"""How changes, counts, dates and field differences are said, alike in every channel and format."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Literal

from monitor.model import Change, ChangeKind, Citation, FieldChange
from monitor.rendering.safe import clean

Format = Literal["text", "json", "jsonl", "csv", "markdown"]
"""How a command may print."""

MARKS = {
    ChangeKind.ADDED: "+",
    ChangeKind.REVISED: "~",
    ChangeKind.REMOVED: "-",
    ChangeKind.RENAMED: "»",
    ChangeKind.MOVED: "→",
    ChangeKind.EDITORIAL: "·",
}

FIELDS = {
    "license_requirement": "license requirement",
    "license_review_policy": "license review policy",
    "cross_references": "cross-references",
    "sub_entities": "sub-entities",
    "country": "destination",
}
_MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
    "December",
)  # fmt: skip


def long_date(day: date) -> str:
    """``October 9, 2019``, as the Register writes dates, whatever the locale."""
    return f"{_MONTHS[day.month - 1]} {day.day}, {day.year}"


def count_of(number: int, one: str, many: str = "") -> str:
    """``1 entry``, ``1,234 entries``."""
    return f"{number:,} {one if number == 1 else many or one + 's'}"


def citation_text(citation: Citation) -> str:
    """``89 FR 96836 (2024-12-05)``; a placeholder page stays one."""
    page = "[page to come]" if citation.page is None else str(citation.page)
    return f"{citation.volume} FR {page}" + (f" ({citation.date.isoformat()})" if citation.date else "")


OLD, NEW, END = "\ue001", "\ue002", "\ue003"
"""Stand around what was taken away and what was added where a text is to be coloured; private characters."""


def field_words(change: FieldChange, marked: bool = False) -> str:
    """One changed field: ``aliases +"A", -"B"`` for lists, ``name "old" → "new"`` with only the words that differ.

    ``marked`` puts :data:`OLD` or :data:`NEW` before, and :data:`END` behind, what is to be red or green.
    """
    said = _field_words(change)
    return said if marked else said.translate(_UNMARKED)


_UNMARKED = {ord(mark): None for mark in (OLD, NEW, END)}


def _field_words(change: FieldChange) -> str:
    name = FIELDS.get(change.field, change.field)
    if isinstance(change.before, str) and isinstance(change.after, str):
        return f"{name} {_word_difference(change.before, change.after)}"
    before, after = _listed(change.before), _listed(change.after)
    gone = [clean(v) for v in before if v not in after]
    come = [clean(v) for v in after if v not in before]
    parts: list[str] = []
    quiet: list[str] = []  # pairs that differ in punctuation: said only where there is nothing else to say
    for old in list(gone):
        new = _nearest(old, come)
        if new is not None:
            gone.remove(old)
            come.remove(new)
            (quiet if _bare(old) == _bare(new) else parts).append(_word_difference(old, new))
    parts += [f"{NEW}+“{v}”{END}" for v in come] + [f"{OLD}-“{v}”{END}" for v in gone]
    return f"{name} {', '.join(parts or quiet) or 'in another order'}"


def _nearest(old: str, candidates: Sequence[str]) -> str | None:
    """The candidate that is ``old`` with few words changed: more than half of the words of both in common."""
    words = set(old.split())
    best, shared = None, 0.5
    for candidate in candidates:
        others = set(candidate.split())
        ratio = len(words & others) / max(len(words | others), 1)
        if ratio > shared or (abs(len(old) - len(candidate)) < 9 and _bare(old) == _bare(candidate)):
            best, shared = candidate, ratio
    return best


def _bare(text: str) -> str:
    """Letters and digits alone: what is left when punctuation does not count."""
    return "".join(filter(str.isalnum, text)).casefold()


def _listed(value: str | tuple[str, ...]) -> Sequence[str]:
    return (value,) if isinstance(value, str) and value else tuple(value)


def word_difference(before: str, after: str) -> str:
    """The words that differ, between what both begin and end with: ``“…: Room 5 …” → “…: Room 6 …”``."""
    return _word_difference(before, after).translate(_UNMARKED)


def _word_difference(before: str, after: str) -> str:
    old, new = clean(before).split(), clean(after).split()
    if not old or not new:
        return f"{NEW}+“{' '.join(new)}”{END}" if new else f"{OLD}-“{' '.join(old)}”{END}"
    start, most = 0, min(len(old), len(new))
    while start < most and old[start] == new[start]:
        start += 1
    end = 0
    while end < most - start and old[-1 - end] == new[-1 - end]:
        end += 1
    lead = max(start - 2, 0)  # two words on either side tell where it is
    tail = max(end - 2, 0)
    return f"{OLD}{_cut(old, lead, tail)}{END} → {NEW}{_cut(new, lead, tail)}{END}"


def _cut(words: list[str], lead: int, tail: int) -> str:
    middle = " ".join(words[lead : len(words) - tail])
    return f"“{'… ' if lead else ''}{middle}{' …' if tail else ''}”"


def change_title(change: Change) -> str:
    """The entry's name, with the old name or destination where that is the change."""
    name = clean(change.name)
    if change.before is not None and change.after is not None:
        if change.kind is ChangeKind.RENAMED:
            return f"{clean(change.before.name)} → {clean(change.after.name)}"
        if change.kind is ChangeKind.MOVED:
            return f"{name} (from {clean(change.before.country)})"
    return name


def differences(change: Change, marked: bool = False) -> tuple[str, ...]:
    """The changed fields in words, ``marked`` for colours; what the title of a renaming or move says is left out."""
    said = {ChangeKind.RENAMED: "name", ChangeKind.MOVED: "country"}.get(change.kind, "")
    return tuple(field_words(f, marked) for f in change.fields if f.field not in {said, "text"})
