"""Delivery: lease what is due in the outbox, send it, mark it. Sent once, retried when it fails, never lost.

Each channel is served by a thread of its own, so that one that hangs delays no other. To one recipient alerts go in the
order in which they were made: a message that fails holds up those behind it. After a few failures the one behind it is
tried too: where that is delivered, the message itself is at fault, and it is set aside.
"""

from __future__ import annotations

import hashlib
import re
import threading
import time
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import structlog

from monitor.alerting.alerts import digest_alert, undeliverable
from monitor.alerting.recipients import Recipients
from monitor.alerting.send_times import AT_ONCE, SendTimes
from monitor.clock import Clock, eastern_day
from monitor.delivery.protocol import Channel, Delivered, EarlierMessage, Envelope, Refused, Result, RetryAfter
from monitor.errors import MonitorError
from monitor.model import Alert, ListCurrency
from monitor.store import Store
from monitor.store.outbox import Delivery
from monitor.store.processes import has_ended

LEASE_SECONDS = 300
FIRST_RETRY_SECONDS = 60
LONGEST_RETRY_SECONDS = 3600
ATTEMPTS = 100
"""About four days of trying at the longest pause; then the alert has failed and waits for ``elmon alerts retry``."""
log = structlog.get_logger()
PATIENCE = 3
"""Failures of one message before the one behind it is tried, to see whether the message or the channel is at fault."""


@dataclass(frozen=True, slots=True)
class DeliveryReport:
    """What one round of delivery did."""

    sent: int = 0
    postponed: int = 0
    failed: int = 0

    def __add__(self, other: DeliveryReport) -> DeliveryReport:
        return DeliveryReport(self.sent + other.sent, self.postponed + other.postponed, self.failed + other.failed)


# e.g. "2024-28267 (7)"
_NO_ADDRESS = re.compile(r"[^A-Za-z0-9.-]+")


def message_id(change_set: str, channel: str, recipient: str) -> str:
    """The same id for every try of one message, so that a receiver can drop a repeat."""
    digest = hashlib.sha256(f"{change_set}\0{channel}\0{recipient}".encode()).hexdigest()[:16]
    return f"<{_NO_ADDRESS.sub('.', change_set)}.{digest}@entity-list-monitor>"


def _unexpected(what: str, error: Exception) -> str:
    return f"The {what} failed unexpectedly ({type(error).__name__})."


