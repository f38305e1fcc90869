"""``watch``: the user's own parties, and what is decided of their matches."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from monitor.cli.options import Columns, EncodingName, Format, Formatted, HeadingRow, SeparatorSign, SheetName
from monitor.cli.sources_app import sources

watch = typer.Typer(
    help="Your own parties: import them, look at them, and decide on their matches. Every change of the list is screened "
    "against them before it is told.",
    no_args_is_help=True,
)
watch.add_typer(sources, name="sources")
By = Annotated[str, typer.Option("--by", metavar="WHO", help="Who decides; else your login name.")]
MatchId = Annotated[
    str, typer.Argument(metavar="MATCH", help="A match's id, from elmon screen or an alert; its beginning will do.")
]


@watch.command("import")
def import_(
    ctx: typer.Context,
    file: Annotated[Path, typer.Argument(metavar="FILE", help="CSV, JSON or a workbook; plain or .gz; - reads stdin.")],
    column: Columns = None,
    sheet: SheetName = "",
    encoding: EncodingName = "",
    separator: SeparatorSign = "",
    heading_row: HeadingRow = None,
    source: Annotated[
        str,
        typer.Option("--source", metavar="NAME", help="Whose references they are; else the file's name without dates."),
    ] = "",
    replace: Annotated[
        bool,
        typer.Option("--replace", help="The file is all of its source: its parties that are not in it are removed."),
    ] = False,
    preview: Annotated[
        bool,
        typer.Option(
            "--preview", "--dry-run", help="Show how the file is understood and what it would do; do nothing."
        ),
    ] = False,
    yes: Annotated[
        bool,
        typer.Option("--yes", "-y", help="Ask nothing; remove parties, and replace those of dissimilar names, too."),
    ] = False,
    accept_replacements: Annotated[
        bool,
        typer.Option("--accept-replacements", help="With --yes: also those on whose matches somebody has decided."),
    ] = False,
    owner: Annotated[
        str, typer.Option("--owner", metavar="WHO", help="Who keeps this source; else whoever imports it first.")
    ] = "",
    new_mapping: Annotated[
        bool,
        typer.Option("--new-mapping", help="Map the columns again, whatever its source's last file was read like."),
    ] = False,
    form: Formatted = Format.TEXT,
) -> None:
    """Take your parties from a file, and match the new ones against the whole list; exit 1 if any match waits.

    How the file is understood is shown first; where that is not clear, nothing is guessed, and the option that settles it is
    named, with exit status 2. A source's next file is read as its last one was. Lines that cannot be used are named, the
    others are taken. A party is known again by its source and its reference there, or by name and country where the file has
    none: importing a file again updates. What only adds or updates is taken. What removes a party, or puts a dissimilar name
    under its reference, needs --yes (a terminal is asked); what is not taken is listed, with exit status 2.
    """
    from monitor.cli.party_commands import import_parties
    from monitor.cli.party_reading import reading_options

    options = reading_options(column, sheet, encoding, separator, heading_row)
    raise typer.Exit(
        import_parties(
            ctx.obj, file, options, source, replace, preview, yes, accept_replacements, form.value, owner, new_mapping
        )
    )


@watch.command()
def add(
    ctx: typer.Context,
    name: Annotated[str, typer.Argument(metavar="NAME", help="The party's name, in any script.")],
    country: Annotated[str, typer.Option(help="Its country: a name or an ISO code.")] = "",
    reference: Annotated[str, typer.Option(help="How you know it, as a customer number.")] = "",
    address: Annotated[str, typer.Option(help="Its address, in one line.")] = "",
    alias: Annotated[list[str] | None, typer.Option(help="Another name of it; may be given again.")] = None,
    form: Formatted = Format.TEXT,
) -> None:
    """Put one party on the watchlist, or update the one of that reference; exit 1 if it matches."""
    from monitor.cli.party_commands import add_party

    raise typer.Exit(add_party(ctx.obj, name, country, reference, address, alias or (), form.value))


@watch.command("list")
def list_(
    ctx: typer.Context,
    text: Annotated[
        str, typer.Argument(metavar="[TEXT]", help="Only those with this in reference, name or alias.")
    ] = "",
    source: Annotated[str, typer.Option("--source", metavar="NAME", help="Only those of this source.")] = "",
    form: Formatted = Format.TEXT,
) -> None:
    """Print your parties."""
    from monitor.cli.party_commands import list_parties

    list_parties(ctx.obj, text, source, form.value)


@watch.command()
def edit(
    ctx: typer.Context,
    reference: Annotated[str, typer.Argument(metavar="REFERENCE", help="A party's, from elmon watch list.")],
    name: Annotated[str | None, typer.Option(help="Its new name.")] = None,
    country: Annotated[str | None, typer.Option(help="Its new country; empty for none.")] = None,
    address: Annotated[str | None, typer.Option(help="Its new address; empty for none.")] = None,
    alias: Annotated[list[str] | None, typer.Option(help="Its other names, all of them; empty for none.")] = None,
    form: Formatted = Format.TEXT,
) -> None:
    """Change one party, whatever source it is of, and match it; what is not said stays. Exit 1 if it matches."""
    from monitor.cli.party_commands import edit_party

    raise typer.Exit(edit_party(ctx.obj, reference, name, country, address, alias, form.value))


@watch.command()
def history(
    ctx: typer.Context,
    reference: Annotated[str, typer.Argument(metavar="REFERENCE", help="A party's, also one that was removed.")],
    form: Formatted = Format.TEXT,
) -> None:
    """Print what became of a party: added, changed, removed, when and by whom."""
    from monitor.cli.party_commands import show_history

    show_history(ctx.obj, reference, form.value)


@watch.command()
def remove(
    ctx: typer.Context,
    reference: Annotated[list[str], typer.Argument(metavar="REFERENCE...", help="References, from elmon watch list.")],
) -> None:
    """Take parties off the watchlist. What was decided of their matches stays on record."""
    from monitor.cli.party_commands import remove_parties

    remove_parties(ctx.obj, reference)


@watch.command("data")
def data_(
    ctx: typer.Context,
    reference: Annotated[
        str, typer.Argument(metavar="REFERENCE", help="The party's reference, from elmon watch list.")
    ],
) -> None:
    """Print all that is kept of one party, as JSON: itself, decisions, matches shown, alerts that name it."""
    from monitor.cli.party_data import export_party

    export_party(ctx.obj, reference)


@watch.command()
def forget(
    ctx: typer.Context,
    reference: Annotated[
        str, typer.Argument(metavar="REFERENCE", help="The party's reference, from elmon watch list.")
    ],
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Ask nothing.")] = False,
) -> None:
    """Delete what is kept of one party; what must be kept for a while is named, with the day on which it goes."""
    from monitor.cli.party_data import forget_one

    forget_one(ctx.obj, reference, yes)


@watch.command()
def dismiss(
    ctx: typer.Context,
    match: MatchId,
    why: Annotated[str, typer.Option("--why", help="Why it is not yours; kept, with your name and the time.")],
    by: By = "",
) -> None:
    """A match is none: it is silent until the party or the entry becomes another."""
    from monitor.cli.watchlist_commands import decide_match

    decide_match(ctx.obj, match, "dismissed", why, by)


@watch.command()
def confirm(
    ctx: typer.Context,
    match: MatchId,
    why: Annotated[str, typer.Option("--why", help="Why you are sure; kept, with your name and the time.")] = "",
    by: By = "",
) -> None:
    """A match is yours: it stays on top of everything that is told of the entry."""
    from monitor.cli.watchlist_commands import decide_match

    decide_match(ctx.obj, match, "confirmed", why, by)


@watch.command()
def reopen(
    ctx: typer.Context,
    match: MatchId,
    why: Annotated[str, typer.Option("--why", help="Why it is open again.")] = "",
    by: By = "",
) -> None:
    """Take a decision back: the match waits again."""
    from monitor.cli.watchlist_commands import decide_match

    decide_match(ctx.obj, match, "open", why, by)


@watch.command()
def decisions(ctx: typer.Context, form: Formatted = Format.TEXT) -> None:
    """Print every decision: who, when, why; the newest of a match counts."""
    from monitor.cli.watchlist_commands import show_decisions

    show_decisions(ctx.obj, form.value)
