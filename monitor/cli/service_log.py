"""The log of ``run`` and ``serve``; as JSON it is all that standard error has, the warnings of the settings too."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from monitor.cli.context import CommandContext


def say_warning(words: str) -> None:
    """A warning for people, on stderr."""
    print(f"warning: {words}", file=sys.stderr)


def begin_log(context: CommandContext) -> None:
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
