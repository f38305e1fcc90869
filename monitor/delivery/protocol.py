"""What every channel promises: it sends one alert to one recipient and says how that went. It never raises for what a
server may do; passing trouble and a final refusal are different types."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Protocol

from monitor.model import Alert


@dataclass(frozen=True, slots=True)
class Delivered:
    """The other side has taken the message; ``receipt`` is what it said."""

    receipt: str = ""


@dataclass(frozen=True, slots=True)
class RetryAfter:
    """Not now: try again after so many seconds. ``reason`` is a sentence without secrets."""

    seconds: float
    reason: str


@dataclass(frozen=True, slots=True)
class Refused:
    """Not ever, unless a person changes something. ``reason`` is a sentence without secrets."""

    reason: str


Result = Delivered | RetryAfter | Refused


class Channel(Protocol):
    """One configured way out; ``recipients`` are the outbox's keys, one row each."""

    @property
    def name(self) -> str:
        """The channel's name in the settings."""
        ...

    @property
    def kind(self) -> str:
        """ "email", "slack", "console"."""
        ...

    @property
    def recipients(self) -> tuple[str, ...]:
        """Who gets a message of his own; never a secret."""
        ...

    def send(self, alert: Alert, recipient: str, *, message_id: str, today: date) -> Result:
        """Send ``alert`` to ``recipient``; ``message_id`` (``<…@…>``) is the same at every try, ``today`` Eastern."""
        ...
