"""Slack through an incoming webhook. The webhook's address is a secret: it stands in no reason, representation or log.

Source of the answers: Slack's "Sending messages using incoming webhooks" (200 ``ok``; 400 ``invalid_payload``, 403
``action_prohibited``, 404 ``no_service``, ``channel_not_found``, 410 ``channel_is_archived``, 429 with Retry-After).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING

from monitor.delivery.posting import PAUSE, Post, asked_pause
from monitor.delivery.protocol import Delivered, Envelope, Refused, Result, RetryAfter
from monitor.errors import Blocked, UpstreamError
from monitor.model import Alert
from monitor.rendering.slack import render_slack

if TYPE_CHECKING:
    from monitor.http import HttpResponse

_REMEDIES = {
    "invalid_payload": "Slack cannot read the message; please report this",
    "invalid_blocks": "Slack cannot read the message; please report this",
    "invalid_token": "the webhook is wrong or was revoked: make a new one and set webhook_url",
    "no_service": "the webhook was removed or switched off: make a new one and set webhook_url",
    "no_service_id": "the webhook's address is incomplete: set webhook_url again",
    "no_team": "the workspace does not exist: set webhook_url again",
    "team_disabled": "the workspace is switched off",
    "user_not_found": "the user it posts to is gone: make a new webhook",
    "channel_not_found": "the channel it posts to is gone: make a new webhook",
    "channel_is_archived": "the channel it posts to is archived: restore it, or make a webhook for another",
    "action_prohibited": "an administrator does not allow it",
    "posting_to_general_channel_denied": "an administrator does not allow posting there",
}


@dataclass(frozen=True)
class SlackSender:
    """One incoming webhook, that is one Slack channel."""

    name: str
    webhook_url: str = field(repr=False)
    post: Post = field(repr=False)
    recipients: tuple[str, ...] = ("webhook",)
    kind: str = "slack"

    def send(self, alert: Alert, recipient: str, envelope: Envelope) -> Result:
        """Post the alert. A lost "ok" can mean a second post: its last line has the same message id."""
        try:
            answer = self.post(
                self.webhook_url, render_slack(alert, envelope.today, envelope.message_id, envelope.current)
            )
        except Blocked as error:
            return RetryAfter(error.retry_after or PAUSE, "Slack turned the message away for now.")
        except UpstreamError as error:  # its words may hold the address: only its kind is reported
            return RetryAfter(PAUSE, f"No answer came from Slack ({type(error).__name__}).")
        return _judged(answer, envelope.sent_at)


def _judged(answer: HttpResponse, now: datetime) -> Result:
    status, text = answer.status, answer.body[:4096].decode("utf-8", "replace").strip()
    if status == 200:
        if text == "ok":
            return Delivered("ok")
        return RetryAfter(5 * PAUSE, "The answer was 200, but not Slack's ok: is a proxy in between?")
    if status == 429:
        return RetryAfter(asked_pause(answer, now), "Slack asks to slow down (429).")
    if status >= 500 or status == 408:
        return RetryAfter(PAUSE, f"Slack has trouble of its own ({status}).")
    if 300 <= status < 400:
        return Refused(f"The webhook's address answers with a redirect ({status}): set webhook_url to the right one.")
    # Only words known to be Slack's are repeated: a strange server could echo the address.
    remedy = _REMEDIES.get(text)
    return Refused(
        f"Slack refused the message ({status} {text}): {remedy}."
        if remedy
        else f"Slack refused the message ({status}): check webhook_url."
    )
