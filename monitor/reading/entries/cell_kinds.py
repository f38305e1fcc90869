"""What a cell of the list reads like: a license requirement, a license review policy, a citation, or a column's heading.

Checked against every entry of the eCFR's copies of 2023-12-05 and 2026-07-18.
"""

from __future__ import annotations

import re

from monitor.reading.entries.addresses import ends_in_destination
from monitor.text.remembered import remembered

# e.g. "For all items subject to the EAR.", "See § 744.11 of the EAR"
_REQUIRES = re.compile(r"\b(?:items?|EAR|ECCNs?|technology|commodities)\b", re.IGNORECASE)
# e.g. "Presumption of denial", "Case-by-case review", "See § 744.2(d) of the EAR"
_REVIEWS = re.compile(
    r"\b(?:denial|denied|case[- ]by[- ]case|review(?:ed)?|approval|polic(?:y|ies))\b|\bSee\s+\u00a7", re.IGNORECASE
)
# A section sign without a section: the next line was another. e.g. "(See \u00a7 EAR)", "See \u00a7\u00a7 of the"
_NO_SECTION = re.compile(r"\u00a7\s*+(?![0-9\s\u00a7\[{(])\S*+(?:\s\S++)?")
# A section that no sign, word or other section leads to. e.g. "subject to the 744.11", "the 744.11"
_BARE_SECTION = re.compile(r"\b(?:the|to|all|items|subject|for)\s7[0-9]{2}\.[0-9]++", re.IGNORECASE)
# Three words or more, twice. e.g. "744.11 of the 744.11 of the EAR"
_DOUBLED = re.compile(r"(?<!\S)(?P<words>\S++(?:\s\S++){2,9})\s(?P=words)(?!\S)")
# e.g. "For all items subject to the EAR."
_OPENS_REQUIREMENT = re.compile(r"(?:For\s+)?all\s+items\b", re.IGNORECASE)
# e.g. "Presumption of denial."
_OPENS_POLICY = re.compile(r"(?:Presumption|Policy|Case[- ]by[- ]case)\b", re.IGNORECASE)
# Where a requirement or a policy opens behind words of another cell. e.g. "9-11 For all items", "Sweden Policy of denial"
_OPENS_INSIDE = re.compile(r"[\w,] (?:(?:For all|All) items|(?:Presumption|Policy) of)\b")
# What only an address has: a house's number before a name, glued to the cell's words, or a word of addresses.
# e.g. "145 Montee De Liesse", "12For all items", "Ste 10", "Mira Street"
_OF_ADDRESS = re.compile(
    r"(?<![\w.\u00a7\u2013-])(?<!\u00a7 )(?<!\bCategory )(?<!\bNo\. )[0-9]{1,5}(?:[A-Z][a-z]|,? [A-Z][a-z])\w*+"
    r"|\b(?:Street|Str|Road|Rd|Avenue|Ave|Lane|Blvd|Boulevard|Building|Bldg|Floor|Room|Rm|Suite|Ste|Flat|Apt|Apartment|"
    r"P\.?O\.? ?Box|Prospekt|Ulitsa|Ul|Highway|Oblast)\b(?:\.? \w++)?"
)
# A destination of which the cell speaks. e.g. "when destined to Russia.", "Crimea region of Ukraine"
_SPEAKS_OF = re.compile(r"\b[a-z]++ (?:[A-Z][\w'\u2019-]*+ ?){1,4}+[.) ]*+$")
# A policy behind the words of a requirement. e.g. "Presumption of denial", "case-by-case"
_POLICY_INSIDE = re.compile(r"\b(?:(?:presumption|policy) of \w++|case[- ]by[- ]case)", re.IGNORECASE)
# A requirement behind the words of a policy. e.g. "denial. For all items", "denial) All items"
_REQUIREMENT_INSIDE = re.compile(r"[.;)] ?(?:For all|All) items\b")
# e.g. "87 FR [INSERT FR PAGE NUMBER]", "87 F.R. 76925", "87 Fed. Reg. 76925"
_CITES = re.compile(r"\b[0-9]{2,3}\s+(?:F\.?\s?R|Fed\.?\s?Reg)\b")
# What stands for a whole citation, its volume too. e.g. "[INSERT FEDERAL REGISTER CITATION], "
PLACEHOLDER_FOR_ALL = re.compile(r"\[\s?INSERT (?:FEDERAL REGISTER|FR) CITATION(?: AND)?\s?\]?[\s,;]*+", re.IGNORECASE)
# Behind a destination whose entries go on. e.g. "IRAN—Continued", "CHINA (con.)", "UGANDA--Continued...."
_CONTINUED = re.compile(
    r"(?<![\s\u2014\u2013-])[\s\u2014\u2013-]{0,9}\(?\b(?:continued|con(?=\.)|cont'?d)\.?\)?[\s.]*$", re.IGNORECASE
)

