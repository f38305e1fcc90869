"""Options that several commands share."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer


class Format(StrEnum):
    """How data is printed."""

    TEXT = "text"
    JSON = "json"
    JSONL = "jsonl"
    CSV = "csv"
    MARKDOWN = "markdown"


class ListForm(StrEnum):
    """What the list can be exported as."""

    CSV = "csv"
    JSONL = "jsonl"
    CSL = "csl"
    FTM = "ftm"


class ChangeForm(StrEnum):
    """What changes can be exported as."""

    CSV = "csv"
    JSONL = "jsonl"


Out = Annotated[Path | None, typer.Option("--out", "-o", metavar="FILE", help="Write to this file, not to stdout.")]
Formatted = Annotated[Format, typer.Option("--format", "-f", help="How to print: a table for people, or data.")]
Enveloped = Annotated[
    bool, typer.Option("--envelope", help="JSON: an object with how current the list is, the array under items.")
]
Day = Annotated[str, typer.Option(metavar="DATE", help="A day, as 2024-12-05.")]
