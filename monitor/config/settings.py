"""The sections of the settings, their types and their defaults.

The sources' host names stand here and nowhere else in the code, so that a mirror, a proxy or a recorded
Register can stand in.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import time
from importlib.util import find_spec
from pathlib import Path
from typing import Annotated, Literal, Self
from urllib.parse import urlsplit

from platformdirs import user_data_path
from pydantic import (
    AfterValidator,
    AwareDatetime,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    PrivateAttr,
    model_validator,
)  # fmt: skip
from pydantic_settings import BaseSettings, NoDecode, PydanticBaseSettingsSource, SettingsConfigDict

from monitor.config.addresses import SecretWebAddress
from monitor.config.channels import (
    Channel,
    ConsoleChannel,
    ListWord,
    Port,
    number,
)
from monitor.config.values import (
    BaseAddress,
    FileName,
    HostName,
    Line,
    TimeOfDay,
    hidden,
    network,
    secret_in,
    url_with_password,
)

TEXT_HOSTS = frozenset(
    {"www.federalregister.gov", "federalregister.gov", "public-inspection.federalregister.gov", "www.govinfo.gov"}
)
"""Where the Federal Register's records point to for the text of their documents."""


def _comma_separated(value: object) -> object:
    """Lists in environment variables are written with commas."""
    if isinstance(value, str):
        return [part.strip() for part in value.split(",") if part.strip()]
    return value


def _database_url(value: str) -> str:
    if not value.startswith(("sqlite:///", "postgresql+psycopg://")):
        raise ValueError("must start with sqlite:/// (and the file's path) or postgresql+psycopg://")
    if value.startswith("sqlite:///"):
        _database_file(value.removeprefix("sqlite:///").partition("?")[0])
    elif find_spec("psycopg") is None:
        raise ValueError('is of PostgreSQL, which needs an extra: pip install "entity-list-monitor[postgres]"')
    return value


def _database_file(path: str) -> None:
    """Raises ValueError for a path under which nothing is kept, or not where its author thinks."""
    if not path.strip() or path == ":memory:":
        raise ValueError("must have the path of a file behind sqlite:///: without one nothing is kept")
    if odd := next((sign for sign in "~$\\" if path.startswith(sign) or (sign != "~" and sign in path)), ""):
        raise ValueError(f'must have the whole path of a file behind sqlite:///: "{odd}" is not understood there')
    file = Path(path)
    if "\0" in path:  # the database says so
        return
    if why := hidden(file):
        raise ValueError(f"must have a path that can be reached behind sqlite:/// ({why}); check its folders")
    if file.is_dir():
        raise ValueError("must have the path of a file behind sqlite:///; this one is a folder")
    if any(folder.is_file() for folder in file.parents):
        raise ValueError("must have the path of a file behind sqlite:///; this one is below another file")


def _data_file_url() -> str:
    try:
        return f"sqlite:///{user_data_path('elmon') / 'elmon.db'}"
    except RuntimeError:  # a container's user without a home: the folder where elmon runs
        return "sqlite:///elmon.db"


def _within(least: float, most: float) -> Callable[[float], float]:
    def checked(value: float) -> float:
        if not least <= value <= most:
            raise ValueError(f"must be from {least:g} to {most:,g}")
        return value

    return checked


def _removal(value: object) -> object:
    """A number of parties, or a share as 0.1 or "10%"; in the environment all of them are text."""
    number(value)
    text = str(value).strip()
    try:
        share = float(text.removesuffix("%")) / 100 if text.endswith("%") else float(text)
        whole = text.isdecimal()
    except ValueError:
        raise ValueError('must be a number of parties, or a share like "10%"') from None
    if not 0 <= share <= (1_000_000_000 if whole else 1):
        raise ValueError('must be a number of parties, or a share from "0%" to "100%"')
    return int(text) if whole else share


Removal = Annotated[int | float, BeforeValidator(_removal)]
Count = Annotated[int, BeforeValidator(number), Field(gt=0, le=1_000_000_000)]
Seconds = Annotated[int, BeforeValidator(number), Field(gt=0, le=86_400)]
"""How often something is done: at least once a day."""
Patience = Annotated[float, BeforeValidator(number), Field(gt=0, allow_inf_nan=False), AfterValidator(_within(0, 3600))]
Rate = Annotated[
    float, BeforeValidator(number), Field(gt=0, allow_inf_nan=False), AfterValidator(_within(0.001, 1_000_000))
]
Hosts = Annotated[tuple[HostName, ...], NoDecode, BeforeValidator(_comma_separated)]
Networks = Annotated[tuple[Annotated[str, AfterValidator(network)], ...], NoDecode, BeforeValidator(_comma_separated)]


