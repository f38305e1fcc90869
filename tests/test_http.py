"""The one polite client, against a real server on loopback."""

from __future__ import annotations

import gzip
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
import stamina

from monitor import __version__
from monitor.errors import BadAnswer, Blocked, Unreachable
from monitor.http import Client

Answering = Callable[[BaseHTTPRequestHandler], None]


@pytest.fixture(autouse=True)
def no_waiting() -> Iterator[None]:
    stamina.set_testing(True, attempts=2, cap=True)
    yield
    stamina.set_testing(False)


@contextmanager
def serving(answer: Answering) -> Iterator[tuple[str, list[BaseHTTPRequestHandler]]]:
    seen: list[BaseHTTPRequestHandler] = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            seen.append(self)
            answer(self)

        do_POST = do_GET

        def log_message(self, format: str, *args: object) -> None: ...

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, args=(0.02,))
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}", seen
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def plain(body: bytes, status: int = 200, **headers: str) -> Answering:
    def answer(request: BaseHTTPRequestHandler) -> None:
        request.send_response(status)
        for name, value in headers.items():
            request.send_header(name.replace("_", "-"), value)
        request.send_header("Content-Length", str(len(body)))
        request.end_headers()
        request.wfile.write(body)

    return answer


@pytest.fixture
def client() -> Iterator[Client]:
    with Client(timeout_seconds=2, max_bytes=10_000, requests_per_second=10_000, contact="ops@example.org") as client:
        yield client


def test_it_says_who_it_is(client: Client) -> None:
    with serving(plain(b"ok", Set_Cookie="id=1")) as (url, seen):
        assert client.get(url + "/a").body == b"ok"
        client.get(url + "/b")
    assert seen[0].headers["User-Agent"] == f"elmon/{__version__} (+ops@example.org)"
    assert seen[1].headers["Cookie"] is None


def test_gzip_is_unpacked(client: Client) -> None:
    with serving(plain(gzip.compress(b"text" * 9), Content_Encoding="gzip")) as (url, _):
        assert client.get(url).body == b"text" * 9


def test_gzip_cut_short_is_no_answer(client: Client) -> None:
    with (
        serving(plain(gzip.compress(b"text" * 999)[:-9], Content_Encoding="gzip")) as (url, _),
        pytest.raises(Unreachable, match="broke off"),
    ):
        client.get(url)


def test_another_packing_is_refused(client: Client) -> None:
    with serving(plain(b"x", Content_Encoding="br")) as (url, _), pytest.raises(BadAnswer, match="not asked for"):
        client.get(url)


def test_redirects_stay_on_the_host(client: Client) -> None:
    def answer(request: BaseHTTPRequestHandler) -> None:
        if request.path == "/there":
            plain(b"arrived")(request)
        else:
            plain(b"", 302, Location="/there" if request.path == "/near" else "http://example.invalid/x")(request)

    with serving(answer) as (url, _):
        assert client.get(url + "/near").body == b"arrived"
        with pytest.raises(BadAnswer, match=r"example\.invalid"):
            client.get(url + "/far")


def test_redirects_in_a_circle_end(client: Client) -> None:
    with serving(plain(b"", 301, Location="/")) as (url, _), pytest.raises(BadAnswer, match="more than 5 times"):
        client.get(url)


def test_retry_after_comes_with_the_block(client: Client) -> None:
    with serving(plain(b"", 429, Retry_After="3600")) as (url, seen), pytest.raises(Blocked) as caught:
        client.get(url)
    assert caught.value.retry_after == 3600
    assert len(seen) == 1  # an hour is not waited for on the spot


def test_other_statuses_are_answers(client: Client) -> None:
    with serving(plain(b"{}", 404)) as (url, _):
        assert client.get(url).status == 404


def test_the_pace_is_kept() -> None:
    pauses: list[float] = []
    with Client(requests_per_second=2, sleep=pauses.append) as client, serving(plain(b"ok")) as (url, _):
        for _ in range(3):
            client.get(url)
    assert len(pauses) == 2
    assert 0 < pauses[0] <= 0.5 < pauses[1] <= 1.0


def test_posting_returns_every_status_and_follows_nothing(client: Client) -> None:
    with serving(plain(b"invalid_payload", 400)) as (url, seen):
        answer = client.post_json(url + "/services/T0/SECRET", {"text": "é"})
    assert (answer.status, answer.body) == (400, b"invalid_payload")
    assert seen[0].headers["Content-Type"] == "application/json"
    with serving(plain(b"", 302, Location="http://example.invalid")) as (url, _):
        assert client.post_json(url, {}).status == 302


def test_a_webhooks_address_is_never_shown(client: Client) -> None:
    with pytest.raises(Unreachable) as caught:
        client.post_json("http://127.0.0.1:9/services/T0/SECRET", {})
    assert "SECRET" not in str(caught.value)
    assert "127.0.0.1" in str(caught.value)
