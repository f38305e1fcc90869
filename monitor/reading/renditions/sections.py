"""What the renditions without XML markup share: labelled sections, the head above them, and the document's closing line."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol, TypeVar

from monitor.reading.entries.addresses import ends_in_destination
from monitor.reading.entries.entity_cell import read_party
from monitor.reading.passages import Role
from monitor.text.clean import one_line
from monitor.text.dates import EASTERN, read_long_date
from monitor.text.numbers import is_number

# e.g. "SUMMARY: ", "FOR FURTHER INFORMATION CONTACT:"
LABEL = re.compile(
    r"[ \t]*(?P<label>AGENC(?:Y|IES)|ACTION|SUMMARY|DATES?|EFFECTIVE DATES?|ADDRESS(?:ES)?|FOR FURTHER INFORMATION"
    r"(?:,? CONTACT)?|SUPPLEMENTARY INFORMATION)\s*:[ \t]*"
)
"""The label that opens a section of the preamble, at the start of a line."""

# e.g. "PART 744\u2014CONTROL POLICY"
PART = re.compile(r"PART (?P<part>[0-9]{1,4})\s*[\u2014\u2013-]")
"""The heading of a CFR part among the amendments."""

# e.g. "[FR Doc. 2024-28267 Filed 12-2-24; 8:45 am]",
#   "[FR Doc. 2024-28267 Filed: 12/2/2024 8:45 am; Publication Date: 12/5/2024]"
_CLOSING = re.compile(
    r"\[FR\s+Doc\.?\s*+(?:No\.?\s*+(?::\s*+)?)?(?P<number>[A-Z]{0,2}[0-9]{0,4}[-\u2013][0-9][0-9-]{0,20})\s+"
    r"Filed:?\s+(?P<day>[0-9]{1,2}[-/\u2013][0-9]{1,2}[-/\u2013][0-9]{2,4})[;,:]?\s*"
    r"(?:at\s+)?(?P<time>[0-9]{1,2}:[0-9]{2}\s*[ap]\.?m\.?)?"
    r"(?:[;,]?\s*Publication\s+Date:?\s*(?P<published>[0-9]{1,2}[-/][0-9]{1,2}[-/][0-9]{2,4}))?",
    re.IGNORECASE,
)
# e.g. "\u2022 Foo Co.", "(1) Foo Co."
_ITEM = re.compile(r"(?:[\u2022\u25cf\u25aa\u00b7]|\(?[0-9]{1,3}[.)]|\([a-z]{1,3}\)|\u2014)\s*")
# What the Register prints around a document. e.g. "[Rules and Regulations]", "From the Federal Register Online"
_PRINTED = re.compile(r"\[(?:Federal Register|Rules|Proposed|Notices|Page|FR Doc)|From the Federal")
# e.g. "10/9/2019"
_BETWEEN_NUMBERS = re.compile(r"[/\u2013-]")
# e.g. "8:45 a.m."
_WITHIN_TIME = re.compile(r"[\s.]")
# e.g. "Proposed rule.", "Advance notice of proposed rulemaking."
_PROPOSES = re.compile(r"\bproposed\b|\badvance notice\b", re.IGNORECASE)
# e.g. "Notice."
_NOTICE = re.compile(r"\s*+Notice\b", re.IGNORECASE)
# How a list goes on behind an item. e.g. "; and"
_GOES_ON = re.compile(r"(?:[;,]\s*+|(?<!\s)\s++)?(?:\band)?$")
# e.g. "12 Main Street"
_FIGURE = re.compile(r"[0-9]")
# e.g. "15 CFR Part 744"
_CFR = re.compile(r"[0-9]{1,3} CFR (?:Parts?|Chapter|Ch\.)")
# e.g. "[Docket No. 240909-0231]", "RIN 0694-AJ78"
_DOCKET = re.compile(r"\[|RIN\b|Docket\b")
_LONGEST_ITEM = 2000
# How a sentence of running text ends. e.g. "make the following correction:"
_ENDS_SENTENCE = re.compile(r"[.:]$")
_FEWEST_WORDS = 6
"""Words of the shortest sentence with which a body without labels can begin."""


@dataclass(frozen=True, slots=True)
class Closing:
    """The line a document ends with: its number, when it was filed, and (of a filed document) its publication date."""

    number: str
    filed_at: datetime | None
    published: date | None
    start: int


def closing_of(text: str) -> Closing | None:
    """The last such line of ``text`` (preambles may quote those of others); None where there is none."""
    found = next(iter(reversed(list(_CLOSING.finditer(text)))), None)
    if found is None:
        return None
    number = found["number"].replace("\u2013", "-").rstrip("-")
    filed_at = _moment(found["day"], found["time"] or "8:45 am")
    return Closing(number, filed_at, read_day(found["published"] or ""), found.start())


def read_day(text: str) -> date | None:
    """The day "10/9/2019", "10-9-19", "2019-10-09" or "October 9, 2019" means."""
    numbers = _BETWEEN_NUMBERS.split(text)
    if len(numbers) != 3 or not all(is_number(n, 4) for n in numbers):
        return read_long_date(text)
    month, day, year = (int(n) for n in numbers)
    if len(numbers[0]) == 4:
        year, month, day = month, day, year
    year += 0 if year > 99 else 1900 if year > 90 else 2000
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _moment(day: str, clock: str) -> datetime | None:
    filed = read_day(day)
    try:
        time = datetime.strptime(_WITHIN_TIME.sub("", clock).lower(), "%I:%M%p").time()  # noqa: DTZ007
    except ValueError:
        return None
    return datetime.combine(filed, time, EASTERN) if filed else None


def kind_of_action(action: str) -> str:
    """RULE, PRORULE or NOTICE as the ACTION says; in doubt a rule, so as not to drop it."""
    if _PROPOSES.search(action):
        return "PRORULE"
    return "NOTICE" if _NOTICE.match(action) else "RULE"


def listed_name(text: str) -> str:
    """The name a list item opens with, where an address follows it: nothing else parts them without italics."""
    item = _ITEM.match(text)
    if not item or len(text) > _LONGEST_ITEM:
        return ""
    party = read_party((_GOES_ON.sub("", text[item.end() :]),))
    last = party.addresses[-1] if party.addresses else ""
    return party.name if ends_in_destination(last) or _FIGURE.search(last) else ""


@dataclass(frozen=True, slots=True)
class Head:
    """What stands above the first section: the agencies, the CFR parts, the title."""

    agencies: tuple[str, ...] = ()
    cfr: str = ""
    title: str = ""

    @classmethod
    def of(cls, texts: Sequence[str]) -> Head:
        """The head in its lines: agencies, CFR parts, docket and RIN, title."""
        texts = [t for t in texts if t and not _PRINTED.match(t)]
        is_cfr = [bool(_CFR.match(t)) for t in texts]
        first = is_cfr.index(True) if any(is_cfr) else 0
        title = [t for n, t in enumerate(texts) if n >= first and not is_cfr[n] and not _DOCKET.match(t)]
        agencies = tuple(t for t in texts[:first] if not t.startswith("["))
        cfr = "; ".join(t for t, c in zip(texts, is_cfr, strict=True) if c)
        return cls(agencies, cfr, one_line(" ".join(title)))


class _TextWithRole(Protocol):
    @property
    def role(self) -> Role: ...
    @property
    def text(self) -> str: ...


B = TypeVar("B", bound=_TextWithRole)


def sort_sections(blocks: Sequence[B]) -> tuple[Head, dict[str, str], str, list[B]]:
    """The head, the labelled sections' texts ("SUMMARY", "DATES" ...), the body's first words, and the body's blocks.

    The body is what follows SUPPLEMENTARY INFORMATION, or the first instruction where that label is missing. A document
    without any label, such as the Register's own correction of a rule ("C1-..."), has its body right below its title.
    """
    above: list[B] = []
    sections: dict[str, list[str]] = {}
    label = ""
    for n, block in enumerate(blocks):
        if block.role is Role.INSTRUCTION:
            head, unlabelled = _head_and_body(above, sections)
            return head, _joined(sections), "", [*unlabelled, *blocks[n:]]
        opened = LABEL.match(block.text)
        if opened:
            label = opened["label"].upper()
            rest = block.text[opened.end() :].strip()
            if label.startswith("SUPPLEMENTARY"):
                return _head_of(above), _joined(sections), rest, list(blocks[n + 1 :])
            label = "DATES" if "DATE" in label else label
            sections.setdefault(label, []).append(rest)
        elif label:
            sections[label].append(block.text)
        else:
            above.append(block)
    head, unlabelled = _head_and_body(above, sections)
    return head, _joined(sections), "", unlabelled


def _head_of(above: Sequence[B]) -> Head:
    return Head.of([block.text for block in above])


def _head_and_body(above: Sequence[B], sections: dict[str, list[str]]) -> tuple[Head, list[B]]:
    """The head, and what of the blocks above the first instruction is running text where no label parts them."""
    if sections:
        return _head_of(above), []
    start = next((n for n, block in enumerate(above) if _is_running(block)), len(above))
    return _head_of(above[:start]), list(above[start:])


def _is_running(block: _TextWithRole) -> bool:
    text = block.text
    is_head = _PRINTED.match(text) or _CFR.match(text) or _DOCKET.match(text)
    is_sentence = _ENDS_SENTENCE.search(text) and len(text.split()) >= _FEWEST_WORDS
    return block.role is Role.PARAGRAPH and not is_head and bool(is_sentence)


def _joined(sections: dict[str, list[str]]) -> dict[str, str]:
    return {label: one_line(" ".join(texts)) for label, texts in sections.items()}
