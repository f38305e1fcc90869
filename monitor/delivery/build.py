"""Channels from the settings."""

from __future__ import annotations

from collections.abc import Iterable
from importlib.util import find_spec

from pydantic import SecretStr

from monitor.config.channels import (
    AppriseChannel,
    ChannelSettings,
    ConsoleChannel,
    EmailChannel,
    FeedChannel,
    SlackChannel,
    WebhookChannel,
)
from monitor.delivery.apprise import REMEDY, AppriseSender
from monitor.delivery.console import ConsoleSender
from monitor.delivery.email import EmailSender
from monitor.delivery.feed import FeedSender
from monitor.delivery.posting import Post
from monitor.delivery.protocol import Channel
from monitor.delivery.slack import SlackSender
from monitor.delivery.slackbot import SlackBot
from monitor.delivery.webhook import WebhookSender
from monitor.errors import SettingsError


def build_channels(all_settings: Iterable[ChannelSettings], post: Post) -> dict[str, Channel]:
    """The channels by name. Raises SettingsError for two of one name, and for a library that is not installed."""
    channels: dict[str, Channel] = {}
    for settings in all_settings:
        if settings.name in channels:
            raise SettingsError(f'Two channels are named "{settings.name}"; give each a name of its own.')
        channels[settings.name] = _channel(settings, post)
    return channels


def _channel(settings: ChannelSettings, post: Post) -> Channel:
    match settings:
        case ConsoleChannel():
            return ConsoleSender(settings.name)
        case EmailChannel():
            return _email(settings)
        case SlackChannel(webhook_url=SecretStr() as webhook):
            return SlackSender(settings.name, webhook.get_secret_value(), post)
        case SlackChannel():
            return SlackBot(settings.name, settings.channel_id, _shown(settings.token), post, settings.api_url)
        case WebhookChannel():
            return WebhookSender(settings.name, settings.url, post, _shown(settings.secret))
        case FeedChannel():
            return FeedSender(settings.name, settings.path)
        case AppriseChannel():
            if find_spec("apprise") is None:
                raise SettingsError(f'Channel "{settings.name}" needs the Apprise library: {REMEDY}')
            return AppriseSender(settings.name, _shown(settings.url))


def _email(settings: EmailChannel) -> Channel:
    return EmailSender(
        name=settings.name,
        host=settings.host,
        port=settings.smtp_port,
        sender=settings.sender,
        recipients=settings.recipients,
        security=settings.security,
        username=settings.username,
        password=_shown(settings.password),
    )


def _shown(secret: SecretStr | None) -> str:
    return secret.get_secret_value() if secret else ""
