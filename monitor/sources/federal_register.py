"""The Federal Register's documents API v1: which documents there are, and their texts.

As it really behaves: zero hits come without a ``results`` key; an unknown filter is ignored and everything matches, so
every result is checked here again; ``next_page_url`` is followed verbatim, but only below the configured base; and a
blocked client gets HTML titled "Request Access" with status 200 or a redirect, which is a failed poll, never "nothing
new". The agency's rules are asked for whatever part they touch (one or two a week), because a record, a correction's
say, may come without ``cfr_references``, and the server's own filter would keep it from us.
"""

from __future__ import annotations

import json
import re
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from monitor.errors import BadAnswer, Blocked
from monitor.http import Answer, Client, host_of, shown
from monitor.model import Document

AGENCY = "industry-and-security-bureau"
TITLE, PART = 15, "744"
PER_PAGE = 100
MOST_COUNTED = 10_000
"""Where the API stops counting. The agency has published some 3,000 documents in all."""

FIELDS = (
    "document_number", "title", "type", "action", "abstract", "citation", "publication_date", "effective_on", "agencies",
    "cfr_references", "html_url", "full_text_xml_url", "raw_text_url", "body_html_url", "pdf_url",
)  # fmt: skip

NUMBER = re.compile(r"[A-Z0-9]{1,4}(?:-[A-Z0-9]{1,6}){1,2}")
"""2024-28267, E9-12940, 05-7305, X94-70302, C1-2026-16628; nothing that could leave a path."""

_ACCESS_PAGE = re.compile(rb"<title>[^<]*Request Access|unblock\.federalregister|programmatic access", re.IGNORECASE)
_HTML = re.compile(rb"(?:\xef\xbb\xbf)?(?:\s|<!--.{0,2000}?-->)*(?:<!doctype html|<html)", re.IGNORECASE | re.DOTALL)
_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class Found:
    """An answer with documents; ``ignored`` counts results that the filters asked for should have kept out."""

    documents: tuple[Document, ...]
    ignored: int = 0
    requests: int = 1


@dataclass(frozen=True, slots=True)
class Empty:
    """The Register says that there is no such document at all: a good answer, and the only one that means so."""

    documents: tuple[Document, ...] = ()
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
        self._host = host_of(self.base_url)
        self._secure = self.base_url.lower().startswith("https:")
        self._text_hosts = frozenset(host.lower() for host in text_hosts) | {self._host}
        self._page = re.compile(re.escape(self.base_url) + r"/documents(?:\.json)?\?", re.IGNORECASE)

    # -- which documents ----------------------------------------------------------------------------------------------

    def documents(self, since: date, until: date | None = None) -> Found | Empty:
        """The agency's rules that touch 15 CFR 744, or may, published from ``since`` to ``until``, oldest first.

        Raises Unreachable, Blocked or BadAnswer; an answer that is not whole is a BadAnswer, never fewer documents.
        """
        params: dict[str, str | list[str]] = {
            "conditions[agencies][]": AGENCY,
            "conditions[type][]": "RULE",
            "conditions[publication_date][gte]": since.isoformat(),
            "fields[]": list(FIELDS),
            "order": "oldest",
            "per_page": str(PER_PAGE),
            "cache": uuid.uuid4().hex,  # answers have come from a cache up to 6,200 s old
        }
        if until is not None:
            params["conditions[publication_date][lte]"] = until.isoformat()
        url = f"{self.base_url}/documents.json"
        page = self._json(self._client.get(url, params=params))
        total = _count(page, shown(url))
        if total == 0 and not page.get("results"):
            return Empty()
        results, requests = self._pages(page, url)
        every = {(d.number, d.publication_date): d for d in (read_record(r, shown(url)) for r in results)}
        if len(every) != total:
            raise BadAnswer(
                f"{shown(url)} counts {total} documents and gave {len(every)}; "
                "a page is missing or came twice, the next round tries again."
            )
        asked_for = [d for d in every.values() if _is_asked_for(d, since, until)]
        found = {d.number: d for d in asked_for if is_ours(d)}
        return Found(tuple(found.values()), total - len(asked_for), requests)

    def _pages(self, page: Mapping[str, Any], url: str) -> tuple[list[Any], int]:
        """The results of ``page`` and of all that follow it, and how many requests that took."""
        results = list(_results(page, shown(url)))
        seen: set[str] = set()
        while following := page.get("next_page_url"):
            if not isinstance(following, str) or not self._page.match(following):
                place = shown(following) if isinstance(following, str) else following
                raise BadAnswer(
                    f"{shown(self.base_url)} continues at {place!r}, which is not below it, maybe another host; "
                    "set federal_register.base_url to the one that answers."
                )
            if following in seen or len(seen) * PER_PAGE > MOST_COUNTED:
                raise BadAnswer(f"{shown(url)} has pages without end; the next round tries again.")
            seen.add(following)
            page = self._json(self._client.get(following))
            results += _results(page, shown(following))
        return results, 1 + len(seen)

    def document(self, number: str) -> Document:
        """One document's record. Raises BadAnswer where the Register has none of that number."""
        if not NUMBER.fullmatch(number):
            raise BadAnswer(f"{number!r} is no document number; write it as 2024-28267.")
        url = f"{self.base_url}/documents/{number}.json"
        params: dict[str, str | list[str]] = {"fields[]": list(FIELDS), "cache": uuid.uuid4().hex}
        document = read_record(self._json(self._client.get(url, params=params)), shown(url))
        if document.number != number:
            raise BadAnswer(f"{shown(url)} answered with the record of {document.number}; the next round tries again.")
        return document

    def _json(self, answer: Answer) -> Mapping[str, Any]:
        _refuse_access_page(answer)
        if answer.status == 404:
            raise BadAnswer(f"{shown(answer.url)} has no such record (404); check the number and the base_url.")
        if _HTML.match(answer.body) or answer.media_type == "text/html":
            raise BadAnswer(f"{shown(answer.url)} answered with a web page instead of JSON; check the base_url.")
        try:
            value = json.loads(answer.body)
        except (ValueError, RecursionError):
            raise BadAnswer(f"{shown(answer.url)} answered with broken JSON; the next round tries again.") from None
        if answer.status >= 400:
            said = value.get("message") or value.get("errors") if isinstance(value, dict) else ""
            raise BadAnswer(f"{shown(answer.url)} refuses the question ({answer.status}: {str(said)[:200]}).")
        if not isinstance(value, dict):
            raise BadAnswer(f"{shown(answer.url)} answered with a JSON {type(value).__name__}, not an object.")
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
                raise BadAnswer(
                    f"{shown(answer.url)} answered {answer.status} instead of the text of {document.number}."
                )
            if form == "xml" and _HTML.match(answer.body):
                raise BadAnswer(
                    f"{shown(answer.url)} answered with a web page instead of the XML of {document.number}."
                )
            if not answer.body.strip():
                raise BadAnswer(f"{shown(answer.url)} is empty; the text of {document.number} is not there yet.")
            return Fetched(answer.body, answer.url, answer.media_type, form)
        raise BadAnswer(f"The text of {document.number} is not there yet; the next round asks again.")

    def _text_address(self, url: str) -> str:
        host = host_of(url)
        if not host or host not in self._text_hosts:
            raise BadAnswer(
                f"A record points to {host or shown(url)!r} for its text, which is no known host; "
                "add it to http.allowed_hosts if that is right."
            )
        if self._secure and not url.lower().startswith("https:"):
            raise BadAnswer(
                f"A record points to {shown(url)} for its text, without https; nothing was fetched from it."
            )
        return url


