"""The pages as one ASGI application."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp

from monitor.errors import MonitorError
from monitor.model import ListName
from monitor.web.data import FRESH_SECONDS
from monitor.web.forwarded import ForwardedRequests
from monitor.web.history_cache import HistoryCache
from monitor.web.managed_parties import ManagedParties
from monitor.web.pages import compare, entry, listing, reconciled, rule, rules, timeline, today
from monitor.web.request import Site
from monitor.web.responses import Page, PageResponses
from monitor.web.review_pages import ReviewPages
from monitor.web.security import HostGuard
from monitor.web.sessions import Sessions
from monitor.web.watchlist import WatchlistReview
from monitor.web.watchlist_pages import WatchlistPages

PAGES = (
    Page("/", today.view, "today", data="/today.json", needs_news=True),
    Page("/timeline", timeline.view, "timeline", data="/timeline.json"),
    Page("/list", listing.view, "list", data="/list.json", csv="/list.csv"),
    Page("/entry/{id}", entry.view, "list", data="/entry/{id}.json"),
    Page("/rules", rules.view, "rules", data="/rules.json"),
    Page("/rule/{number}", rule.view, "rules", data="/rule/{number}.json", asks_database=True),
    Page("/rule/{number}/text", rule.text_view, "rules", data="/rule/{number}/text.json", asks_database=True),
    Page("/reconciled", reconciled.view, "rules", data="/reconciled.json"),
    Page("/reconciled/{number}", reconciled.one_view, "rules", data="/reconciled/{number}.json"),
    Page("/compare", compare.view, "compare", data="/compare.json", csv="/compare.csv", takes_long=compare.takes_long),
)


def build_app(
    cache: HistoryCache,
    site: Site,
    *,
    token: str = "",
    minimum: float = 0.85,
    lists: Sequence[ListName] = tuple(ListName),
    fresh_seconds: float = FRESH_SECONDS,
) -> ASGIApp:
    """The application. ``token`` signs people in ("": nobody), ``minimum`` is the score from which parties match the entries of
    ``lists``.

    ``fresh_seconds`` is how old data may be before the database is asked again.
    """
    responses = PageResponses(cache, site, fresh_seconds)
    signed = Sessions(token)
    watchlist = WatchlistPages(responses, WatchlistReview(cache, minimum, lists), signed)
    managed = ManagedParties(responses, signed, watchlist.may_see)
    reviews = ReviewPages(responses, signed)
    responses.waiting = watchlist.waiting
    handlers: dict[Any, Any] = dict.fromkeys((HTTPException, MonitorError, Exception), responses.error)
    # Around everything, so that error responses have its headers, too.
    app = Starlette(
        routes=[*watchlist.routes(), *managed.routes(), *reviews.routes(), *responses.routes(PAGES)],
        exception_handlers=handlers,
    )
    return ForwardedRequests(HostGuard(app, (site.host, *site.names)), site.trusted_proxies)
