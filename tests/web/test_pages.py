"""What the pages answer over HTTP: their contents, representations, headers, and what is said of wrong questions."""

from __future__ import annotations

import csv
import io
import json
import re
from dataclasses import replace
from datetime import date
from importlib.resources import files
from urllib.parse import quote

import httpx
import pytest

from monitor.history.diff import compare_names
from monitor.history.filed import filed_by, filed_notes
from monitor.model import Amendment, Check, Named, Operation, Rule
from monitor.rendering.currency import diff_keys
from monitor.rendering.diff import render_diff
from monitor.rendering.feed import read_feed
from monitor.shapes import as_json
from monitor.web.history_cache import HistoryCache
from monitor.web.pages.rule import cross_checks
from tests.web.making import CHINA, TODAY

ADDRESSES = (
    "/", "/timeline", "/timeline?year=2022", "/timeline?month=2022-06", "/timeline?by=month&kind=added&country=IRAN",
    "/list", "/list?q=trading", "/list?page=2", "/rules", "/rules?show=all", "/rule/2022-14069", "/rule/2024-99991",
    "/rule/2024-99992", "/rule/2022-14069/text", "/rule/2024-99991/text", "/compare", "/compare?from=2020-01-01",
    "/compare?from=2022-14069", "/compare?from=2024-99992", "/compare?from=2022-01-01&to=now&kind=added&page=1",
)  # fmt: skip


def data(get: httpx.Client, address: str) -> dict[str, object]:
    answer = get.get(address)
    assert answer.status_code == 200, answer.text
    found: dict[str, object] = answer.json()
    return found


def entry_id(get: httpx.Client, query: str) -> str:
    found: str = get.get(f"/list.json?q={quote(query)}").json()["entries"][0]["id"]
    return found


@pytest.mark.parametrize("address", ADDRESSES)
def test_every_page_is_html_and_carries_the_headers(get: httpx.Client, address: str) -> None:
    answer = get.get(address)
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    policy = answer.headers["content-security-policy"]
    assert policy.startswith("default-src 'none'; style-src 'self'; script-src 'self';")
    assert "frame-ancestors 'none'" in policy
    assert "unsafe" not in policy
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["referrer-policy"] == "same-origin"
    assert "<script>" not in answer.text
    assert not re.search(r"<[^<>]*\s(?:style|on\w+)=", answer.text)
    assert not re.search(
        r'(?:src|href|action)="(?:https?:)?//(?!register\.example\.org|codified\.example\.org)', answer.text
    )


@pytest.mark.parametrize(
    "address",
    [
        "/nix",
        "/entry/nix",
        "/entry/us-bis-el-00000000000000000000",
        "/rule/2001-00001",
        "/rule/nix",
        "/list?as_of=1990-01-01",
        "/compare?from=2001-00001",
        "/compare?from=1990-01-01",
    ],
)
def test_what_is_not_there_is_said_kindly(get: httpx.Client, address: str) -> None:
    answer = get.get(address)
    assert answer.status_code == 404
    assert "<h1>Not Found</h1>" in answer.text
    assert "content-security-policy" in answer.headers
    path, _, query = address.partition("?")
    as_data = get.get(f"{path}.json?{query}")
    assert as_data.status_code == 404
    assert set(as_data.json()) == {"error"}


WRONG = (
    "/list?footnote=x", "/list?page=0", "/list?page=-1", "/list?as_of=yesterday", "/list?as_of=2024-13-01",
    "/list?year=99999", "/list?q=" + "x" * 400, "/list?as_of=20240101", "/list?page=\u0664",
    "/timeline?month=2024-1", "/timeline?kind=moved", "/timeline?year=0", "/timeline?by=day", "/compare?from=nix",
    "/compare?from=2020-01-01&kind=editorial", "/compare?from=..%2F..%2Fetc%2Fpasswd", "/compare?from=%00", "/rules?show=some",
)  # fmt: skip


@pytest.mark.parametrize("address", WRONG)
def test_a_wrong_question_is_answered_with_a_sentence(get: httpx.Client, address: str) -> None:
    answer = get.get(address)
    assert answer.status_code == 400
    assert "<h1>Bad Request</h1>" in answer.text
    path, _, query = address.partition("?")
    assert get.get(f"{path}.json?{query}").json()["error"]


