"""The days on which the Register is printed: weekdays in Washington that are no federal holiday (5 U.S.C. 6103).

The statute's eleven days are written out here; the tests hold them against the ``holidays`` package year by year, which
is not asked at run time because it costs the daemon 37 MB and a second to know them.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache

from monitor.clock import EASTERN

_MONDAY, _THURSDAY = 0, 3
_JUNETEENTH_SINCE = 2021
_DAY = timedelta(days=1)


def is_business_day(day: date) -> bool:
    """Whether offices are open and the Register is printed on ``day``, Eastern."""
    # January 1 on a Saturday is kept on the last day of the year before.
    return day.weekday() < 5 and day not in _holidays(day.year) and day not in _holidays(day.year + 1)


def after_business_time(start: datetime, length: timedelta) -> datetime:
    """The moment, in UTC, at which so much time of business days has passed since ``start``: a business day after Friday
    noon is Monday noon, after any time of a weekend the end of Monday."""
    moment = start.astimezone(UTC)
    while length:
        day = moment.astimezone(EASTERN).date()
        midnight = datetime.combine(day + _DAY, time(), EASTERN).astimezone(UTC)
        if is_business_day(day):
            if length <= midnight - moment:
                return moment + length
            length -= midnight - moment
        moment = midnight
    return moment


@lru_cache(maxsize=16)
def _holidays(year: int) -> frozenset[date]:
    """The days on which the holidays of ``year`` are kept: a Saturday's on Friday, a Sunday's on Monday."""
    fixed = [date(year, 1, 1), date(year, 7, 4), date(year, 11, 11), date(year, 12, 25)]
    if year >= _JUNETEENTH_SINCE:
        fixed.append(date(year, 6, 19))
    kept = {day - _DAY if day.weekday() == 5 else day + _DAY if day.weekday() == 6 else day for day in fixed}
    return frozenset(kept) | {
        _nth(year, 1, _MONDAY, 3),  # Birthday of Martin Luther King, Jr.
        _nth(year, 2, _MONDAY, 3),  # Washington's Birthday
        _nth(year, 6, _MONDAY, 1) - 7 * _DAY,  # Memorial Day, the last of May
        _nth(year, 9, _MONDAY, 1),  # Labor Day
        _nth(year, 10, _MONDAY, 2),  # Columbus Day
        _nth(year, 11, _THURSDAY, 4),  # Thanksgiving Day
    }


def _nth(year: int, month: int, weekday: int, n: int) -> date:
    first = date(year, month, 1)
    return first + ((weekday - first.weekday()) % 7 + 7 * (n - 1)) * _DAY
