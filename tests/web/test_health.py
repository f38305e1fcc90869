"""The health server: who lives, who is fresh, what is measured; and what it does with odd callers."""

from __future__ import annotations

import contextlib
import http.client
import json
import socket
import threading
import urllib.error
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import pytest

from monitor.errors import SettingsError, StoreError
from monitor.operations.status import SourceStatus, Status
from monitor.web import health
from monitor.web.health import HealthServer

NOW = datetime(2030, 1, 2, 12, tzinfo=UTC)
GOOD = SourceStatus("printed documents", NOW, NOW, "", stale=False, lag_seconds=12.0)
LATE = SourceStatus("public inspection", NOW, NOW, "it is broken", stale=True, lag_seconds=7200.0)


@dataclass
class Shown:
    sources: tuple[SourceStatus, ...] = (GOOD,)
    trouble: str = ""
    error: Exception | None = None
    hold: threading.Event = field(default_factory=threading.Event)
    waits: threading.Semaphore = field(default_factory=lambda: threading.Semaphore(0))

    def status(self) -> Status:
        if self.error:
            raise self.error
        return Status(self.sources, 0, 0, None, 3000, "a copy", "2030-01-02", ())

    def wait(self) -> bytes:
        self.waits.release()
        self.hold.wait(20)
        return b"x 1\n"


@pytest.fixture
def shown() -> Shown:
    return Shown()


@pytest.fixture
def server(shown: Shown) -> Iterator[HealthServer]:
    with HealthServer("127.0.0.1", 0, shown.status, lambda: shown.trouble, shown.wait) as server:
        yield server
        shown.hold.set()


def port_of(server: HealthServer) -> int:
    return int(server.url.rsplit(":", 1)[1].partition("/")[0])


def ask(server: HealthServer, path: str, method: str = "GET") -> tuple[int, dict[str, str], bytes]:
    connection = http.client.HTTPConnection("127.0.0.1", port_of(server), timeout=5)
    connection.request(method, path)
    answer = connection.getresponse()
    body = answer.read()
    connection.close()
    return answer.status, {k.lower(): v for k, v in answer.getheaders()}, body


def said(server: HealthServer, path: str) -> tuple[int, Any]:
    code, _, body = ask(server, path)
    return code, json.loads(body)


def raw(server: HealthServer, data: bytes) -> bytes:
    with socket.create_connection(("127.0.0.1", port_of(server)), timeout=10) as connection:
        connection.sendall(data)
        found = b""
        while chunk := connection.recv(4096):
            found += chunk
        return found


def test_alive_is_another_question_than_fresh(server: HealthServer, shown: Shown) -> None:
    assert said(server, "/healthz") == (200, {"alive": True, "reason": ""})
    assert said(server, "/readyz?verbose=1")[0] == 200
    shown.sources = (GOOD, LATE)
    code, body = said(server, "/readyz")
    assert (code, body["ready"], body["stale"]) == (503, False, True)
    assert body["reason"] == (
        "Not fresh: public inspection: last good poll 2030-01-02 12:00 UTC (2 h 0 min ago); since then: it is broken."
    )
    assert [s["source"] for s in body["sources"]] == ["printed documents", "public inspection"]
    assert said(server, "/healthz")[0] == 200
    shown.trouble = "the scheduler has not turned for 300 s"
    assert said(server, "/healthz") == (503, {"alive": False, "reason": shown.trouble})


def test_what_was_never_polled_is_not_fresh(server: HealthServer, shown: Shown) -> None:
    shown.sources = ()
    code, body = said(server, "/readyz")
    assert (code, body["ready"]) == (503, False)
    assert "elmon poll" in body["reason"]


def test_a_database_that_does_not_answer_is_a_reason(server: HealthServer, shown: Shown) -> None:
    shown.error = StoreError("The database x refuses: no answer.")
    assert said(server, "/readyz") == (503, {"ready": False, "reason": "The database x refuses: no answer."})
    assert said(server, "/healthz")[0] == 200


def test_a_bug_is_told_without_its_words(server: HealthServer, shown: Shown) -> None:
    shown.error = RuntimeError("the password is hunter2")
    assert said(server, "/readyz") == (500, {"error": "unexpected: RuntimeError"})


def test_other_addresses_and_methods_are_refused(server: HealthServer) -> None:
    assert said(server, "/")[0] == 404
    assert "/metrics" in said(server, "/x")[1]["error"]
    for method in ("POST", "PUT", "DELETE", "OPTIONS", "TRACE", "BREW"):
        code, headers, body = ask(server, "/healthz", method)
        assert (code, headers["allow"]) == (405, "GET, HEAD"), method
        assert "only GET" in json.loads(body)["error"]


def test_head_has_no_body(server: HealthServer) -> None:
    code, headers, body = ask(server, "/healthz", "HEAD")
    assert (code, body) == (200, b"")
    assert int(headers["content-length"]) > 0
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["server"].strip() == "elmon"  # neither Python's version nor ours


