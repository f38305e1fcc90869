"""What ``watch import``, ``add``, ``list`` and ``remove`` do: the parties themselves."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from monitor.cli.context import CommandContext, emit, say
from monitor.cli.named_source import source_named
from monitor.cli.party_reading import MOST_PROBLEMS, party_record, read_parties_of, show_first_rows
from monitor.cli.records import records_text
from monitor.cli.watchlist_commands import print_matches
from monitor.errors import UsageError

if TYPE_CHECKING:
    from monitor.alerting.party_import import ImportPlan
    from monitor.model import PartyEvent, WatchedParty
    from monitor.reading.parties.tables import ReadingOptions
    from monitor.rendering.words import Format
    from monitor.store import Store


def import_parties(
    context: CommandContext, file: Path, options: ReadingOptions, source: str, replace: bool, preview: bool,
    yes: bool, accept_replacements: bool, form: Format, owner: str = "", new_mapping: bool = False,
) -> int:  # fmt: skip
    """Take a file's parties and screen the new ones; 2 where something was not taken for want of consent."""
    import getpass

    from monitor.alerting.party_import import plan_import, require_own_source
    from monitor.alerting.remembered_reading import as_remembered, file_taken, source_of
    from monitor.history.baseline import ensure_baseline
    from monitor.model import SourceFile
    from monitor.reading.local_file import STANDARD_INPUT
    from monitor.rendering.words import count_of

    path = "" if str(file) == STANDARD_INPUT else str(file.resolve())
    if not path and not source.strip():
        raise UsageError("Standard input has no name: say whose parties they are with --source NAME.")
    store = context.store
    name = " ".join(source.split()) or source_of(store, file.name, path)
    options = options if new_mapping else as_remembered(store, name, options)
    if options.settled:
        say(f"Read as the last file of the source \u201c{name}\u201d; --new-mapping maps it again.")
    found = read_parties_of(file, options, stable=True, every_problem=preview)
    if not source:
        require_own_source(store, found.parties, name)
    plan = plan_import(store, found.parties, name, replace=replace)
    if preview:
        show_first_rows(found, form)
    for party in () if preview else found.parties[:3]:
        say("  " + " \u00b7 ".join(filter(None, (party.reference, party.name, party.country, party.address))))
    asked = not preview and not yes and sys.stdin.isatty() and sys.stderr.isatty()
    spared = plan.spared(yes=yes, accept_replacements=accept_replacements)
    say(
        f"Source \u201c{name}\u201d: {_sentence(plan, spared)}; {count_of(len(found.problems), 'line')} left out or odd."
    )
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
    ensure_baseline(store, context.clock, context.newly_covered)
    fresh = plan.taken.fresh.without(frozenset(spared))
    # Shown before they are taken: an import that is killed on its way is done again, and shows its matches again.
    matched = print_matches(context, fresh, None, "", False, form) if fresh else 0
    taken_from = file_taken(found, options, SourceFile(file.name, path, _owner(store, name, owner)))
    store.watchlist.take(
        found.parties,
        name,
        context.clock.now(),
        replace=replace,
        spared=spared,
        source_file=taken_from,
        planned=plan.taken,
        who=getpass.getuser(),
    )
    say(f"The watchlist has {count_of(store.watchlist.count(), 'party', 'parties')}.")
    if spared:
        say(f"Not taken: {len(spared):,}, listed above. Take them with {plan.remedy(spared)}.")
        return 2
    return matched


def _owner(store: Store, source: str, given: str) -> str:
    """Who keeps a source: as it is said, else whoever imports it first."""
    import getpass

    if said := " ".join(given.split()):
        return said
    known = store.party_sources.named(source)
    return "" if known and known.file.owner else getpass.getuser()


def parties_left(store: Store) -> str:
    """How many parties there are: "1 party is left"."""
    from monitor.rendering.words import count_of

    left = store.watchlist.count()
    return f"{count_of(left, 'party', 'parties')} {'is' if left == 1 else 'are'} left"


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


def add_party(
    context: CommandContext, name: str, country: str, reference: str, address: str, aliases: Sequence[str], form: Format
) -> int:
    """Add one, and screen it."""
    import getpass

    from monitor.history.baseline import ensure_baseline
    from monitor.model import NO_DETAILS, PartyDetails, WatchedParty
    from monitor.reading.parties.party_lines import derived_reference
    from monitor.text.clean import one_line

    said = _checked(name, country)
    details = PartyDetails(tuple(filter(None, map(one_line, aliases)))) if aliases else NO_DETAILS
    own = one_line(reference) or derived_reference(*said)
    party = WatchedParty(own, *said, one_line(address), details=details)
    ensure_baseline(context.store, context.clock, context.newly_covered)
    matched = print_matches(context, [party], None, "", False, form)
    taken = context.store.watchlist.take([party], "", context.clock.now(), who=getpass.getuser())
    party = taken.fresh[0] if taken.fresh else party
    say(f"{party.reference}: {'added' if taken.added else 'updated' if taken.changed else 'known already'}.")
    return matched


