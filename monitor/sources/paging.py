"""Searches of the Register's API: all pages of an answer or none of it.

As it really behaves: zero hits come without a ``results`` key; counting stops at 10,000, which no honest question of ours
reaches; ``next_page_url`` is followed verbatim, but only below the configured base.
"""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from monitor.errors import BadAnswer
from monitor.http import Client, date_of, shown
from monitor.sources.answers import json_object, refuse_stale
from monitor.sources.results import Implausible, Partial, UnusableAnswer

PER_PAGE = 100
MOST_COUNTED = 10_000
"""Where the API stops counting. The agency has published some 3,000 documents in all."""


@dataclass(frozen=True, slots=True)
class Listing:
    """All results of a search; ``results`` hold what every page gave, ``total`` what the first one counted.

    ``etag`` stands for the whole only where one page was the whole; ``meta`` is the first page's own.
    """

    total: int
    results: tuple[Any, ...]
    meta: Mapping[str, Any]
    requests: int
    etag: str
    answered_at: datetime | None


@dataclass(frozen=True, slots=True)
class NotModified:
    """The answer is the one whose tag was sent (304)."""

    answered_at: datetime | None


def search(
    client: Client, base_url: str, collection: str, params: Mapping[str, str | list[str]], etag: str = ""
) -> Listing | NotModified:
    """What ``collection`` ("documents") has for ``params``; NotModified, where ``etag`` is sent, if it is what came with it.

    Raises UpstreamError; what is not whole is never fewer results.
    """
    url = f"{base_url}/{collection}.json"
    answers_are_kept = {"cache": uuid.uuid4().hex}  # they have come from a cache up to 6,200 s old
    answer = client.get(url, params={**params, "per_page": str(PER_PAGE), **answers_are_kept}, etag=etag)
    refuse_stale(answer)
    if answer.status == 304 and etag:
        return NotModified(date_of(answer))
    page = json_object(answer)
    total = _count(page, shown(url))
    meta = page.get("meta")
    meta = meta if isinstance(meta, dict) else {}
    answered_at = date_of(answer)
    if total == 0 and not page.get("results"):
        return Listing(0, (), meta, 1, "", answered_at)
    results, requests = _pages(client, base_url, collection, page)
    tag = answer.headers.get("etag", "") if requests == 1 else ""
    return Listing(total, tuple(results), meta, requests, tag, answered_at)


def require_all(total: int, given: int, place: str) -> None:
    """Raise UnusableAnswer (partial) unless as many different documents were given as were counted."""
    if given != total:
        raise UnusableAnswer(
            Partial(
                f"{place} counts {total} documents and gave {given}; "
                "a page is missing or came twice, the next round tries again."
            )
        )


def _pages(client: Client, base_url: str, collection: str, page: Mapping[str, Any]) -> tuple[list[Any], int]:
    """The results of ``page`` and of all that follow it, and how many requests that took."""
    url = f"{base_url}/{collection}.json"
    below = tuple(f"{base_url}/{collection}{ending}?".lower() for ending in ("", ".json"))
    results = list(_results(page, shown(url)))
    seen: set[str] = set()
    while following := page.get("next_page_url"):
        if not isinstance(following, str) or not following.lower().startswith(below):
            place = shown(following) if isinstance(following, str) else following
            raise BadAnswer(
                f"{shown(base_url)} continues at {place!r}, which is not below it, maybe another host; "
                "set federal_register.base_url to the one that answers."
            )
        if following in seen or len(seen) * PER_PAGE > MOST_COUNTED:
            raise BadAnswer(f"{shown(url)} has pages without end; the next round tries again.")
        seen.add(following)
        answer = client.get(following)
        refuse_stale(answer)
        page = json_object(answer)
        results += _results(page, shown(following))
    return results, 1 + len(seen)


def _count(page: Mapping[str, Any], place: str) -> int:
    count = page.get("count")
    if not isinstance(count, int) or isinstance(count, bool) or count < 0:
        raise BadAnswer(
            f"{place} answered without a count; its shape has changed, or it is not the Federal Register's API."
        )
    if count and "results" not in page:
        raise UnusableAnswer(Partial(f"{place} counts {count} documents and gives none; the next round tries again."))
    if count >= MOST_COUNTED:
        raise UnusableAnswer(
            Implausible(
                f"{place} counts {count:,} documents: it has ignored the question, and what is new need not be among them."
            )
        )
    return count


def _results(page: Mapping[str, Any], place: str) -> list[Any]:
    results = page.get("results")
    if results is None:
        raise UnusableAnswer(
            Partial(f"{place} answered with results that are missing; a page was lost, the next round tries again.")
        )
    if not isinstance(results, list):
        raise BadAnswer(
            f"{place} answered with results that are {type(results).__name__}, not a list; its shape has changed."
        )
    return results
