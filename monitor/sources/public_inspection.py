"""Public inspection: documents as filed, hours or days before they are published.

As it really behaves: from midnight to 08:45 Eastern no list is given, and ``meta`` says so with a count of 0; a
withdrawn document stays listed, without filing time and publication day, and with an ``editorial_note``; titles end in
blanks; times carry an offset or a Z; only the bureau is named as agency; and the published document keeps the number.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from monitor.errors import BadAnswer, UpstreamError
from monitor.http import Client, shown
from monitor.model import Document
from monitor.shapes import Json, as_json
from monitor.sources.odd_records import ignored_question, may_be_the_bureaus, sort_records, why_foreign
from monitor.sources.paging import NotModified, require_all, search
from monitor.sources.records import AGENCY, record_of
from monitor.sources.results import (
    BlackedOut,
    Broken,
    Empty,
    Failure,
    Fresh,
    Mark,
    SetAside,
    Unchanged,
    failure_of,
    fingerprint,
)
from monitor.sources.texts import Fetched, Texts

FIELDS = (
    "agencies", "docket_numbers", "document_number", "editorial_note", "filed_at", "filing_type", "html_url", "num_pages",
    "pdf_updated_at", "pdf_url", "publication_date", "raw_text_url", "title", "type",
)  # fmt: skip
# e.g. b"\n<!DOCTYPE html>"
_WEB_PAGE = re.compile(rb"\s*<(?:!doctype html|html)", re.IGNORECASE)
_MAY_AMEND = {"", "RULE", "CORRECT", "CORRECTION", "UNCATEGORIZED DOCUMENT"}


@dataclass(frozen=True, slots=True)
class Filing:
    """A document on public inspection. Times are aware and UTC; ``publication_date`` is the Eastern day it is scheduled for.

    Source: ``GET /public-inspection-documents.json``. ``filing_type`` is "regular" or "special".
    """

    number: str
    title: str = ""
    type: str = ""
    filing_type: str = ""
    filed_at: datetime | None = None
    publication_date: date | None = None
    editorial_note: str = ""
    pages: int = 0
    pdf_updated_at: datetime | None = None
    agencies: tuple[str, ...] = ()
    docket_numbers: tuple[str, ...] = ()
    html_url: str = ""
    raw_text_url: str = ""
    pdf_url: str = ""

    @property
    def withdrawn(self) -> bool:
        """Withdrawn by the agency: it stays on the list, with a note, until it would have been published."""
        return self.filed_at is None and self.publication_date is None and bool(self.editorial_note)

    @property
    def may_amend(self) -> bool:
        """Whether it is a rule or may be one; proposed rules, notices and orders amend nothing, whatever they name."""
        return self.type.upper() in _MAY_AMEND

    @property
    def document(self) -> Document:
        """What a document's record says as far as public inspection knows it, for the reading of its text."""
        return Document(
            number=self.number,
            title=self.title,
            type=self.type,
            publication_date=self.publication_date,
            agencies=self.agencies,
            html_url=self.html_url,
            raw_text_url=self.raw_text_url,
            pdf_url=self.pdf_url,
        )


class Turn(StrEnum):
    """What has become of a filing since it was seen last."""

    FILED = "filed"
    WITHDRAWN = "withdrawn"
    REFILED = "refiled"
    POSTPONED = "postponed"
    ADVANCED = "advanced"
    REPLACED = "replaced"
    """Its PDF was put there anew: the text must be read again."""
    NOTED = "noted"
    """Another editorial note."""


def turns(before: Filing | None, after: Filing) -> tuple[Turn, ...]:
    """What has become of the filing ``before`` (None where it was not known) that is now ``after``; () where nothing."""
    if before is None:
        return (Turn.WITHDRAWN,) if after.withdrawn else (Turn.FILED,)
    if after.withdrawn:
        return () if before.withdrawn else (Turn.WITHDRAWN,)
    found: list[Turn] = []
    if before.withdrawn or (before.filed_at and after.filed_at and after.filed_at > before.filed_at):
        found.append(Turn.REFILED)
    if before.publication_date and after.publication_date and before.publication_date != after.publication_date:
        later = after.publication_date > before.publication_date
        found.append(Turn.POSTPONED if later else Turn.ADVANCED)
    if after.pdf_updated_at != before.pdf_updated_at or after.pages != before.pages:
        found.append(Turn.REPLACED)
    if after.editorial_note and after.editorial_note != before.editorial_note:
        found.append(Turn.NOTED)
    return tuple(found)


