"""What ``watch`` and ``screen`` do."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import timedelta
from operator import attrgetter
from pathlib import Path
from typing import TYPE_CHECKING

from monitor.cli.context import CommandContext, emit, say, terminal_width
from monitor.cli.currency import refuse_envelope, say_currency
from monitor.cli.list_commands import day_of, day_words, entries_of
from monitor.cli.party_reading import MOST_PROBLEMS, read_parties_of, show_first_rows
from monitor.cli.progress import progress
from monitor.errors import UpstreamError, UsageError

if TYPE_CHECKING:
    from monitor.alerting.party_import import ImportPlan
    from monitor.model import Decision, Entry, ListCurrency, Match, WatchedParty
    from monitor.reading.parties.tables import ReadingOptions
    from monitor.rendering.words import Format


# -- screening ---------------------------------------------------------------------------------------------------------


def screen(
    context: CommandContext, file: Path | None, options: ReadingOptions, minimum: float | None, as_of: str,
    every: bool, form: Format, max_age: float | None = None, strict: bool = False, enveloped: bool = False,
) -> int:  # fmt: skip
    """Print what matches, confirmed ones first, then best first; 1 where a match waits for somebody, with ``strict`` 3
    where the list is out of date: a source was last checked more than ``max_age`` business days ago."""
    from monitor.model.watch_sources import source_name

    refuse_envelope(enveloped, form)
    parties: Sequence[WatchedParty]
    if file is not None:
        source = source_name(file.name)
        parties = [replace(party, source=source) for party in read_parties_of(file, options, stable=False).parties]
    else:
        parties = context.store.watchlist.parties()
        if not parties:
            raise UsageError(
                "There are no parties yet: name a FILE, or take your parties with elmon watch import FILE."
            )
    age = None if max_age is None else timedelta(days=max_age)
    status = print_matches(
        context, parties, minimum, as_of, every, form, ours=file is None, max_age=age, enveloped=enveloped
    )
    return UpstreamError.exit_status if strict and _is_too_old(context, as_of, age) else status


def _is_too_old(context: CommandContext, as_of: str, max_age: timedelta | None) -> bool:
    """Whether the list is out of date for what is asked: an earlier day's may be known whole all the same."""
    current = context.currency(max_age)
    return current.out_of_date and not (as_of and current.knows(day_of(context, as_of)))


def print_matches(
    context: CommandContext, parties: Sequence[WatchedParty], minimum: float | None, as_of: str, every: bool, form: Format, *,
    ours: bool = True, max_age: timedelta | None = None, enveloped: bool = False,
) -> int:  # fmt: skip
    """Match parties against the list of a day and print it; 1 where a match waits for somebody.

    Of parties that are not ``ours`` nothing is kept.
    """
    from monitor.alerting.watchlist import in_order, screen_filings, screen_parties
    from monitor.history.filed import filed_by
    from monitor.rendering.words import count_of
    from monitor.screening.index import Index

    day, entries = entries_of(context, as_of)
    index = Index(entries)
    least = context.settings.watchlist.minimum_score if minimum is None else minimum
    with progress("parties") as done:
        found = screen_parties(context.store, parties, index, entries, least, dismissed=every, done=done)
    filed = screen_filings(
        context.store, parties, filed_by(context.filed, day), entries, index.weights, least, dismissed=every
    )
    matches = in_order((*found, *filed))
    if ours:
        context.store.watchlist.remember(matches)
    current = context.currency(max_age)
    _print(matches, form, current, enveloped, context.notes)
    matched = len({m.watch.reference for m in matches})
    say(
        f"{count_of(len(parties), 'party', 'parties')} against {len(entries):,} entries {day_words(context, day)}: "
        f"{count_of(len(matches), 'match', 'matches')} of {matched:,}."
    )
    say_currency(current)
    if matches and ours and form == "text":
        say("Not yours? elmon watch dismiss ID --why REASON. Yours? elmon watch confirm ID.")
    return 1 if any(not m.decision for m in matches) else 0


def _print(
    matches: Sequence[Match], form: Format, current: ListCurrency, enveloped: bool, notes: Sequence[str]
) -> None:
    if form in ("json", "jsonl"):
        from monitor.rendering.currency import envelope, match_shape
        from monitor.shapes import json_text

        shapes: list[dict[str, object]] = [match_shape(match, current) for match in matches]
        whole = envelope(current, shapes, notes) if enveloped else shapes
        emit(json_text(whole, indent=True) if form == "json" else "\n".join(map(json_text, shapes)))
        return
    from monitor.rendering.grid import render_records

    score = attrgetter("decimal" if form == "csv" else "percent")
    records: list[dict[str, object]] = [
        {"id": m.id, "score": m.decision or score(m), "reference": m.watch.reference, "yours": m.watch.name,
         "entry": m.entry.name, "destination": m.entry.country, "why": m.explanation}
        for m in matches
    ]  # fmt: skip
    if records or form != "text":
        emit(render_records(records, form, terminal_width()))


