"""What ``watch import``, ``add``, ``list`` and ``remove`` do: the parties themselves."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from monitor.cli.context import CommandContext, emit, say, terminal_width
from monitor.cli.party_reading import MOST_PROBLEMS, party_record, read_parties_of, show_first_rows
from monitor.cli.watchlist_commands import print_matches
from monitor.errors import UsageError

if TYPE_CHECKING:
    from monitor.alerting.party_import import ImportPlan
    from monitor.reading.parties.tables import ReadingOptions
    from monitor.rendering.words import Format
    from monitor.store import Store


def import_parties(
    context: CommandContext, file: Path, options: ReadingOptions, source: str, replace: bool, preview: bool,
    yes: bool, accept_replacements: bool, form: Format, owner: str = "", new_mapping: bool = False,
) -> int:  # fmt: skip
    """Take a file's parties and screen the new ones; 2 where something was not taken for want of consent."""
    from monitor.alerting.party_import import plan_import, require_own_source
    from monitor.alerting.remembered_reading import as_remembered, file_taken
    from monitor.history.baseline import ensure_baseline
    from monitor.model import SourceFile
    from monitor.model.watch_sources import source_name

    store, name = context.store, " ".join(source.split()) or source_name(file.name)
    options = options if new_mapping else as_remembered(store, name, options)
    if options.settled:
        say(f"Read as the last file of the source \u201c{name}\u201d; --new-mapping looks at it anew.")
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
    taken_from = file_taken(found, options, SourceFile(file.name, str(file.resolve()), _owner(store, name, owner)))
    store.watchlist.take(
        found.parties, name, context.clock.now(), replace=replace, spared=spared, source_file=taken_from
    )
    say(f"The watchlist has {store.watchlist.count():,} parties.")
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
    records = [party_record(party, form) for party in parties]
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
