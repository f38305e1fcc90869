"""The fault matrix: whatever the Register, or what stands between, does to an answer, it is told apart and passes.

Every fault is played by the recorded Register to both of its interfaces. The result has the right type and a message
that names the address; the documents that came meanwhile are found by the next poll, without help.
"""

from __future__ import annotations

import json
import socket
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from monitor.clock import EASTERN
from monitor.demo.faults import FAULTS, FaultReply
from monitor.demo.register import RecordedRegister
from monitor.errors import CannotRead
from monitor.http import Client
from monitor.model import Document
from monitor.reading.rules.document import read_document
from monitor.sources.federal_register import FederalRegister
from monitor.sources.public_inspection import PublicInspection
from monitor.sources.results import (
    AccessBlocked,
    BlackedOut,
    Broken,
    Empty,
    Failure,
    Fresh,
    Implausible,
    Mark,
    Partial,
    Unchanged,
)
from monitor.sources.texts import Fetched

NOON = datetime(2024, 7, 2, 12, tzinfo=EASTERN)
"""One rule lies on the desk, nine of the agency's rules are in print."""

TLS = Path(__file__).parent.parent / "data" / "tls"
SINCE = date(2019, 1, 1)
DESK, PRINT = "public-inspection", "documents"
Outcome = Fresh[Any] | Unchanged | Empty | BlackedOut | Failure


@dataclass
class Watched:
    """One interface, watched the way the monitor does: only what is fresh changes what is known."""

    register: RecordedRegister
    ask: Callable[[Mark], Outcome]
    come: Callable[[str], object]
    mark: Mark = field(default_factory=Mark)
    known: set[str] = field(default_factory=set)

    def poll(self) -> Outcome:
        outcome = self.ask(self.mark)
        if isinstance(outcome, Fresh):
            self.mark = outcome.mark
            self.known |= {d.number for d in outcome.documents}
        return outcome


def watched(which: str, register: RecordedRegister, client: Client) -> Watched:
    register.set(NOON)
    if which == DESK:
        desk = PublicInspection(client, register.base_url)
        record = register.public_inspection.filing("2024-14635").record
        return Watched(register, desk.poll, lambda n: register.public_inspection.file({**record, "document_number": n}))
    printed = FederalRegister(client, register.base_url)
    known = next(d for d in register.documents if d["document_number"] == "2023-26935")
    return Watched(
        register,
        lambda mark: printed.poll(SINCE, known=mark),
        lambda n: register.documents.append({**known, "document_number": n}),
    )


def failed_of(outcome: object) -> Failure:
    assert isinstance(outcome, (AccessBlocked, Broken, Partial, Implausible)), outcome
    return outcome


@pytest.fixture(params=[DESK, PRINT])
def source(request: pytest.FixtureRequest, register: RecordedRegister, client: Client) -> Watched:
    return watched(request.param, register, client)


MATRIX: list[tuple[str, type, str]] = [
    ("reset", Broken, "reset by peer"), ("hang_up", Broken, "broke off"), ("truncated", Broken, "broke off"),
    ("truncated_unsaid", Broken, "broken JSON"), ("no_end", Broken, "more than"),
    ("captcha_redirect", AccessBlocked, "captcha"), ("request_access", AccessBlocked, "Request Access"),
    ("403", AccessBlocked, "403"), ("429", AccessBlocked, "slow down"), ("429_plain", AccessBlocked, "slow down"),
    ("429_a_day", AccessBlocked, "slow down"),
    ("404", Broken, "404"), ("404_html", Broken, "404"), ("500", Broken, "500"), ("502", Broken, "502"),
    ("503", Broken, "maintenance"), ("503_until", Broken, "maintenance"), ("html", Broken, "web page"),
    ("empty", Broken, "nothing at all"), ("invalid_json", Broken, "broken JSON"), ("other_shape", Broken, "count"),
    ("no_results", Partial, "gives none"), ("null_results", Partial, "missing"), ("stale", Broken, "for 6,200 s"),
    ("ignored_filter", Implausible, "ignored the question"), ("gzip_bomb", Broken, "more than"), ("huge", Broken, "more than"),
]  # fmt: skip