# -- parties -----------------------------------------------------------------------------------------------------------


def import_parties(
    context: CommandContext, file: Path, options: ReadingOptions, source: str, replace: bool, preview: bool,
    yes: bool, accept_replacements: bool, form: Format,
) -> int:  # fmt: skip
    """Take a file's parties and screen the new ones; 2 where something was not taken for want of consent."""
    from monitor.alerting.party_import import plan_import, require_own_source
    from monitor.history.baseline import ensure_baseline
    from monitor.model.watch_sources import source_name
    from monitor.reading.local_file import STANDARD_INPUT

    if str(file) == STANDARD_INPUT and not source.strip():
        raise UsageError("Standard input has no name: say whose parties they are with --source NAME.")
    found = read_parties_of(file, options, stable=True, every_problem=preview)
    store, name = context.store, " ".join(source.split()) or source_name(file.name)
    if not source:
        require_own_source(store, found.parties, name)
    plan = plan_import(store, found.parties, name, replace=replace)
    if preview:
        show_first_rows(found, form)
    for party in () if preview else found.parties[:3]:
        say("  " + " \u00b7 ".join(filter(None, (party.reference, party.name, party.country, party.address))))
    asked = not preview and not yes and sys.stdin.isatty() and sys.stderr.isatty()
    spared = plan.spared(yes=yes, accept_replacements=accept_replacements)
    say(f"Source \u201c{name}\u201d: {_sentence(plan, spared)}; {len(found.problems):,} lines left out or odd.")
    for line in plan.not_taken(spared)[:MOST_PROBLEMS]:
        say(f"  {line}")
    if preview:
        say("Nothing was taken (--preview).")
        return 0
    if asked and not _agreed("Take the new and updated ones?" if spared else "Take them?", default=True):
        say("Nothing was taken.")
        return 0
    if asked and spared and _agreed("Remove and replace these too?", default=False):
        spared = plan.spared(yes=True, accept_replacements=accept_replacements)
    ensure_baseline(store, context.clock)
    fresh = [party for party in plan.taken.fresh if party.reference not in spared]
    # Shown before they are taken: an import that is killed on its way is done again, and shows its matches again.
    matched = print_matches(context, fresh, None, "", False, form) if fresh else 0
    store.watchlist.take(found.parties, name, context.clock.now(), replace=replace, spared=spared, file_name=file.name)
    say(f"The watchlist has {store.watchlist.count():,} parties.")
    if spared:
        say(f"Not taken: {len(spared):,}, listed above. Take them with {plan.remedy(spared)}.")
        return 2
    return matched


def _agreed(question: str, *, default: bool) -> bool:
    import typer

    return typer.confirm(question, default=default, err=True)


def _sentence(plan: ImportPlan, spared: Sequence[str]) -> str:
    """What an import does; what it leaves for want of consent is counted apart."""
    taken, kept = plan.taken, frozenset(spared)
    replaced = sum(before.reference in kept for before, _ in plan.replaced)
    gone = sum(party.reference in kept for party in taken.gone)
    changed, removed = taken.changed - replaced, taken.removed - gone
    said = f"{taken.added:,} new, {changed:,} changed, {taken.unchanged:,} unchanged, {removed:,} removed"
    left = ", ".join(f"{n:,} {words}" for n, words in ((replaced, "to replace"), (gone, "to remove")) if n)
    return f"{said}; {left} only with your consent" if left else said


def add_party(context: CommandContext, name: str, country: str, reference: str, address: str, form: Format) -> int:
    """Put one party on the watchlist and screen it."""
    from monitor.history.baseline import ensure_baseline
    from monitor.model import WatchedParty
    from monitor.reading.parties.party_file import LONGEST_NAME, as_destination, country_problem, derived_reference
    from monitor.text.clean import one_line
    from monitor.text.countries import country_named, not_a_country
    from monitor.text.names import fold

    name, place = one_line(name), as_destination(one_line(country))
    if country and country_named(country) is None:
        raise UsageError(not_a_country(country))
    if odd := country_problem(country):
        say(f"note: {odd}")
    if not fold(name) or len(name) > LONGEST_NAME:
        raise UsageError(f"A party's name has at least a letter, and at most {LONGEST_NAME:,} characters.")
    party = WatchedParty(one_line(reference) or derived_reference(name, place), name, place, one_line(address))
    ensure_baseline(context.store, context.clock)
    matched = print_matches(context, [party], None, "", False, form)
    taken = context.store.watchlist.take([party], "", context.clock.now())
    party = taken.fresh[0] if taken.fresh else party
    say(f"{party.reference}: {'added' if taken.added else 'updated' if taken.changed else 'known already'}.")
    return matched


