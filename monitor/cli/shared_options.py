"""Options that several commands share.

``--config`` and ``--debug`` mean behind a command what they mean before it; ``--list`` says which lists a command covers.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import typer
import typer.main
from typer.core import TyperOption

CONFIG = ("--config", "-c"), "Settings file; else config/monitor.toml where it exists."
LIST = ("--list",), "Which list: entity-list, meu-list, unverified-list or all."
LISTS = ("entity-list", "meu-list", "unverified-list", "all")
OF_LISTS = frozenset({"diff", "list", "show", "search", "reconcile", "export list", "export changes"})
"""The commands that cover the Entity List unless they are told otherwise."""
DEBUG = ("--debug",), "Show a traceback when something fails."


def with_shared_options(app: typer.Typer) -> Any:
    """The command of ``app``; every command and group within it takes the shared options too."""
    whole: Any = typer.main.get_command(app)
    for name, command in _within(whole):
        if name in OF_LISTS:
            command.params.append(_list())
        command.params += [_config(), _debug()]
    return whole


def _within(group: Any, above: str = "") -> Iterator[tuple[str, Any]]:
    """Every command and group with its name as it is typed."""
    for name, command in getattr(group, "commands", {}).items():
        typed = f"{above} {name}".strip()
        yield typed, command
        yield from _within(command, typed)


def _list() -> TyperOption:
    def take(ctx: typer.Context, _: object, value: str) -> None:
        if value not in LISTS:
            from monitor.errors import UsageError

            raise UsageError(f"--list {value!r} is none of {', '.join(LISTS)}.")
        ctx.obj.list_name = value

    names, words = LIST
    return TyperOption(
        param_decls=[*names], type=str, default=LISTS[0], show_default=True, help=words, callback=take, expose_value=False,
        metavar="LIST", autocompletion=lambda: list(LISTS),
    )  # fmt: skip


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