@pytest.mark.parametrize(("kind", "result", "said"), MATRIX, ids=[m[0] for m in MATRIX])
def test_a_fault_is_what_it_is_and_passes(source: Watched, kind: str, result: type, said: str) -> None:
    foreign = [{"slug": "securities-and-exchange-commission", "name": "SEC"}]
    register = source.register
    for number in ("2024-1", "2024-2", "2024-3"):
        register.public_inspection.file(
            {**register.public_inspection.filing("2024-14635").record, "document_number": number, "agencies": foreign}
        )
    others = [{**register.documents[0], "document_number": f"2019-{n}", "agencies": foreign} for n in range(20)]
    register.documents += others
    assert isinstance(source.poll(), Fresh)
    before, mark = set(source.known), source.mark

    source.come("2024-99999")
    register.fault(kind, times=2)  # as often as the tests' client tries
    failed = failed_of(source.poll())
    assert type(failed) is result, failed
    assert said in failed.message
    assert "127.0.0.1" in failed.message
    assert "conditions" not in failed.message
    assert (source.known, source.mark) == (before, mark)

    register.mend()
    assert isinstance(source.poll(), Fresh)
    assert source.known == before | {"2024-99999"}
    assert isinstance(source.poll(), Unchanged)


def test_the_matrix_leaves_no_fault_out() -> None:
    elsewhere = {
        "drip", "lost_page", "page_without_results", "duplicate_page", "overlapping_page", "reordered", "clock_skew",
        "ill_formed_xml", "other_xml", "mended", "nothing",
    }  # fmt: skip
    assert {kind for kind, _, _ in MATRIX} | elsewhere == set(FAULTS)


@pytest.mark.parametrize("kind", ["reset", "hang_up", "truncated", "500", "502", "503", "429_plain"])
def test_what_passes_at_once_is_not_even_noticed(source: Watched, kind: str) -> None:
    source.register.fault(kind, times=1)
    assert isinstance(source.poll(), Fresh)


@pytest.mark.parametrize(
    ("kind", "result", "seconds"),
    [("429", AccessBlocked, 120), ("503_until", Broken, 3600), ("429_plain", AccessBlocked, None), ("503", Broken, None)],
)  # fmt: skip
def test_what_they_ask_us_to_wait_is_told(source: Watched, kind: str, result: type, seconds: float | None) -> None:
    source.register.fault(kind, times=2)
    failed = source.poll()
    assert isinstance(failed, (AccessBlocked, Broken))
    assert (type(failed), failed.retry_after) == (result, seconds)
    asked = len(source.register.requests)
    assert asked == (1 if seconds else 2)  # a long wait is not cut short by trying again


def test_nobody_listens(source: Watched) -> None:
    source.poll()
    with source.register.refusing():
        failed = source.poll()
        assert isinstance(failed, Broken)
        assert "cannot be reached" in failed.message
        source.come("2024-99999")
    assert isinstance(source.poll(), Fresh)
    assert "2024-99999" in source.known


