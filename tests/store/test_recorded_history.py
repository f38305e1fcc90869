"""What is read of the list through time, from a database of either kind, and that nothing recorded escapes it."""

from __future__ import annotations

from datetime import date, timedelta

from sqlalchemy import event

from monitor.model import Change, ChangeKind, Stage, Version
from monitor.store import Store, open_store
from monitor.store.recorded_history import read_history
from tests.store.making import DAY, LIST, NOW, added, entry, outcome

LATER = NOW + timedelta(days=1)
GONE = Change(ChangeKind.REMOVED, "IRAN", "Alpha", before=entry("Alpha"), effective_on=date(2030, 2, 10))


def fill(store: Store) -> None:
    store.ledger.take_baseline(LIST, as_of=DAY, sha256="0" * 64, now=NOW)
    store.ledger.record(outcome(added("Delta"), attention="Look."), now=NOW)
    store.ledger.record(outcome(GONE, number="2030-00002"), now=LATER)


def test_an_empty_database_has_no_history(store: Store) -> None:
    found = read_history(store.database)
    assert (found.versions, found.numbered_changes, found.documents, found.beginnings) == ((), {}, {}, {})


def test_versions_changes_and_documents_come_as_they_were_recorded(store: Store) -> None:
    fill(store)
    found = read_history(store.database)
    alpha = Version(entry("Alpha"), DAY, date(2030, 2, 10), "baseline 2030-01-02")
    stay = [Version(e, DAY, None, "baseline 2030-01-02") for e in LIST.entries[1:]]
    delta = Version(entry("Delta"), date(2030, 2, 1), None, "2030-00001")
    assert [v for v in found.versions if v.source == "2030-00001"] == [delta]
    assert found.versions == (*stay, alpha, delta)
    assert list(found.numbered_changes.values()) == [added("Delta"), GONE] == store.ledger.changes()
    first, second = found.documents.values()
    assert (first.document.number, first.stage, first.attention) == ("2030-00001", Stage.PUBLISHED, "Look.")
    assert (first.effective_on, first.effective_day, first.recorded_at) == (date(2030, 2, 1), date(2030, 2, 1), NOW)
    assert second.document.number == "2030-00002"
    assert found.beginnings == store.ledger.beginnings()


def test_what_was_known_at_a_moment_is_without_what_came_later(store: Store) -> None:
    fill(store)
    found = read_history(store.database, LATER - timedelta(seconds=1))
    assert [v.effective_to for v in found.versions if v.entry.name == "Alpha"] == [None]
    assert list(found.numbered_changes.values()) == [added("Delta")]
    assert list(found.documents) == ["2030-00001"]
    assert [v.effective_to for v in read_history(store.database, LATER).versions if v.entry.name == "Alpha"] == [
        date(2030, 2, 10)
    ]


def test_twins_share_their_entry_and_an_earlier_reading_is_not_made_anew(store: Store) -> None:
    store.ledger.take_baseline(LIST, as_of=DAY, sha256="0" * 64, now=NOW)
    store.ledger.record(outcome(added("Delta")), now=NOW)
    first = read_history(store.database)
    one, other = (v.entry for v in first.versions if v.entry.name == "Beta")
    assert one is other
    store.ledger.record(outcome(GONE, number="2030-00002"), now=LATER)
    again = read_history(store.database, earlier=first)
    assert again.entries.keys() == first.entries.keys()
    assert all(again.entries[key] is entry for key, entry in first.entries.items())
    assert len(again.numbered_changes) == 2
    assert all(again.numbered_changes[n] is change for n, change in first.numbered_changes.items())
    assert list(again.numbered_changes.values()) == store.ledger.changes()


def test_what_is_recorded_meanwhile_is_in_the_next_reading_whole(store: Store, url: str) -> None:
    fill(store)
    before = read_history(store.database)
    other = open_store(url)

    @event.listens_for(store.database.engine, "before_cursor_execute")
    def record_meanwhile(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        if "FROM change" in statement and not other.documents.has_document("2030-00003", Stage.PUBLISHED):
            assert other.ledger.record(outcome(added("Echo"), number="2030-00003"), now=LATER)

    found = read_history(store.database)
    again = read_history(store.database)
    other.close()
    assert [list(one.documents) for one in (found, again)] == [[*before.documents], [*before.documents, "2030-00003"]]
    assert (found.versions, found.numbered_changes) == (before.versions, before.numbered_changes)
    assert (len(again.versions), len(again.numbered_changes)) == (
        len(before.versions) + 1,
        len(before.numbered_changes) + 1,
    )


def test_what_is_prepared_stays(store: Store) -> None:
    fill(store)
    prepared, fresh = read_history(store.database), read_history(store.database)
    prepared.prepare()
    assert (prepared.versions, prepared.numbered_changes) == (fresh.versions, fresh.numbered_changes)
    assert (prepared.documents, prepared.entries) == (fresh.documents, fresh.entries)
