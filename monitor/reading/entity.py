"""The entity cell: what is the name, what the aliases, what the addresses."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from monitor.model import SubEntity


@dataclass(frozen=True, slots=True)
class Party:
    """An entity cell, read. ``text`` is the whole cell in one line; nothing of it is lost."""

    name: str
    aliases: tuple[str, ...] = ()
    addresses: tuple[str, ...] = ()
    cross_references: tuple[str, ...] = ()
    sub_entities: tuple[SubEntity, ...] = ()
    text: str = ""
    problems: tuple[str, ...] = ()


@lru_cache(maxsize=8192)
def read_party(lines: tuple[str, ...], known_name: str = "") -> Party:
    """Read the cell's printed ``lines`` (cleaned; blank ones kept as ""); ``known_name`` helps to cut the name."""
    text = " ".join(line for line in lines if line)
    return Party(name=known_name or text, text=text)
