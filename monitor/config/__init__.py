"""Settings: built-in defaults, over them a TOML file, over that the environment.

``load_settings`` is the one way in; every wrong key, value or file is a ``SettingsError`` of one sentence each.
Importing this package costs what pydantic costs: import it inside the command that needs it.
config/monitor.toml documents every key.
"""

from monitor.config.channels import (
    AppriseChannel,
    Channel,
    ChannelBase,
    ChannelSettings,
    ConsoleChannel,
    EmailChannel,
    FeedChannel,
    SlackChannel,
    WebhookChannel,
)
from monitor.config.loading import DEFAULT_FILE, load_settings
from monitor.config.overrides import overrides
from monitor.config.secrets import secrets_of
from monitor.config.settings import (
    ArchiveSettings,
    DatabaseSettings,
    EcfrSettings,
    FederalRegisterSettings,
    HealthSettings,
    HttpSettings,
    LogSettings,
    PingSettings,
    PublicInspectionSettings,
    Settings,
    WatchlistSettings,
)

__all__ = [
    "DEFAULT_FILE",
    "AppriseChannel",
    "ArchiveSettings",
    "Channel",
    "ChannelBase",
    "ChannelSettings",
    "ConsoleChannel",
    "DatabaseSettings",
    "EcfrSettings",
    "EmailChannel",
    "FederalRegisterSettings",
    "FeedChannel",
    "HealthSettings",
    "HttpSettings",
    "LogSettings",
    "PingSettings",
    "PublicInspectionSettings",
    "Settings",
    "SlackChannel",
    "WatchlistSettings",
    "WebhookChannel",
    "load_settings",
    "overrides",
    "secrets_of",
]
