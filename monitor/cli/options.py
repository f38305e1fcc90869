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
Columns = Annotated[
    list[str] | None,
    typer.Option(
        "--column", metavar="FIELD=HEADING", help="Where reference, name, country or address stand, if not found."
    ),
]
SheetName = Annotated[
    str,
    typer.Option("--sheet", metavar="NAME|all", help="A workbook's sheet, or all; else those with parties not hidden."),
]
EncodingName = Annotated[str, typer.Option("--encoding", help="As utf-8, windows-1252, gb18030; else it is found.")]
SeparatorSign = Annotated[
    str,
    typer.Option("--separator", help="A character, or tab, comma, semicolon, pipe, aligned, none; else it is found."),
]
HeadingRow = Annotated[
    int | None,
    typer.Option("--heading-row", metavar="N", min=0, help="The line that heads the columns; 0 where there are none."),
]
Day = Annotated[str, typer.Option(metavar="DATE", help="A day, as 2024-12-05.")]
