"""What became of an entry: its text, and the rules that wrote it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from monitor.comparing.finding import named, suggestion
from monitor.comparing.identity import name_key
from monitor.errors import UsageError
from monitor.model import Change, Document, Entry, EntryEvent, EntryHistory, Version
from monitor.store import Store


def entry_histories(store: Store, name: str, day: date) -> list[EntryHistory]:
    """The lives of the entries that ``name`` names on ``day``; where none does, of those that it named at any time.

    Raises UsageError, with the nearest names, where there is none.
    """
    versions = store.ledger.versions()
    current = [version for version in versions if version.is_in_force(day)]
    chosen = _named(current, name) or _last(_named(versions, name))
    if not chosen:
        said = suggestion((v.entry for v in current), name)
        raise UsageError(
            f"No entry is or was called \u201c{name}\u201d, as far as this database goes back.{said} Try elmon search."
        )
    changes = store.ledger.changes()
    documents = {r.document.number: r.document for r in store.documents.recorded()}
    baseline = store.ledger.baseline()
    start = baseline.as_of if baseline else day
    return [
        EntryHistory(v.entry, v.in_force_from, v.in_force_to, events_of(v.entry, start, changes, documents))
        for v in chosen
    ]


def _named(versions: Sequence[Version], name: str) -> list[Version]:
    wanted = set(map(id, named((v.entry for v in versions), name)))
    return [v for v in versions if id(v.entry) in wanted]


def _last(versions: Iterable[Version]) -> list[Version]:
    """Of each entry's texts the one that was in force last."""
    last: dict[tuple[str, str], Version] = {}
    for version in sorted(versions, key=lambda v: v.in_force_to or date.max):
        last[name_key(version.entry)] = version
    return list(last.values())


def events_of(
    entry: Entry, start: date, changes: Sequence[Change], documents: dict[str, Document]
) -> tuple[EntryEvent, ...]:
    """What happened to ``entry`` under all its names and destinations, found from its last text backwards."""
    keys = {name_key(entry)}
    events: list[EntryEvent] = []
    began = False
    for change in sorted(changes, key=lambda c: c.effective_on or start, reverse=True):
        one = change.after or change.before
        if began or one is None or name_key(one) not in keys:
            continue
        if change.before is not None:
            keys.add(name_key(change.before))
        began = change.before is None
        document = documents.get(change.document_number, Document(change.document_number))
        events.append(
            EntryEvent(
                change.effective_on or start, change, change.document_number, change.citation, document.title,
                document.html_url,
            )
        )  # fmt: skip
    if not began:
        events.append(EntryEvent(start, None))
    return tuple(reversed(events))
