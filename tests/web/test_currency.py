"""Every page, and every address with data, says how current the list is: of a fresh and of a stale database."""

from __future__ import annotations

import hashlib
import html
import json
import re
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import httpx
import pytest
from starlette.routing import Route

from monitor.clock import SetClock
from monitor.polling.schedule import public_inspection_plan, published_plan
from monitor.rendering.currency import MORE_NOTES, notes_header
from monitor.web.app import PAGES
from monitor.web.history_cache import HistoryCache
from tests.web.making import TODAY, TOKEN, app_of, served

SILENT = {"/assets/{mark}/{name}", "/openapi.json", "/today"}
"""Addresses that do not speak of the list: files, the description of the others, a redirection."""
POSTED = {
    "/compare",
    "/parties",
    "/parties/preview",
    "/parties/party",
    "/parties/decide",
    "/review/{number}",
    "/sign-in",
    "/sign-out",
}
"""What forms are sent to. Those of /parties/decide, /review/{number} and
/sign-out are answered with a redirection."""
QUERIES = {
    "/compare": "?from=2022-01-01&to=now",
    "/compare.json": "?from=2022-01-01",
    "/compare.csv": "?from=2022-01-01",
}
MISSING = ("/nix", "/list.json?as_of=1990-01-01")
LATER = timedelta(days=30)
PLANS = {"federal register": published_plan()}


def routes_of(cache: HistoryCache) -> list[Route]:
    """The routes of the application, beneath the guard around it."""
    app: Any = app_of(cache)
    while not hasattr(app, "routes"):  # what stands around it
        app = app._app
    return [route for route in app.routes if isinstance(route, Route)]


def gets(cache: HistoryCache) -> list[str]:
    return [route.path for route in routes_of(cache) if "GET" in (route.methods or ())]


@pytest.fixture(scope="module", params=["fresh", "stale"])
def seen(request: pytest.FixtureRequest, cache: HistoryCache) -> HistoryCache:
    """The filled database at noon of its day, or a month later, when nothing has been checked since."""
    later = LATER if request.param == "stale" else timedelta(0)
    return HistoryCache(cache.store, SetClock(TODAY + later), PLANS)


@pytest.fixture(scope="module")
def client(seen: HistoryCache) -> Iterator[httpx.Client]:
    """A client that is signed in, and may see the parties."""
    with served(app_of(seen)) as address, httpx.Client(base_url=address, timeout=60) as made:
        made.post("/sign-in", data={"who": "A", "token": TOKEN})
        yield made


def addresses(cache: HistoryCache) -> list[str]:
    """Every address with a page or data, one of each kind: taken from the application, so that none is forgotten."""
    entry = cache.history().index(cache.history().entries_on(TODAY.date())[0]).id
    filled = (
        path.format(id=entry, number="2022-14069") + QUERIES.get(path, "") for path in gets(cache) if path not in SILENT
    )
    return [*filled, *MISSING]


def test_every_page_and_its_data_say_how_current_the_list_is(seen: HistoryCache, client: httpx.Client) -> None:
    stale = seen.currency().out_of_date
    asked = addresses(seen)
    assert len(asked) > 2 * len(PAGES), "every page with its data"
    for address in asked:
        answer = client.get(address)
        missing = address in MISSING or address.startswith("/reconciled/")  # a rule's number is no reconciliation's
        assert answer.status_code == (404 if missing else 200), address
        _carries(answer, stale)


