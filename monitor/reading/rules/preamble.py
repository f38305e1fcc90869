"""The preamble's list, a cross-check: the parties that a rule names by destination before any instruction.

| passage | e.g. | means |
|---|---|---|
| introduction | "this final rule adds the following six entries to the Entity List:" | what happens to those below |
| heading that names an operation | "Modifications to Entries on the Entity List" | the same |
| any other heading | "Savings Clause" | the list ends |
| destination | a heading, or a line of its own | where the parties below stand |
| item | "\u2022 A Co.; and", "(1) A Co., a.k.a., the following two aliases:", "A Co.; and" | a party; a list keeps its form |
| dash line, address, remark | "\u2014Alias; and", "12 Main Road, Lahore, Pakistan;" | no party |
| item that says it is none | "X Ltd. (... this entity is not on the Entity List ...)" (2022-14069) | no party |
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from monitor.model import ListName, Operation
from monitor.reading.entries.aliases import find_marker
from monitor.reading.entries.entity_cell import read_party
from monitor.reading.entries.names import split_name
from monitor.reading.passages import Passage, Role
from monitor.reading.rules.named_lists import list_named
from monitor.reading.rules.quoted_entries import whole_entry
from monitor.reading.rules.stated_counts import VERBS, operation_of
from monitor.text.destinations import heading
from monitor.text.numbers import NUMBER, read_number

_VERB = "|".join(pattern for _, pattern in VERBS)
# e.g. "Additions", "revisions", "removal"
_NOUNS = (
    (Operation.ADD, re.compile(r"additions?", re.IGNORECASE)),
    (Operation.REVISE, re.compile(r"revisions?|modifications?|corrections?|amendments?|changes", re.IGNORECASE)),
    (Operation.REMOVE, re.compile(r"removals?|deletions?", re.IGNORECASE)),
)
_NOUN = "|".join(noun.pattern for _, noun in _NOUNS)
# e.g. "adds the following six entries", "the following entities are added", "makes the following revisions to two entries"
_INTRODUCES = re.compile(
    rf"\b(?P<verb>{_VERB})\b[^.]{{0,300}}\b(?:the\s+following|as\s+follows|listed\s+below)\b|"
    rf"\bthe\s+following\b[^.:]{{0,200}}\b(?:(?P<passive>{_VERB})|(?P<noun>{_NOUN}))\b|"
    rf"\bto\s+(?P<infinitive>{_VERB})\s+the\s+following\b",
    re.IGNORECASE,
)
# e.g. "Removals From the Entity List", "B. Revisions to the Entity List"
_HEADED = re.compile(rf"(?:[A-Z0-9]{{1,3}}\.\s+)?(?P<noun>{_NOUN})\b[^.:]{{0,80}}\bEntity\s+List\b", re.IGNORECASE)
# e.g. "to the Entity List", "two entries"
_OURS = re.compile(r"\b(?:Entity List|entit(?:y|ies)|entr(?:y|ies)|persons?)\b", re.IGNORECASE)
# e.g. "\u2022 Foo Co.", "(1) Foo Co.", "12. Foo Co.", "\u2014Alias"
_BULLET = re.compile(
    r"(?:[\u2022\u25cf\u25aa\u2023*\u00b7]|(?P<number>\(?[0-9]{1,3}(?:\)|\.(?=\s))|\([a-z]{1,3}\))|[\u2014\u2013-])\s*"
)
# e.g. "(1)", "12."
_FIGURES = re.compile(r"[0-9a-z]+")
# How an item of a list without bullets is closed. e.g. "Foo Co., Ltd.; and", "Foo Co.;"
_CLOSES_ITEM = re.compile(r"(?:;(?:\s*and)?|,\s*and)$")
# Italic words that are no name. e.g. "and", "a.k.a.,"
_NO_NAME = re.compile(r"(?:and|or|a\.k\.a\.?|f\.k\.a\.?),?", re.IGNORECASE)
# e.g. "Foo Co., a.k.a. Bar", "; \u2014Bar"
_HAS_ALIASES = re.compile(r"\b[afd]\.?\s?/?k\.?a\.?\b|;\s*\u2014")
# e.g. "Foo Co., and"
_AND_NEXT = re.compile(r"(?:[;,]\s*+|(?<!\s)\s++)?\band$")
# e.g. "Foo Co., 12 Main Street"
_ADDRESS_FOLLOWS = re.compile(r", [0-9]")
# e.g. "Foo Co.;"
_PUNCTUATION_AT_END = re.compile(r"[;,]$")
# e.g. "(As described above, this entity is not on the Entity List, but its address is being removed"
_NOT_LISTED = re.compile(r"\b(?:is|are)\s+not\s+(?:listed\s+)?on\s+the\s+Entity\s+List\b", re.IGNORECASE)
# e.g. "BIS", "are added"
_SENTENCE = re.compile(r"\b(?:is|are|was|were|has|have|BIS|ERC|Review Committee|this rule|final rule|pursuant)\b")


@dataclass(frozen=True, slots=True)
class Listed:
    """One party of the preamble's list, and what the list says happens to it, on which list of part 744."""

    operation: Operation
    country: str
    name: str
    list: ListName = ListName.ENTITY


