"""Your parties: the matches with their reasons, the decisions on them, and what is new since a day."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from monitor.rendering.currency import match_shape
from monitor.shapes import parts
from monitor.web.party_uploads import Uploaded
from monitor.web.request import PageRequest, View, address
from monitor.web.sessions import Session
from monitor.web.watchlist import RemovedMatch, ReviewedMatch, ReviewedWatchlist

PAGE = 50
SHOW = ("waiting", "new", "confirmed", "dismissed", "all")
LOOKED_BACK = timedelta(days=30)


def view(
    ask: PageRequest, review: ReviewedWatchlist, session: Session | None, last_visit: date | None, *, can_sign_in: bool,
    uploaded: Uploaded | None = None, done: str = "",
) -> View:  # fmt: skip
    """The page. ``last_visit`` is when this reader was here last before today."""
    since = ask.day("since") or last_visit or ask.today - LOOKED_BACK
    show = ask.choice("show", SHOW) or "waiting"
    text = ask.text("q").casefold()
    news = {r.match.id: r.news_since(since) for r in review.matches}
    removed = [r for r in review.removed if r.change.effective_on and r.change.effective_on >= since]
    counts = Counter(r.match.decision or "waiting" for r in review.matches)
    counts["new"], counts["all"] = sum(map(bool, news.values())), len(review.matches)
    wanted = [r for r in review.matches if _is_shown(r, show, news) and (not text or text in _words(r))]
    pages = max(-(-len(wanted) // PAGE), 1)
    page = min(ask.number("page", 1), pages)
    notes = ask.filed_notes()
    values = {
        "review": review, "shown": wanted[(page - 1) * PAGE : page * PAGE], "news": news, "removed": removed, "counts": counts,
        "show": show, "shows": SHOW, "since": since, "page": page, "pages": pages, "session": session, "q": ask.text("q"),
        "can_sign_in": can_sign_in, "uploaded": uploaded, "done": done, "found": len(wanted),
        "notes": notes,
        "turned": lambda n: address("/parties", show=show, since=ask.text("since"), q=ask.text("q"), page=n if n > 1 else 0),
        "show_address": lambda s: address("/parties", show=s, since=ask.text("since"), q=ask.text("q")),
    }  # fmt: skip
    return View(
        "parties.html.j2",
        "Your parties",
        values,
        lambda: _shape(ask, review, wanted, news, removed, since) | {"notes": notes},
        notes=notes,
    )


def _is_shown(reviewed: ReviewedMatch, show: str, news: dict[str, str]) -> bool:
    if show == "new":
        return bool(news[reviewed.match.id])
    return show in ("all", reviewed.match.decision or "waiting")


def _words(reviewed: ReviewedMatch) -> str:
    match = reviewed.match
    return "\n".join((match.watch.reference, match.watch.name, match.entry.name, match.entry.country)).casefold()


def _shape(
    ask: PageRequest,
    review: ReviewedWatchlist,
    wanted: Sequence[ReviewedMatch],
    news: dict[str, str],
    removed: Sequence[RemovedMatch],
    since: date,
) -> dict[str, Any]:
    matches = [
        {**match_shape(r.match, ask.current), "entry_id": r.entry_id, "filing": r.filing, "news": news[r.match.id],
         "decided": {"who": r.decided.who, "why": r.decided.why, "at": r.decided.at} if r.decided else None}
        for r in wanted
    ]  # fmt: skip
    left = [parts(replace(r.match, decision="")) | {"removed_on": r.change.effective_on} for r in removed]
    return {
        "parties": review.parties,
        "since": since,
        "found": len(matches),
        "matches": matches,
        "no_longer_listed": left,
    }
