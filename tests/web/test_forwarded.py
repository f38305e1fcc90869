"""Requests that proxies pass on: who is a reader of this machine, and whose word about client, scheme and host counts."""

from __future__ import annotations

import shutil
import socket
from collections.abc import Iterator

import httpx
import pytest

from monitor.web.app import build_app
from monitor.web.history_cache import HistoryCache
from monitor.web.request import Site
from tests.web.making import TOKEN, cache_at, cache_of, served

PROXIED = [
    {"X-Forwarded-For": "192.0.2.7"}, {"x-forwarded-proto": "https"}, {"X-Forwarded-Host": "localhost"},
    {"X-Forwarded-Prefix": "/elmon"}, {"Forwarded": "for=127.0.0.1"}, {"Via": "1.1 gateway"},
    {"X-Real-IP": "127.0.0.1"}, {"CF-Connecting-IP": "192.0.2.7"}, {"X-Forwarded-For": ""},
]  # fmt: skip
SAID_BY_PROXIES = [
    "Client-IP",
    "Forwarded-For",
    "X-Forwarded",
    "X-Scheme",
    "X-Original-Host",
    "X-Azure-ClientIP",
    "X-ARR-SSL",
    "Front-End-Https",
    "CDN-Loop",
    "Cf-Ray",
    "Fly-Client-IP",
    "X-Envoy-External-Address",
    "Remote-User",
    "X-Auth-Request-User",
    "X-Request-Id",
    "Traceparent",
    "Proxy-Connection",
    "Max-Forwards",
    "Early-Data",
    "SSL-Client-Verify",
    "X-Amzn-Trace-Id",
    "Authorization",
    "X-Whatever-Comes-Next",
]
SAID_BY_READERS = {
    "Accept": "text/html", "Accept-Language": "en", "Accept-Encoding": "gzip, br", "User-Agent": "Mozilla/5.0",
    "Sec-Fetch-Site": "none", "Sec-CH-UA": '"Chromium"', "Sec-GPC": "1", "Upgrade-Insecure-Requests": "1", "DNT": "1",
    "Referer": "http://127.0.0.1:8745/", "If-None-Match": '"x"', "If-Modified-Since": "Thu, 01 Jan 2026 00:00:00 GMT",
    "Cache-Control": "max-age=0", "Pragma": "no-cache", "Priority": "u=0, i", "Range": "bytes=0-", "Cookie": "a=b",
    "TE": "trailers", "Connection": "keep-alive",
}  # fmt: skip
SIGN_IN = {"who": "Ann", "token": TOKEN}


@pytest.fixture(scope="module")
def cache(tmp_path_factory: pytest.TempPathFactory) -> Iterator[HistoryCache]:
    path = tmp_path_factory.mktemp("forwarded") / "elmon.db"
    cache_of(f"sqlite:///{path}").store.close()
    shutil.copy(path, path.with_name("own.db"))
    found = cache_at(f"sqlite:///{path.with_name('own.db')}")
    yield found
    found.store.close()


def asking(cache: HistoryCache, *trusted: str, names: tuple[str, ...] = ()) -> Iterator[httpx.Client]:
    app = build_app(cache, Site(names=names, trusted_proxies=trusted), token=TOKEN, fresh_seconds=0)
    with served(app) as address, httpx.Client(base_url=address, timeout=60) as client:
        yield client


@pytest.fixture(scope="module")
def get(cache: HistoryCache) -> Iterator[httpx.Client]:
    """Nobody is trusted."""
    yield from asking(cache)


@pytest.fixture(scope="module")
def behind(cache: HistoryCache) -> Iterator[httpx.Client]:
    """Asks as a trusted proxy."""
    yield from asking(cache, "127.0.0.0/8", "192.0.2.99", names=("lists.example.org",))


@pytest.mark.parametrize("headers", PROXIED, ids=lambda headers: next(iter(headers)))
def test_a_request_that_came_through_a_proxy_is_no_reader_of_this_machine(
    get: httpx.Client, headers: dict[str, str]
) -> None:
    assert get.get("/parties.json").status_code == 200
    assert get.get("/parties.json", headers=headers).status_code == 403
    assert get.get("/parties", headers=headers).headers["location"] == "/sign-in"
    assert get.get("/today.json").json()["matches_waiting"] is not None
    assert get.get("/today.json", headers=headers).json()["matches_waiting"] is None


@pytest.mark.parametrize("name", SAID_BY_PROXIES)
def test_what_no_reader_sends_by_himself_came_through_a_proxy(get: httpx.Client, name: str) -> None:
    assert get.get("/parties.json", headers={name: "1"}).status_code == 403


def test_what_browsers_and_curl_send_makes_nobody_a_proxy(get: httpx.Client) -> None:
    assert get.get("/parties.json", headers=SAID_BY_READERS).status_code in (200, 206)


