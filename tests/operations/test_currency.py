"""How current the list is: which day the last successful check covers, and when it is out of date."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from monitor.clock import EASTERN
from monitor.history.reconcile import reconcile
from monitor.model import ListCurrency, Snapshot
from monitor.operations.currency import BUSINESS_DAY, read_currency
from monitor.polling.business_days import after_business_time
from monitor.polling.daily_reconciliation import accept
from monitor.rendering.currency import diff_words, known_words, out_of_date_words, statement
from monitor.store import Store, open_store
from tests.comparing.making import entry

REGISTER, FILINGS = "federal register", "public inspection"
START = date(2024, 6, 28)


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=EASTERN)


@pytest.fixture
def store(tmp_path: Path) -> Store:
    made = open_store(f"sqlite:///{tmp_path / 'elmon.db'}")
    take(made, START, at("2024-06-28 12:00"))
    return made


def take(store: Store, day: date, moment: datetime, *, replace: bool = False) -> None:
    store.ledger.take_baseline(Snapshot("a copy", day, ()), as_of=day, sha256="0" * 64, now=moment, replace=replace)


def current(store: Store, now: str, *, sources: tuple[str, ...] = (REGISTER,), days: float = 1) -> ListCurrency:
    return read_currency(store, at(now), sources, timedelta(days=days))


def test_a_list_never_checked_is_current_through_its_own_day_and_out_of_date(store: Store) -> None:
    found = current(store, "2024-06-28 12:01")
    assert (found.current_through, found.out_of_date) == (START, True)
    assert "Federal Register never" in statement(found)


def test_a_newer_copy_that_was_accepted_whole_is_what_the_list_is_current_through(store: Store) -> None:
    copy_day, now = date(2024, 7, 20), at("2024-07-22 12:00")
    copy = [entry("Alpha"), entry("Beta"), entry("Gamma", "IRAQ")]

    def accept_of_it(*names: str) -> ListCurrency:
        found = reconcile(store, "the eCFR", copy_day, copy)
        chosen = [one.change for one in found.differences if one.change.name in names]
        moment = now + timedelta(minutes=len(store.documents.recorded()))
        accept(store, chosen, found, "ann", "no rules are loaded", moment)
        return current(store, "2024-07-22 18:00")

    assert accept_of_it("Alpha").current_through == START, "two differences are open"
    assert accept_of_it("Beta", "Gamma").current_through == copy_day
    store.sources.good(REGISTER, at("2024-07-15 12:00"))
    assert current(store, "2024-07-22 18:00").current_through == copy_day, "the check is older than the copy"
    store.sources.good(REGISTER, at("2024-07-22 17:00"))
    assert current(store, "2024-07-22 18:00").current_through == date(2024, 7, 22)


def test_an_empty_database_has_no_day(tmp_path: Path) -> None:
    store = open_store(f"sqlite:///{tmp_path / 'empty.db'}")
    store.sources.good(REGISTER, at("2024-07-01 12:00"))
    found = current(store, "2024-07-01 12:00")
    assert (found.current_through, found.out_of_date) == (None, True)
    assert statement(found).startswith("OUT OF DATE: there is no list yet.")


@pytest.mark.parametrize(
    ("checked", "through"),
    [
        ("2024-07-01 06:05", date(2024, 7, 1)),
        ("2024-07-01 05:59", date(2024, 6, 30)),  # the Monday's issue was not out yet
        ("2024-07-04 03:00", date(2024, 7, 4)),  # on a holiday none comes
        ("2024-06-29 00:01", date(2024, 6, 29)),
    ],
)
def test_a_check_covers_the_issues_that_were_out(store: Store, checked: str, through: date) -> None:
    store.sources.good(REGISTER, at(checked))
    found = current(store, checked)
    assert (found.current_through, found.out_of_date) == (through, False)


@pytest.mark.parametrize(
    ("checked", "until"),
    [
        ("2024-07-01 12:00", "2024-07-02 12:00"),
        ("2024-07-05 17:00", "2024-07-08 17:00"),  # over a weekend
        ("2024-07-03 17:00", "2024-07-05 17:00"),  # over Independence Day
        ("2024-07-06 10:00", "2024-07-09 00:00"),  # from a Saturday: all of Monday
        ("2024-03-08 12:00", "2024-03-11 12:00"),  # over the change to daylight saving time
    ],
)
def test_a_business_day_is_the_allowance(store: Store, checked: str, until: str) -> None:
    assert after_business_time(at(checked), BUSINESS_DAY) == at(until).astimezone(UTC)
    if at(checked).date() > START:
        store.sources.good(REGISTER, at(checked))
        assert not current(store, until).out_of_date
        assert current(store, until.replace(":00", ":01")).out_of_date
        assert not current(store, until.replace(":00", ":01"), days=2).out_of_date


def test_no_time_at_all_has_passed_at_once_on_a_weekend_too() -> None:
    assert after_business_time(at("2024-07-06 10:00"), timedelta(0)) == at("2024-07-06 10:00").astimezone(UTC)


def test_a_source_that_is_watched_and_was_not_checked_makes_it_out_of_date(store: Store) -> None:
    store.sources.good(REGISTER, at("2024-07-01 12:00"))
    both = current(store, "2024-07-01 12:00", sources=(FILINGS, REGISTER))
    assert [(check.source, check.out_of_date) for check in both.checks] == [(REGISTER, False), (FILINGS, True)]
    assert (both.current_through, both.out_of_date) == (date(2024, 7, 1), True)
    assert out_of_date_words(both).startswith("Documents filed for public inspection since then may be missing")
    assert not current(store, "2024-07-01 12:00").out_of_date, "nobody wants it watched"


def test_a_failed_check_covers_nothing(store: Store) -> None:
    store.sources.good(REGISTER, at("2024-07-01 12:00"))
    store.sources.failed(REGISTER, at("2024-07-03 12:00"), "It is blocked.")
    found = current(store, "2024-07-03 12:00")
    assert (found.current_through, found.out_of_date) == (date(2024, 7, 1), True)


def test_a_check_of_a_wrong_clock_counts_for_nothing(store: Store) -> None:
    store.sources.good(REGISTER, at("2030-01-01 12:00"))
    found = current(store, "2024-07-01 12:00")
    assert (found.current_through, found.out_of_date) == (START, True)


def test_a_list_that_replaces_another_was_not_checked_yet(store: Store) -> None:
    store.sources.good(REGISTER, at("2024-07-10 12:00"))
    take(store, date(2024, 7, 1), at("2024-07-10 13:00"), replace=True)
    found = current(store, "2024-07-10 13:01")
    assert (found.current_through, found.out_of_date) == (date(2024, 7, 1), True)


def test_the_words_for_a_day_that_is_not_known_whole() -> None:
    known = ListCurrency(date(2024, 7, 1))
    today = date(2024, 7, 3)
    assert known_words(date(2024, 7, 1), known, today) == ""
    assert known_words(today, known, today) == (
        "as known through 2024-07-01 (the days after it, up to 2024-07-03, have not been checked)"
    )
    assert known_words(date(2024, 8, 1), known, today) == "as known through 2024-07-01"
    assert diff_words([date(2024, 6, 1), date(2024, 7, 1)], known, today) == ""
    assert diff_words([date(2024, 6, 1), today], known, today).startswith("Known through 2024-07-01;")
    assert diff_words([date(2024, 7, 2), today], known, today).startswith("Not known:")
