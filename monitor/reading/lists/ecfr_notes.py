"""What the eCFR says about itself: amendments it could not carry out, and mistakes it corrected.

The notes at the end of Supplement No. 4 read so:

"At 89 FR 96836, Dec. 5, 2024, supplement no. 4 to part 744 was amended under CHINA ... by adding an entry for \u201cS2C
Limited\u201d ...; however, these amendments could not be incorporated because no text was supplied for these entries."
"""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files

from lxml import etree

from monitor.reading.renditions.strict_xml import parse_xml
from monitor.text.clean import one_line

# e.g. "the amendment could not be incorporated because of inaccurate amendatory instruction"
_FAILED = re.compile(r"could not be (?:incorporated|codified|made|carried out|executed)", re.IGNORECASE)
# e.g. "At 89 FR 96835, Dec. 5, 2024"
_CITED = re.compile(r"\b([0-9]{2,3}) FR ([0-9]{4,6})\b")
# e.g. "the entry for \u201cFoo Ltd.\u201d"
_QUOTED = re.compile(r"[\u201c\u2018\"]([^\u201d\u2019\"]{2,300})[\u201d\u2019\"]")
# e.g. "Supplement No. 4 to part 744 was amended"
_SUPPLEMENT = re.compile(r"\bSupplement\s+No\.\s*4\s+to\s+Part\s+744\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class NotCodified:
    """Amendments that the eCFR says it could not carry out: the rule's citation, the names it quotes, and its words."""

    citation: str
    names: tuple[str, ...]
    text: str


@dataclass(frozen=True, slots=True)
class Correction:
    """A mistake of the eCFR that is known: what stood wrong from one Eastern day until another (exclusive)."""

    country: str
    name: str
    wrong_from: date
    wrong_to: date
    why: str


@cache
def known_corrections() -> tuple[Correction, ...]:
    """The mistakes of the eCFR's own that are known: data in corrections.toml, each with its source."""
    data = tomllib.loads((files("monitor.reading.lists") / "corrections.toml").read_text("utf-8"))
    return tuple(Correction(**one) for one in data["correction"])


def read_notes(data: bytes, source: str) -> tuple[NotCodified, ...]:
    """The notes of Supplement No. 4 on amendments not carried out, from eCFR XML of part 744 or of the supplement alone.

    Raises CannotRead where the XML is broken; a copy without notes has none.
    """
    root = parse_xml(data, source)
    found: list[NotCodified] = []
    for division in [root] if root.tag == "DIV9" else list(root.iter("DIV9")):
        if not _SUPPLEMENT.search(f"{division.get('N', '')} {division.findtext('HEAD') or ''}"):
            continue
        for note in division.iter("EDNOTE"):
            found += [one for block in note.iter("P", "PSPACE") if (one := _not_codified(block))]
    return tuple(found)


def _not_codified(block: etree._Element) -> NotCodified | None:
    text = one_line("".join(map(str, block.itertext())))
    if not _FAILED.search(text):
        return None
    cited = _CITED.search(text)
    names = tuple(name.rstrip(",;. ") for name in _QUOTED.findall(text))
    return NotCodified(f"{cited[1]} FR {cited[2]}" if cited else "", names, text)