@pytest.mark.parametrize("which", [DESK, PRINT])
def test_a_name_that_is_not_found(
    which: str, register: RecordedRegister, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    resolve, found = socket.getaddrinfo, False

    def resolved(host: Any, *rest: Any, **more: Any) -> Any:
        if host == "register.invalid" and not found:
            raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")
        return resolve("127.0.0.1" if host == "register.invalid" else host, *rest, **more)

    monkeypatch.setattr(socket, "getaddrinfo", resolved)
    register.base_url = register.base_url.replace("127.0.0.1", "register.invalid")
    source = watched(which, register, client)
    failed = source.poll()
    assert isinstance(failed, Broken)
    assert "register.invalid" in failed.message
    assert "not known" in failed.message
    found = True
    assert isinstance(source.poll(), Fresh)


@pytest.mark.parametrize("which", [DESK, PRINT])
def test_a_slow_drip(which: str, register: RecordedRegister) -> None:
    with Client(timeout_seconds=0.25, requests_per_second=10_000) as hasty:
        source = watched(which, register, hasty)
        register.fault("drip", times=2)
        failed = source.poll()
        assert isinstance(failed, Broken)
        assert "too slowly" in failed.message
        assert isinstance(source.poll(), Fresh)


# -- certificates -----------------------------------------------------------------------------------------------------


@pytest.fixture
def secure() -> Iterator[RecordedRegister]:
    with RecordedRegister(certificate=TLS / "loopback.pem") as register:
        yield register


@pytest.mark.parametrize("which", [DESK, PRINT])
def test_another_hosts_certificate(which: str, secure: RecordedRegister, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(TLS / "trusted.pem"))
    with Client(timeout_seconds=2, requests_per_second=10_000) as client:
        source = watched(which, secure, client)
        assert isinstance(source.poll(), Fresh)
        with secure.certified_by(TLS / "other.pem"):
            failed = source.poll()
            assert isinstance(failed, Broken)
            assert "cannot prove who it is" in failed.message
            source.come("2024-99999")
        assert isinstance(source.poll(), Fresh)
        assert "2024-99999" in source.known


def test_a_certificate_that_nobody_vouches_for(secure: RecordedRegister) -> None:
    with Client(timeout_seconds=2, requests_per_second=10_000) as client:
        failed = watched(DESK, secure, client).poll()
    assert isinstance(failed, Broken)
    assert "self-signed" in failed.message
    assert "clock" in failed.message


# -- pages ------------------------------------------------------------------------------------------------------------


@pytest.fixture
def many(source: Watched) -> Watched:
    for n in range(240):
        source.come(f"2024-1{n:04}")
    return source


@pytest.mark.parametrize(
    ("kind", "result", "said"),
    [
        ("lost_page", Partial, "a page is missing"), ("page_without_results", Partial, "missing"),
        ("duplicate_page", Broken, "without end"),
    ],
)  # fmt: skip
def test_a_page_that_is_lost_or_given_twice(many: Watched, kind: str, result: type, said: str) -> None:
    many.register.fault(kind)
    failed = failed_of(many.poll())
    assert type(failed) is result, failed
    assert said in failed.message
    assert many.known == set()
    assert isinstance(many.poll(), Fresh)
    assert len(many.known) > 240


@pytest.mark.parametrize("kind", ["overlapping_page", "reordered"])
def test_pages_that_overlap_or_come_in_another_order_say_the_same(many: Watched, kind: str) -> None:
    many.poll()
    known = set(many.known)
    many.register.fault(kind, times=3)
    assert isinstance(many.poll(), Unchanged)
    assert many.known == known


# -- time -------------------------------------------------------------------------------------------------------------


def test_a_clock_that_goes_wrong_hides_nothing(source: Watched) -> None:
    """What is there is there, whatever anybody's clock says; the source's time is passed on, to tell whose is wrong."""
    source.register.fault("clock_skew")
    fresh = source.poll()
    assert isinstance(fresh, Fresh)
    assert fresh.answered_at == datetime(2035, 1, 1, tzinfo=UTC)
    same = source.poll()
    assert isinstance(same, Unchanged)
    assert same.answered_at == NOON


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("2026-11-01T01:30:00-04:00", "2026-11-01T05:30:00+00:00"),  # the hour that comes twice
        ("2026-11-01T01:30:00-05:00", "2026-11-01T06:30:00+00:00"),
        ("2026-11-01T01:30:00", "2026-11-01T05:30:00+00:00"),  # without an offset the first of the two
        ("2026-03-08T02:30:00", "2026-03-08T07:30:00+00:00"),  # the hour that there is not
        ("2026-03-08T03:30:00.000-04:00", "2026-03-08T07:30:00+00:00"),
        ("2026-03-08T07:30:00.000Z", "2026-03-08T07:30:00+00:00"),
    ],
)
def test_filing_times_around_a_switch(register: RecordedRegister, client: Client, written: str, meant: str) -> None:
    record = register.public_inspection.filing("2024-14635").record
    register.public_inspection.file(
        {**record, "document_number": "2026-1", "filed_at": written, "publication_date": "2026-12-01"}
    )
    register.set(datetime(2026, 11, 20, 12, tzinfo=EASTERN))
    fresh = PublicInspection(client, register.base_url).poll()
    assert isinstance(fresh, Fresh)
    assert fresh.documents[0].filed_at == datetime.fromisoformat(meant)


# -- texts ------------------------------------------------------------------------------------------------------------


def fetched_of(outcome: Fetched | Failure) -> Fetched:
    assert isinstance(outcome, Fetched), outcome
    return outcome


def the_rule(printed: FederalRegister) -> Document:
    fresh = printed.poll(SINCE)
    assert isinstance(fresh, Fresh)
    return next(d for d in fresh.documents if d.number == "2024-14635")


