"""A recorded Federal Register: a real HTTP server on loopback, for the demo and the tests.

It serves the documents of a folder in the shapes of federalregister.gov API v1 (``records.json`` holds the records, the
XML files the texts), as they stand on a day that the caller sets, and plays the faults that the real one has. The rules
in this package's folder are RECONSTRUCTED from the official list: see documents/README.md.
"""

from __future__ import annotations

import base64
import json
import threading
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime
from importlib.resources import files
from pathlib import Path
from types import TracebackType
from typing import Any, Self
from urllib.parse import parse_qs, quote, urlencode, urlsplit

from monitor.demo import code
from monitor.demo.faults import FAULTS, Reply, as_json, not_found
from monitor.demo.serving import serving

API = "/api/v1"
COUNTED = 10_000
"""Where the real one stops counting."""

DEFAULT_FIELDS = (
    "title", "type", "abstract", "document_number", "html_url", "pdf_url", "public_inspection_pdf_url",
    "publication_date", "agencies", "excerpts",
)  # fmt: skip
"""What a search gives where no fields are asked for."""

EMPTY_FIELDS: dict[str, Any] = {
    **dict.fromkeys(
        ("abstract", "action", "amendatory_instruction_count", "body_html_url", "citation", "comment_url",
         "comments_close_on", "correction_of", "dates", "disposition_notes", "docket_id", "document_number",
         "effective_on", "end_page", "excerpts", "executive_order_notes", "executive_order_number", "explanation",
         "full_text_xml_url", "html_url", "json_url", "mods_url", "not_received_for_publication", "page_length",
         "page_views", "pdf_url", "presidential_document_number", "proclamation_number", "public_inspection_pdf_url",
         "publication_date", "raw_text_url", "regulations_dot_gov_url", "related_documents", "significant",
         "signing_date", "start_page", "subtype", "title", "toc_doc", "toc_subject", "type", "volume")
    ),
    **{name: [] for name in ("agencies", "agency_names", "cfr_references", "corrections", "docket_ids", "dockets",
                             "regulation_id_numbers", "topics")},
    **{name: {} for name in ("images", "images_metadata", "president", "regulation_id_number_info",
                             "regulations_dot_gov_info")},
}  # fmt: skip
"""Every field of the API's description, as it is where nothing is known; others are refused."""

_TYPES = {"RULE": "Rule", "PRORULE": "Proposed Rule", "NOTICE": "Notice", "PRESDOCU": "Presidential Document"}
_RENDITIONS = {"xml": ("xml", "application/xml"), "html": ("html", "text/html"), "text": ("txt", "text/html")}


@dataclass
class _Fault:
    kind: str
    times: int
    path: str


