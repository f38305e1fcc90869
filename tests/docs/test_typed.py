"""Every elmon command that the README and the docs name can be typed: the command is there and takes these options."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator
from typing import Any

import pytest
import typer
import typer.main

from monitor.cli.app import app
from tests.docs.pages import PAGES, in_sentences, parts

# e.g. "elmon run        # watches", "… && .venv/bin/elmon demo", "ELMON_X=1 elmon status"
_COMMAND = re.compile(r"(?:^|[\s/])(elmon [a-z-][^#\n]{0,300})")
WRONG_USAGE: Any = typer.BadParameter.__mro__[1]
"""What typer raises for any wrong usage: it has no public name for it."""


def typed(page: str) -> Iterator[str]:
    """The elmon commands of a page, without variables before them."""
    lines = [line for part in parts(page) if not part.settings for line in part.lines]
    for text in (*in_sentences(page), *lines):
        for found in _COMMAND.finditer(text):
            yield " ".join(found[1].split())


def trouble_of(command: str) -> str:
    """What the command line would say of how it is typed; "" for a command, a group, or one of which only the name stands."""
    return parsed(command)[0]


def spoken_of(command: str) -> bool:
    """Whether it is a group's or a command's name, or an option's: not all that is to be typed."""
    return parsed(command)[1]


def parsed(command: str) -> tuple[str, bool]:
    """What is wrong with how a command is typed, and whether it is only spoken of."""
    command = re.sub(r"\$\([^)]*\)", "x", command)
    words = shlex.split(re.split(r" (?:[|<>]|&&|\d>) ?", command)[0].replace("\u2026", ""), comments=True)[1:]
    found: Any = typer.main.get_command(app)
    named: list[str] = []
    while hasattr(found, "commands") and words:
        while words and words[0] in ("-c", "--config"):
            words = words[2:]
        if not words or words[0].startswith("-") or words[0].isupper():
            return "", False
        if words[0] not in found.commands:
            return f"there is no command {' '.join((*named, words[0]))}", False
        named.append(words.pop(0))
        found = found.commands[named[-1]]
    if hasattr(found, "commands"):
        return "", True
    try:
        found.make_context(" ".join(named), words)
    except typer.Exit:  # --help
        return "", False
    except WRONG_USAGE as error:
        said = str(error.format_message())
        # Where an argument is missing, an option is spoken of, not all that is to be typed; capitals stand for a value.
        if type(error).__name__ in ("MissingParameter", "BadOptionUsage"):
            return "", True
        return "" if re.search(r"Invalid value for .*: '[A-Z]+'", said) else said, False
    return "", False


@pytest.mark.parametrize("page", PAGES)
def test_every_command_of_a_page_can_be_typed(page: str) -> None:
    wrong = {command: trouble for command in typed(page) if (trouble := trouble_of(command))}
    assert wrong == {}


def test_the_commands_of_the_pages_are_found() -> None:
    found = [command for page in PAGES for command in typed(page)]
    assert len(found) > 150
    assert "elmon diff 2024-12-01 2024-12-05" in found
    assert any(command.startswith("elmon init --contact") and "--try" in command for command in found)


@pytest.mark.parametrize(
    ("command", "trouble"),
    [
        ("elmon lits", "no command lits"),
        ("elmon db backpu FILE", "no command db backpu"),
        ("elmon list --as-off 2024-12-05", "No such option"),
        ("elmon list --format yaml", "yaml"),
        ("elmon diff a b c", "unexpected extra argument"),
        ("elmon db copy", ""),
        ("elmon -c x.toml status", ""),
        ("elmon COMMAND --help", ""),
        ("elmon --install-completion", ""),
        ("elmon db", ""),
    ],
)
def test_what_cannot_be_typed_is_found(command: str, trouble: str) -> None:
    said = trouble_of(command)
    assert trouble.casefold() in said.casefold()
    assert bool(said) is bool(trouble)
