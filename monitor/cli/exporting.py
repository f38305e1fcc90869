"""``export``: the list and its changes as files that other systems load."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Literal

from monitor.cli.context import CommandContext, emit_text, say
from monitor.cli.currency import say_currency
from monitor.cli.list_commands import day_of, day_words, entries_of, filed_notes_on, spare_collector
from monitor.errors import StoreError, UsageError

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
    spare_collector()
    from monitor.clock import eastern_day
    from monitor.history.list_history import load_history
    from monitor.model import Diff
    from monitor.rendering.currency import diff_words
    from monitor.rendering.diff import render_diff

    first = day_of(context, since, "--since") if since else None
    last = day_of(context, until, "--until") if until else None
    changes = load_history(context.store).changes_effective(first, last)
    diff = Diff(since, until, tuple(sorted(changes, key=lambda c: (str(c.effective_on or ""), c.document_number))))
    today, current = eastern_day(context.clock.now()), context.currency()
    _write(
        render_diff(diff, form, editorial=True), out, f"{len(changes):,} changes",
        f"effective {first or 'from the beginning'} to {last or 'the last one known'}",
    )  # fmt: skip
    if remark := diff_words([day for day in (first, min(last or today, today)) if day], current, today):
        say(remark)
    for note in filed_notes_on(context, last or today, answer="export"):
        say(f"note: {note}")
    say_currency(current)


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
