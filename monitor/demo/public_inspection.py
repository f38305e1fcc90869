"""The recorded Register's public-inspection list, in the shapes of the API v1.

A filing is visible from its filing time until the day it is published; it may be amended from a moment on, which is how
withdrawals, postponements and re-filings come. From midnight to 08:45 Eastern the list is not told.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time
from typing import Any, Protocol

from monitor.demo.faults import FaultReply, as_json, not_found
from monitor.demo.published import Query, next_page, page_of, refused
from monitor.text.dates import EASTERN

OPENS = time(8, 45)

EMPTY_FIELDS: dict[str, Any] = {
    **dict.fromkeys(
        ("document_number", "editorial_note", "excerpts", "filed_at", "filing_type", "html_url", "json_url",
         "last_public_inspection_issue", "num_pages", "page_views", "pdf_file_name", "pdf_file_size", "pdf_updated_at",
         "pdf_url", "publication_date", "raw_text_url", "subject_1", "subject_2", "subject_3", "title", "toc_doc",
         "toc_subject", "type")
    ),
    **{name: [] for name in ("agencies", "agency_letters", "agency_names", "docket_numbers")},
}  # fmt: skip
"""Every field of the API's description, as it is where nothing is known; others are refused."""

_TYPES = {"RULE": "Rule", "PRORULE": "Proposed Rule", "NOTICE": "Notice"}
WITHDRAWAL = (
    "An agency letter requesting withdrawal of this document was received after placement on public inspection. "
    "The document will remain on public inspection through close of business."
)


class Files(Protocol):
    """A folder of recorded documents, on disk or in the package."""

    def joinpath(self, *parts: str) -> Any:
        """What lies under ``parts``."""
        ...


@dataclass
class FiledDocument:
    """One document on public inspection: its record as first filed, its text, and what became of it from when on."""

    record: dict[str, Any]
    text: bytes = b""
    amendments: list[tuple[datetime, dict[str, Any]]] = field(default_factory=list)

    @property
    def number(self) -> str:
        """The document's number."""
        return str(self.record["document_number"])

    def at(self, now: datetime) -> dict[str, Any] | None:
        """The record as it stands ``now``; None before it is filed."""
        if moment(self.record["filed_at"]) > now:
            return None
        record = dict(self.record)
        for since, changes in self.amendments:
            if since <= now:
                record |= changes
        return record

    def listed(self, now: datetime) -> dict[str, Any] | None:
        """The record, if it is on the list ``now``: until the day it is (or, withdrawn, would have been) published."""
        record = self.at(now)
        if record is None:
            return None
        published = date.fromisoformat(record["publication_date"] or self.record["publication_date"])
        return record if now.astimezone(EASTERN).date() < published else None


class RecordedPublicInspection:
    """The filings of a folder (``filings.json``, ``filed/*.txt``), more of which a test may put there."""

    def __init__(self, place: Files) -> None:
        self.filings: list[FiledDocument] = []
        records = place.joinpath("filings.json")
        for record in json.loads(records.read_text("utf-8")) if records.is_file() else []:
            self.file(record, place.joinpath("filed", f"{record['document_number']}.txt").read_bytes())

    def file(self, record: Mapping[str, Any], text: bytes = b"") -> FiledDocument:
        """File a document for public inspection; its ``filed_at`` (ISO 8601) says from when it is seen."""
        filing = FiledDocument(dict(record), text)
        self.filings.append(filing)
        return filing

    def filing(self, number: str) -> FiledDocument:
        """The last filing of that number."""
        return next(f for f in reversed(self.filings) if f.number == number)

    def amend(self, number: str, since: datetime, **changes: Any) -> None:
        """Change fields of a record from ``since`` (aware) on: another ``publication_date``, another ``filed_at``."""
        self.filing(number).amendments.append((since, changes))

    def withdraw(self, number: str, since: datetime, note: str = WITHDRAWAL) -> None:
        """Take a document back: it stays listed without its dates, with a note."""
        self.amend(number, since, filed_at=None, publication_date=None, page_views=None, editorial_note=note)

    # -- answering ----------------------------------------------------------------------------------------------------

    def answer(self, path: str, query: Query, now: datetime, host: str, base_url: str) -> FaultReply:
        """The answer to ``path`` below ``/public-inspection-documents``."""
        if bad := refused(query, EMPTY_FIELDS):
            return bad
        served = _Served(host, base_url, now)
        if path in (".json", ""):
            return self._search(query, now, served)
        if path == "/current.json":
            return self._current(query, now, served)
        if path.startswith("/") and path.endswith(".json"):
            return self._named(path[1:-5].split(","), query, now, served)
        return not_found()

    def text(self, path: str, now: datetime) -> FaultReply:
        """``202/619/537.txt``: the text of 2026-19537, kept when the list is not told, and after the printing too."""
        for filing in reversed(self.filings):
            if path == text_path(filing.number) and filing.at(now) is not None and filing.text:
                return FaultReply(200, filing.text, "text/plain; charset=utf-8")
        return not_found()

    def _listed(self, now: datetime) -> list[dict[str, Any]]:
        records = {f.number: record for f in self.filings if (record := f.listed(now)) is not None}
        return sorted(records.values(), key=lambda r: (str(r["filed_at"]), r["document_number"]))

    def _search(self, query: Query, now: datetime, served: _Served) -> FaultReply:
        hits = [r for r in self._listed(now) if _matches(r, query)]
        answer: dict[str, Any] = {
            "description": "Public Inspection Documents from Industry and Security Bureau",
            "count": 0,
        }
        if message := blackout(now):
            return as_json({**answer, "meta": {"pil_unavailability_message": message}})
        if not hits:
            return as_json(answer)
        size, page = page_of(query)
        answer["count"] = len(hits)
        if page * size < len(hits):
            address = f"{served.base_url}/public-inspection-documents"
            answer["next_page_url"] = next_page(address, query, page + 1)
        fields = query.get("fields[]", EMPTY_FIELDS)
        shown = hits[(page - 1) * size : page * size]
        return as_json({**answer, "results": [served(r, fields, utc=True) for r in shown]})

    def _current(self, query: Query, now: datetime, served: _Served) -> FaultReply:
        if message := blackout(now):
            return as_json({"count": 0, "meta": {"pil_unavailability_message": message}})
        listed = self._listed(now)
        updated: dict[str, str | None] = {
            f"{kind}_filings_updated_at": max(
                (_eastern(r["filed_at"]) for r in listed if r["filing_type"] == kind and r["filed_at"]), default=None
            )
            for kind in ("special", "regular")
        }
        fields = query.get("fields[]", EMPTY_FIELDS)
        return as_json({"count": len(listed), "results": [served(r, fields) for r in listed], **updated})

    def _named(self, numbers: list[str], query: Query, now: datetime, served: _Served) -> FaultReply:
        known = {f.number: record for f in self.filings if (record := f.at(now)) is not None}
        fields = query.get("fields[]", EMPTY_FIELDS)
        found = [served(known[n], fields) for n in numbers if n in known]
        if len(numbers) == 1:
            return as_json(found[0]) if found else not_found()
        missing = [n for n in numbers if n not in known]
        answer: dict[str, Any] = {"count": len(found), "results": found}
        return as_json({**answer, "errors": {"not_found": missing}} if missing else answer)


