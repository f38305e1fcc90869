"""Files of parties that readers send: looked at before they are taken, as the reader says that they are to be read.

A file that is being looked at is kept in memory for a few minutes, for who sent it: a page's form cannot send it again.
"""

from __future__ import annotations

import time
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass, replace

from monitor.alerting.party_import import ImportPlan, plan_import, require_own_source
from monitor.alerting.remembered_reading import as_remembered, file_taken, source_of
from monitor.clock import Clock
from monitor.errors import CannotRead, Undecided, UsageError
from monitor.model import SourceFile
from monitor.model.packed_parties import PackedParties
from monitor.model.watch_sources import source_name
from monitor.reading.parties.mapping import FIELDS
from monitor.reading.parties.party_file import Parties, read_parties
from monitor.reading.parties.tables import AS_FOUND, ReadingOptions
from monitor.reading_process import UPLOADS
from monitor.store import Store
from monitor.store.party_comparison import Taken
from monitor.web.uploads import Fields

KEPT_SECONDS = 900.0
MOST_KEPT = 48_000_000
"""Bytes of all files that are being looked at; the oldest go for a new one."""


@dataclass(frozen=True, slots=True)
class Uploaded:
    """What a file did: to the watchlist, which column was which, and what could not be used."""

    taken: Taken
    mapping: dict[str, str]
    problems: tuple[str, ...]
    source: str = ""
    not_taken: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class UploadOptions:
    """What a reader says of a file: how it is read, whose it is, what it may remove, and who says so."""

    given: ReadingOptions = AS_FOUND
    source: str = ""
    replace: bool = False
    sure: bool = False
    accept: bool = False
    new_mapping: bool = False
    who: str = ""


@dataclass(frozen=True, slots=True)
class PartyPreview:
    """How a file is understood and what it would do; ``question`` is what must be answered before, "" for nothing."""

    name: str
    source: str
    said: UploadOptions
    options: ReadingOptions
    question: str = ""
    found: Parties | None = None
    plan: ImportPlan | None = None


class KeptFiles:
    """Files that are being looked at, by the proof of the session that sent them."""

    def __init__(self) -> None:
        self._files: OrderedDict[str, tuple[float, str, bytes]] = OrderedDict()

    def keep(self, proof: str, name: str, data: bytes) -> None:
        """Keep a file in place of the session's last one."""
        self._files.pop(proof, None)
        self._files[proof] = (time.monotonic(), name, data)
        while len(self._files) > 1 and sum(len(kept[2]) for kept in self._files.values()) > MOST_KEPT:
            self._files.popitem(last=False)

    def of(self, proof: str) -> tuple[str, bytes]:
        """The name and bytes of the session's file. Raises UsageError where it is gone."""
        for old in [key for key, kept in self._files.items() if time.monotonic() > kept[0] + KEPT_SECONDS]:
            del self._files[old]
        if proof not in self._files:
            raise UsageError("Choose a file with your parties: CSV, JSON or a workbook.")
        _, name, data = self._files[proof]
        return name, data

    def forget(self, proof: str) -> None:
        """The file was taken."""
        self._files.pop(proof, None)


class PartyUploads:
    """Looks at files of parties and takes them."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store
        self._clock = clock

    def preview(self, data: bytes, name: str, said: UploadOptions) -> PartyPreview:
        """How a file is understood, and what it would do; nothing is written."""
        source, options = said.source or source_name(name), said.given
        try:
            source = said.source or source_of(self._store, name)
            options = self._options(source, said)
            found, plan = self._planned(data, name, source, options, said)
        except (CannotRead, Undecided, UsageError) as error:
            return PartyPreview(name, source, said, options, str(error))
        return PartyPreview(name, source, said, options, found=found, plan=plan)

    def take(self, data: bytes, name: str, said: UploadOptions) -> Uploaded:
        """Put a file's parties on the watchlist; what removes or replaces parties is taken where the reader is sure.

        Raises CannotRead for what is no list of parties, UsageError for one that looks like another source's next file.
        """
        source = said.source or source_of(self._store, name)
        options = self._options(source, said)
        found, plan = self._planned(data, name, source, options, said)
        spared = plan.spared(yes=said.sure, accept_replacements=said.accept)
        known = self._store.party_sources.named(source)
        owner = "" if known and known.file.owner else said.who
        taken = self._store.watchlist.take(
            found.parties, source, self._clock.now(), replace=said.replace, spared=spared,
            source_file=file_taken(found, options, SourceFile(name, owner=owner)), who=said.who, planned=plan.taken,
        )  # fmt: skip
        slim = replace(taken, fresh=PackedParties(), own={}, revised=(), gone=())
        return Uploaded(slim, found.mapping, found.problems, source, tuple(plan.not_taken(spared)))

    def _options(self, source: str, said: UploadOptions) -> ReadingOptions:
        return said.given if said.new_mapping else as_remembered(self._store, source, said.given)

    def _planned(
        self, data: bytes, name: str, source: str, options: ReadingOptions, said: UploadOptions
    ) -> tuple[Parties, ImportPlan]:
        found = UPLOADS.read(name, read_parties, data, name, options, stable=True)
        if not said.source:
            require_own_source(self._store, found.parties, source)
        return found, plan_import(self._store, found.parties, source, replace=said.replace)


def options_in(fields: Fields, who: str) -> UploadOptions:
    """What a form says of a file. Raises UsageError for a heading row that is no number."""
    texts = {name: " ".join(value.split())[:200] for name, value in fields.items() if isinstance(value, str)}
    row = texts.get("heading_row", "")
    if row and not (row.isascii() and row.isdigit() and len(row) < 8):
        raise UsageError("The line of the headings is a number; 0 where there are none.")
    columns = {field: heading for field in FIELDS if (heading := texts.get(f"column_{field}", ""))}
    given = ReadingOptions(
        columns,
        texts.get("sheet", ""),
        texts.get("encoding", ""),
        texts.get("separator", ""),
        int(row) if row else None,
    )
    flags: Mapping[str, bool] = {name: name in fields for name in ("replace", "sure", "accept")}
    return UploadOptions(
        given, texts.get("source", ""), **flags, new_mapping="new_mapping" in fields or bool(columns), who=who
    )