def _checked(name: str, country: str) -> tuple[str, str]:
    """A party's name and country as they are kept, with a note of an odd country. Raises UsageError for what is none."""
    from monitor.reading.parties.party_lines import country_problem
    from monitor.reading.parties.typed import name_and_country
    from monitor.text.clean import one_line

    checked = name_and_country(name, country)
    if odd := country_problem(one_line(country)):
        say(f"note: {odd}")
    return checked


def edit_party(
    context: CommandContext, reference: str, name: str | None, country: str | None, address: str | None,
    aliases: Sequence[str] | None, form: Format,
) -> int:  # fmt: skip
    """Change one, and screen it as it is now; what is None stays as it is."""
    import getpass
    from dataclasses import replace

    from monitor.text.clean import one_line

    store = context.store
    (party,) = _parties_named(store, [reference], "changed")
    written, place = _checked(party.name if name is None else name, country or "")
    details = (
        party.details
        if aliases is None
        else replace(party.details, aliases=tuple(filter(None, map(one_line, aliases))))
    )
    edited = replace(
        party, name=written, country=party.country if country is None else place, details=details,
        address=party.address if address is None else one_line(address),
    )  # fmt: skip
    is_other = store.watchlist.edit(edited, getpass.getuser(), context.clock.now())
    matched = print_matches(context, [edited], None, "", False, form)
    overwritten = f" The next file of \u201c{party.source}\u201d has the last word." if party.source else ""
    say(f"{reference}: {'changed' if is_other else 'is so already'}.{overwritten if is_other else ''}")
    return matched


def show_history(context: CommandContext, reference: str, form: Format) -> None:
    """Print what became of a party, the newest first."""

    events = context.store.party_history.of(reference)
    if not events:
        raise UsageError(f"No party has or had the reference {reference}; elmon watch list shows them all.")
    records: list[dict[str, object]] = [
        {"when": event.at, "what": event.what, "who": event.who, "fields": _fields_of(event)} for event in events
    ]
    emit(records_text("watch history", records, form))


def _fields_of(event: PartyEvent) -> str:
    """What an event has changed, or the name of the party that went."""
    said = "; ".join(
        f"{field}: \u201c{before}\u201d \u2192 \u201c{after}\u201d" for field, before, after in event.fields
    )
    return said or (event.before.name if event.before else "")


def list_parties(context: CommandContext, text: str, source: str, form: Format) -> None:
    """Print the watchlist, or what of it has a text in reference, name or alias, and is of a source."""
    from monitor.text.names import fold

    if source:
        source_named(context, source)
    wanted = fold(text)
    parties = [
        party for party in context.store.watchlist.parties()
        if (not source or party.source == source) and wanted in fold(" ".join((party.reference, *party.names)))
    ]  # fmt: skip
    if form in ("json", "jsonl"):
        from monitor.shapes import json_text

        emit(json_text(parties, indent=True) if form == "json" else "\n".join(map(json_text, parties)))
        return
    records = [party_record(party, form) for party in parties]
    if records or form != "text":
        emit(records_text("watch list", records, form))
    else:
        say("No such party." if text else "There are no parties yet: elmon watch import FILE, or elmon watch add NAME.")


def remove_parties(context: CommandContext, references: Sequence[str]) -> None:
    """Take parties off; all of them must be there."""
    import getpass

    store = context.store
    known = [party.reference for party in _parties_named(store, references, "removed")]
    gone = store.watchlist.remove(known, getpass.getuser(), context.clock.now())
    say(f"{gone:,} removed; {parties_left(store)}.")


def _parties_named(store: Store, references: Sequence[str], done: str) -> list[WatchedParty]:
    """The parties of references. Raises UsageError, with the nearest, where one is missing: nothing is ``done``."""
    import difflib

    parties = store.watchlist.parties(references)
    if missing := sorted(set(references) - {party.reference for party in parties}):
        close = difflib.get_close_matches(missing[0], [party.reference for party in store.watchlist.parties()], n=1)
        hint = f" Did you mean {close[0]}?" if close else " elmon watch list shows them all."
        raise UsageError(f"No party has the reference {missing[0]}; nothing was {done}.{hint}")
    return parties