@dataclass(slots=True)
class Dispatcher:
    """The outbox's messages and the channels they go through.

    ``send_times`` are by channel; one without has its alerts at once. ``recipients`` says who is alerted to messages that
    failed (None: nobody), ``stop`` whether to send no more (None: never), ``currency`` how current the list is.
    """

    store: Store
    channels: Mapping[str, Channel]
    clock: Clock
    holder: str
    send_times: Mapping[str, SendTimes] = field(default_factory=dict)
    recipients: Recipients | None = None
    stop: Callable[[], bool] | None = None
    currency: Callable[[], ListCurrency] | None = None
    _locks: dict[str, threading.Lock] = field(default_factory=dict)

    def round(self) -> DeliveryReport:
        """Send everything that is due, all channels at the same time, until nothing is or ``stop`` returns true.

        A channel that another round is still busy with is left to that one. What an instance of this machine was sending
        when it died is sent again at once, under the same id.
        """
        self.store.outbox.free(has_ended)
        names = self.store.outbox.channels_due(self.clock.now())
        if len(names) < 2:
            return sum(map(self._serve, names), DeliveryReport())
        with ThreadPoolExecutor(len(names), thread_name_prefix="deliver") as threads:
            return sum(threads.map(self._serve, names), DeliveryReport())

    def drain(self, seconds: float) -> bool:
        """Wait for what is being sent, at most so many seconds; False where it took longer. ``stop`` must be true already."""
        end = time.monotonic() + seconds
        return all(self._is_free(lock, end - time.monotonic()) for lock in list(self._locks.values()))

    @staticmethod
    def _is_free(lock: threading.Lock, seconds: float) -> bool:
        free = lock.acquire(timeout=max(seconds, 0))
        if free:
            lock.release()
        return free

    def _serve(self, name: str) -> DeliveryReport:
        lock = self._locks.setdefault(name, threading.Lock())
        if not lock.acquire(blocking=False):
            return DeliveryReport()
        report = DeliveryReport()
        try:
            while not self._is_stopped() and (item := self._lease(name)):
                report += self._tried(item)
        finally:
            lock.release()
        return report

    def _is_stopped(self) -> bool:
        return self.stop is not None and self.stop()

    def _lease(self, name: str) -> Delivery | None:
        leased = self.store.outbox.lease(self.clock.now(), self.holder, LEASE_SECONDS, 1, channel=name)
        return leased[0] if leased else None

    def _tried(self, item: Delivery) -> DeliveryReport:
        """One message; a bug that it meets is its own failure, and holds up no other."""
        try:
            return self._deliver(item)
        except MonitorError:
            raise
        except Exception as error:
            log.exception("a message made the monitor fail", alert=item.alert.change_set, channel=item.channel)
            return self._unsent([item], RetryAfter(LONGEST_RETRY_SECONDS, _unexpected("monitor", error)))

    def _deliver(self, item: Delivery) -> DeliveryReport:
        """Send one message, or the digest it belongs to, or hold it until its time."""
        channel = self.channels.get(item.channel)
        if channel is None:
            reason = f'No channel "{item.channel}" is in the settings any more.'
            self.store.outbox.mark_failed(item.id, self.holder, reason)
            return DeliveryReport(failed=1)
        times, now = self.send_times.get(item.channel, AT_ONCE), self.clock.now()
        if (at := times.send_at(item.alert, item.created_at, now)) > now:
            self.store.outbox.hold(item.id, self.holder, at)
            return DeliveryReport()
        if times.gathers(item.alert):
            return self._digest(channel, times, item)
        return self._marked(channel, [item], item.alert)

    def _digest(self, channel: Channel, times: SendTimes, first: Delivery) -> DeliveryReport:
        """All that belongs in the same digest as ``first``, in one message; one alert alone goes as it is."""
        at = times.digest_for(first.created_at)
        since = at - timedelta(days=2)
        items = [first]
        items += self.store.outbox.lease_gathered(
            first, self.clock.now(), self.holder, LEASE_SECONDS,
            lambda alert, made: made > since and times.gathers(alert) and times.digest_for(made) == at,
        )  # fmt: skip
        alert = first.alert if len(items) == 1 else digest_alert([i.alert for i in items], at.astimezone(times.zone))
        return self._marked(channel, items, alert)

    def _marked(
        self, channel: Channel, items: list[Delivery], alert: Alert, *, probing: bool = False
    ) -> DeliveryReport:
        """Send ``alert``, which stands for ``items``, and mark them all alike."""
        first, outbox = items[0], self.store.outbox
        identity = message_id(alert.change_set, first.channel, first.recipient)
        result = self._send(channel, first, alert, identity)
        if isinstance(result, Delivered):
            for item in items:
                outbox.mark_sent(item.id, self.holder, self.clock.now(), result.receipt, identity)
            if first.attempts:  # the channel works again: nobody need wait for the pause that was planned
                outbox.hasten(first.channel, first.recipient, self.clock.now())
            return DeliveryReport(sent=len(items))
        report = self._unsent(items, result)
        return report if report.failed or probing or first.aside else report + self._probe(channel, first)

    def _unsent(self, items: list[Delivery], result: RetryAfter | Refused) -> DeliveryReport:
        """Messages that were not taken: tried again later, or given up and reported."""
        first, outbox = items[0], self.store.outbox
        if isinstance(result, RetryAfter) and first.attempts < ATTEMPTS:
            at = self._again(first, result)
            for item in items:
                outbox.retry_later(item.id, self.holder, at, result.reason, aside=item.aside)
            return DeliveryReport(postponed=len(items))
        for item in items:
            outbox.mark_failed(
                item.id, self.holder, result.reason, self._failure(item, result.reason), self.clock.now()
            )
        return DeliveryReport(failed=len(items))

    def _failure(self, item: Delivery, reason: str) -> tuple[Alert, tuple[tuple[str, str], ...]]:
        """The alert that a message failed, to all who take such but the recipient whom the message did not reach."""
        alert = undeliverable(item.alert, item.channel, item.recipient, reason, self.clock.now())
        wanting = self.recipients(alert) if self.recipients else ()
        return alert, tuple(pair for pair in wanting if pair != (item.channel, item.recipient))

    def _send(self, channel: Channel, item: Delivery, alert: Alert, identity: str) -> Result:
        now = self.clock.now()
        first = self.store.outbox.first_sent(alert.thread_key, item.channel, item.recipient)
        answers = EarlierMessage(first.message_id, first.receipt) if first and first.message_id != identity else None
        current = self.currency() if self.currency else None
        envelope = Envelope(identity, now, eastern_day(now), item.attempts, answers, current)
        try:
            return channel.send(alert, item.recipient, envelope)
        except Exception as error:  # noqa: BLE001 - a channel's bug must lose no alert, nor hold up the other channels
            return RetryAfter(LONGEST_RETRY_SECONDS, _unexpected("channel", error))

    def _again(self, item: Delivery, result: RetryAfter) -> datetime:
        pause = min(FIRST_RETRY_SECONDS * 2 ** min(item.attempts, 10), LONGEST_RETRY_SECONDS)
        return self.clock.now() + timedelta(seconds=max(result.seconds, pause))

    def _probe(self, channel: Channel, failed: Delivery) -> DeliveryReport:
        """After a few failures of one message, try the one behind it; where that is sent, let the others pass too."""
        if failed.attempts + 1 < PATIENCE or self._is_stopped():
            return DeliveryReport()
        now = self.clock.now()
        behind = self.store.outbox.lease_behind(failed, now, self.holder, LEASE_SECONDS)
        if behind is None:
            return DeliveryReport()
        times = self.send_times.get(behind.channel, AT_ONCE)
        at = times.send_at(behind.alert, behind.created_at, now)
        if times.gathers(behind.alert) or at > now:
            self.store.outbox.hold(behind.id, self.holder, at)
            return DeliveryReport()
        report = self._marked(channel, [behind], behind.alert, probing=True)
        if report.sent:
            self.store.outbox.set_aside(failed.id)
        return report
