"""To one recipient alerts go in order, once each, whatever the channel does; and no channel waits for another."""

from __future__ import annotations

import asyncio
import os
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from email import message_from_bytes, policy
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Session
from aiosmtpd.smtp import Envelope as Received

from monitor.alerting.alerts import digest_alert, operator_alert, trial_alert
from monitor.alerting.dispatch import Dispatcher, message_id
from monitor.alerting.recipients import recipients
from monitor.alerting.send_times import send_times_of
from monitor.clock import SetClock
from monitor.config import EmailChannel
from monitor.delivery.email import EmailSender
from monitor.delivery.protocol import Delivered, Envelope, Refused, Result, RetryAfter
from monitor.model import Alert, DigestAlert, Match, Named, Subject, WatchedParty
from monitor.store import Store, open_store
from monitor.store.change_sets import enqueue

NOW = datetime(2024, 12, 5, 15, tzinfo=UTC)
ALERTS = int(os.environ.get("ELMON_ALERTS", "120"))


@dataclass
class Taking:
    """A channel in memory: what it answers is up to the test."""

    name: str = "mail"
    kind: str = "email"
    recipients: tuple[str, ...] = ("one@example.org",)
    answer: Callable[[Alert], Result] = lambda alert: Delivered("250")
    tried: list[str] = field(default_factory=list)
    sent: list[tuple[Alert, Envelope]] = field(default_factory=list)

    def send(self, alert: Alert, recipient: str, envelope: Envelope) -> Result:
        """Note the try, and what was taken."""
        self.tried.append(alert.change_set)
        result = self.answer(alert)
        if isinstance(result, Delivered):
            self.sent.append((alert, envelope))
        return result

    @property
    def taken(self) -> list[str]:
        return [alert.change_set for alert, _ in self.sent]


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    store = open_store(f"sqlite:///{tmp_path / 'elmon.db'}")
    yield store
    store.close()


@pytest.fixture
def clock() -> SetClock:
    return SetClock(NOW)


def tell(store: Store, clock: SetClock, *names: str, to: str = "mail", **given: Any) -> None:
    """Put alerts of these names into the outbox, a second apart."""
    for name in names:
        alert = replace(trial_alert(date(2024, 12, 5)), document_number=name, change_set=name, **given)
        with store.database.writing() as session:
            enqueue(session, name, alert, [(to, "one@example.org")], clock.now())
        clock.set(clock.now() + timedelta(seconds=1))


def later(clock: SetClock, **step: float) -> None:
    clock.set(clock.now() + timedelta(**step))


def down(alert: Alert) -> Result:
    return RetryAfter(60, "451 down")


def test_after_a_day_without_the_server_everything_arrives_in_order_and_once(store: Store, clock: SetClock) -> None:
    mail = Taking(answer=down)
    dispatcher = Dispatcher(store, {"mail": mail}, clock, "test")
    told = []
    for hour in range(24):
        tell(store, clock, *(names := [f"{hour:02}-{n}" for n in range(2)]))
        told += names
        for _ in range(60):
            dispatcher.round()
            later(clock, minutes=1)
    assert mail.taken == []
    mail.answer = lambda alert: Delivered()
    later(clock, hours=1)
    dispatcher.round()
    assert mail.taken == told
    assert store.outbox.backlog(clock.now()).waiting == 0


def test_one_message_that_fails_holds_up_the_others_no_longer_than_a_few_tries(store: Store, clock: SetClock) -> None:
    mail = Taking(answer=lambda alert: down(alert) if alert.change_set == "b" else Delivered())
    dispatcher = Dispatcher(store, {"mail": mail}, clock, "test")
    tell(store, clock, "a", "b", "c", "d")
    dispatcher.round()
    assert mail.taken == ["a"]
    for _ in range(4):
        later(clock, minutes=5)
        dispatcher.round()
    assert mail.taken == ["a", "c", "d"]
    tell(store, clock, "e")
    dispatcher.round()
    assert mail.taken == ["a", "c", "d", "e"]  # "b" waits aside
    mail.answer = lambda alert: Delivered()
    later(clock, hours=2)
    dispatcher.round()
    assert mail.taken == ["a", "c", "d", "e", "b"]


