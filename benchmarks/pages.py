"""How quickly the pages answer twenty readers at once, while the monitor polls and records.

    python benchmarks/pages.py [SECONDS] [DATABASE]

Makes a database as benchmarks/history.py does (or takes DATABASE, which it changes), starts ``elmon serve`` on it, and beside
it a process that polls a recorded Register every second and records another rule every twenty, so that the list in memory is
made anew meanwhile. Twenty readers ask for random pages with random questions: first as people do, a page every half second
each; then without any pause, which no reader does. Target: 95 of 100 answers within 50 ms, for every page.
"""

from __future__ import annotations

import http.client
import json
import multiprocessing
import os
import random
import subprocess
import sys
import tempfile
import threading
import time
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from urllib.parse import quote

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from benchmarks.history import START, record
from monitor.clock import SetClock
from monitor.demo.register import RecordedRegister
from monitor.history.baseline import take_bundled
from monitor.http import Client
from monitor.model import Document
from monitor.polling.intake import take_rule
from monitor.polling.published import PublishedPoller
from monitor.reading.rules.document import read_document
from monitor.sources.federal_register import FederalRegister
from monitor.store import open_store
from tests.real_forms.test_mutations import good_rule

READERS, TARGET, RULES = 20, 50.0, 200
LAST = START + timedelta(days=RULES * 4)
WORDS = (
    "technology",
    "huawei",
    "shenzhen",
    "institute",
    "trading co",
    "moscow",
    "electronics",
    "aviation",
    "dubai",
    "ltd",
)


def make(url: str) -> None:
    """The full list with a history of generated rules."""
    store = open_store(url)
    take_bundled(store, START, SetClock(datetime(2026, 11, 1, tzinfo=UTC)))
    print(f"{record(store, RULES):,} changes by {RULES} generated rules recorded")
    store.close()


def polls(url: str, stop: multiprocessing.synchronize.Event) -> None:
    """What the daemon does, more often than it does it."""
    store, clock = open_store(url), SetClock(datetime(2026, 11, 20, 12, tzinfo=UTC))
    with RecordedRegister() as register, Client(requests_per_second=1000) as client:
        poller = PublishedPoller(store, FederalRegister(client, register.base_url), clock)
        n = RULES
        while not stop.wait(1):
            poller.poll()
            n += 1
            if n % 20 == 0:
                day = LAST + timedelta(days=n)
                data = good_rule(n).source("xml").encode()
                document = Document(
                    f"{day.year}-{20000 + n}", "A rule of the day", publication_date=day, effective_on=day
                )
                sha256 = store.archive.put(data, url="", media_type="application/xml", fetched_at=clock.now())
                take_rule(store, document, read_document(data, document.number, document), sha256, clock.now())


