"""The reader's own parties over HTTP: shown to those who may see them, changed by those who are signed in."""

from __future__ import annotations

import asyncio
import ipaddress
from datetime import date
from http import HTTPStatus

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from monitor.errors import UsageError
from monitor.history.diff import as_day
from monitor.shapes import json_bytes
from monitor.web.data import Refreshed
from monitor.web.pages import parties
from monitor.web.request import Site, View
from monitor.web.responses import PageResponses
from monitor.web.sessions import Session, Sessions
from monitor.web.uploads import form_of
from monitor.web.watchlist import ReviewedMatch, ReviewedWatchlist, Uploaded, WatchlistReview

HTML, JSON = "text/html; charset=utf-8", "application/json"
WRONG_TOKEN_SECONDS = 1.0
PATIENCE_SECONDS = 2.0
"""How long the page of today waits for parties that are being compared."""
_VISITS, _YEAR = "elmon_visits", 365 * 86_400
DONE = {"confirmed": "Confirmed.", "dismissed": "Dismissed.", "open": "Taken back: the match waits again."}


class WatchlistPages:
    """The pages that are not everybody's."""

    def __init__(self, front: PageResponses, board: WatchlistReview, signing: Sessions) -> None:
        self._front = front
        self._board = board
        self._signing = signing
        self._fresh: Refreshed[ReviewedWatchlist] = Refreshed(board.review, front.fresh_seconds)
        self._open = _is_this_machine_alone(front.site)

    def routes(self) -> list[Route]:
        """Their addresses."""
        return [
            Route("/parties.json", self._data, methods=["GET"]),
            Route("/parties", self._page, methods=["GET"]),
            Route("/parties", self._upload, methods=["POST"]),
            Route("/parties/decide", self._decide, methods=["POST"]),
            Route("/sign-in", self._sign_in_page, methods=["GET"]),
            Route("/sign-in", self._sign_in, methods=["POST"]),
            Route("/sign-out", self._sign_out, methods=["POST"]),
        ]

    def may_see(self, request: Request) -> bool:
        """Whether a reader may see the parties: where others than this machine's users read, only who is signed in."""
        return self._open or self._signing.session(request) is not None

    async def waiting(self, request: Request) -> tuple[ReviewedMatch, ...] | None:
        """The matches that wait, for those who may see them; None where they are not known within a moment."""
        if not self.may_see(request):
            return None
        try:
            async with asyncio.timeout(PATIENCE_SECONDS):
                return (await self._fresh.get()).waiting
        except (TimeoutError, UsageError):
            return None

    async def _page(self, request: Request) -> Response:
        if not self.may_see(request):
            return RedirectResponse("/sign-in", HTTPStatus.SEE_OTHER)
        return await self._answer(request, done=DONE.get(request.query_params.get("done", ""), ""))

    async def _data(self, request: Request) -> Response:
        if not self.may_see(request):
            raise HTTPException(HTTPStatus.FORBIDDEN, "Sign in to see the parties.")
        view = await self._view(request, None)
        return Response(json_bytes(view.shape()), headers=_NOT_KEPT, media_type=JSON)

    async def _view(
        self, request: Request, visited: date | None, uploaded: Uploaded | None = None, done: str = ""
    ) -> View:
        ask = await self._front.ask(request)
        board = await asyncio.to_thread(self._board.review)
        session = self._signing.session(request)
        return parties.view(
            ask, board, session, visited, can_sign_in=self._signing.is_possible, uploaded=uploaded, done=done
        )

    async def _answer(self, request: Request, uploaded: Uploaded | None = None, done: str = "") -> Response:
        last, now = _visits(request, self._front.library.today)
        view = await self._view(request, last, uploaded, done)
        body = self._front.html(view, "parties", "/parties.json", await self._front.ask(request))
        response = Response(body, headers=_NOT_KEPT, media_type=HTML)
        said = f"{last or ''}_{now}"
        secure = request.url.scheme == "https"
        response.set_cookie(_VISITS, said, _YEAR, path="/parties", httponly=True, samesite="strict", secure=secure)
        return response

    async def _upload(self, request: Request) -> Response:
        fields = await form_of(request)
        self._signing.require(request, fields)
        file = fields.get("file")
        if not isinstance(file, tuple) or not file[1]:
            raise UsageError("Choose a file with your parties: CSV, JSON Lines or XLSX.")
        uploaded = await asyncio.to_thread(
            self._board.take, file[1], file[0], replace_earlier="replace" in fields, sure="sure" in fields
        )
        return await self._answer(request, uploaded)

    async def _decide(self, request: Request) -> Response:
        fields = await form_of(request)
        session = self._signing.require(request, fields)
        said = {name: " ".join(v.split())[:500] for name, v in fields.items() if isinstance(v, str)}
        decision = said.get("decision", "")
        await asyncio.to_thread(self._board.decide, said.get("match", ""), decision, session.who, said.get("why", ""))
        show = said.get("show", "")
        back = f"/parties?done={decision}" + (f"&show={show}" if show in parties.SHOW else "")
        return RedirectResponse(back, HTTPStatus.SEE_OTHER)

    async def _sign_in_page(self, request: Request) -> Response:
        return await self._asked(request, "")

    async def _asked(self, request: Request, wrong: str) -> Response:
        ask = await self._front.ask(request)
        session: Session | None = self._signing.session(request)
        values = {"wrong": wrong, "possible": self._signing.is_possible, "session": session}
        body = self._front.html(View("signin.html.j2", "Sign in", values), "parties", "", ask)
        return Response(body, HTTPStatus.FORBIDDEN if wrong else HTTPStatus.OK, _NOT_KEPT, HTML)

    async def _sign_in(self, request: Request) -> Response:
        fields = await form_of(request)
        token, who = fields.get("token", ""), fields.get("who", "")
        if (
            not isinstance(token, str)
            or not isinstance(who, str)
            or not who.strip()
            or not self._signing.knows(token.strip())
        ):
            await asyncio.sleep(WRONG_TOKEN_SECONDS)  # guessing must not be quick
            return await self._asked(
                request, "Give your name, and the token that stands in the server\u2019s token file."
            )
        response = RedirectResponse("/parties", HTTPStatus.SEE_OTHER)
        self._signing.sign_in(response, who, secure=request.url.scheme == "https")
        return response

    async def _sign_out(self, request: Request) -> Response:
        self._signing.require(request, await form_of(request))
        response = RedirectResponse("/", HTTPStatus.SEE_OTHER)
        self._signing.sign_out(response)
        return response


_NOT_KEPT = {"Cache-Control": "no-store"}


def _visits(request: Request, today: date) -> tuple[date | None, date]:
    """The day of the visit before today's, and today's."""
    last, _, latest = request.cookies.get(_VISITS, "").partition("_")
    seen = as_day(latest) if latest else None
    if seen is None or seen > today:
        return None, today
    return (as_day(last) if seen == today and last else None if seen == today else seen), today


def _is_this_machine_alone(site: Site) -> bool:
    """Whether only this machine's users reach the pages: bound to loopback, and no name by which others come in."""
    if site.names:
        return False
    try:
        return ipaddress.ip_address(site.host).is_loopback
    except ValueError:
        return site.host == "localhost"
