"""A recorded Federal Register: a real HTTP server on loopback, for the demo and the tests.

It serves the documents of a folder in the shapes of federalregister.gov API v1 (``records.json`` holds the records, the
XML, HTML and text files the renditions; one that a document lacks is a 404), the public-inspection list, and the eCFR's
titles and dated XML, as they stand at the moment that its clock shows, and plays the faults that the real ones have. Of
the rules in this package's folder two are real, the others RECONSTRUCTED from the official list: see documents/README.md.
"""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from email.utils import format_datetime
from importlib.resources import files
from pathlib import Path
from types import TracebackType
from typing import Any, Self
from urllib.parse import parse_qs, urlsplit

from monitor.demo import ecfr, published
from monitor.demo.faults import FAULTS, PAGES, QUESTIONS, FaultReply, not_found
from monitor.demo.public_inspection import RecordedPublicInspection
from monitor.demo.published import EMPTY_FIELDS, folder, refused
from monitor.demo.serving import certify, serving
from monitor.text.dates import EASTERN

API = "/api/v1"
PUBLIC_INSPECTION = f"{API}/public-inspection-documents"
PUBLISHED_AT = time(6, 0)
"""When the day's issue is there, Eastern."""

_BEFORE_ALL = datetime(1994, 1, 1, tzinfo=UTC)
_LAST_DAY = date(9998, 12, 31)
_RENDITIONS = {"xml": ("xml", "application/xml"), "html": ("html", "text/html"), "text": ("txt", "text/html")}


@dataclass
class _Fault:
    kind: str
    times: int
    path: str