def test_a_reader_of_this_machine_asks_for_this_machine(get: httpx.Client) -> None:
    """A proxy may leave out every header of its own, and pass on the name or address that its reader asked for."""
    for host, status in [("localhost:8745", 200), ("[::1]", 200), ("127.1.2.3", 200), ("10.0.0.5", 403)]:
        assert get.get("/parties.json", headers={"Host": host}).status_code == status, host


def test_what_speaks_an_http_of_before_browsers_is_a_proxy(get: httpx.Client) -> None:
    """nginx does, unless told otherwise, and names neither itself nor its reader."""
    with socket.create_connection((get.base_url.host, get.base_url.port or 0), 10) as connection:
        connection.sendall(b"GET /parties.json HTTP/1.0\r\nHost: 127.0.0.1:8745\r\nConnection: close\r\n\r\n")
        assert connection.recv(100).split()[1] == b"403"


def test_who_is_trusted_is_no_reader_of_this_machine_without_headers_either(cache: HistoryCache) -> None:
    for client in asking(cache, "127.0.0.1"):
        assert client.get("/parties.json").status_code == 403


@pytest.mark.parametrize("headers", PROXIED, ids=lambda headers: next(iter(headers)))
def test_what_nobody_trusted_says_changes_nothing_else(get: httpx.Client, headers: dict[str, str]) -> None:
    answer = get.post("/sign-in", data=SIGN_IN, headers=headers)
    assert answer.status_code == 303
    assert "secure" not in answer.headers["set-cookie"].lower()
    assert str(get.base_url) in get.get("/feed.atom", headers=headers).text
    get.cookies.clear()


def test_a_trusted_proxy_says_that_the_reader_has_tls_and_which_name_was_asked(behind: httpx.Client) -> None:
    headers = {"X-Forwarded-Proto": "https", "X-Forwarded-Host": "lists.example.org", "X-Forwarded-For": "192.0.2.7"}
    own = {"Origin": "https://lists.example.org", "Sec-Fetch-Site": "same-origin"}
    answer = behind.post("/sign-in", data=SIGN_IN, headers=headers | own)
    assert answer.status_code == 303, answer.text
    assert "Secure" in answer.headers["set-cookie"]
    assert "https://lists.example.org/" in behind.get("/feed.atom", headers=headers).text
    behind.cookies.clear()


@pytest.mark.parametrize("host", ["evil.example", "lists.example.org, evil.example", "a b"])
def test_the_name_that_a_proxy_passes_on_must_be_known(behind: httpx.Client, host: str) -> None:
    assert behind.get("/list.json", headers={"X-Forwarded-Host": host}).status_code == 421


def test_of_several_names_the_nearest_proxys_counts(behind: httpx.Client) -> None:
    assert behind.get("/", headers={"X-Forwarded-Host": "evil.example, lists.example.org"}).status_code == 200


def test_wrong_tokens_count_for_the_client_that_a_trusted_proxy_names(
    behind: httpx.Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("monitor.web.sessions.WRONG_TOKEN_SECONDS", 0.3)
    wrong = {"who": "Eve", "token": "wrong"}

    def status(data: dict[str, str], client: str) -> int:
        return behind.post("/sign-in", data=data, headers={"X-Forwarded-For": client}).status_code

    assert status(wrong, "198.51.100.1") == 403
    assert status(wrong, "198.51.100.1") == 403
    assert status(SIGN_IN, "198.51.100.1") == 429
    assert status(SIGN_IN, "203.0.113.5, 198.51.100.1") == 429, "what a client writes in front does not make it another"
    assert status(SIGN_IN, "198.51.100.1, 192.0.2.99") == 429, "a trusted proxy behind another is none of its clients"
    assert status(SIGN_IN, "198.51.100.1, 203.0.113.5") == 303
    behind.cookies.clear()


@pytest.mark.parametrize(
    ("headers", "named"),
    [
        ({"Origin": "https://lists.example.org"}, "its page is of https://lists.example.org (Origin)"),
        ({"Origin": "null"}, "(Origin), and this server was asked as 127.0.0.1:"),
        ({"Origin": "https://[broken"}, "trusted_proxies in [web]"),
        ({"Sec-Fetch-Site": "cross-site"}, "(Sec-Fetch-Site: cross-site)"),
        ({"Origin": "https://lists.example.org"}, "must pass on the reader's own Host header, or X-Forwarded-Host"),
    ],
)
def test_a_refused_form_says_which_header_is_wrong(get: httpx.Client, headers: dict[str, str], named: str) -> None:
    answer = get.post("/sign-in", data=SIGN_IN, headers=headers)
    assert answer.status_code == 403
    assert answer.text.startswith("This form was sent from another site: ")
    assert named in answer.text
    assert answer.text.count("\n") == 1
