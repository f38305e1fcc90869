"""The Federal Register's documents API v1: which documents there are, and their texts.

As it really behaves: an unknown filter is ignored and everything matches, so every result is checked here again; and a
blocked client gets HTML titled "Request Access" with status 200 or a redirect, which is a failed poll, never "nothing
new". The agency's rules are asked for whatever part they touch (one or two a week), because a record, a correction's
say, may come without ``cfr_references``, and the server's own filter would keep it from us.
"""

from __future__ import annotations

import json
from datetime import date
from typing import Any

from monitor.errors import UpstreamError
from monitor.http import Client, shown
from monitor.model import Document
from monitor.shapes import as_json
from monitor.sources.paging import Listing, NotModified, require_all, search
from monitor.sources.records import AGENCY, record_of
from monitor.sources.results import Empty, Failure, Fresh, Implausible, Mark, Unchanged, failure_of, fingerprint
from monitor.sources.texts import Fetched, Texts
from monitor.text.numbers import is_number

__all__ = [
    "AGENCY",
    "FIELDS",
    "Empty",
    "FederalRegister",
    "Fetched",
    "is_ours",
    "read_record",
]

TITLE, PART = 15, "744"

FIELDS = (
    "document_number", "title", "type", "action", "abstract", "citation", "publication_date", "effective_on", "agencies",
    "cfr_references", "html_url", "full_text_xml_url", "raw_text_url", "body_html_url", "pdf_url",
)  # fmt: skip


class FederalRegister:
    """Asks the API at ``base_url``; texts may come from its own host and from ``text_hosts``. Nothing is raised."""

    def __init__(self, client: Client, base_url: str, text_hosts: frozenset[str] = frozenset()) -> None:
        self._client = client
        self.base_url = base_url.rstrip("/")
        self._texts = Texts(client, self.base_url, text_hosts)

    def documents(self, since: date, until: date | None = None) -> Fresh[Document] | Empty | Failure:
        """The agency's rules that touch 15 CFR 744, or may, published from ``since`` to ``until``, oldest first.

        An answer that is not whole is never fewer documents. A filter that was ignored is noticed (``ignored``), and let
        pass: all of ours are there.
        """
        try:
            listing = self._asked(since, until, "")
            assert isinstance(listing, Listing)  # noqa: S101 - a 304 comes only to those who send a tag
            if not listing.total and not listing.results:
                return Empty(answered_at=listing.answered_at)
            ours, foreign = self._sorted(listing, since, until)
        except UpstreamError as error:
            return failure_of(error)
        return Fresh(ours, _mark(ours, listing), len(foreign), listing.requests, listing.answered_at)

    def poll(
        self, since: date, until: date | None = None, known: Mark | None = None
    ) -> Fresh[Document] | Unchanged | Empty | Failure:
        """The same question, and every outcome a value of its own type; only Fresh has anything to take.

        ``known`` is the mark of the answer that was taken last: the same again is Unchanged. Documents of the agency
        that do not touch 15 CFR 744 are left out, and are nothing new.
        """
        known = known or Mark()
        try:
            listing = self._asked(since, until, known.etag)
            if isinstance(listing, NotModified):
                return Unchanged(known, answered_at=listing.answered_at)
            if not listing.total and not listing.results:
                return Empty(answered_at=listing.answered_at)
            ours, foreign = self._sorted(listing, since, until)
        except UpstreamError as error:
            return failure_of(error)
        if foreign:
            return Implausible(
                f"{shown(self.base_url)} gave {len(foreign)} of {listing.total} documents that were not asked for "
                f"({foreign[0].number} first): it has ignored the question. Nothing was taken, the next round asks again."
            )
        mark = _mark(ours, listing)
        if mark.sha256 == known.sha256:
            return Unchanged(mark, listing.requests, listing.answered_at)
        return Fresh(ours, mark, 0, listing.requests, listing.answered_at)

    def _asked(self, since: date, until: date | None, etag: str) -> Listing | NotModified:
        params: dict[str, str | list[str]] = {
            "conditions[agencies][]": AGENCY,
            "conditions[type][]": "RULE",
            "conditions[publication_date][gte]": since.isoformat(),
            "fields[]": list(FIELDS),
            "order": "oldest",
        }
        if until is not None:
            params["conditions[publication_date][lte]"] = until.isoformat()
        return search(self._client, self.base_url, "documents", params, etag)

    def _sorted(
        self, listing: Listing, since: date, until: date | None
    ) -> tuple[tuple[Document, ...], tuple[Document, ...]]:
        """Those that are ours, and those that nobody asked for. Raises UnusableAnswer where one is missing."""
        place = f"{shown(self.base_url)}/documents.json"
        every = {(d.number, d.publication_date): d for d in (read_record(r, place) for r in listing.results)}
        require_all(listing.total, len(every), place)
        foreign = tuple(d for d in every.values() if not _is_asked_for(d, since, until))
        ours = {d.number: d for d in every.values() if d not in foreign and is_ours(d)}
        return tuple(ours.values()), foreign

    def text(self, document: Document) -> Fetched | Failure:
        """The document's text in the best form there is: XML, else HTML, else plain text.

        A failure where none is there yet, or another document's. Addresses come from the record and are held to the known
        hosts. ``mark`` of what is fetched says whether it changed since.
        """
        return self._texts.best(document.number, _forms(document))

    def rendition(self, document: Document, form: str) -> Fetched | Failure:
        """One rendition of the document's text ("xml", "html" or "text"), under the same conditions."""
        return self._texts.best(document.number, [one for one in _forms(document) if one[0] == form])


