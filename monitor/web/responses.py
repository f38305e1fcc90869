"""Answering requests: representations (HTML, JSON, CSV), what is kept of them, and errors that a reader understands."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from http import HTTPStatus
from urllib.parse import urlencode

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from monitor.errors import CannotRead, NotKnown, StoreError, UsageError
from monitor.shapes import json_bytes
from monitor.web import openapi
from monitor.web.data import FRESH_SECONDS, PageData
from monitor.web.history_cache import HistoryCache
from monitor.web.pages import compare, feed
from monitor.web.request import PageRequest, Site, View
from monitor.web.response_cache import CachedResponse, ResponseCache, cached_response
from monitor.web.templating import ASSETS, asset, asset_path, render
from monitor.web.uploads import two_sides
from monitor.web.watchlist import ReviewedMatch

HTML, JSON, CSV = "text/html; charset=utf-8", "application/json", "text/csv; charset=utf-8"
ATOM = "application/atom+xml; charset=utf-8"
UPLOADS_AT_ONCE = 2
"""How many uploaded lists are read at a time: each takes half a second and tens of megabytes."""
RULE_SECONDS = 30
"""How long a rule's page is kept: the alerts in it are sent without the ledger moving."""

Make = Callable[[PageRequest], View]
Handler = Callable[[Request], Awaitable[Response]]
Waiting = Callable[[Request], Awaitable[tuple[ReviewedMatch, ...] | None]]


async def _nobody_waits(request: Request) -> None:
    """For an application without parties."""


def _never(ask: PageRequest) -> bool:
    return False


@dataclass(frozen=True, slots=True)
class Page:
    """One page: its address, what makes it, and what it needs beside the history.

    What asks the database or ``takes_long`` is made in a thread, so that others need not wait; all else is quicker made at
    once than handed over.
    """

    path: str
    make: Make
    nav: str
    data: str = ""
    csv: str = ""
    needs_news: bool = False
    asks_database: bool = False
    takes_long: Callable[[PageRequest], bool] = _never


