"""Slack's own word on a bot's token and on its channel, without a message: auth.test and conversations.info.

auth.test takes any token. conversations.info wants the scope channels:read (groups:read for a private channel), which the
monitor does not need to send; without it only a message tells whether the channel is right.
"""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlencode

from monitor.delivery.posting import Ask, object_of
from monitor.delivery.slack_errors import error_of, remedy_for
from monitor.errors import UpstreamError

_UNTOLD = frozenset({"missing_scope", "no_permission", "unknown_method"})


@dataclass(frozen=True, slots=True)
class SlackAnswer:
    """Whether the token and the channel work as far as Slack says, in words, with the remedy ("" for none)."""

    works: bool
    said: str
    remedy: str = ""


def check_token(api_url: str, token: str, channel_id: str, ask: Ask) -> SlackAnswer:
    """What Slack says of a token, then of the channel."""
    try:
        who = _asked(f"{api_url}/auth.test", {}, token, ask)
        if not who.get("ok"):
            return _refused(who)
        where = _asked(f"{api_url}/conversations.info", {"channel": channel_id}, token, ask)
    except UpstreamError as error:
        return SlackAnswer(False, f"no answer came from Slack ({error})", "check api_url, the network and proxies")
    told = where.get("channel")
    if where.get("ok") and isinstance(told, dict):
        if told.get("is_archived"):
            return SlackAnswer(False, "the channel is archived", remedy_for("is_archived"))
        if told.get("is_member") is False:
            return SlackAnswer(False, "the app is not in the channel", remedy_for("not_in_channel"))
        return SlackAnswer(True, "Slack takes the token and knows the channel; nothing was sent")
    if error_of(where) in _UNTOLD:
        said = "Slack takes the token; it does not let the app look the channel up"
        return SlackAnswer(True, said, "elmon alerts test shows whether it may post there")
    return _refused(where)


def _asked(url: str, form: dict[str, str], token: str, ask: Ask) -> dict[str, object]:
    headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/x-www-form-urlencoded"}
    return object_of(ask("POST", url, urlencode(form).encode(), headers).body)


def _refused(reply: dict[str, object]) -> SlackAnswer:
    """Only what looks like one of Slack's words is repeated: a strange server could echo the token."""
    error = error_of(reply)
    if not error:
        return SlackAnswer(False, "what answers is not Slack", "check api_url, and proxies in between")
    return SlackAnswer(False, f"Slack refuses ({error})", remedy_for(error))