@dataclass(frozen=True, slots=True)
class _Served:
    """Records with their addresses on this server; people look at them meanwhile."""

    host: str
    base_url: str
    now: datetime

    def __call__(self, record: Mapping[str, Any], fields: Iterable[str], utc: bool = False) -> dict[str, Any]:
        number = record["document_number"]
        eastern = self.now.astimezone(EASTERN)
        views = {
            "count": int(self.now.timestamp() // 60 % 5000),
            "last_updated": eastern.strftime("%Y-%m-%d %H:%M:%S %z"),
        }
        whole = {
            **EMPTY_FIELDS,
            "agency_names": [a["name"] for a in record["agencies"]],
            "json_url": f"{self.base_url}/public_inspection_documents/{number}",
            "raw_text_url": f"{self.host}/public-inspection/raw_text/{text_path(number)}",
            "last_public_inspection_issue": eastern.date().isoformat(),
            "page_views": views,
            **record,
        }
        for name in ("filed_at", "pdf_updated_at"):
            if whole[name] and datetime.fromisoformat(whole[name]).tzinfo:  # one without an offset is served so
                whole[name] = _zulu(whole[name]) if utc else _eastern(whole[name])
        return {name: whole[name] for name in sorted(fields)}


def blackout(now: datetime) -> str:
    """The message that stands in for the list from midnight to 08:45 Eastern; "" at other hours."""
    eastern = now.astimezone(EASTERN)
    if eastern.time() >= OPENS:
        return ""
    return (
        "The Public Inspection list is unavailable after 12AM Eastern time and will return on "
        f"{eastern:%A, %B} {eastern.day} at 8:45AM Eastern time."
    )


def text_path(number: str) -> str:
    """``202/619/537.txt`` for 2026-19537."""
    digits = number.replace("-", "")
    return "/".join(digits[at : at + 3] for at in range(0, len(digits), 3)) + ".txt"


def moment(text: str) -> datetime:
    """A recorded time, aware; without an offset it is Eastern."""
    told = datetime.fromisoformat(text)
    return told if told.tzinfo else told.replace(tzinfo=EASTERN)


def _eastern(text: str) -> str:
    """As ``current.json`` and single records write it: 2026-10-01T16:15:00.000-04:00."""
    return moment(text).astimezone(EASTERN).isoformat(timespec="milliseconds")


def _zulu(text: str) -> str:
    """As search answers write it."""
    return moment(text).astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def _matches(record: Mapping[str, Any], query: Query) -> bool:
    """The conditions that are known; an empty or unknown one is silently ignored."""
    agencies = [a for a in query.get("conditions[agencies][]", ()) if a]
    if agencies and not {a["slug"] for a in record["agencies"]} & set(agencies):
        return False
    wanted = {_TYPES.get(t, t) for t in query.get("conditions[type][]", ())}
    special = query.get("conditions[special_filing]", [""])[0]
    return not (wanted and record["type"] not in wanted) and (
        special not in ("0", "1") or (record["filing_type"] == "special") is (special == "1")
    )