class PageResponses:
    """Answers requests from what the keeper keeps and the shelf remembers."""

    def __init__(self, library: HistoryCache, site: Site, fresh_seconds: float = FRESH_SECONDS) -> None:
        self.library = library
        self.site = site
        self.fresh_seconds = fresh_seconds
        self.keeper = PageData(library, fresh_seconds)
        self.waiting: Waiting = _nobody_waits
        self._reading = asyncio.Semaphore(UPLOADS_AT_ONCE)
        self.shelf = ResponseCache()

    def routes(self, pages: Sequence[Page]) -> list[Route]:
        """Every address; those with an ending before those without."""
        found = [
            Route("/assets/{mark}/{name}", _asset),
            Route("/openapi.json", self._described),
            Route("/feed.atom", self._feed),
            Route("/today", lambda request: RedirectResponse("/", HTTPStatus.PERMANENT_REDIRECT)),
            Route("/compare", self._compare_files, methods=["POST"]),
        ]
        for page in pages:
            for path, form in ((page.data, JSON), (page.csv, CSV), (page.path, HTML)):
                if path:
                    found.append(Route(path, self._handler(page, form), methods=["GET"]))
        return found

    def _handler(self, page: Page, form: str) -> Handler:
        async def handle(request: Request) -> Response:
            ask = await self.ask(request, news=page.needs_news)
            news = repr((ask.news, ask.waiting and [s.match for s in ask.waiting])) if ask.news else ""
            turn = int(time.monotonic() / RULE_SECONDS) if page.asks_database else 0
            key = (ask.history.key, ask.today, form, request.url.path, request.url.query, news, turn)
            made = self.shelf.get(key)
            if made is None:
                if page.asks_database or form == CSV or page.takes_long(ask):
                    made = await asyncio.to_thread(self._made, page, form, ask)
                else:
                    made = self._made(page, form, ask)
                self.shelf.put(key, made)
            return sent(request, made)

        return handle

    async def ask(self, request: Request, *, news: bool = False) -> PageRequest:
        """A request with what is known at its moment."""
        history = await self.keeper.history()
        known = await self.keeper.news() if news else None
        waiting = await self.waiting(request) if news else None
        query = dict(request.query_params)
        return PageRequest(
            request.path_params, query, history, known, self.library, self.site, self.library.today, waiting
        )

    def _made(self, page: Page, form: str, ask: PageRequest) -> CachedResponse:
        view = page.make(ask)
        if form == JSON:
            return cached_response(json_bytes(view.shape()) + b"\n", JSON)
        if form == CSV and view.csv is not None:
            return cached_response(view.csv().encode("utf-8", "replace"), CSV, view.filename)
        return cached_response(self.html(view, page.nav, page.data, ask), HTML)

    def html(self, view: View, nav: str, data: str, ask: PageRequest) -> bytes:
        """A view's page."""
        for name, value in ask.path.items():
            data = data.replace(f"{{{name}}}", value)
        if data and ask.query:
            data += f"?{urlencode(ask.query)}"
        baseline = ask.history.baseline
        frame = {
            "title": view.title,
            "nav": nav,
            "data": data,
            "today": ask.today,
            "baseline": baseline,
            "site": ask.site,
        }
        return render(view.template, **{**view.values, **frame})

    async def _feed(self, request: Request) -> Response:
        """The newest alerts, as everybody may read them."""
        base = str(request.base_url)
        key = (
            "feed",
            base,
            self.library.today,
            int(time.monotonic() / RULE_SECONDS) if self.fresh_seconds else object(),
        )
        made = self.shelf.get(key)
        if made is None:
            made = cached_response(await asyncio.to_thread(feed.atom, self.library, base), ATOM)
            self.shelf.put(key, made)
        return sent(request, made)

    async def _described(self, request: Request) -> Response:
        return sent(request, cached_response(json_bytes(openapi.description()), JSON))

    async def _compare_files(self, request: Request) -> Response:
        """Uploaded files are read, compared and forgotten."""
        sides = await two_sides(request)
        ask = await self.ask(request)
        async with self._reading:
            view = await asyncio.to_thread(compare.view_files, ask, *sides)
        return Response(self.html(view, "compare", "", ask), media_type=HTML, headers={"Cache-Control": "no-store"})

    async def failed(self, request: Request, error: Exception) -> Response:
        """What a reader sees of an error: a page that says what is wrong, or the same as data."""
        status, words = _explained(error)
        headers = dict(getattr(error, "headers", None) or {})
        if request.url.path.endswith(".json"):
            return Response(json_bytes({"error": words}), status, headers, JSON)
        body = render(
            "error.html.j2", title=HTTPStatus(status).phrase, status=status, words=words, nav="", data="",
            today=self.library.today, baseline=None, site=self.site,
        )  # fmt: skip
        return Response(body, status, headers, HTML)


def _explained(error: Exception) -> tuple[int, str]:
    if isinstance(error, HTTPException):
        if error.status_code == HTTPStatus.NOT_FOUND:
            return error.status_code, "There is nothing at this address."
        return error.status_code, error.detail
    if isinstance(error, NotKnown):
        return HTTPStatus.NOT_FOUND, error.without_remedy
    if isinstance(error, UsageError | CannotRead):
        return HTTPStatus.BAD_REQUEST, str(error)
    if isinstance(error, StoreError):
        return HTTPStatus.SERVICE_UNAVAILABLE, str(error)
    return HTTPStatus.INTERNAL_SERVER_ERROR, "Something went wrong here; the server's log says what."


def sent(request: Request, made: CachedResponse) -> Response:
    """An Answer as a response: compressed where the reader takes it, empty where he has it already."""
    headers = {"Cache-Control": "no-cache", "ETag": f'"{made.etag}"', "Vary": "Accept-Encoding"}
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
