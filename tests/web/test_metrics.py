"""The metrics: read from a real database at each scrape, with bounded labels, and without it what the process knows."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from prometheus_client.parser import text_string_to_metric_families

from monitor.clock import SetClock
from monitor.errors import StoreError
from monitor.operations.liveness import LONGEST_BEAT, LONGEST_TURN, RESULTS, Liveness, result_of
from monitor.operations.measurements import read_measurements
from monitor.polling.failures import NotRecorded
from monitor.polling.published import SOURCE, PublishedReport
from monitor.polling.source_watch import plans
from monitor.sources.results import AccessBlocked, Broken, Failure, Implausible, Partial
from monitor.store import Store, open_store
from monitor.web.metrics import Metrics
from tests.store.conftest import postgres, url  # noqa: F401 - fixtures
from tests.store.making import DAY, LIST, NOW, added, outcome

ROOT = Path(__file__).resolve().parents[2]
PLANS = plans(60, None)


@pytest.fixture
def store(url: str) -> Iterator[Store]:  # noqa: F811
    store = open_store(url)
    store.ledger.take_baseline(LIST, as_of=DAY, sha256="b" * 64, now=NOW)
    yield store
    store.close()


def scrape(metrics: Metrics) -> dict[str, float]:
    return {
        f"{s.name}{sorted(s.labels.items()) if s.labels else ''}": s.value
        for family in text_string_to_metric_families(metrics().decode())
        for s in family.samples
    }


def measured(store: Store, liveness: Liveness, clock: SetClock, holder: str = "one") -> dict[str, float]:
    return scrape(Metrics(liveness, PLANS, lambda: read_measurements(store, clock, PLANS, ("mail",), "poll", holder)))


def test_a_source_that_was_never_asked_is_measured_as_never_good(store: Store) -> None:
    found = measured(store, Liveness(), SetClock(NOW))
    (source, *_) = PLANS
    assert found[f"elmon_source_lag_seconds[('source', '{source}')]"] == float("inf")
    assert found[f"elmon_source_stale[('source', '{source}')]"] == 1
    assert found[f"elmon_source_requests_today[('source', '{source}')]"] == 0


def test_what_all_instances_share_is_read_from_the_database(store: Store) -> None:
    clock = SetClock(NOW)
    store.ledger.record(outcome(added("Delta")), now=NOW)
    store.sources.good(SOURCE, NOW)
    store.leases.acquire("poll", "one", 60, NOW)
    clock.set(NOW + timedelta(seconds=30))
    found = measured(store, Liveness(), clock)
    assert found["elmon_outbox_waiting"] == 3
    assert found["elmon_outbox_late_seconds"] == 30
    assert found["elmon_messages[('channel', 'mail'), ('state', 'pending')]"] == 2
    assert found["elmon_messages[('channel', 'other'), ('state', 'pending')]"] == 1  # not in the settings any more
    assert found["elmon_documents[('stage', 'published'), ('verdict', 'verified')]"] == 1
    assert found[f"elmon_source_lag_seconds[('source', '{SOURCE}')]"] == 30
    assert (found["elmon_lease_held"], found["elmon_ready"], found["elmon_entries_in_force"]) == (1, 1, 4)
    assert found["elmon_database_bytes"] > 10_000
    assert found["process_open_fds"] > 3
    other = measured(store, Liveness(), clock, "two")
    assert other.pop("elmon_lease_held") == 0


def test_a_message_held_for_its_digest_is_not_late_before_its_hour(store: Store) -> None:
    store.ledger.record(outcome(added("Delta")), now=NOW)
    for taken in store.outbox.lease(NOW, "one", 60, 10):
        store.outbox.hold(taken.id, "one", NOW + timedelta(hours=10))
    for row in store.outbox.rows():  # those behind the first of each recipient
        assert row.state in ("held", "pending")
    found = measured(store, Liveness(), SetClock(NOW + timedelta(hours=9)))
    assert (found["elmon_outbox_waiting"], found["elmon_outbox_late_seconds"]) == (0, 0)
    found = measured(store, Liveness(), SetClock(NOW + timedelta(hours=10, seconds=5)))
    assert (found["elmon_outbox_waiting"], found["elmon_outbox_late_seconds"]) == (3, 5)


def test_without_a_database_what_the_process_knows_is_told() -> None:
    def gone() -> None:
        raise StoreError("gone")

    liveness = Liveness()
    liveness.on_answer(SOURCE, PublishedReport(NOW.date(), NOW.date(), error=AccessBlocked("x")))
    found = scrape(Metrics(liveness, PLANS, gone))  # type: ignore[arg-type]
    assert found["elmon_database_up"] == 0
    assert found[f"elmon_polls_total[('result', 'blocked'), ('source', '{SOURCE}')]"] == 1
    assert sum(name.startswith("elmon_polls_total[") for name in found) == len(RESULTS) * len(PLANS)


@pytest.mark.parametrize(
    ("error", "result"),
    [
        (AccessBlocked("x"), "blocked"),
        (Broken("x", answered=False), "unreachable"),
        (Broken("x"), "nonsense"),
        (Partial("x"), "nonsense"),
        (Implausible("x"), "nonsense"),
        (NotRecorded("x"), "failed"),
    ],
)
def test_every_failure_has_its_name(error: Failure, result: str) -> None:
    assert result_of(PublishedReport(NOW.date(), NOW.date(), error=error)) == result


def test_who_does_not_turn_is_not_alive() -> None:
    now = 0.0
    liveness = Liveness(lambda: now)
    liveness.begin()
    now = LONGEST_BEAT
    assert liveness.trouble() == ""
    now += 1
    assert "has not turned for 121 s" in liveness.trouble()
    now = LONGEST_TURN + 1
    liveness.beat()
    assert "at work for 7201 s" in liveness.trouble()
    liveness.end()
    assert liveness.trouble() == ""


def test_every_metric_is_documented(store: Store) -> None:
    told = (ROOT / "docs" / "operations.md").read_text("utf-8")
    store.ledger.record(outcome(added("Delta")), now=NOW)
    store.sources.good(SOURCE, NOW)
    names = {name.partition("[")[0] for name in measured(store, Liveness(), SetClock(NOW))}
    assert [n for n in sorted(names) if n.startswith("elmon_") and f"`{n}" not in told] == []
