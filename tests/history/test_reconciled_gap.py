"""Days of which no rules are loaded, known from the eCFR's copy: what stands when, and what is said of it."""

from __future__ import annotations

import random
import tempfile
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from monitor.clock import SetClock
from monitor.comparing.identity import name_key, pair_entries
from monitor.comparing.lists import compare_lists
from monitor.history.baseline import BUNDLED_AS_OF, bundled, take_bundled
from monitor.history.diff import diff_names
from monitor.history.list_history import ListHistory, load_history
from monitor.history.reconcile import Reason, reconcile
from monitor.model import Amendment, Change, ChangeKind, Citation, Entry, ListName, Operation
from monitor.polling.daily_reconciliation import accept
from monitor.reading.files import read_snapshot
from monitor.rendering.diff import render_diff
from monitor.rendering.history import render_entry_histories
from monitor.store import Store, open_store
from tests.comparing.making import entry
from tests.history.test_recording import AS_OF, LIST, NOW, a_store

START, COPY = date(2023, 12, 5), BUNDLED_AS_OF
CHANGED = (ChangeKind.ADDED, ChangeKind.REVISED, ChangeKind.REMOVED, ChangeKind.RENAMED, ChangeKind.MOVED)


def substantive(changes: Sequence[Change]) -> list[Change]:
    return [change for change in changes if change.kind is not ChangeKind.EDITORIAL]


def accepted(store: Store, theirs: Sequence[Entry], day: date, now: datetime = NOW) -> ListHistory:
    """The history once everything that is open of a copy's differences is accepted, as the command does."""
    found = reconcile(store, "/srv/lists/part744.xml.gz", day, theirs)
    accept(
        store,
        [one.change for one in found.differences if not one.settled],
        found,
        "ann",
        "the rules are not loaded",
        now,
    )
    return load_history(store)


# -- the real gap ------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def copies() -> tuple[tuple[Entry, ...], tuple[Entry, ...]]:
    """The list of December 2023, and that of July 2026."""
    before = read_snapshot(bundled("supp4-2023-12-05.xml.gz"), "before").of(ListName.ENTITY)
    return before, read_snapshot(bundled(), "after").of(ListName.ENTITY)


@pytest.fixture(scope="module")
def history(copies: tuple[tuple[Entry, ...], tuple[Entry, ...]]) -> Iterator[ListHistory]:
    """Two and a half years without rules, reconciled."""
    with tempfile.TemporaryDirectory() as folder:
        store = open_store(f"sqlite:///{folder}/elmon.db")
        now = datetime(2026, 7, 20, 12, tzinfo=UTC)
        take_bundled(store, START, SetClock(now))
        yield accepted(store, copies[1], COPY, now)
        store.close()


def test_old_and_added_without_removed_is_new(
    history: ListHistory, copies: tuple[tuple[Entry, ...], tuple[Entry, ...]]
) -> None:
    assert substantive(compare_lists(history.entries_on(START), copies[0])) == []
    assert substantive(compare_lists(history.entries_on(COPY), copies[1])) == []
    assert len(history.entries_on(COPY)) == len(copies[1]) == 3411
    for day in (START, date(2024, 6, 1), date(2025, 3, 1)):
        changes = substantive(history.changes_between(day, COPY))
        kinds = Counter(change.kind for change in changes)
        size = len(history.entries_on(day)) + kinds[ChangeKind.ADDED] - kinds[ChangeKind.REMOVED]
        assert size == len(history.entries_on(COPY))


def test_thirty_days_of_the_gap_agree_with_the_citations(
    history: ListHistory, copies: tuple[tuple[Entry, ...], tuple[Entry, ...]]
) -> None:
    before, after = copies
    pairing = pair_entries(before, after)
    come = [after[n] for n in pairing.come]
    first = {id(e): min((c.date for c in e.citations if c.date and c.date > START), default=None) for e in come}
    dated = [e for e in come if first[id(e)]]
    assert len(dated) > 700
    for day in random.Random(7).sample([START + timedelta(n) for n in range(1, (COPY - START).days)], 30):
        listed = Counter(map(name_key, history.entries_on(day)))
        for old, _ in pairing.pairs:
            assert listed[name_key(before[old])] or history.became(before[old]), (
                "what stands in both copies stands between"
            )
        cited = Counter(name_key(e) for e in dated if (first[id(e)] or COPY) <= day)
        later = Counter(name_key(e) for e in dated if (first[id(e)] or START) > day)
        assert all(listed[key] >= n for key, n in cited.items())
        there_before = {name_key(e) for e in before}
        assert [key for key in later if key not in cited and listed[key] and key not in there_before] == []
        for one in history.entries_on(day):
            assert all(c.date is None or c.date <= max(day, START) for c in one.citations), (
                "nothing cites a rule to come"
            )


def test_every_answer_for_days_of_the_gap_says_so(history: ListHistory) -> None:
    said = history.notes_on(date(2025, 1, 1))
    assert (
        said[0] == "Changes between 2023-12-05 and 2026-07-18 are known from the eCFR only; dates come from citations."
    )
    assert "removed on an unknown day between 2023-12-05 and 2026-07-18 and are still listed here" in said[1]
    assert history.notes_on(START) == history.notes_on(COPY) == history.notes_on(COPY + timedelta(days=1)) == ()
    diff = diff_names("2024-01-01", "2026-07-18", lambda: history, lambda _: None, COPY)
    assert diff.notes[0] == said[0]
    for form in ("text", "json", "markdown"):
        assert "known from the eCFR only" in render_diff(diff, form)
    assert "on an unknown day between 2023-12-05 and 2026-07-18" in render_diff(diff)
    assert diff_names("2026-07-18", "2026-07-19", lambda: history, lambda _: None, COPY + timedelta(days=1)).notes == ()