class RecordedRegister:
    """Serve ``folder`` (the package's own by default) until left; nothing is visible before ``publish_through``."""

    def __init__(self, folder: Path | None = None) -> None:
        place = folder or files("monitor.demo") / "documents"
        self.documents: list[dict[str, Any]] = json.loads((place / "records.json").read_text("utf-8"))
        self.texts = {p.name.removesuffix(".xml"): p.read_bytes() for p in place.iterdir() if p.name.endswith(".xml")}
        self.renditions = {
            f"{form}/{p.name.removesuffix(suffix)}": p.read_bytes()
            for p in place.iterdir()
            for form, suffix in (("html", ".html"), ("text", ".txt"))
            if p.name.endswith(suffix)
        }
        self.today = date.min
        self.requests: list[str] = []
        self._faults: list[_Fault] = []
        self._fixed: list[tuple[str, Reply]] = []
        self._server = serving(0, self.reply)
        self.host = f"http://127.0.0.1:{self._server.server_address[1]}"
        self.base_url = self.host + API
        self.ecfr_url = self.host + code.API
        self.copies = code.bundled_copies()

    def __enter__(self) -> Self:
        self._start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stop()

    def _start(self) -> None:
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.02,), name="register", daemon=True)
        self._thread.start()

    def _stop(self) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    @contextmanager
    def refusing(self) -> Iterator[None]:
        """Nobody listens at the address while in it: connections are refused."""
        port = self._server.server_address[1]
        self._stop()
        try:
            yield
        finally:
            self._server = serving(port, self.reply)
            self._start()

    def publish_through(self, day: date) -> None:
        """Show what was published by ``day``."""
        self.today = day

    def fault(self, kind: str, times: int = 1, path: str = "") -> None:
        """Play a fault (see FAULTS) for the next ``times`` requests whose path contains ``path``."""
        if kind not in FAULTS:
            raise ValueError(f"no such fault: {kind}; there are {', '.join(sorted(FAULTS))}")
        self._faults.append(_Fault(kind, times, path))

    def answer_with(self, path: str, reply: Reply) -> None:
        """Answer ``reply`` to every request whose path contains ``path``, until mended."""
        self._fixed.append((path, reply))

    def mend(self) -> None:
        """Play no more faults."""
        self._faults.clear()
        self._fixed.clear()

    # -- answering ----------------------------------------------------------------------------------------------------

    def reply(self, target: str) -> Reply:
        """The answer to a request."""
        self.requests.append(target)
        parts = urlsplit(target)
        query = parse_qs(parts.query)
        for path, reply in self._fixed:
            if path in parts.path:
                return reply
        for fault in self._faults:
            if fault.times and fault.path in parts.path:
                fault.times -= 1
                if fault.kind == "ignored_filter":
                    query = {name: value for name, value in query.items() if not name.startswith("conditions")}
                return FAULTS[fault.kind](self._answer(parts.path, query))
        return self._answer(parts.path, query)

    def _answer(self, path: str, query: Mapping[str, list[str]]) -> Reply:
        unknown = [name for name in query.get("fields[]", ()) if name not in EMPTY_FIELDS]
        if path in (f"{API}/documents.json", f"{API}/documents"):
            return _refused(unknown[0]) if unknown else self._search(query)
        if path.startswith(f"{API}/documents/") and path.endswith(".json"):
            numbers = path.removeprefix(f"{API}/documents/").removesuffix(".json").split(",")
            return _refused(unknown[0]) if unknown else self._named(numbers, query)
        if path.startswith(code.API):
            return code.answer(path.removeprefix(code.API), query, self.copies, self.today)
        if path.startswith("/documents/full_text/"):
            return self._text(path.removeprefix("/documents/full_text/"))
        return not_found()

    def _text(self, path: str) -> Reply:
        """``xml/2019/10/09/2019-22210.xml`` and the like; the day must be the document's."""
        form, _, rest = path.partition("/")
        day, _, name = rest.rpartition("/")
        suffix, media_type = _RENDITIONS.get(form, ("", ""))
        number = name.removesuffix(f".{suffix}")
        known = any((d["document_number"], _folder(d)) == (number, day) for d in self._visible())
        text = self.texts.get(number) if form == "xml" else self.renditions.get(f"{form}/{number}")
        if not known or text is None or name == number:
            return not_found()
        return Reply(200, text, media_type)

    def _visible(self) -> list[dict[str, Any]]:
        return [d for d in self.documents if date.fromisoformat(d["publication_date"]) <= self.today]

    def _named(self, numbers: list[str], query: Mapping[str, list[str]]) -> Reply:
        by_number = {d["document_number"]: d for d in self._visible()}
        found = [self._served(by_number[n], query.get("fields[]", EMPTY_FIELDS)) for n in numbers if n in by_number]
        if len(numbers) == 1:
            return as_json(found[0]) if found else not_found()
        missing = [n for n in numbers if n not in by_number]
        answer: dict[str, Any] = {"count": len(found), "results": found}
        return as_json({**answer, "errors": {"not_found": missing}} if missing else answer)

    def _search(self, query: Mapping[str, list[str]]) -> Reply:
        hits = [d for d in self._visible() if _matches(d, query)]
        newest = query.get("order", ["relevance"])[0] != "oldest"
        hits.sort(key=_place, reverse=newest)
        answer: dict[str, Any] = {
            "description": "Documents from Industry and Security Bureau",
            "count": min(len(hits), COUNTED),
        }
        if not hits:
            return as_json(answer)  # zero hits come without a results key
        asked = _number(query, "per_page", 20)
        size = 20 if asked <= 1 else min(asked, 1000)  # the real one takes 1 for 20
        page = max(_number(query, "page", 1), 1)
        start = (page - 1) * size
        if "search_after_cursor" in query:
            after = _read_cursor(query["search_after_cursor"][0])
            start = next((at + 1 for at, d in enumerate(hits) if _place(d) == after), start)
        answer["total_pages"] = min(-(-len(hits) // size), 50)
        shown = hits[start : start + size]
        if start + size < len(hits):
            following = {
                **query,
                "format": ["json"],
                "page": [str(page + 1)],
                "search_after_cursor": [_cursor(shown[-1])],
            }
            answer["next_page_url"] = f"{self.base_url}/documents?" + urlencode(
                sorted(following.items()), doseq=True, quote_via=quote
            )
        fields = query.get("fields[]", DEFAULT_FIELDS)
        return as_json({**answer, "results": [self._served(d, fields) for d in shown]})

    def _served(self, record: dict[str, Any], fields: Iterable[str]) -> dict[str, Any]:
        """The record with its addresses on this server (HTML and PDF stay the Register's own: nobody fetches them)."""
        number, texts = record["document_number"], f"{self.host}/documents/full_text"
        whole = {
            **EMPTY_FIELDS,
            "agency_names": [a["name"] for a in record["agencies"]],
            **record,
            "full_text_xml_url": f"{texts}/xml/{_folder(record)}/{number}.xml",
            "raw_text_url": f"{texts}/text/{_folder(record)}/{number}.txt",
            "body_html_url": f"{texts}/html/{_folder(record)}/{number}.html",
            "json_url": f"{self.base_url}/documents/{number}?publication_date={record['publication_date']}",
        }
        return {name: whole[name] for name in sorted(fields)}


def _folder(record: Mapping[str, Any]) -> str:
    return str(record["publication_date"]).replace("-", "/")


def _place(record: Mapping[str, Any]) -> tuple[str, str]:
    return record["publication_date"], record["document_number"]


def _cursor(record: Mapping[str, Any]) -> str:
    """Where a page ends, in the real one's form: day in milliseconds and number, JSON in base 64 without padding."""
    day, number = _place(record)
    milliseconds = int(datetime.fromisoformat(day).replace(tzinfo=UTC).timestamp() * 1000)
    return (
        base64.urlsafe_b64encode(json.dumps([milliseconds, number], separators=(",", ":")).encode())
        .decode()
        .rstrip("=")
    )


def _read_cursor(cursor: str) -> tuple[str, str]:
    """The place a cursor stands for; one that is none stands for nowhere."""
    try:
        milliseconds, number = json.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
        return datetime.fromtimestamp(milliseconds / 1000, UTC).date().isoformat(), str(number)
    except (ValueError, TypeError, OverflowError, OSError):
        return "", ""


def _number(query: Mapping[str, list[str]], name: str, default: int) -> int:
    value = query.get(name, [""])[0]
    return int(value) if value.isascii() and value.isdigit() and len(value) < 9 else default


def _refused(field: str) -> Reply:
    return as_json({"status": 400, "message": f"field '{field}' not valid"}, 400)


def _matches(record: dict[str, Any], query: Mapping[str, list[str]]) -> bool:
    """The conditions that are known; like the real one, an empty or unknown condition is silently ignored."""
    agencies = [a for a in query.get("conditions[agencies][]", ()) if a]
    if agencies and not {a["slug"] for a in record["agencies"]} & set(agencies):
        return False
    wanted = {_TYPES.get(t, t) for t in query.get("conditions[type][]", ())}
    if wanted and record["type"] not in wanted:
        return False
    part = query.get("conditions[cfr][part]", [""])[0]
    title = query.get("conditions[cfr][title]", [""])[0]
    references = {(str(c["title"]), str(c["part"])) for c in record["cfr_references"]}
    if title and part and (title, part) not in references:
        return False
    day = record["publication_date"]
    bounds = {k: query.get(f"conditions[publication_date][{k}]", [""])[0] for k in ("gte", "lte", "is")}
    return not (
        (bounds["gte"] and day < bounds["gte"])
        or (bounds["lte"] and day > bounds["lte"])
        or (bounds["is"] and day != bounds["is"])
    )