def test_files_of_the_server_are_no_states(get: httpx.Client) -> None:
    assert get.get("/compare", params={"from": __file__}).status_code == 400


@pytest.mark.parametrize(
    "host", ["evil.example.com", "127.0.0.1.evil.example.com", "", "[", "lists.example.org.evil.com"]
)
def test_a_foreign_host_is_refused(get: httpx.Client, host: str) -> None:
    answer = get.get("/list", headers={"Host": host})
    assert answer.status_code in (400, 421)
    assert "<html" not in answer.text


@pytest.mark.parametrize(
    "host",
    ["localhost:8745", "127.0.0.1", "[::1]:8745", "192.168.7.7:80", "lists.example.org", "LISTS.example.org:443"],
)
def test_our_own_names_and_addresses_are_known(get: httpx.Client, host: str) -> None:
    assert get.get("/rules", headers={"Host": host}).status_code == 200


@pytest.mark.parametrize(
    "address", ["/list", "/list.json", "/list.csv", "/", "/timeline", "/rule/2022-14069", "/openapi.json"]
)
def test_what_the_reader_has_already_is_not_sent_again(get: httpx.Client, address: str) -> None:
    first = get.get(address)
    again = get.get(address, headers={"If-None-Match": first.headers["etag"]})
    assert again.status_code == 304
    assert again.content == b""
    assert again.headers["etag"] == first.headers["etag"]
    assert get.get(address, headers={"If-None-Match": '"other", W/' + first.headers["etag"]}).status_code == 304
    assert get.get(address, headers={"If-None-Match": '"other"'}).status_code == 200


def test_pages_are_compressed_for_those_who_take_it(get: httpx.Client) -> None:
    plain = get.get("/list", headers={"Accept-Encoding": "identity"})
    packed = get.get("/list", headers={"Accept-Encoding": "gzip"})
    assert "content-encoding" not in plain.headers
    assert packed.headers["content-encoding"] == "gzip"
    assert packed.text == plain.text
    assert int(packed.headers["content-length"]) < len(plain.content) / 3
    assert packed.headers["vary"] == "Accept-Encoding"


def test_assets_keep_for_ever_at_an_address_of_their_content(get: httpx.Client) -> None:
    page = get.get("/").text
    for address in re.findall(r'(?:href|src)="(/assets/[^"]+)"', page):
        answer = get.get(address)
        assert answer.status_code == 200
        assert "immutable" in answer.headers["cache-control"]
        assert get.get(re.sub("/assets/.", "/assets/x", address)).status_code == 404
    assert get.get("/assets/x/../../app.py").status_code == 404


def test_only_reading_is_allowed(get: httpx.Client) -> None:
    for method in ("POST", "PUT", "DELETE", "PATCH"):
        answer = get.request(method, "/list")
        assert answer.status_code == 405
        assert "GET" in answer.headers["allow"]
    assert get.head("/list").status_code == 200


def test_hostile_text_stands_as_text(get: httpx.Client) -> None:
    for address in (
        "/list?q=onerror",
        f"/entry/{entry_id(get, 'onerror')}",
        "/list?q=%3Cscript%3Ealert(9)%3C/script%3E",
        "/",
        "/rule/2024-99991",
    ):
        text = get.get(address).text
        assert "<script>" not in text
        assert "<img" not in text
        assert "<svg onload" not in text
        assert "<b>" not in text
        assert "<i>" not in text
        assert "\u202e" not in text
    page = get.get(f"/entry/{entry_id(get, 'onerror')}").text
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page
    assert "{{ 7*7 }}" in page


def test_today_tells_sources_desk_rules_and_reviews(get: httpx.Client) -> None:
    page = get.get("/").text
    assert "The desk did not answer &lt;b&gt;at all&lt;/b&gt;." in page
    assert "Filed today" in page
    assert 'href="/rule/2024-99992"' in page
    assert ">Reviews</h2>" in page
    found = data(get, "/today.json")
    assert found["day"] == "2024-07-10"
    rules = found["rules"]
    assert isinstance(rules, list)
    assert [r["document_number"] for r in rules][:2] == ["2024-99991", "2024-14635"]
    assert rules[1]["counts"]["added"] == 8