@pytest.mark.parametrize(
    ("data", "status"),
    [
        (b"GET /" + b"a" * 100_000 + b" HTTP/1.1\r\n\r\n", 414),
        (b"GET /healthz HTTP/1.1\r\n" + b"X: y\r\n" * 5000 + b"\r\n", 431),
        (b"GET /healthz HTTP/1.1\r\nX: " + b"a" * 100_000 + b"\r\n\r\n", 431),
        (b"\x00\xff\xfe\r\n\r\n", 400),
        (b"GET /healthz HTTP/9.9\r\n\r\n", 505),
        (b"GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\nGET /readyz HTTP/1.1\r\n\r\n", 200),
    ],
)
def test_odd_requests_get_a_plain_answer_and_one_only(data: bytes, status: int, server: HealthServer) -> None:
    try:
        answer = raw(server, data)
    except ConnectionResetError:  # it did not care to read the rest
        answer = b""
    assert answer.count(b"HTTP/1.0 ") <= 1
    if answer:
        assert answer.startswith(f"HTTP/1.0 {status} ".encode())
        assert b"<" not in answer
    assert said(server, "/healthz")[0] == 200


def test_a_caller_who_never_ends_is_cut_off(monkeypatch: pytest.MonkeyPatch, shown: Shown) -> None:
    monkeypatch.setattr(health, "MOST_SECONDS", 0.3)
    with HealthServer("127.0.0.1", 0, shown.status) as server:
        assert raw(server, b"GET /healthz HTTP/1.1\r\nX: ") == b""


def test_only_so_many_are_served_at_once(server: HealthServer, shown: Shown) -> None:
    waiting = [socket.create_connection(("127.0.0.1", port_of(server)), timeout=10) for _ in range(health.AT_ONCE)]
    for connection in waiting:
        connection.sendall(b"GET /metrics HTTP/1.1\r\n\r\n")
    assert all(shown.waits.acquire(timeout=10) for _ in waiting), "they are all being answered"
    turned_away = 0
    for _ in range(3):
        try:
            turned_away += raw(server, b"GET /healthz HTTP/1.1\r\n\r\n") == b""
        except ConnectionError:
            turned_away += 1
    assert turned_away == 3
    shown.hold.set()
    for connection in waiting:
        assert connection.recv(4096).startswith(b"HTTP/1.0 200")
        connection.close()


def test_slow_clients_make_room_the_oldest_first(shown: Shown) -> None:
    made: list[int] = []

    def metrics() -> bytes:
        made.append(1)
        return b"x 1\n"

    with HealthServer("127.0.0.1", 0, shown.status, metrics=metrics) as server, contextlib.ExitStack() as stack:
        slow = []
        for _ in range(2 * health.AT_ONCE):
            slow.append(stack.enter_context(socket.create_connection(("127.0.0.1", port_of(server)), timeout=10)))
            slow[-1].sendall(b"GET /metrics HTTP/1.1\r\nX: ")
        assert said(server, "/healthz") == (200, {"alive": True, "reason": ""})
        for connection in slow[: health.AT_ONCE]:
            with contextlib.suppress(ConnectionResetError):
                assert connection.recv(4096) == b""
        assert made == [], "nothing is made for those that were cut"
        slow[-1].sendall(b"y\r\n\r\n")
        assert slow[-1].recv(4096).startswith(b"HTTP/1.0 200")


def test_it_answers_while_other_threads_compute(server: HealthServer) -> None:
    stopping = threading.Event()

    def compute() -> None:
        number = 0
        while not stopping.is_set():
            number += sum(range(1000))

    threads = [threading.Thread(target=compute, daemon=True) for _ in range(3)]
    for thread in threads:
        thread.start()
    try:
        for _ in range(5):
            assert said(server, "/healthz")[0] == 200  # within the client's five seconds
    finally:
        stopping.set()
        for thread in threads:
            thread.join()


def test_a_port_in_use_is_a_sentence(server: HealthServer, shown: Shown) -> None:
    with pytest.raises(SettingsError, match=r"cannot listen on .* set another \[health\] port"):
        HealthServer("127.0.0.1", port_of(server), shown.status)


def test_ipv6(shown: Shown) -> None:
    try:
        server = HealthServer("::1", 0, shown.status)
    except SettingsError:
        pytest.skip("this machine has no IPv6")
    with server, urllib.request.urlopen(server.url, timeout=5) as answer:
        assert answer.status == 200


@pytest.mark.parametrize("path", ["/healthz", "/readyz", "/metrics", "/nothing"])
def test_a_name_that_another_site_has_pointed_here_is_not_answered(shown: Shown, path: str) -> None:
    shown.hold.set()
    with HealthServer("127.0.0.1", 0, shown.status, None, shown.wait, ["elmon"]) as server:
        for host in (
            b"evil.example.org",
            b"127.0.0.1.example.org:80",
            b"[",
            b"",
            b"localhost\r\nHost: evil.example.org",
        ):
            answer = raw(server, b"GET %s HTTP/1.1\r\nHost: %s\r\n\r\n" % (path.encode(), host))
            assert answer.startswith(b"HTTP/1.0 421 "), host
            assert b"hosts in [web]" in answer


@pytest.mark.parametrize("host", ["127.0.0.1", "10.1.2.3:8744", "[::1]:8744", "localhost", "Elmon:8744", None])
def test_addresses_names_of_the_settings_and_probes_without_a_host_are_answered(shown: Shown, host: str | None) -> None:
    with HealthServer("127.0.0.1", 0, shown.status, None, None, ["elmon"]) as server:
        head = f"Host: {host}\r\n" if host else ""
        assert raw(server, f"GET /readyz HTTP/1.0\r\n{head}\r\n".encode()).startswith(b"HTTP/1.0 200 ")
