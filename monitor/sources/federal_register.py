"""The Federal Register's documents API v1: which documents there are, and their texts.

As it really behaves: an unknown filter is ignored and everything matches, so every result is checked here again; and a
blocked client gets HTML titled "Request Access" with status 200 or a redirect, which is a failed poll, never "nothing
new". The agency's rules are asked for, and their texts looked at once, whatever part they touch (one or two a week): a
record, a correction's say, may come without ``cfr_references`` or with wrong ones, and would keep it from us. Its notices
are a question of their own.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from monitor.errors import UpstreamError
from monitor.http import Client, shown
from monitor.model import Document
from monitor.shapes import as_json
from monitor.sources.odd_records import (
    SortedRecords,
    ignored_question,
    may_be_the_bureaus,
    sort_records,
    why_foreign,
)
from monitor.sources.paging import Listing, NotModified, require_all, search
from monitor.sources.records import AGENCY, readable_fields, record_of
from monitor.sources.results import (
    Empty,
    Failure,
    Fresh,
    Implausible,
    Mark,
    SetAside,
    Unchanged,
    failure_of,
    fingerprint,
)
from monitor.sources.texts import Fetched, Texts
from monitor.text.numbers import is_number

__all__ = [
    "AGENCY",
    "FIELDS",
    "NOTICES",
    "RULES",
    "DocumentKind",
    "Empty",
    "FederalRegister",
    "Fetched",
    "read_record",
]

NEVER_EMPTY = timedelta(days=400)
"""A span of days in which the agency has always published rules. The list itself went 285 days without one in 2025-26."""

FIELDS = (
    "document_number", "title", "type", "action", "abstract", "citation", "publication_date", "effective_on", "agencies",
    "cfr_references", "html_url", "full_text_xml_url", "raw_text_url", "body_html_url", "pdf_url",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class DocumentKind:
    """A kind of documents that is asked for: its ``name`` for people, the API's word for it, and how often the agency
    publishes them."""

    name: str
    word: str
    often: str

    def has(self, document: Document, since: date = date.min, until: date | None = None) -> bool:
        """Whether a record may be one of this kind (a correction of one is as well), of the agency, and of these days."""
        if document.type and document.type.upper() not in (self.word, *_CORRECTIONS):
            return False
        day = document.publication_date
        named = not document.agencies or AGENCY in document.agencies
        return named and (day is None or since <= day <= (until or date.max))


_CORRECTIONS = ("CORRECT", "CORRECTION", "UNCATEGORIZED DOCUMENT")
RULES = DocumentKind("rule", "RULE", "one or two a week")
"""Every rule of the agency may amend the list: which part its record names settles nothing, its text does."""
NOTICES = DocumentKind("notice", "NOTICE", "several a month")


class FederalRegister:
    """Asks the API at ``base_url``; texts may come from its own host and from ``text_hosts``. Nothing is raised."""

    def __init__(self, client: Client, base_url: str, text_hosts: frozenset[str] = frozenset()) -> None:
        self._client = client
        self.base_url = base_url.rstrip("/")
        self._texts = Texts(client, self.base_url, text_hosts)

    def documents(self, since: date, until: date | None = None) -> Fresh[Document] | Empty | Failure:
        """The agency's rules published from ``since`` to ``until``, oldest first.

        An answer that is not whole is never fewer documents. A filter that was ignored is noticed (``ignored``), and let
        pass: all of ours are there.
        """
        try:
            listing = self._asked(since, until, "", RULES)
            assert isinstance(listing, Listing)  # noqa: S101 - a 304 comes only to those who send a tag
            if not listing.total and not listing.results:
                return self._empty(listing, since, until, RULES)
            found = self._sorted(listing, since, until, RULES)
        except UpstreamError as error:
            return failure_of(error)
        return _fresh(found, listing, RULES, until)

    def poll(
        self, since: date, until: date | None = None, known: Mark | None = None, kind: DocumentKind = RULES
    ) -> Fresh[Document] | Unchanged | Empty | Failure:
        """The same question, of rules or of another ``kind``, and every outcome a value of its own type; only Fresh has
        anything to take.

        ``known`` is the mark of the answer that was taken last: the same again is Unchanged. Other documents than those of the
        kind and the agency are left out, and are nothing new.
        """
        known = known or Mark()
        try:
            listing = self._asked(since, until, known.etag, kind)
            if isinstance(listing, NotModified):
                return Unchanged(known, answered_at=listing.answered_at)
            if not listing.total and not listing.results:
                return self._empty(listing, since, until, kind)
            found = self._sorted(listing, since, until, kind)
        except UpstreamError as error:
            return failure_of(error)
        strangers = [d for d in found.foreign if not may_be_the_bureaus(d.agencies)]
        if ignored := ignored_question(found, strangers, shown(self.base_url)):
            return ignored
        fresh = _fresh(found, listing, kind, until)
        if fresh.mark.sha256 == known.sha256:
            return Unchanged(fresh.mark, listing.requests, listing.answered_at)
        return fresh

    def _asked(self, since: date, until: date | None, etag: str, kind: DocumentKind) -> Listing | NotModified:
        params: dict[str, str | list[str]] = {
            "conditions[agencies][]": AGENCY,
            "conditions[type][]": kind.word,
            "conditions[publication_date][gte]": since.isoformat(),
            "fields[]": list(FIELDS),
            "order": "oldest",
        }
        if until is not None:
            params["conditions[publication_date][lte]"] = until.isoformat()
        return search(self._client, self.base_url, "documents", params, etag)

    def _empty(self, listing: Listing, since: date, until: date | None, kind: DocumentKind) -> Empty | Implausible:
        """No such document at all, which is believed of some weeks, never of a year and more."""
        if until is None or until - since < NEVER_EMPTY:
            return Empty(answered_at=listing.answered_at)
        return Implausible(
            f"{shown(self.base_url)} gave no {kind.name} of the agency published {since} to {until}, which cannot be: it "
            f"publishes {kind.often}. Nothing was believed, and it is asked again."
        )

    def _sorted(self, listing: Listing, since: date, until: date | None, kind: DocumentKind) -> SortedRecords[Document]:
        """Those that were asked for, and the others. Raises UnusableAnswer where one is missing."""
        place = f"{shown(self.base_url)}/documents.json"
        found = sort_records(
            listing.results,
            lambda value: read_record(value, place),
            lambda d: (d.number, d.publication_date),
            lambda d: kind.has(d, since, until),
            lambda value: read_record(readable_fields(value, until or date.max), place),
        )
        require_all(listing.total, found.count, place)
        return found

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


def _fresh(found: SortedRecords[Document], listing: Listing, kind: DocumentKind, until: date | None) -> Fresh[Document]:
    """Those of the records that are ours; what was set aside is a part of the answer by which it is known again."""
    ours = tuple({d.number: d for d in found.asked_for}.values())
    odd = (*(_foreign(d, kind, until) for d in found.foreign), *found.unreadable)
    said = json.dumps([as_json(d) for d in sorted(ours, key=lambda d: d.number)])
    if odd:
        said += json.dumps(sorted((o.number, o.why) for o in odd))
    mark = Mark(fingerprint(said.encode()), listing.etag)
    return Fresh(ours, mark, len(found.foreign), listing.requests, listing.answered_at, odd)


def _foreign(document: Document, kind: DocumentKind, until: date | None) -> SetAside:
    """A record that was not asked for; one that says it was published tomorrow may be ours all the same."""
    day = document.publication_date
    ahead = kind.has(document) and day is not None and until is not None and day > until
    kept = replace(document, publication_date=None) if ahead else None
    return SetAside(document.number, why_foreign(document.agencies), kept)


def read_record(value: Any, place: str) -> Document:
    """The Document of an API record. Raises BadAnswer naming the field that is not what it should be."""
    record = record_of(value, place)
    return Document(
        number=record.number,
        title=record.words("title"),
        type=record.words("type"),
        action=record.words("action"),
        abstract=record.words("abstract"),
        citation=record.citation(),
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
