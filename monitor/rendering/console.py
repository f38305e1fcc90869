"""The alert for a terminal."""

from __future__ import annotations

from datetime import date

from monitor.model import Alert, ListCurrency
from monitor.rendering.facts import facts_of
from monitor.rendering.plain import render_plain


def render_console(
    alert: Alert, today: date, *, width: int = 100, colour: bool = False, current: ListCurrency | None = None
) -> str:
    """The alert as terminal text, at most ``width`` columns wide; no escape sequence in it unless ``colour``."""
    return render_plain(facts_of(alert, today, current), width=min(width, 120), colour=colour, rule="─")
