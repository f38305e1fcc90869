"""Single parties over HTTP: listed and searched, added, changed and removed, each with its history."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import replace
from http import HTTPStatus
from typing import Any

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from monitor.errors import UsageError
from monitor.model import WatchedParty
from monitor.reading.parties.parties_found import LONGEST_NAME
from monitor.reading.parties.party_lines import derived_reference
from monitor.reading.parties.typed import name_and_country
from monitor.rendering.currency import currency_headers
from monitor.text.clean import one_line
from monitor.text.names import fold
from monitor.web.request import View, address
from monitor.web.responses import HTML, PageResponses
from monitor.web.sessions import Session, Sessions
from monitor.web.uploads import Fields, form_of

PAGE = 100
MOST_ALIASES = 50


class ManagedParties:
    """The list of all parties, and the page of one."""

    def __init__(self, responses: PageResponses, sessions: Sessions, may_see: Callable[[Request], bool]) -> None:
        self._responses = responses
        self._sessions = sessions
        self._may_see = may_see
        self._store = responses.cache.store

    def routes(self) -> list[Route]:
        """Their addresses."""
        return [
            Route("/parties/all", self._list, methods=["GET"]),
            Route("/parties/party", self._page, methods=["GET"]),
            Route("/parties/party", self._change, methods=["POST"]),
        ]

    async def _list(self, request: Request) -> Response:
        self._require_sight(request)
        page_request = await self._responses.page_request(request)
        text, source = page_request.text("q"), page_request.text("source")
        found, sources = await asyncio.to_thread(self._found, text, source)
        pages = max(-(-len(found) // PAGE), 1)
        page = min(page_request.number("page", 1), pages)
        values = {
            "found": len(found), "shown": found[(page - 1) * PAGE : page * PAGE], "sources": sources, "q": text,
            "source": source, "page": page, "pages": pages, "session": self._sessions.session(request),
            "turned": lambda n: address("/parties/all", q=text, source=source, page=n if n > 1 else 0),
            "of": lambda reference: address("/parties/party", reference=reference),
        }  # fmt: skip
        return await self._html(request, View("managed.html.j2", "All your parties", values))

    def _found(self, text: str, source: str) -> tuple[list[WatchedParty], list[Any]]:
        wanted = fold(text)
        found = [
            party for party in self._store.watchlist.parties()
            if (not source or party.source == source) and wanted in fold(" ".join((party.reference, *party.names)))
        ]  # fmt: skip
        return found, self._store.party_sources.all()

    async def _page(self, request: Request) -> Response:
        self._require_sight(request)
        reference = (await self._responses.page_request(request)).text("reference")
        parties = await asyncio.to_thread(self._store.watchlist.parties, [reference])
        events = await asyncio.to_thread(self._store.party_history.of, reference)
        if reference and not events:
            raise UsageError(f"No party has or had the reference {reference[:80]}.")
        values = {
            "party": parties[0] if parties else None, "reference": reference, "events": events,
            "session": self._sessions.session(request), "can_sign_in": self._sessions.can_sign_in,
        }  # fmt: skip
        return await self._html(request, View("party.html.j2", parties[0].name if parties else "A party", values))

    async def _change(self, request: Request) -> Response:
        self._sessions.signed_in(request)
        fields = await form_of(request)
        session = self._sessions.require(request, fields)
        reference = await asyncio.to_thread(self._changed, fields, session)
        return RedirectResponse(address("/parties/party", reference=reference), HTTPStatus.SEE_OTHER)

    def _changed(self, fields: Fields, session: Session) -> str:
        """Do what a form says; the reference of the party that it is about."""
        now = self._responses.cache.clock.now()
        texts = {name: value for name, value in fields.items() if isinstance(value, str)}
        reference = one_line(texts.get("reference", ""))[:200]
        known = self._store.watchlist.parties([reference]) if reference else []
        if "remove" in texts:
            if not self._store.watchlist.remove([reference], session.who, now):
                raise UsageError(f"No party has the reference {reference[:80]}; nothing was removed.")
            return reference
        party = _party_in(texts, known[0] if known else None)
        if known:
            self._store.watchlist.edit(party, session.who, now)
            return reference
        taken = self._store.watchlist.take([party], "", now, who=session.who)
        return taken.fresh[0].reference if taken.fresh else party.reference

    def _require_sight(self, request: Request) -> None:
        if not self._may_see(request):
            raise HTTPException(HTTPStatus.FORBIDDEN, "Sign in to see the parties.")

    async def _html(self, request: Request, view: View) -> Response:
        page_request = await self._responses.page_request(request)
        body = self._responses.html(view, "parties", "", page_request)
        headers = {"Cache-Control": "no-store", **currency_headers(page_request.current)}
        return Response(body, headers=headers, media_type=HTML)


def _party_in(texts: dict[str, str], before: WatchedParty | None) -> WatchedParty:
    """The party of a form. Raises UsageError for a name or a country that is none."""
    written = one_line(texts.get("country", ""))
    as_it_was = before is not None and written == before.country
    name, place = name_and_country(texts.get("name", ""), "" if as_it_was else written)
    country = written if as_it_was else place
    reference = one_line(texts.get("reference", ""))[:200] or derived_reference(name, country)
    party = before or WatchedParty(reference, name)
    aliases = dict.fromkeys(filter(None, map(one_line, texts.get("aliases", "").splitlines()[:MOST_ALIASES])))
    where = one_line(texts.get("address", ""))[:LONGEST_NAME]
    return replace(
        party, name=name, country=country, address=where, details=replace(party.details, aliases=tuple(aliases))
    )
