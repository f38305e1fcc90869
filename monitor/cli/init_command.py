"""``init``: from an empty folder to settings that work: asks, writes, tries, and says what to type next."""

from __future__ import annotations

import os
import re
import secrets
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from monitor import __version__
from monitor.cli.context import CommandContext, say
from monitor.cli.init_deploy import DB_PASSWORD, compose_text, unit_doubts, unit_text
from monitor.cli.init_settings import (
    FOLDER,
    SLACK_WEBHOOK,
    SMTP_PASSWORD,
    WEB_TOKEN,
    WEBHOOK_SECRET,
    Answers,
    made_secrets,
    settings_text,
)
from monitor.cli.shipped import DOCS, shipped
from monitor.errors import SettingsError, UsageError

if TYPE_CHECKING:
    from monitor.config import Settings

# e.g. "postgresql+psycopg://elmon:secret@db/elmon"
_PASSWORD = re.compile(r"[^/]*//[^/@:]*:[^/@]+@")
SAID = {
    WEB_TOKEN: "the token that signs people in to the pages",
    WEBHOOK_SECRET: "what the receiver of the webhook checks signatures with",
    SMTP_PASSWORD: "the mail server's password",
    SLACK_WEBHOOK: "Slack's webhook",
}


def begin(context: CommandContext, answers: Answers, *, force: bool, tried: bool, systemd: bool, compose: bool) -> int:
    """Write settings and secrets (not where only a unit or a compose file is asked for beside settings that there are), try
    the channels where ``tried``; 3 where one did not take its trial message."""
    from monitor.config import DEFAULT_FILE

    file = context.config or DEFAULT_FILE
    deploys = systemd or compose
    if file.exists() and not force:
        if not deploys or answers != Answers():
            raise UsageError(
                f"{file} is there already; --force replaces it, --config names another, and --systemd or --compose alone "
                "write those for it."
            )
    else:
        asked = answers == Answers() and sys.stdin.isatty() and sys.stderr.isatty()
        if asked:
            answers, tried = _asked()
        _write(file, _complete(answers), force=force)
        context.config = file
    settings = context.settings
    for line in _deployed(file, settings, systemd=systemd, compose=compose, force=force):
        say(line)
    failed = _try(context, settings) if tried else 0
    say(_next(context, systemd=systemd, compose=compose))
    return 3 if failed else 0


def _complete(answers: Answers) -> Answers:
    """The answers, refused where they cannot work; the sentence names the option that lacks."""
    if answers.recipients and not answers.host:
        raise UsageError("Mail needs a server: add --smtp HOST. Microsoft 365 and Google: docs/mail.md.")
    if (answers.host or answers.sender) and not answers.recipients:
        raise UsageError("Mail needs somebody to send it to: add --mail-to ADDRESS.")
    for option, address in (("--database", answers.database), ("--webhook", answers.webhook)):
        if _PASSWORD.match(address):
            raise UsageError(
                f"{option} has a password in it, which would stand in the settings file; leave it out there."
            )
    if answers.username and SMTP_PASSWORD not in answers.given:
        raise UsageError(
            f"The password of {answers.username} is missing: add --smtp-password-file FILE, or - for stdin."
        )
    return replace(answers, sender=answers.sender or (answers.recipients or ("",))[0])


def _asked() -> tuple[Answers, bool]:
    """The same from a terminal; an empty answer leaves a thing out. Secrets are not shown. And whether to try the channels."""
    given: dict[str, str] = {}
    say("Each question may be left empty; everything can be changed later in the file.")
    contact = _ask("A mail address for the Federal Register's operators, in case they must reach you")
    recipients = tuple(_ask("Who gets alerts by mail (addresses, with commas)").replace(",", " ").split())
    host = username = sender = ""
    port = 0
    if recipients:
        host, port = host_and_port(_ask("Its mail server (host or host:port; Microsoft 365, Google: see docs/mail.md)"))
        sender = _ask("The address that sends it", recipients[0])
        username = _ask("The mail server's username")
        if username:
            given[SMTP_PASSWORD] = _ask("Its password", hidden=True)
    if hook := _ask("The address of a Slack webhook", hidden=True):
        given[SLACK_WEBHOOK] = hook
    webhook = _ask("The address of a webhook of your own")
    parties = _ask("A file with your own parties (CSV, Excel, JSON Lines)")
    pages = typer.confirm("Serve the pages, on this machine only?", default=True, err=True)
    answers = Answers(
        contact, recipients=recipients, sender=sender, host=host, port=port, username=username, slack=bool(hook),
        webhook=webhook, parties=str(Path(parties).absolute()) if parties else "", pages=pages, given=given,
    )  # fmt: skip
    return answers, answers.has_channels and typer.confirm("Send a trial message through each?", default=True, err=True)


