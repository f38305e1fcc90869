"""The watchlist over HTTP: shown to those who may see it, changed by those who are signed in; signing in and out."""

from __future__ import annotations

import asyncio
import ipaddress
import math
from datetime import date
from http import HTTPStatus

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from monitor.errors import UsageError
from monitor.history.diff import as_day
from monitor.rendering.currency import currency_headers
from monitor.web import sessions
from monitor.web.data import Refreshed
from monitor.web.forwarded import is_on_this_machine
from monitor.web.pages import parties, preview
from monitor.web.party_uploads import KeptFiles, PartyUploads, Uploaded, options_in
from monitor.web.request import PageRequest, Site, View
from monitor.web.responses import HTML, JSON, PageResponses
from monitor.web.sessions import Session, Sessions, WrongTokens
from monitor.web.uploads import Fields, client_of, form_of
from monitor.web.watchlist import ReviewedMatch, ReviewedWatchlist, WatchlistReview

PATIENCE_SECONDS = 2.0
"""How long the page Today waits while the watchlist is screened."""
_VISITS, _YEAR = "elmon_visits", 365 * 86_400
DONE = {"confirmed": "Confirmed.", "dismissed": "Dismissed.", "open": "Taken back: the match waits again."}


class WatchlistPages:
    """The pages of the watchlist, and those of signing in and out."""

    def __init__(self, responses: PageResponses, review: WatchlistReview, sessions: Sessions) -> None:
        self._responses = responses
        self._review = review
        self._sessions = sessions
        self._kept = KeptFiles()
        self._party_uploads = PartyUploads(responses.cache.store, responses.cache.clock)
        self._wrong_tokens = WrongTokens()
        self._screening = asyncio.Lock()
        self._reviewed: Refreshed[ReviewedWatchlist] = Refreshed(review.review, responses.fresh_seconds)
        self._is_open = _is_local(responses.site)

    def routes(self) -> list[Route]:
        """Their addresses."""
        return [
            Route("/parties.json", self._data, methods=["GET"]),
            Route("/parties", self._page, methods=["GET"]),
            Route("/parties", self._upload, methods=["POST"]),
            Route("/parties/preview", self._preview, methods=["POST"]),
            Route("/parties/decide", self._decide, methods=["POST"]),
            Route("/sign-in", self._sign_in_page, methods=["GET"]),
            Route("/sign-in", self._sign_in, methods=["POST"]),
            Route("/sign-out", self._sign_out, methods=["POST"]),
        ]

    def may_see(self, request: Request) -> bool:
        """Whether a reader may see the watchlist: on this machine's own server everybody at this machine, else whoever is
        signed in."""
        here = self._is_open and is_on_this_machine(request)
        return here or self._sessions.session(request) is not None

    async def waiting(self, request: Request) -> tuple[ReviewedMatch, ...] | None:
        """The matches without a decision, for those who may see them; None where screening takes longer than a moment."""
        if not self.may_see(request):
            return None
        try:
            async with asyncio.timeout(PATIENCE_SECONDS):
                return (await self._reviewed.get()).waiting
        except (TimeoutError, UsageError):
            return None

    async def _page(self, request: Request) -> Response:
        if not self.may_see(request):
            return RedirectResponse("/sign-in", HTTPStatus.SEE_OTHER)
        return await self._show(request, done=DONE.get(request.query_params.get("done", ""), ""))

    async def _data(self, request: Request) -> Response:
        if not self.may_see(request):
            raise HTTPException(HTTPStatus.FORBIDDEN, "Sign in to see the parties.")
        page_request = await self._responses.page_request(request)
        view = await self._view(request, page_request, None)
        return Response(self._responses.data(view, page_request), headers=_headers(page_request), media_type=JSON)

    async def _view(
        self,
        request: Request,
        page_request: PageRequest,
        visited: date | None,
        uploaded: Uploaded | None = None,
        done: str = "",
    ) -> View:
        async with self._screening:  # one reader's thread waits for it, not every reader's
            review = await asyncio.to_thread(self._review.review)
        session = self._sessions.session(request)
        return parties.view(
            page_request, review, session, visited, can_sign_in=self._sessions.can_sign_in, uploaded=uploaded, done=done
        )

    async def _show(self, request: Request, uploaded: Uploaded | None = None, done: str = "") -> Response:
        last, now = _visits(request, self._responses.cache.today)
        page_request = await self._responses.page_request(request)
        view = await self._view(request, page_request, last, uploaded, done)
        body = self._responses.html(view, "parties", "/parties.json", page_request)
        response = Response(body, headers=_headers(page_request), media_type=HTML)
        visits = f"{last or ''}_{now}"
        secure = request.url.scheme == "https"
        response.set_cookie(_VISITS, visits, _YEAR, path="/parties", httponly=True, samesite="strict", secure=secure)
        return response

    async def _upload(self, request: Request) -> Response:
        self._sessions.signed_in(request)
        async with self._responses.uploads.form(request) as fields:
            session = self._sessions.require(request, fields)
            name, data = self._file(fields, session)
            said = options_in(fields, session.who)
            uploaded = await asyncio.to_thread(self._party_uploads.take, data, name, said)
        self._kept.forget(session.proof)
        return await self._show(request, uploaded)

    async def _preview(self, request: Request) -> Response:
        """How a file is understood; it is kept, so that the form below needs not send it again."""
        self._sessions.signed_in(request)
        async with self._responses.uploads.form(request) as fields:
            session = self._sessions.require(request, fields)
            name, data = self._file(fields, session)
            self._kept.keep(session.proof, name, data)
            said = options_in(fields, session.who)
            found = await asyncio.to_thread(self._party_uploads.preview, data, name, said)
        page_request = await self._responses.page_request(request)
        body = self._responses.html(preview.view(found, session), "parties", "", page_request)
        return Response(body, headers=_headers(page_request), media_type=HTML)

    def _file(self, fields: Fields, session: Session) -> tuple[str, bytes]:
        """The file of a form, else the one that its session is looking at. Raises UsageError where there is neither."""
        file = fields.get("file")
        return file if isinstance(file, tuple) and file[1] else self._kept.of(session.proof if "kept" in fields else "")

    async def _decide(self, request: Request) -> Response:
        self._sessions.signed_in(request)
        fields = await form_of(request)
        session = self._sessions.require(request, fields)
        texts = {name: " ".join(v.split())[:500] for name, v in fields.items() if isinstance(v, str)}
        decision = texts.get("decision", "")
        async with self._screening:
            await asyncio.to_thread(
                self._review.decide, texts.get("match", ""), decision, session.who, texts.get("why", "")
            )
        show = texts.get("show", "")
        back = f"/parties?done={decision}" + (f"&show={show}" if show in parties.SHOW else "")
        return RedirectResponse(back, HTTPStatus.SEE_OTHER)

    async def _sign_in_page(self, request: Request) -> Response:
        return await self._sign_in_form(request, "")

    async def _sign_in_form(self, request: Request, wrong: str) -> Response:
        page_request = await self._responses.page_request(request)
        session: Session | None = self._sessions.session(request)
        values = {"wrong": wrong, "possible": self._sessions.can_sign_in, "session": session}
        body = self._responses.html(View("signin.html.j2", "Sign in", values), "parties", "", page_request)
        status = HTTPStatus.FORBIDDEN if wrong else HTTPStatus.OK
        return Response(body, status, _headers(page_request), HTML)

    async def _sign_in(self, request: Request) -> Response:
        client = client_of(request)
        if pause := math.ceil(self._wrong_tokens.pause(client)):
            raise HTTPException(
                HTTPStatus.TOO_MANY_REQUESTS,
                f"A wrong token came from your address. Try again in {pause} {'second' if pause == 1 else 'seconds'}.",
                {"Retry-After": str(pause)},
            )
        fields = await form_of(request)
        token, who = fields.get("token", ""), fields.get("who", "")
        if (
            not isinstance(token, str)
            or not isinstance(who, str)
            or not who.strip()
            or not self._sessions.is_token(token.strip())
        ):
            self._wrong_tokens.add(client)
            await asyncio.sleep(sessions.WRONG_TOKEN_SECONDS)  # until the first pause is over
            return await self._sign_in_form(
                request, "Give your name, and the token that stands in the server\u2019s token file."
            )
        self._wrong_tokens.forget(client)
        response = RedirectResponse("/parties", HTTPStatus.SEE_OTHER)
        self._sessions.sign_in(response, who, secure=request.url.scheme == "https")
        return response

    async def _sign_out(self, request: Request) -> Response:
        self._sessions.signed_in(request)
        self._sessions.require(request, await form_of(request))
        response = RedirectResponse("/", HTTPStatus.SEE_OTHER)
        self._sessions.sign_out(response)
        return response


def _headers(page_request: PageRequest) -> dict[str, str]:
    return {"Cache-Control": "no-store", **currency_headers(page_request.current)}


def _visits(request: Request, today: date) -> tuple[date | None, date]:
    """The day of the visit before today's, and today's."""
    last, _, latest = request.cookies.get(_VISITS, "").partition("_")
    seen = as_day(latest) if latest else None
    if seen is None or seen > today:
        return None, today
    return (as_day(last) if seen == today and last else None if seen == today else seen), today


def _is_local(site: Site) -> bool:
    """Whether only users of this machine reach the pages: bound to loopback, and known by no other name."""
    if site.names:
        return False
    try:
        return ipaddress.ip_address(site.host).is_loopback
    except ValueError:
        return site.host == "localhost"
