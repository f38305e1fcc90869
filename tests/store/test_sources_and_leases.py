"""How sources answered, and who may poll."""

from __future__ import annotations

from datetime import date, timedelta

from monitor.store import Store
from tests.store.making import NOW


def test_a_source_remembers_its_last_good_answer(store: Store) -> None:
    store.sources.good("register", NOW, date(2030, 1, 3))
    later = NOW + timedelta(minutes=5)
    store.sources.failed("register", later, "blocked")
    store.sources.failed("register", later, "blocked")
    (state,) = store.sources.states()
    assert (state.last_good_at, state.last_tried_at, state.last_error, state.failures) == (NOW, later, "blocked", 2)
    store.sources.good("register", later)
    (state,) = store.sources.states()
    assert (state.last_error, state.failures, state.cursor) == ("", 0, date(2030, 1, 3))


def test_a_source_may_fail_before_it_was_ever_good(store: Store) -> None:
    store.sources.failed("register", NOW, "refused")
    assert store.sources.states()[0].last_good_at is None


def test_one_holder_at_a_time(store: Store) -> None:
    assert store.leases.acquire("poll", "one", 60, NOW)
    assert not store.leases.acquire("poll", "two", 60, NOW)
    assert store.leases.acquire("poll", "one", 60, NOW + timedelta(seconds=30))
    assert not store.leases.acquire("poll", "two", 60, NOW + timedelta(seconds=61))
    assert store.leases.acquire("poll", "two", 60, NOW + timedelta(seconds=91))


def test_a_released_lease_is_free(store: Store) -> None:
    store.leases.acquire("poll", "one", 60, NOW)
    store.leases.release("poll", "two")
    assert not store.leases.acquire("poll", "two", 60, NOW)
    store.leases.release("poll", "one")
    assert store.leases.acquire("poll", "two", 60, NOW)


def test_the_lease_of_somebody_who_is_dead_is_free(store: Store) -> None:
    store.leases.acquire("poll", "one", 60, NOW)
    assert not store.leases.acquire("poll", "two", 60, NOW, has_ended=lambda holder: holder == "three")
    assert store.leases.acquire("poll", "two", 60, NOW, has_ended=lambda holder: holder == "one")


def test_a_lease_taken_while_a_clock_ran_ahead_does_not_last(store: Store) -> None:
    assert store.leases.acquire("poll", "one", 60, NOW + timedelta(days=1))
    assert store.leases.acquire("poll", "two", 60, NOW)
    assert not store.leases.acquire("poll", "one", 60, NOW)


def test_a_clock_put_back_shortens_the_lease_of_its_own_holder(store: Store) -> None:
    store.leases.acquire("poll", "one", 60, NOW + timedelta(seconds=50))
    assert store.leases.acquire("poll", "one", 60, NOW)
    assert store.leases.acquire("poll", "two", 60, NOW + timedelta(seconds=61))
