"""Whatever the program writes into its database, it does not take for damage afterwards: a false alarm stops the list."""

from __future__ import annotations

import uuid
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from monitor.alerting.alerts import operator_alert
from monitor.alerting.watchlist import Screener
from monitor.clock import EASTERN, SetClock
from monitor.history.reconcile import reconcile
from monitor.history.replay import accept as accept_readings
from monitor.history.replay import replay
from monitor.model import Decision, Named, PartyDetails, Rule, Snapshot, SourceFile, WatchedParty
from monitor.operations.backup import restore_backup, take_backup
from monitor.operations.copying import move
from monitor.operations.retention import RecordsKept, prune_archive, prune_records
from monitor.operations.status import read_status
from monitor.polling.backfill import backfill
from monitor.polling.beneath import lay_beneath
from monitor.polling.clock_steps import report_clock_step
from monitor.polling.completeness import CompletenessCheck
from monitor.polling.daily_reconciliation import accept as accept_differences
from monitor.polling.damage import look_for_damage
from monitor.polling.filings_again import accept_filings, read_filings_again
from monitor.polling.published import PublishedPoller
from monitor.reading.files import read_snapshot
from monitor.store import Store, open_store
from monitor.store.party_data import forget_party
from monitor.store.stored import Damage
from monitor.store.tables import DocumentRow, FilingRow, metadata
from monitor.store.versions import dump
from tests.demo.made import Made, made_other, made_rule
from tests.monitoring import Monitor
from tests.polling.test_beneath import COPY, NEWER, OLD, UNEXPLAINED
from tests.store.conftest import postgres, url  # noqa: F401 - fixtures
from tests.store.making import by_our_clock

RULE, FILED, WITHDRAWN, HOSTILE, AHEAD = "2024-20001", "2024-20002", "2024-20003", "2024-20004", "2024-20005"
OURS = WatchedParty(
    "C-1", "Omega Trading Co., Ltd.", "IRAN", "1 Example Street, Tehran", details=PartyDetails(("OTC",))
)
ENTRY = Named("IRAN", "Omega Trading Co., Ltd.")


@dataclass
class Life:
    """One database that is led through everything, with what works on it; ``fresh`` makes an empty one."""

    monitor: Monitor
    store: Store
    fresh: Callable[[str], str]

    @property
    def poller(self) -> PublishedPoller:
        return self.monitor.poller

    @property
    def now(self) -> datetime:
        return self.monitor.clock.now()

    def go_on_with(self, url: str) -> None:  # noqa: F811
        """Everything works on the database at ``url`` from now on."""
        self.store.close()
        self.begin(url)

    def begin(self, url: str) -> None:  # noqa: F811
        monitor, self.store = self.monitor, by_our_clock(open_store(url))
        screener = Screener(self.store, 0.8, monitor.clock)
        monitor.store = self.store
        audience = replace(monitor.poller.audience, screen=screener)
        monitor.poller = replace(monitor.poller, store=self.store, audience=audience)
        monitor.looker = replace(monitor.looker, store=self.store, audience=audience)

    def put(self, number: str, day: int, word: str) -> Made:
        """A rule in print in August, on the desk the day before."""
        made = made_rule(number, datetime(2024, 8, day - 1, 8, 45, tzinfo=EASTERN), date(2024, 8, day), word)
        made.put_on(self.monitor.register)
        return made

    def misread(self, row_type: type[DocumentRow | FilingRow], key: Any, rule: Rule) -> None:
        """As if an earlier version had missed the first of a document's amendments."""
        with self.store.database.writing() as session:
            session.get_one(row_type, key).rule = dump(replace(rule, amendments=rule.amendments[1:]))


def take_a_baseline(life: Life) -> None:
    life.monitor.at(date(2024, 8, 1))
    life.monitor.register.publish_through(date(2024, 8, 1))
    older = read_snapshot(COPY.data, "copy").entries
    newer = Snapshot("newer.xml", NEWER, (*older[1:], UNEXPLAINED, UNEXPLAINED))
    life.store.ledger.take_baseline(newer, as_of=NEWER, sha256="0" * 64, now=life.now)


def poll(life: Life) -> None:
    assert life.poller.poll().recorded


def lay_an_older_list_beneath(life: Life) -> None:
    life.monitor.at(date(2024, 8, 1), 8)
    lay_beneath(life.poller, COPY, force=True)
    assert life.store.ledger.baseline().as_of == OLD  # type: ignore[union-attr]