def test_the_list_is_searched_like_elmon_search(get: httpx.Client) -> None:
    found = data(get, "/list.json?q=hidden institute")
    assert [(e["name"], e["found_in"]) for e in found["entries"]] == [("Parent Academy", "sub-entity")]  # type: ignore[attr-defined]
    assert "Parent Academy" in get.get("/list?q=hidden+institute").text
    assert data(get, "/list.json?q=cafe widgets")["found"] == 1
    assert data(get, "/list.json?q=nothing of the kind")["found"] == 0


def test_filters_narrow_the_list_and_name_what_there_is(get: httpx.Client) -> None:
    everything = data(get, "/list.json")
    china = data(get, f"/list.json?country={quote(CHINA)}")
    assert 0 < china["found"] < everything["found"]  # type: ignore[operator]
    assert {e["country"] for e in china["entries"]} == {CHINA}  # type: ignore[attr-defined]
    noted = data(get, "/list.json?footnote=4")
    assert all(4 in e["footnotes"] for e in noted["entries"])  # type: ignore[attr-defined]
    year = data(get, "/list.json?year=2019&as_of=2019-12-31")
    assert {e["listed_since"][:4] for e in year["entries"]} == {"2019"}  # type: ignore[attr-defined]
    denied = data(get, "/list.json?policy=presumption of denial&requirement=all items subject to the EAR (§ 744.11)")
    assert denied["found"] > 10  # type: ignore[operator]


def test_the_list_of_a_past_day_is_that_of_the_ledger(get: httpx.Client, cache: HistoryCache) -> None:
    for day in ("2019-10-07", "2019-10-09", "2022-06-28", "2024-07-10"):
        found = data(get, f"/list.json?as_of={day}")
        wanted = [as_json(e) for e in cache.store.ledger.entries(date.fromisoformat(day))]
        extra = {"id", "found_in", "matched", "listed_since"}
        assert [{k: v for k, v in e.items() if k not in extra} for e in found["entries"]] == wanted  # type: ignore[attr-defined]


def test_what_is_shown_can_be_exported(get: httpx.Client) -> None:
    answer = get.get("/list.csv?q=twin+trading")
    assert answer.headers["content-disposition"] == 'attachment; filename="entity-list-2024-07-10.csv"'
    rows = list(csv.DictReader(io.StringIO(answer.text)))
    assert [row["name"] for row in rows] == ["Twin Trading", "Twin Trading"]
    assert "/list.csv?q=twin+trading" in get.get("/list?q=twin+trading").text
    first = data(get, "/list.json?page=1")
    assert len(first["entries"]) == 50  # type: ignore[arg-type]


def test_an_entry_tells_its_terms_its_life_and_its_twin(get: httpx.Client) -> None:
    page = get.get(f"/entry/{entry_id(get, 'twin trading')}").text
    assert page.count("Twin Trading") >= 2
    assert "listed a second time" in page
    assert "Room 1, Shenzhen" in page
    assert "Room 2, Shenzhen" in page
    assert "presumption of denial" in page
    assert 'href="https://register.example.org/citation/73-FR-54503"' in page
    noted = get.get(f"/entry/{entry_id(get, 'parent academy')}").text
    assert "Hidden Institute 13" in noted
    assert "direct-product rule" in noted
    listed = data(get, "/compare.json?from=2019-10-07&to=2024-07-10")
    added = listed["changes"][0]["after"]  # type: ignore[index]
    life = get.get(f"/entry/{entry_id(get, added['name'])}").text
    assert "Added" in life
    assert 'href="/rule/' in life


def test_cross_references_can_be_followed(get: httpx.Client) -> None:
    entries = data(get, "/list.json?q=followed firm")["entries"]
    here, there = sorted(entries, key=lambda e: e["country"])  # type: ignore[call-overload]
    assert f'href="/entry/{there["id"]}"' in get.get(f"/entry/{here['id']}").text
    assert data(get, f"/entry/{here['id']}.json")["lives"][0]["references"][0]["entries"][0]["id"] == there["id"]  # type: ignore[index]


