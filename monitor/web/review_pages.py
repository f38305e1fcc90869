"""Reviews over HTTP: what a person has to look at, who has looked and why; closed by those who are signed in."""

from __future__ import annotations

import asyncio
from http import HTTPStatus
from typing import Any

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from monitor.errors import NotKnown, UsageError
from monitor.rendering.currency import currency_headers
from monitor.shapes import json_bytes, parts
from monitor.store.reviews import Review
from monitor.text.document_numbers import is_document_number
from monitor.web.request import View
from monitor.web.responses import HTML, JSON, PageResponses
from monitor.web.sessions import Sessions
from monitor.web.uploads import form_of

LONGEST_NOTE = 2000
_NO_STORE = {"Cache-Control": "no-store"}


class ReviewPages:
    """The list of reviews, and one document's review with its history and the form that closes it."""

    def __init__(self, responses: PageResponses, sessions: Sessions) -> None:
        self._responses = responses
        self._sessions = sessions

    def routes(self) -> list[Route]:
        """Their addresses."""
        return [
            Route("/reviews.json", self._data, methods=["GET"]),
            Route("/reviews", self._list, methods=["GET"]),
            Route("/review/{number}", self._page, methods=["GET"]),
            Route("/review/{number}", self._close, methods=["POST"]),
        ]

    async def _data(self, request: Request) -> Response:
        reviews = await asyncio.to_thread(self._responses.cache.store.reviews.all)
        current = (await self._responses.page_request(request)).current
        headers = {**_NO_STORE, **currency_headers(current)}
        return Response(json_bytes([shape_of(one) for one in reviews]), headers=headers, media_type=JSON)

    async def _list(self, request: Request) -> Response:
        reviews = await asyncio.to_thread(self._responses.cache.store.reviews.all)
        values = {"open": [r for r in reviews if r.open], "past": [r for r in reviews if not r.open]}
        return await self._html(request, View("reviews.html.j2", "Reviews", values), "/reviews.json")

    async def _page(self, request: Request) -> Response:
        review = await asyncio.to_thread(self._review, request.path_params["number"])
        session = self._sessions.session(request)
        values = {"review": review, "session": session, "can_sign_in": self._sessions.can_sign_in}
        return await self._html(request, View("review.html.j2", f"Review of {review.number}", values), "")

    async def _close(self, request: Request) -> Response:
        self._sessions.signed_in(request)
        fields = await form_of(request)
        session = self._sessions.require(request, fields)
        given = fields.get("why", "")
        why = " ".join(given.split())[:LONGEST_NOTE] if isinstance(given, str) else ""
        if not why:
            raise UsageError("Say why: who looks at the review later will want to know.")
        review = await asyncio.to_thread(self._review, request.path_params["number"])
        cache = self._responses.cache
        await asyncio.to_thread(cache.store.reviews.close, review.number, session.who, why, cache.clock.now())
        return RedirectResponse(f"/review/{review.number}", HTTPStatus.SEE_OTHER)

    def _review(self, number: str) -> Review:
        found = self._responses.cache.store.reviews.of(number) if is_document_number(number) else None
        if found is None:
            raise NotKnown(f"The database has no document \u201c{number[:40]}\u201d.")
        return found

    async def _html(self, request: Request, view: View, data: str) -> Response:
        page_request = await self._responses.page_request(request)
        body = self._responses.html(view, "rules", data, page_request)
        return Response(body, media_type=HTML, headers={**_NO_STORE, **currency_headers(page_request.current)})


def shape_of(review: Review) -> dict[str, Any]:
    """A review as data."""
    named = {key: value for key, value in parts(review).items() if key != "number"}
    return {"document_number": review.number, "open": review.open, **named}