def _forms(document: Document) -> tuple[tuple[str, str, str], ...]:
    """The renditions of a document, best first: form, address ("" for none), media type."""
    return (
        ("xml", document.full_text_xml_url, "application/xml"),
        ("html", document.body_html_url, "text/html"),
        ("text", document.raw_text_url, "text/plain"),
    )


def _mark(documents: tuple[Document, ...], listing: Listing) -> Mark:
    said = json.dumps([as_json(d) for d in sorted(documents, key=lambda d: d.number)])
    return Mark(fingerprint(said.encode()), listing.etag)


def read_record(value: Any, place: str) -> Document:
    """The Document of an API record. Raises BadAnswer naming the field that is not what it should be."""
    record = record_of(value, place)
    return Document(
        number=record.number,
        title=record.words("title"),
        type=record.words("type"),
        action=record.words("action"),
        abstract=record.words("abstract"),
        citation=record.words("citation"),
        publication_date=record.day("publication_date"),
        effective_on=record.day("effective_on"),
        agencies=record.agencies(),
        cfr_references=tuple(
            (int(c["title"]), str(c.get("part") or ""))
            for c in record.objects("cfr_references")
            if is_number(str(c.get("title")), 2)
        ),
        html_url=record.words("html_url"),
        full_text_xml_url=record.words("full_text_xml_url"),
        raw_text_url=record.words("raw_text_url"),
        body_html_url=record.words("body_html_url"),
        pdf_url=record.words("pdf_url"),
    )


def is_ours(document: Document) -> bool:
    """Whether a document is a rule of the agency that touches 15 CFR 744; where the record is silent, it may be."""
    if not _is_of_the_agency(document):
        return False
    return not document.cfr_references or (TITLE, PART) in document.cfr_references


def _is_of_the_agency(document: Document) -> bool:
    """A rule (a correction of one is a Rule as well) of the agency."""
    if document.type and document.type.upper() not in ("RULE", "CORRECT", "CORRECTION", "UNCATEGORIZED DOCUMENT"):
        return False
    return not document.agencies or AGENCY in document.agencies


def _is_asked_for(document: Document, since: date, until: date | None) -> bool:
    """Whether the filters that were asked for let it in; without them everything matches."""
    day = document.publication_date
    return _is_of_the_agency(document) and (day is None or since <= day <= (until or day))