@pytest.fixture
def text(request: pytest.FixtureRequest, register: RecordedRegister, client: Client) -> Callable[[], Fetched | Failure]:
    """Fetches the text of 2024-14635: as filed, or as published."""
    register.set(NOON)
    if request.param == DESK:
        desk = PublicInspection(client, register.base_url)
        fresh = desk.poll()
        assert isinstance(fresh, Fresh)
        return lambda: desk.text(fresh.documents[0])
    register.publish_through(date(2024, 7, 3))
    printed = FederalRegister(client, register.base_url)
    document = the_rule(printed)
    return lambda: printed.text(document)


TEXT_FAULTS: list[tuple[str, type[Failure], str]] = [
    ("404", Broken, "not there yet"), ("404_html", Broken, "not there yet"), ("empty", Broken, "not there yet"),
    ("request_access", AccessBlocked, "Request Access"), ("captcha_redirect", AccessBlocked, "captcha"),
    ("403", AccessBlocked, "403"), ("503", Broken, "maintenance"), ("truncated", Broken, "broke off"),
    ("gzip_bomb", Broken, "more than"), ("huge", Broken, "more than"),
    ("other_xml", Broken, "is the text of 2019-22210, not of 2024-14635"),
]  # fmt: skip


@pytest.mark.parametrize("text", [DESK, PRINT], indirect=True)
@pytest.mark.parametrize(("kind", "result", "said"), TEXT_FAULTS, ids=[f[0] for f in TEXT_FAULTS])
def test_a_text_that_does_not_come_comes_later(
    register: RecordedRegister, text: Callable[[], Fetched | Failure], kind: str, result: type[Failure], said: str
) -> None:
    register.fault(kind, times=3, path="text")
    failed = failed_of(text())
    assert (type(failed), said in failed.message) == (result, True), failed
    register.mend()
    assert b"2024-14635" in fetched_of(text()).data


@pytest.mark.parametrize("text", [PRINT], indirect=True)
def test_xml_that_is_ill_formed_is_not_read(register: RecordedRegister, text: Callable[[], Fetched | Failure]) -> None:
    """It is archived as it came; the strict gate of the reading refuses it."""
    register.fault("ill_formed_xml", path="full_text")
    with pytest.raises(CannotRead, match="not well-formed"):
        read_document(fetched_of(text()).data, "2024-14635")
    assert read_document(fetched_of(text()).data, "2024-14635").document_number == "2024-14635"


@pytest.mark.parametrize("path", ["documents.json", "full_text"])
def test_a_document_mended_after_its_publication_is_noticed(
    register: RecordedRegister, client: Client, path: str
) -> None:
    register.publish_through(date(2024, 7, 3))
    printed = FederalRegister(client, register.base_url)
    first = printed.poll(SINCE)
    assert isinstance(first, Fresh)
    document = next(d for d in first.documents if d.number == "2024-14635")
    text = fetched_of(printed.text(document))
    register.fault("mended", times=1, path=path)
    again, text_again = printed.poll(SINCE, known=first.mark), fetched_of(printed.text(document))
    assert isinstance(again, Fresh if path == "documents.json" else Unchanged)
    assert (text_again.mark == text.mark) is (path == "documents.json")
    assert isinstance(printed.poll(SINCE, known=first.mark), Unchanged)
    assert fetched_of(printed.text(document)).mark == text.mark


def test_the_desk_in_the_dark_is_neither_empty_nor_broken(register: RecordedRegister, client: Client) -> None:
    source = watched(DESK, register, client)
    source.poll()
    register.set(NOON + timedelta(hours=12))
    dark = source.poll()
    assert isinstance(dark, BlackedOut)
    assert "8:45AM" in dark.message
    assert source.known == {"2024-14635"}
    register.set(datetime(2024, 7, 5, 12, tzinfo=EASTERN))
    assert isinstance(source.poll(), Empty)
    assert isinstance(source.ask(Mark()), Empty)


@pytest.mark.parametrize(
    "age", ["6200, 6200", "6200.0", "6200;x", "99999999999999", "1" * 5000, "-6200", "\u00b3", "121"]
)
def test_an_age_that_is_no_number_of_seconds_or_too_many_is_stale(source: Watched, age: str) -> None:
    answer = json.dumps({"count": 0, "results": []}).encode()
    source.register.answer_with("documents", FaultReply(200, answer, headers=(("Age", age),)))
    failed = failed_of(source.poll())
    assert type(failed) is Broken
    assert "cache" in failed.message
    source.register.mend()
    source.register.answer_with("documents", FaultReply(200, answer, headers=(("Age", " 120 "),)))
    assert not isinstance(source.poll(), Broken)