def _refuse_access_page(answer: Answer) -> None:
    if _ACCESS_PAGE.search(answer.body[:20_000]) and _HTML.match(answer.body):
        raise Blocked(
            f'{host_of(answer.url)} shows its "Request Access" page: this address is blocked as a robot. '
            "Set federal_register.contact, slow down, or poll from another address."
        )


def _count(page: Mapping[str, Any], place: str) -> int:
    count = page.get("count")
    if not isinstance(count, int) or isinstance(count, bool) or count < 0:
        raise BadAnswer(
            f"{place} answered without a count; its shape has changed, or it is not the Federal Register's API."
        )
    if count and "results" not in page:
        raise BadAnswer(f"{place} counts {count} documents and gives none; the next round tries again.")
    if count >= MOST_COUNTED:
        raise BadAnswer(
            f"{place} counts {count:,} documents: it has ignored the question, and what is new need not be among them."
        )
    return count


def _results(page: Mapping[str, Any], place: str) -> list[Any]:
    results = page.get("results")
    if not isinstance(results, list):
        raise BadAnswer(f"{place} answered with results that are {_kind(results)}, not a list; its shape has changed.")
    return results


def _kind(value: Any) -> str:
    return "missing" if value is None else type(value).__name__


def read_record(record: Any, url: str) -> Document:
    """The Document of an API record. Raises BadAnswer naming the field that is not what it should be."""
    if not isinstance(record, dict):
        raise BadAnswer(f"{url} lists a document that is no object; its shape has changed.")
    number = record.get("document_number")
    if not isinstance(number, str) or not NUMBER.fullmatch(number):
        raise BadAnswer(f"{url} has a document whose document_number is {str(number)[:50]!r}.")

    def words(name: str) -> str:
        value = record.get(name)
        if value is not None and not isinstance(value, str):
            raise BadAnswer(f"{url}, document {number}: {name} is {_kind(value)}, not text.")
        return _UNSTORABLE.sub("\ufffd", value or "").strip()

    def day(name: str) -> date | None:
        value = words(name)
        try:
            return date.fromisoformat(value) if value else None
        except ValueError:
            raise BadAnswer(f"{url}, document {number}: {name} is {value[:50]!r}, not a date.") from None

    def objects(name: str) -> list[dict[str, Any]]:
        value = record.get(name) or []
        if not isinstance(value, list) or not all(isinstance(item, dict) for item in value):
            raise BadAnswer(f"{url}, document {number}: {name} is no list of objects.")
        return value

    return Document(
        number=number,
        title=words("title"),
        type=words("type"),
        action=words("action"),
        abstract=words("abstract"),
        citation=words("citation"),
        publication_date=day("publication_date"),
        effective_on=day("effective_on"),
        agencies=tuple(str(a.get("slug") or a.get("name") or "") for a in objects("agencies")),
        cfr_references=tuple(
            (int(c["title"]), str(c.get("part") or ""))
            for c in objects("cfr_references")
            if re.fullmatch("[0-9]{1,2}", str(c.get("title")))
        ),
        html_url=words("html_url"),
        full_text_xml_url=words("full_text_xml_url"),
        raw_text_url=words("raw_text_url"),
        body_html_url=words("body_html_url"),
        pdf_url=words("pdf_url"),
    )  # fmt: skip


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
