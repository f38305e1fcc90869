"""The ``[[channel]]`` tables: where alerts go and which of them.

``type`` decides which further keys a channel takes. Secrets (``password``, ``token``, ``secret``) are fields here,
but no keys of the file: ``monitor.config.loading`` fills them from the environment or from the ``*_file`` key.
"""

from __future__ import annotations

import base64
from datetime import time
from pathlib import Path
from typing import Annotated, Literal, Self
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, SecretStr, model_validator

from monitor.model import ChangeKind, Stage
from monitor.text.countries import country_named, not_a_country

SECRETS = {
    "email": ("password",),
    "slack": ("webhook_url", "token"),
    "webhook": ("secret",),
    "apprise": ("url",),
}
"""Per channel type, the keys whose values are secret; each can come from ``<key>_file`` or the environment."""

NEVER_IN_THE_FILE = frozenset({"password", "token", "secret"})
"""Secrets that the settings file may not hold; a Slack or Apprise URL may stand there."""


def web_address(value: str) -> str:
    """An http(s) address without its closing slash; else ``ValueError``, which does not repeat the address."""
    try:
        parts = urlsplit(value)
        known = parts.scheme in {"http", "https"} and parts.hostname and (parts.port is None or parts.port > 0)
    except ValueError:
        known = False
    if not known or any(character <= " " for character in value):
        raise ValueError("must be an address that starts with https:// or http://")
    return value.rstrip("/")


def one_line(value: str) -> str:
    """Text that can stand in a mail or HTTP header."""
    if not value.isprintable():
        raise ValueError("must be one line of printable text")
    return value.strip()


def _secret_web_address(value: SecretStr | None) -> SecretStr | None:
    if value is not None:
        web_address(value.get_secret_value())
    return value


def _mail_address(value: str) -> str:
    local, at, domain = one_line(value).rpartition("@")
    if not (at and local and domain) or any(character in value for character in " <>,;"):
        raise ValueError('must be a bare mail address like "name@example.org"')
    return value


def number(value: object) -> object:
    """TOML's ``true`` is no number, though Python counts it as 1."""
    if isinstance(value, bool):
        raise ValueError("must be a number")
    return value


def _quiet_hours(value: object) -> object:
    """ "22:00-07:00" as two times of day; "" for none."""
    if not isinstance(value, str):
        return value
    if not value.strip():
        return None
    try:
        begins, ends = (time.fromisoformat(part.strip()) for part in value.split("-"))
    except ValueError:
        raise ValueError('must be two times of day like "22:00-07:00"') from None
    if begins == ends or begins.tzinfo or ends.tzinfo:
        raise ValueError('must be two different times of day like "22:00-07:00"')
    return begins, ends


def _zone(value: str) -> str:
    try:
        ZoneInfo(value)
    except (ValueError, OSError, KeyError):
        raise ValueError('must be a time zone like "America/New_York" or "Europe/Berlin"') from None
    return value


def _token(value: SecretStr) -> SecretStr:
    """A token goes into a header, which takes ASCII without blanks."""
    token = value.get_secret_value()
    if not token.isascii() or not token.isprintable() or " " in token:
        raise ValueError('must be a token like "xoxb-…"')
    return value


def _signing_secret(value: SecretStr) -> SecretStr:
    """A secret of the Standard Webhooks scheme: ``whsec_`` and base64 of 24 to 64 bytes."""
    prefix, _, coded = value.get_secret_value().partition("_")
    try:
        size = len(base64.b64decode(coded, validate=True))
    except ValueError:
        size = 0
    if prefix != "whsec" or not 24 <= size <= 64:
        raise ValueError(
            'must be "whsec_" and base64 of 24 to 64 bytes; echo "whsec_$(openssl rand -base64 32)" makes one'
        )
    return value


def _country(value: str) -> str:
    """A country or destination, however it is written: a filter that nothing passes would keep every alert back."""
    if country_named(value) is None:
        raise ValueError(f"must be destinations or countries; {not_a_country(value)}")
    return value


Quiet = Annotated[tuple[time, time] | None, BeforeValidator(_quiet_hours)]
Zone = Annotated[str, AfterValidator(_zone)]
Line = Annotated[str, AfterValidator(one_line)]
Country = Annotated[str, AfterValidator(one_line), AfterValidator(_country)]
MailAddress = Annotated[str, AfterValidator(_mail_address)]
Port = Annotated[int, BeforeValidator(number), Field(ge=0, le=65535)]
WebAddress = Annotated[str, AfterValidator(web_address)]
SecretWebAddress = Annotated[SecretStr, AfterValidator(_secret_web_address)]


