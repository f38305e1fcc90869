"""The commands about the past and for other systems: ``backfill``, ``replay``, ``reconcile``, ``export``."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from monitor.cli.options import ChangeForm, Day, Format, Formatted, ListForm, Out

past = typer.Typer()
exports = typer.Typer(help="Write the list or its changes for other systems to load.", no_args_is_help=True)
past.add_typer(exports, name="export")


@past.command()
def backfill(
    ctx: typer.Context,
    since: Annotated[str, typer.Option("--since", metavar="DATE", help="The first day of publication to ask for.")],
    file: Annotated[
        Path | None, typer.Option("--from", metavar="FILE", help="The list of DATE; else a copy is found.")
    ] = None,
    force: Annotated[bool, typer.Option("--force", help="Believe FILE, however short it is.")] = False,
) -> None:
    """Fetch and apply past rules, in order and politely; nobody is alerted. Stopped, it goes on where it was.

    Who was alerted about a rule on public inspection gets the confirmation of its publication all the same.

    An empty database starts from FILE, or from the newest copy of the list that ships with elmon and is not after DATE.
    Where the list begins later, the older list is laid beneath it: FILE, a copy that ships with elmon, or the eCFR's.
    """
    from monitor.cli.history_commands import backfill

    raise typer.Exit(backfill(ctx.obj, since, file, force))


@past.command()
def replay(
    ctx: typer.Context,
    accept: Annotated[bool, typer.Option("--accept", help="Take the new reading and its history over.")] = False,
    form: Formatted = Format.TEXT,
) -> None:
    """Read every archived document again, as this version reads, and show what that changes; exit 1 if anything.

    Filings on public inspection are read again too; --accept alerts those who were told otherwise.
    """
    from monitor.cli.history_commands import replay

    raise typer.Exit(replay(ctx.obj, accept, form.value))


@past.command()
def reconcile(
    ctx: typer.Context,
    file: Annotated[
        Path | None, typer.Argument(metavar="[FILE]", help="A copy of the list; else the eCFR's newest is fetched.")
    ] = None,
    as_of: Annotated[str, typer.Option("--as-of", metavar="DATE", help="The day on which FILE was the list.")] = "",
    accept: Annotated[bool, typer.Option("--accept", help="Accept the differences that nothing explains.")] = False,
    name: Annotated[list[str] | None, typer.Option("--name", help="Only this entry's; may be repeated.")] = None,
    why: Annotated[str, typer.Option("--why", help="The reason, kept in the history with your name.")] = "",
    force: Annotated[bool, typer.Option("--force", help="Believe a copy that has lost many entries.")] = False,
    form: Formatted = Format.TEXT,
) -> None:
    """Compare the list of this database with the eCFR's and explain every difference; exit 1 if any is left open.

    A difference is editorial, or the eCFR lags, or could not codify a rule, or corrected itself, or the local list has an
    error, or a rule is not loaded yet, or nothing explains it.
    """
    from monitor.cli.history_commands import reconcile

    raise typer.Exit(reconcile(ctx.obj, file, as_of, accept, name or [], why, force, form.value))


@exports.command("list")
def export_list(
    ctx: typer.Context,
    form: Annotated[
        ListForm, typer.Option("--format", "-f", help="csl: Consolidated Screening List CSV.")
    ] = ListForm.CSL,
    as_of: Day = "",
    out: Out = None,
    check: Annotated[
        bool, typer.Option("--check", help="ftm: hold every entity against the library's model (the extra ftm).")
    ] = False,
) -> None:
    """Write the list: CSV, JSON Lines, the Consolidated Screening List's CSV (csl), or FollowTheMoney JSON (ftm)."""
    from monitor.cli.exporting import export_list

    export_list(ctx.obj, form.value, as_of, out, check)


@exports.command("changes")
def export_changes(
    ctx: typer.Context,
    form: Annotated[ChangeForm, typer.Option("--format", "-f", help="How to write them.")] = ChangeForm.JSONL,
    since: Annotated[str, typer.Option(metavar="DATE", help="First day of effect; else from the beginning.")] = "",
    until: Annotated[str, typer.Option(metavar="DATE", help="Last day of effect; else all that are known.")] = "",
    out: Out = None,
) -> None:
    """Write every change the rules on record made, editorial ones too, each with its rule and its day."""
    from monitor.cli.exporting import export_changes

    export_changes(ctx.obj, form.value, since, until, out)
