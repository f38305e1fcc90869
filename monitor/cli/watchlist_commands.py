"""What ``watch`` and ``screen`` do."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import timedelta
from operator import attrgetter
from pathlib import Path
from typing import TYPE_CHECKING

from monitor.cli.context import CommandContext, emit, say
from monitor.cli.currency import refuse_envelope, say_currency
from monitor.cli.list_commands import day_of, day_words, entries_of
from monitor.cli.party_reading import read_parties_of
from monitor.cli.progress import progress
from monitor.cli.records import records_text
from monitor.errors import UpstreamError, UsageError

if TYPE_CHECKING:
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
        parties = read_parties_of(file, options, stable=False).parties.of_source(source_name(file.name))
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
    from monitor.rendering.coverage import covered_in_words
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
    say(covered_in_words(context.lists, entries))
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

    score = attrgetter("decimal" if form == "csv" else "percent")
    records: list[dict[str, object]] = [
        {"id": m.id, "score": m.decision or score(m), "reference": m.watch.reference, "yours": m.watch.name,
         "entry": m.entry.name, "destination": m.entry.country, "list": m.entry.list.value, "why": m.explanation}
        for m in matches
    ]  # fmt: skip
    if records or form != "text":
        emit(records_text("screen", records, form))


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
    entries = [entry for entry in _entries_to_decide_on(context) if same_name(entry) == same_name(named)]
    found = [m for party in parties for m in Index(entries).matches(party, 0.0) if m.id == match_id]
    if not found or not entries:
        raise UsageError(f"The match {match_id} is none any more: party or entry are gone or others now; {where}")
    return found[0], entries


def _entries_to_decide_on(context: CommandContext) -> list[Entry]:
    """The list, what waits for its day, and those named by filings on public inspection."""
    from monitor.model.named_changes import named_changes, named_entry
    from monitor.screening.decisions import same_name

    _, entries = entries_of(context, "")
    known = set(map(same_name, entries))
    more: list[Entry] = []
    changes = [c for c in context.store.ledger.changes() if c.after is not None or c.before is not None]
    candidates: Iterable[Entry] = (e for c in reversed(changes) for e in (c.after, c.before) if e is not None)
    filed = (named_entry(c) for kept in context.store.filings.open() if kept.rule for c in named_changes(kept.rule))
    for entry in (*candidates, *filed):
        if same_name(entry) not in known:
            known.add(same_name(entry))
            more.append(entry)
    return [*entries, *more]


def show_decisions(context: CommandContext, form: Format) -> None:
    """Print all decisions, the newest first."""

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
        emit(records_text("watch decisions", records, form))
    else:
        say("Nothing has been decided yet.")
