"""``init``: from an empty folder to settings that work: asks, writes, tries, and says what to type next."""

from __future__ import annotations

import os
import secrets
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from monitor import __version__
from monitor.cli.context import CommandContext, say
from monitor.cli.init_deploy import DB_PASSWORD, compose_text, unit_doubts, unit_text
from monitor.cli.init_files import used_files
from monitor.cli.init_questions import asked
from monitor.cli.init_refusals import refuse
from monitor.cli.init_settings import (
    FOLDER,
    SLACK_TOKEN,
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

NEXT_OF_COMPOSE = (
    f"  docker build -t elmon:{__version__} .        (in a clone of elmon: the image)",
    "  docker compose up -d        (in the folder of compose.yaml)",
    "  docker compose exec one elmon doctor",
)
SAID = {
    WEB_TOKEN: "the token that signs people in to the pages",
    WEBHOOK_SECRET: "what the receiver of the webhook checks signatures with",
    SMTP_PASSWORD: "the mail server's password",
    SLACK_WEBHOOK: "Slack's webhook",
    SLACK_TOKEN: "the Slack bot's token",
}


def begin(context: CommandContext, answers: Answers, *, force: bool, tried: bool, systemd: bool, compose: bool) -> int:
    """Write settings and secrets (not where a unit or a compose file is asked for beside settings that there are: those are
    kept), try the channels where ``tried``; 3 where one did not take its trial message."""
    from monitor.config import DEFAULT_FILE

    file = context.config or DEFAULT_FILE
    deploys = systemd or compose
    if not file.exists() or (force and not deploys):
        if answers == Answers() and sys.stdin.isatty() and sys.stderr.isatty():
            answers, tried = asked()
        _write(file, _complete(answers), force=force)
        context.config = file
    elif not deploys or answers != Answers():
        raise UsageError(_there_already(file, deploys=deploys))
    settings = context.settings
    for line in _deployed(file, settings, systemd=systemd, compose=compose, force=force):
        say(line)
    failed = _try(context, settings) if tried else 0
    if all(channel.type == "console" for channel in settings.channel):
        say(f"Nobody is sent alerts yet: they are written to standard output alone. Add a [[channel]] to {file}.")
    say(_next(context, systemd=systemd, compose=compose))
    return 3 if failed else 0


def _there_already(file: Path, *, deploys: bool) -> str:
    if deploys:
        return (
            f"{file} is there already, and --systemd and --compose write their files for it as it is; leave the other options "
            "out, or name another file by --config."
        )
    return (
        f"{file} is there already; --force replaces it, --config names another, and --systemd or --compose alone write those "
        "for it."
    )


def _complete(answers: Answers) -> Answers:
    """The answers, refused where they cannot work; the sentences name the options."""
    refuse(answers)
    return replace(answers, sender=answers.sender or (answers.recipients or ("",))[0])


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
    except SettingsError as error:
        for name in fresh:
            (folder / name).unlink()
        if before is None:
            file.unlink()
        else:
            file.write_bytes(before)
        lines = (
            line.removeprefix(f"{file}, line ").lstrip("0123456789").removeprefix(": ")
            for line in str(error).splitlines()
        )
        raise SettingsError("\n".join(lines)) from None
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
        files = list(used_files(absolute, settings))
        written[Path("elmon.service")] = unit_text(absolute, _secret_files(settings), files, own_database=own)
    home = absolute.parent.parent
    if compose:
        written[home / "compose.yaml"] = compose_text(absolute, list(used_files(absolute, settings)))
    for path, text in written.items():
        if path.exists() and not force:
            raise UsageError(f"{path} is there already; --force replaces it.")
        path.write_text(text, "utf-8")
        yield f"Wrote {path}."
    password = absolute.parent / FOLDER / DB_PASSWORD
    if compose and not password.exists():
        write_private(password, f"{secrets.token_hex(24)}\n")
        yield f"Wrote {password}: the database's password."
    if systemd:
        yield from (f"note: {doubt}" for doubt in unit_doubts(files))


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
    if compose and not systemd:
        return "\n".join(("", "Next:", *NEXT_OF_COMPOSE, f"The documentation is in {shipped(DOCS)}."))
    if systemd:
        lines[-1] = "  sudo install -m 0644 elmon.service /etc/systemd/system/ && sudo systemctl enable --now elmon"
    if compose:
        lines += NEXT_OF_COMPOSE
    return "\n".join((*lines, f"The documentation is in {shipped(DOCS)}."))
