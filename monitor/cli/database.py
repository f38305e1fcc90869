"""``db``: the database upgraded, backed up, restored, moved to another, and its archive kept small."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from monitor.cli.context import CommandContext, say

database = typer.Typer(help="Look after the database.", no_args_is_help=True)
Replace = Annotated[bool, typer.Option("--replace", help="Write over what is there.")]


@database.command("upgrade")
def upgrade(ctx: typer.Context) -> None:
    """Bring the database's tables to this version; also done at start unless database.auto_upgrade = false."""
    from monitor.store import open_store

    open_store(ctx.obj.settings.database.url, upgrade=True).close()
    say("The database's tables are those of this version.")


@database.command("backup")
def backup(
    ctx: typer.Context,
    file: Annotated[Path, typer.Argument(metavar="FILE", help="Where to; packed if it ends in .gz.")],
    replace: Replace = False,
) -> None:
    """Copy the database into a file, while the monitor is at work, and check the copy.

    For SQLite. On PostgreSQL the error says how: pg_dump, or elmon db copy into a SQLite file.
    """
    from monitor.cli.progress import progress
    from monitor.operations.backup import take_backup
    from monitor.store.engine import Database

    source = Database(ctx.obj.settings.database.url)
    try:
        with progress("backing up") as done:
            size = take_backup(source, file, done, replace=replace)
    finally:
        source.close()
    say(f"{file}: {size:,} bytes, checked. It holds what your channels were told; keep it as private as the database.")


@database.command("restore")
def restore(
    ctx: typer.Context,
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A backup; plain or .gz.")],
    replace: Annotated[
        bool, typer.Option("--replace", help="Lose what the database holds; no instance may be at work on it.")
    ] = False,
) -> None:
    """Put a backup in the place of the database, checked first; an empty PostgreSQL database takes one too.

    Alerts that were sent after the backup was taken are waiting in it, and are sent again.
    """
    from monitor.cli.progress import progress
    from monitor.operations.backup import restore_backup

    context: CommandContext = ctx.obj
    with progress("restoring") as done:
        restore_backup(file, context.settings.database.url, context.clock, done, replace=replace)
    say(f"The database is what {file} holds, its tables those of this version. elmon status tells how it stands.")


@database.command("copy")
def copy(
    ctx: typer.Context,
    to: Annotated[
        str,
        typer.Argument(
            metavar="TO_URL", help="An empty database: postgresql+psycopg://user@host/name or sqlite:///file."
        ),
    ],
) -> None:
    """Move all that the database holds into an empty one, of either kind, and compare every row.

    The database itself stays as it is: set database.url to the new one afterwards.
    """
    from monitor.cli.progress import progress
    from monitor.logs import remember
    from monitor.operations.backup import at_work
    from monitor.operations.copying import move
    from monitor.store.engine import Database

    context: CommandContext = ctx.obj
    source, target = Database(context.settings.database.url), Database(to)
    holder = at_work(source, context.clock)
    shown = target.shown
    remember([target.url.password] if target.url.password else [])
    source.close()
    target.close()
    with progress("copying and comparing") as done:
        copied = move(context.settings.database.url, to, done)
    for table in copied:
        print(f"{table.table:<15} {table.rows:>9,} rows  {table.hash[:16]}")
    say(f"{sum(t.rows for t in copied):,} rows are in {shown}, the same in both. Set database.url to it.")
    if holder:
        say(f"note: {holder} is at work on the old database; what it does from now on is not in the copy.")


@database.command("prune")
def prune(
    ctx: typer.Context,
    keep_days: Annotated[
        int | None, typer.Option("--keep-days", min=7, help="Keep what is younger; else archive.keep_days.")
    ] = None,
    dry: Annotated[bool, typer.Option("--dry-run", help="Only tell what would go.")] = False,
    vacuum: Annotated[
        bool, typer.Option("--vacuum", help="Give the room back to the disk; everybody waits meanwhile.")
    ] = False,
    records: Annotated[
        bool, typer.Option("--records", help="Take away alerts and decisions instead, by [retention].")
    ] = False,
) -> None:
    """Take away old bytes that nothing recorded needs: irrelevant documents, copies looked at once.

    Those of recorded rules, of what a person must check, of filings not in print yet and of baselines always stay.
    """
    from monitor.errors import UsageError
    from monitor.operations.retention import prune_archive, prune_records

    context: CommandContext = ctx.obj
    done = "would go" if dry else "are gone"
    if records:
        ended = prune_records(context.store, context.clock, context.records_kept, dry=dry)
        say(f"{ended.alerts:,} alerts and {ended.decisions:,} decisions whose time is over by [retention] {done}.")
        return
    days = keep_days or context.settings.archive.keep_days
    if not days:
        raise UsageError("archive.keep_days is 0, which keeps everything; say --keep-days N.")
    freed = prune_archive(context.store, context.clock, days, dry=dry, vacuum=vacuum)
    say(f"{freed.documents:,} documents older than {days} days {done}: {freed.bytes:,} bytes in the database.")
    if freed.documents and not dry and not vacuum:
        say("New documents will fill the room; --vacuum gives it back to the disk.")
