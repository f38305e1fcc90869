"""What ``init`` asks on a terminal: what cannot work is asked again at once, and an empty answer leaves a thing out."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

import typer

from monitor.cli.context import say
from monitor.cli.init_refusals import host_and_port, no_folder, wrong
from monitor.cli.init_settings import SLACK_TOKEN, SLACK_WEBHOOK, SMTP_PASSWORD, Answers

Doubt = Callable[[str], str]
"""Why an answer cannot work, as the end of a sentence; "" where it can."""
_BOT = "xoxb-"


def asked() -> tuple[Answers, bool]:
    """The answers, and whether to try the channels. Secrets are not shown."""
    given: dict[str, str] = {}
    say("Each question may be left empty; everything can be changed later in the file.")
    contact = _ask(
        "A mail address for the Federal Register's operators, in case they must reach you",
        doubt=partial(wrong, "federal_register", "contact"),
    )
    recipients = tuple(_addresses(_ask("Who gets alerts by mail (addresses, with commas)", doubt=_not_addresses)))
    host = username = sender = ""
    port = 0
    if recipients:
        host, port = host_and_port(
            _ask(
                "Its mail server (host or host:port; Microsoft 365, Google: see docs/mail.md)",
                doubt=_no_server,
                needed=True,
            )
        )
        sender = _ask("The address that sends it", recipients[0], doubt=partial(wrong, "email", "sender"))
        username = _ask("The mail server's username")
        if username:
            given[SMTP_PASSWORD] = _ask("Its password", hidden=True, needed=True)
    channel_id = _ask_slack(given)
    webhook = _ask("The address of a webhook of your own", doubt=partial(wrong, "webhook", "url"))
    feed = _ask(
        "A file in which to keep an Atom feed", doubt=lambda file: wrong("feed", "path", file) or no_folder(file)
    )
    parties = _ask("A file with your own parties (CSV, Excel, JSON Lines)", doubt=partial(wrong, "watchlist", "file"))
    pages = typer.confirm("Serve the pages, on this machine only?", default=True, err=True)
    answers = Answers(
        contact, recipients=recipients, sender=sender, host=host, port=port, username=username, channel_id=channel_id,
        webhook=webhook, feed=str(Path(feed).absolute()) if feed else "",
        parties=str(Path(parties).absolute()) if parties else "", pages=pages, given=given,
    )  # fmt: skip
    return answers, answers.has_channels and typer.confirm("Send a trial message through each?", default=True, err=True)


def _ask_slack(given: dict[str, str]) -> str:
    """The channel of a bot, whose token is then among the secrets ``given``; "" for a webhook, and for nothing."""
    secret = _ask(f"The address of a Slack webhook, or a bot's token ({_BOT}...)", hidden=True, doubt=_no_slack)
    if not secret:
        return ""
    given[SLACK_TOKEN if secret.startswith(_BOT) else SLACK_WEBHOOK] = secret
    if not secret.startswith(_BOT):
        return ""
    return _ask("The id of the bot's channel (C...)", doubt=partial(wrong, "slack", "channel_id"), needed=True)


def _no_slack(secret: str) -> str:
    return wrong("slack", "token" if secret.startswith(_BOT) else "webhook_url", secret)


def _addresses(text: str) -> list[str]:
    return text.replace(",", " ").split()


def _not_addresses(text: str) -> str:
    return wrong("email", "recipients", _addresses(text))


def _no_server(text: str) -> str:
    host, port = host_and_port(text)
    return wrong("email", "host", host) or wrong("email", "port", port)


def _ask(
    question: str, default: str = "", *, hidden: bool = False, needed: bool = False, doubt: Doubt | None = None
) -> str:
    while True:
        given = typer.prompt(question, default=default, show_default=bool(default), hide_input=hidden, err=True)
        answer = str(given).strip()
        why = (doubt(answer) if doubt else "") if answer else "is needed" * needed
        if not why:
            return answer
        say(f"That {why}.")
