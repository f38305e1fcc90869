"""A database with a long history: how long it takes to record it, to replay it, and to answer from it.

    python benchmarks/history.py [RULES]

Makes a database in a temporary folder from the older copy of the list that ships with the package and RULES (200)
generated rule documents, a week apart, then times: recording them one by one; ``elmon replay`` (every document read again
and the whole history worked out anew); ``elmon diff DATE DATE``, ``elmon list --as-of``, ``elmon show`` as processes.
Targets: replay 20 s, diff 1 s.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from monitor.clock import SetClock
from monitor.history.baseline import COPIES, take_bundled
from monitor.history.list_history import load_history
from monitor.model import Document
from monitor.polling.intake import take_rule
from monitor.reading.rules.document import read_document
from monitor.store import Store, open_store
from tests.real_forms.test_mutations import good_rule

START = min(COPIES)


def record(store: Store, rules: int) -> int:
    """Record generated rules, one a week; how many changes they make."""
    changes = 0
    for n in range(rules):
        day = START + timedelta(days=2 + n * 4)
        data = good_rule(n).source("xml").encode()
        number = f"{day.year}-{10000 + n}"
        document = Document(number, f"Generated rule {n}", publication_date=day, effective_on=day)
        now = datetime(day.year, day.month, day.day, 12, tzinfo=UTC)
        sha256 = store.archive.put(data, url="", media_type="application/xml", fetched_at=now)
        rule = replace(
            read_document(data, number, document), document_number=number, effective_on=day, publication_date=day
        )
        alert = take_rule(store, document, rule, sha256, now)
        changes += len(alert.changes) if alert else 0
    return changes


def timed(arguments: list[str], url: str, runs: int = 3) -> float:
    """The shortest of some runs of a command, in seconds."""
    environment = {k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"} | {"ELMON_DATABASE__URL": url}
    best = float("inf")
    for _ in range(runs):
        start = time.perf_counter()
        done = subprocess.run(
            [sys.executable, "-m", "monitor", *arguments], env=environment, capture_output=True, check=False
        )
        best = min(best, time.perf_counter() - start)
        if done.returncode > 1:
            raise SystemExit(done.stderr.decode())
    return best


def main() -> None:
    """Make the database, ask it, print."""
    rules = int(sys.argv[1]) if len(sys.argv) > 1 else 200
    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite:///{Path(folder) / 'elmon.db'}"
        store = open_store(url)
        take_bundled(store, START, SetClock(datetime(2026, 11, 1, tzinfo=UTC)))
        start = time.perf_counter()
        changes = record(store, rules)
        print(f"{rules} rules with {changes:,} changes recorded in {time.perf_counter() - start:.1f} s")
        size = Path(folder, "elmon.db").stat().st_size / 1e6
        print(f"the database has {len(load_history(store).versions):,} versions known now and {size:.0f} MB")
        store.close()
        print(f"elmon replay: {timed(['replay'], url, 1):.1f} s (target 20)")
        first, last = str(START + timedelta(days=30)), str(min(date(2026, 7, 1), START + timedelta(days=rules * 4)))
        print(f"elmon diff {first} {last}: {timed(['diff', first, last], url):.2f} s (target 1)")
        print(f"elmon list --as-of {first}: {timed(['list', '--as-of', first], url):.2f} s")
        print(f"elmon show Hikvision: {timed(['show', 'Hikvision'], url):.2f} s")


if __name__ == "__main__":
    main()