def list_parties(context: CommandContext, text: str, form: Format) -> None:
    """Print the watchlist."""
    from monitor.rendering.grid import render_records
    from monitor.text.names import fold

    wanted = fold(text)
    parties = [p for p in context.store.watchlist.parties() if wanted in fold(f"{p.reference} {p.name}")]
    if form in ("json", "jsonl"):
        from monitor.shapes import json_text

        emit(json_text(parties, indent=True) if form == "json" else "\n".join(map(json_text, parties)))
        return
    records: list[dict[str, object]] = [
        {"reference": p.reference, "name": p.name, "country": p.country, "address": p.address} for p in parties
    ]
    if records or form != "text":
        emit(render_records(records, form, terminal_width()))
    else:
        say("No such party." if text else "There are no parties yet: elmon watch import FILE, or elmon watch add NAME.")


def remove_parties(context: CommandContext, references: Sequence[str]) -> None:
    """Take parties off; all of them must be there."""
    import difflib

    store = context.store
    known = {p.reference for p in store.watchlist.parties(references)}
    if missing := [r for r in references if r not in known]:
        close = difflib.get_close_matches(missing[0], [p.reference for p in store.watchlist.parties()], n=1)
        hint = f" Did you mean {close[0]}?" if close else " elmon watch list shows them all."
        raise UsageError(f"No party has the reference {missing[0]}; nothing was removed.{hint}")
    say(f"{store.watchlist.remove(list(known)):,} removed; {store.watchlist.count():,} parties are left.")


# -- decisions ---------------------------------------------------------------------------------------------------------


def decide_match(context: CommandContext, match_id: str, decision: str, why: str, by: str) -> None:
    """Put a decision on record."""
    import getpass

    from monitor.alerting.watchlist import decide
    from monitor.text.clean import one_line

    if decision == "dismissed" and not one_line(why):
        raise UsageError("--why is empty: who looks at the decision later will want to know.")
    match, entries = _match_of(context, match_id)
    who = one_line(by) or getpass.getuser()
    decide(context.store, match, entries, decision, who, one_line(why), context.clock.now())
    said = {"dismissed": "is dismissed until either changes", "confirmed": "is confirmed", "open": "waits again"}
    say(f"{match.id}: {match.watch.name} ({match.watch.reference}) and {match.entry.name} {said[decision]}.")


def _match_of(context: CommandContext, beginning: str) -> tuple[Match, list[Entry]]:
    """The match that was shown under an id, or its beginning, as it is now, and the entries that have its name."""
    from monitor.screening.decisions import same_name
    from monitor.screening.index import Index

    where = "elmon screen shows the matches of your parties and their ids (elmon watch import first)."
    seen = context.store.watchlist.seen(beginning.strip().lower()) if beginning.strip() else []
    if len(seen) != 1:
        many = f"{len(seen)} matches begin with {beginning}" if seen else f"There is no match {beginning}"
        raise UsageError(f"{many}; {where}")
    ((match_id, reference, named),) = seen
    parties = context.store.watchlist.parties([reference])
    entries = _entries_to_decide_on(context)
    found = [m for party in parties for m in Index(entries).matches(party, 0.0) if m.id == match_id]
    entries = [entry for entry in entries if same_name(entry) == same_name(named)]
    if not found or not entries:
        raise UsageError(f"The match {match_id} is none any more: party or entry are gone or others now; {where}")
    return found[0], entries


def _entries_to_decide_on(context: CommandContext) -> list[Entry]:
    """The list, what waits for its day, and those named by filings on public inspection."""
    from monitor.model import Entry
    from monitor.model.named_changes import named_changes
    from monitor.screening.decisions import same_name

    _, entries = entries_of(context, "")
    known = set(map(same_name, entries))
    more: list[Entry] = []
    changes = [c for c in context.store.ledger.changes() if c.after is not None or c.before is not None]
    candidates: Iterable[Entry] = (e for c in reversed(changes) for e in (c.after, c.before) if e is not None)
    filed = (
        Entry(country=c.country, name=c.name)
        for kept in context.store.filings.open()
        if kept.rule
        for c in named_changes(kept.rule)
    )
    for entry in (*candidates, *filed):
        if same_name(entry) not in known:
            known.add(same_name(entry))
            more.append(entry)
    return [*entries, *more]


def show_decisions(context: CommandContext, form: Format) -> None:
    """Print all decisions, the newest first."""
    from monitor.rendering.grid import render_records

    found: list[Decision] = context.store.watchlist.decisions()
    decisions = context.store.watchlist.newest_decisions()
    records: list[dict[str, object]] = [
        {
            "match": d.match,
            "decision": d.decision,
            "counts": "yes" if decisions[d.match] == d else "superseded",
            "reference": d.reference,
            "entry": d.entry.name,
            "destination": d.entry.country,
            "who": d.who,
            "when": d.at,
            "why": d.why,
        }
        for d in reversed(found)
    ]
    if records or form != "text":
        emit(render_records(records, form, terminal_width()))
    else:
        say("Nothing has been decided yet.")
