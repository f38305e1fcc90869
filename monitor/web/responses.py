"""Responses to requests: HTML, JSON and CSV of every page, the cache of them, and errors that a reader understands."""

from __future__ import annotations

import asyncio
import hashlib
import time
from collections.abc import Awaitable, Callable, Hashable, Sequence
from dataclasses import dataclass
from http import HTTPStatus
from urllib.parse import urlencode

import structlog
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from monitor.errors import CannotRead, MonitorError, NotKnown, StoreError, UsageError
from monitor.model import ListCurrency
from monitor.rendering.currency import currency_headers, currency_keys, notes_header
from monitor.shapes import json_bytes
from monitor.web import openapi
from monitor.web.data import FRESH_SECONDS, PageData
from monitor.web.history_cache import HistoryCache
from monitor.web.pages import compare, feed
from monitor.web.request import PageRequest, Site, View
from monitor.web.response_cache import CachedResponse, ResponseCache, cached_response
from monitor.web.templating import ASSETS, asset, asset_path, render
from monitor.web.uploads import Uploads, two_sides
from monitor.web.watchlist import ReviewedMatch

log = structlog.get_logger()
HTML, JSON, CSV = "text/html; charset=utf-8", "application/json", "text/csv; charset=utf-8"
ATOM = "application/atom+xml; charset=utf-8"
RULE_SECONDS = 30
"""How long a rule's page is kept: the alerts in it are sent without the ledger moving."""

Make = Callable[[PageRequest], View]
Handler = Callable[[Request], Awaitable[Response]]
Waiting = Callable[[Request], Awaitable[tuple[ReviewedMatch, ...] | None]]


@dataclass(frozen=True, slots=True)
class Page:
    """One page: its address, what makes it, and what it needs beside the history.

    A page that asks the database or ``takes_long`` is made in a thread, so that other readers do not wait; every other page
    is made faster than it is handed to a thread.
    """

    path: str
    make: Make
    nav: str
    data: str = ""
    csv: str = ""
    needs_news: bool = False
    asks_database: bool = False
    takes_long: Callable[[PageRequest], bool] | None = None


class PageResponses:
    """Responds from the history and news in memory, and from the cache of finished responses."""

    def __init__(self, cache: HistoryCache, site: Site, fresh_seconds: float = FRESH_SECONDS) -> None:
        self.cache = cache
        self.site = site
        self.fresh_seconds = fresh_seconds
        self.uploads = Uploads()
        self.waiting: Waiting | None = None
        self._data = PageData(cache, fresh_seconds)
        self._responses = ResponseCache()

    def routes(self, pages: Sequence[Page]) -> list[Route]:
        """Every address; those with an ending before those without."""
        routes = [
            Route("/assets/{mark}/{name}", _asset),
            Route("/openapi.json", self._openapi),
            Route("/feed.atom", self._feed),
            Route("/today", lambda request: RedirectResponse("/", HTTPStatus.PERMANENT_REDIRECT)),
            Route("/compare", self._compare_files, methods=["POST"]),
        ]
        for page in pages:
            for path, form in ((page.data, JSON), (page.csv, CSV), (page.path, HTML)):
                if path:
                    routes.append(Route(path, self._handler(page, form), methods=["GET"]))
        return routes

    def _handler(self, page: Page, form: str) -> Handler:
        async def handle(request: Request) -> Response:
            page_request = await self.page_request(request, news=page.needs_news)
            key = (form, request.url.path, request.url.query, _state_of(page, form, page_request))
            made = self._responses.get(key)
            if made is None:
                if page.asks_database or form == CSV or (page.takes_long and page.takes_long(page_request)):
                    made = await asyncio.to_thread(self._make, page, form, page_request)
                else:
                    made = self._make(page, form, page_request)
                self._responses.put(key, made)
            return respond(request, made, page_request.current)

        return handle

    async def page_request(self, request: Request, *, news: bool = False) -> PageRequest:
        """A request with the data as they are now; with ``news`` only for pages that show them."""
        history = await self._data.history()
        known = await self._data.news() if news else None
        waiting = await self.waiting(request) if news and self.waiting else None
        query, current = dict(request.query_params), await self._data.currency()
        return PageRequest(
            request.path_params,
            query,
            history,
            known,
            self.cache,
            self.site,
            self.cache.today,
            current,
            await self._data.filed(),
            waiting,
        )

    def _make(self, page: Page, form: str, page_request: PageRequest) -> CachedResponse:
        view = page.make(page_request)
        if form == JSON:
            return _export(self.data(view, page_request), JSON, view)
        if form == CSV and view.csv is not None:
            return _export(view.csv().encode("utf-8", "replace"), CSV, view, view.filename)
        return cached_response(self.html(view, page.nav, page.data, page_request), HTML)

    def data(self, view: View, page_request: PageRequest) -> bytes:
        """A view as JSON, with how current the list is."""
        return json_bytes({**view.shape(), **currency_keys(page_request.current)}) + b"\n"

    def html(self, view: View, nav: str, data: str, page_request: PageRequest) -> bytes:
        """A view as HTML; ``nav`` is its place in the navigation, ``data`` the address of the same as JSON, "" for none."""
        for name, value in page_request.path.items():
            data = data.replace(f"{{{name}}}", value)
        if data and page_request.query:
            data += f"?{urlencode(page_request.query)}"
        frame = {
            "title": view.title,
            "nav": nav,
            "data": data,
            "today": page_request.today,
            "baseline": page_request.history.baseline,
            "site": page_request.site,
            "current": page_request.current,
        }
        return render(view.template, **{**view.values, **frame})

    async def _feed(self, request: Request) -> Response:
        """The newest alerts, without anybody's parties."""
        base = str(request.base_url)
        period = int(time.monotonic() / RULE_SECONDS) if self.fresh_seconds else object()
        current = await self._data.currency()
        key = ("feed", base, self.cache.today, period, current)
        made = self._responses.get(key)
        if made is None:
            made = cached_response(await asyncio.to_thread(feed.atom, self.cache, base, current), ATOM)
            self._responses.put(key, made)
        return respond(request, made, current)

    async def _openapi(self, request: Request) -> Response:
        return respond(request, cached_response(json_bytes(openapi.description()), JSON), None)

    async def _compare_files(self, request: Request) -> Response:
        """Uploaded files are read and compared, not kept."""
        page_request = await self.page_request(request)
        async with self.uploads.form(request) as fields:
            view = await asyncio.to_thread(compare.view_files, page_request, *two_sides(fields))
        body = self.html(view, "compare", "", page_request)
        headers = {"Cache-Control": "no-store", **currency_headers(page_request.current)}
        return Response(body, media_type=HTML, headers=headers)

    async def error(self, request: Request, error: Exception) -> Response:
        """What a reader sees of an error: a page that says what is wrong, or the same as JSON."""
        status, words = _explained(error)
        headers = dict(getattr(error, "headers", None) or {})
        try:
            current = await self._data.currency()
            headers |= currency_headers(current)
        except MonitorError:  # the error is told all the same
            current = None
        if request.url.path.endswith(".json"):
            return Response(json_bytes({"error": words}), status, headers, JSON)
        body = render(
            "error.html.j2", title=HTTPStatus(status).phrase, status=status, words=words, nav="", data="",
            today=self.cache.today, baseline=None, site=self.site, current=current,
        )  # fmt: skip
        return Response(body, status, headers, HTML)


