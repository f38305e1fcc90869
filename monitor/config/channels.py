"""The ``[[channel]]`` tables: where alerts go and which of them.

``type`` decides which further keys a channel takes. Secrets (``password``, ``token``, ``secret`` …) are fields here,
but no keys of the file: ``monitor.config.loading`` fills them from the environment or from the ``*_file`` key.
"""

from __future__ import annotations

import base64
from datetime import time
from pathlib import Path
from typing import Annotated, Literal, Self
from zoneinfo import ZoneInfo

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    SecretStr,
    ValidationInfo,
    model_validator,
)
from pydantic_core import PydanticKnownError

from monitor.config.addresses import MailAddress, SecretWebAddress, slack_webhook, webhook
from monitor.config.mail_login import GOOGLE_SCOPE, OUTLOOK_SCOPE, MailLogin
from monitor.config.values import (
    BaseAddress,
    FileName,
    HostName,
    Line,
    TimeOfDay,
    WebAddress,
    one_line,
    origin_of,
    quiet_hours,
    variable,
)
from monitor.model import ChangeKind, ListName, Stage
from monitor.text.countries import country_named, not_a_country

SECRETS = {
    "email": ("password", "client_secret", "refresh_token", "service_account"),
    "slack": ("webhook_url", "token"),
    "webhook": ("secret",),
    "apprise": ("url",),
}
"""Per channel type, the keys whose values are secret; each can come from ``<key>_file`` or the environment."""

NEVER_IN_THE_FILE = frozenset({
    "password", "token", "secret", "client_secret", "refresh_token", "service_account",
})  # fmt: skip
"""Secrets that the settings file may not hold; a Slack or Apprise URL may stand there."""
SEVERAL_LINES = frozenset({"service_account"})
"""Secrets whose file may have several lines."""
EVERYTHING = frozenset({"all", "any", "every", "everything", "world", "worldwide", "*"})
"""What people write for no filter."""


def number(value: object) -> object:
    """TOML's ``true`` is no number, though Python counts it as 1."""
    if isinstance(value, bool):
        raise ValueError("must be a number")
    return value


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


def _channel_id(value: str) -> str:
    """Slack takes the ID; names change."""
    if not (value.isascii() and value.isalnum() and value.isupper()):
        raise ValueError(
            'must be the ID of a channel like "C0123456789", as Slack shows it below the channel\'s details'
        )
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
    if value.casefold() in EVERYTHING:
        raise ValueError("must be destinations or countries; leave the key out for all of them")
    if value and not value[0].isalpha():
        raise ValueError(
            f"must be destinations or countries; {value[0]!r} says nothing here: name those to be told about"
        )
    if country_named(value) is None:
        raise ValueError(f"must be destinations or countries; {not_a_country(value)}")
    return value


def _list_word(value: object) -> object:
    """A list as people write it: "MEU", "UVL", "Entity List"."""
    return (
        _LIST_WORDS.get(" ".join(value.casefold().replace("-", " ").split()), value)
        if isinstance(value, str)
        else value
    )


_LIST_WORDS = {
    **{name.title.casefold().replace("-", " "): name for name in ListName},
    "el": ListName.ENTITY,
    "meu": ListName.MILITARY_END_USER,
    "meu list": ListName.MILITARY_END_USER,
    "military end user": ListName.MILITARY_END_USER,
    "uvl": ListName.UNVERIFIED,
    "unverified": ListName.UNVERIFIED,
}
ListWord = Annotated[ListName, BeforeValidator(_list_word)]
Quiet = Annotated[tuple[time, time] | None, BeforeValidator(quiet_hours)]
Zone = Annotated[str, AfterValidator(_zone)]
Country = Annotated[str, AfterValidator(one_line), AfterValidator(_country)]
Port = Annotated[int, BeforeValidator(number), Field(ge=0, le=65535)]