def test_a_channel_s_bug_loses_nothing_and_stops_nobody(store: Store, clock: SetClock) -> None:
    def broken(alert: Alert) -> Result:
        raise KeyError("bug")

    mail, team = Taking(answer=broken), Taking("team", "slack")
    tell(store, clock, "a")
    tell(store, clock, "b", to="team")
    report = Dispatcher(store, {"mail": mail, "team": team}, clock, "test").round()
    assert (report.sent, report.postponed) == (1, 1)
    assert next(r.last_error for r in store.outbox.rows() if r.channel == "mail").startswith("The channel failed")


def test_a_slow_channel_delays_no_other(store: Store, clock: SetClock) -> None:
    release = threading.Event()

    def hanging(alert: Alert) -> Result:
        release.wait(20)
        return Delivered()

    mail, team = Taking(answer=hanging), Taking("team", "slack")
    dispatcher = Dispatcher(store, {"mail": mail, "team": team}, clock, "test")
    tell(store, clock, "a")
    tell(store, clock, "b", to="team")
    first = threading.Thread(target=dispatcher.round)
    first.start()
    until(lambda: team.taken == ["b"])
    tell(store, clock, "c", to="team")
    until(
        lambda: bool(dispatcher.round()) and team.taken == ["b", "c"]
    )  # while the first still waits for the mail server
    assert mail.tried == ["a"]
    assert not dispatcher.drain(0.01)
    release.set()
    first.join()
    assert dispatcher.drain(0.01)
    assert mail.taken == ["a"]


def test_what_is_given_up_is_told_through_the_other_channels_once_a_day(store: Store, clock: SetClock) -> None:
    routes = [
        EmailChannel(name="mail", type="email", host="h", sender="a@b.c", recipients=("one@example.org", "two@b.c")),
        EmailChannel(name="other", type="email", host="h", sender="a@b.c", recipients=("one@example.org",)),
    ]

    def to(alert: Alert) -> tuple[tuple[str, str], ...]:
        return recipients(alert, routes, {r.name: r.recipients for r in routes})

    mail = Taking(answer=lambda a: Refused("550 no such user") if a.about is Subject.RULE else Delivered())
    other = Taking("other")
    tell(store, clock, "a", "b")
    Dispatcher(store, {"mail": mail, "other": other}, clock, "test", recipients=to).round()
    Dispatcher(store, {"mail": mail, "other": other}, clock, "test", recipients=to).round()
    assert other.taken == ["operator/undelivered/mail/2024-12-05"]
    ((alert, _),) = other.sent
    assert "550 no such user" in alert.said[0]
    assert [r.recipient for r in store.outbox.rows() if r.channel == "mail" and r.state == "sent"] == ["two@b.c"]


# -- conversations -----------------------------------------------------------------------------------------------------


def test_later_alerts_of_a_document_answer_the_first(store: Store, clock: SetClock) -> None:
    mail = Taking(answer=lambda alert: Delivered(f"receipt of {alert.change_set}"))
    tell(store, clock, "2024-1")
    with store.database.writing() as session:
        for key, thread in (("2024-1/confirmed", "2024-1"), ("2024-2", "")):
            alert = replace(trial_alert(date(2024, 12, 5)), change_set=key, document_number=key[:6], thread=thread)
            enqueue(session, key, alert, [("mail", "one@example.org"), ("mail", "new@example.org")], clock.now())
    Dispatcher(store, {"mail": mail}, clock, "test").round()
    answers = {(a.change_set, e.message_id): e.answers for a, e in mail.sent}
    first = next(e for a, e in mail.sent if a.change_set == "2024-1")
    found = [a for a in answers.values() if a]
    assert [(a.message_id, a.receipt) for a in found] == [
        (first.message_id, "receipt of 2024-1")
    ]  # not for the new one
    assert first.answers is None


