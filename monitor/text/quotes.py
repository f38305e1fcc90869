"""Quoted names in running text, nested and unbalanced as BIS prints them.

Amendatory instructions give names as “A;” “B;” and “C.”, with closing punctuation inside or outside, and names carry
quotation marks of their own: “Tactical Missile Corporation, AO GNPP “Region;””, “Voronezh Scientific Research
Institute “Vega“;” (a second opening mark), “... “Research Center for Automated Design;” (never closed).
"""

from __future__ import annotations

import re

OPEN, CLOSE = "\ue000", "\ue001"
"""Private-use marks that stand around a quotation's index in masked text; cleaned text never holds them."""

_NEXT_NAME = re.compile(r"[;,.]?\s*(?:$|(?:and|or)?\s*[\u201c\"])")
_MASKED = re.compile(f"{OPEN}(\\d+){CLOSE}")
# A final full stop belongs to the name only behind an abbreviation: "Co. Ltd." but not "Planet Technology."
_ABBREVIATION = re.compile(
    r"(?:\b(?:Ltd|Co|Inc|Corp|Int'l|Pte|Pvt|Pty|Sdn|Bhd|Bros|Est|Dr|Jr|Sr|St|No|Assn|Dept|Mfg|Tech|Eng|Sti|Tic|San|"
    r"Cia|Ltda|Sarl|Bldg|Rd|Gmbh|Kr|Sh)|\b(?:\w\.)+\w)\.$",
    re.IGNORECASE,
)


def mask_quotes(text: str) -> tuple[str, list[str]]:
    """``text`` with each outermost quotation replaced by its index between OPEN and CLOSE, and the quotations.

    A mark that never closes is left in place as text.
    """
    quotes: list[str] = []
    out: list[str] = []
    at = 0
    while at < len(text):
        if text[at] in '\u201c"' and (end := _end_of_quote(text, at)) > at:
            out.append(f"{OPEN}{len(quotes)}{CLOSE}")
            quotes.append(text[at + 1 : end])
            at = end + 1
        else:
            out.append(text[at])
            at += 1
    return "".join(out), quotes


def unmask(masked: str, quotes: list[str]) -> str:
    """The inverse of :func:`mask_quotes`, with typographic marks."""
    return _MASKED.sub(lambda m: f"\u201c{quotes[int(m[1])]}\u201d", masked)


def _end_of_quote(text: str, start: int) -> int:
    """Index of the mark that closes the quotation opened at ``start``; -1 if none does."""
    if text[start] == '"':
        return text.find('"', start + 1)
    depth = 1
    last = -1
    for match in re.compile("[\u201c\u201d]").finditer(text, start + 1):
        at = match.start()
        depth += 1 if match.group() == "\u201c" else -1
        if match.group() == "\u201d":
            if depth == 0:
                return at
            last = at
            if _closes_a_name(text, at):
                return at
    return last


def _closes_a_name(text: str, at: int) -> bool:
    """Whether the mark at ``at`` closes a name although marks inside the name are unbalanced.

    The sign is a name's closing punctuation, ``;”`` or ``,”`` or ``”,``, with the next name or the end behind it.
    """
    inside, behind = text[at - 1], text[at + 1 : at + 2]
    if inside == ";":
        return behind != "\u201d"  # “AO GNPP “Region;””: the outer mark is yet to come
    return (inside in ",." or behind in (",", ";")) and bool(_NEXT_NAME.match(text, at + 1))


def quoted_name(quotation: str, behind: str = "") -> str:
    """The party's name in a quotation, without the instruction's own closing punctuation.

    ``behind`` is what follows the quotation: a full stop can close the sentence only where nothing does.
    """
    name = quotation.strip()
    if name.endswith((";", ",")):
        return name[:-1].rstrip()
    if name.endswith((";\u201d", ",\u201d")):  # closing punctuation inside the name's own marks
        return name[:-2] + "\u201d"
    if name.endswith(".") and not behind.strip() and not _ABBREVIATION.search(name) and not name.endswith(".."):
        return name[:-1].rstrip()
    return name
