"""Migrations, and a database that is not what it should be."""

from __future__ import annotations

import json
import random
import sqlite3
import stat
from datetime import date, datetime
from pathlib import Path
from typing import cast

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import event, text
from sqlmodel import select

from monitor.errors import MonitorError, StoreError
from monitor.model import SourceFile, Stage, WatchedParty
from monitor.store import Store, open_store
from monitor.store.engine import Database, _use_wal
from monitor.store.filings import RecordedFiling
from monitor.store.page_queries import PageQueries
from monitor.store.party_tables import WatchSource
from monitor.store.reconciliations import read_reconciliations
from monitor.store.tables import ChangeRow, DocumentRow, FilingRow, metadata
from monitor.store.upgrade import HEAD
from tests.store.making import NOW
from tests.store.older import make_older


def test_migrated_tables_are_the_models(store: Store) -> None:
    with store.database.connection() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, metadata) == []


def test_the_known_head_is_the_newest_revision() -> None:
    config = Config()
    config.set_main_option("script_location", "monitor.store:migrations")
    assert ScriptDirectory.from_config(config).get_heads() == [HEAD]


def test_opening_again_changes_nothing(url: str) -> None:
    for _ in range(2):
        open_store(url).close()
    open_store(url, upgrade=False).close()


def test_an_empty_database_without_upgrade_says_what_to_do(url: str) -> None:
    with pytest.raises(StoreError, match="elmon db upgrade"):
        open_store(url, upgrade=False)


def test_a_newer_database_is_refused(url: str) -> None:
    store = open_store(url)
    with store.database.connection() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    store.close()
    with pytest.raises(StoreError, match="newer version"):
        open_store(url)


def test_naive_moments_are_refused(store: Store) -> None:
    with pytest.raises(StoreError):
        store.sources.failed("register", datetime(2030, 1, 1), "x")  # noqa: DTZ001 - the point of the test
    store.sources.failed("register", NOW, "x")


def test_the_file_is_its_users_alone(tmp_path: Path) -> None:
    open_store(f"sqlite:///{tmp_path / 'new' / 'elmon.db'}").close()
    assert stat.S_IMODE((tmp_path / "new" / "elmon.db").stat().st_mode) == 0o600


def test_what_is_no_database_is_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "elmon.db").write_bytes(b"this is no database, but a note of some length " * 50)
    with pytest.raises(StoreError, match="no database of elmon"):
        open_store(f"sqlite:///{tmp_path / 'elmon.db'}")


def test_a_folder_that_cannot_be_made_is_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(StoreError, match="cannot be opened"):
        open_store(f"sqlite:///{tmp_path / 'file' / 'elmon.db'}")


def test_a_locked_database_is_a_sentence(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("monitor.store.engine.BUSY_MILLISECONDS", 50)
    store = open_store(f"sqlite:///{tmp_path / 'elmon.db'}")
    other = sqlite3.connect(tmp_path / "elmon.db", isolation_level=None)
    other.execute("BEGIN EXCLUSIVE")
    with pytest.raises(StoreError, match="locked"):
        store.sources.failed("register", NOW, "x")
    other.close()
    store.close()


def test_a_writer_waits_for_another_only_so_long(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("monitor.store.engine.BUSY_MILLISECONDS", 50)
    first, second = open_store(url), open_store(url)
    with first.database.writing(), pytest.raises(StoreError, match="locked"):
        second.sources.failed("register", NOW, "x")
    second.sources.failed("register", NOW, "x")
    first.close()
    second.close()


def test_a_switch_to_wal_is_tried_again_while_another_process_does_it() -> None:
    class Busy:
        refusals = 2

        def execute(self, _: str) -> None:
            self.refusals -= 1
            if self.refusals >= 0:
                raise sqlite3.OperationalError("database is locked")

    cursor = Busy()
    _use_wal(cast(sqlite3.Cursor, cursor))
    assert cursor.refusals == -1


def test_an_unreachable_server_is_a_sentence_without_the_password() -> None:
    pytest.importorskip("psycopg", reason="psycopg, of the extra postgres, is not installed")
    with pytest.raises(StoreError) as caught:
        open_store("postgresql+psycopg://elmon:s3cret@127.0.0.1:9/elmon?connect_timeout=2")
    assert "s3cret" not in str(caught.value)


def test_a_password_in_the_options_is_not_shown_either() -> None:
    pytest.importorskip("psycopg", reason="psycopg, of the extra postgres, is not installed")
    with pytest.raises(StoreError) as caught:
        open_store("postgresql+psycopg://127.0.0.1:9/elmon?password=s3cret&connect_timeout=2")
    assert "s3cret" not in str(caught.value)


@pytest.mark.parametrize(("pragma", "said"), [("query_only = 1", "may not be written"), ("max_page_count = 1", "full")])
def test_a_read_only_or_full_database_is_a_sentence(tmp_path: Path, pragma: str, said: str) -> None:
    store = open_store(f"sqlite:///{tmp_path / 'elmon.db'}")
    event.listen(store.database.engine, "begin", lambda c: c.exec_driver_sql(f"PRAGMA {pragma}"))
    with pytest.raises(StoreError, match=said):
        store.archive.put(random.Random(1).randbytes(100_000), url="", media_type="", fetched_at=NOW)
    store.close()


def test_opening_does_not_wait_for_a_writer(url: str) -> None:
    first = open_store(url)
    with first.database.connection():
        open_store(url).close()
    first.close()


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("nonsense", "no database address"),
        ("postgresql+psycopg://elmon:s3cret@localhost:port/elmon", "no database address"),
        ("mysql://elmon:s3cret@localhost/elmon", "of no kind that works"),
        ("postgres://elmon:s3cret@localhost/elmon", "of no kind that works"),
        ("sqlite:///FOLDER/elmon.db?timeout=soon", "options"),
        ("sqlite:///FOLDER/el\0mon.db", "cannot be opened"),
        ("sqlite:///FOLDER", "cannot be opened"),
    ],
)
def test_a_wrong_address_is_a_sentence(tmp_path: Path, url: str, said: str) -> None:
    with pytest.raises(MonitorError, match=said) as caught:
        open_store(url.replace("FOLDER", str(tmp_path)))
    assert "s3cret" not in str(caught.value)


