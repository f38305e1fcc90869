"""A hash of every answer about the list: of commands and of pages, so that two versions can be compared.

    python benchmarks/answers.py DATABASE                         # makes DATABASE if there is none, and prints the hashes
    PYTHONPATH=OTHER python benchmarks/answers.py DATABASE --keep FOLDER     # asks another version; keeps the answers too

The database starts from the copy of the list of 2023-12-05. It holds the rules of the demo since then, the first recorded
last, the differences of the copy of 2026-07-18 as accepted, a filing, and two parties. The commands run in one process of the
version that PYTHONPATH names (this one where it names none), the pages are served by another. Answers carry neither ports nor
folders; two runs of one day are compared with ``diff``.
"""

from __future__ import annotations

import hashlib
import io
import itertools
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import redirect_stdout
from datetime import UTC, date, datetime, timedelta
from importlib.resources import files
from pathlib import Path
from urllib.parse import quote

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from monitor.cli.context import CommandContext
from monitor.cli.history_commands import backfill, reconcile
from monitor.clock import SetClock
from monitor.demo.register import RecordedRegister
from monitor.history.baseline import take_bundled
from monitor.history.indexed_entry import id_of
from monitor.history.list_history import load_history
from monitor.model import WatchedParty
from monitor.store import open_store
from tests.web.making import _filing

ROOT = Path(__file__).resolve().parent.parent
OLD_COPY, NEW_COPY = "supp4-2023-12-05.xml.gz", "part744-2026-07-18.xml.gz"
FIRST, LAST = date(2023, 12, 5), date(2026, 7, 18)
LATE = "2023-26935"
CHILD = """
import json, os, sys
from monitor.cli import main
_, wanted, folder = sys.argv
for n, arguments in enumerate(json.load(open(wanted))):
    for descriptor in (1, 2):
        os.dup2(os.open(f"{folder}/{n}.{descriptor}", os.O_CREAT | os.O_WRONLY), descriptor)
    sys.argv = ["elmon", *arguments]
    try:
        main()
    except SystemExit as stop:
        print(f"exit status {stop.code}", file=sys.stderr)
    sys.stdout.flush(), sys.stderr.flush()
"""


def make(database: Path, folder: Path) -> None:
    """Fill a database as the module's docstring says, by the commands themselves."""
    store = open_store(f"sqlite:///{database}")
    take_bundled(store, FIRST, SetClock(datetime(2023, 12, 5, 20, tzinfo=UTC)))
    _filing(store)
    parties = [
        WatchedParty("C-1", "Hikvision Digital Technology (UK) Ltd", "UNITED KINGDOM"),
        WatchedParty("C-2", "Huawei"),
    ]
    store.watchlist.take(parties, "ours.csv", datetime(2024, 7, 1, tzinfo=UTC))
    store.close()
    with RecordedRegister() as register, redirect_stdout(io.StringIO()):
        os.environ |= {
            "ELMON_DATABASE__URL": f"sqlite:///{database}", "ELMON_FEDERAL_REGISTER__BASE_URL": register.base_url,
            "ELMON_HTTP__REQUESTS_PER_SECOND": "1000",
        }  # fmt: skip
        register.publish_through(date(2024, 8, 1))
        records = register.documents
        register.documents = [record for record in records if record["document_number"] != LATE]
        backfill(CommandContext(given_clock=SetClock(datetime(2024, 7, 4, tzinfo=UTC))), str(FIRST + timedelta(1)))
        register.documents = records
        backfill(CommandContext(given_clock=SetClock(datetime(2024, 8, 1, tzinfo=UTC))), str(FIRST + timedelta(1)))
        later = CommandContext(given_clock=SetClock(datetime(2026, 7, 20, tzinfo=UTC)))
        os.chdir(folder)  # the file's name is recorded as it is given
        reconcile(later, Path(NEW_COPY), str(LAST), True, [], "for the comparison", False, "text")