class _Section(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class DatabaseSettings(_Section):
    """``[database]``; the URL is kept out of ``repr`` because it may hold a password: its own, or that of ``password_file``."""

    url: Annotated[str, AfterValidator(_database_url), Field(repr=False)] = Field(default_factory=_data_file_url)
    password_file: Path | None = None
    auto_upgrade: bool = True

    @model_validator(mode="after")
    def _with_password(self) -> Self:
        if self.password_file is not None:
            object.__setattr__(self, "url", url_with_password(self.url, secret_in(self.password_file)))
        return self


class FederalRegisterSettings(_Section):
    """``[federal_register]``: the API of published documents. ``contact`` goes into the User-Agent."""

    base_url: BaseAddress = "https://www.federalregister.gov/api/v1"
    poll_seconds: Seconds = 300
    contact: Line = ""


class PublicInspectionSettings(_Section):
    """``[public_inspection]``: documents as filed, before they are published."""

    enabled: bool = True
    poll_seconds: Seconds = 60


class EcfrSettings(_Section):
    """``[ecfr]``: the codified list. ``reconcile_at`` is an Eastern time of day, for ``elmon run``."""

    base_url: BaseAddress = "https://www.ecfr.gov/api/versioner/v1"
    reconcile_at: TimeOfDay = time(10, 0)


class HttpSettings(_Section):
    """``[http]``: how politely and how patiently the sources are asked."""

    timeout_seconds: Patience = 30.0
    max_bytes: Count = 64_000_000
    requests_per_second: Rate = 1.0
    allowed_hosts: Hosts = ()


class PartySourceSettings(_Section):
    """``[[watchlist.source]]``: a file of the user's counterparties, and what its source is called."""

    name: Annotated[Line, Field(min_length=1, max_length=200)]
    file: FileName


class WatchlistSettings(_Section):
    """``[watchlist]``: the user's own counterparties; scores run from 0 to 1. ``file`` stays for one source alone.

    ``largest_removal`` is what a file may remove by itself: so many parties (int), or that part of its own (float).
    ``lists`` are those that parties are screened against, none meaning all.
    """

    file: FileName | None = None
    source: tuple[PartySourceSettings, ...] = ()
    largest_removal: Removal = 0
    minimum_score: Annotated[float, BeforeValidator(number), Field(ge=0, le=1)] = 0.85
    lists: tuple[ListWord, ...] = ()


class HealthSettings(_Section):
    """``[health]``: where the daemon answers health checks; port 0 lets the system choose one."""

    host: Annotated[HostName, Field(min_length=1)] = "127.0.0.1"
    port: Port = 8744


class WebSettings(_Section):
    """``[web]``: the pages. ``hosts`` are names under which they are reached, ``token_file`` holds what signs people in,
    ``trusted_proxies`` are addresses and networks."""

    enabled: bool = False
    host: Annotated[HostName, Field(min_length=1)] = "127.0.0.1"
    port: Port = 8745
    hosts: Hosts = ()
    token_file: Path | None = None
    trusted_proxies: Networks = ()


class LogSettings(_Section):
    """``[log]``: the daemon's lines on stderr, for people or as one JSON object a line."""

    format: Literal["console", "json"] = "console"
    level: Literal["debug", "info", "warning", "error"] = "info"


class PingSettings(_Section):
    """``[ping]``: an address of a dead-man's switch, asked after good rounds but not more often than ``seconds``."""

    url: SecretWebAddress | None = None
    url_file: Path | None = None
    seconds: Seconds = 300


FEWEST_DAYS = 7
"""A document may be on public inspection so long before it is published."""


def _days(value: int) -> int:
    if 0 < value < FEWEST_DAYS:
        raise ValueError(f"must be 0, which keeps everything, or at least {FEWEST_DAYS}")
    return value


class DemoSettings(_Section):
    """``[demo]``: when the recording of ``elmon demo`` ends, in whose folder the commands take that for now."""

    ends_at: AwareDatetime | None = None


class ArchiveSettings(_Section):
    """``[archive]``: how many days the bytes are kept that no recorded rule, filing or baseline needs; 0 is for ever."""

    keep_days: Annotated[int, BeforeValidator(number), Field(ge=0, le=36_500), AfterValidator(_days)] = 0


FIVE_YEARS = 1827
"""In days, leap days included: so long 15 CFR 762.6(a) has records of exports kept."""


def _records_days(value: int) -> int:
    if 0 < value < 30:
        raise ValueError("must be 0, which keeps everything, or at least 30")
    return value


RecordsDays = Annotated[int, BeforeValidator(number), Field(ge=0, le=36_500), AfterValidator(_records_days)]


class RetentionSettings(_Section):
    """``[retention]``: how many days what the monitor told, and what people decided, is kept; 0 is for ever."""

    alerts_days: RecordsDays = FIVE_YEARS
    decisions_days: RecordsDays = FIVE_YEARS


class Settings(BaseSettings):
    """All settings. The environment's ``ELMON_<SECTION>__<KEY>`` wins over what is passed in (the file's values)."""

    model_config = SettingsConfigDict(
        env_prefix="ELMON_", env_nested_delimiter="__", env_ignore_empty=True, extra="forbid", frozen=True
    )

    database: DatabaseSettings = DatabaseSettings()
    federal_register: FederalRegisterSettings = FederalRegisterSettings()
    public_inspection: PublicInspectionSettings = PublicInspectionSettings()
    ecfr: EcfrSettings = EcfrSettings()
    http: HttpSettings = HttpSettings()
    watchlist: WatchlistSettings = WatchlistSettings()
    health: HealthSettings = HealthSettings()
    web: WebSettings = WebSettings()
    log: LogSettings = LogSettings()
    ping: PingSettings = PingSettings()
    archive: ArchiveSettings = ArchiveSettings()
    retention: RetentionSettings = RetentionSettings()
    demo: DemoSettings = DemoSettings()
    channel: tuple[Channel, ...] = (ConsoleChannel(name="console"),)

    _warnings: tuple[str, ...] = PrivateAttr(default=())

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """First the environment, then what is passed in; no ``.env`` file is ever read unasked."""
        return env_settings, init_settings

    @property
    def warnings(self) -> tuple[str, ...]:
        """Sentences to show on stderr: the settings work, but something about them is unwise."""
        return self._warnings

    def text_hosts(self) -> frozenset[str]:
        """The hosts from which a document's text may be fetched: a record's links are followed nowhere else."""
        if self.http.allowed_hosts:
            return frozenset(host.lower() for host in self.http.allowed_hosts)
        return TEXT_HOSTS | {urlsplit(self.federal_register.base_url).hostname or ""}