@dataclass(frozen=True, slots=True)
class Preamble:
    """The parties listed, and how many of each kind the sentence that introduces them announces."""

    listed: tuple[Listed, ...]
    announced: dict[Operation, int]


# e.g. "the following six entries to the Entity List"
_ANNOUNCES = re.compile(
    rf"\bthe\s+following\s+(?P<n>{NUMBER})\s+(?:[\w-]+\s+){{0,2}}?(?:entr(?:y|ies))\b[^.]{{0,300}}\bEntity\s+List\b",
    re.IGNORECASE,
)


@dataclass(slots=True)
class _PreambleState:
    """What the passages so far say about an item that may follow: what happens to it, where, and how items are marked."""

    operation: Operation = Operation.ADD
    country: str = ""
    is_listing: bool = False
    form: str = ""
    headed: ListName = ListName.ENTITY
    list: ListName = ListName.ENTITY
    announced: dict[Operation, int] = field(default_factory=dict)


def read_preamble(passages: Iterable[Passage]) -> Preamble:
    """The parties listed under headings that are destinations, in the preamble's order."""
    state = _PreambleState()
    found: list[Listed] = []
    for passage in passages:
        text = passage.text.strip()
        form = _form(text)
        if not text or passage.role not in (Role.HEADING, Role.PARAGRAPH):
            continue
        if form == "bare" and (passage.role is Role.HEADING or _is_heading(text)):
            _take_heading(text, state)
        elif form == "bare" and (introduced := _INTRODUCES.search(text)):
            _take_introduction(text, introduced, state)
        elif _is_item(text, form, state):
            found.append(Listed(state.operation, state.country, _name(passage, text), state.list))
            state.form = form
    return Preamble(tuple(found), state.announced)


def _take_heading(text: str, state: _PreambleState) -> None:
    state.country, state.form = heading(text.rstrip(":")), ""
    if state.country:
        return
    state.headed = list_named(text) or ListName.ENTITY
    headed = _HEADED.match(text)
    if headed:
        state.operation = _operation_of_noun(headed["noun"])
    state.is_listing = False


def _take_introduction(text: str, introduced: re.Match[str], state: _PreambleState) -> None:
    verb = introduced["verb"] or introduced["passive"] or introduced["infinitive"]
    state.operation = operation_of(verb) if verb else _operation_of_noun(introduced["noun"])
    state.is_listing = bool(_OURS.search(text))
    state.list = list_named(text, introduced.start()) or state.headed
    state.country = ""
    if counted := _ANNOUNCES.search(text):
        state.announced[state.operation] = state.announced.get(state.operation, 0) + read_number(counted["n"])


def _is_item(text: str, form: str, state: _PreambleState) -> bool:
    if not (state.is_listing and state.country) or form not in (state.form, state.form or form):
        return False
    return (form != "bare" or _reads_as_item(text)) and not _NOT_LISTED.search(text)


def _operation_of_noun(noun: str) -> Operation:
    return next(op for op, named in _NOUNS if named.fullmatch(noun))


def _form(text: str) -> str:
    """How a list item is marked. A list keeps its form: other paragraphs in it are aliases, addresses or remarks.

    "(1)" and "12." are two forms: "12. Main Road, Lahore" below "(1) A Co., a.k.a., the following alias:" is an address.
    """
    mark = _BULLET.match(text)
    if not mark:
        return "bare"
    if mark["number"]:
        return _FIGURES.sub("1", mark["number"])
    return "dash" if mark.group().strip() in ("\u2014", "\u2013", "-") else "bullet"


def _is_heading(text: str) -> bool:
    """Whether a line of its own is a heading although nothing marks it: a destination, or what happens to the list."""
    return len(text) < 60 and not text.endswith((".", ";")) and bool(heading(text.rstrip(":")) or _HEADED.match(text))


def _reads_as_item(text: str) -> bool:
    """A list item without bullet: short, or closed like one; never a sentence about the list."""
    return bool(_CLOSES_ITEM.search(text)) or (len(text) < 200 and not _SENTENCE.search(text))


def _name(passage: Passage, text: str) -> str:
    if passage.italic and not _NO_NAME.fullmatch(passage.italic.strip()):
        return _closed(passage.italic)
    mark = _BULLET.match(text)
    item = text[mark.end() :] if mark else text
    if _HAS_ALIASES.search(item) or find_marker(item):
        return read_party((item,)).name
    name = _closed(_AND_NEXT.sub("", item))
    if whole := whole_entry(name):
        return whole.name
    # An address may stand behind the name; "..., 31 Research Institute" is none.
    bare = split_name(f"{name.rstrip('.')}, 1")[0] if _ADDRESS_FOLLOWS.search(name) else name
    return name if name.startswith(bare) and len(name) - len(bare) <= 1 else bare


def _closed(name: str) -> str:
    """The name without the list's own punctuation; a full stop stays, since it may be the name's ("Ltd.")."""
    return _PUNCTUATION_AT_END.sub("", name.strip()).strip()