def test_a_rule_tells_what_it_did_its_witnesses_and_alerts(get: httpx.Client) -> None:
    page = get.get("/rule/2022-14069").text
    assert "Its three witnesses" in page
    rows = re.findall(r"<tr[^>]*><th[^>]*>(Entries added|Entities removed|Added under PAKISTAN)</th>(.*?)</tr>", page)
    figures = {what: re.findall("<td>([0-9\u2014]+)</td>", cells) for what, cells in rows}
    assert figures["Added under PAKISTAN"] == ["\u2014", "3", "3"], "whom the rule removes is not named as added"
    assert (figures["Entries added"], figures["Entities removed"]) == (["41", "41", "42"], ["2", "2", "3"])
    said = dict(rows)
    assert "1 of the 42: an entry listed before goes on under a new one" in said["Entries added"]
    assert "1 of the 3: another entry takes its place" in said["Entities removed"]
    assert "1 of" not in said["Added under PAKISTAN"]
    assert "Added under UZBEKISTAN" in page
    assert "desk@example.org" in page
    assert "https://register.example.org/d/2022-14069" in page
    assert "Not applied <span" in page
    found = data(get, "/rule/2022-14069.json")
    assert found["alerts"][0]["channel"] == "mail"  # type: ignore[index]
    assert found["rule"]["stated"]["entries_added"] == 41  # type: ignore[index]
    filed = get.get("/rule/2024-99992").text
    assert "On public inspection since July 10, 2024" in filed
    assert "Read it by eye." in filed
    assert "Not read" in get.get("/rule/2024-99991").text


def test_a_rules_text_marks_the_names_of_its_amendments(get: httpx.Client) -> None:
    page = get.get("/rule/2022-14069/text").text
    assert re.search(r'<mark class="added" title="[^"]*">At One Electronics</mark>', page)
    assert re.search(r'<mark class="removed"[^>]*>', page)
    assert '<p class="instruction">' in page
    broken = get.get("/rule/2024-99991/text").text
    assert "not well-formed" in broken or "cannot be read" in broken


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("2019-10-07", "2024-07-10"),
        ("2022-14069", ""),
        ("2019-22210", "2023-26935"),
        ("2022-01-01", "now"),
        ("2024-07-10", "2020-01-01"),
    ],
)
def test_compare_gives_the_answer_of_elmon_diff(
    get: httpx.Client, cache: HistoryCache, first: str, second: str
) -> None:
    found = compare_names(first, second, cache.history, lambda number: None, TODAY.date(), files=True)
    filed = filed_notes(filed_by(cache.filed(), max(found.days)), answer="comparison") if found.days else ()
    wanted = found.noting(filed).diff
    assert data(get, f"/compare.json?from={first}&to={second}") == json.loads(
        render_diff(wanted, "json", keys=diff_keys(cache.currency()))
    )
    answer = get.get(f"/compare.csv?from={first}&to={second}")
    assert answer.text == render_diff(wanted, "csv")
    page = get.get(f"/compare?from={first}&to={second}").text
    assert f"{wanted.from_state} → {wanted.to_state}" in page


@pytest.mark.parametrize(
    ("first", "second", "same", "said"),
    [
        ("88 FR 85095", "", ("2023-26935", ""), "“88 FR 85095” is document 2023-26935."),
        (
            "10/07/2019",
            "07/10/2024",
            ("2019-10-07", "2024-07-10"),
            "“10/07/2019” is read as October 7, 2019 (month/day/year).",
        ),
    ],
)
def test_compare_takes_citations_and_american_dates(
    get: httpx.Client, first: str, second: str, same: tuple[str, str], said: str
) -> None:
    assert data(get, f"/compare.json?from={quote(first)}&to={quote(second)}") == data(
        get, f"/compare.json?from={same[0]}&to={same[1]}"
    )
    assert said in get.get("/compare", params={"from": first, "to": second}).text
    wrong = get.get("/compare", params={"from": "31/12/2023", "to": second})
    assert (wrong.status_code, "month/day/year" in wrong.text) == (400, True)


