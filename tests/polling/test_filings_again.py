"""Filings are read again like documents, and backfill confirms what was reported of them."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from monitor.model import Rule, RuleAlert, Verdict
from monitor.polling.backfill import backfill
from monitor.polling.filings_again import accept_filings, read_filings_again
from monitor.store.filings import IRRELEVANT
from tests.monitoring import Monitor

NUMBER = "2019-22210"
FILED = "2019-10-07T16:16"
PUBLISHED = "2019-10-09T06:05"
FIRST_SIGHT = f"{NUMBER}/public-inspection"
EVERYBODY = ["one@example.org", "two@example.org", "webhook"]


@pytest.fixture
def filed(monitor: Monitor) -> Monitor:
    """A monitor that was running when the rule was filed."""
    monitor.look(FILED)
    monitor.deliver()
    assert monitor.alerted() == {FIRST_SIGHT: EVERYBODY}
    return monitor


def recorded_as(monitor: Monitor, rule: Rule, closed: str = "") -> None:
    """As if an earlier version had read the filing so."""
    kept = monitor.store.filings.get(NUMBER)
    assert kept is not None
    monitor.store.filings.keep(replace(kept, rule=rule, closed=closed), (), now=monitor.clock.now())


def rule_of(monitor: Monitor) -> Rule:
    kept = monitor.store.filings.get(NUMBER)
    assert kept is not None
    assert kept.rule is not None
    return kept.rule


def test_the_same_reader_reads_the_same(filed: Monitor) -> None:
    found = read_filings_again(filed.store)
    assert (found.readings, found.problems) == ((), ())


def test_a_better_reading_of_a_filing_is_shown_and_reported_once_it_is_accepted(filed: Monitor) -> None:
    rule = rule_of(filed)
    missed = rule.amendments[0]
    recorded_as(filed, replace(rule, amendments=rule.amendments[1:]))
    steps: list[tuple[int, int]] = []
    found = read_filings_again(filed.store, lambda n, total: steps.append((n, total)))
    (reading,) = found.readings
    assert reading.sentence.startswith(f"{NUMBER} (on public inspection): ")
    assert f"New: adds “{missed.name}” ({missed.country})." in reading.sentence
    assert steps[-1][0] == steps[-1][1] >= 1
    assert rule_of(filed).amendments == rule.amendments[1:], "nothing is changed until it is accepted"

    assert accept_filings(filed.store, found, filed.looker.audience, filed.clock) == 1
    assert rule_of(filed) == rule
    (again,) = [key for key in filed.alerted() if key != FIRST_SIGHT]
    assert again.startswith(f"{FIRST_SIGHT}/again/")
    assert filed.alerted()[again] == EVERYBODY
    filed.deliver()
    told = filed.mail.received[-1].part("plain")
    assert "Its text was read again by a newer version of the monitor." in " ".join(told.split())
    assert missed.name in told
    assert read_filings_again(filed.store).readings == ()


def test_a_filing_that_was_thought_irrelevant_is_alerted_about(filed: Monitor) -> None:
    rule = rule_of(filed)
    recorded_as(filed, replace(rule, verdict=Verdict.IRRELEVANT, amendments=()), closed=IRRELEVANT)
    found = read_filings_again(filed.store)
    assert accept_filings(filed.store, found, filed.looker.audience, filed.clock) == 1
    assert NUMBER in {kept.number for kept in filed.store.filings.open()}


def test_published_filings_are_documents(filed: Monitor) -> None:
    recorded_as(filed, replace(rule_of(filed), amendments=()))
    filed.print(PUBLISHED)
    assert read_filings_again(filed.store).readings == ()


def test_backfill_confirms_what_was_reported_on_public_inspection_and_alerts_about_nothing_else(filed: Monitor) -> None:
    filed.set("2024-08-01T06:05")
    report = backfill(filed.poller, date(2019, 10, 9))
    assert len(report.recorded) > 1
    assert report.recorded[0].document_number == NUMBER
    assert filed.alerted() == {FIRST_SIGHT: EVERYBODY, f"{NUMBER}/confirmed": EVERYBODY}
    assert isinstance(report.recorded[0], RuleAlert)
    filed.deliver()
    assert [m.message["Subject"].split(":")[0] for m in filed.mail.received[-2:]] == ["Printed as filed"] * 2
    filed.poller.poll()
    assert list(filed.alerted()) == [FIRST_SIGHT, f"{NUMBER}/confirmed"]
