"""Your parties over HTTP: who may see and change them, what is shown of matches, and what a form must prove."""

from __future__ import annotations

import http.client
import re
import shutil
import threading
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import httpx
import pytest

from monitor.model import Match, WatchedParty
from monitor.screening.index import Index
from monitor.store.filings import WITHDRAWN
from monitor.store.page_queries import PageQueries
from monitor.web.app import build_app
from monitor.web.history_cache import HistoryCache
from monitor.web.request import Site
from tests.web.making import HOSTILE, TODAY, TOKEN, cache_at, cache_of, served

PARTIES = (
    "reference,name,country,address\n"
    "C-1,Twin Trading Ltd,China,\n"
    "C-2,Parent Academy,,\n"
    "C-3,Nobody We Know Of,Norway,\n"
    f'C-4,"{HOSTILE.replace(chr(34), chr(34) * 2)}",,\n'
    "C-5,,,\n"
)


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A filled database's file, to be copied."""
    path = tmp_path_factory.mktemp("parties") / "elmon.db"
    cache_of(f"sqlite:///{path}").store.close()
    return path


@pytest.fixture
def cache(filled: Path, tmp_path: Path) -> Iterator[HistoryCache]:
    shutil.copy(filled, tmp_path / "elmon.db")
    found = cache_at(f"sqlite:///{tmp_path / 'elmon.db'}")
    yield found
    found.store.close()


@pytest.fixture
def trusted() -> tuple[str, ...]:
    return ()


@pytest.fixture
def get(cache: HistoryCache, trusted: tuple[str, ...]) -> Iterator[httpx.Client]:
    app = build_app(cache, Site(trusted_proxies=trusted), token=TOKEN, fresh_seconds=0)
    with served(app) as address, httpx.Client(base_url=address, timeout=60) as client:
        yield client


def sign_in(get: httpx.Client, who: str = "Ann O'Neil <b>") -> str:
    """Sign in; the proof that forms carry."""
    answer = get.post("/sign-in", data={"who": who, "token": TOKEN})
    assert answer.status_code == 303, answer.text
    found = re.search(r'name="proof" value="([^"]+)"', get.get("/parties").text)
    assert found
    return found[1]


def upload(get: httpx.Client, proof: str, text: str = PARTIES, **fields: str) -> httpx.Response:
    return get.post("/parties", data={"proof": proof, **fields}, files={"file": ("ours.csv", text.encode())})


def test_parties_are_uploaded_matched_confirmed_dismissed_and_taken_back(get: httpx.Client) -> None:
    proof = sign_in(get)
    page = upload(get, proof)
    assert page.status_code == 200
    assert "4 added" in page.text
    assert "Twin Trading Ltd" in page.text
    found = get.get("/parties.json").json()
    assert found["parties"] == 4
    by_reference = {m["watch"]["reference"]: m for m in found["matches"]}
    assert set(by_reference) == {"C-1", "C-2", "C-4"}
    assert by_reference["C-2"]["explanation"] in re.sub(
        r"&#39;|&#34;", lambda m: {"&#39;": "'", "&#34;": '"'}[m[0]], page.text
    )

    academy = by_reference["C-2"]["id"]
    answer = get.post(
        "/parties/decide", data={"proof": proof, "match": academy, "decision": "dismissed", "why": "Another academy"}
    )
    assert answer.status_code == 303
    assert academy not in [m["id"] for m in get.get("/parties.json").json()["matches"]]
    dismissed = get.get("/parties?show=dismissed").text
    assert "Another academy" in dismissed
    assert "Ann O&#39;Neil &lt;b&gt;" in dismissed

    get.post("/parties/decide", data={"proof": proof, "match": academy, "decision": "open"})
    assert academy in [m["id"] for m in get.get("/parties.json").json()["matches"]]
    get.post("/parties/decide", data={"proof": proof, "match": academy, "decision": "confirmed"})
    confirmed = get.get("/parties.json?show=confirmed").json()["matches"]
    assert [(m["id"], m["decided"]["who"]) for m in confirmed] == [(academy, "Ann O'Neil <b>")]


