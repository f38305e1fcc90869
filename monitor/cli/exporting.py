"""``export``: the list and its changes as files that other systems load."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from monitor.cli.context import CommandContext, emit_text, say
from monitor.cli.currency import say_currency
from monitor.cli.list_commands import day_of, day_words, entries_of, filed_notes_on, history_of
from monitor.errors import StoreError, UsageError

if TYPE_CHECKING:
    from monitor.history.list_history import ListHistory

Form = Literal["csv", "jsonl", "csl", "ftm"]


def export_list(context: CommandContext, form: Form, as_of: str, out: Path | None, check: bool = False) -> None:
    """Write the list of a day; with ``check`` only if FollowTheMoney's own library accepts every entity of it."""
    if check and form != "ftm":
        raise UsageError("--check holds FollowTheMoney entities against their model; it goes with --format ftm only.")
    day, entries = entries_of(context, as_of)
    if form == "csl":
        from monitor.exporting.csl import render_csl

        text = render_csl(entries)
    elif form == "ftm":
        from monitor.exporting.ftm import render_ftm

        text = render_ftm(entries)
        if check:
            from monitor.exporting.check import check_ftm

            say(f"All entities are valid, says {check_ftm(text.splitlines())}.")
    else:
        from monitor.rendering.entries import render_entries

        text = render_entries(entries, form)
    _write(text, out, f"{len(entries):,} entries {day_words(context, day, 'in force on')}",
           day_words(context, day, "as of"))  # fmt: skip
    say_currency(context.currency())


def export_changes(
    context: CommandContext, form: Literal["csv", "jsonl"], since: str, until: str, out: Path | None
) -> None:
    """Write the changes that took effect from one day to another, both included."""
    from monitor.clock import eastern_day
    from monitor.model import Diff
    from monitor.rendering.currency import diff_words
    from monitor.rendering.diff import render_diff
    from monitor.rendering.words import count_of

    first = day_of(context, since, "--since") if since else None
    last = day_of(context, until, "--until") if until else None
    history = history_of(context)
    changes = history.changes_effective(first, last)
    diff = Diff(since, until, tuple(sorted(changes, key=lambda c: (str(c.effective_on or ""), c.document_number))))
    today, current = eastern_day(context.clock.now()), context.currency()
    remark = diff_words([day for day in (first, min(last or today, today)) if day], current, today)
    _write(
        render_diff(diff, form, editorial=True), out,
        count_of(len(changes), "change") if changes or not remark else "No change known",
        f"effective {first or 'from the beginning'} to {last or 'the last one known'}",
    )  # fmt: skip
    if remark:
        say(remark)
    for note in (*_not_in(history, first, last or today), *filed_notes_on(context, last or today, answer="export")):
        say(f"note: {note}")
    say_currency(current)


def _not_in(history: ListHistory, first: date | None, last: date) -> Iterator[str]:
    """What the changes from one day to another lack: those before the first list, and those of days without rules."""
    from monitor.history.gaps import notes_between

    start = history.baseline.as_of if history.baseline else None
    if start and first and first < start:
        yield f"Changes up to {start} are not known: it is the day of the list that this database starts from."
    yield from notes_between(history.gaps, first or date.min, last)


def _write(text: str, out: Path | None, what: str, as_of: str) -> None:
    """Write an export; say what it is of, and the SHA-256 of the bytes that were written."""
    if out is None:
        written = emit_text(text)
    else:
        written = text.encode()
        try:
            out.write_bytes(written)
        except OSError as error:
            raise StoreError(f"{out} cannot be written ({error.strerror}); choose another place with --out.") from None
    say(f"{what} written" + (f" to {out}." if out else "."))
    say(f"Export {as_of}; SHA-256 {hashlib.sha256(written).hexdigest()}.")
