"""How current the list is, in words and as the keys and headers that go with every answer."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import UTC, date
from types import MappingProxyType
from typing import Any

from monitor.model import ListCurrency, Match, SourceCheck
from monitor.rendering.words import eastern_words, long_date
from monitor.shapes import parts

_FILINGS = "public inspection"
LONGEST_HEADER = 3000
"""Characters of a header's notes: clients and proxies refuse headers of more than a few thousand."""
MORE_NOTES = "There are more notes: the same address with .json has them all."


def statement(current: ListCurrency) -> str:
    """ "List current through October 9, 2019. Last successful checks: Federal Register October 9, 2019, 6:05 a.m. …"."""
    return f"{heading(current)} {checks_words(current)}"


def checks_words(current: ListCurrency) -> str:
    """The last check of each source."""
    return f"Last successful checks: {'; '.join(map(_checked, current.checks)) or 'none'}."


def heading(current: ListCurrency) -> str:
    """The same without the checks."""
    if current.current_through is None:
        return "OUT OF DATE: there is no list yet."
    day = long_date(current.current_through)
    return f"OUT OF DATE: list current through {day}." if current.out_of_date else f"List current through {day}."


def _checked(check: SourceCheck) -> str:
    return f"{check.source.title()} {eastern_words(check.checked_at) if check.checked_at else 'never'}"


def out_of_date_words(current: ListCurrency) -> str:
    """What may be missing, and what to do; "" where the list is not out of date."""
    if not current.out_of_date:
        return ""
    late = {check.source for check in current.checks if check.out_of_date}
    filed = late == {_FILINGS}
    missing = "Documents filed for public inspection" if filed else "Rules published"
    return f"{missing} since then may be missing: run elmon poll, or keep elmon run running."


def currency_keys(current: ListCurrency) -> dict[str, Any]:
    """The keys of every answer that is an object."""
    return {"current_through": current.current_through, "out_of_date": current.out_of_date}


def diff_keys(
    current: ListCurrency | None, not_known: str = "", file_dates: Mapping[str, date | None] = MappingProxyType({})
) -> dict[str, Any]:
    """The keys of a Diff; between two files there is no list of ours (None), and the first two are null."""
    keys = currency_keys(current) if current else {"current_through": None, "out_of_date": None}
    return {**keys, "not_known": not_known, "file_dates": dict(file_dates)}


def currency_headers(current: ListCurrency) -> dict[str, str]:
    """The headers of every answer over HTTP."""
    checks = (f"{c.source}={c.checked_at.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}" for c in current.checks if c.checked_at)
    return {
        "X-Current-Through": str(current.current_through or ""),
        "X-Out-Of-Date": str(current.out_of_date).lower(),
        "X-Last-Checks": ", ".join(checks),
    }


def notes_header(notes: Sequence[str]) -> dict[str, str]:
    """What an answer over HTTP does not know, as a JSON array in ASCII, which a header can carry; nothing where there is none.

    Whole sentences up to :data:`LONGEST_HEADER`; the address as JSON has them all.
    """
    said, length = [], 0
    for note in notes:
        length += len(json.dumps(note)) + 2
        said.append(note if length <= LONGEST_HEADER else MORE_NOTES)
        if length > LONGEST_HEADER:
            break
    return {"X-Notes": json.dumps(said)} if said else {}


def envelope(current: ListCurrency, items: Any, notes: Sequence[str] = ()) -> dict[str, Any]:
    """An array with how current it is around it (``--envelope``), and with ``notes`` on what it does not have."""
    checks = {check.source: check.checked_at for check in current.checks}
    lists = [{"list": name, **currency_keys(current)} for name in current.lists]
    return {**currency_keys(current), "last_checks": checks, "lists": lists, "notes": list(notes), "items": items}


def diff_words(days: Sequence[date], current: ListCurrency, today: date) -> str:
    """What is not known of the changes between days, in a sentence; "" where all of it is known."""
    through = current.current_through
    if through is None or all(map(current.knows, days)):
        return ""
    if max(days) > today:
        return f"Known through {through}; of the days after it, what the rules recorded so far change."
    if min(days) >= through and len(days) > 1:
        return f"Not known: the list is current through {through}, and the days after it have not been checked."
    return f"Known through {through}; the days after it have not been checked."


def file_words(dates: Mapping[str, date | None]) -> list[str]:
    """The files' own dates, a sentence each."""
    return [
        f"{name}: its newest Federal Register citation is of {day}." if day else f"{name}: it cites no dated rule."
        for name, day in dates.items()
    ]


def match_shape(match: Match, current: ListCurrency) -> dict[str, Any]:
    """A match with what it was screened against."""
    return {**parts(match), "current_through": current.current_through, "lists": current.lists}


def known_words(day: date, current: ListCurrency, today: date) -> str:
    """Through which day the list of ``day`` is known, where not to the end of that day; else ""."""
    if current.knows(day) or current.current_through is None:
        return ""
    through = f"as known through {current.current_through}"
    return through if day > today else f"{through} (the days after it, up to {day}, have not been checked)"
