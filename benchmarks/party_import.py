"""How long an import of many parties takes, beside reading the same CSV and a bare executemany of as many rows.

    python benchmarks/party_import.py [PARTIES]

Prints seconds, the ratio, and the most memory that each used. An import is without screening: reading and understanding the
file, comparing it with what is known, and writing it. At most 4 times the bare way is what is wanted; a million take 2.8 times
its computing, and 2.4 times its time by the clock.
"""

from __future__ import annotations

import csv
import os
import sqlite3
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from monitor.alerting.party_import import plan_import
from monitor.alerting.watch_file import read_party_file
from monitor.reading_process import PARTY_FILES
from monitor.store import open_store

WORDS = ("Alpha", "Borealis", "Cedar", "Delta", "Ember", "Fjord", "Granite", "Harbor", "Indigo", "Juniper")
HEADINGS = ("Vendor", "Name 1", "Street", "City", "Country")
NOW = datetime(2030, 1, 1, tzinfo=UTC)


def make(file: Path, parties: int) -> None:
    """A vendor list as SAP exports it."""
    with file.open("w", encoding="utf-8", newline="") as out:
        rows = csv.writer(out)
        rows.writerow(HEADINGS)
        for n in range(parties):
            name = f"{WORDS[n % 10]} {WORDS[n // 10 % 10]} {n} GmbH"
            rows.writerow((100_000 + n, name, f"Main Road {n % 500}", "Bonn", "DE"))


def bare(file: Path, database: Path) -> None:
    """What no import can do without: each row read, and written into a table with the columns and indexes of the parties'."""
    now = NOW.isoformat(" ")
    with sqlite3.connect(database) as connection, file.open(encoding="utf-8", newline="") as text:
        connection.execute("PRAGMA journal_mode = wal")
        connection.execute(
            "CREATE TABLE party (reference TEXT PRIMARY KEY, own_reference TEXT, name TEXT, country TEXT, address TEXT, "
            "details TEXT, source TEXT, added_at TEXT, updated_at TEXT)"
        )
        connection.execute("CREATE INDEX by_source ON party (source)")
        connection.execute("CREATE INDEX by_moment ON party (updated_at)")
        rows = csv.reader(text)
        next(rows)
        parties = ((own, own, name, land, street, city, "vendors", now, now) for own, name, street, city, land in rows)
        connection.executemany("INSERT INTO party VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)", parties)


def imported(file: Path, database: Path) -> None:
    """The import as ``elmon watch import`` does it, without screening."""
    store = open_store(f"sqlite:///{database}")
    found, _ = read_party_file(file)
    plan = plan_import(store, found.parties, "vendors", replace=True)
    store.watchlist.take(found.parties, "vendors", NOW, replace=True, planned=plan.taken)
    store.close()
    PARTY_FILES.close()  # else nobody knows what it took


def measured(what: str, work: Callable[[], None]) -> tuple[float, float]:
    """Seconds by the clock and of computing that ``work`` takes in a process of its own and in those that it starts; printed
    with the most memory that one of them used."""
    started = time.perf_counter()
    child = os.fork()
    if not child:
        work()
        os._exit(0)
    _, status, used = os.wait4(child, 0)
    seconds = time.perf_counter() - started
    assert status == 0, what
    computed = used.ru_utime + used.ru_stime
    print(f"{what:12} {seconds:7.2f} s, {computed:7.2f} s computing, {used.ru_maxrss // 1024:6,} MB", flush=True)
    return seconds, computed


def main(parties: int) -> None:
    """Both ways, and how many times longer the import takes."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "vendors.csv"
        make(file, parties)
        print(f"{parties:,} parties, {file.stat().st_size // 1_000_000:,} MB")
        database = Path(folder) / "import.db"
        least = measured("bare", lambda: bare(file, Path(folder) / "bare.db"))
        for what in ("import", "import again"):
            taken = measured(what, lambda: imported(file, database))
            clock, computing = (ours / theirs for ours, theirs in zip(taken, least, strict=True))
            print(f"{clock:.1f} times as long, {computing:.1f} times as much computing")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000)
