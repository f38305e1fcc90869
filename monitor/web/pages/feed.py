"""The newest alerts about documents as an Atom feed."""

from __future__ import annotations

from monitor.model import ListCurrency
from monitor.rendering.currency import statement
from monitor.rendering.feed import feed_entry, feed_id, render_feed
from monitor.web.history_cache import HistoryCache

NEWEST = 50
TITLE = "Entity List monitor"


def atom(cache: HistoryCache, base: str, current: ListCurrency) -> bytes:
    """The feed, with how current the list is; ``base`` is the address of the pages, ending in a slash."""
    alerts = cache.alerts(NEWEST)
    today = cache.today
    entries = [
        feed_entry(alert, message_id=f"pages/{alert.change_set}", updated=moment, today=today)
        for alert, moment in alerts
    ]
    updated = max((moment for _, moment in alerts), default=cache.clock.now())
    return render_feed(
        entries, feed_id=feed_id("pages"), title=TITLE, updated=updated, self_link=f"{base}feed.atom",
        subtitle=statement(current),
    )  # fmt: skip