def _export(body: bytes, media_type: str, view: View, filename: str = "") -> CachedResponse:
    """An export names what it is of, its hash, and what it does not know."""
    of = (("X-As-Of", view.as_of),) if view.as_of else ()
    sha256 = hashlib.sha256(body).hexdigest()
    return cached_response(body, media_type, filename, (("X-SHA256", sha256), *of, *notes_header(view.notes).items()))


def _state_of(page: Page, form: str, page_request: PageRequest) -> Hashable:
    """What a page is made from besides its address: as long as it is the same, so is the page."""
    news, waiting = page_request.news, page_request.waiting
    shown = repr((news, waiting and [reviewed.match for reviewed in waiting])) if news else ""
    shown = hashlib.sha256(shown.encode("utf-8", "surrogatepass")).hexdigest()
    period = int(time.monotonic() / RULE_SECONDS) if page.asks_database else 0
    current = page_request.current  # data say the day only, and need not be made again with every check
    said = current if form == HTML else (current.current_through, current.out_of_date)
    return page_request.history.key, page_request.today, page_request.filed, shown, period, said


def _explained(error: Exception) -> tuple[int, str]:
    """The status of an error, and the words for the reader."""
    if isinstance(error, HTTPException):
        if error.status_code == HTTPStatus.NOT_FOUND:
            return error.status_code, "There is nothing at this address."
        return error.status_code, error.detail
    if isinstance(error, NotKnown):
        return HTTPStatus.NOT_FOUND, error.without_remedy
    if isinstance(error, UsageError | CannotRead):
        return HTTPStatus.BAD_REQUEST, str(error)
    if isinstance(error, StoreError):
        log.error("the database refuses", error=str(error))  # with its path, which readers have no use for
        return (
            HTTPStatus.SERVICE_UNAVAILABLE,
            "The database cannot be read at the moment; the log of the server says why.",
        )
    return HTTPStatus.INTERNAL_SERVER_ERROR, "Something went wrong here; the server's log says what."


def respond(request: Request, made: CachedResponse, current: ListCurrency | None) -> Response:
    """The response to one request: compressed where the client takes it, 304 without a body where it has it already.

    ``current`` is None for what does not speak of the list.
    """
    headers = {"Cache-Control": "no-cache", "ETag": f'"{made.etag}"', "Vary": "Accept-Encoding", **dict(made.headers)}
    headers |= currency_headers(current) if current else {}
    if made.filename:
        headers["Content-Disposition"] = f'attachment; filename="{made.filename}"'
    known = {tag.strip().removeprefix("W/") for tag in request.headers.get("if-none-match", "").split(",")}
    if f'"{made.etag}"' in known or "*" in known:
        return Response(None, HTTPStatus.NOT_MODIFIED, headers)
    if made.gzipped and "gzip" in request.headers.get("accept-encoding", ""):
        return Response(made.gzipped, headers=headers | {"Content-Encoding": "gzip"}, media_type=made.media_type)
    return Response(made.body, headers=headers, media_type=made.media_type)


async def _asset(request: Request) -> Response:
    name = request.path_params["name"]
    if name not in ASSETS or request.url.path != asset_path(name):
        raise HTTPException(HTTPStatus.NOT_FOUND)
    headers = {"Cache-Control": "public, max-age=31536000, immutable"}
    return Response(asset(name), headers=headers, media_type=ASSETS[name])
