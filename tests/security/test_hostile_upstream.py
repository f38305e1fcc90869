"""The Register, or whoever speaks in its name, is hostile: bombs, addresses that lead inside, numbers that climb."""

from __future__ import annotations

import gzip
import tracemalloc
import zlib
from collections.abc import Iterator
from datetime import date
from urllib.parse import urlsplit

import pytest

from monitor.demo.faults import FaultReply
from monitor.demo.register import RecordedRegister
from monitor.errors import BadAnswer, CannotRead
from monitor.http import Client
from monitor.model import Stage, Verdict
from monitor.reading.files import MOST_MEMBERS, open_bytes
from monitor.sources.results import Failure
from tests.monitoring import Monitor
from tests.reading.test_hostile import BOMB

DAY = date(2019, 10, 9)
NUMBER = "2019-22210"
XXE = b'<?xml version="1.0"?><!DOCTYPE RULE [<!ENTITY x SYSTEM "file:///etc/passwd">]><RULE><SUM>&x;</SUM></RULE>'


@pytest.fixture
def inside() -> Iterator[RecordedRegister]:
    """A server that nobody outside should make us ask: another port of this machine."""
    with RecordedRegister() as server:
        yield server


def record(monitor: Monitor) -> dict[str, object]:
    return next(d for d in monitor.register.documents if d["document_number"] == NUMBER)


# -- bombs ----------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("text", [BOMB, XXE], ids=["entities", "a file"])
def test_an_xml_bomb_is_quarantined_and_told(monitor: Monitor, text: bytes) -> None:
    monitor.register.texts[NUMBER] = text
    monitor.day(DAY)
    rule = monitor.store.documents.rule(NUMBER)
    assert rule is not None and rule.verdict is Verdict.UNREADABLE
    assert "entities of its own" in rule.problems[0]
    assert monitor.store.ledger.changes() == []
    assert list(monitor.alerted()) == [f"{NUMBER}/published"]  # unread is told at once
    monitor.deliver()
    assert not any(b"root:" in mail.data for mail in monitor.mail.received)


def test_a_small_answer_that_unpacks_to_gigabytes_is_refused_with_little_memory() -> None:
    packer = zlib.compressobj(9, wbits=31)
    bomb = b"".join(packer.compress(bytes(1 << 20)) for _ in range(64)) + packer.flush()
    with RecordedRegister() as register, Client(max_bytes=1_000_000, requests_per_second=1e6, attempts=1) as client:
        register.answer_with("documents", FaultReply(200, bomb, headers=(("Content-Encoding", "gzip"),)))
        tracemalloc.start()
        with pytest.raises(BadAnswer, match="more than 1,000,000 bytes"):
            client.get(f"{register.base_url}/documents.json")
        peak = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
    assert peak < 8_000_000


@pytest.mark.parametrize("packing", ["deflate", "br", "zstd", "compress", "gzip, gzip"])
def test_a_packing_that_nobody_asked_for_is_not_unpacked(packing: str) -> None:
    with RecordedRegister() as register, Client(requests_per_second=1e6, attempts=1) as client:
        register.answer_with("documents", FaultReply(200, b"x", headers=(("Content-Encoding", packing),)))
        with pytest.raises(BadAnswer, match="not asked for"):
            client.get(f"{register.base_url}/documents.json")


def test_a_bomb_inside_a_text_is_quarantined(monitor: Monitor) -> None:
    monitor.register.texts[NUMBER] = gzip.compress(bytes(65 << 20), 9, mtime=0)
    monitor.day(DAY)
    rule = monitor.store.documents.rule(NUMBER)
    assert rule is not None and rule.verdict is Verdict.UNREADABLE
    assert "unpacks to more than" in rule.problems[0]


def test_a_gzip_file_of_millions_of_empty_parts_is_not_read() -> None:
    with pytest.raises(CannotRead, match="parts"):
        open_bytes(gzip.compress(b"", mtime=0) * (MOST_MEMBERS + 1), "the file")
    assert open_bytes(gzip.compress(b"a", mtime=0) * MOST_MEMBERS, "the file") == b"a" * MOST_MEMBERS