def _ask(question: str, default: str = "", *, hidden: bool = False) -> str:
    answer = typer.prompt(question, default=default, show_default=bool(default), hide_input=hidden, err=True)
    return str(answer).strip()


def host_and_port(text: str) -> tuple[str, int]:
    """ "smtp.example.org:587" as its two parts; 0 where there is no port."""
    host, colon, port = text.strip().rpartition(":")
    return (host, int(port)) if colon and port.isdecimal() and ":" not in host else (text.strip(), 0)


def _write(file: Path, answers: Answers, *, force: bool) -> None:
    """The settings and their secrets. What turns out not to work is taken away again, and raises SettingsError."""
    from monitor.config import load_settings

    folder = file.parent / FOLDER
    made = made_secrets(answers)
    fresh = {name: value for name, value in made.items() if name in answers.given or not (folder / name).exists()}
    if not force and (there := [name for name in answers.given if (folder / name).exists()]):
        raise UsageError(f"{folder / there[0]} is there already; --force replaces it.")
    text = settings_text(answers)
    file.parent.mkdir(parents=True, exist_ok=True)
    folder.mkdir(mode=0o700, exist_ok=True)
    folder.chmod(0o700)
    before = file.read_bytes() if file.exists() else None
    for name, value in {**fresh, ".gitignore": "*"}.items():
        write_private(folder / name, value + "\n")
    file.write_text(text, "utf-8")
    try:
        load_settings(file)
    except SettingsError:
        for name in fresh:
            (folder / name).unlink()
        if before is None:
            file.unlink()
        else:
            file.write_bytes(before)
        raise
    say(f"Wrote {file}.")
    for name in made:
        kept = "" if name in fresh else ", kept as it was"
        say(f"  {folder / name}: {SAID[name]}{kept}")


def write_private(file: Path, text: str) -> None:
    """A file that only its owner reads, from its first byte on."""
    file.unlink(missing_ok=True)
    with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as stream:
        stream.write(text)


def _deployed(file: Path, settings: Settings, *, systemd: bool, compose: bool, force: bool) -> Iterator[str]:
    """Write what was asked for, and say so."""
    absolute = file.absolute()
    written: dict[Path, str] = {}
    if systemd:
        own = "url" not in settings.database.model_fields_set or settings.database.url.startswith("sqlite:")
        written[Path("elmon.service")] = unit_text(absolute, _secret_files(settings), own_database=own)
    home = absolute.parent.parent
    if compose:
        written[home / "compose.yaml"] = compose_text(absolute)
    for path, text in written.items():
        if path.exists() and not force:
            raise UsageError(f"{path} is there already; --force replaces it.")
        path.write_text(text, "utf-8")
        yield f"Wrote {path}."
    password = absolute.parent / FOLDER / DB_PASSWORD
    if compose and not password.exists():
        write_private(password, f"{secrets.token_hex(24)}\n")
        password.chmod(0o644)  # PostgreSQL's container reads it as a user of its own; the folder lets nobody in
        yield f"Wrote {password}: the database's password."
    if systemd:
        yield from (f"note: {doubt}" for doubt in unit_doubts())


def _secret_files(settings: Settings) -> list[Path]:
    """The files of secrets that the settings name, each once."""
    tables: Sequence[object] = (*settings.channel, settings.database, settings.web, settings.ping)
    named: Iterator[Mapping[str, object]] = (
        {key: getattr(table, key) for key in type(table).model_fields if key.endswith("_file")}  # type: ignore[attr-defined]
        for table in tables
    )
    return list(dict.fromkeys(path.absolute() for table in named for path in table.values() if isinstance(path, Path)))


def _try(context: CommandContext, settings: Settings) -> int:
    """How many channels did not take a trial message."""
    from monitor.cli.admin import test_channel

    return sum(bool(test_channel(context, channel.name)) for channel in settings.channel if channel.type != "console")


def _next(context: CommandContext, *, systemd: bool, compose: bool) -> str:
    from monitor.config import DEFAULT_FILE

    given = "" if context.config in (None, DEFAULT_FILE) else f" --config {context.config}"
    lines = ["", "Next:", f"  elmon doctor{given}", f"  elmon run{given}"]
    if systemd:
        lines[-1] = "  sudo install -m 0644 elmon.service /etc/systemd/system/ && sudo systemctl enable --now elmon"
    if compose:
        lines[-1] = (
            f"  docker compose up -d        (the image first: in a clone of elmon, docker build -t elmon:{__version__} .)"
        )
    return "\n".join((*lines, f"The documentation is in {shipped(DOCS)}."))