def test_values_that_a_driver_cannot_take_are_sentences(tmp_path: Path) -> None:
    store = open_store(f"sqlite:///{tmp_path / 'elmon.db'}")
    with pytest.raises(StoreError, match="cannot take"):
        store.outbox.retry([10**30], NOW)
    with pytest.raises(StoreError, match="cannot take"):
        store.documents.has_document("2030-\udcff", Stage.PUBLISHED)
    store.close()


def test_the_first_tables_come_along_with_their_data(url: str) -> None:
    database = Database(url)
    with database.connection() as connection:
        config = Config()
        config.set_main_option("script_location", "monitor.store:migrations")
        config.attributes["connection"] = connection
        command.upgrade(config, "0001")
        record = '{"effective_on": null, "publication_date": "2030-01-05"}'
        for number, rule in (("1", '{"effective_on": "2030-02-01"}'), ("2", '{"effective_on": null}')):
            connection.execute(
                text(
                    "INSERT INTO document (number, stage, verdict, sha256, record, rule, attention, recorded_at)"
                    " VALUES (:number, 'published', 'verified', 'a', :record, :rule, '', '2030-01-05 11:00:00')"
                ),
                {"number": number, "record": record, "rule": rule},
            )
        connection.execute(
            text(
                "INSERT INTO change (document_number, change_set, ordinal, content, known_at)"
                " VALUES ('1', '1/published', 0, '{}', '2030-01-05 11:00:00')"
            )
        )
    database.close()
    store = open_store(url)
    with store.database.reading() as session:
        days = {row.number: row.in_force_on for row in session.exec(select(DocumentRow)).all()}
        assert days == {"1": date(2030, 2, 1), "2": date(2030, 1, 5)}
        assert [row.known_to for row in session.exec(select(ChangeRow)).all()] == [None]
    store.close()


def test_filings_of_earlier_versions_are_closed_where_they_are_awaited_no_more(url: str) -> None:
    day = {"filed_at": "2030-01-01T13:45:00+00:00", "publication_date": "2030-01-03", "editorial_note": ""}
    gone = {"filed_at": None, "publication_date": None}
    records = {
        "2030-00001": (day, "verified", ""), "2030-00002": (day, "irrelevant", "irrelevant"),
        "2030-00003": ({**gone, "editorial_note": "Withdrawn by the agency."}, "verified", "withdrawn"),
        "2030-00004": ({**gone, "editorial_note": "Not printed as planned."}, "verified", "missed"),
        "2030-00005": (day, "", ""),
    }  # fmt: skip
    rows = [
        {"number": number, "record": json.dumps(record), "rule": json.dumps({"verdict": verdict}) if verdict else "",
         "sha256": "", "attention": "", "seen_at": NOW, "changed_at": NOW}
        for number, (record, verdict, _) in records.items()
    ]  # fmt: skip
    make_older(url, "0006", {"filing": rows})
    store = open_store(url)
    with store.database.reading() as session:
        closed = {row.number: row.closed for row in session.exec(select(FilingRow)).all()}
    assert closed == {number: expected for number, (_, _, expected) in records.items()}
    store.close()


