"""Readings in a child process: what comes back, and that nothing that is read can hold up or end this process."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from monitor.errors import CannotRead, Stopping, StoreError
from monitor.reading.rules.document import read_document
from monitor.reading_process import ReadingProcess

ROOT = Path(__file__).resolve().parent.parent
RULE = ROOT / "monitor" / "demo" / "documents" / "2019-22210.xml"
SHORT = 1.5
"""Seconds that a reading may take in these tests: enough for the child to begin."""


def length(data: bytes, more: int = 0) -> int:
    return len(data) + more


def refuse(data: bytes) -> None:
    raise CannotRead(f"{len(data)} bytes are too few.")


def fail(data: bytes) -> None:
    int(data)


def freeze(data: bytes) -> object:
    return re.match(rb"(a|a)*$", data)


def fill(data: bytes) -> int:
    return len(data * 2_000_000_000)


def end(data: bytes) -> None:
    os.abort()


def panic(data: bytes) -> None:
    raise type("PanicException", (BaseException,), {})("index out of bounds")


def say(data: bytes) -> int:
    os.write(1, b"a library prints")
    print("and again")
    return len(data)


def ask(data: bytes, question: Callable[[int], int], other: Callable[[int], int]) -> int:
    return question(len(data)) + other(1)


@pytest.fixture(scope="module")
def process() -> Iterator[ReadingProcess]:
    process = ReadingProcess()
    yield process
    process.close()


@pytest.fixture
def impatient() -> Iterator[ReadingProcess]:
    """One that has its libraries loaded and gives a reading little time."""
    process = ReadingProcess(seconds=60)
    process.read("a file", length, b"")
    process._seconds = SHORT
    yield process
    process.close()


def test_the_result_comes_back(process: ReadingProcess) -> None:
    assert process.read("a file", length, b"four", more=3) == 7
    assert process.read("a file", say, b"four") == 4
    data = RULE.read_bytes()
    assert process.read("a rule", read_document, data, "a rule") == read_document(data, "a rule")


def test_one_child_reads_one_after_the_other(process: ReadingProcess) -> None:
    process.read("a file", length, b"")
    child = process.pid
    assert [process.read("a file", length, bytes(n)) for n in range(20)] == list(range(20))
    assert process.pid == child


@pytest.mark.parametrize(
    ("function", "data", "said"),
    [
        (refuse, b"123", r"3 bytes are too few\."),
        (fail, b"x", r"a file made the reader fail \(ValueError: invalid literal.*Please report it"),
        (panic, b"x", r"a file made the reader fail \(PanicException: index out of bounds\)"),
        (fill, b"xx", r"a file made the reader fail \(out of memory\)"),
        (end, b"x", r"a file was not read: the process that read it ended \(SIGABRT\)\."),
    ],
)
def test_what_goes_wrong_is_one_sentence(
    process: ReadingProcess, function: Callable[[bytes], object], data: bytes, said: str
) -> None:
    with pytest.raises(CannotRead, match=said):
        process.read("a file", function, data)
    assert process.read("a file", length, data) == len(data), "the next one is read"


def test_what_froze_it_once_is_not_read_again(impatient: ReadingProcess) -> None:
    process = impatient
    data = b"a" * 61 + b"b"
    with pytest.raises(CannotRead, match=r"more than 1\.5 seconds"):
        process.read("the first", freeze, data)
    assert process.pid is None
    began = time.monotonic()
    with pytest.raises(CannotRead, match=r"^the second was not read: it took more than 1\.5 seconds"):
        process.read("the second", freeze, data)
    assert time.monotonic() - began < SHORT, "no child was started for it"
    process._seconds = 60
    assert process.read("the third", length, data) == 62, "another reader may"


def test_the_child_may_ask(process: ReadingProcess) -> None:
    asked: list[int] = []

    def question(n: int) -> int:
        asked.append(n)
        return n * 10

    assert process.read("a file", ask, b"four", question, abs) == 41
    assert asked == [4]


def test_what_a_question_raises_is_passed_on(process: ReadingProcess) -> None:
    def question(_: int) -> int:
        raise StoreError("The database is locked.")

    with pytest.raises(StoreError, match="locked"):
        process.read("a file", ask, b"four", question, abs)
    assert process.read("a file", length, b"four") == 4


def test_an_idle_child_ends() -> None:
    process = ReadingProcess(idle_seconds=0.2)
    assert process.read("a file", length, b"four") == 4
    deadline = time.monotonic() + 20
    while process.pid is not None and time.monotonic() < deadline:
        time.sleep(0.02)
    assert process.pid is None
    assert process.read("a file", length, b"four") == 4
    process.close()


def test_threads_share_it(process: ReadingProcess) -> None:
    found: list[int] = []
    threads = [
        threading.Thread(target=lambda n=n: found.append(process.read("a file", length, bytes(n)))) for n in range(8)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(found) == list(range(8))


def test_other_threads_go_on_while_it_is_frozen(impatient: ReadingProcess) -> None:
    process = impatient
    turns = 0
    done = threading.Event()

    def count() -> None:
        nonlocal turns
        while not done.wait(0.02):
            turns += 1

    thread = threading.Thread(target=count)
    thread.start()
    with pytest.raises(CannotRead):
        process.read("a file", freeze, b"a" * 62 + b"b")
    done.set()
    thread.join()
    assert turns > 10


PARENT = """
import sys
from monitor.reading_process import ReadingProcess
from tests.test_reading_process import freeze, length
process = ReadingProcess(seconds=600)
process.read("a file", length, b"")
print(process.pid, flush=True)
sys.stdin.readline()
process.read("a file", freeze, b"a" * 70 + b"b")
"""


@pytest.mark.parametrize("frozen", [False, True])
@pytest.mark.skipif(sys.platform == "win32", reason="there are no such signals")
def test_the_child_ends_with_its_parent_but_not_with_its_group(frozen: bool) -> None:
    with subprocess.Popen(
        [sys.executable, "-c", PARENT], stdin=subprocess.PIPE, stdout=subprocess.PIPE, cwd=ROOT, text=True
    ) as parent:
        assert parent.stdin is not None
        assert parent.stdout is not None
        child = int(parent.stdout.readline())
        os.kill(child, signal.SIGTERM)
        os.kill(child, signal.SIGINT)
        if frozen:
            parent.stdin.write("\n")
            parent.stdin.flush()
            time.sleep(0.3)
        assert _lives(child)
        parent.kill()
    deadline = time.monotonic() + 30
    while _lives(child) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert not _lives(child)


def test_a_reading_is_given_up_at_once_when_the_program_ends() -> None:
    process = ReadingProcess(seconds=600)
    process.read("a file", length, b"")
    child, said = process.pid, list[str]()

    def give_up() -> None:
        for data in (b"a" * 70 + b"b", b"the next one"):
            with pytest.raises(Stopping) as stopping:
                process.read("a file", freeze, data)
            said.append(str(stopping.value))

    thread = threading.Thread(target=give_up)
    thread.start()
    time.sleep(0.2)
    process.stop()
    thread.join(10)
    assert said == ["The program is ending."] * 2
    assert child is not None
    assert not _lives(child)
    assert process.pid is None


def _lives(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    status = Path(f"/proc/{pid}/stat")
    return not status.exists() or status.read_text().rpartition(")")[2].split()[0] != "Z"


def test_a_child_that_somebody_else_kills_is_asked_again() -> None:
    process = ReadingProcess()
    child: list[int] = []

    def kill(_: int) -> int:
        if not child:
            assert process.pid is not None
            child.append(process.pid)
            os.kill(process.pid, signal.SIGKILL)
        return 5

    assert process.read("a file", ask, b"four", kill, abs) == 6
    assert process.pid != child[0]
    process.close()
