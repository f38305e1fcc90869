"""What the pages do under attack: half-sent requests, uploads, guessed tokens, made-up addresses, readers that do not read.

    python benchmarks/web_attacks.py [SCALE] [ATTACK]

Starts ``elmon serve`` on a database with the bundled list, attacks it over real sockets, and has a reader ask for pages
all the while, each time over a new connection, as somebody who comes anew does. Only attacks with ATTACK in their names
are tried, where it is given. SCALE multiplies what is tried: 1 for 1,050 half-sent requests and 40 uploads of 23 MB.
Prints a table; ends with 1 where a reader was not answered, or the server with its children took 400 MB (PSS) or more.
"""

from __future__ import annotations

import argparse
import contextlib
import http.client
import re
import resource
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from monitor.clock import SystemClock
from monitor.history.baseline import take_bundled
from monitor.model import WatchedParty
from monitor.store import open_store

ROOT = Path(__file__).resolve().parent.parent
MOST_MEGABYTES, PATIENCE, HELD_SECONDS = 400, 5.0, 12.0
PARTIES = 6_000
FILES = 1024
"""How many files a process may have open, unless somebody has allowed it more."""
TOKEN = "a token for the benchmark"
UPLOAD = 23_000_000


@dataclass
class Server:
    """``elmon serve`` in a process of its own."""

    process: subprocess.Popen[str]
    port: int

    def connect(self, timeout: float = 60.0) -> socket.socket:
        """A connection to it."""
        return socket.create_connection(("127.0.0.1", self.port), timeout=timeout)

    def ask(self, path: str, timeout: float = PATIENCE) -> tuple[int, float]:
        """Status and seconds of a page, over a new connection; 0 where it was not answered."""
        start = time.perf_counter()
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=timeout)
        try:
            connection.request("GET", path)
            answer = connection.getresponse()
            answer.read()
            return answer.status, time.perf_counter() - start
        except (OSError, http.client.HTTPException):
            return 0, time.perf_counter() - start
        finally:
            connection.close()

    def megabytes(self) -> float:
        """What the process and its children occupy (PSS)."""
        return sum(map(_pss, [self.process.pid, *_children(self.process.pid)])) / 1024


@dataclass
class Result:
    """What came of one attack."""

    tried: int
    outcomes: Counter[str] = field(default_factory=Counter)
    asked: int = 0
    answered: int = 0
    slowest: float = 0.0
    megabytes: float = 0.0

    @property
    def holds(self) -> bool:
        """Whether every reader was answered meanwhile, within the limit of memory."""
        return self.asked == self.answered and self.megabytes < MOST_MEGABYTES


@contextmanager
def serving(folder: Path, *, parties: int = 0, files: int = FILES) -> Iterator[Server]:
    """The server on a fresh database, with so many parties on its watchlist; it may have so many files open."""
    url = f"sqlite:///{folder / 'elmon.db'}"
    store = open_store(url)
    take_bundled(store, date(2023, 12, 5), SystemClock())
    if parties:
        names = [entry.name for entry in store.ledger.entries(date(2023, 12, 6))]
        watched = [WatchedParty(f"P-{n}", f"{names[n % len(names)]} {n}") for n in range(parties)]
        store.watchlist.take(watched, "ours", SystemClock().now())
    store.close()
    (folder / "token").write_text(TOKEN)
    (folder / "token").chmod(0o600)
    settings = f'[database]\nurl = "{url}"\n[web]\ntoken_file = "token"\n'
    (folder / "monitor.toml").write_text(settings)
    command = [sys.executable, "-m", "monitor", "--config", str(folder / "monitor.toml"), "serve", "--port", "0"]
    with (folder / "log").open("w") as log:
        process = subprocess.Popen(command, cwd=ROOT, stderr=log, stdout=log, text=True)
    resource.prlimit(process.pid, resource.RLIMIT_NOFILE, (files, files))
    try:
        limit = time.monotonic() + 60
        while not (found := re.search(r"http://127\.0\.0\.1:(\d+)/", (folder / "log").read_text())):
            if process.poll() is not None or time.monotonic() > limit:
                raise SystemExit((folder / "log").read_text())
            time.sleep(0.05)
        server = Server(process, int(found[1]))
        while not server.ask("/")[0]:
            time.sleep(0.05)
        yield server
    finally:
        process.terminate()
        process.wait(timeout=30)


