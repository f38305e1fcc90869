"""Known oddities of the sources: data in oddities.toml, each with its document and reason, never a branch in code."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files


@cache
def _names() -> dict[str, str]:
    data = tomllib.loads((files("monitor.reading") / "oddities.toml").read_text("utf-8"))
    return {odd["begins"]: odd["name"] for odd in data.get("name", ())}


@cache
def _beginnings() -> frozenset[str]:
    return frozenset(begins[:8] for begins in _names())


def odd_name(line: str) -> str:
    """The name of an entity cell whose first line does not say where its name ends; "" for any other line."""
    if line[:8] not in _beginnings():
        return ""
    return next((name for begins, name in _names().items() if line.startswith(begins)), "")