class RecordedRegister:
    """Serve ``folder`` (the package's own by default) until left; nothing is visible before its clock is set.

    ``now`` is a clock to follow instead; ``certificate`` (a PEM file with key) makes it an HTTPS server.
    """

    def __init__(
        self,
        folder: Path | None = None,
        *,
        now: Callable[[], datetime] | None = None,
        certificate: Path | None = None,
    ) -> None:
        place = folder or files("monitor.demo") / "documents"
        self.documents: list[dict[str, Any]] = json.loads((place / "records.json").read_text("utf-8"))
        self.texts = {p.name.removesuffix(".xml"): p.read_bytes() for p in place.iterdir() if p.name.endswith(".xml")}
        self.renditions = {
            f"{form}/{p.name.removesuffix(suffix)}": p.read_bytes()
            for p in place.iterdir()
            for form, suffix in (("html", ".html"), ("text", ".txt"))
            if p.name.endswith(suffix)
        }
        self.public_inspection = RecordedPublicInspection(place)
        self.copies = ecfr.bundled_copies()
        self.requests: list[str] = []
        self._at = _BEFORE_ALL
        self._clock = now or (lambda: self._at)
        self.dated: Callable[[], datetime] = lambda: self.now  # what its Date headers say
        self._faults: list[_Fault] = []
        self._fixed: list[tuple[str, FaultReply]] = []
        self._certificate = certificate
        self._server = serving(0, self.reply, certificate)
        self.host = f"http{'s' if certificate else ''}://127.0.0.1:{self._server.server_address[1]}"
        self.base_url = self.host + API
        self.ecfr_url = self.host + ecfr.API

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
            self._server = serving(port, self.reply, self._certificate)
            self._start()

    @contextmanager
    def certified_by(self, certificate: Path) -> Iterator[None]:
        """Another certificate (a PEM file with key) is shown while in it."""
        assert self._certificate is not None  # noqa: S101 - a server without TLS shows none
        certify(self._server, certificate)
        try:
            yield
        finally:
            certify(self._server, self._certificate)

    # -- its time -----------------------------------------------------------------------------------------------------

    @property
    def now(self) -> datetime:
        """Its time, aware."""
        return self._clock()

    def set(self, at: datetime) -> None:
        """Put its clock to ``at`` (aware): documents are on public inspection from their filing, published from 06:00
        Eastern."""
        self._at = at.astimezone(UTC)

    def publish_through(self, day: date) -> None:
        """Put its clock to the last minute of ``day``: everything published by then is there (``date.max``: all)."""
        self.set(datetime.combine(min(max(day, _BEFORE_ALL.date()), _LAST_DAY), time(23, 59), EASTERN))

    @property
    def today(self) -> date:
        """The day of the newest issue that is out."""
        eastern = self.now.astimezone(EASTERN)
        return eastern.date() if eastern.time() >= PUBLISHED_AT else eastern.date() - timedelta(days=1)

    # -- faults -------------------------------------------------------------------------------------------------------

    def fault(self, kind: str, times: int = 1, path: str = "") -> None:
        """Play a fault (see FAULTS) for the next ``times`` requests whose path contains ``path``."""
        if kind not in FAULTS:
            raise ValueError(f"no such fault: {kind}; there are {', '.join(sorted(FAULTS))}")
        self._faults.append(_Fault(kind, times, path))

    def answer_with(self, path: str, reply: FaultReply) -> None:
        """Answer ``reply`` to every request whose path contains ``path``, until mended."""
        self._fixed.append((path, reply))

    def mend(self) -> None:
        """Play no more faults."""
        self._faults.clear()
        self._fixed.clear()

    # -- answering ----------------------------------------------------------------------------------------------------

    def reply(self, target: str) -> FaultReply:
        """The answer to a request."""
        self.requests.append(target)
        reply = self._reply(target)
        return replace(
            reply, headers=(("Date", format_datetime(self.dated().astimezone(UTC), usegmt=True)), *reply.headers)
        )

    def _reply(self, target: str) -> FaultReply:
        parts = urlsplit(target)
        query: Mapping[str, list[str]] = parse_qs(parts.query)
        for path, reply in self._fixed:
            if path in parts.path:
                return reply
        for fault in self._faults:
            later = fault.kind in PAGES and "page" not in query
            if fault.times and fault.path in parts.path and not later:
                fault.times -= 1
                spoil = QUESTIONS.get(fault.kind)
                if spoil is not None:
                    query = spoil(query)
                good = (
                    self._another(parts.path, query) if fault.kind == "other_xml" else self._answer(parts.path, query)
                )
                return FAULTS[fault.kind](good)
        return self._answer(parts.path, query)

    def _another(self, path: str, query: Mapping[str, list[str]]) -> FaultReply:
        """What is served for another document than the one asked for."""
        number = path.rpartition("/")[2].removesuffix(".xml")
        other = next(n for n in sorted(self.texts) if n != number)
        return replace(self._answer(path, query), body=self.texts[other])

    def _answer(self, path: str, query: Mapping[str, list[str]]) -> FaultReply:
        if path.startswith(PUBLIC_INSPECTION):
            return self.public_inspection.answer(
                path.removeprefix(PUBLIC_INSPECTION), query, self.now, self.host, self.base_url
            )
        if path.startswith("/public-inspection/raw_text/"):
            return self.public_inspection.text(path.removeprefix("/public-inspection/raw_text/"), self.now)
        if path in (f"{API}/documents.json", f"{API}/documents"):
            return refused(query, EMPTY_FIELDS) or self._search(query)
        if path.startswith(f"{API}/documents/") and path.endswith(".json"):
            numbers = path.removeprefix(f"{API}/documents/").removesuffix(".json").split(",")
            return refused(query, EMPTY_FIELDS) or self._named(numbers, query)
        if path.startswith(ecfr.API):
            return ecfr.answer(path.removeprefix(ecfr.API), query, self.copies, self.today)
        if path.startswith("/documents/full_text/"):
            return self._text(path.removeprefix("/documents/full_text/"))
        return not_found()

    def _text(self, path: str) -> FaultReply:
        """``xml/2019/10/09/2019-22210.xml`` and the like; the day must be the document's."""
        form, _, rest = path.partition("/")
        day, _, name = rest.rpartition("/")
        suffix, media_type = _RENDITIONS.get(form, ("", ""))
        number = name.removesuffix(f".{suffix}")
        known = any((d["document_number"], folder(d)) == (number, day) for d in self._visible())
        text = self.texts.get(number) if form == "xml" else self.renditions.get(f"{form}/{number}")
        if not known or text is None or name == number:
            return not_found()
        return FaultReply(200, text, media_type)

    def _visible(self) -> list[dict[str, Any]]:
        today = self.today.isoformat()
        return [d for d in self.documents if d["publication_date"] <= today]

    def _named(self, numbers: list[str], query: Mapping[str, list[str]]) -> FaultReply:
        return published.named(self._visible(), numbers, query.get("fields[]", EMPTY_FIELDS), self._served)

    def _search(self, query: Mapping[str, list[str]]) -> FaultReply:
        return published.search(self._visible(), query, f"{self.base_url}/documents", self._served)

    def _served(self, record: dict[str, Any], fields: Iterable[str]) -> dict[str, Any]:
        """The record with its addresses on this server (HTML and PDF stay the Register's own: nobody fetches them)."""
        number, texts = record["document_number"], f"{self.host}/documents/full_text"
        whole = {
            **EMPTY_FIELDS,
            "agency_names": [a["name"] for a in record["agencies"]],
            **record,
            "full_text_xml_url": f"{texts}/xml/{folder(record)}/{number}.xml",
            "raw_text_url": f"{texts}/text/{folder(record)}/{number}.txt",
            "body_html_url": f"{texts}/html/{folder(record)}/{number}.html",
            "json_url": f"{self.base_url}/documents/{number}?publication_date={record['publication_date']}",
        }
        return {name: whole[name] for name in sorted(fields)}