@pytest.mark.parametrize(
    ("asked", "number", "said"),
    [
        ("88 FR 85095", "2023-26935", "“88 FR 85095” is document 2023-26935."),
        ("2023-26935", "2023-26935", ""),
        ("12/07/2023", "2023-26935", "“12/07/2023” is read as December 7, 2023 (month/day/year)."),
        ("2023-12-07", "2023-26935", ""),
        ("85095", "2023-26935", ""),
    ],
)
def test_rules_are_searched(get: httpx.Client, asked: str, number: str, said: str) -> None:
    found = data(get, f"/rules.json?q={quote(asked)}")
    assert [r["document_number"] for r in found["rules"]] == [number]  # type: ignore[attr-defined]
    page = get.get("/rules", params={"q": asked}).text
    assert f'href="/rule/{number}"' in page
    assert said in page
    assert get.get("/rules", params={"q": "31/12/2023"}).status_code == 400
    assert "No rule fits" in get.get("/rules", params={"q": "zzz"}).text


def test_a_rule_is_found_under_its_citation(get: httpx.Client) -> None:
    assert data(get, "/rule/88%20FR%2085095.json") == data(get, "/rule/2023-26935.json")
    assert get.get("/rule/88%20FR%201").status_code == 404


@pytest.mark.parametrize("page", ["/list", "/timeline", "/compare"])
def test_a_country_is_known_on_pages_however_it_is_written(get: httpx.Client, page: str) -> None:
    states = {"from": "2019-10-07"} if page == "/compare" else {}

    def asked(country: str) -> httpx.Response:
        return get.get(f"{page}.json", params={**states, "country": country})

    assert asked("PRC").json() == asked("CN").json() == asked(CHINA).json()
    assert asked("Hong Kong").json() == asked(CHINA).json()
    said = get.get(page, params={**states, "country": "Hong Kong"}).text
    assert "BIS lists parties in Hong Kong under CHINA" in said
    wrong = get.get(page, params={**states, "country": "Chna"})
    assert (wrong.status_code, "Did you mean CHINA" in wrong.text) == (400, True)


def test_a_comparison_can_be_narrowed(get: httpx.Client) -> None:
    found = data(get, f"/compare.json?from=2019-10-07&to=now&kind=added&country={quote(CHINA)}")
    assert {(c["kind"], c["country"]) for c in found["changes"]} == {("added", CHINA)}  # type: ignore[attr-defined]
    assert found["summary"]["added"] == len(found["changes"])  # type: ignore[index, arg-type]


def test_the_timeline_counts_what_happened(get: httpx.Client, cache: HistoryCache) -> None:
    found = data(get, "/timeline.json")
    years = {p["period"]: p for p in found["periods"]}  # type: ignore[attr-defined]
    made = [c for c in cache.store.ledger.changes(document_number="2022-14069") if c.kind.value == "added"]
    assert years["2022"]["added"] == len(made)
    assert years["2022"]["from_citations"] == 0
    assert years["2008"]["added"] > 0
    assert years["2008"]["from_citations"] == years["2008"]["added"] + years["2008"]["revised"]
    size = found["sizes"][-1]["entries"]  # type: ignore[index]
    assert size == cache.store.ledger.count_entries(date(2024, 7, 31))
    months = data(get, "/timeline.json?year=2022")["periods"]
    assert [p["added"] for p in months if p["period"] == "2022-06"] == [len(made)]  # type: ignore[attr-defined]
    page = get.get("/timeline").text
    assert 'href="/timeline?year=2022"' in page
    assert "citations" in page
    month = get.get("/timeline?month=2022-06").text
    assert 'href="/rule/2022-14069"' in month
    assert "event by event" in month


def test_the_address_today_leads_home(get: httpx.Client) -> None:
    answer = get.get("/today")
    assert answer.status_code == 308
    assert answer.headers["location"] == "/"


def test_the_feed_tells_documents_and_nobodys_parties(get: httpx.Client) -> None:
    answer = get.get("/feed.atom")
    assert answer.headers["content-type"] == "application/atom+xml; charset=utf-8"
    _, entries = read_feed(answer.content)
    assert len(entries) == 6
    assert any("84 FR 54002" in entry.title for entry in entries)
    assert any("2024-99991" in entry.title for entry in entries)
    again = get.get("/feed.atom", headers={"If-None-Match": answer.headers["etag"]})
    assert again.status_code == 304
    assert 'href="/feed.atom" type="application/atom+xml"' in get.get("/").text


