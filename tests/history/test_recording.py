"""Documents may arrive in any order: the ledger is always that of the order in which they are in force."""

from __future__ import annotations

import tempfile
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from monitor.history.list_history import load_history
from monitor.history.recording import ListBefore
from monitor.model import Amendment, Document, Entry, Operation, Rule, Snapshot, Verdict, Version
from monitor.polling.intake import take_rule
from monitor.store import Store, open_store
from tests.comparing.making import entry

AS_OF = date(2030, 1, 2)
NOW = datetime(2030, 6, 1, tzinfo=UTC)
LIST = (entry("Alpha"), entry("Beta"), entry("Beta"), entry("Gamma", "IRAQ"), entry("Delta"))
NAMES = ["Alpha", "Beta", "Gamma", "Delta", "New"]

ORDERS = st.builds(
    lambda operation, name, country, policy: Amendment(
        operation, country, name, entry(name, country, license_review_policy=policy), "2. Do."
    ),
    st.sampled_from([Operation.ADD, Operation.REVISE, Operation.REMOVE, Operation.CORRECT]),
    st.sampled_from(NAMES),
    st.sampled_from(["IRAN", "IRAQ"]),
    st.sampled_from(["Denial", "Presumption of denial"]),
)


def rule(number: int, printed: int, wait: int, amendments: Sequence[Amendment]) -> tuple[Document, Rule]:
    day = AS_OF + timedelta(days=printed)
    name = f"2030-{number:05}"
    read = Rule(name, f"95 FR {number}", publication_date=day, effective_on=day + timedelta(days=wait),
                amendments=tuple(amendments), verdict=Verdict.VERIFIED)  # fmt: skip
    return Document(name, publication_date=day, effective_on=read.effective_on), read


RULES = st.lists(
    st.tuples(st.integers(1, 5), st.integers(-4, 4), st.lists(ORDERS, min_size=1, max_size=3)), min_size=2, max_size=4
)


def a_store(folder: str, name: str, entries: tuple[Entry, ...] = LIST) -> Store:
    store = open_store(f"sqlite:///{Path(folder) / name}.db")
    store.ledger.take_baseline(Snapshot("a copy", AS_OF, entries), as_of=AS_OF, sha256="b" * 64, now=NOW)
    return store


def known(store: Store) -> Counter[Version]:
    return Counter(load_history(store).versions)


OWN_DAYS = st.builds(
    lambda order, wait, back: replace(
        order,
        effective_on=AS_OF + timedelta(days=wait),
        applicable_from=AS_OF + timedelta(days=wait - back) if back else None,
    ),
    ORDERS,
    st.integers(1, 6),
    st.integers(0, 3),
)
SEVERAL_DAYS = st.lists(
    st.tuples(st.integers(1, 5), st.integers(-4, 4), st.lists(OWN_DAYS, min_size=1, max_size=4)), min_size=2, max_size=4
)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(SEVERAL_DAYS, st.randoms(use_true_random=False))
def test_instructions_of_several_days_give_one_ledger_in_any_order_of_arrival(
    made: list[tuple[int, int, list[Amendment]]], random: object
) -> None:
    rules = [rule(n, *parts) for n, parts in enumerate(made)]
    arrived = list(rules)
    random.shuffle(arrived)  # type: ignore[attr-defined]
    with tempfile.TemporaryDirectory() as folder:
        stores = [a_store(folder, name) for name in ("listed", "arrived")]
        for store, order in zip(stores, (rules, arrived), strict=True):
            for n, (document, read) in enumerate(order):
                take_rule(store, document, read, f"{n:064}", NOW + timedelta(minutes=n))
        assert known(stores[0]) == known(stores[1])
        for store in stores:
            store.close()


def test_each_instruction_changes_the_list_from_its_own_day(tmp_path: Path) -> None:
    """A rule effective on the 5th, its removal on the 9th, and an addition that applies from the 4th on."""
    store = a_store(str(tmp_path), "days")
    day = AS_OF + timedelta(days=3)
    new = Amendment(
        Operation.ADD, "IRAN", "New", entry("New"), "1.", effective_on=day, applicable_from=AS_OF + timedelta(2)
    )
    gone = Amendment(Operation.REMOVE, "IRAN", "Alpha", None, "2.", effective_on=AS_OF + timedelta(days=7))
    document, read = rule(1, 3, 0, [new, gone])
    take_rule(store, document, read, "1" * 64, NOW)
    names = {n: {e.name for e in store.ledger.entries(AS_OF + timedelta(days=n))} for n in (1, 2, 6, 7)}
    assert ["New" in names[n] for n in (1, 2, 6, 7)] == [False, True, True, True]
    assert ["Alpha" in names[n] for n in (1, 2, 6, 7)] == [True, True, True, False]
    changes = store.ledger.changes(document_number=document.number)
    days = [("New", AS_OF + timedelta(days=2)), ("Alpha", AS_OF + timedelta(days=7))]
    assert [(c.name, c.effective_on) for c in changes] == days, "a change has the day from which the list is changed"
    (shown,) = load_history(store).histories_named("New", AS_OF + timedelta(days=6))
    assert {shown.in_force_from, *(event.effective_on for event in shown.events)} == {AS_OF + timedelta(days=2)}
    later = load_history(store, known_on=NOW - timedelta(seconds=1))
    assert "New" not in {e.name for e in later.entries_on(AS_OF + timedelta(days=2))}
    # A rule that takes effect between the two days is not taken for the last one.
    between = Amendment(Operation.REVISE, "IRAN", "Alpha", entry("Alpha", license_review_policy="Denial"), "1.")
    take_rule(store, *rule(2, 4, 1, [between]), "2" * 64, NOW)
    assert "Alpha" in {e.name for e in store.ledger.entries(AS_OF + timedelta(days=6))}
    assert "Alpha" not in {e.name for e in store.ledger.entries(AS_OF + timedelta(days=7))}
    store.close()


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(RULES, st.randoms(use_true_random=False))
def test_any_order_of_arrival_gives_the_ledger_of_the_order_in_force(
    made: list[tuple[int, int, list[Amendment]]], random: object
) -> None:
    rules = [rule(n, *parts) for n, parts in enumerate(made)]
    arrived = list(rules)
    random.shuffle(arrived)  # type: ignore[attr-defined]
    with tempfile.TemporaryDirectory() as folder:
        stores = [a_store(folder, name) for name in ("in-force", "arrived")]
        in_force = sorted(rules, key=lambda r: (r[1].effective_on, r[1].publication_date, r[0].number))
        for store, order in zip(stores, (in_force, arrived), strict=True):
            for n, (document, read) in enumerate(order):
                take_rule(store, document, read, f"{n:064}", NOW + timedelta(minutes=n))
        assert known(stores[0]) == known(stores[1])
        for document, _ in rules:
            first, second = (s.ledger.changes(document_number=document.number) for s in stores)
            assert first == second
        for store in stores:
            store.close()


