"""What ``init`` writes, worked out from the answers: the commented settings with the answers in their places, and secrets."""

from __future__ import annotations

import base64
import json
import secrets
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from monitor.cli.shipped import SETTINGS, shipped_text
from monitor.errors import UsageError

WEB_TOKEN, WEBHOOK_SECRET, SMTP_PASSWORD, SLACK_WEBHOOK, SLACK_TOKEN = (
    "web-token",
    "webhook-secret",
    "smtp-password",
    "slack-webhook",
    "slack-token",
)
"""The files of the secrets folder."""
FOLDER = "secrets"


@dataclass(frozen=True)
class Answers:
    """What was answered; "" is "leave it as it is". ``given`` are secrets by the name of their file."""

    contact: str = ""
    database: str = ""
    recipients: tuple[str, ...] = ()
    sender: str = ""
    host: str = ""
    port: int = 0
    security: str = ""
    username: str = ""
    channel_id: str = ""
    webhook: str = ""
    feed: str = ""
    parties: str = ""
    pages: bool = False
    given: Mapping[str, str] = field(default_factory=dict)

    @property
    def slack(self) -> bool:
        """Whether alerts go to Slack: through a webhook, or by a bot into the channel ``channel_id``."""
        return SLACK_WEBHOOK in self.given or SLACK_TOKEN in self.given

    @property
    def has_channels(self) -> bool:
        """Whether alerts go anywhere but to standard output."""
        return bool(self.recipients or self.slack or self.webhook or self.feed)


def made_secrets(answers: Answers) -> dict[str, str]:
    """The secrets by the name of their file: those given, and those that are ours to make."""
    made = {**answers.given, WEB_TOKEN: secrets.token_urlsafe(32)}
    if answers.webhook:
        made[WEBHOOK_SECRET] = f"whsec_{base64.b64encode(secrets.token_bytes(32)).decode()}"
    return made


def settings_text(answers: Answers) -> str:
    """The commented settings with the answers in their places; no secret is among them."""
    text = shipped_text(SETTINGS)
    for section, key, value in _values(answers):
        text = with_value(text, section, key, value)
    if not answers.has_channels:
        return text
    head, _, behind = text.partition("\n[[channel]]\n")
    examples = behind[behind.index("\n#") :]  # the console's table gives way to those asked for
    return head + "\n" + "\n".join(_channels(answers)) + examples


def _values(answers: Answers) -> Iterator[tuple[str, str, object]]:
    if answers.database:
        yield "database", "url", answers.database
    if answers.contact:
        yield "federal_register", "contact", answers.contact
    if answers.parties:
        yield "watchlist", "file", answers.parties
    if answers.pages:
        yield "web", "enabled", True
    yield "web", "token_file", f"{FOLDER}/{WEB_TOKEN}"


def with_value(text: str, section: str, key: str, value: object) -> str:
    """TOML ``text`` with another value of a key, in the line where it is set or commented out."""
    head, header, rest = text.partition(f"\n[{section}]\n")
    body, mark, tail = rest.partition("\n[")
    lines = body.split("\n")
    at = next((n for n, line in enumerate(lines) if line.lstrip("# ").startswith(f"{key} = ")), None)
    if not header or at is None:
        raise UsageError(f"The settings that ship with elmon have no {key} in [{section}]; report this.")
    lines[at] = f"{key} = {toml(value)}"
    return head + header + "\n".join(lines) + mark + tail


def toml(value: object) -> str:
    """A value as TOML writes it; JSON's strings, lists and numbers are TOML's."""
    return json.dumps(list(value) if isinstance(value, tuple) else value, ensure_ascii=False)


def _channels(answers: Answers) -> Iterator[str]:
    if answers.recipients:
        keys: dict[str, object] = {"host": answers.host}
        keys |= {"port": answers.port} if answers.port else {}
        keys |= {"security": answers.security} if answers.security else {}
        if answers.username:
            keys |= {"username": answers.username, "password_file": f"{FOLDER}/{SMTP_PASSWORD}"}
        yield _channel("mail", "email", {**keys, "sender": answers.sender, "recipients": answers.recipients})
    if answers.slack:
        bot = {"token_file": f"{FOLDER}/{SLACK_TOKEN}", "channel_id": answers.channel_id}
        hook = {"webhook_url_file": f"{FOLDER}/{SLACK_WEBHOOK}"}
        yield _channel("slack", "slack", bot if SLACK_TOKEN in answers.given else hook)
    if answers.webhook:
        yield _channel("webhook", "webhook", {"url": answers.webhook, "secret_file": f"{FOLDER}/{WEBHOOK_SECRET}"})
    if answers.feed:
        yield _channel("feed", "feed", {"path": answers.feed})


def _channel(name: str, kind: str, keys: Mapping[str, object]) -> str:
    lines = [f"{key} = {toml(value)}" for key, value in {"name": name, "type": kind, **keys}.items()]
    return "\n".join(("[[channel]]", *lines, ""))
