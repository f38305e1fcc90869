"""What ``init`` is told and cannot work, by the option or the question it was told with, before anything is written."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Any

from monitor.cli.init_settings import SLACK_TOKEN, SLACK_WEBHOOK, SMTP_PASSWORD, Answers
from monitor.errors import UsageError

# e.g. "postgresql+psycopg://elmon:secret@db/elmon"
_PASSWORD = re.compile(r"[^/]*//[^/@:]*:[^/@]+@")
# e.g. "smtp.example.org:587", "[::1]:25", "[::1]"
_HOST_AND_PORT = re.compile(r"(?:\[([0-9A-Fa-f:.%]{2,60})\]|([^:\[\]]{1,253}))(?::([0-9]{1,5}))?")


def host_and_port(text: str) -> tuple[str, int]:
    """ "smtp.example.org:587" or "[::1]:587" as its two parts; 0 where there is no port."""
    found = _HOST_AND_PORT.fullmatch(text.strip())
    return (found[1] or found[2], int(found[3] or 0)) if found else (text.strip(), 0)


def wrong(table: str, key: str, value: object) -> str:
    """Why a value cannot stand under a key of a section, or of a kind of channel, as the end of a sentence; "" where it can."""
    from pydantic import TypeAdapter, ValidationError

    from monitor.config.wording import reason_of

    field = _tables()[table].model_fields[key]
    of: Any = field.annotation
    for told in field.metadata:
        of = Annotated[of, told]
    try:
        TypeAdapter[Any](of).validate_python(value)
    except ValidationError as error:
        return reason_of(error)
    return ""


def _tables() -> dict[str, Any]:
    from monitor.config import EmailChannel, SlackChannel, WebhookChannel
    from monitor.config.channels import FeedChannel
    from monitor.config.wording import SECTIONS

    return {**SECTIONS, "email": EmailChannel, "slack": SlackChannel, "webhook": WebhookChannel, "feed": FeedChannel}


def no_folder(file: str) -> str:
    """Why a file cannot be kept at a path, as the end of a sentence; "" where it can."""
    folder = Path(file).absolute().parent
    return "" if folder.is_dir() else f"is in a folder that does not exist; make {folder} first, or name another"


def refuse(answers: Answers) -> None:
    """Raise UsageError, with a sentence for each option whose value cannot work."""
    if faults := [f"{option} {why}." for option, why in _faults(answers)]:
        raise UsageError("\n".join(dict.fromkeys(faults)))


def _faults(answers: Answers) -> Iterator[tuple[str, str]]:
    given = answers.given
    told: list[tuple[str, str, str, object]] = [
        ("--contact", "federal_register", "contact", answers.contact),
        *(("--mail-to", "email", "recipients", (one,)) for one in answers.recipients),
        ("--mail-from", "email", "sender", answers.sender),
        ("--smtp", "email", "host", answers.host),
        ("--smtp", "email", "port", answers.port),
        ("--smtp-security", "email", "security", answers.security),
        ("--slack-webhook-file", "slack", "webhook_url", given.get(SLACK_WEBHOOK, "")),
        ("--slack-token-file", "slack", "token", given.get(SLACK_TOKEN, "")),
        ("--slack-channel", "slack", "channel_id", answers.channel_id),
        ("--webhook", "webhook", "url", answers.webhook),
        ("--feed", "feed", "path", answers.feed),
        ("--parties", "watchlist", "file", answers.parties),
        ("--database", "database", "url", answers.database),
    ]
    for option, address in (("--database", answers.database), ("--webhook", answers.webhook)):
        if _PASSWORD.match(address):
            yield option, "has a password in it, which would stand in the settings file; leave it out there"
            return
    for option, table, key, value in told:
        if value and (why := wrong(table, key, value)):
            yield option, why
    if answers.feed and (why := no_folder(answers.feed)):
        yield "--feed", why
    yield from _alone(answers)


def _alone(answers: Answers) -> Iterator[tuple[str, str]]:
    """Options that need another."""
    if answers.recipients and not answers.host:
        yield "--mail-to", "needs a server: add --smtp HOST. Microsoft 365 and Google: docs/mail.md"
    of_mail = {
        "--smtp": answers.host, "--mail-from": answers.sender, "--smtp-security": answers.security,
        "--smtp-user": answers.username, "--smtp-password-file": answers.given.get(SMTP_PASSWORD),
    }  # fmt: skip
    for option in [option for option, value in of_mail.items() if value and not answers.recipients]:
        yield option, "is for mail, which needs somebody to send it to: add --mail-to ADDRESS"
    if answers.username and SMTP_PASSWORD not in answers.given:
        yield "--smtp-user", "needs a password: add --smtp-password-file FILE, or - for stdin"
    if SMTP_PASSWORD in answers.given and not answers.username:
        yield "--smtp-password-file", "needs the name of who logs in: add --smtp-user NAME"
    if bool(answers.channel_id) != (SLACK_TOKEN in answers.given):
        yield "--slack-token-file", "and --slack-channel ID, a bot's token and where it posts, are needed together"
    if {SLACK_TOKEN, SLACK_WEBHOOK} <= answers.given.keys():
        yield "--slack-token-file", "and --slack-webhook-file are two ways to the same; keep one"
