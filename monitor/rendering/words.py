"""Changes, counts, dates and field differences in words, alike in every channel and format."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import Literal

from monitor.model import Change, ChangeKind, Citation, Entry, FieldChange, ListName, Named
from monitor.rendering.safe import clean
from monitor.rendering.worddiff import added, common_ends, marked_words, removed
from monitor.text.dates import EASTERN
from monitor.text.sentences import listed

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


def span_of_time(length: timedelta) -> str:
    """ "40 minutes", "3 hours", "200 days"."""
    minutes = round(length / timedelta(minutes=1))
    if minutes < 120:
        return count_of(minutes, "minute")
    return count_of(round(minutes / 60), "hour") if minutes < 48 * 60 else count_of(round(minutes / 1440), "day")


def long_date(day: date) -> str:
    """``October 9, 2019``, as the Register writes dates, whatever the locale."""
    return f"{_MONTHS[day.month - 1]} {day.day}, {day.year}"


def eastern_words(moment: datetime) -> str:
    """``October 7, 2019, 4:15 p.m. Eastern``."""
    eastern = moment.astimezone(EASTERN)
    half = "a.m." if eastern.hour < 12 else "p.m."
    return f"{long_date(eastern.date())}, {eastern.hour % 12 or 12}:{eastern:%M} {half} Eastern"


def day_in_words(change: Change) -> str:
    """ "on an unknown day between 2023-12-05 and 2026-07-18"; "" where the day is known."""
    return unknown_day(change.unknown_since, change.effective_on)


def unknown_day(since: date | None, until: date | None) -> str:
    """The same of a day that was after one, and on another at the latest."""
    return f"on an unknown day between {since} and {until}" if since and until else ""


def count_of(number: int, one: str, many: str = "") -> str:
    """``1 entry``, ``1,234 entries``."""
    return f"{number:,} {one if number == 1 else many or one + 's'}"


def citation_text(citation: Citation) -> str:
    """``89 FR 96836 (2024-12-05)``; a placeholder page stays one."""
    page = "[page to come]" if citation.page is None else str(citation.page)
    return f"{citation.volume} FR {page}" + (f" ({citation.date.isoformat()})" if citation.date else "")


@dataclass(frozen=True, slots=True)
class FieldText:
    """A changed field for people: its label, and line by line what changed, with the marks of worddiff."""

    label: str
    lines: tuple[str, ...]


def field_text(change: FieldChange) -> FieldText:
    """One changed field, an item a line: revised ones with their changed words marked, then added, then removed ones."""
    length = sum(sum(map(len, value)) for value in (change.before, change.after))
    return (_kept_field_text if length <= LONGEST_KEPT else _field_text)(change)


def _field_text(change: FieldChange) -> FieldText:
    pairs, punctuation, added_items, removed_items = _matched(change)
    lines = [marked_words(old, new) for old, new in pairs] + [*map(added, added_items), *map(removed, removed_items)]
    if not lines:
        lines = [marked_words(old, new) for old, new in punctuation] or ["in another order"]
    return FieldText(FIELDS.get(change.field, change.field), tuple(lines))


_kept_field_text = lru_cache(maxsize=1024)(_field_text)
LONGEST_KEPT = 4000
"""Characters of the changes whose texts are kept: an uploaded list may have any."""


def field_words(change: FieldChange) -> str:
    """The same in one line: ``aliases +"A", -"B"`` for lists, ``name "old" → "new"`` with only the words that differ."""
    name = FIELDS.get(change.field, change.field)
    pairs, punctuation, added_items, removed_items = _matched(change)
    parts = [word_difference(old, new) for old, new in pairs]
    parts += [f"+“{v}”" for v in added_items] + [f"-“{v}”" for v in removed_items]
    in_punctuation = ", ".join(word_difference(old, new) for old, new in punctuation)
    return f"{name} {', '.join(parts) or in_punctuation or 'in another order'}"


_Pairs = list[tuple[str, str]]


def _matched(change: FieldChange) -> tuple[_Pairs, _Pairs, list[str], list[str]]:
    """What was revised, what differs in punctuation alone (shown where nothing else does), what was added and removed."""
    before, after = _listed(change.before), _listed(change.after)
    only_before = [text for v in before if v not in after and (text := clean(v))]
    only_after = [text for v in after if v not in before and (text := clean(v))]
    if isinstance(change.before, str) and isinstance(change.after, str) and only_before and only_after:
        return [(only_before[0], only_after[0])], [], [], []
    pairs: _Pairs = []
    punctuation: _Pairs = []
    for old in list(only_before):
        new = _nearest(old, only_after)
        if new is not None:
            only_before.remove(old)
            only_after.remove(new)
            (punctuation if _bare(old) == _bare(new) else pairs).append((old, new))
    return pairs, punctuation, only_after, only_before


def _nearest(old: str, candidates: Sequence[str]) -> str | None:
    """The candidate that is ``old`` with few words changed: more than half of the words of both in common."""
    words = _bare_words(old)
    best, shared = None, 0.5
    for candidate in candidates:
        others = _bare_words(candidate)
        ratio = len(words & others) / max(len(words | others), 1)
        if ratio > shared or (abs(len(old) - len(candidate)) < 9 and _bare(old) == _bare(candidate)):
            best, shared = candidate, ratio
    return best


def _bare_words(text: str) -> set[str]:
    return {bare for word in text.split() if (bare := _bare(word))}


def _bare(text: str) -> str:
    """Letters and digits alone: what is left when punctuation does not count."""
    return "".join(filter(str.isalnum, text)).casefold()


def _listed(value: str | tuple[str, ...]) -> Sequence[str]:
    return ((value,) if value else ()) if isinstance(value, str) else value


def word_difference(before: str, after: str) -> str:
    """The words that differ, between what both begin and end with: ``“…: Room 5 …” → “…: Room 6 …”``."""
    old, new = clean(before).split(), clean(after).split()
    if not old or not new:
        return f"+“{' '.join(new)}”" if new else f"-“{' '.join(old)}”"
    start, end = common_ends(old, new)
    lead = max(start - 2, 0)  # two words on either side show where it is
    tail = max(end - 2, 0)
    return f"{_cut(old, lead, tail)} → {_cut(new, lead, tail)}"


def _cut(words: list[str], lead: int, tail: int) -> str:
    middle = " ".join(words[lead : len(words) - tail])
    return f"“{'… ' if lead else ''}{middle}{' …' if tail else ''}”"


def lists_in_words(of: Iterable[Change | Named | Entry], joined: str = "and") -> str:
    """ "the Entity List", "the Entity List and the Unverified List": the lists of changes or entries; the Entity List's name
    where there are none."""
    named = {one.list for one in of}
    return listed(
        [f"the {name.title}" for name in ListName if name in named] or [f"the {ListName.ENTITY.title}"], joined
    )


def place_of(change: Change) -> str:
    """The destination of a change; of another list than the Entity List with the list's name before it."""
    return place_in_words(change.list, change.country)


