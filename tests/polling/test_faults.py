"""The fault matrix on a whole monitor: whatever the Register plays, nothing changes but the source's own state, the next
round finds what came meanwhile without help, and it is told once."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from monitor.demo.faults import FAULTS
from monitor.history.list_history import load_history
from monitor.polling.public_inspection import SOURCE as PUBLIC_INSPECTION
from monitor.polling.published import SOURCE as PUBLISHED
from monitor.sources.results import AccessBlocked, Broken, Implausible, Partial
from tests.demo.made import put_elsewhere
from tests.monitoring import Monitor

NUMBER = "2019-22210"
TEXT_ONLY = {"ill_formed_xml", "other_xml", "mended"}
HARMLESS = {
    "nothing",
    "reordered",
    "clock_skew",
    "lost_page",
    "page_without_results",
    "duplicate_page",
    "overlapping_page",
}
"""Those of later pages, which tests/sources plays; the desk's one page is not their business."""
KINDS = sorted(set(FAULTS) - TEXT_ONLY - HARMLESS - {"drip"})
ERRORS = {
    "request_access": AccessBlocked, "captcha_redirect": AccessBlocked, "403": AccessBlocked, "429": AccessBlocked, "429_a_day": AccessBlocked,
    "429_plain": AccessBlocked, "no_results": Partial, "null_results": Partial, "ignored_filter": Implausible,
}  # fmt: skip


def everything(monitor: Monitor) -> tuple[object, ...]:
    """What no fault may change."""
    store = monitor.store
    return (
        load_history(store).versions,
        store.ledger.changes(),
        [r.document.number for r in store.documents.recorded()],
        {number: kept.record for number, kept in store.filings.all().items()},
        monitor.alerted(),
    )


@pytest.mark.parametrize("kind", KINDS)
def test_a_fault_of_public_inspection(monitor: Monitor, kind: str) -> None:
    foreign = [{"slug": "securities-and-exchange-commission", "name": "SEC"}]
    for number in ("2019-1", "2019-2"):
        record = {
            **monitor.register.public_inspection.filing(NUMBER).record,
            "document_number": number,
            "agencies": foreign,
        }
        monitor.register.public_inspection.file(record)
    monitor.look("2019-10-07T16:10:00")
    before = everything(monitor)
    monitor.register.fault(kind, times=2, path="inspection-documents")
    report = monitor.look("2019-10-07T16:15:30")
    assert (report.good, report.alerts) == (False, ())
    assert type(report.error) is ERRORS.get(kind, Broken)
    assert everything(monitor) == before
    state = monitor.store.sources.state(PUBLIC_INSPECTION)
    assert state is not None
    assert report.error is not None
    assert (state.failures, state.last_error) == (1, report.error.message)
    monitor.register.mend()
    assert len(monitor.look("2019-10-07T16:20:00").alerts) == 1
    assert monitor.look("2019-10-07T16:21:00").alerts == ()
    assert list(monitor.alerted()) == [f"{NUMBER}/public-inspection"]


@pytest.mark.parametrize("kind", KINDS)
def test_a_fault_of_the_printed_documents(monitor: Monitor, kind: str) -> None:
    other = {**monitor.register.documents[0], "type": "Notice", "publication_date": "2019-10-08"}
    monitor.register.documents += [{**other, "document_number": number} for number in ("2019-1", "2019-2", "2019-4")]
    put_elsewhere(monitor.register, "2019-00003", date(2019, 10, 8))  # an answer that is not empty
    monitor.print("2019-10-08T06:05:00")
    before = everything(monitor)
    monitor.register.fault(kind, times=2, path="documents")
    report = monitor.print("2019-10-09T06:05:00")
    assert (report.good, report.recorded) == (False, ())
    assert type(report.error) is ERRORS.get(kind, Broken)
    assert everything(monitor) == before
    state = monitor.store.sources.state(PUBLISHED)
    assert state is not None
    assert (state.failures, state.cursor) == (1, date(2019, 10, 8))
    monitor.register.mend()
    assert len(monitor.print("2019-10-09T06:10:00").recorded) == 1
    assert monitor.print("2019-10-09T06:11:00").recorded == ()
    assert list(monitor.alerted()) == [f"{NUMBER}/published"]


def refused(monitor: Monitor) -> None:
    with monitor.register.refusing():
        assert not monitor.look("2019-10-07T16:15:30").good
        assert not monitor.print("2019-10-07T16:15:30").good


def unknown_host(monitor: Monitor) -> None:
    good = monitor.looker.source.base_url, monitor.poller.register.base_url
    monitor.looker.source.base_url = monitor.poller.register.base_url = "http://nowhere.invalid/api/v1"
    assert not monitor.look("2019-10-07T16:15:30").good
    assert not monitor.print("2019-10-07T16:15:30").good
    monitor.looker.source.base_url, monitor.poller.register.base_url = good


@pytest.mark.parametrize("trouble", [refused, unknown_host])
def test_nobody_there(monitor: Monitor, trouble: Callable[[Monitor], None]) -> None:
    before = everything(monitor)
    trouble(monitor)
    assert everything(monitor) == before
    assert len(monitor.look("2019-10-07T16:16:30").alerts) == 1
    assert monitor.alerted().keys() == {f"{NUMBER}/public-inspection"}


@pytest.mark.parametrize("kind", ["404", "503", "reset", "empty", "truncated", "huge", "gzip_bomb"])
def test_a_fault_of_the_filed_text(monitor: Monitor, kind: str) -> None:
    monitor.register.fault(kind, times=2, path="raw_text")
    report = monitor.look("2019-10-07T16:15:30")
    assert (report.failed, report.alerts) == ((NUMBER,), ())
    monitor.register.mend()
    assert len(monitor.look("2019-10-07T16:16:30").alerts) == 1
    assert monitor.look("2019-10-07T16:17:30").alerts == ()


def test_a_document_that_changes_after_publication_is_not_told_again(monitor: Monitor) -> None:
    monitor.print("2019-10-09T06:05:00")
    before = everything(monitor)
    record = next(d for d in monitor.register.documents if d["document_number"] == NUMBER)
    record["title"] = "Addition of Certain Entities; Correction of the Title"
    monitor.register.texts[NUMBER] += b"\n<!-- mended -->\n"
    report = monitor.print("2019-10-09T06:10:00")
    assert (report.good, report.unchanged, report.recorded) == (True, False, ())
    assert everything(monitor) == before


def test_the_xml_of_another_document_is_waited_out(monitor: Monitor) -> None:
    monitor.register.fault("other_xml", path="full_text")
    assert monitor.print("2019-10-09T06:05:00").failed == (NUMBER,)
    assert len(monitor.print("2019-10-09T06:06:00").recorded) == 1


def test_the_matrix_is_whole() -> None:
    told = (Path(__file__).parents[1] / "sources" / "test_faults.py").read_text("utf-8") + "".join(KINDS)
    assert [kind for kind in FAULTS if kind not in told] == []
