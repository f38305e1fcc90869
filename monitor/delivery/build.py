"""Channels from the settings."""

from __future__ import annotations

import json
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
from monitor.delivery.grants import LIBRARY, client_credentials, refresh, service_account
from monitor.delivery.graph import GraphSender
from monitor.delivery.posting import Ask, Post
from monitor.delivery.protocol import Channel
from monitor.delivery.slack import SlackSender
from monitor.delivery.slackbot import SlackBot
from monitor.delivery.tokens import Grant, TokenSource
from monitor.delivery.webhook import WebhookSender
from monitor.errors import SettingsError


def build_channels(all_settings: Iterable[ChannelSettings], post: Post, ask: Ask) -> dict[str, Channel]:
    """The channels by name; ``post`` sends JSON, ``ask`` whatever else goes over HTTP.

    Raises SettingsError for two of one name, and for a library that is not installed.
    """
    channels: dict[str, Channel] = {}
    for settings in all_settings:
        if settings.name in channels:
            raise SettingsError(f'Two channels are named "{settings.name}"; give each a name of its own.')
        channels[settings.name] = _channel(settings, post, ask)
    return channels


def _channel(settings: ChannelSettings, post: Post, ask: Ask) -> Channel:
    match settings:
        case ConsoleChannel():
            return ConsoleSender(settings.name)
        case EmailChannel():
            return _email(settings, ask)
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


def _email(settings: EmailChannel, ask: Ask) -> Channel:
    tokens = token_source(settings, ask)
    if settings.via == "graph" and tokens is not None:
        return GraphSender(settings.name, settings.sender, settings.recipients, tokens, ask, settings.graph_url)
    return EmailSender(
        name=settings.name,
        host=settings.host,
        port=settings.smtp_port,
        sender=settings.sender,
        recipients=settings.recipients,
        security=settings.security,
        username=settings.mailbox,
        password=_shown(settings.password),
        tokens=tokens,
    )


def token_source(settings: EmailChannel, ask: Ask) -> TokenSource | None:
    """Where the channel's tokens come from; None where it needs none. Raises SettingsError for a service account's key
    that is none, and for the library that it needs."""
    url, secret = settings.asked_for_tokens, _shown(settings.client_secret)
    match settings.login:
        case "client_credentials":
            grant = client_credentials(url, settings.client_id, secret, settings.asked_scope)
        case "refresh_token":
            grant = refresh(url, settings.client_id, secret, _shown(settings.refresh_token))
        case "service_account":
            grant = _account_grant(settings)
        case _:
            return None
    return TokenSource(settings.name, grant, ask)


def _account_grant(settings: EmailChannel) -> Grant:
    if find_spec("jwt") is None or find_spec("cryptography") is None:
        raise SettingsError(f'Channel "{settings.name}" has a service account, which needs an extra: {LIBRARY}')
    account = {"token_uri": settings.asked_for_tokens, **json.loads(_shown(settings.service_account))}
    url = settings.asked_for_tokens if settings.token_url else account["token_uri"]
    try:
        return service_account(url, account, settings.mailbox, settings.asked_scope)
    except (ValueError, TypeError):
        raise SettingsError(
            f'Channel "{settings.name}" has a service account whose private_key is no key: make a new key file for it.'
        ) from None


def _shown(secret: SecretStr | None) -> str:
    return secret.get_secret_value() if secret else ""