def test_a_decision_screens_nobody_again(
    get: httpx.Client, cache: HistoryCache, monkeypatch: pytest.MonkeyPatch
) -> None:
    proof = sign_in(get)
    upload(get, proof)
    match = get.get("/parties.json").json()["matches"][0]["id"]
    screened: list[str] = []
    look = Index.matches

    def noted(index: Index, party: WatchedParty, least: float) -> Sequence[Match]:
        screened.append(party.name)
        return look(index, party, least)

    monkeypatch.setattr(Index, "matches", noted)
    monkeypatch.setattr(PageQueries, "party_moments", None)
    for decision in ("confirmed", "open", "confirmed"):
        get.post("/parties/decide", data={"proof": proof, "match": match, "decision": decision})
        shown = get.get("/parties.json?show=confirmed").json()["matches"]
        assert [m["id"] for m in shown] == ([match] if decision == "confirmed" else [])
    assert screened == []
    monkeypatch.undo()
    monkeypatch.setattr(Index, "matches", noted)
    upload(get, proof, "reference,name\nC-9,Parent Academy\n", new_mapping="on")
    assert len(get.get("/parties.json?show=confirmed").json()["matches"]) == 1
    assert "Parent Academy" in screened


def test_readers_of_the_watchlist_hold_up_no_other_page(cache: HistoryCache, monkeypatch: pytest.MonkeyPatch) -> None:
    cache.store.watchlist.take([WatchedParty("C-1", "Twin Trading Ltd")], "ours.csv", cache.clock.now())
    hold, look = threading.Event(), Index.matches
    monkeypatch.setattr(Index, "matches", lambda self, party, least: hold.wait(20) and look(self, party, least))
    app = build_app(cache, Site(), token=TOKEN, fresh_seconds=0)
    with served(app) as address, ThreadPoolExecutor(40) as pool:
        readers = [pool.submit(httpx.get, f"{address}/parties", timeout=30) for _ in range(40)]
        try:
            for year in range(2008, 2012):
                assert httpx.get(f"{address}/list.csv?year={year}", timeout=5).status_code == 200
            assert not any(reader.done() for reader in readers)
        finally:
            hold.set()
        assert {reader.result().status_code for reader in readers} == {200}


def test_a_dismissal_needs_its_reason(get: httpx.Client) -> None:
    proof = sign_in(get)
    upload(get, proof)
    match = get.get("/parties.json").json()["matches"][0]["id"]
    answer = get.post("/parties/decide", data={"proof": proof, "match": match, "decision": "dismissed"})
    assert answer.status_code == 400
    assert "why" in answer.text
    assert get.post("/parties/decide", data={"proof": proof, "match": match, "decision": "burnt"}).status_code == 400
    assert (
        get.post("/parties/decide", data={"proof": proof, "match": "nix", "decision": "confirmed"}).status_code == 400
    )


def test_nothing_is_written_without_a_session_or_a_proof(get: httpx.Client, cache: HistoryCache) -> None:
    assert upload(get, "").status_code == 403
    proof = sign_in(get)
    assert upload(get, "").status_code == 403
    assert upload(get, ("y" if proof[0] == "x" else "x") + proof[1:]).status_code == 403
    assert get.post("/parties/decide", data={"match": "x", "decision": "confirmed"}).status_code == 403
    assert get.post("/sign-out", data={"proof": ""}).status_code == 403
    assert cache.store.watchlist.count() == 0


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "https://evil.example.com"},
        {"Origin": "null"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
    ],
)
def test_a_form_of_another_site_is_refused(get: httpx.Client, cache: HistoryCache, headers: dict[str, str]) -> None:
    proof = sign_in(get)
    answer = get.post("/parties", data={"proof": proof}, files={"file": ("a.csv", PARTIES.encode())}, headers=headers)
    assert answer.status_code == 403
    assert cache.store.watchlist.count() == 0


