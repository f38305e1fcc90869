"""A recorded Federal Register: a real HTTP server on loopback, for the demo and the tests.

It serves the documents of a folder in the shapes of federalregister.gov API v1 (``records.json`` holds the records, the
XML files the texts), as they stand on a day that the caller sets, and plays the faults that the real one has. The rules
in this package's folder are RECONSTRUCTED from the official list: see documents/README.md.
"""

from __future__ import annotations

import json
import threading
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from importlib.resources import files
from pathlib import Path
from types import TracebackType
from typing import Any, Self
from urllib.parse import parse_qs, quote, urlencode, urlsplit

API = "/api/v1"
LARGE = 32 * 1024 * 1024
REQUEST_ACCESS = (
    b"<!DOCTYPE html>\n<html><head><title>Federal Register :: Request Access</title></head>"
    b"<body><h1>Request Access</h1><p>Due to aggressive automated scraping of FederalRegister.gov and eCFR.gov, "
    b"programmatic access to these sites is limited to access to our extensive developer APIs.</p></body></html>"
)


@dataclass
class _Fault:
    kind: str
    times: int
    path: str


@dataclass(frozen=True, slots=True)
class Reply:
    """One answer; ``cut`` bytes of the body are promised and never sent, ``drip`` sends it byte by byte."""

    status: int
    body: bytes
    media_type: str = "application/json; charset=utf-8"
    headers: tuple[tuple[str, str], ...] = ()
    cut: int = 0
    drip: bool = False


