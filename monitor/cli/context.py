"""What the commands share: the global options, and how they become settings, a database and channels."""

from __future__ import annotations

import os
import shutil
import sys
import threading
from dataclasses import dataclass, field
from functools import cached_property, partial
from pathlib import Path
from typing import TYPE_CHECKING

from monitor.cli.encodable import encodable
from monitor.clock import Clock, SetClock, SystemClock

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import timedelta

    from monitor.alerting.dispatch import Dispatcher
    from monitor.alerting.newly_covered import NewlyCovered
    from monitor.alerting.recipients import Audience
    from monitor.alerting.watch_file import WatchFileImporter
    from monitor.alerting.watchlist import Screener
    from monitor.config import Settings
    from monitor.delivery.protocol import Channel
    from monitor.history.filed import Filed
    from monitor.http import Client
    from monitor.model import Alert, ListCurrency, ListName
    from monitor.operations.ping import Ping
    from monitor.operations.retention import DailyPruning, RecordsKept
    from monitor.polling.completeness import CompletenessCheck
    from monitor.polling.daily_reconciliation import DailyReconciliation
    from monitor.polling.published import PublishedPoller
    from monitor.polling.schedule import Plan
    from monitor.polling.source_watch import SourceReport, SourceWatch
    from monitor.sources.ecfr import Ecfr
    from monitor.store import Store


