"""How current the list of a database is: one judgement for every command, page and alert."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime, timedelta

from monitor.clock import EASTERN
from monitor.model import ListCurrency, SourceCheck
from monitor.polling.business_days import after_business_time, is_business_day
from monitor.polling.schedule import OUT_AT, PUBLISHED, is_future
from monitor.store import Store
from monitor.store.sources import LastChecks

BUSINESS_DAY = timedelta(days=1)
"""How long ago the last successful check of a source may be, in time of business days."""


def read_currency(
    store: Store, now: datetime, sources: Collection[str], max_age: timedelta = BUSINESS_DAY
) -> ListCurrency:
    """How current the list is at ``now``, by the ``sources`` that the settings want watched; one query."""
    return currency_of(store.sources.last_checks(), now, sources, max_age)


def currency_of(
    last: LastChecks, now: datetime, sources: Collection[str], max_age: timedelta = BUSINESS_DAY
) -> ListCurrency:
    """The same of what was read before. A source is out of date when ``max_age`` of business days has passed since its
    last successful check, or it had none."""
    checks = tuple(_check(name, last.by_source.get(name), now, max_age) for name in sorted(sources))
    published = next((check.checked_at for check in checks if check.source == PUBLISHED), None)
    if last.copy_day is None or published is None:
        return ListCurrency(last.copy_day, checks)
    return ListCurrency(max(last.copy_day, _known_at(published)), checks)


def _check(source: str, checked_at: datetime | None, now: datetime, max_age: timedelta) -> SourceCheck:
    if checked_at is None or is_future(checked_at, now):
        return SourceCheck(source, None, out_of_date=True)
    return SourceCheck(source, checked_at, out_of_date=now > after_business_time(checked_at, max_age))


def _known_at(checked_at: datetime) -> date:
    """The last day whose issue was out when the published documents were checked."""
    eastern = checked_at.astimezone(EASTERN)
    day = eastern.date()
    return day - timedelta(days=1) if is_business_day(day) and eastern.time() < OUT_AT else day
