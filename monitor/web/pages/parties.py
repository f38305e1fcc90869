"""Your parties: the matches with their reasons, what was decided, and what is new since a day."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from monitor.shapes import parts
from monitor.web.request import PageRequest, View, address
from monitor.web.sessions import Session
from monitor.web.watchlist import RemovedMatch, ReviewedMatch, ReviewedWatchlist, Uploaded

PAGE = 50
SHOW = ("waiting", "new", "confirmed", "dismissed", "all")
LOOKED_BACK = timedelta(days=30)


def view(
    ask: PageRequest, board: ReviewedWatchlist, session: Session | None, last_visit: date | None, *, can_sign_in: bool,
    uploaded: Uploaded | None = None, done: str = "",
) -> View:  # fmt: skip
    """The page. ``last_visit`` is when this reader was here last before today."""
    since = ask.day("since") or last_visit or ask.today - LOOKED_BACK
    show = ask.choice("show", SHOW) or "waiting"
    text = ask.text("q").casefold()
    news = {s.match.id: s.news_since(since) for s in board.standings}
    gone = [g for g in board.gone if g.change.effective_on and g.change.effective_on >= since]
    counts = Counter(s.match.decision or "waiting" for s in board.standings)
    counts["new"], counts["all"] = sum(map(bool, news.values())), len(board.standings)
    wanted = [s for s in board.standings if _is_shown(s, show, news) and (not text or text in _words(s))]
    pages = max(-(-len(wanted) // PAGE), 1)
    page = min(ask.number("page", 1), pages)
    values = {
        "board": board, "shown": wanted[(page - 1) * PAGE : page * PAGE], "news": news, "gone": gone, "counts": counts,
        "show": show, "shows": SHOW, "since": since, "page": page, "pages": pages, "session": session, "q": ask.text("q"),
        "can_sign_in": can_sign_in, "uploaded": uploaded, "done": done, "found": len(wanted),
        "turned": lambda n: address("/parties", show=show, since=ask.text("since"), q=ask.text("q"), page=n if n > 1 else 0),
        "show_address": lambda s: address("/parties", show=s, since=ask.text("since"), q=ask.text("q")),
    }  # fmt: skip
    return View("parties.html.j2", "Your parties", values, lambda: _shape(board, wanted, news, gone, since))


def _is_shown(standing: ReviewedMatch, show: str, news: dict[str, str]) -> bool:
    if show == "new":
        return bool(news[standing.match.id])
    return show in ("all", standing.match.decision or "waiting")


def _words(standing: ReviewedMatch) -> str:
    match = standing.match
    return "\n".join((match.watch.reference, match.watch.name, match.entry.name, match.entry.country)).casefold()


def _shape(
    board: ReviewedWatchlist,
    wanted: Sequence[ReviewedMatch],
    news: dict[str, str],
    gone: Sequence[RemovedMatch],
    since: date,
) -> dict[str, Any]:
    matches = [
        {**parts(s.match), "entry_id": s.card.id, "news": news[s.match.id],
         "decided": {"who": s.decided.who, "why": s.decided.why, "at": s.decided.at} if s.decided else None}
        for s in wanted
    ]  # fmt: skip
    left = [parts(replace(g.match, decision="")) | {"removed_on": g.change.effective_on} for g in gone]
    return {
        "parties": board.parties,
        "since": since,
        "found": len(matches),
        "matches": matches,
        "no_longer_listed": left,
    }
