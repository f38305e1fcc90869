"""What ``watch sources`` does."""

from __future__ import annotations

import getpass
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from monitor.cli.context import CommandContext, emit, say
from monitor.cli.named_source import source_named
from monitor.cli.party_commands import import_parties, parties_left
from monitor.cli.records import records_text
from monitor.errors import UsageError

if TYPE_CHECKING:
    from monitor.model import PartySource
    from monitor.rendering.words import Format


def list_sources(context: CommandContext, form: Format) -> None:
    """Print the sources."""
    from monitor.shapes import json_text

    shapes = list(map(_shape, context.store.party_sources.all()))
    if form in ("json", "jsonl"):
        emit(json_text(shapes, indent=True) if form == "json" else "\n".join(map(json_text, shapes)))
        return
    for shape in shapes:
        shape["mapping"] = ", ".join(
            f"{key} from \u201c{text}\u201d" for key, text in _columns(shape["mapping"]).items()
        )
    if shapes or form != "text":
        emit(records_text("watch sources list", shapes, form))
    else:
        say("There are no sources yet: elmon watch import FILE.")


def rename_source(context: CommandContext, name: str, new: str) -> None:
    """Give a source another name."""
    wanted = " ".join(new.split())
    if not wanted:
        raise UsageError("A source's name has at least a letter.")
    source = source_named(context, name)
    context.store.party_sources.rename(source.name, wanted)
    say(f"The source \u201c{name}\u201d is \u201c{wanted}\u201d now; {source.parties:,} parties keep their references.")


def remove_source(context: CommandContext, name: str, yes: bool, accept_replacements: bool) -> int:
    """Remove a source with its parties; 2 where that would need more consent."""
    from monitor.alerting.party_import import plan_import
    from monitor.rendering.words import count_of

    store, name = context.store, source_named(context, name).name
    plan = plan_import(store, (), name, replace=True)
    gone = [party.reference for party in plan.taken.gone]
    decided = [reference for reference in gone if reference in plan.decided]
    parties = count_of(len(gone), "party", "parties")
    if not yes and sys.stdin.isatty() and sys.stderr.isatty():
        import typer

        yes = typer.confirm(f"Remove the source {name} and its {parties}?", default=False, err=True)
    if not yes or (decided and not accept_replacements):
        more = f" Somebody has decided on matches of {len(decided):,} of them." if decided else ""
        say(f"Nothing was removed: {parties} would go.{more} If that is meant, say {plan.remedy(gone)}.")
        return 2
    store.watchlist.remove(gone, getpass.getuser(), context.clock.now())
    store.party_sources.forget(name)
    say(f"The source \u201c{name}\u201d is removed with {parties}; {parties_left(store)}.")
    return 0


def reimport_source(
    context: CommandContext, name: str, replace: bool, preview: bool, yes: bool, accept_replacements: bool, form: Format
) -> int:
    """Read a source's file again where it is."""
    from monitor.reading.parties.tables import AS_FOUND

    source = source_named(context, name)
    if not source.file.path:
        raise UsageError(
            f"The file of \u201c{name}\u201d was uploaded, came on standard input, or is of an earlier version: "
            f'elmon watch import FILE --source "{name}" takes its next one.'
        )
    file = Path(source.file.path)
    return import_parties(context, file, AS_FOUND, name, replace, preview, yes, accept_replacements, form)


def _shape(source: PartySource) -> dict[str, object]:
    """A source as JSON has it; docs/shapes.md."""
    return {
        "name": source.name, "file": source.file.name, "path": source.file.path, "parties": source.parties,
        "owner": source.file.owner, "added_at": source.added_at, "taken_at": source.taken_at,
        "mapping": dict(source.file.mapping),
    }  # fmt: skip


def _columns(mapping: object) -> dict[str, str]:
    columns = mapping.get("columns", {}) if isinstance(mapping, dict) else {}
    return columns if isinstance(columns, dict) else {}
