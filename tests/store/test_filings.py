"""The desk as it was seen last: kept with what is told of it, in one transaction, on both databases."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import event

from monitor.model import Rule, Stage, Verdict
from monitor.store import Store
from monitor.store.filings import CLOSED, RecordedFiling
from monitor.store.tables import DocumentRow
from tests.store.making import NOW, TO, outcome

RECORD = {"number": "2030-00001", "title": "Zürich “A”\x00"}
RULE = Rule("2030-00001", stage=Stage.PUBLIC_INSPECTION, verdict=Verdict.VERIFIED)
KEPT = RecordedFiling("2030-00001", RECORD, RULE, "a" * 64)


def told(key: str = "2030-00001/public-inspection") -> list[tuple[object, tuple[tuple[str, str], ...]]]:
    alert = outcome().alert
    assert alert is not None
    return [(replace(alert, change_set=key), TO)]


def test_a_filing_is_kept_with_its_alert(store: Store) -> None:
    store.filings.keep(KEPT, told(), now=NOW)  # type: ignore[arg-type]
    assert store.filings.get("2030-00001") == replace(KEPT, seen_at=NOW, changed_at=NOW)
    assert store.filings.alerted("2030-00001") == set(TO)
    assert store.filings.alerted("2030-0000") == frozenset()
    later = NOW + timedelta(hours=1)
    store.filings.keep(replace(KEPT, attention="Look."), told(), now=later)  # type: ignore[arg-type]
    kept = store.filings.get("2030-00001")
    assert kept is not None
    assert (kept.attention, kept.seen_at) == ("Look.", NOW)
    assert len(store.outbox.rows()) == len(TO)  # told once


def test_either_both_or_nothing(store: Store) -> None:
    with pytest.raises(AttributeError):
        store.filings.keep(KEPT, [*told(), (None, ())], now=NOW)  # type: ignore[list-item]
    assert (store.filings.get("2030-00001"), store.outbox.rows()) == (None, [])


def test_what_is_open_and_what_a_person_must_look_at_end_with_the_printing(store: Store) -> None:
    store.filings.keep(replace(KEPT, attention="Look."), (), now=NOW)
    store.filings.keep(RecordedFiling("2030-00002", {}), (), now=NOW)
    assert [k.number for k in store.filings.open()] == ["2030-00001"]
    assert store.filings.reviews() == ["2030-00001 (filed): Look."]
    store.ledger.record(outcome(), now=NOW)
    assert (store.filings.open(), store.filings.reviews()) == ([], [])


@pytest.mark.parametrize("over", [True, False])
def test_an_alarm_and_its_message_are_one(store: Store, over: bool) -> None:
    alert = outcome().alert
    assert alert is not None
    store.sources.failed("desk", NOW, "blocked", not_before=NOW + timedelta(hours=1), requests=7)
    store.sources.alarm("desk", replace(alert, change_set="operator/1"), TO, NOW)
    later = NOW + timedelta(days=1)
    store.sources.alarm("desk", replace(alert, change_set="operator/2"), TO, later, over=over)
    state = store.sources.state("desk")
    assert state is not None
    assert (state.alarmed_at, state.reminded_at) == ((None, None) if over else (NOW, later))
    assert (state.not_before, state.requests) == (NOW + timedelta(hours=1), 7)
    assert len(store.outbox.rows()) == 2 * len(TO)


def test_three_hundred_filings_that_are_closed_or_published_cost_no_query_each(store: Store) -> None:
    for n in range(300):
        closed = CLOSED[n % 3] if n % 4 else ""
        kept = replace(KEPT, number=f"2030-{n + 100:05}", attention="Look.", closed=closed)
        store.filings.keep(kept, (), now=NOW)
    with store.database.writing() as session:
        for n in range(0, 300, 4):
            session.add(_published(f"2030-{n + 100:05}"))
    store.filings.keep(replace(KEPT, attention="Look."), (), now=NOW)
    asked: list[str] = []
    event.listen(store.database.engine, "before_cursor_execute", lambda *given: asked.append(given[2]))
    assert [kept.number for kept in store.filings.open()] == ["2030-00001"]
    assert store.filings.reviews() == ["2030-00001 (filed): Look."]
    assert len([statement for statement in asked if statement.startswith("SELECT")]) == 2


def _published(number: str) -> DocumentRow:
    return DocumentRow(
        number=number, stage=Stage.PUBLISHED.value, verdict=Verdict.VERIFIED.value, sha256="", recorded_at=NOW
    )
