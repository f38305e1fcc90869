"""``list``, ``show`` and ``search``: what the list says, on any day and as known on any day."""

from __future__ import annotations

import sys
from collections.abc import Collection, Sequence
from datetime import date, datetime
from typing import TYPE_CHECKING

from monitor.cli.context import CommandContext, say, terminal_width, wants_colour
from monitor.cli.currency import emit_list, refuse_envelope, say_currency
from monitor.cli.records import records_text
from monitor.errors import UsageError

if TYPE_CHECKING:
    from monitor.history.country_filter import CountryFilter
    from monitor.history.list_history import ListHistory
    from monitor.model import Entry
    from monitor.rendering.words import Format


def day_of(context: CommandContext, text: str, option: str = "--as-of") -> date:
    """The day an option names, today where it is not given."""
    from monitor.clock import eastern_day
    from monitor.history.state_names import day_name

    day, understood = day_name(text) if text else (eastern_day(context.clock.now()), "")
    if day is None:
        raise UsageError(f"{option} {text!r} is no date; write it as 2024-12-05 or 12/05/2024 (month/day/year).")
    if understood and understood not in context.notes:
        _note(context, understood)
    return day


def _note(context: CommandContext, sentence: str) -> None:
    """Say what goes with the answer on stderr, and keep it for the envelope."""
    context.notes.append(sentence)
    say(f"note: {sentence}")


def history_of(context: CommandContext, known_on: str = "") -> ListHistory:
    """The list through time, as known now or at the end of a day; an empty database starts from the bundled copy."""
    spare_collector()
    from monitor.clock import end_of_day
    from monitor.history.baseline import ensure_baseline, told_of
    from monitor.history.list_history import load_history

    known: datetime | None = end_of_day(day_of(context, known_on, "--known-on")) if known_on else None
    if started := ensure_baseline(context.store, context.clock, context.newly_covered):
        say(told_of(started, context.store))
    return load_history(context.store, lists=context.lists, known_on=known)


def spare_collector() -> None:
    """Spare the search for garbage: what is loaded, and the list's many small values, live to the end of the process."""
    import gc

    gc.disable()


def entries_of(context: CommandContext, as_of: str, known_on: str = "") -> tuple[date, list[Entry]]:
    """The list of a day, as known now or at the end of a day; an empty database starts from the bundled copy."""
    day = day_of(context, as_of)
    history = history_of(context, known_on)
    refuse_unknown(context, history, day)
    say_notes(context, history, day)
    return day, list(history.list_on(day).entries)


def say_notes(context: CommandContext, history: ListHistory, day: date, name: str = "") -> None:
    """What is not known of a day, and what is filed and not on its list yet, on stderr; of ``name`` where it is filed."""
    for note in (*history.notes_on(day), *filed_notes_on(context, day, name)):
        _note(context, note)


def filed_notes_on(context: CommandContext, day: date, name: str = "", answer: str = "list") -> tuple[str, ...]:
    """Sentences on the filings on public inspection that the list of a day, or another ``answer``, does not have."""
    from monitor.history.filed import filed_by, filed_notes

    return filed_notes(filed_by(context.filed, day), name, answer)


def refuse_unknown(context: CommandContext, history: ListHistory, day: date) -> None:
    """Raise NotKnown for a day before the first list, and for one of which nothing can be known yet."""
    from monitor.clock import eastern_day

    history.check(day)
    history.check_future(day, eastern_day(context.clock.now()))


def countries_of(written: Sequence[str] | None, known: Collection[str] = ()) -> CountryFilter:
    """The destinations that ``--country`` names; how they were understood is said."""
    from monitor.history.country_filter import country_filter

    found = country_filter(written or (), known)
    for note in found.notes:
        say(f"note: {note}")
    return found


def say_no_such_destination(context: CommandContext, wanted: CountryFilter, known: Collection[str]) -> None:
    """Note that a list has none of the destinations wanted, where it has none; on stderr, too."""
    if wanted.destinations and not wanted.destinations & set(known):
        _note(context, f"The list has no destination {wanted.words}.")


def show_list(
    context: CommandContext,
    as_of: str,
    known_on: str,
    countries: Sequence[str] | None,
    form: Format,
    enveloped: bool = False,
) -> None:
    """Print the entries effective on a day, today if none is given."""
    from monitor.rendering.entries import render_entries

    refuse_envelope(enveloped, form)
    day, entries = entries_of(context, as_of, known_on)
    known = {e.country for e in entries}
    wanted = countries_of(countries, known)
    entries = [e for e in entries if wanted.admits(e.country)]
    say_no_such_destination(context, wanted, known)
    emit_list(context, entries, lambda: render_entries(entries, form, terminal_width(), wanted.words), enveloped)
    if form == "text":
        as_known = f", as known on {known_on}" if known_on else ""
        say(f"{len(entries):,} entries {day_words(context, day, 'in force on')}{as_known}.")


def day_words(context: CommandContext, day: date, on: str = "of") -> str:
    """ "of 2026-07-18", or through which day the list of that day is known."""
    from monitor.clock import eastern_day
    from monitor.rendering.currency import known_words

    return known_words(day, context.currency(), eastern_day(context.clock.now())) or f"{on} {day}"


def show_entry(context: CommandContext, name: str, as_of: str, form: Format, enveloped: bool = False) -> None:
    """Print one entry with its history; all that bear the name."""
    from monitor.clock import eastern_day
    from monitor.rendering.history import render_entry_histories

    refuse_envelope(enveloped, form)
    day = day_of(context, as_of)
    history = history_of(context)
    refuse_unknown(context, history, day)
    say_notes(context, history, day, name)
    try:
        found = history.histories_named(name, day)
    except UsageError:  # that nobody of the name is listed is an answer, too
        say_currency(context.currency())
        raise

    def text_of() -> str:
        return render_entry_histories(found, form, terminal_width(), wants_colour(), eastern_day(context.clock.now()))

    emit_list(context, found, text_of, enveloped)


def search_list(
    context: CommandContext,
    text: str,
    as_of: str,
    countries: Sequence[str] | None,
    form: Format,
    enveloped: bool = False,
) -> int:
    """Print the entries in which every word of ``text`` stands; 1 where there is none."""
    from monitor.comparing.finding import suggestion
    from monitor.rendering.safe import short
    from monitor.rendering.words import count_of

    refuse_envelope(enveloped, form)
    day = day_of(context, as_of)
    history = history_of(context)
    refuse_unknown(context, history, day)
    listed = history.list_on(day)
    known = {e.country for e in listed.entries}
    wanted = countries_of(countries, known)
    say_notes(context, history, day, text)
    say_no_such_destination(context, wanted, known)
    hits = listed.search(text) if text.strip() else []
    found = [hit for hit in hits if wanted.admits(hit.entry.country)]
    cut = 160 if form == "text" else sys.maxsize
    records: list[dict[str, object]] = [
        {"country": f.entry.country, "name": f.entry.name, "found_in": f.kind, "text": short(f.matched, cut)}
        for f in found
    ]

    def text_of() -> str:
        return records_text("search", records, form) if records or form != "text" else ""

    emit_list(context, records, text_of, enveloped)
    if form == "text":
        searched = (entry for entry in listed.entries if wanted.admits(entry.country))
        hint = "" if found else suggestion(searched, text)
        say(f"{count_of(len(found), 'entry', 'entries')} found on the list {day_words(context, day)}.{hint}")
    return 0 if found else 1
