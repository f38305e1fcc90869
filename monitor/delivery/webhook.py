"""Webhooks: the alert's JSON, signed by the Standard Webhooks scheme. docs/webhook.md describes body and headers.

The address may hold a secret: of it only the host is shown.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from monitor.delivery.posting import PAUSE, Post, asked_pause
from monitor.delivery.protocol import Delivered, Envelope, Refused, Result, RetryAfter
from monitor.errors import Blocked, UpstreamError
from monitor.model import Alert
from monitor.rendering.currency import currency_keys
from monitor.rendering.facts import facts_of
from monitor.rendering.plain import render_plain
from monitor.shapes import as_json, json_bytes

if TYPE_CHECKING:
    from monitor.http import HttpResponse

PATIENCE = 5
"""Tries, about half an hour, before an address that is not there or lets nobody in is taken to stay so: it may be
about to be set up again."""

_PASSING = frozenset({408, 425, 429})
_WAITING = {
    401: "check secret_file and what the receiver asks for",
    403: "check secret_file and what the receiver asks for",
    404: "check url",
    405: "check url: the receiver there takes no POST",
}
_REMEDIES = {
    410: "the receiver is gone for good; remove the channel, or set url to its new address",
    413: "the receiver must take larger bodies",
    415: "the receiver must take application/json",
}


@dataclass(frozen=True)
class WebhookSender:
    """One receiver; ``secret`` (``whsec_…``) signs what is sent, "" leaves it unsigned."""

    name: str
    url: str = field(repr=False)
    post: Post = field(repr=False)
    secret: str = field(default="", repr=False)
    recipients: tuple[str, ...] = ("webhook",)
    kind: str = "webhook"

    @property
    def host(self) -> str:
        """The receiver's host, all that is shown of its address."""
        return urlsplit(self.url).hostname or "the receiver"

    def send(self, alert: Alert, recipient: str, envelope: Envelope) -> Result:
        """Post the alert. The ``webhook-id`` is the same at every try, so that the receiver can drop a repeat."""
        body = json_bytes(payload(alert, envelope))
        try:
            answer = self.post(self.url, body, self._headers(body, envelope))
        except Blocked as error:
            return RetryAfter(error.retry_after or PAUSE, f"{self.host} turned the message away for now.")
        except UpstreamError as error:  # its words may hold the address: only its kind is reported
            return RetryAfter(PAUSE, f"No answer came from {self.host} ({type(error).__name__}).")
        return self._judged(answer, envelope)

    def _headers(self, body: bytes, envelope: Envelope) -> dict[str, str]:
        identity = webhook_id(envelope.message_id)
        headers = {"webhook-id": identity, "webhook-timestamp": str(int(envelope.sent_at.timestamp()))}
        if self.secret:
            from standardwebhooks import Webhook  # noqa: PLC0415 - only where something is signed

            headers["webhook-signature"] = Webhook(self.secret).sign(identity, envelope.sent_at, body.decode())
        return headers

    def _judged(self, answer: HttpResponse, envelope: Envelope) -> Result:
        status = answer.status
        if 200 <= status < 300:
            return Delivered(str(status))
        if status in _PASSING or status >= 500:
            return RetryAfter(asked_pause(answer, envelope.sent_at), f"{self.host} cannot take it for now ({status}).")
        if 300 <= status < 400:
            return Refused(f"{self.host} answers with a redirect ({status}): set url to the address it leads to.")
        if remedy := _WAITING.get(status):
            reason = f"{self.host} refused the message ({status}): {remedy}."
            return Refused(reason) if envelope.attempts >= PATIENCE else RetryAfter(5 * PAUSE, reason)
        return Refused(f"{self.host} refused the message ({status}): {_REMEDIES.get(status, 'see its log')}.")


def webhook_id(message_id: str) -> str:
    """The ``webhook-id`` of a message: the same at every try; letters, digits and ``_`` alone, as the scheme asks."""
    return f"msg_{hashlib.sha256(message_id.encode()).hexdigest()[:32]}"


def payload(alert: Alert, envelope: Envelope) -> dict[str, Any]:
    """The body: what kind of alert, its ids, its text, and all of it in the contract's shapes."""
    facts = facts_of(alert, envelope.today, envelope.current)
    return {
        "type": f"alert.{alert.about.value}",
        "id": webhook_id(envelope.message_id),
        "answers": webhook_id(envelope.answers.message_id) if envelope.answers else "",
        "headline": facts.headline,
        "text": render_plain(facts),
        "link": facts.link,
        "pressing": alert.pressing,
        "alert": as_json(alert),
        **(as_json(currency_keys(envelope.current)) if envelope.current else {}),
    }
