"""What the pages are made of: fresh values, kept answers, charts, marked text."""

from __future__ import annotations

import asyncio
import gzip
import random
import re
import tracemalloc
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import httpx
import pytest
from lxml import etree

from monitor.errors import StoreError
from monitor.history.marked_text import marked_text
from monitor.model import Amendment, Document, Operation, Rule, Snapshot, Verdict
from monitor.polling.intake import take_rule
from monitor.rendering.worddiff import marked_words
from monitor.shapes import as_json
from monitor.web.charts import Bar, Point, bars, line
from monitor.web.data import Refreshed
from monitor.web.history_cache import HistoryCache
from monitor.web.pages import compare
from monitor.web.request import PageRequest, Site
from monitor.web.response_cache import ResponseCache, cached_response
from monitor.web.templating import lit, marked
from tests.web.making import DOCUMENTS, START, app_of, cache_at, served, starting_list


def test_a_history_stays_until_something_is_recorded(cache: HistoryCache) -> None:
    first = cache.history()
    assert cache.history() is first
    cache.store.sources.good("federal register", cache.clock.now())
    assert cache.history() is first


def test_what_is_recorded_brings_a_newer_history(tmp_path: Path) -> None:
    cache = cache_at(f"sqlite:///{tmp_path / 'elmon.db'}")
    assert cache.history().versions == ()
    entries = starting_list()[:20]
    snapshot = Snapshot("a list", START, entries)
    cache.store.ledger.take_baseline(snapshot, as_of=START, sha256="0" * 64, now=cache.clock.now())
    first = cache.history()
    assert len(first.list_on(cache.today).entries) == 20
    gone = Rule(
        "2024-00001", effective_on=cache.today, verdict=Verdict.VERIFIED,
        amendments=(Amendment(Operation.REMOVE, entries[0].country, entries[0].name),),
    )  # fmt: skip
    document = Document("2024-00001", publication_date=cache.today)
    take_rule(cache.store, document, gone, "1" * 64, cache.clock.now())
    second = cache.history()
    assert second is not first
    assert second.key != first.key
    assert len(second.list_on(cache.today).entries) == 19
    assert len(first.list_on(cache.today).entries) == 20, "the one that readers have stays as it is"
    kept = second.list_on(cache.today).indexed
    assert {id(one) for one in kept} < {id(one) for one in first.list_on(cache.today).indexed}
    cache.store.close()


def test_much_is_compared_in_a_thread_and_little_at_once(cache: HistoryCache, monkeypatch: pytest.MonkeyPatch) -> None:
    def ask(**query: str) -> PageRequest:
        return PageRequest({}, query, cache.history(), None, cache, Site(), cache.today, cache.currency())

    first = str(cache.history().baseline.as_of)  # type: ignore[union-attr]
    assert not compare.takes_long(ask())
    assert not compare.takes_long(ask(**{"from": first}))
    assert compare.takes_long(ask(**{"from": "2030-00001"})), "the database is asked for what is filed"
    monkeypatch.setattr(compare, "QUICK", 0)
    assert compare.takes_long(ask(**{"from": first}))


def test_what_is_fresh_is_not_looked_up_again_and_readers_get_the_last_meanwhile() -> None:
    looked: list[int] = []

    def look() -> int:
        looked.append(len(looked))
        return len(looked)

    async def ask() -> None:
        kept, always = Refreshed(look, 1000), Refreshed(look, 0)
        assert [await kept.get() for _ in range(3)] == [1, 1, 1]
        assert [await always.get() for _ in range(2)] == [2, 3]
        old = Refreshed(look, 1e-9)
        assert await old.get() == 4
        assert await old.get() == 4  # the last one, while it is looked up
        await asyncio.sleep(0.05)
        assert await old.get() == 5

    asyncio.run(ask())


def test_what_cannot_be_looked_up_is_said_and_tried_again() -> None:
    answers: Iterator[Exception | int] = iter([StoreError("The database refuses."), 7])

    def look() -> int:
        found = next(answers)
        if isinstance(found, Exception):
            raise found
        return found

    async def ask() -> None:
        fresh = Refreshed(look, 1)
        with pytest.raises(StoreError, match="refuses"):
            await fresh.get()
        assert await fresh.get() == 7

    asyncio.run(ask())


def test_responses_make_room_for_newer_ones() -> None:
    responses = ResponseCache(most_bytes=14_000)
    for n in range(6):
        responses.put(n, cached_response(random.Random(n).randbytes(900), "text/plain"))
    assert responses.get(0) is None
    assert responses.get(5) is not None
    responses.put("large", cached_response(bytes(range(256)) * 8, "text/plain"))
    responses.put("too large", cached_response(random.Random(1).randbytes(5000), "text/plain"))
    assert responses.get("too large") is None


def test_what_responses_are_kept_under_counts_as_what_is_kept() -> None:
    responses = ResponseCache(most_bytes=200_000)
    for n in range(400):
        responses.put(("/list", f"{n:09}" + "q" * 10_000), cached_response(b"small", "text/plain"))
    kept = [n for n in range(400) if responses.get(("/list", f"{n:09}" + "q" * 10_000))]
    assert kept == list(range(400 - len(kept), 400))
    assert 5 <= len(kept) <= 20


def test_responses_that_come_to_nothing_are_not_kept_without_end() -> None:
    responses = ResponseCache(most_bytes=200_000)
    for n in range(2000):
        responses.put(n, cached_response(b"", "text/plain"))
    assert sum(responses.get(n) is not None for n in range(2000)) <= 200


