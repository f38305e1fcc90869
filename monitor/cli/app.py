"""The commands and their options; what they do is in the modules beside this one, imported when they run."""

from __future__ import annotations

import gc
from pathlib import Path
from typing import Annotated

import typer

from monitor import __version__
from monitor.cli.context import CommandContext
from monitor.cli.database import database
from monitor.cli.history_app import past
from monitor.cli.init_app import beginning
from monitor.cli.options import (
    Columns,
    Day,
    EncodingName,
    Enveloped,
    Format,
    Formatted,
    HeadingRow,
    SeparatorSign,
    SheetName,
)
from monitor.cli.review_app import review
from monitor.cli.serving import pages
from monitor.cli.shared_options import CONFIG, DEBUG
from monitor.cli.watchlist_app import watch

app = typer.Typer(
    name="elmon",
    help="Watch the US Entity List: who was added, changed or taken off, under what terms, from when.\n\n"
    "Try it without any set-up: elmon demo. Not legal advice; the official text prevails.",
    no_args_is_help=True,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
alerts = typer.Typer(help="What was sent to whom and when; send the dead again; a trial message.", no_args_is_help=True)
app.add_typer(alerts, name="alerts")
app.add_typer(beginning)
app.add_typer(past)
app.add_typer(pages)
app.add_typer(database, name="db")
app.add_typer(watch, name="watch")
app.add_typer(review, name="review")


def _version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"elmon {__version__}")
        raise typer.Exit


@app.callback()
def common(
    ctx: typer.Context,
    config: Annotated[Path | None, typer.Option(*CONFIG[0], help=CONFIG[1])] = None,
    debug: Annotated[bool, typer.Option(*DEBUG[0], help=DEBUG[1])] = False,
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Show the version.")
    ] = False,
) -> None:
    """Take the options every command shares."""
    gc.enable()
    ctx.obj = ctx.obj or CommandContext(config=config, debug=debug)


@app.command()
def demo(
    ctx: typer.Context,
    keep: Annotated[
        Path | None,
        typer.Option("--database", metavar="FILE", help="The file to leave the database in; else elmon-demo/elmon.db."),
    ] = None,
    pause: Annotated[float, typer.Option("--pause", min=0, max=10, help="Seconds between the scenes.")] = 0.6,
) -> None:
    """Show the whole pipeline on a recorded Register: no network, no set-up, under half a minute."""
    from monitor.cli.demo import run_demo

    run_demo(keep, pause)


@app.command()
def run(ctx: typer.Context) -> None:
    """Run the daemon: poll on schedule, read, diff, alert, answer health checks. SIGTERM drains and stops."""
    from monitor.cli.run_and_poll import run_daemon

    run_daemon(ctx.obj)


@app.command()
def poll(ctx: typer.Context) -> None:
    """Do one polling round with everything the daemon would do, then stop; for cron."""
    from monitor.cli.run_and_poll import poll_once

    raise typer.Exit(poll_once(ctx.obj))


@app.command()
def diff(
    ctx: typer.Context,
    from_state: Annotated[
        str, typer.Argument(metavar="FROM", help="A date, 'now', a document number or citation, or a file.")
    ],
    to_state: Annotated[str, typer.Argument(metavar="[TO]", help="Another of these; 'now' if it is not given.")] = "",
    form: Formatted = Format.TEXT,
    editorial: Annotated[bool, typer.Option("--editorial", help="List editorial changes too.")] = False,
    country: Annotated[
        list[str] | None, typer.Option("--country", help="Only this destination; may be repeated.")
    ] = None,
    kind: Annotated[
        list[str] | None, typer.Option("--kind", help="Only added, revised, removed, renamed or moved.")
    ] = None,
    stat: Annotated[bool, typer.Option("--stat", help="Counts by destination only.")] = False,
    exit_code: Annotated[bool, typer.Option("--exit-code", help="Exit with 1 if anything changed.")] = False,
) -> None:
    """Show what changed between two states of the list.

    A state is a date (2024-12-05, or 12/05/2024: month/day/year), 'now', or a file: eCFR XML, BIS CSV, CSL CSV or JSON,
    plain or .gz. A document number (2024-28267) or citation ("89 FR 96830") alone shows what that rule changed; beside
    another state it is the list of the day from which that rule is effective. Two files need no database.
    """
    from monitor.cli.diff_and_read import show_diff

    raise typer.Exit(show_diff(ctx.obj, from_state, to_state, form.value, editorial, country, kind, stat, exit_code))


