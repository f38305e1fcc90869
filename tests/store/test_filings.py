"""The desk as it was seen last: kept with what is told of it, in one transaction, on both databases."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from monitor.model import Rule, Stage, Verdict
from monitor.store import Store
from monitor.store.filings import RecordedFiling
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
    assert store.filings.get("2030-00001") == replace(KEPT, seen_at=NOW)
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
