"""Quoted names in running text, nested and unbalanced as BIS prints them.

Amendatory instructions give names as “A;” “B;” and “C.”, with closing punctuation inside or outside. What goes wrong:

| case | e.g. | read as |
|---|---|---|
| marks of the name's own | “Tactical Missile Corporation, AO GNPP “Region;”” | one name |
| one of them never closed | “JSC “Research Center for Automated Design;” “Next;” | the name ends at its closing punctuation |
| an opening mark that closes | “Voronezh Institute “Vega“;” | it stands behind a letter, so it closes |
| a quotation never closed | “A Co., Ltd., “B Inc.,” and “C.” | it ends where a comma and the next opening mark follow |
| the same, an order behind it | “A Co., and by removing the entry for “B Inc.” | it ends where the order begins |
| the same, a level behind it | “A Co. Main Street; b. By removing “B Inc.” | it is left as text: nothing says where it ends |
| a quotation never opened | “A,” B Inc.,” and “C.” | it begins behind the one before, or behind the noun of its list |
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

OPEN, CLOSE = "\ue000", "\ue001"
"""Private-use marks that stand around a quotation's index in masked text."""

# e.g. "\u201cFoo\u201d"
_MARK = re.compile('[\u201c\u201d"]')
# e.g. ", and \u201cBar Co.\u201d"
_NEXT_NAME = re.compile(r"[;,.]?\s*(?:$|(?:(?:and|or)\s*)?[\u201c\"])")
# Behind a name within a whole entry that is quoted: its next alias. e.g. "; and -SNPO Eleron"
_NEXT_ALIAS = re.compile(r"[;,]? (?:and )?[\u2014\u2013-]\w")
# How an instruction goes on behind the last name. e.g. " under CHINA", " in their entirety"
_GOES_ON = re.compile(r"\s(?:under|in (?:its|their) entirety|to read|(?:is|are) (?:added|revised|removed|corrected))\b")
# Behind a quotation with which a sentence ends. e.g. " The entry", " In addition, the entry", " b. Under CHINA, by removing"
_NEW_SENTENCE = re.compile(r"\s(?:\(?(?:[0-9]{1,3}|[a-z]{1,4})[.)]\s)?[A-Z][a-z]{1,15}[,\s]")
# What parts two names of a list. e.g. ", and "
_SEPARATOR = re.compile(r"[;,.]?\s*(?:(?:and|or)\s+)?")
# e.g. "Foo Ltd., and ", "Foo Ltd., and for "
_BEFORE_NEXT = re.compile(r"[;,.]\s*(?:(?:and|or)\s+)?(?:for\s+)?$")
# A further level that runs on, before its first name. e.g. "; b. Under IRAN, by removing the entry for "
_NEXT_LEVEL = re.compile(r"[;.] (?:and )?\(?(?:[a-z]{1,4}|[0-9]{1,2})[.)] (?:By|Under|In|Add|Remov|Revis|Correct)")
# A further order, before its first name. e.g. ", and by removing the entry for ", " and adding entries for "
_NEXT_ORDER = re.compile(
    r"(?:[;,]\s{0,3}|(?<=[\w.)])\s)(?:and\s)?(?:by\s)?(?:remov|delet|add|revis|modify|correct|mov)ing\s"
    r"[^\u201c\u201d;.]{0,80}?\bentr(?:y|ies)\b[^\u201c\u201d;.]{0,60}$",
    re.IGNORECASE,
)
# e.g. "removing \ue0000\ue001"
_MASKED = re.compile(f"{OPEN}([0-9]+){CLOSE}")
# What leads to a name that was never opened. e.g. "adding entries for Lerma Trading S.A.;”", "two entities, A Co.;”",
#   "one entity A Co.;”"
_LEADS_TO_NAME = re.compile(
    r"\b(?:entr(?:y|ies)\s+for|entit(?:y|ies),|entity(?=\s(?-i:[A-Z])(?!ist\b)))\s+", re.IGNORECASE
)
_WIDEST_SEPARATOR = 12
"""Letters of ", and for " and its like, at most."""
_FARTHEST_LEVEL = 200
"""Letters from the mark of a level to its first name, at most."""
_LONGEST_UNOPENED = 300
"""Letters of a name that was never opened, at most."""
# A final full stop belongs to the name only behind an abbreviation: "Co. Ltd." but not "Planet Technology."
# e.g. "Foo Co. Ltd.", "Foo S.p.A."
_ABBREVIATION = re.compile(
    r"(?:\b(?:Ltd|Co|Inc|Corp|Int'l|Pte|Pvt|Pty|Sdn|Bhd|Bros|Est|Dr|Jr|Sr|St|No|Assn|Dept|Mfg|Tech|Eng|Sti|Tic|San|"
    r"Cia|Ltda|Sarl|Bldg|Rd|Gmbh|Kr|Sh)|\b\w\.\w)\.$",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class _Quotation:
    """A quotation: where it begins (at its mark, if any) and ends, and where the text behind it goes on.

    It is ``guessed`` where a mark is missing, so that one of its ends is only likely.
    """

    start: int
    end: int
    behind: int
    guessed: bool = False


@dataclass(frozen=True, slots=True)
class _Mark:
    """A quotation mark: where it stands, whether it opens, and whether it closes a name for certain."""

    at: int
    opens: bool
    is_final: bool


def mask_quotes(text: str, guessed: list[str] | None = None) -> tuple[str, list[str]]:
    """``text`` with each outermost quotation replaced by its index between OPEN and CLOSE, and the quotations.

    A mark that never closes is left in place as text. What a document has of OPEN and CLOSE is dropped: it names nothing.
    Quotations that lack a mark, so that where they begin or end is a guess, are added to ``guessed``.
    """
    text = text.replace(OPEN, "").replace(CLOSE, "")
    quotes: list[str] = []
    out: list[str] = []
    at = 0
    for found in _quotations(text, _marks(text)):
        start, end = found.start, found.end
        out += [text[at:start], f"{OPEN}{len(quotes)}{CLOSE}"]
        quotes.append(text[start + 1 : end] if text[start] in '\u201c\u201d"' else text[start:end])
        if found.guessed and guessed is not None:
            guessed.append(quotes[-1])
        at = found.behind
    out.append(text[at:])
    return "".join(out), quotes


def unmask(masked: str, quotes: list[str]) -> str:
    """The inverse of :func:`mask_quotes`, with typographic marks."""
    return _MASKED.sub(lambda m: f"\u201c{quotes[int(m[1])]}\u201d", masked)


def _marks(text: str) -> list[_Mark]:
    found = []
    for match in _MARK.finditer(text):
        at, char = match.start(), match.group()
        before, behind = text[at - 1 : at], text[at + 1 : at + 2]
        stands_before = not before.strip() or before in "(\u201c"
        stands_behind = not behind.strip() or behind in ";,.)\u201d"
        opens = stands_before if stands_before != stands_behind else char != "\u201d"
        if char == "\u201d" and not (stands_before and not stands_behind):
            opens = False
        found.append(_Mark(at, opens, not opens and _closes_a_name(text, at)))
    return found


def _closes_a_name(text: str, at: int) -> bool:
    """Whether the mark at ``at`` closes a name although marks inside the name are unbalanced.

    The sign is a name's closing punctuation, ``;”`` or ``,”`` or ``”,``, with the next name or the end behind it.
    """
    inside, behind = text[at - 1 : at], text[at + 1 : at + 2]
    if _NEXT_ALIAS.match(text, at + 1):
        return False
    if inside == ";":
        return behind != "\u201d"  # “AO GNPP “Region;””: the outer mark is yet to come
    if (behind == ";" and text[at + 2 : at + 3] not in '\u201d"') or _GOES_ON.match(text, at + 1):
        return True
    return (inside in ",." or behind == ",") and bool(_NEXT_NAME.match(text, at + 1))


def _quotations(text: str, marks: Sequence[_Mark]) -> list[_Quotation]:
    closers, never_closed = _closers_to_final(marks), _leaves_open(marks)
    found: list[_Quotation] = []
    depth = start = 0
    last: _Mark | None = None  # the last closing mark inside the open quotation
    for n, mark in enumerate(marks):
        if depth == 0:
            if mark.opens:
                depth, start, last = 1, mark.at, None
            elif (begin := _unopened(text, mark.at, found)) is not None:
                found.append(_Quotation(begin, mark.at, mark.at + 1, guessed=True))
        elif mark.opens:
            cut = _BEFORE_NEXT.search(text, max(start + 1, mark.at - _WIDEST_SEPARATOR), mark.at)
            if cut and closers[n] <= depth:  # too few closing marks for both
                found.append(_Quotation(start, cut.start() + 1, cut.start() + 1, guessed=True))
                depth, start, last = 1, mark.at, None
            elif closers[n] <= depth and _NEXT_LEVEL.search(text, max(start + 1, mark.at - _FARTHEST_LEVEL), mark.at):
                depth, start, last = 1, mark.at, None
            elif (closers[n] <= depth or never_closed[n]) and (order := _next_order(text, start, mark.at)):
                found.append(_Quotation(start, order, order, guessed=True))
                depth, start, last = 1, mark.at, None
            else:
                depth += 1
        else:
            depth, last = depth - 1, mark
            if depth == 0 or mark.is_final:
                found.append(_Quotation(start, mark.at, mark.at + 1, guessed=depth > 0))
                depth = 0
    if depth and last is not None:
        found.append(_Quotation(start, last.at, last.at + 1, guessed=True))
    return found


def _leaves_open(marks: Sequence[_Mark]) -> list[bool]:
    """For each mark, whether all that close from there on belong to others that open from there on."""
    left_open, needed = [False] * len(marks), 0
    for n in range(len(marks) - 1, -1, -1):
        needed = max(needed - 1, 0) if marks[n].opens else needed + 1
        left_open[n] = needed == 0
    return left_open


def _next_order(text: str, start: int, at: int) -> int:
    """Where a quotation that was never closed ends: at an order whose first name opens at ``at``; 0 where none is."""
    order = _NEXT_ORDER.search(text, max(start + 2, at - _FARTHEST_LEVEL), at)
    return order.start() if order else 0


def _closers_to_final(marks: Sequence[_Mark]) -> list[int]:
    """For each mark, how many closing marks stand from there up to the next that closes a name for certain."""
    counts = [0] * len(marks)
    closers = 0
    for n in range(len(marks) - 1, -1, -1):
        if marks[n].is_final:
            closers = 1
        elif not marks[n].opens:
            closers += 1
        counts[n] = closers
    return counts


def _unopened(text: str, at: int, found: Sequence[_Quotation]) -> int | None:
    """Where a quotation begins that closes at ``at`` and was never opened: behind the noun of its list or the one before."""
    behind = found[-1].behind if found else max(at - _LONGEST_UNOPENED, 0)
    leads = [match.end() for match in _LEADS_TO_NAME.finditer(text, behind, at)]
    if not leads and not found:
        return None
    separated = _SEPARATOR.match(text, behind)
    begin = leads[-1] if leads else separated.end() if separated else behind
    is_name = begin < at <= begin + _LONGEST_UNOPENED and begin > behind and text[begin : begin + 1].isalnum()
    return begin if is_name else None


def quoted_name(quotation: str, behind: str = "") -> str:
    """The party's name in a quotation, without the instruction's own closing punctuation.

    ``behind`` is what follows the quotation: a full stop can close the sentence only where nothing does, or a new sentence.
    """
    name = quotation.strip()
    if name.endswith((";", ",")):
        return name[:-1].rstrip()
    if name.endswith((";\u201d", ",\u201d")):  # closing punctuation inside the name's own marks
        return name[:-2] + "\u201d"
    if name.endswith("\u201d."):  # no name goes on behind the marks of its last words
        return name[:-1]
    ends = not behind.strip() or _NEW_SENTENCE.match(behind) is not None
    if name.endswith(".\u201d") and ends and not _ABBREVIATION.search(name[:-1]):
        return f"{name[:-2]}\u201d"
    if name.endswith(".") and ends and not _ABBREVIATION.search(name) and not name.endswith(".."):
        return name[:-1].rstrip()
    return name