def test_another_sessions_proof_is_none(get: httpx.Client) -> None:
    first = sign_in(get)
    get.cookies.clear()
    sign_in(get, "Bob")
    assert upload(get, first).status_code == 403


@pytest.mark.parametrize(
    "change",
    [lambda c: "x" + c[1:], lambda c: c[:-1], lambda c: "", lambda c: "...", lambda c: c.replace("Ann", "Bob")],
)
def test_a_cookie_that_was_changed_is_none(get: httpx.Client, change: object) -> None:
    sign_in(get, "Ann")
    cookie = get.cookies["elmon_session"]
    assert callable(change)
    get.cookies.clear()
    assert "Sign in</a> to upload" in get.get("/parties", headers={"Cookie": f"elmon_session={change(cookie)}"}).text


def test_a_wrong_token_signs_nobody_in(get: httpx.Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("monitor.web.sessions.WRONG_TOKEN_SECONDS", 0)
    for data in ({"who": "Ann", "token": "wrong"}, {"who": "", "token": TOKEN}, {"who": "Ann"}, {"token": TOKEN}):
        answer = get.post("/sign-in", data=data)
        assert answer.status_code == 403
        assert "set-cookie" not in answer.headers
        assert TOKEN not in answer.text


@pytest.mark.parametrize("trusted", [("127.0.0.1",)], ids=["the test's client is a trusted proxy"])
def test_wrong_tokens_of_a_client_slow_it_down_and_nobody_else(
    get: httpx.Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("monitor.web.sessions.WRONG_TOKEN_SECONDS", 0.9)

    def answers(n: int) -> list[int]:
        with ThreadPoolExecutor(n) as pool:
            guess = {"who": "Eve", "token": "wrong"}
            return sorted(pool.map(lambda _: get.post("/sign-in", data=guess).status_code, range(n)))

    assert answers(12) == [403, *[429] * 11]
    limit = time.monotonic() + 10
    while get.post("/sign-in", data={"who": "Eve", "token": "wrong"}).status_code == 429:
        assert time.monotonic() < limit
        time.sleep(0.02)
    late = get.post("/sign-in", data={"who": "Ann", "token": TOKEN})
    assert late.status_code == 429, "the second pause is longer than the time until the answer"
    assert late.headers["retry-after"] == "1"
    assert "Try again in 1 second." in late.text
    elsewhere = {"X-Forwarded-For": "192.0.2.7"}
    assert get.post("/sign-in", data={"who": "Ann", "token": TOKEN}, headers=elsewhere).status_code == 303
    time.sleep(1)
    assert get.post("/sign-in", data={"who": "Ann", "token": TOKEN}).status_code == 303


def test_the_cookie_is_out_of_reach_of_scripts_and_other_sites(get: httpx.Client) -> None:
    cookie = get.post("/sign-in", data={"who": "Ann", "token": TOKEN}).headers["set-cookie"]
    assert "HttpOnly" in cookie
    assert "samesite=strict" in cookie.lower()
    assert TOKEN not in cookie


def test_signing_out_ends_it(get: httpx.Client) -> None:
    proof = sign_in(get)
    assert get.post("/sign-out", data={"proof": proof}).status_code == 303
    assert "Sign in</a> to upload" in get.get("/parties").text


@pytest.mark.parametrize(
    "site", [Site("0.0.0.0"), Site("192.168.1.5"), Site("127.0.0.1", ("lists.example.org",)), Site("::")]
)
def test_where_others_read_too_the_parties_are_for_those_who_sign_in(cache: HistoryCache, site: Site) -> None:
    with (
        served(build_app(cache, site, token=TOKEN, fresh_seconds=0)) as address,
        httpx.Client(base_url=address, timeout=60) as get,
    ):
        assert get.get("/parties").headers["location"] == "/sign-in"
        assert get.get("/parties.json").status_code == 403
        sign_in(get)
        assert get.get("/parties.json").status_code == 200


def test_without_a_token_nobody_is_signed_in(cache: HistoryCache) -> None:
    with (
        served(build_app(cache, Site(), fresh_seconds=0)) as address,
        httpx.Client(base_url=address, timeout=60) as get,
    ):
        page = get.get("/parties").text
        assert "token_file" in page
        assert '<form action="/parties" method="post"' not in page
        assert get.post("/parties", data={"proof": ""}, files={"file": ("a.csv", b"name\nx\n")}).status_code == 403
        assert "Nobody can sign in" in get.get("/sign-in").text


def test_hostile_parties_stand_as_text(get: httpx.Client) -> None:
    page = upload(get, sign_in(get, "<script>alert(7)</script>")).text
    assert "<script>" not in page
    assert "<img" not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page
    assert "\u202e" not in page


@pytest.mark.parametrize("data", [b"", b"\x00\x01\x02", b"no,column,of,names\n1,2,3,4\n", b"PK\x03\x04rubbish", b"{]"])
def test_a_file_that_is_no_list_of_parties_is_refused_with_a_sentence(get: httpx.Client, data: bytes) -> None:
    proof = sign_in(get)
    answer = get.post("/parties", data={"proof": proof}, files={"file": ("ours.csv", data)})
    assert answer.status_code == 400
    assert "<h1>Bad Request</h1>" in answer.text


def test_a_file_that_would_empty_the_watchlist_needs_a_word(get: httpx.Client, cache: HistoryCache) -> None:
    proof = sign_in(get)
    upload(get, proof)
    one = "reference,name\nC-1,Twin Trading Ltd\n"
    kept = upload(get, proof, one, new_mapping="on", replace="on")
    assert "Not taken: 3." in kept.text
    assert cache.store.watchlist.count() == 4
    assert upload(get, proof, one, new_mapping="on", replace="on", sure="on").status_code == 200
    assert cache.store.watchlist.count() == 1


def test_an_upload_asks_for_the_same_consent_as_the_command(get: httpx.Client, cache: HistoryCache) -> None:
    proof = sign_in(get)
    upload(get, proof, "reference,name\nC-1,Twin Trading Ltd\nC-2,Parent Academy\n")
    match = next(m for m in get.get("/parties.json").json()["matches"] if m["watch"]["reference"] == "C-1")
    get.post("/parties/decide", data={"proof": proof, "match": match["id"], "decision": "confirmed"})
    other = "reference,name\nC-1,Somebody Else GmbH\nC-2,Nobody At All\nC-3,New One\n"
    page = upload(get, proof, other).text
    assert "C-1: “Twin Trading Ltd” is not replaced by “Somebody Else GmbH”" in page
    assert [p.name for p in cache.store.watchlist.parties()] == ["Twin Trading Ltd", "Parent Academy", "New One"]
    page = upload(get, proof, other, sure="on").text
    assert "somebody has decided on its matches" in page
    assert [p.name for p in cache.store.watchlist.parties()] == ["Twin Trading Ltd", "Nobody At All", "New One"]
    upload(get, proof, other, sure="on", accept="on")
    assert [p.name for p in cache.store.watchlist.parties()] == ["Somebody Else GmbH", "Nobody At All", "New One"]
    upload(get, proof, "reference,name\nC-1,Third Party\n", source="vendors")
    assert [p.reference for p in cache.store.watchlist.parties()] == ["C-1", "C-2", "C-3", "vendors: C-1"]


def test_what_is_new_since_a_day_is_told(get: httpx.Client, cache: HistoryCache) -> None:
    changes = cache.store.ledger.changes(document_number="2024-14635")
    added = next(c.after for c in changes if c.kind.value == "added" and c.after)
    assert added is not None
    proof = sign_in(get)
    upload(get, proof, f'reference,name\nN-1,"{added.name}"\n')
    found = get.get("/parties.json?show=new&since=2024-07-01").json()
    assert "added on 2024-07-03" in found["matches"][0]["news"]
    later = get.get("/parties.json?show=all&since=2024-07-11").json()
    assert later["matches"][0]["news"] == ""


@pytest.mark.parametrize("address", ["/parties?show=nix", "/parties?since=nix", "/parties.json?page=x"])
def test_wrong_questions_are_answered_with_a_sentence(get: httpx.Client, address: str) -> None:
    assert get.get(address).status_code == 400


def test_what_is_no_form_is_refused(get: httpx.Client) -> None:
    sign_in(get)
    assert get.post("/parties", content=b"{}", headers={"Content-Type": "application/json"}).status_code == 400
    broken = {"Content-Type": "multipart/form-data; boundary=x"}
    assert get.post("/parties", content=b"--y\r\n", headers=broken).status_code == 400
    assert get.post("/parties", content=b"x", headers={"Content-Type": "multipart/form-data"}).status_code == 400
    connection = http.client.HTTPConnection(get.base_url.host, get.base_url.port)
    connection.putrequest("POST", "/parties")
    connection.putheader("Content-Type", "multipart/form-data; boundary=x")
    connection.putheader("Content-Length", "99000000")
    connection.putheader("Cookie", f"elmon_session={get.cookies['elmon_session']}")
    connection.endheaders()
    assert connection.getresponse().status == 413
    connection.close()


def test_today_tells_what_waits_to_those_who_may_see_it(get: httpx.Client, cache: HistoryCache) -> None:
    upload(get, sign_in(get))
    page = get.get("/").text
    assert "Matches that wait for a decision" in page
    assert "Twin Trading Ltd" in page
    assert get.get("/today.json").json()["matches_waiting"] == 3
    public = build_app(cache, Site("0.0.0.0"), token=TOKEN, fresh_seconds=0)
    with served(public) as address, httpx.Client(base_url=address, timeout=60) as other:
        assert "Twin Trading Ltd" not in other.get("/").text
        assert other.get("/today.json").json()["matches_waiting"] is None


def test_parties_that_a_filing_names_are_matched_and_marked(get: httpx.Client, cache: HistoryCache) -> None:
    (filing,) = cache.store.filings.open()
    assert filing.rule
    first, *others = filing.rule.amendments
    rule = replace(filing.rule, amendments=(replace(first, name="Quellwasser Maschinenbau"), *others))
    cache.store.filings.keep(replace(filing, rule=rule), (), now=TODAY)
    proof = sign_in(get)
    upload(get, proof, "reference,name\nQ-1,Quellwasser Maschinenbau\n")
    found = get.get("/parties.json").json()
    (match,) = found["matches"]
    assert (match["kind"], match["filing"], match["entry_id"]) == ("mention", "2024-99992", "")
    assert match["explanation"].startswith("Named in the filing 2024-99992 on public inspection, not on this list yet.")
    assert "named in a filing on public inspection since 2024-07-03" in match["news"]
    assert "2024-99992" in found["notes"][0]
    page = get.get("/parties").text
    assert "On public inspection, not on the list yet" in page
    assert '<a href="/rule/2024-99992">Quellwasser Maschinenbau</a>' in page
    assert '<a href="/rule/2024-99992">Quellwasser Maschinenbau</a>' in get.get("/").text
    assert get.get("/rule/2024-99992").status_code == 200

    decided = {"proof": proof, "match": match["id"], "decision": "dismissed", "why": "Another one"}
    assert get.post("/parties/decide", data=decided).status_code == 303
    assert get.get("/parties.json").json()["matches"] == []
    (match,) = get.get("/parties.json?show=dismissed").json()["matches"]
    assert (match["decided"]["why"], match["filing"]) == ("Another one", "2024-99992")

    cache.store.filings.keep(replace(filing, rule=rule, closed=WITHDRAWN), (), now=TODAY)
    assert get.get("/parties.json?show=all").json()["matches"] == [], "it is on public inspection no more"
