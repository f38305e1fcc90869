"""The Federal Register's documents API v1: which documents there are, and their texts.

As it really behaves: zero hits come without a ``results`` key; an unknown filter is ignored and everything matches, so
every result is checked here again; ``next_page_url`` is followed verbatim, but only to the configured host; and a blocked
client gets HTML titled "Request Access" with status 200 or a redirect, which is a failed poll, never "nothing new".
"""

from __future__ import annotations

import json
import re
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import urlsplit

from monitor.errors import BadAnswer, Blocked
from monitor.http import Answer, Client
from monitor.model import Document

AGENCY = "industry-and-security-bureau"
TITLE, PART = 15, "744"
PER_PAGE = 100
MOST_PAGES = 200

FIELDS = (
    "document_number", "title", "type", "action", "abstract", "citation", "publication_date", "effective_on", "agencies",
    "cfr_references", "html_url", "full_text_xml_url", "raw_text_url", "body_html_url", "pdf_url",
)  # fmt: skip

NUMBER = re.compile(r"^[A-Z0-9]{1,4}(?:-[A-Z0-9]{1,6}){1,2}$")
"""2024-28267, E9-12940, 05-7305, X94-70302, C1-2026-16628; nothing that could leave a path."""

_ACCESS_PAGE = re.compile(rb"<title>[^<]*Request Access|unblock\.federalregister|programmatic access", re.IGNORECASE)
_HTML = re.compile(rb"^\s*(?:<!doctype html|<html)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Found:
    """The documents of an answer that was good; ``ignored`` are results that a filter should have kept out."""

    documents: tuple[Document, ...]
    ignored: int = 0
    requests: int = 1


@dataclass(frozen=True, slots=True)
class Fetched:
    """A document's text as served; ``form`` is "xml", "html" or "text"."""

    data: bytes
    url: str
    media_type: str
    form: str


class FederalRegister:
    """Asks the API at ``base_url``; texts may come from its own host and from ``text_hosts``."""

    def __init__(self, client: Client, base_url: str, text_hosts: frozenset[str] = frozenset()) -> None:
        self._client = client
        self.base_url = base_url.rstrip("/")
        self._host = urlsplit(self.base_url).netloc
        self._text_hosts = text_hosts | {self._host}

    # -- which documents ----------------------------------------------------------------------------------------------

    def documents(self, since: date, until: date) -> Found:
        """The agency's rules on 15 CFR part 744 published from ``since`` to ``until``, oldest first.

        Raises Unreachable, Blocked or BadAnswer; an answer that is not whole is a BadAnswer, never fewer documents.
        """
        params: dict[str, str | list[str]] = {
            "conditions[agencies][]": AGENCY,
            "conditions[type][]": "RULE",
            "conditions[cfr][title]": str(TITLE),
            "conditions[cfr][part]": PART,
            "conditions[publication_date][gte]": since.isoformat(),
            "conditions[publication_date][lte]": until.isoformat(),
            "fields[]": list(FIELDS),
            "order": "oldest",
            "per_page": str(PER_PAGE),
            "cache": uuid.uuid4().hex,  # answers have come from a cache up to 6,200 s old
        }
        url = f"{self.base_url}/documents.json"
        page = self._json(self._client.get(url, params=params))
        total = _count(page, url)
        results = list(_results(page, url))
        requests = 1
        while (following := page.get("next_page_url")) and requests < MOST_PAGES:
            page = self._json(self._client.get(self._own(following)))
            results += _results(page, following)
            requests += 1
        found = self._ours(results, since, until)
        if len(results) < total:
            raise BadAnswer(
                f"{url} counts {total} documents and gave {len(results)}; a page is missing, the next round tries again."
            )
        return Found(tuple(found.values()), len(results) - len(found), requests)

    def _own(self, url: Any) -> str:
        """A page's address, which must lie on the configured host."""
        if not isinstance(url, str) or urlsplit(url).netloc != self._host:
            shown = urlsplit(url).netloc if isinstance(url, str) else url
            raise BadAnswer(
                f"{self.base_url} continues at {shown!r}, another host; set federal_register.base_url to the one that answers."
            )
        return url

    def _ours(self, results: list[Any], since: date, until: date) -> dict[str, Document]:
        """The documents that really are the agency's rules on our part, by number; repeated ones once."""
        found: dict[str, Document] = {}
        for record in results:
            document = read_record(record, self.base_url)
            published = document.publication_date
            in_time = published is None or since <= published <= until
            if is_ours(document, record) and in_time and document.number not in found:
                found[document.number] = document
        return found

    def document(self, number: str) -> Document:
        """One document's record. Raises BadAnswer where the Register has none of that number."""
        if not NUMBER.match(number):
            raise BadAnswer(f"{number!r} is no document number; write it as 2024-28267.")
        url = f"{self.base_url}/documents/{number}.json"
        params: dict[str, str | list[str]] = {"fields[]": list(FIELDS), "cache": uuid.uuid4().hex}
        return read_record(self._json(self._client.get(url, params=params)), url)

    def _json(self, answer: Answer) -> Mapping[str, Any]:
        _refuse_access_page(answer)
        if answer.status == 404:
            raise BadAnswer(f"{_shown(answer)} has no such record (404); check the number and the base_url.")
        if _HTML.match(answer.body) or answer.media_type == "text/html":
            raise BadAnswer(f"{_shown(answer)} answered with a web page instead of JSON; check the base_url.")
        try:
            value = json.loads(answer.body)
        except ValueError:
            raise BadAnswer(f"{_shown(answer)} answered with broken JSON; the next round tries again.") from None
        if answer.status >= 400:
            said = value.get("message") or value.get("errors") if isinstance(value, dict) else ""
            raise BadAnswer(f"{_shown(answer)} refuses the question ({answer.status}: {str(said)[:200]}).")
        if not isinstance(value, dict):
            raise BadAnswer(f"{_shown(answer)} answered with a JSON {type(value).__name__}, not an object.")
        return value

    # -- their texts --------------------------------------------------------------------------------------------------

    def text(self, document: Document) -> Fetched:
        """The document's text in the best form there is: XML, else HTML, else plain text.

        Raises BadAnswer where none is there yet. Addresses come from the record and are held to the known hosts.
        """
        forms = (
            ("xml", document.full_text_xml_url, "application/xml"),
            ("html", document.body_html_url, "text/html"),
            ("text", document.raw_text_url, "text/plain"),
        )
        for form, url, accept in forms:
            if not url:
                continue
            answer = self._client.get(self._text_address(url), accept=f"{accept}, */*;q=0.1", hosts=self._text_hosts)
            _refuse_access_page(answer)
            if answer.status == 404:
                continue
            if answer.status != 200:
                raise BadAnswer(f"{_shown(answer)} answered {answer.status} instead of the text of {document.number}.")
            if form == "xml" and _HTML.match(answer.body):
                raise BadAnswer(f"{_shown(answer)} answered with a web page instead of the XML of {document.number}.")
            if not answer.body.strip():
                raise BadAnswer(f"{_shown(answer)} is empty; the text of {document.number} is not there yet.")
            return Fetched(answer.body, answer.url, answer.media_type, form)
        raise BadAnswer(f"The text of {document.number} is not there yet; the next round asks again.")

    def _text_address(self, url: str) -> str:
        parts = urlsplit(url)
        if parts.scheme not in ("http", "https") or parts.netloc not in self._text_hosts:
            raise BadAnswer(
                f"A record points to {parts.netloc or url!r} for its text, which is no known host; "
                "add it to http.allowed_hosts if that is right."
            )
        return url


def _shown(answer: Answer) -> str:
    return answer.url.partition("?")[0]


def _refuse_access_page(answer: Answer) -> None:
    if _ACCESS_PAGE.search(answer.body[:20_000]) and _HTML.match(answer.body):
        raise Blocked(
            f'{urlsplit(answer.url).netloc} shows its "Request Access" page: this address is blocked as a robot. '
            "Set federal_register.contact, slow down, or poll from another address."
        )


def _count(page: Mapping[str, Any], url: str) -> int:
    count = page.get("count")
    if not isinstance(count, int) or isinstance(count, bool) or count < 0:
        raise BadAnswer(
            f"{url} answered without a count; its shape has changed, or it is not the Federal Register's API."
        )
    if count and "results" not in page:
        raise BadAnswer(f"{url} counts {count} documents and gives none; the next round tries again.")
    return count


def _results(page: Mapping[str, Any], url: str) -> list[Any]:
    results = page.get("results", [])
    if not isinstance(results, list):
        raise BadAnswer(f"{url} answered with results that are no list; its shape has changed.")
    return results


def read_record(record: Any, url: str) -> Document:
    """The Document of an API record. Raises BadAnswer naming the field that is not what it should be."""
    if not isinstance(record, dict):
        raise BadAnswer(f"{url} lists a document that is no object; its shape has changed.")
    number = record.get("document_number")
    if not isinstance(number, str) or not NUMBER.match(number):
        raise BadAnswer(f"{url} has a document whose document_number is {number!r}.")

    def words(name: str) -> str:
        value = record.get(name)
        if value is not None and not isinstance(value, str):
            raise BadAnswer(f"{url}, document {number}: {name} is {type(value).__name__}, not text.")
        return (value or "").strip()

    def day(name: str) -> date | None:
        value = words(name)
        try:
            return date.fromisoformat(value) if value else None
        except ValueError:
            raise BadAnswer(f"{url}, document {number}: {name} is {value!r}, not a date.") from None

    return Document(
        number=number,
        title=words("title"),
        type=words("type"),
        action=words("action"),
        abstract=words("abstract"),
        citation=words("citation"),
        publication_date=day("publication_date"),
        effective_on=day("effective_on"),
        agencies=tuple(str(a.get("slug") or a.get("name") or "") for a in _objects(record, "agencies")),
        cfr_references=tuple(
            (int(c["title"]), str(c.get("part") or ""))
            for c in _objects(record, "cfr_references")
            if str(c.get("title")).isdigit()
        ),
        html_url=words("html_url"),
        full_text_xml_url=words("full_text_xml_url"),
        raw_text_url=words("raw_text_url"),
        body_html_url=words("body_html_url"),
        pdf_url=words("pdf_url"),
    )  # fmt: skip


def _objects(record: Mapping[str, Any], name: str) -> list[dict[str, Any]]:
    value = record.get(name) or []
    return [item for item in value if isinstance(item, dict)] if isinstance(value, list) else []


def is_ours(document: Document, record: Mapping[str, Any]) -> bool:
    """Whether a document is a rule of the agency that touches 15 CFR 744; where the record is silent, it may be."""
    if document.type and document.type.upper() not in ("RULE", "CORRECT", "CORRECTION", "UNCATEGORIZED DOCUMENT"):
        return False
    if document.agencies and AGENCY not in document.agencies:
        return False
    return not document.cfr_references or (TITLE, PART) in document.cfr_references