def _carries(answer: httpx.Response, stale: bool) -> None:
    address = str(answer.request.url)
    assert answer.headers["x-current-through"] == "2024-07-10", address
    assert answer.headers["x-out-of-date"] == str(stale).lower(), address
    assert answer.headers["x-last-checks"] == "federal register=2024-07-10T16:00:00Z", address
    kind = answer.headers["content-type"].partition(";")[0]
    if kind == "text/html":
        text = " ".join(re.sub("<[^>]*>", " ", html.unescape(answer.text)).split())
        bar = "OUT OF DATE: list current through July 10, 2024."
        assert "ist current through July 10, 2024. Last successful checks: Federal Register July 10, 2024" in text, (
            address
        )
        assert (bar in text) is stale, address
        assert ('class="out-of-date"' in answer.text) is stale, address
    elif kind == "application/json" and answer.status_code == 200:
        shape = answer.json()
        if isinstance(shape, list):
            return  # an array stays one: the headers say it
        assert (shape["current_through"], shape["out_of_date"]) == ("2024-07-10", stale), address
        if "parties" not in address:
            assert answer.headers["x-sha256"] == hashlib.sha256(answer.content).hexdigest(), address
    elif kind == "text/csv":
        assert answer.headers["x-sha256"] == hashlib.sha256(answer.content).hexdigest()
        assert answer.headers["x-as-of"]
    elif kind == "application/atom+xml":
        assert "ist current through July 10, 2024." in answer.text
    else:
        assert kind == "application/json", f"{address}: {kind} is not known here"


def test_what_forms_are_answered_with_says_it_too(seen: HistoryCache) -> None:
    stale = seen.currency().out_of_date
    assert {r.path for r in routes_of(seen) if "POST" in (r.methods or ())} == POSTED
    listed = b"country,name\nIRAN,Alpha\n"
    with served(app_of(seen)) as address, httpx.Client(base_url=address, timeout=60) as client:
        fields = {"to": "now", "from": ""}
        _carries(client.post("/compare", data=fields, files={"from_file": ("a.csv", listed)}), stale)
        _carries(client.post("/sign-in", data={"who": "A", "token": "wrong"}), stale)
        client.cookies.clear()
    with served(app_of(seen)) as address, httpx.Client(base_url=address, timeout=60) as client:
        client.post("/sign-in", data={"who": "A", "token": TOKEN})
        for path in ("/parties", "/parties.json"):
            answer = client.get(path)
            assert answer.status_code == 200
            _carries(answer, stale)
        proof = re.search('name="proof" value="([^"]+)"', client.get("/parties").text)
        assert proof is not None
        sent = client.post(
            "/parties", data={"proof": proof[1]}, files={"file": ("p.csv", b"reference,name\n1,Nobody\n")}
        )
        _carries(sent, stale)
        looked = client.post("/parties/preview", data={"proof": proof[1]}, files={"file": ("p.csv", b"name\nNobody\n")})
        _carries(looked, stale)


def test_days_that_were_not_checked_are_not_shown_as_todays(seen: HistoryCache, client: httpx.Client) -> None:
    stale = seen.currency().out_of_date
    listed, compared = client.get("/list").text, client.get("/compare?from=2024-07-20").text if stale else ""
    assert ("as known through" in listed) is stale
    assert ("in force on <time" in listed) is not stale
    today = client.get("/").text
    assert ("as known through" in today) is stale
    assert ("entries on the Entity List today" in today) is not stale
    data = client.get("/list.json").json()
    assert data["known_through"] == "2024-07-10"
    assert data["as_of"] == ("2024-08-09" if stale else "2024-07-10")
    assert client.get("/list.json?as_of=2024-07-09").json()["known_through"] == "2024-07-09"
    filename = client.get("/list.csv").headers["content-disposition"]
    assert "entity-list-2024-07-10.csv" in filename
    earlier = client.get("/list?as_of=2024-07-09").text
    assert "in force on <time" in earlier
    if stale:
        assert "have not been checked" in compared
        assert "0 added" not in " ".join(re.sub("<[^>]*>", " ", compared).split())
        assert "No change is known." in compared
        assert client.get("/compare.json?from=2024-07-20").json()["not_known"].startswith("Not known:")
        for address in ("/timeline?by=month", "/timeline?year=2024"):
            assert "Aug 2024" not in client.get(address).text, "nothing is known of August"


@pytest.mark.parametrize("path", ["/list?as_of=", "/list.json?as_of=", "/list.csv?as_of=", "/compare?from=now&to="])
def test_the_far_future_is_not_there(client: httpx.Client, path: str) -> None:
    answer = client.get(f"{path}2030-01-01")
    assert answer.status_code == 404
    assert "2030-01-01 is in the future" in answer.text


