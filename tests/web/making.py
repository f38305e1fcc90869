"""A small database with everything that pages show: rules of every verdict, a filing, alerts, hostile names, twins."""

from __future__ import annotations

import json
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, date, datetime
from importlib.resources import files
from typing import Any

from monitor.alerting.recipients import Audience
from monitor.clock import EASTERN, SetClock
from monitor.model import Alert, Citation, Document, Entry, Rule, Snapshot, Stage, SubEntity
from monitor.polling.intake import take_rule
from monitor.polling.schedule import published_plan
from monitor.reading.files import read_snapshot
from monitor.reading.rules.document import read_document
from monitor.store import Store, open_store
from monitor.store.filings import RecordedFiling
from monitor.web.app import build_app
from monitor.web.connections import server_of
from monitor.web.history_cache import HistoryCache
from monitor.web.request import Site
from tests.demo.filed import published

START = date(2019, 10, 7)
TODAY = datetime(2024, 7, 10, 12, tzinfo=EASTERN)
HOSTILE = '<script>alert(1)</script> "><img src=x onerror=alert(2)> {{ 7*7 }} Trading \u202e Co.'
DOCUMENTS = files("monitor.demo") / "documents"
RULES = ("2019-22210", "2022-14069", "2022-19415", "2023-25557", "2023-26935", "2024-14635")
CHINA = "CHINA, PEOPLE'S REPUBLIC OF"
POLICY = "Presumption of denial."
REQUIREMENT = "For all items subject to the EAR. (See \u00a7 744.11 of the EAR)."


def entry(name: str, country: str = CHINA, **further: Any) -> Entry:
    """An entry as the list has them."""
    cited = (Citation(73, 54503, date(2008, 9, 22)), Citation(81, 90714, date(2016, 12, 15)))
    given: dict[str, Any] = {
        "license_requirement": REQUIREMENT, "license_review_policy": POLICY, "citations": cited, "text": name,
    } | further  # fmt: skip
    return Entry(country, name, **given)


def starting_list() -> tuple[Entry, ...]:
    """Some hundred real entries that were listed by then, and a few made for the tests."""
    data = (files("monitor.data") / "supp4-2023-12-05.xml.gz").read_bytes()
    entries = read_snapshot(data, "bundled").entries
    old = [e for e in entries if e.citations and all(c.date and c.date < START for c in e.citations)][:300]
    made = [
        entry(HOSTILE, text=f"{HOSTILE} </td></table>", aliases=("</title><svg onload=alert(3)>",), addresses=("'\"><b>x",)),
        entry("Twin Trading", addresses=("Room 1, Shenzhen",), text="Twin Trading, Room 1, Shenzhen"),
        entry("Twin Trading", addresses=("Room 2, Shenzhen",), text="Twin Trading, Room 2, Shenzhen"),
        entry("Followed Firm", "PAKISTAN", cross_references=("See alternate address under U.A.E.",)),
        entry("Followed Firm", "UNITED ARAB EMIRATES", addresses=("Deira, Dubai",), text="Followed Firm, Deira, Dubai"),
        entry("Parent Academy", sub_entities=(SubEntity("Hidden Institute 13", ("HI13",), ("Mianyang",)),),
              footnotes=(1, 4), text="Parent Academy, Hidden Institute 13, HI13, Mianyang"),
        entry("\u4e2d\u6587 Caf\u00e9 Widgets GmbH", "GERMANY", citations=()),
    ]  # fmt: skip
    return (*old, *made)


def fill(store: Store, clock: SetClock) -> None:
    """Everything, in the order in which it would have happened."""
    records = {r["document_number"]: r for r in json.loads((DOCUMENTS / "records.json").read_text("utf-8"))}
    store.ledger.take_baseline(
        Snapshot("a list made for the tests", START, starting_list()), as_of=START, sha256="0" * 64,
        now=datetime(2019, 10, 7, 20, tzinfo=UTC),
    )  # fmt: skip
    audience = Audience(_recipients)
    for number in RULES:
        record = records[number]
        day = date.fromisoformat(record["publication_date"])
        document = Document(
            number, record.get("title") or number, "Rule", citation=record.get("citation") or "", publication_date=day,
            html_url=f"https://register.example.org/d/{number}",
        )  # fmt: skip
        data = published(number).read_bytes()
        now = datetime(day.year, day.month, day.day, 10, tzinfo=UTC)
        sha256 = store.archive.put(data, url="", media_type="application/xml", fetched_at=now)
        take_rule(store, document, read_document(data, number, document), sha256, now, audience)
    _unreadable(store, audience)
    _filing(store)
    store.sources.good("federal register", clock.now())
    store.sources.failed("public inspection", clock.now(), "The desk did not answer <b>at all</b>.")


def _recipients(alert: Alert) -> tuple[tuple[str, str], ...]:
    return (("mail", "desk@example.org"), ("slack", "webhook"))


def _unreadable(store: Store, audience: Audience) -> None:
    now = datetime(2024, 7, 5, 10, tzinfo=UTC)
    document = Document("2024-99991", "A rule <i>nobody</i> can read", publication_date=date(2024, 7, 5))
    sha256 = store.archive.put(b"<RULE", url="", media_type="application/xml", fetched_at=now)
    rule = Rule("2024-99991", title=document.title, problems=("It is not well-formed XML.",))
    take_rule(store, document, rule, sha256, now, audience)


def _filing(store: Store) -> None:
    data = (DOCUMENTS / "2024-14635.xml").read_bytes()
    rule = read_document(data, "2024-99992")
    rule = replace(
        rule,
        document_number="2024-99992",
        title="Filed today",
        stage=Stage.PUBLIC_INSPECTION,
        citation="",
        filed_at=datetime(2024, 7, 10, 12, 45, tzinfo=UTC),
    )
    kept = RecordedFiling(
        "2024-99992", {"title": "Filed today", "publication_date": "2024-07-11"}, rule, "", "Read it by eye."
    )
    store.filings.keep(kept, (), now=datetime(2024, 7, 10, 13, tzinfo=UTC))


def cache_of(url: str) -> HistoryCache:
    """A cache whose database is filled here, and whose clock stands in July 2024."""
    cache = cache_at(url)
    assert isinstance(cache.clock, SetClock)
    fill(cache.store, cache.clock)
    return cache


def cache_at(url: str) -> HistoryCache:
    """The same of a database as it is."""
    return HistoryCache(open_store(url), SetClock(TODAY), {"federal register": published_plan()})


TOKEN = "a token for the tests"
SITE = Site(names=("lists.example.org",), register="https://register.example.org", ecfr="https://codified.example.org")


@contextmanager
def served(app: Any) -> Iterator[str]:
    """The address at which ``app`` is served, in a thread."""
    listening = socket.create_server(("127.0.0.1", 0))
    server = server_of(app)
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]}, daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.01)
    yield f"http://127.0.0.1:{listening.getsockname()[1]}"
    server.should_exit = True
    thread.join(10)
    listening.close()


def app_of(cache: HistoryCache) -> Any:
    """The application, which asks the database at every request."""
    return build_app(cache, SITE, token=TOKEN, fresh_seconds=0)