def names(store: Store, day: date, known_on: datetime | None = None) -> list[str]:
    return [e.name for e in load_history(store, known_on=known_on).entries_on(day)]


def test_a_rule_that_comes_late_changes_what_later_ones_did(tmp_path: Path) -> None:
    store = a_store(str(tmp_path), "elmon")
    gone = rule(2, 10, 0, [Amendment(Operation.REMOVE, "IRAN", "New", None, "2. Remove it.")])
    come = rule(1, 5, 0, [Amendment(Operation.ADD, "IRAN", "New", entry("New"), "2. Add it.")])
    early = take_rule(store, *gone, "1" * 64, NOW)
    assert early is not None
    assert "not on the list" in early.problems[0]
    later = NOW + timedelta(days=1)
    take_rule(store, *come, "2" * 64, later)
    assert "New" in names(store, AS_OF + timedelta(days=5))
    assert "New" not in names(store, AS_OF + timedelta(days=10))
    assert [c.kind.value for c in store.ledger.changes(document_number="2030-00002")] == ["removed"]
    assert "New" not in names(store, AS_OF + timedelta(days=5), known_on=NOW), "what was known then stays known"
    store.close()


def test_a_rule_before_the_baseline_acts_from_its_day(tmp_path: Path) -> None:
    store = a_store(str(tmp_path), "elmon")
    document, read = rule(1, 2, -10, [Amendment(Operation.ADD, "IRAN", "New", entry("New"), "2. Add it.")])
    take_rule(store, document, read, "1" * 64, NOW)
    assert names(store, AS_OF - timedelta(days=1)) == []
    assert "New" in names(store, AS_OF)
    store.close()


def test_recording_twice_changes_nothing(tmp_path: Path) -> None:
    store = a_store(str(tmp_path), "elmon")
    come = rule(1, 5, 0, [Amendment(Operation.ADD, "IRAN", "New", entry("New"), "2. Add it.")])
    assert take_rule(store, *come, "1" * 64, NOW) is not None
    before = known(store)
    assert take_rule(store, *come, "1" * 64, NOW) is None
    assert known(store) == before
    store.close()


def test_a_correction_waits_with_the_rule_that_it_corrects(tmp_path: Path) -> None:
    right = entry("New", license_review_policy="Denial")
    waiting = rule(1, 2, 10, [Amendment(Operation.ADD, "IRAN", "New", entry("New"), "2. Add it.")])
    mends = rule(2, 4, 0, [Amendment(Operation.CORRECT, "IRAN", "New", right, "2. New is corrected to read:")])
    for n, order in enumerate(([waiting, mends], [mends, waiting])):
        store = a_store(str(tmp_path), f"elmon{n}")
        alerts = [take_rule(store, *one, f"{k:064}", NOW) for k, one in enumerate(order)]
        assert "New" not in names(store, AS_OF + timedelta(days=11))
        (listed,) = [e for e in store.ledger.entries(AS_OF + timedelta(days=12)) if e.name == "New"]
        assert listed.license_review_policy == "Denial"
        last = alerts[-1]
        assert last is not None
        if order[-1] is mends:
            assert last.problems == ()
        store.close()


def test_the_list_that_a_rule_amends_is_without_what_it_did_itself(tmp_path: Path) -> None:
    store = a_store(str(tmp_path), "elmon")
    orders = [
        Amendment(Operation.ADD, "IRAN", "New", entry("New"), "a."),
        Amendment(Operation.REMOVE, "IRAN", "Alpha", None, "b."),
        Amendment(Operation.REVISE, "IRAN", "Delta", entry("Delta", license_review_policy="Denial"), "c."),
    ]
    document, read = rule(1, 5, 0, orders)
    take_rule(store, document, read, "1" * 64, NOW)
    before = ListBefore(store, document, AS_OF, acts=True, now=NOW).entries(read)
    assert Counter(before) == Counter(LIST)
    store.close()