@dataclass
class CommandContext:
    """One invocation. Settings, database and channels are made when a command first asks for them."""

    config: Path | None = None
    debug: bool = False
    stopping: threading.Event = field(default_factory=threading.Event)
    given_clock: Clock | None = None
    list_name: str = ""
    """The list that a command covers, or "all"; "" for one that screens: the watchlist's lists."""
    warn: Callable[[str], None] = lambda words: say(f"warning: {words}")
    notes: list[str] = field(default_factory=list)
    """What has been said of what an answer does not know, for its envelope."""

    @property
    def lists(self) -> tuple[ListName, ...]:
        """The lists that a command covers."""
        from monitor.model import ListName

        if self.list_name in ("", "all"):
            return (self.list_name == "" and self.settings.watchlist.lists) or tuple(ListName)
        return (ListName(self.list_name),)

    @cached_property
    def clock(self) -> Clock:
        """The one that was given, else the machine's; a demonstration's stands where its recording ends."""
        if self.given_clock is not None:
            return self.given_clock
        return SetClock(self.settings.demo.ends_at) if self.settings.demo.ends_at else SystemClock()

    @cached_property
    def settings(self) -> Settings:
        """The settings; what is unwise in them is told by ``warn``."""
        from monitor import logs
        from monitor.config import load_settings, secrets_of

        settings = load_settings(self.config)
        logs.remember(secrets_of(settings))
        list(map(self.warn, settings.warnings))
        return settings

    @cached_property
    def store(self) -> Store:
        """The database of the settings, migrated unless ``database.auto_upgrade`` is off."""
        from monitor.store import open_store

        store = open_store(self.settings.database.url, upgrade=self.settings.database.auto_upgrade)
        if store.documents.without_applied():
            from monitor.history.recording import complete  # once, behind a migration

            complete(store, self.clock.now())
        return store

    @cached_property
    def channels(self) -> Mapping[str, Channel]:
        """The channels in use, by name."""
        from monitor.delivery.build import build_channels

        return build_channels(self.settings.channel, self._poster.post_json, self._poster.ask)

    @cached_property
    def _client(self) -> Client:
        return self._new_client(self.settings.federal_register.contact)

    @cached_property
    def _poster(self) -> Client:
        """Another one for webhooks: they wait for no source, and are none of its requests."""
        return self._new_client()

    def _new_client(self, contact: str = "") -> Client:
        from monitor.http import Client

        limits = self.settings.http
        return Client(
            timeout_seconds=limits.timeout_seconds, max_bytes=limits.max_bytes,
            requests_per_second=limits.requests_per_second, contact=contact, clock=self.clock, stopping=self.stopping,
        )  # fmt: skip

    @cached_property
    def filed(self) -> tuple[Filed, ...]:
        """The filings on public inspection that the list does not have, read once: what is said of them is what is screened."""
        from monitor.history.filed import filed_of

        return filed_of(self.store.filings.open())

    @cached_property
    def ecfr(self) -> Ecfr:
        """The eCFR of the settings."""
        from monitor.sources.ecfr import Ecfr

        return Ecfr(self._client, self.settings.ecfr.base_url)

    @cached_property
    def audience(self) -> Audience:
        """Whom alerts are for, by the settings."""
        from monitor.alerting.recipients import Audience

        return Audience(self.recipients, self.screener)

    def poller(self) -> PublishedPoller:
        """The polling of published documents, without an allowance of requests. Raises UsageError for a demonstration."""
        if self.settings.demo.ends_at:
            from monitor.errors import UsageError

            raise UsageError("This is the folder of elmon demo, whose recording has ended. Use settings of your own.")
        from monitor.polling.published import PublishedPoller
        from monitor.sources.federal_register import FederalRegister

        register = FederalRegister(self._client, self.settings.federal_register.base_url, self.settings.text_hosts())
        return PublishedPoller(self.store, register, self.clock, self.audience)

    def watch(self) -> SourceWatch:
        """The sources that the settings want watched, in their turns."""
        import random

        from monitor.polling import denial_orders, public_inspection, published
        from monitor.polling.allowance import Allowance
        from monitor.polling.clock_check import ClockCheck
        from monitor.polling.source_watch import Source, SourceWatch
        from monitor.sources.public_inspection import PublicInspection

        allowance = Allowance(lambda: self._client.sent)
        issues = self.poller()
        issues.allowance = allowance
        source = PublicInspection(self._client, issues.register.base_url, self.settings.text_hosts())
        filings = public_inspection.PublicInspectionPoller(self.store, source, self.clock, self.audience, allowance)
        orders = denial_orders.DenialOrdersPoller(self.store, issues.register, self.clock, self.audience, allowance)
        asked: dict[str, Callable[[], SourceReport]] = {
            public_inspection.SOURCE: filings.poll,
            published.SOURCE: issues.poll,
            denial_orders.SOURCE: orders.poll,
        }
        if denial_orders.SOURCE not in self.plans:  # who asks for them again later is told of what comes from then on
            self.store.sources.forget(denial_orders.SOURCE)
        sources = [Source(name, plan, asked[name]) for name, plan in self.plans.items()]
        clock_check = ClockCheck(self.store, self.clock, self.recipients, self._client.heard)
        return SourceWatch(
            self.store, self.clock, sources, allowance, self.recipients, random.random, clock_check=clock_check
        )

    @property
    def plans(self) -> Mapping[str, Plan]:
        """How often each source is to be asked."""
        from monitor.polling.source_watch import plans

        issues, filings = self.settings.federal_register, self.settings.public_inspection
        orders = any(channel.takes_denial_orders for channel in self.settings.channel)
        return plans(issues.poll_seconds, filings.poll_seconds if filings.enabled else None, denial_orders=orders)

    @property
    def sources(self) -> tuple[str, ...]:
        """The sources of the list that are watched."""
        from monitor.polling.schedule import PUBLIC_INSPECTION, PUBLISHED

        return (PUBLISHED, PUBLIC_INSPECTION) if self.settings.public_inspection.enabled else (PUBLISHED,)

    def currency(self, max_age: timedelta | None = None) -> ListCurrency:
        """How current the list is; out of date where a source was last checked more than ``max_age`` of business days ago,
        one day if it is not given."""
        from dataclasses import replace

        from monitor.operations.currency import BUSINESS_DAY, read_currency

        oldest = BUSINESS_DAY if max_age is None else max_age
        return replace(read_currency(self.store, self.clock.now(), self.sources, oldest), lists=self.lists)

    @cached_property
    def screener(self) -> Screener:
        """Looks for the user's parties in every alert."""
        from monitor.alerting.watchlist import Screener

        return Screener(self.store, self.settings.watchlist.minimum_score, self.clock, self.settings.watchlist.lists)

    @property
    def newly_covered(self) -> NewlyCovered:
        """Looks for the user's parties in the first copy of a list."""
        from monitor.alerting.newly_covered import NewlyCovered

        given = self.settings.watchlist
        return NewlyCovered(self.store, given.minimum_score, given.lists, lambda: self.recipients)

    def watch_files(self) -> list[WatchFileImporter]:
        """Keep the watchlist as the files of the settings have it; none where they name none."""
        from monitor.alerting.watch_file import WatchFileImporter

        given = self.settings.watchlist
        files = [("", given.file)] if given.file else []
        files += [(source.name, source.file) for source in given.source]
        return [
            WatchFileImporter(
                self.store,
                file,
                given.minimum_score,
                self.clock,
                self.recipients,
                name,
                given.largest_removal,
                given.lists,
            )
            for name, file in files
        ]

    def reconciliation(self) -> DailyReconciliation:
        """The daily look at the eCFR."""
        from monitor.polling.daily_reconciliation import DailyReconciliation

        at = self.settings.ecfr.reconcile_at
        return DailyReconciliation(self.store, self.ecfr, self.clock, self.recipients, at)

    def completeness(self, watch: SourceWatch) -> CompletenessCheck:
        """The daily look for published documents that are missing; its requests are of the day's allowance of ``watch``."""
        from monitor.polling.completeness import CompletenessCheck

        poller = self.poller()
        poller.allowance = watch.allowance
        return CompletenessCheck(poller)

    def pruning(self, told: Callable[[str], object]) -> DailyPruning:
        """The daily look at what of the archive may go."""
        from monitor.operations.retention import DailyPruning

        return DailyPruning(self.store, self.clock, self.settings.archive.keep_days, told, self.records_kept)

    @property
    def records_kept(self) -> RecordsKept:
        """How long alerts and decisions are kept."""
        from monitor.operations.retention import RecordsKept

        kept = self.settings.retention
        return RecordsKept(kept.alerts_days, kept.decisions_days)

    def ping(self, failed: Callable[[str], object] | None = None) -> Ping | None:
        """The dead-man's switch of the settings, to be called after good rounds; None where they have none. ``failed`` takes
        its trouble."""
        from monitor.http import Client
        from monitor.operations.ping import Ping
        from monitor.operations.status import read_status

        settings = self.settings.ping
        if settings.url is None:
            return None
        client = Client(timeout_seconds=10.0, max_bytes=100_000, requests_per_second=10.0, attempts=2)

        def is_fresh() -> bool:
            return not read_status(self.store, self.clock, self.plans).stale

        address = settings.url.get_secret_value()
        get = partial(client.get, accept="*/*")
        told = failed or self.warn
        return Ping(get, address, settings.seconds, self.clock, is_fresh, told)

    def dispatcher(self) -> Dispatcher:
        """Sends what is in the outbox, through the channels of the settings and at their times."""
        from monitor.alerting.dispatch import Dispatcher
        from monitor.alerting.send_times import send_times_of
        from monitor.store.processes import this_instance

        times = {channel.name: send_times_of(channel) for channel in self.settings.channel}
        return Dispatcher(
            self.store, self.channels, self.clock, this_instance(), times, self.recipients, currency=self.currency
        )

    def recipients(self, alert: Alert) -> tuple[tuple[str, str], ...]:
        """The channels of the settings, and in each the recipients, that want an alert."""
        from monitor.alerting.recipients import recipients

        addresses = {name: channel.recipients for name, channel in self.channels.items()}
        return recipients(alert, self.settings.channel, addresses)


