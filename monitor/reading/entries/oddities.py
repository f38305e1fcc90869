"""Known oddities of the sources: data in oddities.toml, each with its document and reason, never a branch in code."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files


@cache
def _table() -> tuple[dict[str, str], dict[str, list[tuple[str, str, str]]]]:
    data = tomllib.loads((files("monitor.reading.entries") / "oddities.toml").read_text("utf-8"))
    misprints: dict[str, list[tuple[str, str, str]]] = {}
    for odd in data.get("misprint", ()):
        misprints.setdefault(odd["begins"][:8], []).append((odd["begins"], odd["printed"], odd["meant"]))
    return {odd["begins"]: odd["name"] for odd in data.get("name", ())}, misprints


@cache
def _beginnings() -> frozenset[str]:
    names, misprints = _table()
    return frozenset(begins[:8] for begins in names) | frozenset(misprints)


def is_odd(line: str) -> bool:
    """Whether a cell whose first line this is may be in the table at all; tells it fast for most."""
    return line[:8] in _beginnings()


def odd_name(cell: str) -> str:
    """The name of an entity cell that does not itself say where its name ends; "" for any other cell."""
    return next((name for begins, name in _table()[0].items() if cell.startswith(begins)), "")


def corrected(cell: str) -> str:
    """The cell (lines parted by newlines) with its known misprints read as they are meant."""
    for begins, printed, meant in _table()[1].get(cell[:8], ()):
        if cell.startswith(begins):
            cell = cell.replace(printed, meant)
    return cell