class ChannelBase(BaseModel):
    """What every channel has: a name, which alerts it gets, and when. Empty ``lists``, ``countries`` or ``kinds`` filter
    nothing.

    ``digest_at`` and ``quiet_hours`` ("22:00-07:00") are times of day in ``time_zone``.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: Annotated[str, Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9_-]*$", max_length=60)]
    lists: tuple[ListWord, ...] = ()
    countries: tuple[Country, ...] = ()
    kinds: tuple[ChangeKind, ...] = ()
    stages: Annotated[tuple[Stage, ...], Field(min_length=1)] = (Stage.PUBLIC_INSPECTION, Stage.PUBLISHED)
    subjects: Annotated[tuple[Literal["rules", "operator", "denial-orders"], ...], Field(min_length=1)] = (
        "rules", "operator",
    )  # fmt: skip
    only_matches: bool = False
    digest: Literal["none", "daily"] = "none"
    digest_at: TimeOfDay = time(8, 0)
    quiet_hours: Quiet = None
    time_zone: Zone = "America/New_York"

    @property
    def takes_denial_orders(self) -> bool:
        """Whether it asks for orders on export privileges."""
        return "denial-orders" in self.subjects


class ConsoleChannel(ChannelBase):
    """Writes alerts to standard output."""

    type: Literal["console"] = "console"


def _needed_for_smtp(host: str, info: ValidationInfo) -> str:
    if not host and info.data.get("via") == "smtp":
        raise PydanticKnownError("missing")
    return host


class EmailChannel(ChannelBase, MailLogin):
    """Sends alerts by mail: through an SMTP server, whose port 0 (the default) means the usual one of ``security``, or
    through Microsoft Graph."""

    type: Literal["email"]
    via: Literal["smtp", "graph"] = "smtp"
    host: Annotated[HostName, AfterValidator(_needed_for_smtp), Field(validate_default=True)] = ""
    port: Port = 0
    security: Literal["starttls", "tls", "none"] = "starttls"
    graph_url: BaseAddress = "https://graph.microsoft.com/v1.0"
    sender: MailAddress
    recipients: Annotated[tuple[MailAddress, ...], Field(min_length=1)]

    @model_validator(mode="after")
    def _complete(self) -> Self:
        self.check_login(variable(self.name))
        if self.via == "smtp":
            if "graph_url" in self.model_fields_set:
                raise ValueError('has graph_url, but not via = "graph": keep both or neither')
            return self
        if given := self.model_fields_set & {"host", "port", "security", "username"}:
            raise ValueError(f'has via = "graph" and {sorted(given)[0]}, which is for SMTP: keep one of the two')
        if self.login != "client_credentials":
            raise ValueError('has via = "graph", which needs tenant, client_id and client_secret_file')
        return self

    @property
    def smtp_port(self) -> int:
        """The port to connect to: 587 for STARTTLS, 465 for TLS, 25 for none, unless ``port`` says otherwise."""
        return self.port or {"starttls": 587, "tls": 465, "none": 25}[self.security]

    @property
    def mailbox(self) -> str:
        """Who logs in to the SMTP server; "" where nobody does. With a token it is the sender, unless ``username`` is."""
        return self.username or (self.sender if self.with_token else "")

    @property
    def asked_scope(self) -> str:
        """What the token is for."""
        if self.scope or self.login != "client_credentials":
            return self.scope or GOOGLE_SCOPE
        return OUTLOOK_SCOPE if self.via == "smtp" else f"{origin_of(self.graph_url)}/.default"


class SlackChannel(ChannelBase):
    """Posts to Slack: through an incoming webhook, or with a bot's token and a channel id."""

    type: Literal["slack"]
    webhook_url: Annotated[SecretWebAddress | None, AfterValidator(slack_webhook)] = None
    webhook_url_file: Path | None = None
    token: Annotated[SecretStr, AfterValidator(_token)] | None = None
    token_file: Path | None = None
    channel_id: Annotated[Line, AfterValidator(_channel_id)] = ""
    api_url: BaseAddress = "https://slack.com/api"

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
    url: Annotated[WebAddress, AfterValidator(webhook), Field(repr=False)]
    secret_file: Path | None = None
    secret: Annotated[SecretStr, AfterValidator(_signing_secret)] | None = None


class FeedChannel(ChannelBase):
    """Keeps an Atom feed in a file."""

    type: Literal["feed"]
    path: FileName


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
