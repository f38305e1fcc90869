"""How a source's file was read is remembered, and its next version is read alike, or not at all."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from monitor.errors import UsageError
from monitor.model import SourceFile
from monitor.model.watch_sources import source_name
from monitor.reading.parties.party_file import Parties
from monitor.reading.parties.tables import ReadingOptions
from monitor.store import Store


def source_of(store: Store, file: str, path: str = "") -> str:
    """The source that a file belongs to: the one that was taken from its ``path`` last, else the one that it is called.

    Raises UsageError where it is called as the last file of a source of another name, which may have been renamed.
    """
    name, sources = source_name(file), store.party_sources.all()
    if any(source.name == name for source in sources):
        return name
    for source in sources:
        if path and source.file.path == path:
            return source.name
    for source in sources:
        if source.file.name and source_name(source.file.name) == name:
            raise UsageError(
                f"{file} is called as the last file of the source \u201c{source.name}\u201d. Nothing was taken. If this is its "
                f'next file, say --source "{source.name}"; if it is another source, say --source "{name}".'
            )
    return name


def as_remembered(store: Store, source: str, given: ReadingOptions) -> ReadingOptions:
    """The options of a source's last file, with what is ``given`` now in their place; ``given`` where nothing is known."""
    known = store.party_sources.named(source)
    if known is None or not known.file.mapping:
        return given
    last = known.file.mapping
    columns = _texts(last.get("columns"))
    taken = set(given.columns.values())
    kept = {field: heading for field, heading in columns.items() if heading not in taken}
    row = last.get("heading_row")
    unlike = last.get("unlike")
    remembered = kept.keys() - given.columns.keys() - set(unlike if isinstance(unlike, list) else ())
    return ReadingOptions(
        {**kept, **given.columns},
        given.sheet or str(last.get("sheet", "")),
        given.encoding or str(last.get("encoding", "")),
        given.separator or str(last.get("separator", "")),
        given.heading_row if given.heading_row is not None else row if isinstance(row, int) else None,
        settled=bool(columns),
        remembered=frozenset(remembered if given.encoding else {*remembered, "encoding"}),
    )


def file_taken(found: Parties, options: ReadingOptions, file: SourceFile) -> SourceFile:
    """``file`` with how it was read: its columns, where all its tables have the same, and what ``options`` said of it."""
    alike = all(table.mapping == found.mapping for table in found.tables)
    mapping: dict[str, Any] = {"columns": dict(found.mapping) if alike else {}}
    mapping |= {"sheet": options.sheet, "encoding": options.encoding, "separator": options.separator}
    if unlike := [field for table in found.tables[:1] for field in table.unlike]:
        mapping["unlike"] = unlike
    if options.heading_row is not None:
        mapping["heading_row"] = options.heading_row
    return replace(file, mapping=mapping)


def _texts(value: object) -> dict[str, str]:
    return {str(key): str(text) for key, text in value.items()} if isinstance(value, Mapping) else {}