@app.command("list")
def list_entries(
    ctx: typer.Context,
    as_of: Day = "",
    known_on: Annotated[
        str, typer.Option(metavar="DATE", help="As this database knew it at the end of that day.")
    ] = "",
    country: Annotated[
        list[str] | None, typer.Option("--country", help="Only this destination; may be repeated.")
    ] = None,
    form: Formatted = Format.TEXT,
    envelope: Enveloped = False,
) -> None:
    """Print the list as it was in force on a day (default: today)."""
    from monitor.cli.list_commands import show_list

    show_list(ctx.obj, as_of, known_on, country, form.value, envelope)


@app.command()
def show(
    ctx: typer.Context,
    name: Annotated[str, typer.Argument(metavar="NAME", help="An entry's name, or one of its aliases.")],
    as_of: Day = "",
    form: Formatted = Format.TEXT,
    envelope: Enveloped = False,
) -> None:
    """Show one entry whole, with its life: every rule that added, changed or removed it."""
    from monitor.cli.list_commands import show_entry

    show_entry(ctx.obj, name, as_of, form.value, envelope)


@app.command()
def search(
    ctx: typer.Context,
    text: Annotated[str, typer.Argument(metavar="TEXT", help="Words that must all stand in one name or address.")],
    as_of: Day = "",
    country: Annotated[
        list[str] | None, typer.Option("--country", help="Only this destination; may be repeated.")
    ] = None,
    form: Formatted = Format.TEXT,
    envelope: Enveloped = False,
) -> None:
    """Search names, aliases, parties inside entries, and addresses; exit status 1 if nothing is found.

    Case, accents and punctuation do not count. What matches is not yet one of yours: elmon screen compares whole lists.
    """
    from monitor.cli.list_commands import search_list

    raise typer.Exit(search_list(ctx.obj, text, as_of, country, form.value, envelope))


@app.command()
def screen(
    ctx: typer.Context,
    file: Annotated[
        Path | None,
        typer.Argument(
            metavar="[FILE]", help="Your parties: CSV, JSON or a workbook; plain or .gz. Else the watchlist."
        ),
    ] = None,
    column: Columns = None,
    sheet: SheetName = "",
    encoding: EncodingName = "",
    separator: SeparatorSign = "",
    heading_row: HeadingRow = None,
    minimum: Annotated[
        float | None, typer.Option("--minimum-score", min=0, max=1, help="Else watchlist.minimum_score, 0.85.")
    ] = None,
    as_of: Day = "",
    every: Annotated[bool, typer.Option("--all", help="Dismissed matches too.")] = False,
    max_age: Annotated[
        float, typer.Option("--max-age", metavar="DAYS", min=0, max=366, help="Business days since the last check.")
    ] = 1,
    strict: Annotated[bool, typer.Option("--strict", help="Exit with 3 if the list is older than --max-age.")] = False,
    form: Formatted = Format.TEXT,
    envelope: Enveloped = False,
) -> None:
    """Match your parties against the whole list: confirmed ones first, then best first; exit 1 if a match waits.

    Without FILE these are the parties of your watchlist (elmon watch import); of a FILE nothing is kept. Names are compared
    word by word, in any order, allowing for spelling, transliteration and legal forms; words that many firms have weigh
    little. Every match says why. A match is a reason to look, not a finding.
    """
    from monitor.cli.party_reading import reading_options
    from monitor.cli.watchlist_commands import screen as screen_parties

    options = reading_options(column, sheet, encoding, separator, heading_row)
    raise typer.Exit(
        screen_parties(ctx.obj, file, options, minimum, as_of, every, form.value, max_age, strict, envelope)
    )


