"""Files that are sent over real sockets: who is asked for one, how many there may be at a time, and where they go."""

from __future__ import annotations

import re
import socket
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import httpx
import pytest

from monitor.errors import CannotRead
from monitor.reading_process import UPLOADS
from monitor.web import uploads
from monitor.web.history_cache import HistoryCache
from tests.web.making import app_of, served

FORM = "multipart/form-data; boundary=x"
PART = b'--x\r\nContent-Disposition: form-data; name="from_file"; filename="a.csv"\r\n\r\n'


@pytest.fixture
def fresh(cache: HistoryCache) -> Iterator[str]:
    """Pages whose uploads are nobody else's."""
    with served(app_of(cache)) as address:
        yield address


def begin(
    address: str, path: str, *, length: int = 1_000_000, source: str = "127.0.0.1", more: str = "", body: bytes = PART
) -> socket.socket:
    """A connection with the head of an upload, and no more than the first bytes of its body."""
    url = httpx.URL(address)
    connection = socket.create_connection((url.host, url.port or 80), timeout=10, source_address=(source, 0))
    head = f"POST {path} HTTP/1.1\r\nHost: localhost\r\nContent-Type: {FORM}\r\nContent-Length: {length}\r\n{more}\r\n"
    connection.sendall(head.encode() + body)
    return connection


def status(connection: socket.socket, seconds: float = 10) -> int:
    connection.settimeout(seconds)
    found = re.match(rb"HTTP/1\.1 ([0-9]+) ", connection.recv(65536))
    return int(found[1]) if found else 0


@pytest.mark.parametrize("path", ["/parties", "/parties/decide", "/sign-out"])
def test_who_is_not_signed_in_is_refused_before_the_body_is_sent(fresh: str, path: str) -> None:
    with begin(fresh, path) as connection:
        assert status(connection) == 403


def test_a_body_that_was_refused_is_read_away_and_the_connection_goes_on(fresh: str) -> None:
    with begin(fresh, "/parties", length=len(PART) + 3_000_000) as connection:
        answer = b""
        while not (
            whole := re.search(rb"(?si)HTTP/1\.1 403 .*?content-length: ([0-9]+)\r\n.*?\r\n\r\n", answer)
        ) or len(answer) < whole.end() + int(whole[1]):
            answer += connection.recv(65536)
        connection.sendall(b"x" * 3_000_000 + b"GET /rules HTTP/1.1\r\nHost: localhost\r\n\r\n")
        assert status(connection) == 200


@pytest.mark.parametrize("path", ["/compare", "/sign-in"])
@pytest.mark.parametrize(
    ("length", "more", "expected"),
    [(10, "Transfer-Encoding: chunked\r\n", 411), (99_000_000, "", 413)],
    ids=["chunked", "too long"],
)
def test_a_body_without_a_known_length_or_too_long_is_not_read(
    fresh: str, path: str, length: int, more: str, expected: int
) -> None:
    with begin(fresh, path, length=length, more=more, body=b"5\r\n--x\r\n\r\n") as connection:
        assert status(connection) == expected


def test_a_form_without_files_may_be_short_only(fresh: str) -> None:
    for path in ("/compare", "/sign-in"):
        answer = httpx.post(f"{fresh}{path}", data={"who": "x" * 200_000, "token": "y"})
        assert answer.status_code == 413
        assert "100 kB" in answer.text


def test_uploads_of_one_client_leave_room_for_others(fresh: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(uploads, "WAIT_SECONDS", 1.0)
    held = [begin(fresh, "/compare") for _ in range(6)]
    try:
        answered = [status(connection) for connection in held[2:]]
        assert answered == [503] * 4, "they have waited for the two that arrive"
        with begin(fresh, "/compare", length=len(PART) + 9, source="127.0.0.2") as other:
            other.sendall(b"\r\n--x--\r\n")
            assert status(other) == 400, "it was read, and is no list"
    finally:
        for connection in held:
            connection.close()


def test_all_uploads_together_have_a_cap(fresh: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(uploads, "WAIT_SECONDS", 1.0)
    held = [begin(fresh, "/compare", length=20_000_000, source=f"127.0.0.{n}") for n in range(2, 8)]
    try:
        assert [status(connection) for connection in held[4:]] == [503, 503]
        held[0].close()
        with begin(fresh, "/compare", length=len(PART) + 9, source="127.0.0.9") as other:
            other.sendall(b"\r\n--x--\r\n")
            assert status(other) == 400, "one that has gone makes room"
    finally:
        for connection in held:
            connection.close()


def test_more_files_than_there_is_room_for_are_read_one_after_the_other(fresh: str) -> None:
    body = PART + b"a,b\r\n" * 100_000 + b"\r\n--x--\r\n"

    def upload(_: int) -> int:
        return httpx.post(f"{fresh}/compare", content=body, headers={"Content-Type": FORM}, timeout=30).status_code

    with ThreadPoolExecutor(8) as pool:
        assert set(pool.map(upload, range(8))) == {400}


def test_what_is_sent_cannot_take_the_machine_s_memory() -> None:
    """The pages and their child must stay under 400 MB together, whatever 24 MB become when they are read."""
    assert UPLOADS.read("a list", taking, b"", 100) == 100_000_000
    with pytest.raises(CannotRead, match="out of memory"):
        UPLOADS.read("a list", taking, b"", 260)


def taking(_: bytes, megabytes: int) -> int:
    return len(bytearray(megabytes * 1_000_000))