class PublicInspection:
    """Asks for documents on public inspection at ``base_url`` (the API's); texts may come from its own host and from
    ``text_hosts``. Nothing is raised."""

    def __init__(self, client: Client, base_url: str, text_hosts: frozenset[str] = frozenset()) -> None:
        self._client = client
        self.base_url = base_url.rstrip("/")
        self._texts = Texts(client, self.base_url, text_hosts)

    def poll(self, known: Mark | None = None) -> Fresh[Filing] | Unchanged | Empty | BlackedOut | Failure:
        """All of the bureau's documents on public inspection, withdrawn ones too, in the order of their filing.

        ``known`` is the mark of the answer that was taken last: the same again is Unchanged.
        """
        known = known or Mark()
        params: dict[str, str | list[str]] = {"conditions[agencies][]": AGENCY, "fields[]": list(FIELDS)}
        place = f"{shown(self.base_url)}/public-inspection-documents.json"
        try:
            listing = search(self._client, self.base_url, "public-inspection-documents", params, known.etag)
            if isinstance(listing, NotModified):
                return Unchanged(known, answered_at=listing.answered_at)
            if not listing.total and not listing.results:
                message = listing.meta.get("pil_unavailability_message")
                return BlackedOut(str(message)) if message else Empty(answered_at=listing.answered_at)
            found = sort_records(
                listing.results, lambda value: read_filing(value, place), lambda f: f.number,
                lambda f: AGENCY in f.agencies,
            )  # fmt: skip
            require_all(listing.total, found.count, place)
        except UpstreamError as error:
            return failure_of(error)
        strangers = [f for f in found.foreign if not may_be_the_bureaus(f.agencies)]
        if ignored := ignored_question(found, strangers, place):
            return ignored
        filings = tuple(sorted(found.asked_for, key=lambda f: (f.filed_at is None, f.filed_at, f.number)))
        odd = (*(SetAside(f.number, why_foreign(f.agencies)) for f in found.foreign), *found.unreadable)
        mark = Mark(_fingerprint(filings, odd), listing.etag)
        if mark.sha256 == known.sha256:
            return Unchanged(mark, listing.requests, listing.answered_at)
        return Fresh(filings, mark, len(found.foreign), listing.requests, listing.answered_at, odd)

    def text(self, filing: Filing) -> Fetched | Failure:
        """The filed document's text, which runs the cells of a table together; ``form`` is "text".

        A failure where it is not there yet, is another document's, or a web page came instead.
        """
        fetched = self._texts.best(filing.number, [("text", filing.raw_text_url, "text/plain")])
        if isinstance(fetched, Fetched) and _WEB_PAGE.match(fetched.data) and b"FR Doc" not in fetched.data:
            return Broken(f"A web page came instead of the text of {filing.number}; the next round asks again.")
        return fetched


def _fingerprint(filings: tuple[Filing, ...], odd: tuple[SetAside, ...]) -> str:
    return fingerprint(json.dumps([[as_json(f) for f in filings], sorted((o.number, o.why) for o in odd)]).encode())


def read_filing(value: Any, place: str) -> Filing:
    """The Filing of an API record. Raises BadAnswer naming the field that is not what it should be."""
    record = record_of(value, place)
    dockets = value.get("docket_numbers") or []
    if not isinstance(dockets, list):
        raise BadAnswer(f"{place}, document {record.number}: docket_numbers is no list.")
    return Filing(
        number=record.number,
        title=record.words("title"),
        type=record.words("type"),
        filing_type=record.words("filing_type"),
        filed_at=record.moment("filed_at"),
        publication_date=record.day("publication_date"),
        editorial_note=record.words("editorial_note"),
        pages=record.whole("num_pages"),
        pdf_updated_at=record.moment("pdf_updated_at"),
        agencies=record.agencies(),
        docket_numbers=tuple(str(d) for d in dockets),
        html_url=record.words("html_url"),
        raw_text_url=record.words("raw_text_url"),
        pdf_url=record.words("pdf_url"),
    )


def filing_from(shape: Json) -> Filing:
    """The Filing of a JSON shape made by :func:`as_json`."""
    moments = {k: datetime.fromisoformat(shape[k]) if shape[k] else None for k in ("filed_at", "pdf_updated_at")}
    lists = {k: tuple(shape[k]) for k in ("agencies", "docket_numbers")}
    day = date.fromisoformat(shape["publication_date"]) if shape["publication_date"] else None
    return Filing(**{**shape, **moments, **lists, "publication_date": day})