@app.command()
def read(
    ctx: typer.Context,
    files: Annotated[list[Path], typer.Argument(metavar="FILE...", help="Rules (XML) or copies of the list.")],
    form: Formatted = Format.TEXT,
) -> None:
    """Read files and print what was found in them; touches no database.

    Several files give one JSON line each, in order, with "file" added; a file that cannot be read gets its line too
    and makes the exit status 4.
    """
    from monitor.cli.diff_and_read import read_files

    raise typer.Exit(read_files(files, form.value))


@app.command()
def baseline(
    ctx: typer.Context,
    file: Annotated[Path, typer.Argument(metavar="FILE", help="eCFR XML, BIS CSV, CSL CSV or JSON; plain or .gz.")],
    as_of: Annotated[str, typer.Option("--as-of", metavar="DATE", help="The day on which this was the list.")],
    replace: Annotated[bool, typer.Option("--replace", help="Start over: replace the list the database has.")] = False,
    force: Annotated[bool, typer.Option("--force", help="Believe a copy that has lost many entries.")] = False,
) -> None:
    """Make a copy of the list the starting state."""
    from monitor.cli.admin import take_baseline

    take_baseline(ctx.obj, file, as_of, replace, force)


@app.command()
def status(ctx: typer.Context, form: Formatted = Format.TEXT) -> None:
    """Tell the last good poll, the backlog, the size of the list and what waits for a person; exit 1 when stale."""
    from monitor.cli.admin import show_status

    raise typer.Exit(show_status(ctx.obj, form.value))


@app.command()
def doctor(
    ctx: typer.Context,
    offline: Annotated[bool, typer.Option("--offline", help="Ask no source and no channel.")] = False,
    form: Formatted = Format.TEXT,
) -> None:
    """Check settings, database, clock, sources and channels, with the remedy for each fault; exit 1 if one fails.

    Nothing is sent and nothing changed: mail servers are logged in to, webhooks only connected to.
    """
    from monitor.cli.doctor import examine

    raise typer.Exit(examine(ctx.obj, form.value, offline))


@alerts.command("list")
def alerts_list(
    ctx: typer.Context,
    state: Annotated[str, typer.Option("--state", help="Only pending, leased, held, sent or dead ones.")] = "",
    channel: Annotated[str, typer.Option("--channel", help="Only those of one channel.")] = "",
    document: Annotated[str, typer.Option("--document", help="Only those about one document, by its number.")] = "",
    limit: Annotated[int, typer.Option("--limit", min=1, help="How many at most.")] = 200,
    form: Formatted = Format.TEXT,
) -> None:
    """Print what was sent to whom and when, and what waits or failed, newest first.

    "held" waits for its digest or the end of quiet hours, or is set aside because it alone fails; "dead" was given up:
    its last error says why, and elmon alerts retry sends it again.
    """
    from monitor.cli.admin import show_alerts

    show_alerts(ctx.obj, form.value, state, channel, document, limit)


@alerts.command("retry")
def alerts_retry(
    ctx: typer.Context,
    number: Annotated[list[int] | None, typer.Argument(help="Numbers from alerts list; all if none.")] = None,
) -> None:
    """Send dead alerts again at the next round."""
    from monitor.cli.admin import retry_alerts

    raise typer.Exit(retry_alerts(ctx.obj, number or []))


@alerts.command("test")
def alerts_test(
    ctx: typer.Context, channel: Annotated[str, typer.Argument(help="The channel's name in the settings.")]
) -> None:
    """Send a trial message through a channel, now and past the outbox."""
    from monitor.cli.admin import test_channel

    raise typer.Exit(test_channel(ctx.obj, channel))
