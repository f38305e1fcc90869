"""Connections that take too long, or are too many, over real sockets."""

from __future__ import annotations

import contextlib
import socket
import time
from collections.abc import Iterator

import httpx
import pytest
from starlette.types import Send

from monitor.web import connections
from monitor.web.connections import MOST_CONNECTIONS, MOST_PER_CLIENT, Part
from tests.web.making import served

HEAD = b"GET /rules HTTP/1.1\r\nHost: 127.0.0.1\r\n"
BODY = b"POST /compare HTTP/1.1\r\nHost: localhost\r\nContent-Type: multipart/form-data; boundary=x\r\nContent-Length: 99\r\n\r\n"


@pytest.fixture
def short(monkeypatch: pytest.MonkeyPatch) -> float:
    """Deadlines of a fraction of a second."""
    for part in (Part.HEAD, Part.BODY, Part.READ):
        monkeypatch.setitem(connections.SECONDS, part, 0.4)
    return 0.4


def connect(pages: str, source: str = "127.0.0.1") -> socket.socket:
    url = httpx.URL(pages)
    return socket.create_connection((url.host, url.port or 80), timeout=10, source_address=(source, 0))


def is_open(connection: socket.socket) -> bool:
    connection.setblocking(False)
    try:
        return bool(connection.recv(1))
    except BlockingIOError:
        return True
    except ConnectionError:
        return False
    finally:
        connection.setblocking(True)


@contextlib.contextmanager
def half_sent(pages: str, n: int, data: bytes) -> Iterator[list[socket.socket]]:
    with contextlib.ExitStack() as stack:
        held = []
        for _ in range(n):
            held.append(stack.enter_context(connect(pages)))
            held[-1].sendall(data)
        yield held


@pytest.mark.parametrize("data", [b"", HEAD, BODY])
def test_half_sent_requests_keep_nobody_out(pages: str, data: bytes) -> None:
    with half_sent(pages, 2 * MOST_CONNECTIONS, data) as held:
        for _ in range(5):
            assert httpx.get(f"{pages}/rules", timeout=5).status_code == 200
        assert sum(map(is_open, held)) <= MOST_PER_CLIENT


def test_a_client_with_many_connections_takes_none_of_anothers(pages: str) -> None:
    with connect(pages, "127.0.0.2") as other:
        other.sendall(HEAD)
        with half_sent(pages, 2 * MOST_CONNECTIONS, HEAD):
            other.sendall(b"\r\n")
            assert other.recv(15) == b"HTTP/1.1 200 OK"


def test_what_many_clients_send_half_is_limited_in_all(pages: str) -> None:
    with contextlib.ExitStack() as stack:
        held = []
        for n in range(2 * MOST_CONNECTIONS):
            held.append(stack.enter_context(connect(pages, f"127.0.1.{n % 250 + 1}")))
            held[-1].sendall(HEAD)
        assert httpx.get(f"{pages}/rules", timeout=5).status_code == 200
        assert sum(map(is_open, held)) <= MOST_CONNECTIONS


@pytest.mark.parametrize(("start", "drip"), [(b"", b"G"), (HEAD, b"X"), (BODY, b"-")])
def test_a_request_that_drips_ends_at_its_deadline(pages: str, short: float, start: bytes, drip: bytes) -> None:
    with connect(pages) as connection:
        connection.sendall(start)
        began = time.monotonic()
        with contextlib.suppress(ConnectionError):
            while time.monotonic() < began + 5 and is_open(connection):
                connection.sendall(drip)
                time.sleep(0.05)
        assert short / 2 < time.monotonic() - began < 3


@pytest.mark.parametrize("requests", [1, 2, 40])
def test_an_answer_that_nobody_reads_is_given_up(short: float, requests: int) -> None:
    async def large(scope: object, receive: object, send: Send) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": [(b"content-length", b"30000000")]})
        await send({"type": "http.response.body", "body": b"x" * 30_000_000})

    with served(large) as address, connect(address) as connection:
        connection.sendall((HEAD + b"\r\n") * requests)
        time.sleep(4 * short)
        with pytest.raises(ConnectionError):
            for _ in range(10):
                connection.sendall(b"X")
                time.sleep(0.02)


def test_a_connection_serves_request_after_request(pages: str, short: float) -> None:
    with httpx.Client(base_url=pages, timeout=5) as client:
        for _ in range(6):
            assert client.get("/rules").status_code == 200
            time.sleep(short / 4)
    with connect(pages) as connection:
        connection.sendall((HEAD + b"\r\n") * 2 + HEAD + b"Connection: close\r\n\r\n")
        found = b""
        while chunk := connection.recv(65536):
            found += chunk
        assert found.count(b"HTTP/1.1 200 OK") == 3
