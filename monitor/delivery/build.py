"""Channels from settings. The settings' models are known by their attributes only, so that the rooms stay apart."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Protocol, cast

from monitor.delivery.console import ConsoleSender
from monitor.delivery.email import EmailSender
from monitor.delivery.protocol import Channel
from monitor.delivery.slack import Post, SlackSender
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
    """The keys of a Slack channel."""

    webhook_url: Secret | None


def build_channels(settings_channels: Iterable[Any], post: Post) -> dict[str, Channel]:
    """The channels by name. Raises SettingsError for two of one name, and for a type this version does not serve."""
    channels: dict[str, Channel] = {}
    for settings in settings_channels:
        if settings.name in channels:
            raise SettingsError(f'Two channels are named "{settings.name}"; give each a name of its own.')
        channels[settings.name] = _channel(settings, post)
    return channels


def _channel(settings: ChannelSettings, post: Post) -> Channel:
    if settings.type == "console":
        return ConsoleSender(settings.name)
    if settings.type == "email":
        return _email(cast(EmailSettings, settings))
    if settings.type == "slack":
        webhook = cast(SlackSettings, settings).webhook_url
        if webhook is None:
            raise SettingsError(f'Channel "{settings.name}" needs webhook_url or webhook_url_file.')
        return SlackSender(settings.name, webhook.get_secret_value(), post)
    raise SettingsError(
        f'Channel "{settings.name}": type = "{settings.type}" is not available in this version; '
        "use email, slack or console."
    )


def _email(settings: EmailSettings) -> Channel:
    return EmailSender(
        name=settings.name,
        host=settings.host,
        port=settings.smtp_port,
        sender=settings.sender,
        recipients=tuple(settings.recipients),
        security=settings.security,
        username=settings.username,
        password=settings.password.get_secret_value() if settings.password else "",
    )
