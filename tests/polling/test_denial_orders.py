"""Orders on export privileges: told once to the channels that ask for them, whatever happens, and changing no list."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

import pytest

from monitor.alerting.denial_orders import alert_on_denial_order
from monitor.alerting.recipients import Audience, recipients
from monitor.alerting.watchlist import Screener
from monitor.config import EmailChannel, SlackChannel
from monitor.demo.faults import FaultReply
from monitor.model import Alert, Document, WatchedParty
from monitor.polling import denial_orders
from monitor.polling.denial_orders import SOURCE, DenialOrdersPoller, DenialOrdersReport
from monitor.polling.source_watch import Source, plans
from monitor.sources.results import AccessBlocked, Implausible, Mark
from monitor.store import Store, open_store
from tests.monitoring import Monitor
from tests.store.conftest import postgres, url  # noqa: F401 - fixtures

STARTED = "2023-12-18T12:00:00"
PRINTED = "2023-12-20"
AT_SIX = f"{PRINTED}T06:05:00"
LATER = f"{PRINTED}T06:40:00"
NUMBER = "2023-99002"
KEY = f"{NUMBER}/denial-order"
OURS = WatchedParty("C-7", "Example Forwarding LLC", "CHINA")
RENEWED = "PJSC Aeroflot, 1 Arbat St., 119019, Moscow, Russia; Order Renewing Temporary Denial of Export Privileges"


@dataclass
class Desk:
    """A monitor whose first channel, or both, ask for orders on export privileges."""

    monitor: Monitor
    poller: DenialOrdersPoller
    channels: list[Any]

    def ask(self, when: str) -> DenialOrdersReport:
        self.monitor.set(when)
        return self.poller.poll()

    def publish(self, number: str, title: str, day: str = PRINTED, text: bytes = b"", **other: Any) -> None:
        register = self.monitor.register
        notice = next(d for d in register.documents if d["document_number"] == NUMBER)
        register.documents.append(
            {**notice, "document_number": number, "title": title, "publication_date": day, **other}
        )
        if text:
            register.renditions[f"text/{number}"] = text

    def told(self) -> dict[str, list[str]]:
        return {key: to for key, to in self.monitor.alerted().items() if key.endswith("/denial-order")}

    def questions(self) -> list[str]:
        return [one for one in self.monitor.register.requests if "NOTICE" in one]

    def use(self, store: Store) -> None:
        """A database that has the same list."""
        self.monitor.store = self.poller.store = store
        self.poller.audience = Audience(self.poller.audience.recipients, Screener(store, 0.85, self.monitor.clock))


@pytest.fixture
def desk(monitor: Monitor) -> Desk:
    mail, slack = monitor.routes
    assert isinstance(mail, EmailChannel) and isinstance(slack, SlackChannel)
    channels: list[Any] = [mail.model_copy(update={"subjects": ("rules", "operator", "denial-orders")}), slack]

    def to(alert: Alert) -> tuple[tuple[str, str], ...]:
        return recipients(alert, channels, {name: c.recipients for name, c in monitor.channels.items()})

    screener = Screener(monitor.store, 0.85, monitor.clock)
    poller = monitor.poller
    return Desk(
        monitor,
        DenialOrdersPoller(monitor.store, poller.register, monitor.clock, Audience(to, screener), poller.allowance),
        channels,
    )


def only_matches(desk: Desk) -> None:
    desk.channels[0] = desk.channels[0].model_copy(update={"only_matches": True})


def watch(desk: Desk, *parties: WatchedParty) -> None:
    desk.monitor.store.watchlist.take(parties, "test", desk.monitor.clock.now())


def test_an_order_is_told_to_the_channels_that_ask_for_it_and_changes_nothing(desk: Desk) -> None:
    desk.ask(STARTED)
    report = desk.ask(AT_SIX)
    assert (report.told, report.good, report.alerted) == ((NUMBER,), True, True)
    assert desk.told() == {KEY: ["one@example.org", "two@example.org"]}
    desk.monitor.deliver()
    mail = desk.monitor.mail.received[0]
    plain = mail.part("plain")
    assert str(mail.message["Subject"]) == f"Denial order: Example Forwarding LLC - {NUMBER}"
    for words in (
        "Notice   Order Temporarily Denying",
        "published December 20, 2023",
        "Denied Persons List",
        "https://",
    ):
        assert words in plain
    store = desk.monitor.store
    assert store.ledger.changes() == []
    assert (store.documents.recorded(), store.documents.reviews(), store.filings.reviews()) == ([], [], [])
    assert "1 new order" in report.summary


def test_it_is_told_once_also_after_a_restart(desk: Desk) -> None:
    desk.ask(STARTED)
    desk.ask(AT_SIX)
    asked = len(desk.monitor.register.requests)
    desk.ask(f"{PRINTED}T06:06:00")
    desk.poller.mark = Mark()
    report = desk.ask(f"{PRINTED}T07:00:00")
    assert (report.told, report.seen) == ((), 1)
    assert len(desk.monitor.register.requests) == asked + 2, "its text is not fetched again"
    desk.monitor.store.sources.forget(SOURCE)
    desk.poller.mark = Mark()
    desk.ask(f"{PRINTED}T07:30:00")
    assert len(desk.told()[KEY]) == 2


def test_what_was_published_before_the_first_question_is_never_told(desk: Desk) -> None:
    desk.publish("2023-1", RENEWED, "2023-12-18")
    desk.publish("2023-2", RENEWED, "2023-12-12")
    assert desk.ask(STARTED).told == ()
    assert desk.ask("2023-12-19T06:05:00").told == ()
    desk.poller.mark = Mark()
    assert desk.ask(AT_SIX).told == (NUMBER,)


def test_an_issue_that_comes_out_after_the_first_question_of_its_day_is_told(desk: Desk) -> None:
    assert desk.ask(f"{PRINTED}T05:30:00").told == ()
    assert desk.ask(AT_SIX).told == (NUMBER,)


def test_what_came_while_the_source_or_the_monitor_was_away_is_told_then(desk: Desk) -> None:
    desk.monitor.register.fault("request_access", times=2, path="documents.json")
    assert isinstance(desk.ask("2023-12-19T05:00:00").error, AccessBlocked)
    assert isinstance(desk.ask("2023-12-22T05:00:00").error, AccessBlocked)
    desk.poller.mark = Mark()
    assert desk.ask("2024-01-30T05:00:00").told == (NUMBER,)


def test_an_empty_answer_moves_nothing(desk: Desk) -> None:
    desk.ask(STARTED)
    state = desk.monitor.store.sources.state(SOURCE)
    assert state is not None and (state.cursor, state.last_error) == (None, "")
    desk.ask(AT_SIX)
    state = desk.monitor.store.sources.state(SOURCE)
    assert state is not None and state.cursor == date(2023, 12, 20)


def test_rules_and_other_notices_are_not_told(desk: Desk) -> None:
    desk.ask(STARTED)
    comments = "Agency Information Collection Activities; Comment Request; Appeals of Orders Denying Export Privileges"
    desk.publish("2023-3", comments)
    desk.publish("2023-4", RENEWED, type="Rule")
    desk.publish("2023-5", "Order Denying Export Privileges", agencies=[{"slug": "census-bureau", "name": "Census"}])
    assert desk.ask(AT_SIX).told == (NUMBER,)


def test_an_ignored_filter_is_noticed_and_tells_nothing(desk: Desk) -> None:
    desk.ask(STARTED)
    for n in range(3):
        desk.publish(f"2023-3{n}", RENEWED, type="Rule")
    desk.monitor.register.fault("ignored_filter", path="documents.json")
    report = desk.ask(AT_SIX)
    assert isinstance(report.error, Implausible)
    assert desk.told() == {}


def test_an_odd_record_is_set_aside_and_the_others_are_told(desk: Desk) -> None:
    desk.ask(STARTED)
    desk.publish("2023-6", RENEWED, effective_on="soon")
    report = desk.ask(AT_SIX)
    assert (report.told, report.good) == ((NUMBER,), True)
    (key,) = (key for key in desk.monitor.alerted() if "/set-aside/" in key)
    assert key.startswith(f"operator/{SOURCE}/")
    desk.monitor.deliver()
    assert any("may be an order denying export privileges" in m.part("plain") for m in desk.monitor.mail.received)


def test_its_text_is_searched_for_the_users_parties(desk: Desk) -> None:
    only_matches(desk)
    watch(desk, OURS, WatchedParty("C-8", "Nobody of That Name Ltd", ""))
    desk.ask(STARTED)
    text = b"Order Denying Export Privileges\n\n    In the Matter of: Jane Roe, Inmate Number:\n12-3, FCI Safford.\n\n"
    desk.publish(
        "2023-7", "Order Denying Export Privileges", text=text + b"Jane Roe had sold to Example Forwarding LLC."
    )
    desk.publish("2023-8", "Order Denying Export Privileges", text=b"Nobody is named.")
    assert desk.ask(AT_SIX).told == ("2023-7", "2023-8", NUMBER)
    assert set(desk.told()) == {"2023-7/denial-order", KEY}
    desk.monitor.deliver()
    subjects = {str(m.message["Subject"]) for m in desk.monitor.mail.received}
    assert subjects == {
        "1 of your parties: Denial order: Jane Roe - 2023-7",
        f"1 of your parties: Denial order: Example Forwarding LLC - {NUMBER}",
    }
    plain = " ".join(desk.monitor.mail.received[0].part("plain").split())
    assert "is named in this document, an order on export privileges" in plain


def test_a_text_that_does_not_come_is_waited_for_a_while_and_the_order_told_all_the_same(desk: Desk) -> None:
    only_matches(desk)
    watch(desk, WatchedParty("C-9", "PJSC Aeroflot", ""))
    desk.ask(STARTED)
    desk.publish("2023-9", RENEWED)
    desk.publish("2023-10", "Order Denying Export Privileges")
    report = desk.ask(AT_SIX)
    assert (report.told, report.failed, report.good) == ((NUMBER,), ("2023-10", "2023-9"), False)
    report = desk.ask(LATER)
    assert report.told == ("2023-10", "2023-9")
    assert set(desk.told()) == {"2023-10/denial-order", "2023-9/denial-order"}, "unread is louder than read"
    desk.monitor.deliver()
    by_subject = {str(m.message["Subject"]): m.part("plain") for m in desk.monitor.mail.received}
    assert "could not be searched" in by_subject["Denial order - 2023-10"]
    assert "1 of your parties: Denial order: PJSC Aeroflot - 2023-9" in by_subject


def test_without_requests_left_for_texts_it_is_told_from_its_title(desk: Desk) -> None:
    desk.ask(STARTED)
    assert desk.poller.allowance is not None
    desk.poller.allowance.resume(desk.monitor.set(LATER), 1_495)
    assert desk.ask(LATER).told == (NUMBER,)
    assert len([one for one in desk.monitor.register.requests if NUMBER in one]) == 0


def test_a_bug_that_one_order_meets_holds_up_no_other(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    def planted(document: Document, *rest: Any) -> Any:
        if document.number == NUMBER:
            raise IndexError("list index out of range")
        return alert_on_denial_order(document, *rest)

    desk.ask(STARTED)
    desk.publish("2023-7", RENEWED, text=b"PJSC Aeroflot")
    monkeypatch.setattr(denial_orders, "alert_on_denial_order", planted)
    report = desk.ask(AT_SIX)
    assert (report.told, report.failed) == (("2023-7",), (NUMBER,))
    assert report.error is not None and "IndexError" in report.error.message
    monkeypatch.undo()
    assert desk.ask(LATER).told == (NUMBER,)


@pytest.mark.parametrize("text", [b"\x00\xff\xfe<<<", b" ", b"<html><body></body></html>"])
def test_a_text_without_words_is_no_reason_to_be_silent(desk: Desk, text: bytes) -> None:
    desk.ask(STARTED)
    desk.publish("2023-7", RENEWED, text=text)
    desk.ask(LATER)
    assert "2023-7/denial-order" in desk.told()


def test_a_clock_that_ran_ahead_at_the_first_question_silences_nothing(desk: Desk) -> None:
    desk.ask("2031-01-01T12:00:00")
    desk.ask(STARTED)
    desk.poller.mark = Mark()
    assert desk.ask(AT_SIX).told == (NUMBER,)


def test_whoever_turns_it_off_and_on_again_starts_anew(desk: Desk) -> None:
    desk.ask(STARTED)
    desk.monitor.store.sources.forget(SOURCE)
    desk.monitor.store.sources.forget(SOURCE)
    assert desk.monitor.store.sources.state(SOURCE) is None
    assert desk.ask("2024-03-01T12:00:00").told == ()


def test_nobody_asks_where_no_channel_wants_them(monitor: Monitor) -> None:
    assert SOURCE not in plans(300, 60)
    assert SOURCE in plans(300, None, denial_orders=True)


def test_it_is_asked_in_its_turn_and_missed_like_every_source(desk: Desk) -> None:
    monitor = desk.monitor
    plan = plans(300, 60, denial_orders=True)[SOURCE]
    monitor.watch.sources = [Source(SOURCE, plan, desk.poller.poll)]
    monitor.set("2023-12-20T05:00:00")
    monitor.watch.turn(lambda *_: None)
    monitor.set("2023-12-20T06:30:00")
    monitor.watch.turn(lambda *_: None)
    assert desk.told()
    monitor.register.answer_with("documents.json", FaultReply(503, b"", "text/plain"))
    for minutes in range(34, 34 + 24 * 4, 4):  # a longer pause would be one in which the machine slept
        monitor.set(f"2023-12-20T{6 + minutes // 60:02}:{minutes % 60:02}:00")
        monitor.watch.turn(lambda *_: None)
    assert any(key.startswith(f"operator/{SOURCE}/overdue/") for key in monitor.alerted())


@pytest.mark.parametrize("url", ["postgresql"], indirect=True)
def test_it_is_told_once_on_postgresql(desk: Desk, url: str) -> None:  # noqa: F811
    store = open_store(url)
    try:
        desk.use(store)
        watch(desk, OURS)
        desk.ask(STARTED)
        assert desk.ask(AT_SIX).told == (NUMBER,)
        desk.poller.mark = Mark()
        assert desk.ask(f"{PRINTED}T07:00:00").told == ()
        assert len(desk.told()[KEY]) == 2
    finally:
        store.close()
