"""A mail channel tried without sending anything: its token is asked for, and it logs in where that is done over SMTP."""

from __future__ import annotations

from datetime import datetime
from functools import partial
from urllib.parse import urlsplit

from monitor.config import EmailChannel
from monitor.delivery.build import token_source
from monitor.delivery.login_refusals import login_remedy
from monitor.delivery.tokens import NoToken
from monitor.errors import SettingsError
from monitor.http import Client
from monitor.operations.probes import SECONDS, Failed, try_mail


def try_mail_channel(channel: EmailChannel, now: datetime) -> str:
    """What was done. Raises Failed."""
    token = _token(channel, now)
    if channel.via == "graph":
        host = urlsplit(channel.graph_url).hostname
        return f"{host}: a token was given; elmon alerts test {channel.name} shows whether it may send"
    password = channel.password.get_secret_value() if channel.password else ""
    return try_mail(
        channel.host, channel.smtp_port, channel.security, channel.mailbox, password, token=token,
        meaning=partial(login_remedy, with_token=channel.with_token),
    )  # fmt: skip


def _token(channel: EmailChannel, now: datetime) -> str:
    """A token of the channel; "" where it needs none. Raises Failed."""
    with Client(timeout_seconds=SECONDS, attempts=1) as client:
        try:
            tokens = token_source(channel, client.ask)
            return tokens.token(now) if tokens else ""
        except (NoToken, SettingsError) as error:
            found, _, remedy = str(error).rstrip(".").partition(": ")
            raise Failed(found, remedy or "try again later") from None
