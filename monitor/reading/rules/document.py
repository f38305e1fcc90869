"""A Federal Register document in whatever rendition it came: XML, the site's HTML, or plain text; whole or damaged."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from monitor.errors import CannotRead
from monitor.model import Amendment, Document, Named, Operation, Rule, Verdict
from monitor.reading.files import Kind, is_body_html, kind_of, open_bytes
from monitor.reading.passages import RuleText
from monitor.reading.renditions.damaged_text import LOST, SalvagedText, salvage_text
from monitor.reading.renditions.damaged_xml import Salvaged, salvage_xml
from monitor.reading.renditions.html import read_body_html
from monitor.reading.renditions.text import read_text_form
from monitor.reading.renditions.xml import documents_in
from monitor.reading.rules.corrections import AmendsList
from monitor.reading.rules.matching import KnownEntry
from monitor.reading.rules.rule import read_rule, the_rule_of, understand
from monitor.text.names import fold

# e.g. "Proposed rule.", "Notice of inquiry."
_KINDS = {"PRORULE": re.compile(r"proposed", re.IGNORECASE), "NOTICE": re.compile(r"^\s*+notice", re.IGNORECASE)}

# e.g. "\u201cAOOK Technology Ltd.\u201d"
_QUOTED = re.compile("\u201c([^\u201c\u201d]{1,300})\u201d")
_LINES_NAMED = 5


def read_document(
    data: bytes,
    what: str,
    record: Document | None = None,
    known: KnownEntry | None = None,
    amends: AmendsList | None = None,
) -> Rule:
    """The rule in ``data``, gzipped or not; its content tells which rendition it is, not its name or media type.

    ``what`` names it in errors, ``record`` is the API's record of it, ``known`` answers whether the local list has an
    entry, ``amends`` whether an earlier document amends the list. Raises CannotRead for what is none of the renditions.
    """
    data = open_bytes(data, what)
    if is_body_html(data):
        rule = understand(_of_kind(read_body_html(data, what), record), record, known, amends=amends)
        return replace(rule, renditions=("html",))
    kind = kind_of(data, what)
    if kind is Kind.RULE_XML:
        return read_rule(data, what, record, known, amends)
    if kind is not Kind.RULE_TEXT:
        raise CannotRead(f"{what} is a copy of the list ({kind.value}), not a document of the Register.")
    text, stage = read_text_form(data, what)
    return replace(understand(_of_kind(text, record), record, known, stage, amends), renditions=("text",))


def read_damaged(
    data: bytes,
    what: str,
    error: CannotRead,
    record: Document | None = None,
    known: KnownEntry | None = None,
    amends: AmendsList | None = None,
) -> Rule:
    """What can be named of a document that :func:`read_document` refused with ``error``: always ``unreadable``.

    Title, stated counts, preamble list, instructions and rows of ill-formed XML, or of a raw text that was cut or lost
    letters, are read where they stand outside of the damage; what was read is marked as such in ``problems``, behind the
    reason. Raises ``error`` where nothing can be named.
    """
    salvaged: Salvaged | SalvagedText
    try:
        data = open_bytes(data, what)
        kind = None if is_body_html(data) else kind_of(data.replace(b"\0", b" "), what)
        if kind is Kind.RULE_XML:
            salvaged = salvage_xml(data, what)
            rule = the_rule_of(documents_in(salvaged.root, what), record, known, amends)
        elif kind is Kind.RULE_TEXT:
            salvaged = salvage_text(data, what)
            rule = understand(_of_kind(salvaged.text, record), record, known, salvaged.stage, amends)
        else:
            raise error
    except CannotRead:
        raise error from None
    named = tuple(_by_its_instruction(amendment, rule.named) for amendment in rule.amendments)
    lost = (
        f"\u201c{a.name}\u201d ({a.country}) has lost letters: it is in none of the changes."
        for a in named
        if LOST in a.name
    )
    rule = replace(rule, amendments=tuple(_as_far_as_certain(a) for a in named if LOST not in a.name))
    return replace(
        rule, verdict=Verdict.UNREADABLE, problems=(str(error), _outside(salvaged.damaged_lines), *lost, *rule.problems)
    )


def _outside(damaged_lines: Sequence[int]) -> str:
    lines = ", ".join(map(str, damaged_lines[:_LINES_NAMED]))
    more = " and more" if len(damaged_lines) > _LINES_NAMED else ""
    where = f" (line {lines}{more})" if lines else ""
    return f"Only what stands outside of the damage{where} was read; names and counts may be missing."


def _by_its_instruction(amendment: Amendment, listed: Sequence[Named]) -> Amendment:
    """An amendment whose row has lost letters of the name, under the name that its instruction or the preamble prints."""
    if LOST not in amendment.name:
        return amendment
    printed = [*_QUOTED.findall(amendment.instruction), *(one.name for one in listed)]
    name = next((one for one in printed if LOST not in one and _may_be(one, amendment.name)), "")
    if not name:
        return amendment
    entry = amendment.entry and replace(amendment.entry, name=name)
    return replace(amendment, name=name, entry=entry, detail="The text of its row has lost letters.")


def _may_be(name: str, damaged: str) -> bool:
    """Whether ``damaged`` can be ``name``: what it lacks are as many letters as were lost, or fewer."""
    key, most = fold(name), damaged.count(LOST)
    parts = [part for one in damaged.split(LOST) if (part := fold(one))]
    at = 0
    for part in parts:
        found = key.find(part, at)
        if not 0 <= found - at <= most:
            return False
        at = found + len(part)
    return bool(parts) and len(key) - at <= most


def _as_far_as_certain(amendment: Amendment) -> Amendment:
    """What is left of an amendment whose instruction or destination has lost letters: who it is about."""
    if LOST in amendment.country or (amendment.entry and LOST in amendment.entry.country):
        amendment = replace(amendment, country="", entry=None)
    if LOST not in amendment.instruction:
        return amendment
    return replace(amendment, operation=Operation.UNREADABLE, detail="The instruction has lost letters.")


def _of_kind(text: RuleText, record: Document | None) -> RuleText:
    """``text`` with the kind its record gives where it names no ACTION of its own."""
    if text.action or record is None:
        return text
    return replace(text, kind=next((kind for kind, words in _KINDS.items() if words.search(record.type)), text.kind))
