"""A machine that goes wrong: clocks that are set or were never right, databases that the disk has damaged, disks that are full.

Each attack has a world of its own, with a rule published and one filed before it and others after it. What counts as survived:
the rules are alerted about, once; where nothing can be read or written any more, the command ends with a sentence, and the
rules are alerted about when the machine is well again. A clock that is wrong must be told, too.
"""

from __future__ import annotations

import json
import os
import random
import shutil
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from datetime import timedelta
from pathlib import Path

from benchmarks.attack_books import Attack, Books
from benchmarks.storm import World, world
from tests.shifted_clock import ShiftedClock

ROOT = Path(__file__).resolve().parent.parent
CHILD = "import sys, json; from benchmarks.victims import run; a = json.loads(sys.argv[1]); run(a[0], a[1], None, a[2])"
FULL = (
    "import resource, signal; signal.signal(signal.SIGXFSZ, signal.SIG_IGN); "
    "resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, 20_000)); "
)
PATIENCE = 90.0
CLOCKS = {
    "clock: two hours back": timedelta(hours=-2),
    "clock: three days back": timedelta(days=-3),
    "clock: 400 days ahead": timedelta(days=400),
}
DAMAGES = {
    "damage: a filing's record": "UPDATE filing SET record = substr(record, 1, 40)",
    "damage: a filing's rule": "UPDATE filing SET rule = substr(rule, 1, 40)",
    "damage: letters that are none": "UPDATE filing SET record = CAST(x'7bff7d' AS TEXT)",
    "damage: an entry": "UPDATE entry_version SET content = substr(content, 1, 20) WHERE id = 1500",
    "damage: an entry's name": "UPDATE entry_version SET content = replace(content, 'a', 'e') WHERE id = 1500",
    "damage: a document's rule": "UPDATE document SET rule = '[]'",
    "damage: a document's record": "UPDATE document SET record = '{'",
    "damage: a verdict": "UPDATE document SET verdict = 'verifiec'",
    "damage: an alert": "UPDATE change_set SET alert = substr(alert, 1, length(alert) / 2)",
    "damage: a source": "UPDATE source SET last_good_at = 'x2027-13-45'",
    "damage: an original": "UPDATE raw_document SET content = x'00ff'",
    "damage: the list's day": "UPDATE list_version SET as_of = 'x2027-13-45'",
    "damage: the list's moment": "UPDATE list_version SET known_at = '2027'",
    "damage: what the list is": "UPDATE list_version SET kind = 'baselinf'",
    "damage: an entry's end": "UPDATE entry_version SET known_to = 'x' WHERE id = 1500",
    "damage: an entry's day": "UPDATE entry_version SET in_force_from = 7 WHERE id = 1500",
    "damage: a rule's day": "UPDATE document SET publication_date = 'x', in_force_on = 'x'",
    "damage: when a message is due": "UPDATE outbox SET due_at = 'x', leased_until = 'x', created_at = 'x'",
}


@contextmanager
def _used(books: Books) -> Iterator[tuple[Attack, Path]]:
    """A world with a database that was used, and its file."""
    with tempfile.TemporaryDirectory(prefix="elmon-machine-") as folder:
        file = Path(folder) / "elmon.db"
        with world(f"sqlite:///{file}") as place:
            attack = Attack(place, books)
            place.publish()
            place.publish(place.now.date() + timedelta(days=1), filed=place.now - timedelta(hours=3))
            attack.poll("nothing hostile")
            yield attack, file


