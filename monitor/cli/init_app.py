"""``init`` and its options; without any, and on a terminal, it asks."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from monitor.errors import UsageError

beginning = typer.Typer()
MailTo = Annotated[
    list[str] | None, typer.Option("--mail-to", metavar="ADDRESS", help="Who gets alerts by mail; again for more.")
]


@beginning.command()
def init(
    ctx: typer.Context,
    contact: Annotated[str, typer.Option("--contact", help="How the Federal Register's operators can reach you.")] = "",
    mail_to: MailTo = None,
    mail_from: Annotated[
        str, typer.Option("--mail-from", metavar="ADDRESS", help="Who sends it; else the first of --mail-to.")
    ] = "",
    smtp: Annotated[str, typer.Option("--smtp", metavar="HOST[:PORT]", help="The mail server.")] = "",
    security: Annotated[
        str, typer.Option("--smtp-security", help="starttls, tls, or none for a relay on this machine.")
    ] = "",
    smtp_user: Annotated[str, typer.Option("--smtp-user", help="Who logs in there; nobody if not given.")] = "",
    smtp_password: Annotated[
        str, typer.Option("--smtp-password-file", metavar="FILE", help="Where the password is taken from; - for stdin.")
    ] = "",
    slack: Annotated[
        str,
        typer.Option(
            "--slack-webhook-file",
            metavar="FILE",
            help="Where the address of a Slack webhook is taken from; - for stdin.",
        ),
    ] = "",
    slack_token: Annotated[
        str,
        typer.Option(
            "--slack-token-file", metavar="FILE", help="Where a Slack bot's token is taken from; - for stdin."
        ),
    ] = "",
    channel_id: Annotated[
        str, typer.Option("--slack-channel", metavar="ID", help="The id of the channel that the bot posts to.")
    ] = "",
    webhook: Annotated[
        str, typer.Option("--webhook", metavar="URL", help="A webhook of your own; its secret is made.")
    ] = "",
    feed: Annotated[str, typer.Option("--feed", metavar="FILE", help="Where to keep an Atom feed.")] = "",
    parties: Annotated[Path | None, typer.Option("--parties", metavar="FILE", help="Your own parties.")] = None,
    pages: Annotated[bool, typer.Option("--pages", help="Serve the pages, on this machine only.")] = False,
    database: Annotated[
        str, typer.Option("--database", metavar="URL", help="Where the data are kept; without a password.")
    ] = "",
    tried: Annotated[bool, typer.Option("--try", help="Send a trial message through each channel.")] = False,
    systemd: Annotated[bool, typer.Option("--systemd", help="Write elmon.service for these settings.")] = False,
    compose: Annotated[bool, typer.Option("--compose", help="Write compose.yaml for these settings.")] = False,
    force: Annotated[
        bool, typer.Option("--force", help="Replace the files that it writes, where they are there.")
    ] = False,
) -> None:
    """Write commented settings, secrets and what else a start needs, try the channels, say what to type next.

    Without options it asks, on a terminal. Secrets are written into files of their own that only you can read.
    """
    from monitor.cli.init_command import begin
    from monitor.cli.init_refusals import host_and_port
    from monitor.cli.init_settings import SLACK_TOKEN, SLACK_WEBHOOK, SMTP_PASSWORD, Answers

    host, port = host_and_port(smtp)
    taken = {SMTP_PASSWORD: smtp_password, SLACK_WEBHOOK: slack, SLACK_TOKEN: slack_token}
    answers = Answers(
        contact, database, tuple(mail_to or ()), mail_from, host, port, security, smtp_user, channel_id, webhook,
        str(Path(feed).absolute()) if feed else "", str(parties.absolute()) if parties else "", pages,
        {name: _secret(file) for name, file in taken.items() if file},
    )  # fmt: skip
    raise typer.Exit(begin(ctx.obj, answers, force=force, tried=tried, systemd=systemd, compose=compose))


def _secret(file: str) -> str:
    """A secret from a file, or the first line of stdin. Raises UsageError where there is none."""
    try:
        found = (sys.stdin.readline() if file == "-" else Path(file).read_text("utf-8")).strip()
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or "it is not UTF-8 text"
        raise UsageError(f"{file} cannot be read ({reason}); name the file that holds the secret.") from None
    if not found:
        raise UsageError(f"{'Standard input' if file == '-' else file} is empty; the secret should be in it.")
    return found
