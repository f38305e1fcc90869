"""A reader's request, its parameters read strictly, and the view that a page makes of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from urllib.parse import urlencode

from monitor.errors import UsageError
from monitor.history.country_filter import CountryFilter, country_filter
from monitor.history.filed import Filed, filed_by, filed_notes
from monitor.history.list_history import ListHistory
from monitor.history.state_names import day_name
from monitor.model import ListCurrency, ListName
from monitor.web.history_cache import HistoryCache, News
from monitor.web.watchlist import ReviewedMatch

LONGEST = 300
"""Characters of one parameter."""


@dataclass(frozen=True, slots=True)
class Site:
    """How the pages are reached, and where links to official texts lead.

    ``register`` and ``ecfr`` are the origins (https://...) of the sources, "" for no links. ``names`` are the hosts under
    which the server is known, besides loopback and addresses; ``trusted_proxies`` the addresses and networks whose
    X-Forwarded-* headers count.
    """

    host: str = "127.0.0.1"
    names: tuple[str, ...] = ()
    register: str = ""
    ecfr: str = ""
    trusted_proxies: tuple[str, ...] = ()

    def citation_link(self, volume: int, page: int | None) -> str:
        """The Federal Register's page of a citation; "" without a page."""
        return f"{self.register}/citation/{volume}-FR-{page}" if self.register and page else ""

    @property
    def list_link(self) -> str:
        """The codified list: Supplement No. 4 to part 744."""
        part = "current/title-15/subtitle-B/chapter-VII/subchapter-C/part-744"
        return f"{self.ecfr}/{part}/appendix-Supplement%20No.%204%20to%20Part%20744" if self.ecfr else ""


@dataclass(frozen=True)
class PageRequest:
    """One request: the path's parts, the parameters, and the data as they are now."""

    path: Mapping[str, str]
    query: Mapping[str, str]
    history: ListHistory
    news: News | None
    cache: HistoryCache
    site: Site
    today: date
    current: ListCurrency
    filed: tuple[Filed, ...] = ()
    """What was read in filings on public inspection, which the list does not have."""
    waiting: tuple[ReviewedMatch, ...] | None = None
    """Matches without a decision; None for readers who may not see them, and while the watchlist is being screened."""

    def filed_notes(self, day: date | None = None, name: str = "", answer: str = "list") -> tuple[str, ...]:
        """What is filed and not on the list of a day, today's if none is given, or in another ``answer``; and where a filing
        names ``name``."""
        return filed_notes(filed_by(self.filed, day or self.today), name, answer)

    def text(self, name: str) -> str:
        """A parameter as text, "" where it is not given. Raises UsageError where it is too long."""
        value = self.query.get(name, "").strip()
        if len(value) > LONGEST:
            raise UsageError(f"\u201c{name}\u201d is longer than {LONGEST} characters.")
        return value

    def day(self, name: str) -> date | None:
        """A parameter as a day; None where it is not given."""
        text = self.text(name)
        day = day_name(text)[0] if text and not text.isdigit() else None
        if text and day is None:
            raise UsageError(
                f"\u201c{name}\u201d must be a day, written as 2024-12-05 or 12/05/2024 (month/day/year), not "
                f"\u201c{text[:40]}\u201d."
            )
        return day

    def day_understood(self, name: str) -> tuple[str, ...]:
        """How a day was understood that is not written as 2024-12-05."""
        return tuple(filter(None, (day_name(self.text(name))[1],)))

    def countries(self, name: str = "country") -> CountryFilter:
        """A parameter as the destinations it means, however the country is written."""
        return country_filter([self.text(name)], self.history.destinations)

    def list_name(self) -> ListName | None:
        """The list that the parameter ``list`` names; None where it is not given."""
        chosen = self.choice("list", ("", *ListName)) if self.text("list") else ""
        return ListName(chosen) if chosen else None

    def number(self, name: str, default: int = 0, most: int = 100_000) -> int:
        """A parameter as a whole number from 1 to ``most``; ``default`` where it is not given."""
        text = self.text(name)
        if not text:
            return default
        if not (text.isascii() and text.isdigit()) or not 1 <= int(text[:9]) <= most or len(text) > 9:
            raise UsageError(
                f"\u201c{name}\u201d must be a whole number from 1 to {most:,}, not \u201c{text[:40]}\u201d."
            )
        return int(text)

    def choice(self, name: str, among: Sequence[str]) -> str:
        """A parameter that is one of some words, "" where it is not given."""
        text = self.text(name)
        if text and text not in among:
            raise UsageError(f"\u201c{name}\u201d must be one of {', '.join(among)}, not \u201c{text[:40]}\u201d.")
        return text


@dataclass(frozen=True)
class View:
    """What a page shows: a template with its values, and functions that give the same as JSON and as CSV."""

    template: str
    title: str
    values: Mapping[str, Any] = field(default_factory=dict)
    shape: Callable[[], Any] = dict
    csv: Callable[[], str] | None = None
    filename: str = ""
    as_of: str = ""
    """What an export of it is of: a day, or two states."""
    notes: tuple[str, ...] = ()
    """What the answer does not know: of days without rules, and what is filed and not in it yet."""


def address(path: str, **parameters: object) -> str:
    """A path with its parameters; empty ones are left out."""
    given = {name: str(value) for name, value in parameters.items() if value not in ("", None, 0, False)}
    return f"{path}?{urlencode(given)}" if given else path
