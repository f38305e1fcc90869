"""How current the list is, beside every answer that speaks of it: on stderr, as keys, and around arrays."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from monitor.cli.context import CommandContext, emit, emit_bytes, say
from monitor.errors import UsageError

if TYPE_CHECKING:
    from monitor.model import ListCurrency
    from monitor.rendering.words import Format


def say_currency(current: ListCurrency) -> None:
    """How current the list is, and what to do where it is out of date, on stderr."""
    from monitor.rendering.currency import out_of_date_words, statement

    say(" ".join(filter(None, (statement(current), out_of_date_words(current)))))


def refuse_envelope(wanted: bool, form: Format) -> None:
    """Raise UsageError where ``--envelope`` is given with a format that has no array."""
    if wanted and form != "json":
        raise UsageError(
            "--envelope is for --format json; with the other formats, stderr says how current the list is."
        )


def emit_list(
    context: CommandContext, items: Any, text: Callable[[], str], wrapped: bool, notes: Sequence[str] = ()
) -> None:
    """Print an array as ``text`` has it, or in an envelope; then say how current the list is."""
    current = context.currency()
    if wrapped:
        from monitor.rendering.currency import envelope
        from monitor.shapes import json_bytes

        emit_bytes(json_bytes(envelope(current, items, notes), indent=True))
    else:
        emit(text())
    say_currency(current)
