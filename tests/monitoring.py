"""A whole monitor on loopback: recorded Register, mail and webhook sinks, a database, and a clock that the test sets."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest

from monitor.alerting.dispatch import DeliveryReport, Dispatcher
from monitor.alerting.recipients import Audience, recipients
from monitor.alerting.send_times import send_times_of
from monitor.clock import EASTERN, SetClock, eastern_day
from monitor.config import ChannelSettings, EmailChannel, SlackChannel
from monitor.delivery.build import build_channels
from monitor.demo.register import RecordedRegister
from monitor.demo.sinks import SmtpSink, WebhookReply, WebhookSink
from monitor.http import Client
from monitor.model import Alert, Snapshot
from monitor.polling.allowance import Allowance
from monitor.polling.clock_check import ClockCheck
from monitor.polling.inspection_report import PublicInspectionReport
from monitor.polling.public_inspection import SOURCE as PUBLIC_INSPECTION
from monitor.polling.public_inspection import PublicInspectionPoller
from monitor.polling.published import SOURCE as PUBLISHED
from monitor.polling.published import PublishedPoller, PublishedReport
from monitor.polling.schedule import LAST_400_DAYS
from monitor.polling.source_watch import Source, SourceWatch, plans
from monitor.sources.federal_register import FederalRegister
from monitor.sources.public_inspection import PublicInspection
from monitor.sources.results import Mark
from monitor.store import Store, open_store


@dataclass
class Monitor:
    """Everything of one monitor, with short ways to let time pass."""

    register: RecordedRegister
    mail: SmtpSink
    slack: WebhookSink
    store: Store
    clock: SetClock
    poller: PublishedPoller
    channels: dict[str, Any]
    routes: list[Any] = field(default_factory=list)
    looker: PublicInspectionPoller = field(kw_only=True)
    watch: SourceWatch = field(kw_only=True)
    client: Client = field(kw_only=True)

    def day(self, day: date) -> PublishedReport:
        """06:05 Eastern of ``day``: the issue is out, one polling round."""
        self.at(day)
        self.register.publish_through(day)
        return self.poller.poll()

    def at(self, day: date, hour: int = 6) -> None:
        self.clock.set(datetime(day.year, day.month, day.day, hour, 5, tzinfo=EASTERN))

    def set(self, when: str) -> datetime:
        """Put all clocks to a moment in Washington."""
        moment = datetime.fromisoformat(when).replace(tzinfo=EASTERN)
        self.clock.set(moment)
        self.register.set(moment)
        return moment

    def look(self, when: str) -> PublicInspectionReport:
        """One look at the desk at a moment in Washington."""
        self.set(when)
        return self.looker.poll()

    def print(self, when: str) -> PublishedReport:
        """One look at the printed documents at a moment in Washington, when all alerts so far were sent."""
        self.deliver()
        self.set(when)
        return self.poller.poll()

    def year_is_checked(self) -> None:
        """As where the daily check found that the Register has the rules of a year: an empty answer is believed then."""
        now = self.clock.now()
        self.store.sources.good(LAST_400_DAYS, now, eastern_day(now))

    def alerted(self) -> dict[str, list[str]]:
        """The recipients of every alert so far, by its key."""
        found: dict[str, list[str]] = {}
        for row in reversed(self.store.outbox.rows(10_000)):
            found.setdefault(row.change_set, []).append(row.recipient)
        return {key: sorted(to) for key, to in found.items()}

    def restart(self) -> None:
        """What a new process would know: what is in the database."""
        self.poller.mark = self.looker.mark = Mark()
        self.looker.pending.clear()
        self.looker.checked_on = None
        self.watch.since = self.watch.turned_at = None
        self.client.heard()

    def deliver(self) -> DeliveryReport:
        return self.dispatcher().round()

    def dispatcher(self) -> Dispatcher:
        times = {route.name: send_times_of(route) for route in self.routes}
        return Dispatcher(self.store, self.channels, self.clock, "test", times, self.watch.recipients)


@pytest.fixture(autouse=True)
def no_waiting(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("monitor.http.client.pauses", lambda attempts: iter([0.0] * (min(attempts, 2) - 1)))


@pytest.fixture
def replies() -> list[WebhookReply]:
    """What the webhook answers in turn; the tests that care override it."""
    return []


@pytest.fixture
def monitor(tmp_path: Path, replies: list[WebhookReply]) -> Iterator[Monitor]:
    store = open_store(f"sqlite:///{tmp_path / 'elmon.db'}")
    clock = SetClock(datetime(2019, 10, 8, 18, tzinfo=EASTERN))
    with (
        RecordedRegister() as register,
        SmtpSink() as mail,
        WebhookSink(replies) as slack,
        Client(timeout_seconds=2, requests_per_second=10_000, clock=clock) as client,
    ):
        routes: list[ChannelSettings] = [
            EmailChannel(
                name="mail", type="email", host=mail.host, port=mail.port, security="none", sender="a@example.org",
                recipients=("one@example.org", "two@example.org"),
            ),
            SlackChannel(name="slack", type="slack", webhook_url=slack.url),
        ]  # fmt: skip
        channels = build_channels(routes, client.post_json, client.ask)
        addresses = {name: c.recipients for name, c in channels.items()}
        source = FederalRegister(client, register.base_url)
        desk = PublicInspection(client, register.base_url)

        def to(alert: Alert) -> tuple[tuple[str, str], ...]:
            return recipients(alert, routes, addresses)

        allowance = Allowance(lambda: client.sent)
        poller = PublishedPoller(store, source, clock, Audience(to), allowance)
        looker = PublicInspectionPoller(store, desk, clock, Audience(to), allowance)
        every = plans(300, 60)
        asked: dict[str, Any] = {PUBLIC_INSPECTION: looker.poll, PUBLISHED: poller.poll}
        sources = [Source(n, plan, asked[n]) for n, plan in every.items()]
        check = ClockCheck(store, clock, to, client.heard)
        watch = SourceWatch(store, clock, sources, allowance, to, clock_check=check)
        empty = Snapshot("an empty list", None, ())
        store.ledger.take_baseline(empty, as_of=date(2019, 10, 8), sha256="0" * 64, now=clock.now())
        yield Monitor(
            register, mail, slack, store, clock, poller, channels, routes, looker=looker, watch=watch, client=client
        )
    store.close()
