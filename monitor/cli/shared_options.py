"""``--config`` and ``--debug`` behind a command: there they mean what they mean before it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import typer
import typer.main
from typer.core import TyperOption

CONFIG = ("--config", "-c"), "Settings file; else config/monitor.toml where it exists."
DEBUG = ("--debug",), "Show a traceback when something fails."


def with_shared_options(app: typer.Typer) -> Any:
    """The command of ``app``; every command and group within it takes the shared options too."""
    whole: Any = typer.main.get_command(app)
    for command in _within(whole):
        command.params += [_config(), _debug()]
    return whole


def _within(group: Any) -> Iterator[Any]:
    for command in getattr(group, "commands", {}).values():
        yield command
        yield from _within(command)


def _config() -> TyperOption:
    def take(ctx: typer.Context, _: object, value: str | None) -> None:
        if value is not None:
            ctx.obj.config = Path(value)

    names, words = CONFIG
    return TyperOption(param_decls=[*names], type=str, metavar="PATH", help=words, callback=take, expose_value=False)


def _debug() -> TyperOption:
    def take(ctx: typer.Context, _: object, value: bool) -> None:
        ctx.obj.debug = ctx.obj.debug or value

    names, words = DEBUG
    return TyperOption(param_decls=[*names], is_flag=True, default=False, help=words, callback=take, expose_value=False)