def say(words: str) -> None:
    """Words about the data go to stderr; the data itself to stdout."""
    print(words, file=sys.stderr)


def emit(text: str) -> None:
    """Data to stdout, ending in one line feed."""
    emit_text(text)


def emit_text(text: str) -> bytes:
    """The same; the bytes that were written."""
    if not text:
        return b""
    written = encodable(text) if text.endswith("\n") else encodable(text) + "\n"
    sys.stdout.write(written)
    return written.encode(sys.stdout.encoding or "utf-8", "replace")


def emit_bytes(text: bytes) -> None:
    """JSON in UTF-8 to stdout, ending in one line feed: a whole list need not be decoded to be encoded again."""
    if (sys.stdout.encoding or "utf-8").lower().replace("-", "") != "utf8":
        emit(text.decode())
        return
    sys.stdout.flush()
    sys.stdout.buffer.write(text)
    sys.stdout.buffer.write(b"\n")
    sys.stdout.buffer.flush()


def terminal_width() -> int:
    """The width to fit tables into; wide where the output is no terminal, so that nothing is cut in a file."""
    return shutil.get_terminal_size((100, 24)).columns if sys.stdout.isatty() else 160


def wants_colour() -> bool:
    """Colour only on a terminal, and not where NO_COLOR or TERM=dumb says otherwise."""
    return sys.stdout.isatty() and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"