def place_in_words(of: ListName, country: str) -> str:
    """The same of a list and a destination."""
    country = clean(country)
    if of is ListName.ENTITY:
        return country
    return f"{of.title}: {country}" if country else of.title


def transfer_in_words(change: Change) -> str:
    """ "moved from the Unverified List to the Entity List"; "" of a party that stays on its list."""
    before, after = change.transferred_from, change.transferred_to
    if before is None and after is None:
        return ""
    return f"moved from the {(before or change.list).title} to the {(after or change.list).title}"


def in_one_line(changes: Iterable[Change]) -> list[Change]:
    """The changes without the removals of parties that are added to another list among them: those say where they come
    from."""
    listed = list(changes)
    come = {(c.transferred_from, c.list) for c in listed if c.transferred_from}
    return [c for c in listed if c.transferred_to is None or (c.list, c.transferred_to) not in come]


def change_title(change: Change) -> str:
    """The entry's name, with the old name or destination where that is the change, and the lists where it left one."""
    name = clean(change.name)
    if moved := transfer_in_words(change):
        return f"{name} ({moved})"
    if change.before is not None and change.after is not None:
        if change.kind is ChangeKind.RENAMED:
            return f"{clean(change.before.name)} → {clean(change.after.name)}"
        if change.kind is ChangeKind.MOVED:
            return f"{name} (from {clean(change.before.country)})"
    return name


def differences(change: Change) -> tuple[str, ...]:
    """The changed fields, one line each; what the title of a renaming or move shows is left out."""
    return tuple(map(field_words, reported_fields(change)))


def reported_fields(change: Change) -> tuple[FieldChange, ...]:
    """The changed fields that the change's title does not show."""
    in_title = {ChangeKind.RENAMED: "name", ChangeKind.MOVED: "country"}.get(change.kind, "")
    return tuple(f for f in change.fields if f.field not in {in_title, "text"})


def counts_in_words(kinds: Mapping[ChangeKind, int]) -> str:
    """``394 added, 67 revised, 1 removed``; kinds without any are left out."""
    return ", ".join(f"{kinds[kind]:,} {kind.value}" for kind in ChangeKind if kinds.get(kind))
