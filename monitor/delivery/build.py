"""Channels from settings. The settings' models are known by their attributes only, so that the rooms stay apart."""

from __future__ import annotations

from collections.abc import Iterable
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Protocol, cast

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


class Secret(Protocol):
    """A value that does not show itself."""

    def get_secret_value(self) -> str:
        """The value."""
        ...


class ChannelSettings(Protocol):
    """What all channels' settings have."""

    @property
    def name(self) -> str:
        """The channel's name."""
        ...

    @property
    def type(self) -> str:
        """ "email", "slack", "console" …"""
        ...


class EmailSettings(ChannelSettings, Protocol):
    """The keys of an email channel; ``smtp_port`` is ``port`` or the usual one of ``security``."""

    host: str
    security: str
    username: str
    password: Secret | None
    sender: str
    recipients: tuple[str, ...]

    @property
    def smtp_port(self) -> int:
        """The port to connect to."""
        ...


class SlackSettings(ChannelSettings, Protocol):
    """The keys of a Slack channel: a webhook, or a token and a channel id."""

    webhook_url: Secret | None
    token: Secret | None
    channel_id: str
    api_url: str


class WebhookSettings(ChannelSettings, Protocol):
    """The keys of a webhook channel."""

    url: str
    secret: Secret | None


class FeedSettings(ChannelSettings, Protocol):
    """The keys of a feed channel."""

    path: Path


class AppriseSettings(ChannelSettings, Protocol):
    """The keys of an Apprise channel."""

    url: Secret | None


def build_channels(settings_channels: Iterable[Any], post: Post) -> dict[str, Channel]:
    """The channels by name. Raises SettingsError for two of one name, and for a type this version does not serve."""
    channels: dict[str, Channel] = {}
    for settings in settings_channels:
        if settings.name in channels:
            raise SettingsError(f'Two channels are named "{settings.name}"; give each a name of its own.')
        channels[settings.name] = _channel(settings, post)
    return channels


def _channel(settings: ChannelSettings, post: Post) -> Channel:
    match settings.type:
        case "console":
            return ConsoleSender(settings.name)
        case "email":
            return _email(cast(EmailSettings, settings))
        case "slack":
            return _slack(cast(SlackSettings, settings), post)
        case "webhook":
            webhook = cast(WebhookSettings, settings)
            return WebhookSender(webhook.name, webhook.url, post, _shown(webhook.secret))
        case "feed":
            return FeedSender(settings.name, cast(FeedSettings, settings).path)
        case "apprise":
            return _apprise(cast(AppriseSettings, settings))
    raise SettingsError(f'Channel "{settings.name}": type = "{settings.type}" is not available in this version.')


def _shown(secret: Secret | None) -> str:
    return secret.get_secret_value() if secret else ""


def _slack(settings: SlackSettings, post: Post) -> Channel:
    if webhook := _shown(settings.webhook_url):
        return SlackSender(settings.name, webhook, post)
    if token := _shown(settings.token):
        return SlackBot(settings.name, settings.channel_id, token, post, settings.api_url)
    raise SettingsError(f'Channel "{settings.name}" needs webhook_url or webhook_url_file.')


def _apprise(settings: AppriseSettings) -> Channel:
    if find_spec("apprise") is None:
        raise SettingsError(f'Channel "{settings.name}" needs the Apprise library: {REMEDY}')
    return AppriseSender(settings.name, _shown(settings.url))


def _email(settings: EmailSettings) -> Channel:
    return EmailSender(
        name=settings.name,
        host=settings.host,
        port=settings.smtp_port,
        sender=settings.sender,
        recipients=tuple(settings.recipients),
        security=settings.security,
        username=settings.username,
        password=_shown(settings.password),
    )
