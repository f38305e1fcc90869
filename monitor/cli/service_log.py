"""The log of ``run`` and ``serve``; as JSON it is all that standard error has, the warnings of the settings too."""

from __future__ import annotations

from monitor.cli.context import CommandContext


def begin_log(context: CommandContext) -> None:
    """Log from here on as the settings say. Raises SettingsError."""
    import structlog

    from monitor import logs

    held: list[str] = []
    warn, context.warn = context.warn, held.append
    log = context.settings.log
    context.warn = warn
    logs.set_up(log.format, "debug" if context.debug else log.level)
    for words in held:
        (structlog.get_logger().warning if log.format == "json" else warn)(words)