def test_the_list_of_a_day_on_which_a_recorded_rule_takes_effect_is_known_so_far(cache: HistoryCache) -> None:
    """89 FR 55033 was recorded before July 3, 2024."""
    before = HistoryCache(cache.store, SetClock(TODAY - timedelta(days=8)), PLANS)
    with served(app_of(before)) as address:
        page = httpx.get(f"{address}/list?as_of=2024-07-03", timeout=60)
        assert page.status_code == 200
        assert "to be in force on" in page.text
        assert httpx.get(f"{address}/list?as_of=2024-07-04", timeout=60).status_code == 404


def test_a_source_that_nobody_could_see_makes_a_bar(cache: HistoryCache) -> None:
    both = PLANS | {"public inspection": public_inspection_plan()}
    with served(app_of(HistoryCache(cache.store, SetClock(TODAY), both))) as address:
        answer = httpx.get(address, timeout=60)
    assert answer.headers["x-out-of-date"] == "true"
    assert "Documents filed for public inspection since then may be missing" in answer.text


def test_data_are_not_made_again_for_every_check(cache: HistoryCache) -> None:
    """A poll every few minutes changes the time of the last check, and no byte of the data of a day."""
    clock = SetClock(TODAY + timedelta(hours=1))
    with served(app_of(HistoryCache(cache.store, clock, PLANS))) as address:
        first = httpx.get(f"{address}/list.json", timeout=60)
        cache.store.sources.good("federal register", clock.now())
        try:
            again = httpx.get(f"{address}/list.json", timeout=60)
        finally:
            cache.store.sources.good("federal register", TODAY)
    assert first.headers["etag"] == again.headers["etag"]
    assert first.headers["x-last-checks"] != again.headers["x-last-checks"]


@pytest.mark.parametrize("path", ["/list", "/compare?from=2022-01-01", "/entry/{}", "/parties"])
def test_every_answer_on_the_list_says_what_is_filed(cache: HistoryCache, path: str) -> None:
    """In a notice, as a key, and in a header where an answer has no keys."""
    entry = cache.history().list_on(cache.today).indexed[0]
    path, _, query = path.format(entry.id).partition("?")
    with served(app_of(cache)) as address, httpx.Client(base_url=address, timeout=60) as get:
        get.post("/sign-in", data={"who": "A", "token": TOKEN})
        said = "1 filing on public inspection is not in this"
        assert said in get.get(path, params=query).text
        notes = get.get(f"{path}.json", params=query).json()["notes"]
        assert any(said in note and "2024-99992" in note for note in notes)
        if path in ("/list", "/compare"):
            assert json.loads(get.get(f"{path}.csv", params=query).headers["X-Notes"]) == notes
            assert json.loads(get.get(f"{path}.json", params=query).headers["X-Notes"]) == notes


def test_notes_fit_into_a_header() -> None:
    notes = [f"\u201cM\u00fcller {n}\u201d is named.\r\nX-Evil: 1" for n in range(100)]
    value = notes_header(notes)["X-Notes"]
    assert (len(value) < 4000, value.isascii(), value.isprintable()) == (True, True, True)
    kept = json.loads(value)
    assert (kept[:-1], kept[-1]) == (notes[: len(kept) - 1], MORE_NOTES)
    assert notes_header(()) == {}


@pytest.mark.parametrize("path", ["/list.csv", "/compare.csv"])
def test_exports_say_how_a_country_and_a_day_were_understood(cache: HistoryCache, path: str) -> None:
    asked = {"country": "Hong Kong", "as_of" if path == "/list.csv" else "from": "07/03/2024"}
    with served(app_of(cache)) as address, httpx.Client(base_url=address, timeout=60) as get:
        notes = json.loads(get.get(path, params=asked).headers["X-Notes"])
    assert any("BIS lists parties in Hong Kong under CHINA" in note for note in notes)
    assert any("is read as July 3, 2024" in note for note in notes)