def test_a_removal_has_no_day(history: ListHistory) -> None:
    gone = [c for c in history.changes if c.kind is ChangeKind.REMOVED]
    assert gone
    for change in gone:
        assert (change.unknown_since, change.effective_on) == (START, COPY)
    assert gone[0].before is not None
    shown = render_entry_histories(history.histories_named(gone[0].before.name, date(2025, 1, 1)))
    assert "removed on an unknown day between 2023-12-05 and 2026-07-18" in shown
    for name, day in ((gone[0].before.name, date(2025, 1, 1)), (gone[0].before.name, COPY)):
        (one,) = history.histories_named(name, day)
        assert (one.in_force_to, one.unknown_since) == (COPY, START)
        for form in ("text", "markdown"):
            said = render_entry_histories([one], form)
            assert "until July 18, 2026" not in said
            assert "removed on an unknown day between 2023-12-05 and 2026-07-18; no longer on the list" in said


def test_it_is_no_rule_and_no_path_is_kept(history: ListHistory) -> None:
    assert history.documents_newest_first == []
    (info,) = history.reconciliations.values()
    assert info.title == "Reconciled from the eCFR copy of 2026-07-18, accepted by ann"
    assert "/srv" not in repr([history.documents, history.reconciliations, history.changes[:50]])
    assert {e.source for e in history.timeline.events if e.document_number} == {"citation"}


# -- any gap -----------------------------------------------------------------------------------------------------------

CITED = st.lists(st.integers(-5, 9), max_size=3, unique=True).map(
    lambda days: tuple(Citation(95, 100 + n, AS_OF + timedelta(days=n)) for n in sorted(days))
)
ENTRIES = st.builds(
    lambda name, country, street, cited: entry(name, country, addresses=(f"{street} Street",), citations=cited),
    st.sampled_from(["Alpha", "Beta", "Gamma", "Delta", "New"]),
    st.sampled_from(["IRAN", "IRAQ"]),
    st.integers(1, 9),
    CITED,
)
LISTS = st.lists(ENTRIES, min_size=1, max_size=7)


@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(LISTS, LISTS)
def test_any_copy_that_is_accepted_becomes_the_list(old: list[Entry], new: list[Entry]) -> None:
    day = AS_OF + timedelta(days=8)
    with tempfile.TemporaryDirectory() as folder:
        store = a_store(folder, "elmon", tuple(old))
        history = accepted(store, new, day)
        assert substantive(compare_lists(history.entries_on(AS_OF), old)) == []
        assert substantive(compare_lists(history.entries_on(day), new)) == []
        store.close()


# -- what reconcile says -----------------------------------------------------------------------------------------------


@pytest.fixture
def store(tmp_path_factory: pytest.TempPathFactory) -> Store:
    return a_store(str(tmp_path_factory.mktemp("gap")), "elmon")


def test_a_rule_that_is_not_loaded_is_no_error_of_the_list(store: Store) -> None:
    day = AS_OF + timedelta(days=30)
    cited = entry("New Co.", citations=(Citation(95, 700, AS_OF + timedelta(days=20)),))
    theirs = [*LIST[1:], cited]
    found = {one.change.name: one for one in reconcile(store, "the eCFR", day, theirs).differences}
    assert found["New Co."].reason == Reason.NOT_LOADED.value == "rule not yet loaded"
    assert found["Alpha"].reason == Reason.NOT_LOADED, "its removal may be one of those rules'"
    store.sources.good("federal register", NOW, day)
    found = {one.change.name: one for one in reconcile(store, "the eCFR", day, theirs).differences}
    assert found["Alpha"].reason == Reason.UNKNOWN, "every rule of those days is loaded"


def test_rules_that_are_loaded_later_end_the_gap(store: Store) -> None:
    """What the rules do themselves is no longer known from the copy alone."""
    from tests.history.test_reconcile import record

    day, added = AS_OF + timedelta(days=30), AS_OF + timedelta(days=3)
    cited = entry("New Co.", citations=(Citation(95, 3, added),))
    history = accepted(store, [*LIST, cited], day)
    assert "New Co." in [e.name for e in history.entries_on(added)]
    assert history.notes_on(added) != ()
    record(store, 3, Amendment(Operation.ADD, "IRAN", "New Co.", cited, "2. Add."))
    again = load_history(store)
    assert (again.notes_on(added), store.documents.reviews()) == ((), [])
    assert again.entries_on(day) == history.entries_on(day)


def test_an_entry_cited_twice_has_its_last_text_from_the_last_rule_on(store: Store) -> None:
    days = [AS_OF + timedelta(days=n) for n in (4, 9)]
    revised = replace(
        LIST[0], license_review_policy="Denial", citations=tuple(Citation(95, n, day) for n, day in enumerate(days))
    )
    history = accepted(store, [revised, *LIST[1:]], AS_OF + timedelta(days=30))

    def text_on(day: date) -> Entry:
        return next(e for e in history.entries_on(day) if e.name == "Alpha")

    assert text_on(days[0] - timedelta(days=1)) == LIST[0]
    between = text_on(days[0])
    assert (between.license_review_policy, len(between.citations)) == (LIST[0].license_review_policy, 1)
    assert text_on(days[1]) == revised
