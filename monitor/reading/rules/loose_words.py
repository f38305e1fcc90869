"""What an instruction for the list prints and no token took: words like a name, quotation marks, quotations of nobody."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from monitor.model import SUPPLEMENT
from monitor.reading.rules.scanning import Scan
from monitor.reading.rules.tokens import speaks_of_entries, tokens_in
from monitor.text.quotes import OPEN


@dataclass(frozen=True, slots=True)
class Loose:
    """Something of which nothing was made. ``names`` are words that may be a name; ``said`` is what to tell of it, and
    ``supplement`` what the instruction is about."""

    said: str
    names: str = ""
    supplement: int = SUPPLEMENT


# What stands in brackets behind a count or tells when something was added. e.g. " (85 FR 1)"
_REFERENCE = re.compile(r"\([^()]{0,200}\)")
# Words that begin like a name's. e.g. "removing the Orel Works entry"
_CAPITALIZED = re.compile(r"(?<=[^\W_][ ,] )[A-Z][\w&'\u2019.-]*|(?<=[^\W_] )[A-Z][\w&'\u2019.-]*")
# e.g. "the entry for \ue0001\ue001"
_ENTRY_OF_A_NAME = re.compile(rf"\b(?:entry|entries)\s+(?:for|of)\s+(?:the\s+)?{OPEN}", re.IGNORECASE)
# Another part's supplement, of a number that no misprint has. e.g. "Supplement No. 7 to part 748"
_OTHER_SUPPLEMENT = re.compile(
    r"\bsupplement\s+no\.?\s*(?!4\b)[0-9]{1,3}\s+to\s+part\s+(?!744\b)7[0-9]{2}\b", re.IGNORECASE
)
# What undoes an amendment, or puts it off. e.g. "is stayed", "rescinding the removal of"
_UNDOES = re.compile(
    r"\b(?:rescind|rescission|stay(?:ed|ing|s)?\b|suspen[ds]|withdr[ae]w|postpon|delay|vacat|revers|revok|cancel|defer)\w{0,6}",
    re.IGNORECASE,
)
# e.g. "\u201c"
_MARK = re.compile('[\u201c\u201d"]')
# What instructions capitalize besides names. e.g. "Federal", "Removing", "January"
_KNOWN = re.compile(
    r"(?:add|insert|revis|modif|republish|updat|remov|delet|correct|mov|transfer|redesignat|relocat|amend|under|licen[sc]e|"
    r"polic|requirement|review|federal|register|citation|country|destination|entit|entr|list|export|administration|"
    r"regulation|supplement|section|part|footnote|column|table|appendix|note|secs?|nos?|fr|cfr|ear|eccn|bis|doc|end|user|"
    r"jan|feb|mar|apr|may|june|july|aug|sep|oct|nov|dec|the|and|by|in|to|for|of|a|an|i{1,3}|iv|v|u\.s|united|states)"
    r"[a-z]{0,12}\.?",
    re.IGNORECASE,
)


def is_left_out(scan: Scan, text: str) -> bool:
    """Whether an item that is about no supplement may yet be about the list: it does something to entries.

    Of an instruction about a section or another part only the entry of a name does.
    """
    if scan.context().is_elsewhere and _OTHER_SUPPLEMENT.search(text):
        return False
    if scan.context().is_elsewhere:
        return _ENTRY_OF_A_NAME.search(text) is not None
    return any(group.names or group.entries_named for group in scan.groups) and speaks_of_entries(text)


def loose_in(scan: Scan, text: str) -> tuple[Loose, ...]:
    """What of an item's masked ``text`` its ``scan`` made nothing of."""
    found = [Loose(said) for said in scan.doubts]
    found += [Loose(f"what is meant by \u201c{undone.group()}\u201d") for undone in _UNDOES.finditer(text)]
    if _MARK.search(text):
        found.append(Loose("a quotation mark without its partner"))
    if scan.dropped and not (any(group.in_words for group in scan.groups) or scan.above.subjects):
        found += [Loose(f"\u201c{quoted}\u201d is no entry's", quoted) for quoted in scan.dropped]
    words = [word for word in _CAPITALIZED.findall(_without_tokens(text)) if not _KNOWN.fullmatch(word)]
    if words and not any(group.in_words for group in scan.groups):
        found.append(Loose(f"\u201c{' '.join(words)}\u201d is not understood", " ".join(words)))
    return tuple(replace(one, supplement=scan.context().supplement) for one in found)


def _without_tokens(text: str) -> str:
    out, at = [], 0
    for match in tokens_in(text):
        out += [text[at : match.start()], "x"]
        at = match.end()
    return _REFERENCE.sub("", "".join((*out, text[at:])))
