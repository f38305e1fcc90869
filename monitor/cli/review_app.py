"""``review``: what a person has to look at, and that somebody did."""

from __future__ import annotations

from typing import Annotated

import typer

from monitor.cli.options import Format, Formatted

review = typer.Typer(help="What a person has to look at, and that somebody did.", no_args_is_help=True)


@review.command("list")
def list_reviews(
    ctx: typer.Context,
    every: Annotated[bool, typer.Option("--all", help="Closed ones too, with who closed them, when and why.")] = False,
    form: Formatted = Format.TEXT,
) -> None:
    """Print the documents whose review is open, the newest first; exit status 1 if there is any."""
    from monitor.cli.review_commands import show_reviews

    raise typer.Exit(show_reviews(ctx.obj, every, form.value))


@review.command("close")
def close_review(
    ctx: typer.Context,
    number: Annotated[str, typer.Argument(metavar="NUMBER", help="The document's number.")],
    why: Annotated[str, typer.Option("--why", help="Why it is settled; kept with your name.")],
    by: Annotated[str, typer.Option("--by", metavar="WHO", help="Who has looked; else your login name.")] = "",
) -> None:
    """Close the review of a document. It opens again when the facts change: another reading, or another list before it."""
    from monitor.cli.review_commands import close

    close(ctx.obj, number, why, by)