# -- hours -------------------------------------------------------------------------------------------------------------

DAILY = EmailChannel(
    name="mail", type="email", host="h", sender="a@b.c", recipients=("one@example.org",), digest="daily"
)
MATCH = Match(WatchedParty("7", "Example"), Named("CHINA", "Example"), "Example", "name", 0.99, "equal")


def test_a_digest_gathers_the_day_in_one_message(store: Store, clock: SetClock) -> None:
    mail = Taking()
    dispatcher = Dispatcher(store, {"mail": mail}, clock, "test", {"mail": send_times_of(DAILY)})
    tell(store, clock, "a", "b")
    dispatcher.round()
    tell(store, clock, "match", matches=(MATCH,))
    tell(store, clock, "check", attention="The counts disagree.")
    dispatcher.round()
    assert mail.taken == ["match", "check"]  # these wait for nothing
    later(clock, hours=22)
    tell(store, clock, "c")  # after the digest's hour: for the next day's
    dispatcher.round()
    ((digest, _),) = mail.sent[2:]
    assert isinstance(digest, DigestAlert)
    assert (digest.about, digest.change_set[:18]) == (Subject.DIGEST, "digest/2024-12-06/")
    assert [a.change_set for a in digest.gathered] == ["a", "b"]
    assert {r.state for r in store.outbox.rows() if r.change_set in "ab"} == {"sent"}
    later(clock, hours=24)
    dispatcher.round()
    assert mail.taken[3:] == ["c"]  # one alone goes as it is
    assert dispatcher.round().sent == 0


def test_a_digest_that_fails_is_sent_again_whole_and_under_its_id(store: Store, clock: SetClock) -> None:
    seen: list[tuple[str, list[str]]] = []

    def once(alert: Alert) -> Result:
        assert isinstance(alert, DigestAlert)
        seen.append((alert.change_set, [a.change_set for a in alert.gathered]))
        return down(alert) if len(seen) == 1 else Delivered()

    mail = Taking(answer=once)
    dispatcher = Dispatcher(store, {"mail": mail}, clock, "test", {"mail": send_times_of(DAILY)})
    tell(store, clock, "a", "b", "c")
    for _ in range(3):
        later(clock, hours=23)
        dispatcher.round()
        tell(store, clock, f"x{len(seen)}")
    assert seen[0] == seen[1] == (seen[0][0], ["a", "b", "c"])
    assert seen[0][0].startswith("digest/2024-12-06/")
    assert store.outbox.backlog(clock.now()).dead == 0


def test_two_digests_of_one_day_are_two_messages(store: Store, clock: SetClock) -> None:
    """What comes late for a digest that is sent already, and belongs in it, must not pass for a repeat of it."""
    day = datetime(2024, 12, 6, 8, tzinfo=UTC)
    alerts = [replace(trial_alert(day.date()), change_set=key) for key in "abcd"]
    first, second = digest_alert(alerts[:2], day), digest_alert(alerts[2:], day)
    ids = {message_id(digest.change_set, "mail", "one@example.org") for digest in (first, second)}
    assert len(ids) == 2
    assert digest_alert(alerts[1::-1], day).change_set == first.change_set, "a repeat is known as one"


def test_what_is_held_for_its_hour_is_no_backlog(store: Store, clock: SetClock) -> None:
    dispatcher = Dispatcher(store, {"mail": Taking()}, clock, "test", {"mail": send_times_of(DAILY)})
    tell(store, clock, "a")
    dispatcher.round()
    assert [r.state for r in store.outbox.rows()] == ["held"]
    assert store.outbox.backlog(clock.now()).waiting == 0
    later(clock, hours=30)
    assert store.outbox.backlog(clock.now()).waiting == 1