def fetch_past_rules(life: Life) -> None:
    assert backfill(life.poller, OLD).good


def import_parties(life: Life) -> None:
    take = life.store.watchlist.take
    file = SourceFile("crm.csv", "/srv/crm.csv", "Ann", {"name": ["Name"]})
    take([OURS, WatchedParty("C-2", "Sigma Works LLC"), WatchedParty("C-3", "Gone")], "crm", life.now, source_file=file)
    take(
        [OURS, WatchedParty("C-2", "Sigma Works LLC", "IRAN")],
        "crm",
        life.now,
        replace=True,
        file=("crm.csv", "0" * 64),
    )
    take([WatchedParty("1", "By Hand")], "", life.now, who="Ann")
    alert = operator_alert("operator/parties/1", "A file could not be read", ("It is empty.",))
    life.store.watchlist.refuse_file("other.csv", "1" * 64, "It is empty.", alert, (("mail", "a"),), life.now)


def see_filings(life: Life) -> None:
    for number, day, word in ((RULE, 6, "Omega"), (FILED, 20, "Delta"), (WITHDRAWN, 21, "Theta")):
        life.put(number, day, word)
    made_other("2024-20009", datetime(2024, 8, 5, 8, 45, tzinfo=EASTERN), date(2024, 8, 6), "Rule").put_on(
        life.monitor.register
    )
    assert life.monitor.look("2024-08-05T09:00").recorded
    life.monitor.look("2024-08-19T09:00")
    life.monitor.look("2024-08-20T09:00")
    life.monitor.register.public_inspection.withdraw(WITHDRAWN, life.now)
    life.monitor.look("2024-08-20T10:00")


def publish_what_was_filed(life: Life) -> None:
    assert {a.document_number for a in life.monitor.print("2024-08-20T11:00").recorded} >= {RULE, FILED}


def set_a_hostile_document_aside(life: Life) -> None:
    made = life.put(HOSTILE, 22, "Hostile")
    life.monitor.register.texts[HOSTILE] = b"<RULE>" + made.xml
    assert life.monitor.print("2024-08-22T11:00").recorded


def find_a_document_changed(life: Life) -> None:
    texts = life.monitor.register.texts
    texts[FILED] = texts[FILED].replace(b"1 Example Street", b"3 Example Street")
    life.monitor.set("2024-08-23T09:00")
    CompletenessCheck(life.poller).turn()


def accept_better_readings(life: Life) -> None:
    (published,) = life.store.documents.recorded(RULE)
    life.misread(DocumentRow, (RULE, "published"), published.rule)
    filing = life.store.filings.get(WITHDRAWN)
    assert filing is not None
    assert filing.rule is not None
    life.misread(FilingRow, WITHDRAWN, filing.rule)
    accept_readings(life.store, replay(life.store, life.monitor.clock), life.monitor.clock)
    accept_filings(life.store, read_filings_again(life.store), life.poller.audience, life.monitor.clock)


def accept_differences_from_the_ecfr(life: Life) -> None:
    day = date(2024, 8, 23)
    found = reconcile(life.store, "the eCFR", day, life.store.ledger.entries(day)[2:])
    changes = [difference.change for difference in found.differences]
    assert accept_differences(life.store, changes[:1], found, "Ann", "It is right.", life.now).whole is False
    life.monitor.set("2024-08-24T09:00")
    found = reconcile(life.store, "the eCFR", day, life.store.ledger.entries(day)[1:])
    accept_differences(life.store, [d.change for d in found.differences], found, "Ann", "It is right.", life.now)


def decide_and_review(life: Life) -> None:
    life.store.watchlist.decide(Decision("m", "C-1", ENTRY, "dismissed", "Ann", "Another one", life.now, "p", "e"))
    life.store.watchlist.decide(Decision("m", "C-1", ENTRY, "open", "Ann", "Perhaps not", life.now, "p", "e"))
    life.store.reviews.close(HOSTILE, "Ann", "Seen", life.now)


def change_parties(life: Life) -> None:
    store, now = life.store, life.now
    assert store.watchlist.edit(replace(OURS, name="Omega Ltd."), "Ann", now)
    store.watchlist.remove(["1"], "Ann", now)
    store.party_sources.rename("crm", "erp")
    forget_party(store.database, "C-1", now + timedelta(days=1))
    store.watchlist.remove(["C-2"], "Ann", now)
    store.party_sources.forget("erp")