def under(server: Server, attack: Callable[[], tuple[int, Counter[str]]], pages: tuple[str, ...] = ("/",)) -> Result:
    """The result of an attack, with a reader asking for ``pages`` in turn until it is over."""
    result, over = Result(0), threading.Event()

    def read() -> None:
        while not over.is_set():
            status, took = server.ask(pages[result.asked % len(pages)].format(1997 + result.asked))
            result.asked += 1
            result.answered += status == 200
            result.slowest = max(result.slowest, took)
            over.wait(0.2)

    def weigh() -> None:
        while not over.wait(0.2):
            result.megabytes = max(result.megabytes, server.megabytes())

    threads = [threading.Thread(target=read), threading.Thread(target=weigh)]
    for thread in threads:
        thread.start()
    try:
        result.tried, result.outcomes = attack()
    finally:
        over.set()
        for thread in threads:
            thread.join()
    return result


def half_sent(server: Server, n: int, head: bytes, seconds: float = HELD_SECONDS) -> tuple[int, Counter[str]]:
    """``n`` requests of which only ``head`` is sent, held open for a while; how many the server closed."""
    held: list[socket.socket] = []
    outcomes: Counter[str] = Counter()
    for _ in range(n):
        try:
            held.append(server.connect(timeout=PATIENCE))
            held[-1].sendall(head)
        except OSError:
            outcomes["refused"] += 1
    time.sleep(seconds)
    for one in held:
        one.setblocking(False)
        try:
            outcomes["closed" if _is_over(one) else "open"] += 1
        except BlockingIOError:
            outcomes["open"] += 1
        one.close()
    return n, outcomes


def _is_over(connection: socket.socket) -> bool:
    """Whether the server has ended a connection. Raises BlockingIOError where it has not, and has sent nothing more."""
    try:
        while connection.recv(65536):
            pass
    except ConnectionError:
        pass
    return True


def uploads(server: Server, n: int, path: str, size: int = UPLOAD) -> tuple[int, Counter[str]]:
    """``n`` files of ``size`` bytes sent at once; how often each status was the answer."""
    name = b"from_file" if path == "/compare" else b"file"
    start = b'--x\r\nContent-Disposition: form-data; name="%s"; filename="a.csv"\r\n\r\n' % name
    body = start + b"name,country\r\n" + b"a,b\r\n" * (size // 5) + b"\r\n--x--\r\n"

    def upload(_: int) -> str:
        connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=180)
        try:
            connection.request("POST", path, body, {"Content-Type": "multipart/form-data; boundary=x"})
            return str(connection.getresponse().status)
        except (OSError, http.client.HTTPException):
            return "closed"
        finally:
            connection.close()

    with ThreadPoolExecutor(n) as pool:
        return n, Counter(pool.map(upload, range(n)))


def guesses(server: Server, n: int, at_once: int = 50) -> tuple[int, Counter[str]]:
    """``n`` wrong tokens; how often each status was the answer: 403 for one that was looked at."""

    def guess(number: int) -> str:
        connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=60)
        with contextlib.closing(connection):
            form = {"Content-Type": "application/x-www-form-urlencoded"}
            connection.request("POST", "/sign-in", f"who=x&token=guess-{number}", form)
            return str(connection.getresponse().status)

    with ThreadPoolExecutor(at_once) as pool:
        return n, Counter(pool.map(guess, range(n)))


def made_up(server: Server, n: int) -> tuple[int, Counter[str]]:
    """``n`` addresses that nobody has asked for before."""
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=60)
    outcomes: Counter[str] = Counter()
    with contextlib.closing(connection):
        for number in range(n):
            place = f"{number:06}" + "x" * 200
            for path in (f"/timeline?country={place}", f"/list?country={place}", f"/{place * 20}"):
                connection.request("GET", path)
                answer = connection.getresponse()
                answer.read()
                outcomes[str(answer.status)] += 1
    return 3 * n, outcomes