def attack_machine(books: Books, chance: random.Random, kinds: int | None = None) -> None:
    """All of these attacks, ``kinds`` of each sort at most."""
    if shutil.which("cc"):
        for kind, ahead in list(CLOCKS.items())[:kinds]:
            for from_the_start in (False, True):
                clock_attack(books, kind + (" from the start" if from_the_start else ""), ahead, from_the_start)
    for kind, statement in list(DAMAGES.items())[:kinds]:
        damaged_rows(books, kind, statement)
    for n in range(8 if kinds is None else kinds):
        seed = chance.random()
        broken_file(books, "damage: flipped bytes", lambda file, seed=seed: _flip(file, random.Random(seed)))  # type: ignore[misc]
        broken_file(books, "damage: a cut file", lambda file, n=n: os.truncate(file, file.stat().st_size * n // 8))  # type: ignore[misc]
    broken_file(books, "a full disk", None)


def damaged_rows(books: Books, kind: str, statement: str) -> None:
    """Rows of the database are changed; a rule published and one filed afterwards are alerted about all the same."""
    with _used(books) as (attack, file):
        with closing(sqlite3.connect(file)) as connection:
            assert connection.execute(statement).rowcount > 0, kind
            connection.commit()
        place = attack.world
        filed = place.publish(place.now.date() + timedelta(days=1), filed=place.now - timedelta(minutes=3))
        honest = place.publish()
        place.later(minutes=20)
        attack.poll(kind)
        attack.poll(kind)
        attack.judge(kind, honest, [filed])


def broken_file(books: Books, kind: str, damage: Callable[[Path], object] | None) -> None:
    """The database's file is damaged, or (None) the disk full, for two rounds; then the file is put back, or there is room."""
    with _used(books) as (attack, file):
        place, before = attack.world, {part: part.read_bytes() for part in file.parent.glob("elmon.db*")}
        honest = place.publish()
        said = len(place.said())
        if damage is not None:
            damage(file)
        for _ in range(2):
            process = _started(place, ["poll"], FULL if damage is None else "")
            try:
                process.wait(PATIENCE)
            except subprocess.TimeoutExpired:
                books.add(books.frozen, kind)
                process.kill()
        if "Traceback" in place.said()[said:]:
            books.add(books.lost, kind)
        if not any(str(mail.message["Message-ID"]).startswith(f"<{honest}.") for mail in place.mail.received):
            for other in file.parent.glob("elmon.db*"):
                other.unlink()
            for part, data in before.items():
                part.write_bytes(data)
            attack.poll(kind)
        attack.judge(kind, honest, [])


def clock_attack(books: Books, kind: str, ahead: timedelta, from_the_start: bool) -> None:
    """A daemon's clock is set while it runs, or was never right; then it is right again."""
    with _used(books) as (attack, _), tempfile.TemporaryDirectory() as folder:
        place = attack.world
        clock = ShiftedClock(Path(folder), ahead if from_the_start else timedelta(0))
        process = _started(place, ["run"], "", clock.environment)
        first = place.publish()
        if not from_the_start:
            _until(lambda: _is_alerted(place, first))
            clock.set(ahead)
        told = _until(lambda: any("clock" in str(mail.message["Subject"]) for mail in place.mail.received))
        second = place.publish()
        time.sleep(3)
        clock.set(timedelta(0))
        _until(lambda: _is_alerted(place, first) and _is_alerted(place, second))
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(PATIENCE)
        except subprocess.TimeoutExpired:
            books.add(books.frozen, kind)
            process.kill()
        if not told:
            books.add(books.lost, kind)
        attack.judge(kind, first, [second])


def _started(
    place: World, arguments: list[str], before: str = "", environment: dict[str, str] | None = None
) -> subprocess.Popen[bytes]:
    words = ["--config", str(place.folder / "monitor.toml"), *arguments]
    told = json.dumps([words, place.shift.total_seconds(), str(place.folder)])
    kept = {k: v for k, v in os.environ.items() if not k.startswith("ELMON_")}
    return subprocess.Popen([sys.executable, "-c", before + CHILD, told], cwd=ROOT, env={**kept, **(environment or {})})


def _is_alerted(place: World, number: str) -> bool:
    return any(str(mail.message["Message-ID"]).startswith(f"<{number}.") for mail in place.mail.received)


def _until(is_so: Callable[[], bool]) -> bool:
    end = time.monotonic() + PATIENCE
    while not is_so() and time.monotonic() < end:
        time.sleep(0.1)
    return is_so()


def _flip(file: Path, chance: random.Random) -> None:
    data = bytearray(file.read_bytes())
    for _ in range(40):
        data[chance.randrange(len(data))] ^= 1 << chance.randrange(8)
    file.write_bytes(data)
