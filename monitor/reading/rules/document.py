"""A Federal Register document in whatever rendition it came: XML, the site's HTML, or plain text; whole or damaged."""

from __future__ import annotations

import re
from dataclasses import replace

from monitor.errors import CannotRead
from monitor.model import Amendment, Document, Operation, Rule, Verdict
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

# e.g. "Proposed rule.", "Notice of inquiry."
_KINDS = {"PRORULE": re.compile(r"proposed", re.IGNORECASE), "NOTICE": re.compile(r"^\s*+notice", re.IGNORECASE)}

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
    rule = replace(rule, amendments=tuple(_as_far_as_certain(a) for a in rule.amendments if LOST not in a.name))
    lines = ", ".join(map(str, salvaged.damaged_lines[:_LINES_NAMED]))
    more = " and more" if len(salvaged.damaged_lines) > _LINES_NAMED else ""
    around = f"Only what stands outside of the damage (line {lines}{more}) was read; names and counts may be missing."
    return replace(rule, verdict=Verdict.UNREADABLE, problems=(str(error), around, *rule.problems))


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
