"""A month with everything on, in minutes: does memory, file handles and the database's size level off?

Usage: python benchmarks/soak.py [--days 30] [--documents 40] [--trace] (Linux: it reads /proc)

The monitor runs in a process of its own with the bundled list: it asks the desk and the printed documents on the settings'
own schedule, reconciles, prunes, screens three thousand parties whose file is another every week, and tells a mail server, a
second address by daily digest, Slack, a webhook and a feed. Only its clock is driven: from one turn to the next it jumps, so
that nothing is waited for. On business days ``--documents`` documents are
filed and printed two days later, every second of them a rule of the Entity List; the last fifth of the days is quiet.
Printed are, day by day, resident memory, open files, the database with its log, and the documents in it; ``--trace`` adds
what Python's memory grew by. Targets, from the end of the first week to the last day: no more open files, at most 5 % more
objects and (what the allocator keeps for the next rule given back) memory; quiet days cost no growth of the database.
"""

from __future__ import annotations

import argparse
import ctypes
import gc
import multiprocessing
import re
import sqlite3
import sys
import time
import tracemalloc
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from datetime import time as clock_time
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from monitor import logs
from monitor.cli.context import CommandContext
from monitor.cli.run_and_poll import _prepare_apart
from monitor.clock import EASTERN, SetClock
from monitor.daemon import Daemon
from monitor.demo.register import RecordedRegister
from monitor.demo.sinks import SmtpSink, WebhookSink
from monitor.history.baseline import take_baseline
from monitor.polling.business_days import is_business_day
from tests.cli.conftest import snapshot
from tests.demo.made import made_other, made_rule

FIRST = date(2027, 3, 1)
MOST_MORE = 1.05
PARTIES = 3000


@dataclass(frozen=True)
class Day:
    """How the monitor stands at the end of a day."""

    day: date
    megabytes: float
    files: int
    database: int
    log: int
    documents: int
    sent: int
    asked: int
    blocks: int


class Driven(SetClock):
    """The clock that both the monitor and the Register follow; its time lies in memory that both share."""

    def __init__(self, shared: Any) -> None:
        super().__init__(datetime.fromtimestamp(shared.value, UTC))
        self._shared = shared

    def set(self, at: datetime) -> None:
        """Put it to ``at``, for both."""
        super().set(at)
        self._shared.value = at.timestamp()


