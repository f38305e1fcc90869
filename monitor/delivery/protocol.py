"""What every channel promises: it sends one alert to one recipient and returns the result. It never raises for what a
server may do; a passing failure and a final refusal are different types."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol

from monitor.model import Alert, ListCurrency


@dataclass(frozen=True, slots=True)
class Delivered:
    """The message was accepted; ``receipt`` is the answer to it."""

    receipt: str = ""


@dataclass(frozen=True, slots=True)
class RetryAfter:
    """A passing failure: try again after so many seconds. ``reason`` is a sentence without secrets."""

    seconds: float
    reason: str


@dataclass(frozen=True, slots=True)
class Refused:
    """A failure that lasts until a person changes something. ``reason`` is a sentence without secrets."""

    reason: str


Result = Delivered | RetryAfter | Refused


@dataclass(frozen=True, slots=True)
class EarlierMessage:
    """The first message of a conversation as it was sent to the same recipient: its id, and what the channel kept of it."""

    message_id: str
    receipt: str = ""


@dataclass(frozen=True, slots=True)
class Envelope:
    """What goes with one alert to one recipient.

    ``message_id`` (``<…@…>``) is the same at every try, so that a receiver can drop a repeat; ``attempts`` counts the tries
    before. ``sent_at`` is now, ``today`` its Eastern day. ``answers`` is the first message about the same document that
    this recipient has got, None where this is the first. ``current`` is how current the list is now, None where nobody
    knows.
    """

    message_id: str
    sent_at: datetime
    today: date
    attempts: int = 0
    answers: EarlierMessage | None = None
    current: ListCurrency | None = None


class Channel(Protocol):
    """One configured channel; ``recipients`` are the outbox's keys, one row each."""

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
        """Who gets a message each; never a secret."""
        ...

    def send(self, alert: Alert, recipient: str, envelope: Envelope) -> Result:
        """Send ``alert`` to ``recipient``. The receipt of what was Delivered is given with later answers to it."""
        ...