class RecordedRegister:
    """Serve ``folder`` (the package's own by default) until left; nothing is visible before ``publish_through``."""

    def __init__(self, folder: Path | None = None) -> None:
        place = folder or files("monitor.demo") / "documents"
        self.documents: list[dict[str, Any]] = json.loads((place / "records.json").read_text("utf-8"))
        self.texts = {p.name.removesuffix(".xml"): p.read_bytes() for p in place.iterdir() if p.name.endswith(".xml")}
        self.today = date.min
        self.requests: list[str] = []
        self._faults: list[_Fault] = []
        register = self

        class Handler(_Handler):
            def reply(self) -> Reply | None:
                return register.reply(self.path)

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self.host = f"http://127.0.0.1:{self._server.server_address[1]}"
        self.base_url = self.host + API
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.05,), name="register", daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    def publish_through(self, day: date) -> None:
        """Show what was published by ``day``."""
        self.today = day

    def fault(self, kind: str, times: int = 1, path: str = "") -> None:
        """Play a fault (see FAULTS) for the next ``times`` requests whose path contains ``path``."""
        if kind not in FAULTS:
            raise ValueError(f"no such fault: {kind}; there are {', '.join(sorted(FAULTS))}")
        self._faults.append(_Fault(kind, times, path))

    def mend(self) -> None:
        """Play no more faults."""
        self._faults.clear()

    # -- answering ----------------------------------------------------------------------------------------------------

    def reply(self, target: str) -> Reply | None:
        """The answer to a request, or None to hang up."""
        self.requests.append(target)
        parts = urlsplit(target)
        for fault in self._faults:
            if fault.times and fault.path in parts.path:
                fault.times -= 1
                if fault.kind == "ignored_filter":
                    return self._search({"per_page": ["1000"]})
                spoilt: Reply | None = FAULTS[fault.kind](self._answer(parts.path, parse_qs(parts.query)))
                return spoilt
        return self._answer(parts.path, parse_qs(parts.query))

    def _answer(self, path: str, query: Mapping[str, list[str]]) -> Reply:
        if path in (f"{API}/documents.json", f"{API}/documents"):
            return self._search(query)
        if path.startswith(f"{API}/documents/") and path.endswith(".json"):
            return self._named(path.removeprefix(f"{API}/documents/").removesuffix(".json").split(","))
        if path.startswith("/documents/full_text/xml/"):
            number = path.rsplit("/", 1)[-1].removesuffix(".xml")
            if number in self.texts and any(d["document_number"] == number for d in self._visible()):
                return Reply(200, self.texts[number], "application/xml")
        return _not_found()

    def _visible(self) -> list[dict[str, Any]]:
        return [d for d in self.documents if date.fromisoformat(d["publication_date"]) <= self.today]

    def _named(self, numbers: list[str]) -> Reply:
        by_number = {d["document_number"]: d for d in self._visible()}
        found = [self._served(by_number[n], ()) for n in numbers if n in by_number]
        if len(numbers) == 1:
            return _json(found[0]) if found else _not_found()
        missing = [n for n in numbers if n not in by_number]
        answer: dict[str, Any] = {"count": len(found), "results": found}
        return _json({**answer, "errors": {"not_found": missing}} if missing else answer)

    def _search(self, query: Mapping[str, list[str]]) -> Reply:
        hits = [d for d in self._visible() if _matches(d, query)]
        newest = query.get("order", ["relevance"])[0] != "oldest"
        hits.sort(key=lambda d: (d["publication_date"], d["document_number"]), reverse=newest)
        asked = int(query.get("per_page", ["20"])[0] or 20)
        size = 20 if asked <= 1 else min(asked, 1000)  # the real one takes 1 for 20
        page = int(query.get("page", ["1"])[0] or 1)
        answer: dict[str, Any] = {"description": "Documents from Industry and Security Bureau", "count": len(hits)}
        if not hits:
            return _json(answer)  # zero hits come without a results key
        answer["total_pages"] = -(-len(hits) // size)
        if page < answer["total_pages"]:
            following = {**query, "page": [str(page + 1)], "format": ["json"]}
            answer["next_page_url"] = f"{self.base_url}/documents?" + urlencode(following, doseq=True, quote_via=quote)
        fields = tuple(query.get("fields[]", ()))
        answer["results"] = [self._served(d, fields) for d in hits[(page - 1) * size : page * size]]
        return _json(answer)

    def _served(self, record: dict[str, Any], fields: tuple[str, ...]) -> dict[str, Any]:
        """The record with its addresses on this server (HTML and PDF stay the Register's own: nobody fetches them)."""
        day = record["publication_date"].replace("-", "/")
        number = record["document_number"]
        whole = {
            **record,
            "full_text_xml_url": f"{self.host}/documents/full_text/xml/{day}/{number}.xml",
            "raw_text_url": f"{self.host}/documents/full_text/text/{day}/{number}.txt",
            "body_html_url": f"{self.host}/documents/full_text/html/{day}/{number}.html",
            "json_url": f"{self.base_url}/documents/{number}?publication_date={record['publication_date']}",
        }
        return {name: whole.get(name) for name in fields} if fields else whole


def _matches(record: dict[str, Any], query: Mapping[str, list[str]]) -> bool:
    """The conditions that are known; like the real one, an empty or unknown condition is silently ignored."""
    agencies = [a for a in query.get("conditions[agencies][]", ()) if a]
    if agencies and not {a["slug"] for a in record["agencies"]} & set(agencies):
        return False
    types = {"RULE": "Rule", "PRORULE": "Proposed Rule", "NOTICE": "Notice"}
    wanted = {types.get(t, t) for t in query.get("conditions[type][]", ())}
    if wanted and record["type"] not in wanted:
        return False
    part = query.get("conditions[cfr][part]", [""])[0]
    title = query.get("conditions[cfr][title]", [""])[0]
    references = {(str(c["title"]), c["part"]) for c in record["cfr_references"]}
    if title and part and (title, part) not in references:
        return False
    day = record["publication_date"]
    bounds = {k: query.get(f"conditions[publication_date][{k}]", [""])[0] for k in ("gte", "lte", "is")}
    return not (
        (bounds["gte"] and day < bounds["gte"])
        or (bounds["lte"] and day > bounds["lte"])
        or (bounds["is"] and day != bounds["is"])
    )


def _json(value: object, status: int = 200) -> Reply:
    return Reply(status, json.dumps(value).encode())


def _not_found() -> Reply:
    return _json({"status": 404, "message": "Record Not Found"}, 404)


def _html(status: int, title: str) -> Reply:
    page = f"<!DOCTYPE html><html><head><title>{title}</title></head><body>{title}</body></html>"
    return Reply(status, page.encode(), "text/html; charset=utf-8")


def _packed(data: bytes) -> bytes:
    packer = zlib.compressobj(wbits=31)
    return packer.compress(data) + packer.flush()


FAULTS: dict[str, Any] = {
    "reset": lambda good: None,
    "request_access": lambda good: Reply(200, REQUEST_ACCESS, "text/html; charset=utf-8"),
    "captcha_redirect": lambda good: Reply(
        302, b"", headers=(("Location", "https://unblock.federalregister.gov/captcha"),)
    ),
    "403": lambda good: _html(403, "403 Forbidden"),
    "404": lambda good: _not_found(),
    "404_html": lambda good: _html(404, "The page you were looking for does not exist"),
    "429": lambda good: Reply(429, b"", headers=(("Retry-After", "120"),)),
    "500": lambda good: _html(500, "Internal Server Error"),
    "503": lambda good: _html(503, "Down for maintenance"),
    "empty": lambda good: Reply(200, b""),
    "html": lambda good: _html(200, "Welcome"),
    "invalid_json": lambda good: Reply(200, good.body[: len(good.body) // 2]),
    "other_shape": lambda good: _json({"documents": [], "total": 0}),
    "no_results": lambda good: _json({"description": "Documents", "count": 3}),
    "truncated": lambda good: Reply(good.status, good.body, good.media_type, cut=len(good.body) // 2),
    "drip": lambda good: Reply(good.status, good.body, good.media_type, drip=True),
    "ignored_filter": None,
    "gzip_bomb": lambda good: Reply(200, _packed(b" " * LARGE), good.media_type, (("Content-Encoding", "gzip"),)),
    "huge": lambda good: Reply(200, b" " * LARGE, good.media_type),
    "ill_formed_xml": lambda good: Reply(200, good.body.replace(b"<ENT>", b"<7 & <ENT>", 1), good.media_type),
}
"""How the real Register, or what stands between, has been seen to fail."""


class _Handler(BaseHTTPRequestHandler):
    server_version = "RecordedRegister"
    sys_version = ""
    protocol_version = "HTTP/1.1"
    timeout = 20

    def reply(self) -> Reply | None:
        raise NotImplementedError

    def do_GET(self) -> None:
        reply = self.reply()
        if reply is None:
            self.close_connection = True
            return
        self.send_response(reply.status)
        self.send_header("Content-Type", reply.media_type)
        self.send_header("Content-Length", str(len(reply.body)))
        self.send_header("Cache-Control", "no-store")
        for name, value in reply.headers:
            self.send_header(name, value)
        self.end_headers()
        try:
            self._send(reply)
        except OSError:
            self.close_connection = True

    def _send(self, reply: Reply) -> None:
        if reply.cut:
            self.wfile.write(reply.body[: -reply.cut])
            self.close_connection = True
        elif reply.drip:
            pause = threading.Event()
            for at in range(len(reply.body)):
                self.wfile.write(reply.body[at : at + 1])
                pause.wait(0.05)
        else:
            self.wfile.write(reply.body)

    def log_message(self, format: str, *args: object) -> None:
        """Quiet: ``RecordedRegister.requests`` is the log."""
