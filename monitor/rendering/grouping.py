"""Changes as people read them: by destination, within one by what happened, by the rule, and what was revised alike."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from monitor.model import Change, ChangeKind, Citation, Entry, ListName
from monitor.rendering.safe import clean
from monitor.rendering.terms import policy_in_words
from monitor.rendering.words import (
    FieldText,
    change_title,
    citation_text,
    day_in_words,
    field_text,
    place_of,
    reported_fields,
)
from monitor.text.remembered import remembered

_ORDER = {kind: n for n, kind in enumerate(ChangeKind)}
# e.g. "Address 1"
_NAMELESS = re.compile(r"Address [0-9]+")
_policy = remembered(1024, longest=2000)(policy_in_words)


@dataclass(frozen=True, slots=True)
class ChangeBlock:
    """Changes of one kind by one rule, whose fields all changed alike; ``source`` is "" where nothing names the rule."""

    source: str
    fields: tuple[FieldText, ...]
    changes: tuple[Change, ...]


@dataclass(frozen=True, slots=True)
class ChangeGroup:
    """The changes under one destination of a list; ``place`` names both where it is another than the Entity List."""

    list: ListName
    country: str
    place: str
    counts: Counter[ChangeKind]
    blocks: tuple[ChangeBlock, ...]


def grouped(changes: Iterable[Change]) -> list[ChangeGroup]:
    """The changes by list and by destination in alphabetical order; within one by kind, by the day of the rule, then as
    given."""
    groups = []
    ordered = sorted(changes, key=lambda c: (c.list.supplement, c.country))
    for (of, country, place), members in groupby(ordered, key=lambda c: (c.list, clean(c.country), place_of(c))):
        found = sorted(((_ORDER[c.kind], *_source(c)), n, c) for n, c in enumerate(members))
        blocks = [b for (_, _, source), some in groupby(found, key=lambda f: f[0]) for b in _alike(source, some)]
        nowhere, kinds = "(no destination)", Counter(f[2].kind for f in found)
        groups.append(ChangeGroup(of, country or nowhere, place or nowhere, kinds, tuple(blocks)))
    return groups


def _alike(source: str, found: Iterable[tuple[object, int, Change]]) -> Iterator[ChangeBlock]:
    """Each change for itself, then those that share their changed fields with others; additions all together."""
    by_fields: dict[tuple[FieldText, ...], list[Change]] = {}
    for _, _, change in found:
        by_fields.setdefault(changed_fields(change), []).append(change)
    for fields, changes in sorted(by_fields.items(), key=lambda item: len(item[1]) > 1 and bool(item[0])):
        yield ChangeBlock(source, fields, tuple(changes))


def changed_fields(change: Change) -> tuple[FieldText, ...]:
    """What was changed in an entry that stays; nothing of one added or removed."""
    if change.kind in {ChangeKind.ADDED, ChangeKind.REMOVED}:
        return ()
    return tuple(map(field_text, reported_fields(change)))


def title_of(change: Change) -> str:
    """The entry's name; with its address where the name is only "Address 07"."""
    title = change_title(change)
    entry = change.after or change.before
    if entry is not None and entry.addresses and _NAMELESS.fullmatch(title):
        return f"{title}: {'; '.join(map(clean, entry.addresses))}"
    return title or "(no name)"


def _source(change: Change) -> tuple[date, str]:
    """The rule's day, and its line: its citation, and the terms of additions."""
    day, cited = _cited(change)
    terms = _terms(change.after) if change.kind is ChangeKind.ADDED and change.after is not None else ""
    return day, "   ".join(filter(None, (cited, terms)))


def _cited(change: Change) -> tuple[date, str]:
    if unknown := day_in_words(change):
        return change.effective_on or date.min, unknown
    if change.citation:
        day = change.effective_on
        return day or date.min, clean(change.citation) + (f" ({day.isoformat()})" if day else "")
    new = new_citations(change)
    return max((c.date or date.min for c in new), default=date.min), ", ".join(map(citation_text, new))


def new_citations(change: Change) -> Sequence[Citation]:
    """The rules that the entry cites since the change: all of a revised one, an added one's newest."""
    if change.after is None:
        return ()
    if change.kind is ChangeKind.ADDED:
        return change.after.citations[-1:]
    known = change.before.citations if change.before is not None else ()
    return [c for c in change.after.citations if c not in known]


def _terms(entry: Entry) -> str:
    footnotes = [f"footnote {n}" for n in entry.footnotes]
    return ", ".join(filter(None, (_policy(entry.license_review_policy), *footnotes)))
