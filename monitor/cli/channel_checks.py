"""Each channel tried as far as that goes without sending anything."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import TYPE_CHECKING

from monitor.cli.context import CommandContext
from monitor.errors import SettingsError

if TYPE_CHECKING:
    from monitor.config import ChannelSettings
    from monitor.operations.checkup import Finding


def try_channel(context: CommandContext, channel: ChannelSettings, offline: bool) -> Iterator[Finding]:
    """What was found; ``offline`` asks nobody. A channel that cannot be made, for want of a library, is a fault."""
    from monitor.delivery.build import build_channels
    from monitor.http import Client
    from monitor.operations.checkup import trouble

    name = f"channel {channel.name}"
    try:
        with Client(attempts=1) as client:
            build_channels([channel], client.post_json, client.ask)
    except SettingsError as error:
        yield trouble(name, error)
        return
    yield from _tried(context, channel, name, offline)


def _tried(context: CommandContext, channel: ChannelSettings, name: str, offline: bool) -> Iterator[Finding]:
    from monitor.cli.mail_check import try_mail_channel
    from monitor.config import AppriseChannel, ConsoleChannel, EmailChannel, FeedChannel, SlackChannel, WebhookChannel
    from monitor.delivery.apprise import knows
    from monitor.delivery.feed import try_feed
    from monitor.operations.checkup import CheckOutcome, Finding, check, check_words

    match channel:
        case ConsoleChannel():
            yield _console(context, name)
        case FeedChannel():
            yield check_words(name, try_feed(channel.path), f"{channel.path} can be written")
        case AppriseChannel(url=secret) if not knows(secret.get_secret_value() if secret else ""):
            said = "the service's address is none that Apprise knows"
            yield Finding(name, CheckOutcome.FAIL, said, "set url or url_file again")
        case _ if offline:
            yield Finding(name, CheckOutcome.OK, f"{channel.type}: not tried")
        case EmailChannel():
            yield check(name, partial(try_mail_channel, channel, context.clock.now()))
        case AppriseChannel():
            yield Finding(name, CheckOutcome.OK, "cannot be tried without sending", f"elmon alerts test {channel.name}")
        case SlackChannel(webhook_url=None):
            yield _slack_bot(channel, name)
        case SlackChannel(webhook_url=secret):
            yield try_address(name, secret.get_secret_value() if secret else "")
        case WebhookChannel():
            yield try_address(name, channel.url)


def _console(context: CommandContext, name: str) -> Finding:
    """Standard output is read by nobody where it is the only channel of a service."""
    from monitor.operations.checkup import CheckOutcome, Finding

    if len(context.settings.channel) > 1:
        return Finding(name, CheckOutcome.OK, "standard output")
    said = "standard output, and no other channel"
    return Finding(name, CheckOutcome.WARN, said, "add a [[channel]] that reaches somebody; elmon init asks for one")


def _slack_bot(channel: ChannelSettings, name: str) -> Finding:
    from monitor.config import SlackChannel
    from monitor.delivery.slack_check import check_token
    from monitor.http import Client
    from monitor.operations.checkup import CheckOutcome, Finding
    from monitor.operations.probes import SECONDS

    assert isinstance(channel, SlackChannel)  # noqa: S101 - the only kind with a token
    token = channel.token.get_secret_value() if channel.token else ""
    with Client(timeout_seconds=SECONDS, attempts=1) as client:
        found = check_token(channel.api_url, token, channel.channel_id, client.ask)
    return Finding(name, CheckOutcome.OK if found.works else CheckOutcome.FAIL, found.said, found.remedy)


def try_address(name: str, url: str) -> Finding:
    """The host behind an address, connected to."""
    from monitor.operations.checkup import check
    from monitor.operations.probes import try_host

    return check(name, partial(try_host, url))
