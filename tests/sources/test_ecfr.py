"""The eCFR: how far it has come, a day's copy, and every way in which an answer is none."""

from __future__ import annotations

import gzip
from datetime import date
from importlib.resources import files

import pytest

from monitor.demo.faults import FaultReply
from monitor.demo.register import RecordedRegister
from monitor.http import Client
from monitor.reading.files import read_snapshot
from monitor.sources.ecfr import Ecfr, FreshCopy, MissingDate, TitleDates
from monitor.sources.results import AccessBlocked, Broken, Mark, Unchanged, fingerprint

DAY = date(2026, 7, 18)


@pytest.fixture
def ecfr(client: Client, register: RecordedRegister) -> Ecfr:
    register.publish_through(date(2026, 7, 20))
    return Ecfr(client, register.ecfr_url)


def test_the_newest_days_of_title_15(ecfr: Ecfr, register: RecordedRegister) -> None:
    assert ecfr.titles() == TitleDates(DAY, DAY, DAY)
    register.publish_through(date(2024, 1, 1))
    newest = ecfr.titles()
    assert isinstance(newest, TitleDates)
    assert newest.up_to_date_as_of == date(2023, 12, 5)


def test_a_copy_as_it_stood(ecfr: Ecfr) -> None:
    copy = ecfr.snapshot_bytes(DAY)
    assert isinstance(copy, FreshCopy)
    assert (copy.day, copy.media_type, copy.mark.sha256) == (DAY, "application/xml", fingerprint(copy.data))
    assert len(read_snapshot(copy.data, "x").entries) > 3_000
    older = ecfr.snapshot_bytes(date(2024, 2, 1))  # what stood on that day is what came last before it
    assert isinstance(older, FreshCopy)
    assert len(read_snapshot(older.data, "x").entries) > 2_000
    assert older.mark != copy.mark


def test_the_same_copy_is_unchanged_whatever_its_day(ecfr: Ecfr, register: RecordedRegister) -> None:
    first = ecfr.snapshot_bytes(date(2024, 2, 1))
    assert isinstance(first, FreshCopy)
    assert isinstance(ecfr.snapshot_bytes(date(2024, 5, 1), first.mark), Unchanged)
    assert isinstance(ecfr.snapshot_bytes(DAY, first.mark), FreshCopy)


def test_a_304_is_believed_only_to_whom_asked_for_it(ecfr: Ecfr, register: RecordedRegister) -> None:
    register.answer_with("versioner", FaultReply(304, b""))
    assert ecfr.snapshot_bytes(DAY, Mark("0" * 64, '"a"')) == Unchanged(Mark("0" * 64, '"a"'))
    assert isinstance(ecfr.snapshot_bytes(DAY), Broken)


@pytest.mark.parametrize("day", [date(2026, 7, 19), date(2030, 1, 1), date(2016, 1, 1)])
def test_a_day_without_a_copy_is_told(ecfr: Ecfr, day: date) -> None:
    missing = ecfr.snapshot_bytes(day)
    assert isinstance(missing, MissingDate)
    assert str(day) in missing.message


FAULTS = [
    ("request_access", AccessBlocked, "Request Access"), ("captcha_redirect", AccessBlocked, "captcha"), ("403", AccessBlocked, "403"),
    ("429", AccessBlocked, "slow down"), ("500", Broken, "500"), ("503", Broken, "503"), ("html", Broken, "web page"),
    ("empty", Broken, "empty"), ("truncated", Broken, "broke off"), ("truncated_unsaid", Broken, "not well-formed"),
    ("reset", Broken, "reset by peer"), ("gzip_bomb", Broken, "more than"), ("huge", Broken, "more than"),
    ("other_shape", Broken, "not well-formed"),
]  # fmt: skip


@pytest.mark.parametrize(("kind", "result", "said"), FAULTS, ids=[f[0] for f in FAULTS])
def test_a_fault_is_no_copy(ecfr: Ecfr, register: RecordedRegister, kind: str, result: type, said: str) -> None:
    register.fault(kind, times=2)
    failed = ecfr.snapshot_bytes(DAY)
    assert isinstance(failed, (AccessBlocked, Broken))
    assert (type(failed), said in failed.message) == (result, True), failed
    register.mend()
    assert isinstance(ecfr.snapshot_bytes(date(2024, 1, 1)), FreshCopy)


@pytest.mark.parametrize("kind", ["request_access", "503", "invalid_json", "other_shape", "empty", "404"])
def test_a_fault_is_no_date(ecfr: Ecfr, register: RecordedRegister, kind: str) -> None:
    register.fault(kind, times=2)
    assert isinstance(ecfr.titles(), AccessBlocked if kind == "request_access" else Broken)
    register.mend()
    assert isinstance(ecfr.titles(), TitleDates)


@pytest.mark.parametrize(
    "body",
    [
        b'{"titles": []}', b'{"titles": 7}', b'{"titles": [15]}', b'{"titles": [{"number": 15}]}', b"[]",
        b'{"titles": [{"number": 15, "up_to_date_as_of": "soon", "latest_issue_date": "2026-07-18"}]}',
        b'{"titles": [{"number": 15, "up_to_date_as_of": null, "latest_issue_date": "2026-07-18"}]}',
    ],
)  # fmt: skip
def test_titles_of_another_shape_are_broken(ecfr: Ecfr, register: RecordedRegister, body: bytes) -> None:
    register.answer_with("titles", FaultReply(200, body))
    assert isinstance(ecfr.titles(), Broken)


def test_an_edit_under_way_is_told(ecfr: Ecfr, register: RecordedRegister) -> None:
    register.answer_with(
        "titles",
        FaultReply(200, b'{"titles": [{"number": 15, "up_to_date_as_of": "2026-07-18", "latest_issue_date": "2026-07-17",'
                   b'"latest_amended_on": null}], "meta": {"import_in_progress": true}}'),
    )  # fmt: skip
    assert ecfr.titles() == TitleDates(DAY, date(2026, 7, 17), None, busy=True)


def test_another_part_is_not_the_list(ecfr: Ecfr, register: RecordedRegister) -> None:
    register.answer_with("full", FaultReply(200, b'<DIV5 N="740" TYPE="PART"><HEAD>x</HEAD></DIV5>', "application/xml"))
    failed = ecfr.snapshot_bytes(DAY)
    assert isinstance(failed, Broken)
    assert "holds no Supplement No. 4" in failed.message


def test_bundled_copies_are_served_as_they_are(ecfr: Ecfr) -> None:
    copy = ecfr.snapshot_bytes(DAY)
    assert isinstance(copy, FreshCopy)
    assert copy.data == gzip.decompress((files("monitor.data") / "part744-2026-07-18.xml.gz").read_bytes())
