"""What became of an entry: its text, and the rules that wrote it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from monitor.comparing.finding import named
from monitor.comparing.identity import name_key
from monitor.model import Change, Document, Entry, EntryEvent, EntryHistory, PartyKey, Version
from monitor.store.recorded_history import DocumentSummary


def named_versions(versions: Sequence[Version], name: str, day: date) -> list[Version]:
    """The versions that ``name`` names on ``day``; where it names none, the last one of each entry that it named before."""
    current = _named([version for version in versions if version.is_effective(day)], name)
    return current or _last(_named(versions, name))


def _named(versions: Sequence[Version], name: str) -> list[Version]:
    wanted = set(map(id, named((v.entry for v in versions), name)))
    return [v for v in versions if id(v.entry) in wanted]


def _last(versions: Iterable[Version]) -> list[Version]:
    """Of each entry's texts the one that was effective last."""
    last: dict[PartyKey, Version] = {}
    for version in sorted(versions, key=lambda v: v.effective_to or date.max):
        last[name_key(version.entry)] = version
    return list(last.values())


def history_of(
    version: Version, start: date, changes: Sequence[Change], documents: Mapping[str, DocumentSummary]
) -> EntryHistory:
    """A version's entry with what happened to it; ``start`` is the day of the first list known.

    ``changes`` are in the order they were made, at least those of the entry under each of its names.
    """
    events = tuple(_events(version.entry, start, changes, documents))
    ended = _end(version, changes)
    unknown = ended.unknown_since if ended else None
    return EntryHistory(version.entry, version.effective_from, version.effective_to, events[::-1], unknown)


def _end(version: Version, changes: Iterable[Change]) -> Change | None:
    """The change that ended a version; of several of one name on one day that which had just its text."""
    party, day = name_key(version.entry), version.effective_to
    ends = [c for c in changes if day and c.effective_on == day and c.before and name_key(c.before) == party]
    return next((change for change in ends if change.before == version.entry), ends[0] if ends else None)


def _events(
    entry: Entry, start: date, changes: Sequence[Change], documents: Mapping[str, DocumentSummary]
) -> Iterable[EntryEvent]:
    """What happened to ``entry`` under all its names and destinations, the newest first: found from its last text backwards."""
    keys = {name_key(entry)}
    for change in sorted(changes, key=lambda c: c.effective_on or start, reverse=True):
        one = change.after or change.before
        if one is None or name_key(one) not in keys:
            continue
        number = change.document_number
        document = documents[number].document if number in documents else Document(number)
        day = change.effective_on or start
        yield EntryEvent(day, change, number, change.citation, document.title, document.html_url)
        if change.before is None:
            return
        keys.add(name_key(change.before))
    yield EntryEvent(start, None)