@pytest.mark.parametrize("revision", ["0005", "0006", "0007", "0008"])
def test_the_parties_of_earlier_versions_belong_to_the_source_of_their_file(url: str, revision: str) -> None:
    files = {"C-1": "customers-2024-12-05.csv", "C-2": "customers-2025-01-09.csv", "V-1": "vendors.xlsx", "p-1": ""}
    parties = [
        {"reference": reference, "name": f"Party {reference}", "country": "IRAN", "address": "", "source": file,
         "added_at": NOW, "updated_at": NOW}
        for reference, file in files.items()
    ]  # fmt: skip
    decided = {"id": 1, "match": "0123abcd", "reference": "C-1", "country": "IRAN", "name": "Alpha", "decision": "confirmed",
               "who": "me", "why": "", "at": NOW, "party_print": "x", "entry_print": "y"}  # fmt: skip
    make_older(url, revision, {"watch": parties, "decision": [decided]})
    store = open_store(url)
    assert {p.reference: p.source for p in store.watchlist.parties()} == {
        "C-1": "customers", "C-2": "customers", "V-1": "vendors", "p-1": "",
    }  # fmt: skip
    assert [(p.reference, p.name) for p in store.watchlist.parties()] == [(r, f"Party {r}") for r in sorted(files)]
    assert [d.reference for d in store.watchlist.decisions()] == ["C-1"]
    again = store.watchlist.take([WatchedParty("C-1", "Party C-1", "IRAN")], "customers", NOW)
    assert (again.unchanged, again.added) == (1, 0)
    with store.database.reading() as session:
        rows = session.exec(select(WatchSource)).all()
    assert sorted(row.name for row in rows) == ["customers", "vendors"]
    assert {row.file for row in rows} <= set(files.values())
    store.close()


@pytest.mark.parametrize("revision", ["0011", "0012", "0013"])
def test_parties_and_sources_without_details_mapping_and_history_come_along(url: str, revision: str) -> None:
    party = {"reference": "C-1", "own_reference": "C-1", "name": "Alpha", "country": "IRAN", "address": "1 Road",
             "source": "ours", "added_at": NOW, "updated_at": NOW}  # fmt: skip
    source = {"name": "ours", "file": "ours.csv", "added_at": NOW, "taken_at": NOW}
    make_older(url, revision, {"watch": [party], "watch_source": [source]})
    store = open_store(url)
    assert store.watchlist.parties() == [WatchedParty("C-1", "Alpha", "IRAN", "1 Road")]
    (known,) = store.party_sources.all()
    assert (known.name, known.file, known.parties) == ("ours", SourceFile("ours.csv"), 1)
    assert [event.what for event in store.party_history.of("C-1")] == ["added"]
    assert store.watchlist.take([WatchedParty("C-1", "Alpha", "IRAN", "1 Road")], "ours", NOW).unchanged == 1
    store.close()


def test_what_was_accepted_and_who_must_review_come_along(url: str, tmp_path: Path) -> None:
    """Titles with a server's path, alerts on what was accepted, reviews of filings: as version 0008 left them."""
    number, path = "reconciled-20300110-100000", "/srv/lists/part744.xml.gz"
    title = f"Taken over from {path} of 2030-01-08 by ann: BIS: confirmed by mail"
    shape = {"title": title, "effective_on": "2030-01-08"}
    document = {
        "number": number, "stage": "published", "publication_date": date(2030, 1, 8), "in_force_on": date(2030, 1, 8),
        "verdict": "verified", "sha256": "", "record": json.dumps(shape), "rule": json.dumps(shape), "attention": "",
        "recorded_at": NOW,
    }  # fmt: skip
    filing = {"number": "2030-00001", "record": "{}", "rule": "", "sha256": "", "attention": "Look.", "closed": "",
              "seen_at": NOW, "changed_at": NOW}  # fmt: skip
    base = {
        "id": 1,
        "kind": "baseline",
        "source": path,
        "as_of": date(2030, 1, 2),
        "entry_count": 3,
        "sha256": "",
        "known_at": NOW,
    }
    alert = {"key": f"{number}/published", "thread": number, "alert": "{}", "created_at": NOW}
    make_older(url, "0008", {"document": [document], "filing": [filing], "list_version": [base], "change_set": [alert]})
    store = open_store(url)
    with store.database.reading() as session:
        (info,) = read_reconciliations(session.connection()).values()
        (kept,) = session.exec(select(DocumentRow)).all()
    assert (info.who, info.why, info.copy_day) == ("ann", "BIS: confirmed by mail", date(2030, 1, 8))
    assert (info.rules_until, info.accepted_at) == (date(2030, 1, 2), NOW)
    titles = [json.loads(kept.record)["title"], json.loads(kept.rule)["title"]]
    assert titles == [info.title] * 2 == ["Reconciled from the eCFR copy of 2030-01-08, accepted by ann"] * 2
    baseline = store.ledger.baseline()
    assert baseline is not None
    assert baseline.source == "part744.xml.gz"
    assert PageQueries(store.database).alerts(9) == [], "no alert on what is no rule"
    store.reviews.close("2030-00001", "ben", "Read by eye.", NOW)
    store.filings.keep(RecordedFiling("2030-00001", {}, None, "", "Look."), (), now=NOW)
    assert store.filings.reviews() == [], "nothing has changed"
    store.filings.keep(RecordedFiling("2030-00001", {}, None, "", "Look again."), (), now=NOW)
    assert store.filings.reviews() == ["2030-00001 (filed): Look again."]
    store.close()
