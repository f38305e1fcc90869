"""A document of several renditions: where one reads badly the others are fetched, and the best is what counts."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from monitor.alerting.watchlist import Screener
from monitor.history.replay import replay
from monitor.model import MENTION, Document, Match, Verdict, WatchedParty
from monitor.polling.allowance import Allowance
from monitor.polling.intake import read_published
from monitor.polling.published import PublishedPoller
from monitor.reading.rules.best_reading import AGREE
from monitor.sources.texts import Fetched
from tests.monitoring import Monitor
from tests.reading.renditions import body_html, govinfo

NUMBER, FIRST = "2019-22210", date(2019, 10, 9)
ILL_FORMED = (b"<ENT>", b"<7 & <ENT>")


def spoil(monitor: Monitor, before: bytes, after: bytes) -> None:
    text = monitor.register.texts[NUMBER]
    assert before in text
    monitor.register.texts[NUMBER] = text.replace(before, after, 1)


def test_the_html_is_read_where_the_xml_is_ill_formed(monitor: Monitor) -> None:
    spoil(monitor, *ILL_FORMED)
    monitor.register.renditions[f"html/{NUMBER}"] = body_html(NUMBER).encode()
    (alert,) = monitor.day(FIRST).recorded
    assert (alert.verdict, alert.attention, len(alert.changes)) == (Verdict.VERIFIED, "", 28)
    assert len(monitor.store.ledger.entries(FIRST)) == 28
    rule = monitor.store.documents.rule(NUMBER)
    assert rule is not None
    assert rule.renditions == ("html", "xml")
    assert rule.problems[-1].startswith("Not taken: the XML. ")
    assert monitor.store.archive.get(monitor.store.documents.recorded(NUMBER)[0].sha256) == body_html(NUMBER).encode()
    assert replay(monitor.store, monitor.clock).readings == {}, (
        "the rendition that was taken is the one that is read again"
    )
    fetched = len(monitor.register.requests)
    assert monitor.poller.poll().recorded == ()
    assert len(monitor.register.requests) == fetched + 1


def test_every_rendition_is_archived_before_it_is_read(monitor: Monitor, monkeypatch: pytest.MonkeyPatch) -> None:
    kept: list[bool] = []

    def seen(document: Document, fetched: Fetched, *given: Any) -> Any:
        kept.append(monitor.store.archive.has(hashlib.sha256(fetched.data).hexdigest()))
        return read_published(document, fetched, *given)

    monkeypatch.setattr("monitor.polling.intake.read_published", seen)
    spoil(monitor, *ILL_FORMED)
    monitor.register.renditions[f"html/{NUMBER}"] = body_html(NUMBER).encode()
    monitor.register.renditions[f"text/{NUMBER}"] = govinfo(NUMBER).encode()
    monitor.day(FIRST)
    assert kept == [True, True, True]


def test_a_rendition_that_comes_later_ends_the_quarantine(monitor: Monitor) -> None:
    spoil(monitor, *ILL_FORMED)
    (damaged,) = monitor.day(FIRST).recorded
    assert (damaged.verdict, len(damaged.changes)) == (Verdict.UNREADABLE, 28)
    assert "names the parties below" in damaged.attention
    assert monitor.poller.poll().recorded == ()
    monitor.register.renditions[f"text/{NUMBER}"] = govinfo(NUMBER).encode()
    (read,) = monitor.poller.poll().recorded
    assert (read.verdict, len(read.changes)) == (Verdict.VERIFIED, 28)
    assert monitor.store.documents.rule(NUMBER).renditions == ("text", "xml")  # type: ignore[union-attr]


def test_renditions_that_name_the_same_parties_settle_a_conflict(monitor: Monitor) -> None:
    spoil(monitor, b"adding twenty-eight entities", b"adding thirty entities")
    monitor.register.renditions[f"html/{NUMBER}"] = body_html(NUMBER).encode()
    (alert,) = monitor.day(FIRST).recorded
    assert (alert.verdict, len(alert.changes)) == (Verdict.VERIFIED, 28)
    assert [(c.found, c.agrees) for c in alert.checks if c.check == AGREE] == [
        ("the same amendments in HTML, XML", True)
    ]


def test_renditions_that_differ_are_told(monitor: Monitor) -> None:
    spoil(monitor, b"adding twenty-eight entities", b"adding thirty entities")
    monitor.register.texts[NUMBER] = monitor.register.texts[NUMBER].replace(b"IFLYTEK", b"IFLYTAK")
    monitor.register.renditions[f"html/{NUMBER}"] = body_html(NUMBER).encode()
    (alert,) = monitor.day(FIRST).recorded
    assert alert.verdict is Verdict.CONFLICTING
    assert "only the HTML says: add \u201cIFLYTEK\u201d" in alert.attention
    assert "only the XML says: add \u201cIFLYTAK\u201d" in alert.attention


def test_a_rule_that_reads_well_asks_for_one_rendition(monitor: Monitor) -> None:
    monitor.register.renditions[f"html/{NUMBER}"] = body_html(NUMBER).encode()
    monitor.day(FIRST)
    assert sum("/full_text/" in request for request in monitor.register.requests) == 1


@pytest.mark.parametrize("fault", ["503", "request_access", "404"])
def test_a_rendition_that_cannot_be_fetched_is_no_failure_of_the_document(monitor: Monitor, fault: str) -> None:
    spoil(monitor, b"adding twenty-eight entities", b"adding thirty entities")
    monitor.register.renditions[f"html/{NUMBER}"] = body_html(NUMBER).encode()
    monitor.register.fault(fault, times=9, path="full_text/html")
    report = monitor.day(FIRST)
    assert (report.failed, [a.verdict for a in report.recorded]) == ((), [Verdict.CONFLICTING])


def test_no_rendition_is_fetched_beyond_the_allowance_of_the_day(monitor: Monitor) -> None:
    class OneText(Allowance):
        def left(self, now: object) -> int:
            return 0 if any("/full_text/" in request for request in monitor.register.requests) else 10_000

    spoil(monitor, *ILL_FORMED)
    poller: PublishedPoller = monitor.poller
    poller.allowance = OneText(lambda: 0)
    (alert,) = monitor.day(FIRST).recorded
    assert alert.verdict is Verdict.UNREADABLE
    assert sum("/full_text/" in request for request in monitor.register.requests) == 1


# -- the user's parties in the words of a document ----------------------------------------------------------------------


def watch(monitor: Monitor, *parties: WatchedParty) -> None:
    monitor.store.watchlist.take(parties, "test", monitor.clock.now())
    screener = Screener(monitor.store, 0.85, monitor.clock)
    monitor.looker.audience = monitor.poller.audience = replace(monitor.poller.audience, screen=screener)


def mentions(matches: tuple[Match, ...]) -> list[tuple[str, str]]:
    return [(m.watch.reference, m.kind) for m in matches]


LEIKE = WatchedParty("C-1", "Beijing Leike Defense Technology")
LISTED = WatchedParty("C-2", "IFLYTEK")
ABSENT = WatchedParty("C-3", "Acme Widgets Ltd.")


def test_a_party_is_found_in_a_document_that_cannot_be_parsed(monitor: Monitor) -> None:
    words = "Beijing Leike Defense Technology Co., Ltd., a.k.a., LKDT"
    monitor.register.texts[NUMBER] = f"<RULE><P>It may not be parsed. {words} & more < IFLYTEK".encode()
    watch(monitor, LEIKE, LISTED, ABSENT)
    (alert,) = monitor.day(FIRST).recorded
    assert alert.verdict is Verdict.UNREADABLE
    assert mentions(alert.matches) == [("C-2", MENTION), ("C-1", MENTION)], (
        "the whole name first, then one without its form"
    )
    (_, shortened) = alert.matches
    assert shortened.explanation.startswith(
        "your party \u201cBeijing Leike Defense Technology\u201d is named in this document, which could not be parsed."
    )
    assert (shortened.entry.country, shortened.id) == ("", "")


def test_a_party_that_is_matched_by_entry_is_not_repeated(monitor: Monitor) -> None:
    spoil(monitor, b"<P>", b"<P>Beijing Leike Defense Technology Co. & others. ")
    watch(monitor, LEIKE, LISTED, ABSENT)
    (alert,) = monitor.day(FIRST).recorded
    assert mentions(alert.matches) == [("C-2", "name"), ("C-1", MENTION)]


def test_nothing_is_searched_in_a_verified_document(monitor: Monitor) -> None:
    spoil(monitor, b"<P>", b"<P>Beijing Leike Defense Technology Co., and others. ")
    watch(monitor, LEIKE, LISTED)
    (alert,) = monitor.day(FIRST).recorded
    assert (alert.verdict, mentions(alert.matches)) == (Verdict.VERIFIED, [("C-2", "name")])


def test_every_filing_is_searched(monitor: Monitor) -> None:
    alias = WatchedParty("C-4", "Yuqi Technology Group")
    filing = monitor.register.public_inspection.filing(NUMBER)
    named = b"SUPPLEMENTARY INFORMATION: Yuqi Technology Group. "
    assert b"SUPPLEMENTARY INFORMATION:" in filing.text
    filing.text = filing.text.replace(b"SUPPLEMENTARY INFORMATION:", named, 1)
    watch(monitor, alias, LISTED)
    (alert,) = monitor.look("2019-10-07T16:20").recorded
    assert ("C-4", MENTION) in mentions(alert.matches)
    (said,) = [m.explanation for m in alert.matches if m.kind == MENTION]
    assert "is named in this document, which is on public inspection" in said