class Reader:
    """One reader with a connection of its own."""

    def __init__(self, port: int, ids: list[str], numbers: list[str], countries: list[str], seed: int) -> None:
        self.port, self.ids, self.numbers, self.countries = port, ids, numbers, countries
        self.random = random.Random(seed)
        self.took: dict[str, list[float]] = {}

    def question(self) -> tuple[str, str]:
        """A page's name, and an address of it."""
        r = self.random
        day = date(2023, 12, 6) + timedelta(days=r.randrange((LAST - START).days))
        other = date(2023, 12, 6) + timedelta(days=r.randrange((LAST - START).days))
        country = quote(r.choice(self.countries))
        return r.choice(
            [
                ("today", "/"),
                ("timeline", f"/timeline?country={country}&year={r.randrange(1997, 2027)}"),
                ("timeline", f"/timeline?by={r.choice(('year', 'month'))}"),
                ("list", f"/list?as_of={day}&country={country}"),
                ("list", f"/list?page={r.randrange(1, 50)}"),
                ("search", f"/list?q={quote(r.choice(WORDS))}+{r.choice('aeiou')}"),
                ("search.json", f"/list.json?q={quote(r.choice(WORDS))}&page={r.randrange(1, 4)}"),
                ("entry", f"/entry/{r.choice(self.ids)}"),
                ("entry", f"/entry/{r.choice(self.ids)}"),
                ("rules", f"/rules?page={r.randrange(1, 4)}"),
                ("rule", f"/rule/{r.choice(self.numbers)}"),
                ("rule text", f"/rule/{r.choice(self.numbers)}/text"),
                ("compare", f"/compare?from={day}&to={other}"),
                ("compare", f"/compare?from={r.choice(self.numbers)}"),
            ]
        )

    def read(self, until: float, pause: float) -> None:
        """Ask until the time is over."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port)
        time.sleep(self.random.random() * pause * 4)
        while time.perf_counter() < until:
            name, address = self.question()
            start = time.perf_counter()
            connection.request("GET", address, headers={"Accept-Encoding": "gzip"})
            answer = connection.getresponse()
            answer.read()
            self.took.setdefault(name, []).append((time.perf_counter() - start) * 1000)
            if answer.status != 200:
                raise SystemExit(f"{address}: {answer.status}")
            time.sleep(pause * (0.5 + self.random.random()))


def share(numbers: list[float], part: float) -> float:
    """The value that ``part`` of the numbers do not exceed."""
    return sorted(numbers)[min(int(len(numbers) * part), len(numbers) - 1)]


def measure(port: int, seconds: float, pause: float) -> float:
    """Let the readers read, print what each page took; the slowest page's 95th percentile in milliseconds."""
    ids, numbers, countries = known(port)
    readers = [Reader(port, ids, numbers, countries, seed) for seed in range(READERS)]
    until = time.perf_counter() + seconds
    threads = [threading.Thread(target=reader.read, args=(until, pause)) for reader in readers]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    took: dict[str, list[float]] = {}
    for reader in readers:
        for name, numbers_ in reader.took.items():
            took.setdefault(name, []).extend(numbers_)
    count = sum(map(len, took.values()))
    print(f"{READERS} readers, a pause of {pause:g} s: {count / seconds:.0f} answers a second")
    for name in sorted(took):
        times = took[name]
        print(f"  {name:12} p50 {share(times, 0.5):6.1f} ms   p95 {share(times, 0.95):6.1f} ms   of {len(times):,}")
    return max(share(times, 0.95) for times in took.values())


def known(port: int) -> tuple[list[str], list[str], list[str]]:
    """Ids, document numbers and destinations to ask for."""
    found = []
    for address in ("/list.json", "/rules.json"):
        connection = http.client.HTTPConnection("127.0.0.1", port)
        connection.request("GET", address)
        found.append(json.loads(connection.getresponse().read()))
    entries = found[0]["entries"]
    numbers = [rule["document_number"] for rule in found[1]["rules"]]
    return [e["id"] for e in entries], numbers, sorted({e["country"] for e in entries})


def main() -> None:
    """Make, serve, read, print."""
    seconds = float(sys.argv[1]) if len(sys.argv) > 1 else 20.0
    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite:///{sys.argv[2] if len(sys.argv) > 2 else Path(folder) / 'elmon.db'}"
        if len(sys.argv) <= 2:
            make(url)
        serving = subprocess.Popen(
            [sys.executable, "-m", "monitor", "serve", "--port", "0"], env=os.environ | {"ELMON_DATABASE__URL": url},
            stderr=subprocess.PIPE, text=True, cwd=folder,
        )  # fmt: skip
        assert serving.stderr is not None
        said = next(line for line in serving.stderr if "http://" in line)
        port = int(said.partition("127.0.0.1:")[2].partition("/")[0])
        stop = multiprocessing.Event()
        polling = multiprocessing.Process(target=polls, args=(url, stop))
        polling.start()
        try:
            time.sleep(4)
            worst = measure(port, seconds, 0.5)
            print(f"slowest page's p95: {worst:.1f} ms (target {TARGET:g})")
            measure(port, seconds / 2, 0.0)
            memory = Path(f"/proc/{serving.pid}/status").read_text().partition("VmRSS:")[2].split()[0]
            print(f"the server has {int(memory) / 1000:.0f} MB")
        finally:
            stop.set()
            polling.join()
            serving.terminate()
            serving.wait()


if __name__ == "__main__":
    main()
