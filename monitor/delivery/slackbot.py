"""Slack with a bot's token: chat.postMessage, one thread a rule. The token stands in no reason, representation or log.

Source of the answers: Slack's reference of chat.postMessage; refusals come with status 200 as
``{"ok": false, "error": "…"}``, too many messages as 429 with Retry-After.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from monitor.delivery.posting import PAUSE, Post, asked_pause, object_of
from monitor.delivery.protocol import Delivered, Envelope, Refused, Result, RetryAfter
from monitor.delivery.slack_errors import error_of, remedy_for
from monitor.errors import Blocked, UpstreamError
from monitor.model import Alert, RuleAlert
from monitor.rendering.slack import render_slack_thread

if TYPE_CHECKING:
    from monitor.http import HttpResponse

# e.g. "<C012>"
_NO_CHANNEL = re.compile(r"[^A-Za-z0-9_-]")
TRIES = 2
"""Of each reply that lists what the first message could not."""

_PASSING = frozenset({
    "ratelimited", "rate_limited", "message_limit_exceeded", "internal_error", "fatal_error", "service_unavailable",
    "request_timeout", "accesslimited", "team_added_to_org", "external_channel_migrating",
})  # fmt: skip
_NO_THREAD = frozenset({"thread_not_found", "message_not_found", "cannot_reply_to_message"})
# e.g. "1733418000.123456"
_TS = re.compile(r"[0-9]{1,20}\.[0-9]{1,10}")


@dataclass(frozen=True)
class SlackBot:
    """A bot that posts to one channel; the recipient is the channel's id."""

    name: str
    channel_id: str
    token: str = field(repr=False)
    post: Post = field(repr=False)
    api_url: str = "https://slack.com/api"
    kind: str = "slack"

    @property
    def recipients(self) -> tuple[str, ...]:
        """The channel's id."""
        return (self.channel_id,)

    def send(self, alert: Alert, recipient: str, envelope: Envelope) -> Result:
        """Post the alert: into the thread of its document where there is one, else as the first message of one.

        The receipt is ``channel:ts``. What the message cannot list follows as replies. Where one of those is not taken,
        the alert is delivered all the same: it counts what is missing and leads to the official text, and to send it
        all again would notify everybody twice.
        """
        first, *replies = render_slack_thread(alert, envelope.today, envelope.message_id, envelope.current)
        root = _root(envelope)
        result = self._posted(recipient, first, alert, envelope, root)
        if isinstance(result, Refused) and root and any(error in result.reason for error in _NO_THREAD):
            root = ""  # somebody has deleted the first message: a new one begins a new thread
            result = self._posted(recipient, first, alert, envelope, root)
        if not isinstance(result, Delivered) or not replies:
            return result
        thread = root or result.receipt.partition(":")[2]
        for n, reply in enumerate(replies, 1):
            if reason := self._reply(recipient, reply, envelope, thread):
                return Delivered(f"{result.receipt} ({n} of {len(replies)} further messages was not taken: {reason})")
        return result

    def _posted(self, channel: str, message: dict[str, Any], alert: Alert, envelope: Envelope, root: str) -> Result:
        """The first message. One that answers another is shown in the channel too, unless it only confirms."""
        thread = {"thread_ts": root, "reply_broadcast": is_news(alert)} if root else {}
        return self._call({**message, **thread, **_metadata(envelope, 1), "channel": channel}, envelope)

    def _reply(self, channel: str, message: dict[str, Any], envelope: Envelope, thread: str) -> str:
        """Why the reply was not taken; "" where it was."""
        reason = ""
        for _ in range(TRIES):
            result = self._call(
                {**message, "thread_ts": thread, **_metadata(envelope, 2), "channel": channel}, envelope
            )
            if isinstance(result, Delivered):
                return ""
            reason = result.reason
        return reason

    def _call(self, message: dict[str, Any], envelope: Envelope) -> Result:
        headers = {"Authorization": f"Bearer {self.token}", "Content-Type": "application/json; charset=utf-8"}
        try:
            answer = self.post(f"{self.api_url}/chat.postMessage", message, headers)
        except Blocked as error:
            return RetryAfter(error.retry_after or PAUSE, "Slack turned the message away for now.")
        except UpstreamError as error:
            return RetryAfter(PAUSE, f"No answer came from Slack ({type(error).__name__}).")
        return _judged(answer, envelope)


def is_news(alert: Alert) -> bool:
    """Whether an answer in a thread concerns the whole channel: corrections, withdrawals, whatever must be reviewed.

    That a document was published as filed changes nothing for anybody, and stays in the thread.
    """
    return alert.pressing or not (isinstance(alert, RuleAlert) and alert.confirms)


def _root(envelope: Envelope) -> str:
    """The ``ts`` of the thread's first message, from its receipt; "" where there is none."""
    receipt = envelope.answers.receipt if envelope.answers else ""
    found = _TS.match(receipt.partition(":")[2])
    return found[0] if found else ""


def _metadata(envelope: Envelope, part: int) -> dict[str, Any]:
    """By which a repeat can be recognized; Slack itself drops none."""
    payload = {"message_id": envelope.message_id.strip("<>"), "part": part, "attempt": envelope.attempts + 1}
    return {"metadata": {"event_type": "entity_list_alert", "event_payload": payload}}


def _judged(answer: HttpResponse, envelope: Envelope) -> Result:
    status = answer.status
    if status == 429:
        return RetryAfter(asked_pause(answer, envelope.sent_at), "Slack asks to slow down (429).")
    if status >= 500 or status == 408:
        return RetryAfter(PAUSE, f"Slack has trouble of its own ({status}).")
    if 300 <= status < 400:
        return Refused(f"Slack's address answers with a redirect ({status}): set api_url to the right one.")
    reply = object_of(answer.body)
    error = error_of(reply)
    if reply.get("ok") is True and _TS.fullmatch(str(reply.get("ts"))):
        channel = _NO_CHANNEL.sub("", str(reply.get("channel", "")))[:40]
        return Delivered(f"{channel}:{reply['ts']}")
    if not error:
        if status == 200:
            return RetryAfter(5 * PAUSE, "The answer was 200, but not Slack's: is a proxy in between?")
        return Refused(f"Slack refused the message ({status}): check api_url, token_file and channel_id.")
    if error in _PASSING:
        return RetryAfter(asked_pause(answer, envelope.sent_at), f"Slack cannot take the message for now ({error}).")
    return Refused(f"Slack refused the message ({error}): {remedy_for(error)}.")
