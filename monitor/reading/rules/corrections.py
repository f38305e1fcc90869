"""Corrections of rules: documents that change a rule already published, often without naming what it amends.

    Additions and Revisions to the Entity List; Correction
    In rule document 2024-28267, beginning on page 96830, in the issue of Thursday, December 5, 2024, make the following
    correction: On page 96836, in the second column, “...” should read “...”.

A correction belongs to the list when the rule it corrects does: by its title, by what it says, or because whoever calls
knows the rule by its number or citation. One that belongs is never dismissed, whatever can be read of it; nor is one that
may belong, because nobody knows the rule and its words name no other text, but it proves nothing either.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from enum import Enum

from monitor.model import Check, Document
from monitor.reading.passages import Passage, Role, RuleText
from monitor.reading.rules.tokens import names_another_text

AmendsList = Callable[[str], bool | None]
"""Whether an earlier document, by its number ("2024-28267"), citation ("89 FR 96830") or title, amends the Entity List.

None where no such document is known.
"""


class Corrects(Enum):
    """What a document corrects: a rule of the list, one of which nobody knows whether it is, or anything else or nothing."""

    THE_LIST = "a rule of the Entity List"
    MAYBE_THE_LIST = "a rule that is not known"
    NOT_THE_LIST = "no rule of the Entity List"


UNREAD_CORRECTION = (
    "This document corrects a rule of the Entity List; what it corrects could not be read. Read the official text."
)
MAYBE_CORRECTION = (
    "This document corrects a rule that is not known here and may be one of the Entity List. Read the official text."
)

# e.g. "is corrected to read", "make the following corrections", "should read"
_CORRECTS = re.compile(
    r"\bshould\s+(?:read|be)\b|\b(?:is|are)\s+corrected\b|\bcorrected\s+by\b|\bcorrections?(?:\s+(?:is|are)\s+made)?:\s*+\S|"
    r"\b(?:is|are)\s+(?:hereby\s+|also\s+)?(?:removed|added|revised|deleted|inserted|replaced)\b",
    re.IGNORECASE,
)
# What is corrected, by the page on which the rule has it. e.g. "2. On page 96840, in the third column", "Page 96841: "
_PLACED = re.compile(r"(?:\(?(?:[0-9]{1,3}|[a-z]{1,4})[.)]\s+)?(?:On\s+)?pages?\s+[0-9]", re.IGNORECASE)
# The same, or an entry, anywhere in a paragraph. e.g. "In rule document 2024-28267, on page 96840", "the entry for"
_PLACED_INSIDE = re.compile(r"\bpages?\s+[0-9]|\bentr(?:y|ies)\s+(?:for|of|under)\b|\bentit(?:y|ies)\b", re.IGNORECASE)
# How a paragraph orders something that nobody marked as an instruction. e.g. "2. Remove the entry for", "In the entry for"
_ORDERS = re.compile(
    r"(?:\(?(?:[0-9]{1,3}|[a-z]{1,4})[.)]\s+)?(?:(?:Add|Remove|Delete|Revise|Correct)\s|In\s+the\s+(?:table|entry|entries)\b)"
)
# e.g. "make the following corrections", "corrects the final rule"
_ANNOUNCES = re.compile(
    r"\bmake\s+the\s+following\s+corrections?\b|\bfollowing\s+corrections?\s+(?:is|are)\s+made\b|\bcorrect(?:s|ing)\b[^.]{0,80}\bfinal\s+rule\b",
    re.IGNORECASE,
)
# e.g. "Addition of Certain Entities to the Entity List; Correction"
_TITLED = re.compile(r"[;:\u2014-]\s*(?:technical\s+)?correct(?:ions?|ing\s+amendments?)\W*$", re.IGNORECASE)
# e.g. "Supplement No. 4 to Part 744 [Corrected]"
_MARKED = re.compile(r"\[Corrected\]\W*$")
# e.g. "Final rule; correction.", "Correcting amendments."
_ACTION = re.compile(r"\bcorrect(?:ions?|ing)\b", re.IGNORECASE)
# e.g. "Supplement No. 4 to part 744"
_OUR_LIST = re.compile(r"\bsupplement\s+no\.?\s*4\s+to\s+part\s+744\b", re.IGNORECASE)
# e.g. "the Entity List"
_ENTITY_LIST = re.compile(r"(?<!UFLPA )\bEntity\s+List\b")
# How an earlier rule is cited. e.g. "FR Doc. 2024-28267"
_NUMBER = re.compile(r"(?<![\w-])(?:[A-Z][0-9]{0,2}-)?(?:(?:19|20)[0-9]{2}|E[0-9]|0[0-9])-[0-9]{3,6}(?![\w-])")
# e.g. "89 FR 96830"
_CITED = re.compile(r"\b([0-9]{2,3}) FR ([0-9]{1,6})\b")


def is_correction(text: RuleText) -> bool:
    """Whether a document says that it corrects another."""
    if (
        text.kind == "CORRECT"
        or text.number.startswith("C")
        or _TITLED.search(text.title)
        or _ACTION.search(text.action)
    ):
        return True
    return any(_ANNOUNCES.search(p.text) or _MARKED.search(p.text) for p in (*text.preamble, *text.regulatory))


def what_is_corrected(text: RuleText, record: Document | None = None, amends: AmendsList | None = None) -> Corrects:
    """Whether a document corrects a rule of the Entity List."""
    if not is_correction(text):
        return Corrects.NOT_THE_LIST
    titles = f"{text.title} {text.summary} {record.title if record else ''}"
    said = [titles, *(p.text for p in (*text.preamble, *text.regulatory))]
    if _ENTITY_LIST.search(titles) or any(_OUR_LIST.search(one) for one in said):
        return Corrects.THE_LIST
    cited = {number for one in said for number in _NUMBER.findall(one)} - {text.number}
    cited |= {f"{volume} FR {page}" for one in said for volume, page in _CITED.findall(one)}
    answers = [amends(one) for one in sorted(cited)] if amends else []
    corrected = _TITLED.sub("", text.title)  # the Register's own corrections stand under the title of the rule
    if any(answers) or (amends and corrected and amends(corrected)):
        return Corrects.THE_LIST
    may_be = False not in answers and "744" in (text.cfr or "744") and _may_be_of_the_list(said)
    return Corrects.MAYBE_THE_LIST if may_be else Corrects.NOT_THE_LIST


def _may_be_of_the_list(said: Sequence[str]) -> bool:
    """Whether a correction may be of the list: one order names no other text, but a page or an entry, or none names any.

    One that orders nothing in words that are known is kept unless it names another text anywhere.
    """
    orders = [one for one in said if _is_order(one)]
    ours = [one for one in orders or said if not names_another_text(one)]
    return len(ours) == len(orders or said) or any(_PLACED_INSIDE.search(one) for one in ours if orders)


def corrected_rule() -> Check:
    """The check that fails where nobody knows whether the corrected rule is one of the list."""
    return Check("corrected rule", Corrects.THE_LIST.value, Corrects.MAYBE_THE_LIST.value, agrees=False)


def names_pages(text: RuleText) -> bool:
    """Whether a correction says by pages of the corrected rule what it is about, so that it need not name the list."""
    return any(_PLACED.match(p.text) for p in text.regulatory if p.role is Role.INSTRUCTION)


def with_instructions(text: RuleText) -> RuleText:
    """A correction that the Register makes in plain paragraphs ("C1-..."), its paragraphs taken for instructions.

    What stands under a page of the corrected rule is one also beside others that are marked.
    """
    everything = (*text.preamble, *text.regulatory)
    if not any(p.role is Role.INSTRUCTION for p in everything):
        return replace(text, preamble=(), regulatory=_instructing(everything, _is_order))
    preamble = _instructing(text.preamble, _PLACED.match)
    return replace(
        text,
        preamble=tuple(p for p in preamble if p.role is not Role.INSTRUCTION),
        regulatory=(
            *(p for p in preamble if p.role is Role.INSTRUCTION),
            *_instructing(text.regulatory, _PLACED.match),
        ),
    )


def _is_order(said: str) -> bool:
    return bool(_CORRECTS.search(said) or _PLACED.match(said) or _ORDERS.match(said))


def _instructing(passages: tuple[Passage, ...], orders: Callable[[str], object]) -> tuple[Passage, ...]:
    """``passages`` with those paragraphs taken for instructions whose text ``orders`` something."""
    return tuple(
        replace(p, role=Role.INSTRUCTION) if p.role is Role.PARAGRAPH and orders(p.text) else p for p in passages
    )