def unread(server: Server, n: int, seconds: float = HELD_SECONDS) -> tuple[int, Counter[str]]:
    """``n`` requests for the largest answer by clients that do not read it."""
    head = b"GET /list.json HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n"
    held = []
    for _ in range(n):
        with contextlib.suppress(OSError):
            held.append(server.connect(timeout=PATIENCE))
            held[-1].sendall(head)
    time.sleep(seconds)
    for one in held:
        one.close()
    return n, Counter({"held": len(held)})


def readers_of_the_watchlist(server: Server, n: int) -> tuple[int, Counter[str]]:
    """``n`` readers who ask for the watchlist's page at once while its parties are screened."""
    with ThreadPoolExecutor(n) as pool:
        answers = list(pool.map(lambda _: server.ask("/parties", timeout=180), range(n)))
    slowest = max(took for _, took in answers)
    return n, Counter(str(status) for status, _ in answers) + Counter({f"within {slowest:.0f} s": 1})


HEAD = b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nX-Slow: "
BODY = (
    b"POST /compare HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: multipart/form-data; boundary=x\r\n"
    b"Content-Length: 23000000\r\n\r\n--x\r\n"
)


def _pss(pid: int) -> int:
    with contextlib.suppress(OSError, IndexError):
        return int(Path(f"/proc/{pid}/smaps_rollup").read_text().split("\nPss:")[1].split()[0])
    return 0


def _children(pid: int) -> list[int]:
    with contextlib.suppress(OSError):
        tasks = Path(f"/proc/{pid}/task").iterdir()
        return [int(child) for task in tasks for child in (task / "children").read_text().split()]
    return []


def results(scale: float = 1.0, only: str = "") -> Iterator[tuple[str, Result]]:
    """What came of each attack whose name holds ``only``, with so many times the tries."""
    resource.setrlimit(resource.RLIMIT_NOFILE, (min(8192, resource.getrlimit(resource.RLIMIT_NOFILE)[1]),) * 2)

    def many(number: int) -> int:
        return max(int(number * scale), 1)

    attacks: dict[str, Callable[[Server], Result]] = {
        "half-sent heads": lambda s: under(s, lambda: half_sent(s, many(1050), HEAD)),
        "half-sent uploads": lambda s: under(s, lambda: half_sent(s, many(300), BODY)),
        "uploads of 23 MB to /compare": lambda s: under(s, lambda: uploads(s, many(40), "/compare")),
        "uploads of 23 MB, not signed in": lambda s: under(s, lambda: uploads(s, many(40), "/parties")),
        "wrong tokens, 50 at once": lambda s: under(s, lambda: guesses(s, many(200))),
        "addresses made up": lambda s: under(s, lambda: made_up(s, many(5000))),
        "answers not read": lambda s: under(s, lambda: unread(s, many(300))),
        "readers while parties are screened": lambda s: under(
            s, lambda: readers_of_the_watchlist(s, many(12)), ("/list.csv?year={}", "/")
        ),
    }
    for name, attack in attacks.items():
        if only not in name:
            continue
        with tempfile.TemporaryDirectory() as folder:
            parties = many(PARTIES) if "screened" in name else 0
            with serving(Path(folder), parties=parties) as server:
                found = attack(server)
        yield name, found


def main() -> None:
    """Attack, and print what happened."""
    options = argparse.ArgumentParser(description="What the pages do under attack.")
    options.add_argument("scale", type=float, nargs="?", default=1.0)
    options.add_argument("attack", nargs="?", default="")
    given = options.parse_args()
    failed = False
    print(f"{'attack':34} {'tried':>6} {'readers answered':>17} {'slowest':>9} {'memory':>8}  what came of it")
    for name, found in results(given.scale, given.attack):
        failed = failed or not found.holds
        came = ", ".join(f"{outcome}: {count}" for outcome, count in sorted(found.outcomes.items()))
        print(
            f"{name:34} {found.tried:6,} {f'{found.answered} of {found.asked}':>17} {found.slowest:7.2f} s "
            f"{found.megabytes:5.0f} MB  {came}",
            flush=True,
        )
    raise SystemExit(failed)


if __name__ == "__main__":
    main()
