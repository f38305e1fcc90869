"""The log of ``run`` and ``serve``; as JSON it is all that standard error has, the warnings of the settings too."""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from monitor.config import Settings


class Warned(Protocol):
    """What has settings and tells what is unwise in them: a command's context."""

    warn: Callable[[str], None]
    debug: bool

    @property
    def settings(self) -> Settings:
        """The settings; looking at them first tells the warnings."""


def say_warning(words: str) -> None:
    """A warning for people, on stderr."""
    print(f"warning: {words}", file=sys.stderr)


def begin_log(context: Warned) -> None:
    """Log from here on as the settings say. Raises SettingsError."""
    import structlog

    from monitor import logs

    held: list[str] = []
    context.warn = held.append
    log = context.settings.log
    context.warn = say_warning
    logs.set_up(log.format, "debug" if context.debug else log.level)
    for words in held:
        (structlog.get_logger().warning if log.format == "json" else say_warning)(words)