def test_uploaded_files_are_compared_and_not_kept(get: httpx.Client) -> None:
    data = (files("monitor.data") / "supp4-2023-12-05.xml.gz").read_bytes()
    answer = get.post("/compare", data={"to": "2024-07-10"}, files={"from_file": ("<b>old</b>.xml.gz", data)})
    assert answer.status_code == 200
    assert answer.headers["cache-control"] == "no-store"
    assert "<b>" not in answer.text
    assert re.search(r"→ 2024-07-10", answer.text)
    assert "Removed" in answer.text
    same = get.post("/compare", files={"from_file": ("a.gz", data), "to_file": ("b.gz", data)})
    assert "Nothing changed." in same.text


@pytest.mark.parametrize("data", [b"", b"<html>no list</html>", b"\x1f\x8b broken", b"PK", b"a,b\n1,2\n"])
def test_an_upload_that_is_no_list_is_refused_with_a_sentence(get: httpx.Client, data: bytes) -> None:
    answer = get.post("/compare", data={"from": "nix"} if not data else {}, files={"from_file": ("list.xml", data)})
    assert answer.status_code == 400
    assert "<h1>Bad Request</h1>" in answer.text


def test_a_page_leads_to_the_same_as_data(get: httpx.Client) -> None:
    assert 'href="/timeline.json?country=IRAN&amp;kind=added"' in get.get("/timeline?country=IRAN&kind=added").text
    assert 'href="/rule/2022-14069.json"' in get.get("/rule/2022-14069").text
    assert 'href="/list.json?q=%3Cb%3E"' in get.get("/list?q=%3Cb%3E").text


def test_figures_that_are_not_equal_and_that_nothing_compared_do_not_agree() -> None:
    named = (Named(CHINA, "Alpha"), Named(CHINA, "Beta"))
    rule = Rule("2024-1", amendments=(Amendment(Operation.ADD, CHINA, "Alpha"),), named=named)
    assert {row.what: row.agrees for row in cross_checks(rule)} == {
        "Entries added": False,
        f"Added under {CHINA}": False,
    }
    compared = replace(rule, checks=(Check("entries added", "2", "2", agrees=True),))
    assert [row.why for row in cross_checks(compared) if row.agrees] == ["stated 2, found 2"]


def test_compare_says_what_a_filing_will_do(get: httpx.Client) -> None:
    page = get.get("/compare?from=2024-99992").text
    assert "Will add 6 entries and revise 2." in page
    assert "Nothing changed." not in page
    assert "0 added" not in re.sub("<[^>]*>", "", page)
    shape = data(get, "/compare.json?from=2024-99992")
    assert shape["stage"] == "public-inspection"
    changes = shape["changes"]
    assert isinstance(changes, list)
    assert len(changes) == 8
    filed = re.sub("<[^>]*>", "", get.get("/rule/2024-99992").text.split("What it will do")[1].split("</section>")[0])
    assert "Will add" in filed
    assert "Added" not in filed


def test_the_list_says_what_is_filed_and_not_on_it(get: httpx.Client) -> None:
    said = "1 filing on public inspection is not in this list (2024-99992, effective"
    assert said in get.get("/list").text
    notes = data(get, "/list.json")["notes"]
    assert isinstance(notes, list)
    assert notes[0].startswith(said)
    party = get.get("/list.json?q=trading").json()["entries"][0]["id"]
    assert said in get.get(f"/entry/{party}").text
    assert said not in get.get("/list?as_of=2020-01-01").text


def test_the_list_takes_a_day_as_americans_write_it_and_says_so(get: httpx.Client) -> None:
    page = get.get("/list?as_of=12/05/2023").text
    said = "is read as December 5, 2023 (month/day/year)."
    assert said in page
    assert 'name="as_of" value="2023-12-05"' in page
    shape = get.get("/list.json?as_of=12/05/2023").json()
    assert shape["as_of"] == "2023-12-05"
    assert said in shape["notes"][0]
    assert get.get("/list?as_of=05.12.2023").status_code == 400


def test_a_rule_that_could_not_be_read_is_no_rule_without_changes(get: httpx.Client) -> None:
    for path in ("/rules", "/rule/2024-99991", "/compare?from=2024-99991"):
        page = get.get(path).text
        assert "no change to the list" not in page
        assert "It changed no entry of the list." not in page
        assert "Nothing changed." not in page
        assert "no change recorded; it may change the list" in page or "No change is known." in page
    assert "0 added" not in get.get("/compare?from=2024-99991").text
