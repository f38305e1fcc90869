"""Delivery: lease what is due in the outbox, send it, mark it. Sent once, retried when it fails, never lost."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta

from monitor.clock import Clock, eastern_day
from monitor.delivery.protocol import Channel, Delivered, Envelope, RetryAfter
from monitor.store import Store
from monitor.store.outbox import Delivery

LEASE_SECONDS = 300
FIRST_RETRY_SECONDS = 60
LONGEST_RETRY_SECONDS = 3600
ATTEMPTS = 100
"""About four days of trying at the longest pause; then the alert waits as dead for ``elmon alerts retry``."""


@dataclass(frozen=True, slots=True)
class DeliveryReport:
    """What one round of delivery did."""

    sent: int = 0
    postponed: int = 0
    dead: int = 0


def deliver(
    store: Store,
    channels: Mapping[str, Channel],
    clock: Clock,
    holder: str,
    *,
    stop: Callable[[], bool] = lambda: False,
) -> DeliveryReport:
    """Send everything that is due, one after the other, until nothing is or ``stop`` says so."""
    sent = postponed = dead = 0
    while not stop() and (due := store.outbox.lease(clock.now(), holder, LEASE_SECONDS, 1)):
        for item in due:
            outcome = _send(store, channels, clock, holder, item)
            sent += outcome == "sent"
            postponed += outcome == "postponed"
            dead += outcome == "dead"
    return DeliveryReport(sent, postponed, dead)


def message_id(change_set: str, channel: str, recipient: str) -> str:
    """The same id for every try of one message, so that a receiver can drop a repeat."""
    digest = hashlib.sha256(f"{change_set}\0{channel}\0{recipient}".encode()).hexdigest()[:16]
    return f"<{re.sub(r'[^A-Za-z0-9.-]+', '.', change_set)}.{digest}@entity-list-monitor>"


def _send(store: Store, channels: Mapping[str, Channel], clock: Clock, holder: str, item: Delivery) -> str:
    channel = channels.get(item.channel)
    if channel is None:
        store.outbox.bury(item.id, holder, f'No channel "{item.channel}" is in the settings any more.')
        return "dead"
    now = clock.now()
    identity = message_id(item.alert.change_set, item.channel, item.recipient)
    result = channel.send(item.alert, item.recipient, Envelope(identity, now, eastern_day(now), item.attempts))
    now = clock.now()
    if isinstance(result, Delivered):
        store.outbox.mark_sent(item.id, holder, now, result.receipt)
        return "sent"
    if isinstance(result, RetryAfter) and item.attempts < ATTEMPTS:
        pause = min(FIRST_RETRY_SECONDS * 2 ** min(item.attempts, 10), LONGEST_RETRY_SECONDS)
        store.outbox.retry_later(item.id, holder, now + timedelta(seconds=max(result.seconds, pause)), result.reason)
        return "postponed"
    store.outbox.bury(item.id, holder, result.reason)
    return "dead"
