"""Lease, send, mark: sent once, retried when it fails, never lost."""

from __future__ import annotations

from datetime import timedelta

import pytest

from monitor.model import RuleAlert
from monitor.store import Store
from tests.store.making import NOW, TO, added, outcome


@pytest.fixture
def waiting(store: Store) -> Store:
    store.ledger.record(outcome(added("Delta"), recipients=(*TO, TO[0])), now=NOW)
    return store


def test_each_message_is_leased_once_with_its_alert(waiting: Store) -> None:
    first = waiting.outbox.lease(NOW, "one", 60, 2)
    second = waiting.outbox.lease(NOW, "two", 60, 9)
    assert [(d.channel, d.recipient) for d in (*first, *second)] == list(TO)
    assert waiting.outbox.lease(NOW, "three", 60, 9) == []
    alert = first[0].alert
    assert isinstance(alert, RuleAlert)
    assert alert.changes == (added("Delta"),)


def test_what_was_marked_is_never_sent_again(waiting: Store) -> None:
    for item in waiting.outbox.lease(NOW, "one", 60, 9):
        assert waiting.outbox.mark_sent(item.id, "one", NOW, "250 ok")
    assert waiting.outbox.lease(NOW + timedelta(days=9), "one", 60, 9) == []
    assert {(r.state, r.attempts, r.sent_at) for r in waiting.outbox.rows()} == {("sent", 1, NOW)}


def test_a_lease_that_ran_out_passes_on(waiting: Store) -> None:
    (item,) = waiting.outbox.lease(NOW, "dead", 60, 1)
    later = NOW + timedelta(seconds=61)
    assert item.id in [d.id for d in waiting.outbox.lease(later, "alive", 60, 9)]
    assert not waiting.outbox.mark_sent(item.id, "dead", later)
    assert waiting.outbox.mark_sent(item.id, "alive", later)


def test_what_the_dead_had_leased_is_free_at_once(waiting: Store) -> None:
    (lost,) = waiting.outbox.lease(NOW, "dead", 300, 1)
    (kept,) = waiting.outbox.lease(NOW, "alive", 300, 1)
    assert waiting.outbox.free(lambda holder: holder == "dead") == 1
    assert waiting.outbox.free(lambda holder: holder == "dead") == 0
    again = {d.id: d.attempts for d in waiting.outbox.lease(NOW, "next", 300, 9)}
    assert (again[lost.id], kept.id in again) == (1, False)
    assert not waiting.outbox.mark_sent(lost.id, "dead", NOW)
    assert waiting.outbox.mark_sent(kept.id, "alive", NOW)


@pytest.mark.parametrize("ahead", [timedelta(days=5), timedelta(days=5000)])
def test_a_clock_that_ran_ahead_keeps_no_message_back(store: Store, ahead: timedelta) -> None:
    """Made, leased, put off and held while the clock was wrong; then it is put right."""
    wrong = NOW + ahead
    store.ledger.record(outcome(added("Delta"), recipients=tuple(("mail", r) for r in "abcd")), now=wrong)
    held, put_off, leased = store.outbox.lease(wrong, "one", 300, 3)
    store.outbox.hold(held.id, "one", wrong + timedelta(hours=20))
    store.outbox.retry_later(put_off.id, "one", wrong + timedelta(minutes=1), "451 later")
    found = store.outbox.lease(NOW, "two", 300, 9)
    assert [d.recipient for d in found] == list("abcd")
    assert {d.created_at for d in found} == {NOW}
    assert not store.outbox.mark_sent(leased.id, "one", NOW)


def test_a_failure_is_due_again_at_its_time(waiting: Store) -> None:
    (item,) = waiting.outbox.lease(NOW, "one", 60, 1)
    waiting.outbox.retry_later(item.id, "one", NOW + timedelta(minutes=5), "451 later")
    assert item.id not in [d.id for d in waiting.outbox.lease(NOW, "one", 60, 9)]
    due = waiting.outbox.lease(NOW + timedelta(minutes=5), "two", 60, 9)
    assert (item.id, 1) in [(d.id, d.attempts) for d in due]


def test_a_failure_waits_no_longer_for_a_clock_that_was_put_back(waiting: Store) -> None:
    (item,) = waiting.outbox.lease(NOW, "one", 60, 1)
    waiting.outbox.retry_later(item.id, "one", NOW + timedelta(minutes=5), "451 later")
    back = NOW - timedelta(hours=2)
    assert item.id not in [d.id for d in waiting.outbox.lease(back, "one", 60, 9)]
    waiting.outbox.hasten_all(back)
    assert item.id in [d.id for d in waiting.outbox.lease(back, "two", 60, 9)]


def test_the_dead_wait_for_a_person(waiting: Store) -> None:
    (item,) = waiting.outbox.lease(NOW, "one", 60, 1)
    waiting.outbox.mark_failed(item.id, "one", "550 no such user")
    backlog = waiting.outbox.backlog(NOW)
    assert (backlog.waiting, backlog.dead, backlog.oldest) == (2, 1, NOW)
    assert waiting.outbox.retry([item.id + 100], NOW) == 0
    assert waiting.outbox.retry(None, NOW) == 1
    assert waiting.outbox.backlog(NOW).dead == 0


def test_what_a_server_says_in_no_known_encoding_is_kept_as_it_can_be(waiting: Store) -> None:
    (item,) = waiting.outbox.lease(NOW, "one", 60, 1)
    assert waiting.outbox.retry_later(item.id, "one", NOW, "451 \udce9\x00 later")
    assert waiting.outbox.rows()[-1].last_error == "451 \ufffd\ufffd later"
