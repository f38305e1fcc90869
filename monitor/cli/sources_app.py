"""``watch sources``: where your parties come from."""

from __future__ import annotations

from typing import Annotated

import typer

from monitor.cli.options import Format, Formatted

sources = typer.Typer(
    help="Where your parties come from: each source has its file and its references.", no_args_is_help=True
)
Name = Annotated[str, typer.Argument(metavar="NAME", help="A source's name, from elmon watch sources list.")]
Yes = Annotated[
    bool, typer.Option("--yes", "-y", help="Ask nothing; remove parties, and replace dissimilar names, too.")
]
Accept = Annotated[
    bool, typer.Option("--accept-replacements", help="With --yes: also those on whose matches somebody has decided.")
]


@sources.command("list")
def list_(ctx: typer.Context, form: Formatted = Format.TEXT) -> None:
    """Print the sources: file, how it is read, last import, owner, parties."""
    from monitor.cli.sources_commands import list_sources

    list_sources(ctx.obj, form.value)


@sources.command()
def rename(
    ctx: typer.Context, name: Name, new: Annotated[str, typer.Argument(metavar="NEW", help="Its new name.")]
) -> None:
    """Give a source another name; its parties keep their references, and what was decided of them."""
    from monitor.cli.sources_commands import rename_source

    rename_source(ctx.obj, name, new)


@sources.command()
def remove(ctx: typer.Context, name: Name, yes: Yes = False, accept_replacements: Accept = False) -> None:
    """Remove a source with all its parties. What was decided of their matches stays on record."""
    from monitor.cli.sources_commands import remove_source

    raise typer.Exit(remove_source(ctx.obj, name, yes, accept_replacements))


@sources.command()
def reimport(
    ctx: typer.Context,
    name: Name,
    replace: Annotated[bool, typer.Option("--replace", help="The file is all of its source: others go.")] = False,
    preview: Annotated[bool, typer.Option("--preview", "--dry-run", help="Show what it would do; do nothing.")] = False,
    yes: Yes = False,
    accept_replacements: Accept = False,
    form: Formatted = Format.TEXT,
) -> None:
    """Read a source's file again, as it was read last, and take what is new in it."""
    from monitor.cli.sources_commands import reimport_source

    raise typer.Exit(reimport_source(ctx.obj, name, replace, preview, yes, accept_replacements, form.value))
