"""Orders of the bureau on export privileges, told from its other notices by their titles, and the parties that they name.

A title is pieces between semicolons, in any order: what the document is, whose matter it is, name and address of a party
("PJSC Aeroflot, 1 Arbat St., 119019, Moscow, Russia; Order Renewing Temporary Denial of Export Privileges"). Some titles
name nobody; then the text's own "In the Matter of:" does, where it has one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from monitor.text.clean import one_line
from monitor.text.legal_forms import legal_forms
from monitor.text.names import fold

MOST_PARTIES = 40
"""Names that are taken of one title; the longest real one has some twenty."""
LONGEST_CAPTION = 600
"""Letters of a text's "In the Matter of:" that are looked at."""

# A notice on the agency's work, whatever orders it names. e.g. "Agency Information Collection Activities", "Notice of
# Information Collection", "Notice of Open Meeting", "Hearing on Denial Orders", "Request for Comments on Orders Denying
# Export Privileges"
_OTHER_NOTICE = re.compile(
    r"(?:notice of )?(?:an? |the )?(?:agency |proposed )?information collections?\b|"
    r".{0,200}\b(?:comment request|advisory (?:sub)?committee)\b|"
    r"(?:notice of )?(?:a |an )?(?:requests? for|solicitation of|extension of) (?:public )?(?:comment|nomination)s?\b|"
    r"(?:notice of )?(?:a |an )?(?:partially )?(?:open |closed |public )?(?:meeting|hearing)s?(?: (?:on|of|in|for)\b|$)|"
    r"notice of inquiry\b|privacy act\b|proposed\b|guidance\b|revisions? (?:of|to)\b",
    re.IGNORECASE,
)
# e.g. "Order Denying Export Privileges", "Action Affecting Export Privileges", "Denial of Export Privileges"
_ON_PRIVILEGES = re.compile(
    r"\b(?:order|action|decision|notice|modification|termination)s?\b.{0,200}\b(?:export privileges?|denial|denied|denying)\b|"
    r"\b(?:denial|restoration|revocation) of export privileges?\b|^(?:suspension of )?export privileges$|"
    r"\bdenial orders?\b",
    re.IGNORECASE,
)
# An order that gives privileges back. e.g. "Order Terminating Denial of Export Privileges", "Termination of Temporary Denial
# Order", "Restoration of Export Privileges", "Order Vacating Order Temporarily Denying Export Privileges"
_ENDS = re.compile(
    r"\b(?:terminat|vacat|rescind|rescission|revok|revocation|lift|withdraw|cancel|dissol)\w{0,7} (?:of |the |an? )*"
    r"(?:(?:final|amended|interim|temporary|order) ){0,3}(?:(?:temporarily )?den(?:ial|ying)\b|order\b)|"
    r"\brestor(?:ation|ing)\b",
    re.IGNORECASE,
)
# An order in a case against somebody. e.g. "In the Matter of: Dina Zhu", "Order Relating to Dina Zhu", "Decision and Order"
_IN_A_CASE = re.compile(
    r"^in the matters? of\b|^(?:(?:final|amended|corrected|interim) )?orders? relating to\b|"
    r"^(?:(?:final|recommended) )?decision and order\b",
    re.IGNORECASE,
)
# What stands before a party. e.g. "In the Matter of: ", "in the matter of, "
_MATTER = re.compile(r"^in the matters? of\b[\s:,]*", re.IGNORECASE)
# What the document is, and how a party follows it. e.g. "Order Temporarily Denying Export Privileges: ", "Order Relating to ",
# "Action Affecting Export Privileges of "
_WHAT_IT_IS = re.compile(
    r"^(?:(?:notice of|correction to|amendment to|modification of|termination of|final|amended|corrected|interim|recommended|"
    r"temporary|decision and|denial of|suspension of) ?)*"
    r"(?:\b(?:orders?|actions?|export privileges?|denial|decisions?|corrections?)\b)"
    r"(?:[^:]{0,200}?(?:\bprivileges?(?: (?:of|against|for)\b|:|$)|\brelating to\b)|[^:]{0,200}(?::|$))\s*",
    re.IGNORECASE,
)
# What is no name. e.g. "Respondent", "and", "5 b. 7 Leningradsky prospect", "P.O. Box 52404"
_NO_NAME = re.compile(
    r"^(?:respondents?|related persons?|and|correction|notice|p\.?o\.? box\b.*|[0-9#].*)?$", re.IGNORECASE
)
# Where the name ends within brackets or behind another. e.g. " (also known as Essam Al-Kadi)", ", a/k/a Kosarian Fard"
_ALSO = re.compile(
    r"(?:[,(] ?| )(?:(?:[afn]/?\.?k|d/?\.?b)/?\.?a\b|(?:also|formerly|now) known as\b|doing business as\b)",
    re.IGNORECASE,
)
# e.g. ", Jr.", ", III"
_OF_THE_NAME = frozenset({"jr", "sr", "ii", "iii", "iv"})
# The caption of a text, up to an empty line. e.g. "In the Matter of: Gregory Allen Justice, Inmate Number: 73792-\n112.\n\n"
_CAPTION = re.compile(rf"\bin the matter of\s*:(?:(?!\n[ \t]*\n).){{0,{LONGEST_CAPTION}}}", re.IGNORECASE | re.DOTALL)