# -- routes ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("mail", "team", "rule", "operator"),
    [
        ({}, {}, "mt", "mt"),
        ({"subjects": ("rules",)}, {"subjects": ("operator",)}, "m", "t"),
        ({"subjects": ("rules",)}, {"subjects": ("rules",)}, "mt", "mt"),  # nobody wants it: everybody gets it
        ({"only_matches": True}, {}, "t", "mt"),
    ],
)
def test_who_is_told_of_what(mail: dict[str, Any], team: dict[str, Any], rule: str, operator: str) -> None:
    base: dict[str, Any] = {"type": "email", "host": "h", "sender": "a@b.c", "recipients": ("x@y.z",)}
    routes = [EmailChannel(name="mail", **base, **mail), EmailChannel(name="team", **base, **team)]
    addresses: dict[str, tuple[str, ...]] = {"mail": ("m",), "team": ("t",)}
    alert = trial_alert(date(2024, 12, 5))

    def told(alert: Alert) -> str:
        return "".join(address for _, address in recipients(alert, routes, addresses))

    assert told(alert) == rule
    assert told(operator_alert("operator/x", "blind", ())) == operator
    if mail.get("only_matches"):
        entry = Named(alert.changes[0].country, "Example")
        assert told(replace(alert, matches=(replace(MATCH, entry=entry),))) == "mt"
        assert told(replace(alert, attention="Unread.")) == "mt"
        elsewhere = [routes[0].model_copy(update={"countries": ("IRAN",)})]
        assert recipients(replace(alert, matches=(replace(MATCH, entry=entry),)), elsewhere, addresses) == ()


# -- a real server -----------------------------------------------------------------------------------------------------


class Listening(Controller):
    """A controller on a port of the system's choice."""

    def _trigger_server(self) -> None:
        """Known only once the server runs, and wanted by the probe."""
        assert isinstance(self.server, asyncio.Server)
        self.port = int(self.server.sockets[0].getsockname()[1])
        super()._trigger_server()  # type: ignore[no-untyped-call]


class Slow:
    """Takes its time, and is down while ``down``."""

    def __init__(self, seconds: float) -> None:
        self.seconds, self.down = seconds, False
        self.subjects: list[str] = []

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Received) -> str:
        time.sleep(self.seconds)
        if self.down:
            return "451 try again later"
        assert isinstance(envelope.content, bytes)
        message = message_from_bytes(envelope.content, policy=policy.default)
        self.subjects.append(str(message["Message-ID"]).partition(".")[0].strip("<"))
        return "250 kept"


def test_many_alerts_to_a_slow_server_all_arrive_in_order_and_once(store: Store, clock: SetClock) -> None:
    slow = Slow(0.002)
    server = Listening(slow, hostname="127.0.0.1", port=0)
    server.start()
    try:
        sender = EmailSender("mail", "127.0.0.1", server.port, "a@example.org", ("one@example.org",), security="none")
        dispatcher = Dispatcher(store, {"mail": sender}, clock, "test")
        names = [f"{n:05}" for n in range(ALERTS)]
        tell(store, clock, *names[: ALERTS // 2])
        rounds = [threading.Thread(target=dispatcher.round) for _ in range(2)]  # two at a time must not double anything
        for thread in rounds:
            thread.start()
        for thread in rounds:
            thread.join()
        slow.down = True
        tell(store, clock, *names[ALERTS // 2 :])
        for _ in range(3):
            dispatcher.round()
            later(clock, minutes=30)
        slow.down = False
        later(clock, hours=1)
        dispatcher.round()
    finally:
        server.stop()
    assert slow.subjects == names
    assert {(r.state, r.attempts > 0) for r in store.outbox.rows(10_000)} == {("sent", True)}


def until(true: Callable[[], bool], seconds: float = 15) -> None:
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end, "it did not happen in time"
        time.sleep(0.01)