class ChannelBase(BaseModel):
    """What every channel has: a name, which alerts it gets, and when. An empty ``countries`` or ``kinds`` filters nothing.

    ``digest_at`` and ``quiet_hours`` ("22:00-07:00") are times of day in ``time_zone``.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: Annotated[str, Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9_-]*$", max_length=60)]
    countries: tuple[Country, ...] = ()
    kinds: tuple[ChangeKind, ...] = ()
    stages: Annotated[tuple[Stage, ...], Field(min_length=1)] = (Stage.PUBLIC_INSPECTION, Stage.PUBLISHED)
    subjects: Annotated[tuple[Literal["rules", "operator"], ...], Field(min_length=1)] = ("rules", "operator")
    only_matches: bool = False
    digest: Literal["none", "daily"] = "none"
    digest_at: time = time(8, 0)
    quiet_hours: Quiet = None
    time_zone: Zone = "America/New_York"


class ConsoleChannel(ChannelBase):
    """Writes alerts to standard output."""

    type: Literal["console"] = "console"


class EmailChannel(ChannelBase):
    """Sends alerts through an SMTP server; port 0 (the default) means the usual one of ``security``."""

    type: Literal["email"]
    host: Annotated[Line, Field(min_length=1)]
    port: Port = 0
    security: Literal["starttls", "tls", "none"] = "starttls"
    username: Line = ""
    password_file: Path | None = None
    password: SecretStr | None = None
    sender: MailAddress
    recipients: Annotated[tuple[MailAddress, ...], Field(min_length=1)]

    @model_validator(mode="after")
    def _complete(self) -> Self:
        if self.username and self.password is None:
            raise ValueError(f"has a username but no password: add password_file or set {variable(self.name)}PASSWORD")
        if self.password is not None and not self.username:
            raise ValueError("has a password but no username: add username")
        return self

    @property
    def smtp_port(self) -> int:
        """The port to connect to: 587 for STARTTLS, 465 for TLS, 25 for none, unless ``port`` says otherwise."""
        return self.port or {"starttls": 587, "tls": 465, "none": 25}[self.security]


class SlackChannel(ChannelBase):
    """Posts to Slack: through an incoming webhook, or with a bot's token and a channel id."""

    type: Literal["slack"]
    webhook_url: SecretWebAddress | None = None
    webhook_url_file: Path | None = None
    token: Annotated[SecretStr, AfterValidator(_token)] | None = None
    token_file: Path | None = None
    channel_id: Line = ""
    api_url: WebAddress = "https://slack.com/api"

    @model_validator(mode="after")
    def _complete(self) -> Self:
        if self.webhook_url is None and self.token is None:
            raise ValueError(f"needs webhook_url_file, webhook_url or {variable(self.name)}WEBHOOK_URL")
        if self.webhook_url is not None and self.token is not None:
            raise ValueError("has a webhook and a token: keep one of the two")
        if bool(self.channel_id) != (self.token is not None):
            raise ValueError("needs token_file and channel_id together")
        return self


class WebhookChannel(ChannelBase):
    """Posts the alert's JSON to an address of your own, signed where there is a secret."""

    type: Literal["webhook"]
    url: Annotated[WebAddress, Field(repr=False)]
    secret_file: Path | None = None
    secret: Annotated[SecretStr, AfterValidator(_signing_secret)] | None = None


class FeedChannel(ChannelBase):
    """Keeps an Atom feed in a file."""

    type: Literal["feed"]
    path: Path


class AppriseChannel(ChannelBase):
    """Any of the services that the Apprise library knows."""

    type: Literal["apprise"]
    url: SecretStr | None = None
    url_file: Path | None = None

    @model_validator(mode="after")
    def _complete(self) -> Self:
        if self.url is None:
            raise ValueError(f"needs url, url_file or {variable(self.name)}URL")
        return self


ChannelSettings = EmailChannel | SlackChannel | WebhookChannel | FeedChannel | ConsoleChannel | AppriseChannel
"""One ``[[channel]]`` table, whatever its type."""

Channel = Annotated[ChannelSettings, Field(discriminator="type")]
"""The same for validation: ``type`` decides."""


def variable(name: str) -> str:
    """The beginning of the environment variables of the channel ``name``: ``ELMON_CHANNEL_<NAME>__``."""
    return f"ELMON_CHANNEL_{name.upper().replace('-', '_')}__"