def test_destinations_that_do_not_exist_take_no_memory(cache: HistoryCache) -> None:
    timeline = cache.history().timeline
    assert timeline.size_on(cache.today, "PAKISTAN") > 0
    tracemalloc.start()
    try:
        before, _ = tracemalloc.get_traced_memory()
        assert {timeline.size_on(cache.today, f"NOWHERE {n}") for n in range(5000)} == {0}
        after, _ = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert after - before < 100_000


def test_a_responses_etag_is_that_of_its_content() -> None:
    one, same, other = (
        cached_response(b"a" * 900, "text/plain"),
        cached_response(b"a" * 900, "text/plain"),
        cached_response(b"b" * 900, "text/plain"),
    )
    assert one == same
    assert one.etag != other.etag
    assert gzip.decompress(one.gzipped) == one.body
    assert cached_response(b"short", "text/plain").gzipped == b""


@pytest.mark.parametrize(
    ("before", "after"), [("a <b> c", "a <i> c"), ("x & y", ""), ("", "<script>"), ("same", "same")]
)
def test_marked_words_are_escaped(before: str, after: str) -> None:
    html = str(marked(marked_words(before, after)))
    assert set(re.findall("<[^>]*>", html)) <= {"<ins>", "</ins>", "<del>", "</del>"}
    etree.fromstring(f"<p>{html}</p>")


def test_stray_marks_of_ours_mark_nothing() -> None:
    assert str(marked("a \ue002<b>")) == "a &lt;b&gt;"


def test_searched_words_are_marked_and_escaped() -> None:
    assert (
        str(lit("A <b>Trading</b> & co", ("trad", "b", "(")))
        == "A &lt;<mark>b</mark>&gt;<mark>Trad</mark>ing&lt;/<mark>b</mark>&gt; &amp; co"
    )
    assert str(lit("plain", ())) == "plain"


@pytest.mark.parametrize(
    "found",
    [[], [Bar("2024", "2024", "/t?a=1&b=2", 3, 1, 2, 1, 1, True)], [Bar(str(n), "", "/", n, 0, n) for n in range(40)]],
)
def test_charts_are_well_formed_and_stay_within_their_frame(found: list[Bar]) -> None:
    svg = etree.fromstring(str(bars(found, 'a "name" <b>')))
    high = float(svg.get("viewBox", "").split()[3])
    for rect in svg.iter("rect"):
        if rect.get("x"):
            assert 0 <= float(rect.get("y", "")) <= float(rect.get("y", "")) + float(rect.get("height", "")) <= high + 1
    assert "style" not in {name for element in svg.iter() for name in element.attrib}


def test_a_bar_says_what_it_shows() -> None:
    assert Bar("2024", "", "/", 1200, 0, 3, 0, 0).words == "2024: 1,200 added, 3 removed"
    assert Bar("2008", "", "/", 5, 1, 0, 5, 1).words == "2008: 5 added, 1 revised (6 of them from citations)"
    assert [Bar("", "", "/", 5, 0, 0, n).known_from for n in (0, 2, 5)] == [
        "rules", "rules and citations", "citations",
    ]  # fmt: skip
    gone = Bar("2026", "", "/", 5, 0, 3, 5, 0, removed_cited=3)
    assert gone.words == "2026: 5 added, 3 removed (5 of them from citations, 3 removed on an unknown day)"
    assert gone.known_from == "citations and copies of the list, on unknown days"
    assert replace(gone, removed=4).known_from.startswith("rules and citations and copies")


def test_a_line_of_sizes_is_well_formed() -> None:
    assert str(line([], "nothing")) == ""
    points = [Point(str(n), str(n), n * 10, n < 5) for n in range(12)]
    svg = etree.fromstring(str(line(points, "sizes")))
    assert [p.get("class") for p in svg.iter("polyline")] == ["size cited", "size"]


def test_names_are_found_however_quotes_and_blanks_are_spelt() -> None:
    data = (DOCUMENTS / "2023-26935.xml").read_bytes()
    plain = marked_text(data, "a rule", "2023-26935", ())
    assert all(piece.mark == -1 for block in plain for piece in block.pieces)
    text = "".join(piece.text for block in plain for piece in block.pieces)
    word = next(w for w in ("Aerospace", "Entity List") if w in text)
    given = [Amendment(Operation.ADD, "IRAN", word.replace(" ", "  ").upper())]
    marked_up = marked_text(data, "a rule", "2023-26935", given)
    assert any(piece.mark == 0 and piece.text == word for block in marked_up for piece in block.pieces)
    assert "".join(p.text for b in marked_up for p in b.pieces) == text
    assert as_json(marked_up)


@pytest.mark.parametrize(
    ("error", "status", "said"),
    [
        (
            StoreError("The database is away."),
            503,
            "The database cannot be read at the moment; the log of the server says why.",
        ),
        (RuntimeError("secret detail"), 500, "log says what"),
    ],
)
@pytest.mark.filterwarnings("ignore")
def test_what_goes_wrong_is_said_without_details_and_with_the_headers(
    cache: HistoryCache, monkeypatch: pytest.MonkeyPatch, error: Exception, status: int, said: str
) -> None:
    def fails() -> None:
        raise error

    own = HistoryCache(cache.store, cache.clock, {})
    monkeypatch.setattr(own, "history", fails)
    with served(app_of(own)) as address:
        for path in ("/list", "/list.json"):
            cached_response = httpx.get(f"{address}{path}")
            assert cached_response.status_code == status
            assert said in cached_response.text
            assert "secret" not in cached_response.text
            assert "Traceback" not in cached_response.text
            assert "content-security-policy" in cached_response.headers
