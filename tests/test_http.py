"""The one polite client, against a real server on loopback."""

from __future__ import annotations

import gzip
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import httpx
import pytest

from monitor import __version__
from monitor.errors import BadAnswer, Blocked, Unreachable, UpstreamError
from monitor.http import Client, HttpResponse, date_of, host_of, shown
from monitor.http.pauses import pauses
from monitor.wire import LONGEST_MAINTENANCE, LONGEST_RETRY_AFTER

Answering = Callable[[BaseHTTPRequestHandler], None]


@pytest.fixture(autouse=True)
def no_waiting(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("monitor.http.client.pauses", lambda attempts: iter([0.0] * (min(attempts, 2) - 1)))


@contextmanager
def serving(answer: Answering) -> Iterator[tuple[str, list[BaseHTTPRequestHandler]]]:
    seen: list[BaseHTTPRequestHandler] = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            seen.append(self)
            # What is not read when the connection closes makes the kernel send RST, maybe before the answer is read.
            self.rfile.read(int(self.headers.get("Content-Length", "0")))
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


@contextmanager
def dripping(head: bytes, drop: bytes) -> Iterator[str]:
    """A server that sends ``head`` at once and ``drop`` for ever, each long before a socket would time out."""
    listening, over = socket.create_server(("127.0.0.1", 0)), threading.Event()

    def serve() -> None:
        connection, _ = listening.accept()
        with connection:
            connection.recv(65_536)
            try:
                connection.sendall(head)
                while not over.wait(0.02):
                    connection.sendall(drop)
            except OSError:
                pass

    thread = threading.Thread(target=serve)
    thread.start()
    try:
        yield f"http://127.0.0.1:{listening.getsockname()[1]}"
    finally:
        over.set()
        thread.join()
        listening.close()


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
    with serving(plain(gzip.compress(b"text" * 9, mtime=0), Content_Encoding="gzip")) as (url, _):
        assert client.get(url).body == b"text" * 9


def test_gzip_cut_short_is_no_answer(client: Client) -> None:
    with (
        serving(plain(gzip.compress(b"text" * 999, mtime=0)[:-9], Content_Encoding="gzip")) as (url, _),
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


# -- time and size ----------------------------------------------------------------------------------------------------

SLOW = {
    "headers": (b"HTTP/1.1 200 OK\r\n", b"X-More: 1\r\n"),
    "a body with a length": (b"HTTP/1.1 200 OK\r\nContent-Length: 9000\r\n\r\n", b"x"),
    "a body without one": (b"HTTP/1.1 200 OK\r\n\r\n", b"x"),
    "a body in chunks": (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", b"1\r\nx\r\n"),
    "gzip": (
        b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\n\r\n" + gzip.compress(b"x", mtime=0),
        gzip.compress(b"y", mtime=0),
    ),
    "nothing": (b"", b""),
}


@pytest.mark.parametrize("what", SLOW)
def test_a_drip_dies_at_the_deadline_wherever_it_drips(what: str) -> None:
    with (
        dripping(*SLOW[what]) as url,
        Client(timeout_seconds=0.3, requests_per_second=10_000, attempts=1) as client,
        pytest.raises(Unreachable, match=r"0\.3 s"),
    ):
        client.get(url)


def test_a_name_that_is_never_found_dies_at_the_deadline(monkeypatch: pytest.MonkeyPatch) -> None:
    found = threading.Event()
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: found.wait() and [])  # no resolver hangs on demand
    monkeypatch.setattr("monitor.http.client.AFTER_DEADLINE", 0.1)
    with (
        Client(timeout_seconds=0.2, requests_per_second=10_000, attempts=1) as client,
        pytest.raises(Unreachable, match=r"0\.2 s"),
    ):
        client.get("http://registry.example/")
    found.set()


def test_a_stream_without_end_dies_at_the_cap(client: Client) -> None:
    with (
        dripping(b"HTTP/1.1 200 OK\r\n\r\n", b"x" * 5_000) as url,
        pytest.raises(BadAnswer, match=r"more than 10,000 bytes"),
    ):
        client.get(url)


@pytest.mark.parametrize("members", [(b"one,", b"two"), (b"", b"one,two"), (b"one,two", b"")])
def test_gzip_in_several_members_is_whole(client: Client, members: tuple[bytes, ...]) -> None:
    packed = b"".join(map(gzip.compress, members)) + b"\0" * 7
    with serving(plain(packed, Content_Encoding="gzip")) as (url, _):
        assert client.get(url).body == b"one,two"


@pytest.mark.parametrize(
    ("packed", "said"),
    [
        (gzip.compress(b"a", mtime=0) + b"garbage", "damaged"),
        (b"no gzip at all", "damaged"),
        (gzip.compress(b"a", mtime=0) + gzip.compress(b"b" * 99, mtime=0)[:-9], "middle of gzip"),
        (gzip.compress(b"a", mtime=0) + b"\0" * 20_000, "more than"),
        (gzip.compress(b" " * 10_001, mtime=0), "more than"),
    ],
)
def test_gzip_that_is_damaged_cut_or_a_bomb_is_no_answer(client: Client, packed: bytes, said: str) -> None:
    with (
        serving(plain(packed, Content_Encoding="gzip")) as (url, _),
        pytest.raises((BadAnswer, Unreachable), match=said),
    ):
        client.get(url)


def test_an_answer_as_large_as_allowed_is_taken(client: Client) -> None:
    for answer in (plain(b"x" * 10_000), plain(gzip.compress(b"x" * 10_000, mtime=0), Content_Encoding="gzip")):
        with serving(answer) as (url, _):
            assert len(client.get(url).body) == 10_000


def test_a_body_that_stops_short_is_no_answer(client: Client) -> None:
    def answer(request: BaseHTTPRequestHandler) -> None:
        request.send_response(200)
        request.send_header("Content-Length", "100")
        request.end_headers()
        request.wfile.write(b"{}")

    with serving(answer) as (url, seen), pytest.raises(Unreachable, match="broke off"):
        client.get(url)
    assert len(seen) == 2  # and it was tried again


def test_an_empty_answer_may_call_itself_packed(client: Client) -> None:
    with serving(plain(b"", 304, Content_Encoding="gzip")) as (url, _):
        assert client.get(url).status == 304


# -- what others write ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("said", "wait"),
    [
        ("90", 90.0), (" 90 ", 90.0), ("9" * 90, LONGEST_RETRY_AFTER), ("9" * 999, None), ("\u00b2", None), ("-5", None),
        ("soon", None), ("", None), ("Mon, 01 Jan 2035 00:00:00 GMT", LONGEST_RETRY_AFTER),
        ("Mon, 01 Jan 2035 00:00:00", None), ("Mon, 01 Jan 2001 00:00:00 GMT", None),
    ],
)  # fmt: skip
def test_retry_after_as_it_may_be_written(client: Client, said: str, wait: float | None) -> None:
    with serving(plain(b"", 429, Retry_After=said)) as (url, _), pytest.raises(Blocked) as caught:
        client.get(url)
    assert caught.value.retry_after == wait


@pytest.mark.parametrize(
    ("status", "page", "most"),
    [
        (429, b"", LONGEST_RETRY_AFTER), (503, b"Bad luck", LONGEST_RETRY_AFTER), (500, b"maintenance", LONGEST_RETRY_AFTER),
        (503, b"<html><title>Down for Maintenance</title></html>", LONGEST_MAINTENANCE),
    ],
)  # fmt: skip
def test_nobody_makes_us_wait_for_a_day(client: Client, status: int, page: bytes, most: float) -> None:
    with serving(plain(page, status, Retry_After="86400")) as (url, _), pytest.raises(UpstreamError) as caught:
        client.get(url)
    assert caught.value.retry_after == most
    assert (LONGEST_RETRY_AFTER, LONGEST_MAINTENANCE) == (3_600, 21_600)


def test_a_date_to_wait_for_is_counted_from_the_sources_own_clock(client: Client) -> None:
    """Ours may be hours off, and would make of two minutes nothing, or a day."""

    def answer(request: BaseHTTPRequestHandler) -> None:
        request.send_response_only(429)
        request.send_header("Date", "Mon, 01 Jan 2035 00:00:00 GMT")
        request.send_header("Retry-After", "Mon, 01 Jan 2035 00:02:00 GMT")
        request.send_header("Content-Length", "0")
        request.end_headers()

    with serving(answer) as (url, _), pytest.raises(Blocked) as caught:
        client.get(url)
    assert caught.value.retry_after == 120


def test_a_tag_is_sent_with_the_question_only_where_a_header_takes_it(client: Client) -> None:
    with serving(plain(b"", 304)) as (url, seen):
        assert client.get(url, etag='W/"a"').status == 304
        client.get(url)
        client.get(url, etag="\u201ca\u201d")
    assert [request.headers["If-None-Match"] for request in seen] == ['W/"a"', None, None]


@pytest.mark.parametrize(
    ("date", "year"), [("Mon, 01 Jan 2035 00:00:00 GMT", 2035), ("soon", None), ("", None), ("Mon, 01 Jan 2035 00:00:00", None)]
)  # fmt: skip
def test_the_sources_time(date: str, year: int | None) -> None:
    told = date_of(HttpResponse("http://x/", 200, {"date": date}, b""))
    assert (told.year if told else None) == year


def test_a_short_retry_after_is_waited_for_and_then_asked_again(client: Client) -> None:
    answers = [plain(b"", 429, Retry_After="1"), plain(b"at last")]

    def answer(request: BaseHTTPRequestHandler) -> None:
        answers.pop(0)(request)

    with serving(answer) as (url, seen):
        assert client.get(url).body == b"at last"
    assert len(seen) == client.sent == 2


@pytest.mark.parametrize("status", [500, 502, 503, 504, 521, 599])
def test_every_failure_of_the_server_is_tried_again(client: Client, status: int) -> None:
    with serving(plain(b"", status)) as (url, seen), pytest.raises(BadAnswer, match=str(status)):
        client.get(url)
    assert len(seen) == 2


NO_ADDRESSES = [
    "", "nonsense", "http://", "http://[::1/x", "http://\u202e/", "http://127.0.0.1:9/\x00", "ftp://127.0.0.1/",
    "file:///etc/passwd", "http://127.0.0.1:port/",
]  # fmt: skip


@pytest.mark.parametrize("url", [*NO_ADDRESSES, "http://a..b/", "http://" + "a" * 70 + ".invalid/"])
def test_what_is_no_address_is_a_clear_error(client: Client, url: str) -> None:
    with pytest.raises(BadAnswer, match=r"address.*check the settings"):
        client.get(url)
    with pytest.raises(BadAnswer, match=r"address.*check the settings"):
        client.post_json(url, {})


@pytest.mark.parametrize("location", ["http://[bad/", "//", "file:///etc/passwd", "gopher://x/"])
def test_a_redirect_to_what_is_no_address_is_a_clear_error(client: Client, location: str) -> None:
    with serving(plain(b"", 302, Location=location)) as (url, _), pytest.raises(BadAnswer, match="check the base_url"):
        client.get(url)


@pytest.mark.parametrize(
    "location", ["http://user@127.0.0.1:9/", "http://127.0.0.1:9\\@evil.invalid/", "//evil.invalid/"]
)
def test_no_spelling_leads_a_redirect_to_another_host(client: Client, location: str) -> None:
    with serving(plain(b"", 302, Location=location)) as (url, seen), pytest.raises(BadAnswer, match="redirects to"):
        client.get(url)
    assert len(seen) == 1


def test_a_redirect_may_lead_to_a_host_that_was_named(client: Client) -> None:
    with serving(plain(b"there")) as (there, _), serving(plain(b"", 302, Location=there)) as (url, _):
        assert client.get(url, hosts=frozenset({host_of(there)})).body == b"there"


def test_https_is_never_left_for_http() -> None:
    def answer(request: httpx.Request) -> httpx.Response:
        there = str(request.url.copy_with(scheme="http"))
        return httpx.Response(301, headers={"Location": there}, stream=httpx.ByteStream(b""))

    with (
        Client(transport=httpx.MockTransport(answer), requests_per_second=10_000) as client,
        pytest.raises(BadAnswer, match="from https to http"),
    ):
        client.get("https://example.org/x")


def test_messages_hold_no_secrets(client: Client) -> None:
    with pytest.raises(Unreachable) as caught:
        client.get("http://user:hunter2@127.0.0.1:9/path?key=SECRET#part")
    assert "http://127.0.0.1:9/path cannot be reached" in str(caught.value)
    assert not any(word in str(caught.value) for word in ("hunter2", "SECRET", "user"))


@pytest.mark.parametrize(
    ("url", "host"),
    [
        ("https://www.Example.org/x", "www.example.org"), ("http://example.org:80/", "example.org"),
        ("https://example.org:443", "example.org"), ("http://example.org:443", "example.org:443"),
        ("http://u:p@example.org:8080/", "example.org:8080"), *((url, "") for url in NO_ADDRESSES),
    ],
)  # fmt: skip
def test_where_an_address_leads(url: str, host: str) -> None:
    assert host_of(url) == host


def test_how_an_address_is_shown() -> None:
    assert shown("https://u:p@example.org/a/b@c?d=e#f") == "https://example.org/a/b@c"
    assert shown("https://example.org/\x1b[2J\u202e") == "https://example.org/?[2J?"
    assert len(shown("https://example.org/" + "a" * 9_999)) == 200


def test_a_contact_that_no_header_takes_is_spelt_otherwise() -> None:
    with serving(plain(b"ok")) as (url, seen), Client(contact="Jos\u00e9\r\nX-Evil: 1") as client:
        client.get(url)
    assert seen[0].headers["User-Agent"].endswith("(+Jos???X-Evil: 1)")
    assert seen[0].headers["X-Evil"] is None


def test_a_payload_with_half_a_character_is_sent(client: Client) -> None:
    with serving(plain(b"ok")) as (url, _):
        assert client.post_json(url, {"text": "a\ud800b"}).status == 200


def test_posting_has_a_deadline_and_a_cap(client: Client) -> None:
    with serving(plain(b"x" * 100_001)) as (url, _), pytest.raises(BadAnswer, match="more than 100,000 bytes"):
        client.post_json(url, {})
    with (
        dripping(*SLOW["headers"]) as url,
        Client(timeout_seconds=0.2, requests_per_second=10_000) as hasty,
        pytest.raises(Unreachable, match=r"0\.2 s") as caught,
    ):
        hasty.post_json(url + "/services/SECRET", {})
    assert "SECRET" not in str(caught.value)


def test_a_pause_before_the_next_attempt_ends_when_the_process_stops() -> None:
    stopping = threading.Event()

    def answer(request: BaseHTTPRequestHandler) -> None:
        threading.Timer(0.1, stopping.set).start()
        plain(b"", 429, Retry_After="20")(request)

    began = time.monotonic()
    with Client(stopping=stopping) as client, serving(answer) as (url, seen), pytest.raises(Blocked):
        client.get(url)
    assert (len(seen), time.monotonic() - began < 5) == (1, True)


def test_pauses_grow_and_differ() -> None:
    assert list(pauses(1)) == []
    for first, second, *_, last in (list(pauses(9)) for _ in range(20)):
        assert 0.5 <= first <= 1.0 <= second <= 1.5
        assert 10 <= last <= 10.5
    assert list(pauses(3)) != list(pauses(3))
