"""The second witness: the parties a rule's preamble lists by destination, before any instruction.

For the reasons described above, this final rule adds the following six entries to the Entity List ...:
China, People's Republic of                       (a heading, or a line of its own)
• Global Training Solutions Limited; and          (bulleted, numbered, or bare; with or without address)
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from monitor.model import Operation
from monitor.reading.entries.entity_cell import read_party
from monitor.reading.entries.names import split_name
from monitor.reading.passages import Passage, Role
from monitor.reading.rules.stated_counts import VERBS, operation_of
from monitor.text.destinations import heading
from monitor.text.numbers import NUMBER, read_number

_INTRODUCES = re.compile(
    rf"\b(?P<verb>{'|'.join(p for _, p in VERBS)})\b[^.]*\b(?:the\s+following|as\s+follows|listed\s+below)\b|"
    rf"\bthe\s+following\b[^.:]*\b(?P<passive>{'|'.join(p for _, p in VERBS)})\b",
    re.IGNORECASE,
)
_BULLET = re.compile(r"^(?:[\u2022\u25cf\u25aa\u2023*\u00b7]|\(?\d{1,3}[.)]|\([a-z]{1,3}\)|[\u2014\u2013-])\s*")


@dataclass(frozen=True, slots=True)
class Listed:
    """One party of the preamble's list, and what the list says happens to it."""

    operation: Operation
    country: str
    name: str


@dataclass(frozen=True, slots=True)
class Preamble:
    """The parties listed, and how many of each kind the sentence that introduces them announces."""

    listed: tuple[Listed, ...]
    announced: dict[Operation, int]


_ANNOUNCES = re.compile(
    rf"\bthe\s+following\s+(?P<n>{NUMBER})\s+(?:[\w-]+\s+){{0,2}}?(?:entr(?:y|ies))\b[^.]*\bEntity\s+List\b",
    re.IGNORECASE,
)


def read_preamble(passages: Iterable[Passage]) -> Preamble:
    """The parties listed under headings that are destinations, in the preamble's order."""
    announced: dict[Operation, int] = {}
    operation, country, listing, form = Operation.ADD, "", False, ""
    found: list[Listed] = []
    for passage in passages:
        text = passage.text.strip()
        if passage.role is Role.HEADING or _is_bare_destination(text):
            country, form = heading(text.rstrip(":")), ""
            continue
        if passage.role is not Role.PARAGRAPH or not text:
            continue
        introduced = _INTRODUCES.search(text)
        here = _form(text)
        if introduced and here == "bare":
            operation = operation_of(introduced["verb"] or introduced["passive"])
            listing = bool(re.search(r"\b(?:Entity List|entit(?:y|ies)|entr(?:y|ies))\b", text))
            country = ""
            if counted := _ANNOUNCES.search(text):
                announced[operation] = announced.get(operation, 0) + read_number(counted["n"])
        elif listing and country and here in (form, form or here) and (here != "bare" or _reads_as_item(text)):
            found.append(Listed(operation, country, _name(passage, text)))
            form = here
    return Preamble(tuple(found), announced)


def _form(text: str) -> str:
    """How a list item is marked. A list keeps its form: other paragraphs in it are aliases, addresses or remarks."""
    mark = _BULLET.match(text)
    if not mark:
        return "bare"
    if mark.group().strip() in ("\u2014", "\u2013", "-"):
        return "dash"
    return "number" if re.search(r"\w", mark.group()) else "bullet"


def _is_bare_destination(text: str) -> bool:
    return len(text) < 60 and not _BULLET.match(text) and bool(heading(text.rstrip(":")))


def _reads_as_item(text: str) -> bool:
    """A list item without bullet: short, or closed like one; never a sentence about the list."""
    return bool(re.search(r"(?:;(?:\s*and)?|,\s*and)$", text)) or (
        len(text) < 200
        and not re.search(
            r"\b(?:is|are|was|were|has|have|BIS|ERC|Review Committee|this rule|final rule|pursuant)\b", text
        )
    )


def _name(passage: Passage, text: str) -> str:
    if passage.italic and not re.fullmatch(
        r"(?:and|or|a\.k\.a\.?|f\.k\.a\.?),?", passage.italic.strip(), re.IGNORECASE
    ):
        return _closed(passage.italic)
    item = _BULLET.sub("", text)
    if re.search(r"\b[afd]\.?\s?/?k\.?a\.?\b|;\s*\u2014", item):
        return read_party((item,)).name
    name = _closed(re.sub(r"[;,]?\s*\band$", "", item))
    # An address may stand behind the name; "..., 31 Research Institute" is none.
    bare = split_name(f"{name.rstrip('.')}, 1")[0] if re.search(r", \d", name) else name
    return name if name.startswith(bare) and len(name) - len(bare) <= 1 else bare


def _closed(name: str) -> str:
    """The name without the list's own punctuation; a full stop stays, since it may be the name's ("Ltd.")."""
    return re.sub(r"[;,]$", "", name.strip()).strip()
