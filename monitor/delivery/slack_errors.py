"""Slack's words for what is wrong, and what to do about each."""

from __future__ import annotations

import re
from typing import Any

# e.g. "channel_not_found"
_ERROR = re.compile("[a-z_]{3,60}")
_RENEW = "make a new token for the app and set token_file"
_REMEDIES = {
    "channel_not_found": "set channel_id to the channel's id (C…), and invite the app where it is private",
    "not_in_channel": "invite the app to the channel (/invite @app)",
    "is_archived": "the channel is archived: restore it, or set channel_id to another",
    "invalid_auth": f"the token is wrong: {_RENEW}",
    "not_authed": f"the token is missing: {_RENEW}",
    "token_revoked": f"the token was revoked: {_RENEW}",
    "token_expired": f"the token has expired: {_RENEW}",
    "account_inactive": f"the app was removed from the workspace: install it again, {_RENEW}",
    "not_allowed_token_type": 'the token is of the wrong kind: set token_file to the bot\'s token ("xoxb-…")',
    "missing_scope": "give the app the scope chat:write and install it again",
    "no_permission": "give the app the scope chat:write and install it again",
    "restricted_action": "an administrator does not allow posting there",
    "restricted_action_read_only_channel": "the channel is for reading only: set channel_id to another",
    "restricted_action_thread_only_channel": "the channel takes replies only: set channel_id to another",
    "restricted_action_non_threadable_channel": "the channel takes no threads: set channel_id to another",
    "team_access_not_granted": "the token is not for this workspace: install the app there",
    "invalid_blocks": "Slack cannot read the message; please report this",
    "invalid_blocks_format": "Slack cannot read the message; please report this",
    "msg_too_long": "Slack finds the message too long; please report this",
    "msg_blocks_too_long": "Slack finds the message too long; please report this",
}


def error_of(reply: dict[str, Any]) -> str:
    """Slack's word for what is wrong; "" for anything else: a strange server could echo the token."""
    error = reply.get("error", "")
    return error if isinstance(error, str) and _ERROR.fullmatch(error) else ""


def remedy_for(error: str) -> str:
    """What to do about it."""
    return _REMEDIES.get(error, "see Slack's reference of chat.postMessage")