def deliver_and_retry(life: Life) -> None:
    life.monitor.deliver()
    report_clock_step(life.store, life.monitor.watch.recipients, "test", timedelta(hours=-2), life.now)
    (message, *_) = life.store.outbox.lease(life.now + timedelta(days=1), "test", 60, 9)
    life.store.outbox.mark_failed(message.id, "test", "refused")
    assert life.store.outbox.retry(None, life.now)
    life.store.sources.failed("the eCFR", life.now, "503", life.now + timedelta(hours=1))
    life.store.leases.acquire("poll", "test", 30, life.now)
    life.store.leases.release("poll", "test")
    life.store.leases.acquire("poll", "another", 30, life.now)


def keep_only_so_long(life: Life) -> None:
    later = SetClock(life.now + timedelta(days=400))
    assert prune_archive(life.store, later, 30, vacuum=True).documents
    prune_records(life.store, later, RecordsKept(300, 300))


def move_to_another_database(life: Life) -> None:
    """From PostgreSQL into a file, and back."""
    address = life.store.database.url.render_as_string(hide_password=False)
    for kind in ("same",) if life.store.database.is_sqlite else ("other", "same"):
        target = life.fresh(kind)
        move(address, target, lambda done, total: None)
        address = target
    life.go_on_with(address)


def back_up_and_restore(life: Life) -> None:
    if life.store.database.is_sqlite:
        file = Path(str(life.store.database.url.database)).with_suffix(".backup")
        take_backup(life.store.database, file, lambda done, total: None)
        target = life.fresh("same")
        restore_backup(file, target, life.monitor.clock, lambda done, total: None)
        life.go_on_with(target)


def be_right_again_after_a_clock_was_ahead(life: Life) -> None:
    """What is accepted then is written at an earlier moment than the state that it follows."""
    life.put(AHEAD, 27, "Ahead")
    life.monitor.print("2024-09-30T11:00")
    life.monitor.set("2024-08-27T12:00")
    (read,) = life.store.documents.recorded(RULE)
    life.misread(DocumentRow, (RULE, "published"), read.rule)
    accept_readings(life.store, replay(life.store, life.monitor.clock), life.monitor.clock)


def start_over(life: Life) -> None:
    entries = life.store.ledger.entries(date(2024, 8, 27))[:7]
    day = date(2024, 8, 28)
    life.monitor.at(day)
    life.store.ledger.take_baseline(
        Snapshot("another", day, tuple(entries)), as_of=day, sha256="2" * 64, now=life.now, replace=True
    )


PATHS: tuple[Callable[[Life], None], ...] = (
    take_a_baseline, poll, lay_an_older_list_beneath, fetch_past_rules, import_parties, see_filings,
    publish_what_was_filed, set_a_hostile_document_aside, find_a_document_changed, accept_better_readings,
    accept_differences_from_the_ecfr, decide_and_review, deliver_and_retry, move_to_another_database, back_up_and_restore,
    change_parties, keep_only_so_long, be_right_again_after_a_clock_was_ahead, start_over,
)  # fmt: skip
"""Each way in which the program writes, in an order in which one database can go through all of them."""


@pytest.fixture
def life(monitor: Monitor, url: str, request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Life]:  # noqa: F811
    def fresh(kind: str) -> str:
        if (kind == "same") == url.startswith("sqlite"):
            return f"sqlite:///{tmp_path / uuid.uuid4().hex}.db"
        server, name = request.getfixturevalue("postgres"), f"t{uuid.uuid4().hex[:12]}"
        server.psql(f"CREATE DATABASE {name}")
        return str(server.get_uri(database=name)).replace("postgresql://", "postgresql+psycopg://", 1)

    life = Life(monitor, monitor.store, fresh)
    life.begin(url.replace("/elmon.db", "/life.db"))
    yield life
    life.store.close()


def test_nothing_that_is_written_is_taken_for_damage(life: Life) -> None:
    filled: Counter[str] = Counter()
    for path in PATHS:
        path(life)
        life.store.database.damage = Damage()
        life.store.database.counted_until = 0.0
        look_for_damage(life.store, life.now)
        assert life.store.database.damage.unreported() == [], path.__name__
        assert read_status(life.store, life.monitor.clock, {}).damage == "", path.__name__
        with life.store.database.reading() as session:
            filled.update(t.name for t in metadata.sorted_tables if session.execute(t.select().limit(1)).first())
    assert {table.name for table in metadata.sorted_tables} - filled.keys() == set(), "every table was written to"