def commands(database: Path, folder: Path) -> Iterator[list[str]]:
    """Every command about the list, with every option."""
    store = open_store(f"sqlite:///{database}")
    history = load_history(store)
    days = sorted({d for c in history.changes if (d := c.effective_on) and d > FIRST} | {FIRST, LAST, date(2025, 1, 1)})
    numbers = [number for number in history.documents if number[0].isdigit()]
    names = [c.name for c in history.changes][:: max(len(history.changes) // 25, 1)]
    store.close()
    old, new = str(folder / OLD_COPY), str(folder / NEW_COPY)
    forms = [[], *(["--format", form] for form in ("json", "jsonl", "csv", "markdown"))]
    states = [*map(str, days), "now", *numbers[-3:], old, new, "1990-01-01", "2031-00001", "nix", "2024-99992"]
    for pair in itertools.product(states, states):
        yield ["diff", *pair, "--format", "jsonl", "--editorial"]
    for one in (*numbers, "2024-99992", *map(str, days)):
        yield ["diff", one, "--exit-code"]
    some = [(old, new), (str(FIRST), "now"), (str(days[1]), str(days[-1])), (numbers[-1], ""), (str(LAST), str(FIRST))]
    further = [[], ["--editorial"], ["--stat"], ["--country", "china"], ["--kind", "added", "--kind", "renamed"]]
    for pair, form, options in itertools.product(some, forms, further):
        yield ["diff", *filter(None, pair), *form, *options]
    for day, form in itertools.product([None, *days, "1990-01-01", "nix"], forms):
        as_of = ["--as-of", str(day)] if day else []
        yield ["list", *as_of, *form]
        yield ["list", *as_of, *form, "--country", "China", "--country", "Iran"]
        yield ["search", "technology co", *as_of, *form]
    for day, known in itertools.product(days, [FIRST - timedelta(1), FIRST, date(2024, 7, 15), date(2024, 8, 2), LAST]):
        yield ["list", "--as-of", str(day), "--known-on", str(known), "--format", "jsonl"]
    words = [
        "huawei",
        "shenzhen; room",
        "cafe",
        "647 manama",
        "nobody at all",
        "hauwei",
        "a",
        "...",
        "Hikvision (UK)",
        "中文",
    ]
    for text, options in itertools.product(words, [[], ["--country", "china"], *forms[1:]]):
        yield ["search", text, *options]
    for name, form in itertools.product([*names, "Huawei", "Hikvision", "nobody at all", "hikvison"], forms):
        yield ["show", name, *form]
    for name, day in itertools.product(names, days):
        yield ["show", name, "--as-of", str(day), "--format", "json"]
    for form, day in itertools.product(("csv", "jsonl", "csl", "ftm"), days):
        yield ["export", "list", "--format", form, "--as-of", str(day)]
    for form, options in itertools.product(
        ("csv", "jsonl"), [[], ["--since", str(days[1])], ["--until", "2024-07-03"]]
    ):
        yield ["export", "changes", "--format", form, *options]
    yield from (["reconcile", copy, "--as-of", str(day)] for copy, day in ((old, FIRST), (new, LAST)))
    yield from (
        ["replay"],
        ["screen"],
        ["screen", "--as-of", str(days[1]), "--format", "json"],
        ["status"],
        ["read", old],
    )


def pages(port: int) -> Iterator[str]:
    """The addresses of pages and of their data."""
    listed = json.loads(fetched(port, "/list.json")[1])["entries"]
    rules = [rule["document_number"] for rule in json.loads(fetched(port, "/rules.json?show=all")[1])["rules"]]
    days = ("2023-12-05", "2023-12-07", "2024-07-02", "2024-07-03", "2025-01-01", "2026-07-18", "1990-01-01", "nix")
    china = quote("CHINA, PEOPLE'S REPUBLIC OF")
    queries = ["", *(f"?as_of={day}" for day in days), "?page=7", f"?country={china}", "?footnote=4", "?year=2019"]
    queries += [
        f"?q={word}" for word in ("huawei", "technology+co", "shenzhen;+room", "caf%C3%A9", "...", "nobody", "a")
    ]
    queries += ["?policy=presumption+of+denial", f"?q=institute&country={china}&as_of=2024-01-01&page=2"]
    for query in queries:
        yield from (f"/list{ending}{query}" for ending in ("", ".json", ".csv"))
    told = (
        "",
        "?year=2023",
        "?year=2026&kind=removed",
        "?month=2023-12",
        "?by=month&kind=added",
        f"?country={china}&year=2024",
    )
    for query in told:
        yield from (f"/timeline{ending}{query}" for ending in ("", ".json"))
    sides = [
        "from=2023-12-05",
        "from=2024-01-01&to=2025-01-01",
        "from=2026-07-18&to=2023-12-05",
        "from=1990-01-01",
        "from=nix",
    ]
    sides += [
        "from=2024-99992",
        "from=2031-00001",
        f"from=2023-12-05&country={china}&kind=added",
        *(f"from={n}" for n in rules),
    ]
    sides += [f"from={one}&to={other}" for one, other in itertools.pairwise(rules)]
    for query in sides:
        yield from (f"/compare{ending}?{query}" for ending in ("", ".json", ".csv"))
    gone = json.loads(fetched(port, "/compare.json?from=2023-12-05&kind=removed")[1])["changes"]
    ids = (
        [e["id"] for e in listed if e["cross_references"]]
        + [e["id"] for e in listed[::11]]
        + [id_of(c["country"], c["name"]) for c in gone[::2]]
    )
    for one in (*ids, "us-bis-el-00000000000000000000", "nix"):
        yield from (f"/entry/{one}", f"/entry/{one}.json")
    for number in (*rules, "2024-99992", "nix"):
        yield from (f"/rule/{number}", f"/rule/{number}.json", f"/rule/{number}/text")
    yield from (
        "/parties",
        "/",
        "/today.json",
        "/rules",
        "/rules?show=all",
        "/rules.json",
        "/compare",
        "/feed.atom",
        "/openapi.json",
    )
    yield from ("/parties.json", "/parties?show=all", "/parties?since=2024-01-01&show=new", "/nix")


def fetched(port: int, address: str) -> tuple[int, bytes]:
    """Status and bytes of an address."""
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}{address}", timeout=60) as answer:
            return answer.status, answer.read()
    except urllib.error.HTTPError as error:
        return error.code, error.read()


def main(database: Path, keep: Path | None) -> None:
    """Ask, and print one line an answer."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for copy in (OLD_COPY, NEW_COPY):
            (folder / copy).write_bytes((files("monitor.data") / copy).read_bytes())
        if not database.exists():
            subprocess.run([sys.executable, __file__, str(database), "--make", name], check=True)
        wanted = list(commands(database, folder))
        shutil.copy(database, folder / "elmon.db")
        (folder / "wanted").write_text(json.dumps(wanted))
        version = os.environ.get("PYTHONPATH") or str(ROOT)
        environment = os.environ | {"PYTHONPATH": version, "ELMON_DATABASE__URL": f"sqlite:///{folder / 'elmon.db'}"}
        ours: dict[str, object] = {"env": environment, "cwd": folder}
        subprocess.run([sys.executable, "-c", CHILD, "wanted", name], check=True, **ours)  # type: ignore[call-overload]
        for n, arguments in enumerate(wanted):
            said = (folder / f"{n}.1").read_bytes() + (folder / f"{n}.2").read_bytes()
            tell(" ".join(arguments).replace(name, ""), said.replace(name.encode(), b""), keep)
        command = [sys.executable, "-m", "monitor", "serve", "--port", "0"]
        serving = subprocess.Popen(command, stderr=subprocess.PIPE, text=True, **ours)  # type: ignore[call-overload]
        try:
            port = next(int(found[1]) for line in serving.stderr if (found := re.search(r"127\.0\.0\.1:(\d+)", line)))
            for address in pages(port):
                status, body = fetched(port, address)
                tell(f"{status} {address}", body.replace(f":{port}".encode(), b""), keep)
        finally:
            serving.terminate()
            serving.wait()


def tell(what: str, answer: bytes, keep: Path | None) -> None:
    """Print an answer's hash, and keep its bytes where they are wanted."""
    sha256 = hashlib.sha256(answer).hexdigest()
    print(sha256[:20], len(answer), what)
    if keep is not None:
        keep.mkdir(parents=True, exist_ok=True)
        (keep / hashlib.sha256(what.encode()).hexdigest()[:20]).write_bytes(what.encode() + b"\n" + answer)


if __name__ == "__main__":
    chosen = [Path(argument).resolve() for argument in sys.argv[1:] if not argument.startswith("--")]
    if "--make" in sys.argv:
        make(chosen[0], chosen[1])
    else:
        main(chosen[0], chosen[1] if "--keep" in sys.argv else None)