def is_denial_order(title: str) -> bool:
    """Whether a notice of the bureau is an order on export privileges, or one in a case that may deny them, by its title."""
    pieces = _pieces(title)
    if any(_OTHER_NOTICE.match(_MATTER.sub("", piece)) for piece in pieces):
        return False
    return any(_ON_PRIVILEGES.search(piece) or _IN_A_CASE.search(piece) for piece in pieces)


def names_privileges(title: str) -> bool:
    """Whether the title itself says that it is about export privileges, or their denial."""
    return any(_ON_PRIVILEGES.search(piece) for piece in _pieces(title))


def ends_denial(title: str) -> bool:
    """Whether the title says that a denial of export privileges ends."""
    return any(_ENDS.search(piece) and _ON_PRIVILEGES.search(piece) for piece in _pieces(title))


def parties_named(title: str) -> tuple[str, ...]:
    """The parties that a title names, without their addresses, each once; none where it says only what the document is."""
    names: dict[str, str] = {}
    for piece in _pieces(title)[:MOST_PARTIES]:
        for name in _name_in(piece):
            names.setdefault(fold(name), name)
    return tuple(names.values())


def parties_of_caption(text: str) -> tuple[str, ...]:
    """The parties of the first "In the Matter of:" of a text (its words, lines kept); none where it has no such caption."""
    caption = _CAPTION.search(text)
    return parties_named(" ".join(caption.group().split())) if caption else ()


def _pieces(title: str) -> list[str]:
    return [piece for part in one_line(title).split(";") if (piece := part.strip(" ,"))]


def _name_in(piece: str) -> Iterator[str]:
    """The name that a piece begins with, where it is one."""
    named = _MATTER.sub("", piece)
    if named == piece and (_ON_PRIVILEGES.search(piece) or _IN_A_CASE.search(piece)):
        named = _WHAT_IT_IS.sub("", piece, count=1)
    also = _ALSO.search(named)
    name = _without_address((named[: also.start()] if also else named).removeprefix("and ")).strip(" ,;:(")
    if not _NO_NAME.match(name):
        yield name


def _without_address(text: str) -> str:
    """What stands before the first comma, with the legal form behind it: "Foo Trading, Ltd., 1 Road" is "Foo Trading, Ltd."."""
    name, *rest = text.split(",")
    for part in rest:
        if fold(part) not in _forms():
            break
        name += f",{part}"
    return name


@cache
def _forms() -> frozenset[str]:
    return _OF_THE_NAME | frozenset(map(fold, legal_forms()))