# e.g. "Federal Register citation", "License review policy", "License requirement", "Entity", "Country"
_HEADINGS = (
    ("citation", re.compile(r"citation", re.IGNORECASE)),
    ("policy", re.compile(r"policy", re.IGNORECASE)),
    ("requirement", re.compile(r"requirement", re.IGNORECASE)),
    ("entity", re.compile(r"entity|entities|person", re.IGNORECASE)),
    ("country", re.compile(r"country|destination", re.IGNORECASE)),
)
_LONGEST_HEADING = 60
_LONGEST_END = 60
"""Characters at the end of a cell of which a destination is told."""


def role_of(heading: str) -> str:
    """What the column under ``heading`` holds: country, entity, requirement, policy or citation; "" for anything else."""
    if len(heading) > _LONGEST_HEADING:
        return ""
    return next((role for role, words in _HEADINGS if words.search(heading)), "")


@remembered(512, longest=2000)
def is_requirement(text: str) -> bool:
    """Whether ``text`` can be a license requirement."""
    return (
        bool(_REQUIRES.search(text)) and not _is_cut(text) and not _OPENS_POLICY.match(text) and not _CITES.search(text)
    )


def _is_cut(text: str) -> bool:
    """Whether a requirement or policy opens inside a sentence, or behind words of another cell."""
    return text[0].islower() or _OPENS_INSIDE.search(text) is not None


@remembered(512, longest=2000)
def is_policy(text: str) -> bool:
    """Whether ``text`` can be a license review policy."""
    return (
        bool(_REVIEWS.search(text))
        and not _is_cut(text)
        and not _OPENS_REQUIREMENT.match(text)
        and not _CITES.search(text)
    )


@remembered(512, longest=2000)
def garbled(text: str) -> str:
    """Words of a requirement or policy whose lines were swapped, lost or doubled; "" where none look so."""
    found = (pattern.search(text) for pattern in (_NO_SECTION, _BARE_SECTION, _DOUBLED))
    return next((one.group() for one in found if one), "")


@remembered(512, longest=2000)
def foreign_to_requirement(text: str) -> str:
    """Words of an address or a policy in a requirement; "" where none are.

    Of 10,000 cells of the list's copies and of the rules none has such words, but where two whole cells changed places.
    """
    return _foreign(text, _POLICY_INSIDE)


@remembered(512, longest=2000)
def foreign_to_policy(text: str) -> str:
    """Words of an address or a requirement in a policy, likewise."""
    return _foreign(text, _REQUIREMENT_INSIDE)


def _foreign(text: str, of_the_other: re.Pattern[str]) -> str:
    if found := _OF_ADDRESS.search(text) or of_the_other.search(text):
        return found.group()
    last = text[-_LONGEST_END:]
    return last if ends_in_destination(last) and not _SPEAKS_OF.search(last) else ""


def is_citation(text: str) -> bool:
    """Whether ``text`` cites the Federal Register."""
    return bool(_CITES.search(text) or PLACEHOLDER_FOR_ALL.search(text))


def opens_requirement(text: str) -> bool:
    """Whether ``text`` opens as a license requirement does and no entity's name."""
    return bool(_OPENS_REQUIREMENT.match(text))


def without_continued(destination: str) -> str:
    """``destination`` without the word that its entries go on."""
    return _CONTINUED.sub("", destination)
