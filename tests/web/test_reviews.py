"""Parsed and applied on the pages, reviews closed by those who are signed in, and the page of a filing."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

import httpx
import pytest

from monitor.history.reconcile import reconcile
from monitor.model import Citation
from monitor.polling.daily_reconciliation import accept
from monitor.store.filings import RecordedFiling
from monitor.web.history_cache import HistoryCache
from tests.web.making import TODAY, TOKEN, app_of, cache_of, entry, served


@pytest.fixture(scope="module")
def cache(tmp_path_factory: pytest.TempPathFactory) -> Iterator[HistoryCache]:
    """A database of its own: reviews are closed in it."""
    found = cache_of(f"sqlite:///{tmp_path_factory.mktemp('reviews') / 'elmon.db'}")
    yield found
    found.store.close()


@pytest.fixture(scope="module")
def get(cache: HistoryCache) -> Iterator[httpx.Client]:
    with served(app_of(cache)) as address, httpx.Client(base_url=address, timeout=60) as client:
        yield client


def test_counts_of_the_rules_agree_with_their_pages(get: httpx.Client) -> None:
    for line in get.get("/rules.json").json()["rules"]:
        rule = get.get(f"/rule/{line['document_number']}.json").json()
        assert rule["applied"] == line["applied"]
        kinds = [change["kind"] for change in rule["changes"]]
        assert {kind: kinds.count(kind) for kind in line["counts"]} == line["counts"]
        page = get.get(f"/rule/{line['document_number']}").text
        assert page.count('<ul class="changes">') <= len(kinds)
        if refused := rule["applied"]["not_applied"]:
            verdict = re.search(r'<span class="verdict verified">.*', page)
            assert "Applied:" in (verdict[0] if verdict else page)
            assert f'Not applied <span class="tally">{len(refused)} of ' in page


def test_a_review_is_closed_on_its_page(get: httpx.Client, cache: HistoryCache) -> None:
    number = next(r.number for r in cache.store.reviews.all() if r.open)
    assert "Review required." in get.get(f"/rule/{number}").text
    assert get.post(f"/review/{number}", data={"why": "x"}).status_code == 403
    get.post("/sign-in", data={"token": TOKEN, "who": "Ann <b>B</b>"})
    page = get.get(f"/review/{number}").text
    found = re.search(r'name="proof" value="([^"]+)"', page)
    assert found is not None
    assert get.post(f"/review/{number}", data={"why": "x", "proof": "wrong"}).status_code == 403
    assert get.post(f"/review/{number}", data={"why": " ", "proof": found[1]}).status_code == 400
    get.post(f"/review/{number}", data={"why": "Read by eye & settled.", "proof": found[1]})
    after = get.get(f"/review/{number}").text
    assert "Review closed." in after
    assert "Closed by Ann &lt;b&gt;B&lt;/b&gt;" in after
    assert "Read by eye &amp; settled." in after
    (shape,) = [r for r in get.get("/reviews.json").json() if r["document_number"] == number]
    assert (shape["open"], [c["who"] for c in shape["closings"]]) == (False, ["Ann <b>B</b>"])
    assert number not in [r.partition(":")[0] for r in get.get("/today.json").json()["status"]["reviews"]]
    assert get.get("/review/2031-12345").status_code == 404


def test_the_page_of_a_filing_says_what_it_will_do(get: httpx.Client, cache: HistoryCache) -> None:
    page = get.get("/rule/2024-99992").text
    assert "On public inspection since July 10, 2024, 8:45 a.m. Eastern. Will add " in page
    assert "Scheduled for publication July 11, 2024." in page
    assert "no change to the list" not in page
    named = get.get("/rule/2024-99992.json").json()["filing"]["named"]
    assert named == page.count('<li><span class="kind'), "as many as it counts"
    record = {
        "title": "Soon",
        "html_url": "https://register.example.org/x",
        "pdf_url": "https://register.example.org/x.pdf",
    }
    cache.store.filings.keep(RecordedFiling("2024-99993", record), (), now=TODAY)
    unread = get.get("/rule/2024-99993").text
    assert "could not be read" in unread
    assert 'href="https://register.example.org/x.pdf"' in unread


def test_what_was_reconciled_has_a_page_of_its_own(get: httpx.Client, cache: HistoryCache) -> None:
    day = date(2024, 7, 8)
    listed = cache.store.ledger.entries(day)
    gone = next(e for e in listed if e.name == "Parent Academy")
    new = entry("Newly Listed Firm", citations=(Citation(89, 1, date(2024, 3, 1)),))
    found = reconcile(cache.store, "/srv/lists/part744.xml.gz", day, [*(e for e in listed if e is not gone), new])
    chosen = [one.change for one in found.differences if one.change.name in ("Parent Academy", "Newly Listed Firm")]
    number = accept(cache.store, chosen, found, "ann", "checked by eye", TODAY).number
    page = get.get(f"/reconciled/{number}").text
    assert "Reconciled from the eCFR copy of 2024-07-08, accepted by ann" in page
    assert "checked by eye" in page
    assert "on an unknown day between" in page
    assert 'class="verdict' not in page, "nothing is verified here"
    assert number not in get.get("/rules?show=all").text + get.get("/feed.atom").text
    assert get.get(f"/rule/{number}").status_code == 404
    assert number in get.get("/reconciled").text
    assert get.get(f"/reconciled/{number}.json").json()["who"] == "ann"
    assert get.get("/reconciled/reconciled-20240101-000000").status_code == 404
    said = "are known from the eCFR only; dates come from citations."
    for path in ("/list?as_of=2024-05-01", "/compare?from=2024-02-01&to=2024-07-08"):
        assert said in get.get(path).text
    assert said in get.get("/list.json?as_of=2024-05-01").json()["notes"][0]
    assert said in get.get("/compare.json?from=2024-02-01&to=2024-07-08").json()["notes"][0]
    assert said not in " ".join(get.get("/list.json?as_of=2024-07-08").json()["notes"])
    (removed,) = get.get("/list.json?as_of=2024-05-01&q=Parent Academy").json()["entries"]
    life = get.get(f"/entry/{removed['id']}").text
    assert "Removed from the list on an unknown day between" in life
    assert f'href="/reconciled/{number}"' in life
    _timeline_of_the_gap(get)
    pages = (
        "/",
        "/rules",
        "/list",
        "/timeline",
        "/compare",
        "/reconciled",
        f"/reconciled/{number}",
        f"/entry/{removed['id']}",
    )
    assert not any("/srv" in get.get(path).text for path in (*pages, "/feed.atom", "/today.json"))


def _timeline_of_the_gap(get: httpx.Client) -> None:
    """Every place of the timeline counts the removal, and none says on which day it was, or that rules are known then."""
    found = get.get("/timeline.json?kind=removed").json()
    assert sum(p["removed"] for p in found["periods"]) == len(found["events"])
    (event,) = [e for e in found["events"] if e["name"] == "Parent Academy"]
    assert (event["source"], event["unknown_since"] < event["day"]) == ("citation", True)
    assert found["periods"][-1]["from_citations"] >= 1
    sizes = {one["month"]: one["source"] for one in found["sizes"]}
    assert (sizes["May 2024"], sizes["Jul 2024"]) == ("citation", "rule")
    years, month = get.get("/timeline").text, get.get("/timeline?month=2024-07&kind=removed").text
    assert "knows the whole list and every rule" not in years
    assert "are known from the eCFR only; dates come from citations." in years
    assert "was removed on an unknown day between" in years
    assert 'class="removed cited"' in years, "the chart has it"
    row = next(line for line in month.splitlines() if "Parent Academy" in line)
    assert "on an unknown day between" in row
    assert "<time" not in row


@pytest.mark.parametrize("address", ["/reviews", "/reviews.json", "/review/2024-99991"])
def test_reviews_say_how_current_the_list_is(get: httpx.Client, address: str) -> None:
    headers = get.get(address).headers
    assert headers["x-current-through"] == get.get("/list").headers["x-current-through"] != ""
    assert headers["x-out-of-date"] in ("true", "false")
