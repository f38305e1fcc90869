"""Names as long as the settings allow fit into every database: no alert is refused or sent without end because of them."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from monitor.alerting.alerts import operator_alert, undeliverable
from monitor.config import ConsoleChannel
from monitor.store import Store
from monitor.store.change_sets import LONGEST, bounded_key

NOW = datetime(2030, 1, 1, tzinfo=UTC)
NAME = ConsoleChannel(name="c" * 60, type="console").name


def test_a_short_key_stays_and_a_long_one_fits_and_stays_itself() -> None:
    assert bounded_key("2019-22210/published") == "2019-22210/published"
    long, other = "operator/" + "x" * 100, "operator/" + "x" * 101
    assert len(bounded_key(long)) == len(bounded_key(other)) == LONGEST
    assert bounded_key(long) == bounded_key(long) != bounded_key(other)
    assert bounded_key(bounded_key(long)) == bounded_key(long)


@pytest.mark.parametrize("length", [48, 49, 60])
def test_a_channel_of_any_name_that_fails_is_given_up_and_reported_once(store: Store, length: int) -> None:
    name = NAME[:length]
    alert = operator_alert("operator/trial", "A trial", ("It is one.",))
    store.outbox.add(alert, [(name, "a@example.org")], NOW)
    (item,) = store.outbox.lease(NOW, "me", 60, 9)
    failure = undeliverable(item.alert, name, item.recipient, "No such\0mailbox.", NOW), ((name, "b@example.org"),)
    assert store.outbox.mark_failed(item.id, "me", "No such\0mailbox.", failure, NOW)
    rows = store.outbox.rows()
    assert sorted((row.recipient, row.state) for row in rows) == [
        ("a@example.org", "dead"),
        ("b@example.org", "pending"),
    ]
    (left,) = store.outbox.lease(NOW, "me", 60, 9)
    assert left.alert.change_set == next(row.change_set for row in rows if row.state == "pending")
