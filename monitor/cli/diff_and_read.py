"""``diff`` and ``read``: what changed, and what a file holds."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from monitor.cli.context import CommandContext, emit, emit_bytes, say, terminal_width, wants_colour
from monitor.cli.currency import say_currency
from monitor.cli.list_commands import countries_of, filed_notes_on, spare_collector
from monitor.errors import CannotRead, UsageError
from monitor.model import Change, ChangeKind, Rule, Snapshot

if TYPE_CHECKING:
    from monitor.history.list_history import ListHistory
    from monitor.rendering.words import Format


def show_diff(
    context: CommandContext,
    from_state: str,
    to_state: str,
    form: Format,
    editorial: bool,
    countries: Sequence[str] | None,
    kinds: Sequence[str] | None,
    stat: bool,
    exit_code: bool,
) -> int:
    """Print the Diff; the exit status is 1 with ``exit_code`` where anything but editorial changed."""
    spare_collector()
    from functools import cache

    from monitor.clock import SystemClock, eastern_day
    from monitor.history.diff import compare_names, document_attention
    from monitor.history.filed import rule_filed
    from monitor.history.state_names import state_name
    from monitor.rendering.currency import diff_keys, diff_words, file_words
    from monitor.rendering.diff import render_diff

    @cache
    def history() -> ListHistory:
        from monitor.history.list_history import load_history  # two files need no database

        return load_history(context.store, lists=context.lists)

    def filed(number: str) -> Rule | None:
        return rule_filed(context.store.filings.get(number))

    def named(state: str) -> str:
        if Path(state).exists():
            return state
        found = state_name(state, history)
        if found.understood:
            say(found.understood)
        return found.name

    from_state, to_state = named(from_state), named(to_state) if to_state else ""
    only_files = all(Path(name).exists() for name in (from_state, to_state or "now"))
    clock = SystemClock() if only_files else context.clock  # two files need no settings
    today = eastern_day(clock.now())
    found = compare_names(from_state, to_state, history, filed, today, files=True, lists=context.lists)
    found = found.noting(filed_notes_on(context, max(found.days), answer="comparison") if found.days else ())
    diff = replace(found.diff, changes=tuple(_chosen(found.diff.changes, countries, kinds)))
    current = None if only_files else context.currency()
    remark = diff_words(found.days, current, today) if current else ""
    emit(
        render_diff(
            diff, form, width=terminal_width(), colour=wants_colour(), editorial=editorial, stat=stat, remark=remark,
            keys=diff_keys(current, remark, found.file_dates),
        )
    )  # fmt: skip
    if current:
        say_currency(current)
    for words in (*file_words(found.file_dates), *([remark] if remark and form in ("json", "jsonl", "csv") else [])):
        say(words)
    for note in diff.notes if form in ("jsonl", "csv") or found.file_dates else ():
        say(f"note: {note}")
    if reason := document_attention(from_state, history):
        say(f"{from_state}: {reason}")
    changed = any(c.kind is not ChangeKind.EDITORIAL for c in diff.changes)
    return 1 if exit_code and changed else 0


def _chosen(changes: Sequence[Change], countries: Sequence[str] | None, kinds: Sequence[str] | None) -> list[Change]:
    wanted = {_kind(k) for k in kinds or ()}
    places = countries_of(countries, {c.country for c in changes})
    return [c for c in changes if (not wanted or c.kind in wanted) and places.admits(c.country)]


def _kind(text: str) -> ChangeKind:
    try:
        return ChangeKind(text.lower())
    except ValueError:
        raise UsageError(f"--kind {text!r} is none of {', '.join(k.value for k in ChangeKind)}.") from None


def read_files(paths: Sequence[Path], form: Format) -> int:
    """Print what each file holds, of a damaged rule what can be named; exit status 4 if any could not be read."""
    if len(paths) == 1:
        spare_collector()
    if len(paths) == 1 and form not in ("json", "jsonl"):
        return _read_one(paths[0], form)
    from monitor.shapes import json_bytes, parts

    unread = 0
    for path in paths:
        found: Any
        try:
            found = read_path(path)
        except CannotRead as error:
            unread += 1
            say(f"elmon: {error}")
            nothing = {"verdict": "unreadable", "problems": [str(error)], "amendments": [], "entries": []}
            found = named_in_damaged(path, error) or nothing
        if len(paths) > 1:
            found = {"file": str(path), **(found if isinstance(found, dict) else parts(found))}
        emit_bytes(json_bytes(found, indent=form == "json" and len(paths) == 1))
    return CannotRead.exit_status if unread else 0


def _read_one(path: Path, form: Format) -> int:
    try:
        _print_one(read_path(path), form)
    except CannotRead as error:
        rule = named_in_damaged(path, error)
        if rule is None:
            raise
        _print_one(rule, form)
        say(f"elmon: {error}")
        return CannotRead.exit_status
    return 0


def named_in_damaged(path: Path, error: CannotRead) -> Rule | None:
    """What can be named of a damaged rule in a file that was refused with ``error``; None where nothing can be."""
    from monitor.reading.local_file import read_file
    from monitor.reading.rules.document import read_damaged

    try:
        return read_damaged(read_file(path), str(path), error)
    except CannotRead:
        return None


def read_path(path: Path) -> Rule | Snapshot:
    """What a file holds: a rule document or a copy of the list. Raises CannotRead."""
    from monitor.reading.files import Kind, is_body_html, kind_of, open_bytes, read_snapshot
    from monitor.reading.local_file import read_file

    what = str(path)
    data = open_bytes(read_file(path), what)
    if is_body_html(data) or kind_of(data, what) in (Kind.RULE_XML, Kind.RULE_TEXT):
        from monitor.reading.rules.document import read_document  # a copy of the list needs none of it

        return read_document(data, what)
    return read_snapshot(data, what)


def _print_one(found: Rule | Snapshot, form: Format) -> None:
    from monitor.rendering.entries import render_entries
    from monitor.rendering.read import render_read

    if form in ("csv", "markdown") and isinstance(found, Snapshot):
        emit(render_entries(found.entries, form, terminal_width()))
    else:
        emit(render_read(found, form, terminal_width()))
