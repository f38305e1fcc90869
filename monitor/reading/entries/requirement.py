"""The three cells beside the entity: license requirement, license review policy, Federal Register citation."""

from __future__ import annotations

import re
from datetime import date
from functools import lru_cache

from monitor.model import Citation
from monitor.text.clean import one_line

MARK = "\ue000"
"""Stands on both sides of a footnote mark (``<sup>3</sup>``, ``<SU>3</SU>``) in the text of a requirement or policy
cell, so that "734.9(g),3 746.8" keeps apart what the print keeps apart. A private character: no document has it."""

_FOOTNOTE = re.compile(rf"{MARK}([^{MARK}]*){MARK}")
_FOOTNOTE_DIGITS = re.compile(r"^\W*(\d{1,2})\W*$")

_CITATION = re.compile(
    r"(?P<volume>\d{2,3})\s*F\.?\s?R\.?\s*(?:FR\s*)?"
    r"(?P<page>\[[^\]]*\]|\d[\d,]{0,8})"
    r"(?:[^\d\[\]]{0,40}?(?P<date>\d{1,2}/\d{1,2}/(?:\d{4}|\d{2})\b|\[[^\]]*\]))?"
)
_RUN_TOGETHER = re.compile(r"\b(?P<volume>\d{2,3}) FR (?P<page>\d{5})(?P<date>\d{1,2}/\d{1,2}/\d{2,4})")

_YEAR_BEFORE_VOLUME_1 = 1935


def without_footnotes(text: str) -> tuple[str, tuple[int, ...]]:
    """``text`` (marks between two :data:`MARK`) in one line without the marks, and the footnotes' numbers.

    Superscripts that are no footnote (3rd, 9th) stay in the text.
    """
    if MARK not in text:
        return one_line(text), ()
    notes: list[int] = []

    def drop(found: re.Match[str]) -> str:
        digits = _FOOTNOTE_DIGITS.match(found[1])
        if digits is None:
            return found[1]
        notes.append(int(digits[1]))
        return found[1].replace(digits[1], "")  # a comma set inside the mark (<sup>,3</sup>) stays

    kept = one_line(_FOOTNOTE.sub(drop, text))
    return re.sub(r"\s+([,;.])", r"\1", kept), tuple(dict.fromkeys(notes))


def _day(text: str) -> date | None:
    month, day, year = (int(part) for part in text.split("/"))
    if year < 100:
        year += 1900 if year >= 90 else 2000  # the list begins in 1997
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _cite(found: re.Match[str], problems: list[str]) -> Citation:
    shown = found.group().strip()
    volume = int(found["volume"])
    page = None if found["page"].startswith("[") else int(found["page"].replace(",", ""))
    printed = found["date"] or ""
    day = None if printed.startswith("[") or not printed else _day(printed)
    if found["date"] is None and not found["page"].endswith("DATE]"):
        problems.append(f"citation \u201c{shown}\u201d has no date")
    elif day is None and printed and not printed.startswith("["):
        problems.append(f"citation \u201c{shown}\u201d has a date that does not exist")
    elif day is not None and day.year != volume + _YEAR_BEFORE_VOLUME_1:
        problems.append(
            f"citation \u201c{shown}\u201d: volume {volume} is of {volume + _YEAR_BEFORE_VOLUME_1}, "
            f"the date of {day.year}"
        )
    return Citation(volume, page, day)


@lru_cache(maxsize=4096)
def _citations(text: str) -> tuple[tuple[Citation, ...], tuple[str, ...]]:
    problems: list[str] = []
    text = _RUN_TOGETHER.sub(r"\g<volume> FR \g<page>, \g<date>", one_line(text))
    cited: list[Citation] = []
    end = 0
    left = []
    for found in _CITATION.finditer(text):
        left.append(text[end : found.start()])
        end = found.end()
        cited.append(_cite(found, problems))
    left.append(text[end:])
    problems += [f"\u201c{rest}\u201d in the citation cell was not understood" for rest in left if rest.strip(" .,;")]
    return tuple(cited), tuple(problems)


def read_citations(text: str) -> tuple[tuple[Citation, ...], list[str]]:
    """All citations of a citation cell, in its order and as printed, and a sentence on each that is odd.

    Years of two digits are of 1990 to 2089. A volume that contradicts its year is reported, not repaired.
    """
    cited, problems = _citations(text)
    return cited, list(problems)


# Marks that lost their superscript: "744.11 of the EAR) 4", "§§ 734.9(g),3 746.8(a)(3)". Sections never end so.
_BARE = re.compile(
    r"(?<=[\w).])(?<!\bNo\.)(?<!\bNote)(?<!\bpart)(?<!\bcolumn)\s(?P<last>[1-9])(?=[.,]?\s*$)"
    r"|(?<=\),)(?P<inner>[1-9])(?=\s)"
)


def without_bare_footnotes(text: str) -> tuple[str, tuple[int, ...]]:
    """``text`` without footnote numbers printed as plain digits, and the numbers."""
    notes = tuple(int(m["last"] or m["inner"]) for m in _BARE.finditer(text))
    return (_BARE.sub("", text), notes) if notes else (text, ())