@pytest.mark.parametrize(
    "body", [b"[" * 100_000, b'{"a":' * 100_000, b'{"count": 1e999}', b'{"count": ' + b"9" * 5000 + b"}"]
)
def test_json_that_is_deep_or_counts_without_end_is_no_answer(monitor: Monitor, body: bytes) -> None:
    monitor.register.answer_with("documents.json", FaultReply(200, body))
    report = monitor.day(DAY)
    assert isinstance(report.error, Failure)
    assert monitor.alerted() == {}


# -- addresses ------------------------------------------------------------------------------------------------------------

INSIDE = [
    "http://169.254.169.254/latest/meta-data/", "http://[fd00:ec2::254]/", "file:///etc/passwd", "http://2130706433/x",
    "gopher://127.0.0.1:25/_MAIL", "//169.254.169.254/x", "http://0x7f.1/x", "http://localhost/x", "INNER/x.xml",
    "http://127.0.0.1@HOST/x", "HOST@INNER/x",
]  # fmt: skip
"""Where a record must not lead us; INNER is a server that notices."""


def leading(words: str, monitor: Monitor, inside: RecordedRegister) -> str:
    host = monitor.register.host.removeprefix("http://")
    return words.replace("HOST@INNER", f"http://{host}@{inside.host.removeprefix('http://')}").replace(
        "INNER", inside.host
    ).replace("HOST", "10.0.0.1")  # fmt: skip


@pytest.mark.parametrize("address", INSIDE)
def test_a_record_leads_nowhere_but_to_the_register(monitor: Monitor, inside: RecordedRegister, address: str) -> None:
    target = leading(address, monitor, inside)
    served = monitor.register._served

    def hostile(found: dict[str, object], fields: object) -> dict[str, object]:
        whole = served(found, fields)  # type: ignore[arg-type]
        return whole | {k: target for k in whole if k.endswith("_url")}

    monitor.register._served = hostile  # type: ignore[assignment, method-assign]
    report = monitor.day(DAY)
    assert isinstance(report.error, Failure)
    assert report.failed == (NUMBER,)
    assert inside.requests == []
    assert not monitor.store.documents.has_document(NUMBER, Stage.PUBLISHED)
    monitor.register._served = served  # type: ignore[method-assign]
    assert len(monitor.day(DAY).recorded) == 1  # mended, it is taken


@pytest.mark.parametrize("address", INSIDE)
def test_no_redirect_leads_inside(monitor: Monitor, inside: RecordedRegister, address: str) -> None:
    target = leading(address, monitor, inside)
    for status in (301, 307):
        monitor.register.mend()
        monitor.register.answer_with("full_text", FaultReply(status, b"", headers=(("Location", target),)))
        assert isinstance(monitor.day(DAY).error, Failure)
    assert inside.requests == []
    assert monitor.alerted() == {}


# -- numbers --------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "number",
    [
        "../../../etc/passwd", "2024-1/../../x", "..%2f..%2fx", "2024-00001\n", "2024-00001\0", "/etc/passwd", "C:\\x",
        "2024-00001?x=", "2024-00001#", "2024-00001/../2019-22210", "‥/‥/x", "2024-" + "1" * 500,
    ],
)  # fmt: skip
def test_a_number_that_is_none_reaches_no_path_and_no_database(monitor: Monitor, number: str) -> None:
    record(monitor)["document_number"] = number
    report = monitor.day(DAY)
    assert (report.recorded, report.failed) == ((), ())
    assert {urlsplit(asked).path for asked in monitor.register.requests} == {"/api/v1/documents.json"}
    assert monitor.store.documents.recorded() == []
    (told,) = monitor.alerted()
    assert told.startswith("operator/"), "the record is set aside, and the operator told"