def live(config: Path, shared: Any, days: int, pipe: Any, trace: bool, least: timedelta, small: bool) -> None:
    """The monitor's process: ``days`` of turns, ``least`` apart, and a :class:`Day` through the pipe after each.

    ``small``: with a list of two entries, and no eCFR to hold it against.
    """
    clock = Driven(shared)
    logs.set_up("json", "error")
    context = CommandContext(config, given_clock=clock)
    if small:
        take_baseline(context.store, snapshot(), "a small list", FIRST - timedelta(days=30), clock, force=True)
    else:
        _prepare_apart(context)
    reconcile, prune = (lambda: None) if small else context.reconciliation().turn, context.pruning(print).turn

    def daily() -> None:
        reconcile()
        prune()

    (taker,) = context.watch_files()
    daemon = Daemon(
        context.watch(), context.dispatcher(), context.plans, daily, parties=taker.turn,
        seconds=lambda: clock.now().timestamp(),
    )  # fmt: skip
    daemon._scheduler.start(paused=True)
    before = None
    for n in range(days):
        end = _midnight(FIRST + timedelta(days=n + 1))
        if n % 7 == 0:
            write_parties(config.parent, n // 7, 100 if small else PARTIES)
        while clock.now() < end:
            daemon.heartbeat()
            daemon.turn()
            daemon.deliver()
            due = min(daemon.watch.due(), clock.now() + timedelta(minutes=5))
            clock.set(min(max(due, clock.now() + least), end))
        gc.collect()
        if trace and n == days // 4:
            tracemalloc.start()
            before = tracemalloc.take_snapshot()
        pipe.send(_stand(FIRST + timedelta(days=n), context, daemon))
        pipe.recv()  # the Register has its documents of the next day
    if before is not None:
        for line in tracemalloc.take_snapshot().compare_to(before, "lineno")[:12]:
            print(line)
    ctypes.CDLL(None).malloc_trim(0)  # what was only ever lent goes back
    pipe.send(_stand(FIRST, context, daemon).megabytes)


def _midnight(day: date) -> datetime:
    return datetime.combine(day, clock_time(0), EASTERN).astimezone(UTC)


def _stand(day: date, context: CommandContext, daemon: Daemon) -> Day:
    file = Path(str(context.store.database.url.database))
    log = file.with_name(f"{file.name}-wal")
    found = re.search(r"VmRSS:\s+(\d+) kB", Path("/proc/self/status").read_text())
    with closing(sqlite3.connect(file)) as connection:
        documents, sent = connection.execute(
            "SELECT (SELECT count(*) FROM document), (SELECT count(*) FROM outbox WHERE state = 'sent')"
        ).fetchone()
    return Day(
        day, int(found[1]) / 1024 if found else 0.0, len(list(Path("/proc/self/fd").iterdir())), file.stat().st_size,
        log.stat().st_size if log.exists() else 0, documents, sent, context._client.sent,
        sys.getallocatedblocks(),
    )  # fmt: skip


def write_parties(folder: Path, week: int, many: int) -> None:
    """The watchlist of a week: a tenth of last week's parties have left, as many have come; some are those of the rules."""
    kinds, first = ("Trading", "Optics", "Soak", "Marine"), week * many // 10
    rows = [f"C-{n},{_word(n)} {kinds[n % 4]} Ltd,IRAN" for n in range(first, first + many)]
    (folder / "new.csv").write_text("reference,name,country\n" + "\n".join(rows) + "\n")
    (folder / "new.csv").replace(folder / "ours.csv")


def _word(number: int) -> str:
    return "".join(chr(65 + number // 26**i % 26) for i in (3, 2, 1, 0)).title()


def publish(register: RecordedRegister, day: date, number: int, many: int) -> int:
    """Put ``many`` documents of a day on the desk, in print two days later; the number of the last."""
    filings = register.public_inspection.filings
    filings[:] = [f for f in filings if f.record["publication_date"] >= day.isoformat()]
    for n in range(many if is_business_day(day) else 0):
        number += 1
        filed = datetime.combine(day, clock_time(9 + n % 9, n * 7 % 60), EASTERN)
        printed = day + timedelta(days=2)
        while not is_business_day(printed):
            printed += timedelta(days=1)
        name = f"2027-{number:05}"
        made = (
            made_rule(name, filed, printed, f"Soak {_word(number)}")
            if n % 2
            else made_other(name, filed, printed, "Rule")
        )
        made.put_on(register)
    return number


def settings(folder: Path, register: RecordedRegister, mail: SmtpSink, slack: WebhookSink, hook: WebhookSink) -> Path:
    """The settings file: everything on."""
    write_parties(folder, 0, 1)
    (folder / "slack").write_text(slack.url)
    (folder / "slack").chmod(0o600)
    mails = f'type = "email"\nhost = "127.0.0.1"\nport = {mail.port}\nsecurity = "none"\nsender = "elmon@example.org"\n'
    (folder / "monitor.toml").write_text(
        f'[database]\nurl = "sqlite:///{folder / "elmon.db"}"\n'
        f'[federal_register]\nbase_url = "{register.base_url}"\ncontact = "soak"\n'
        f'[ecfr]\nbase_url = "{register.ecfr_url}"\n'
        "[http]\nrequests_per_second = 100000\n"
        '[watchlist]\nfile = "ours.csv"\n'
        "[archive]\nkeep_days = 7\n"
        f'[[channel]]\nname = "mail"\n{mails}recipients = ["desk@example.org"]\n'
        f'[[channel]]\nname = "digest"\n{mails}recipients = ["boss@example.org"]\ndigest = "daily"\ndigest_at = "08:00"\n'
        '[[channel]]\nname = "slack"\ntype = "slack"\nwebhook_url_file = "slack"\n'
        f'[[channel]]\nname = "webhook"\ntype = "webhook"\nurl = "{hook.url}"\n'
        '[[channel]]\nname = "feed"\ntype = "feed"\npath = "feed.atom"\n'
    )
    return folder / "monitor.toml"


def main(
    days: int, many: int, trace: bool = False, least: timedelta = timedelta(seconds=1), small: bool = False
) -> tuple[list[Day], float]:
    """The days, printed as they end; and the megabytes that are left when what is free is given back."""
    context = multiprocessing.get_context("forkserver")
    shared = context.Value("d", _midnight(FIRST).timestamp())
    ours, theirs = context.Pipe()
    stands: list[Day] = []
    with (
        TemporaryDirectory() as folder,
        RecordedRegister(now=lambda: datetime.fromtimestamp(shared.value, UTC)) as register,
        SmtpSink() as mail,
        WebhookSink() as slack,
        WebhookSink() as hook,
    ):
        register.documents.clear()
        register.public_inspection.filings.clear()
        number = publish(register, FIRST, 0, many)
        config = settings(Path(folder), register, mail, slack, hook)
        process = context.Process(target=live, args=(config, shared, days, theirs, trace, least, small))
        process.start()
        theirs.close()
        print("day         memory   files  database       log  documents   sent  asked  arrived  blocks")
        while isinstance(stand := ours.recv(), Day):
            stands.append(stand)
            if len(stands) < days * 4 // 5:
                number = publish(register, stand.day + timedelta(days=1), number, many)
            arrived = len(mail.received) + len(slack.received) + len(hook.received)
            print(
                f"{stand.day}  {stand.megabytes:6.1f} MB  {stand.files:4}  {stand.database / 1e6:6.2f} MB  "
                f"{stand.log / 1e6:5.2f} MB  {stand.documents:7}  {stand.sent:6} {stand.asked:6} {arrived:8}  "
                f"{stand.blocks:,}",
                flush=True,
            )
            for sink in (mail.received, slack.received, hook.received):
                sink.clear()
            register.requests.clear()
            ours.send(None)
        process.join()
    return stands, stand


def judged(stands: list[Day], left: float) -> list[str]:
    """What does not level off."""
    week, last = stands[min(7, len(stands) // 2)], stands[-1]
    quiet = [d for d in stands if d.documents == last.documents]
    per_thousand = (last.database - stands[0].database) / max(last.documents - stands[0].documents, 1) * 1000
    print(
        f"after a week and at the end: files {week.files}, {last.files}; objects {week.blocks:,}, {last.blocks:,}; "
        f"memory {week.megabytes:.1f}, {last.megabytes:.1f} MB ({left:.1f} MB when what is free is given back)"
    )
    print(
        f"database: {per_thousand / 1e6:.1f} MB more for a thousand documents, {len(quiet)} quiet days cost "
        f"{(last.database - quiet[0].database) / 1000:.0f} kB; its log at most {max(d.log for d in stands) / 1e6:.1f} MB"
    )
    faults = []
    if last.files > week.files:
        faults.append("more and more files are open")
    if last.blocks > week.blocks * MOST_MORE or left > week.megabytes * MOST_MORE:
        faults.append("memory grows")
    if len(quiet) > 2 and last.database - quiet[1].database > 200_000:
        faults.append("the database grows on quiet days")
    return faults


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description="A month of the monitor's life in minutes.")
    parser.add_argument("--days", type=int, default=30)
    parser.add_argument("--documents", type=int, default=40, help="filed each business day")
    parser.add_argument("--trace", action="store_true", help="print what Python's memory grew by")
    asked = parser.parse_args()
    began = time.monotonic()
    wrong = judged(*main(asked.days, asked.documents, asked.trace))
    print(f"{asked.days} days in {time.monotonic() - began:.0f} s: {'; '.join(wrong) or 'all level off'}")
    sys.exit(bool(wrong))
