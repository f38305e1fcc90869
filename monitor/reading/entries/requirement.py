"""The three cells beside the entity: license requirement, license review policy, Federal Register citation."""

from __future__ import annotations

import re
from datetime import date
from functools import lru_cache

from monitor.model import Citation
from monitor.reading.entries.cell_kinds import PLACEHOLDER_FOR_ALL
from monitor.text.clean import one_line
from monitor.text.dates import LONG_DATE, read_long_date
from monitor.text.remembered import remembered

# The volume that opens a citation. e.g. "87 FR", "88 FR FR", "87 F.R.", "87 Fed. Reg."
_VOLUME = re.compile(r"\b(?P<volume>[0-9]{2,3})\s?(?:F\.?\s?R\.?(?![a-z])(?: FR\b)?|Fed\.?\s?Reg(?:ister\b|\.|\b))")
# Between two citations. e.g. "; and ", ", as amended at "
_AND = re.compile(r"(?:\band|&|\bas\s+amended\s+(?:at|by))\s*$", re.IGNORECASE)
# The page right behind the volume. e.g. " 40241,"
_PAGE = re.compile(r"[\s,]*+(?P<page>[0-9][0-9,]{0,8})(?![0-9])(?!\s?/)")
# A date, its parts kept together or broken at the end of a line. e.g. "12/19/ 2022", "June 30, 2022"
_DATE = re.compile(
    r"(?P<month>[0-9]{1,2})\s?/\s?(?P<day>[0-9]{1,2})\s?/\s?(?P<year>[0-9]{4}|[0-9]{2})(?![0-9])"
    rf"|(?P<long>\b{LONG_DATE})",
    re.IGNORECASE,
)
# What stands for the page, the date or both until the print knows them.
# e.g. "[INSERT FR PAGE NUMBER", "AND DATE]", "90 FR ____", "90 FR XXXXX"
_PLACEHOLDER = re.compile(r"\[|\bINSERT\b|\bPAGE\s*(?:NUMBER|NO)\b|__|\bXXX", re.IGNORECASE)
# e.g. "INSERT", "FRPAGE", "FRPAGENO", "XXXXX"
_PLACEHOLDERS_WORDS = re.compile(
    r"(?:INSERT(?:ED)?|FIRST|FEDERAL|REGISTER|FR|PAGE|NUMBER|CITATION|DATE|NO|X{3,9}|OF|AND|PUBLICATION|PUBLISHED|IN|THE|TO|BE)+",
    re.IGNORECASE,
)
# e.g. "PUBLICATION"
_WORD = re.compile(r"[^\W_]+")
# A page and a date without anything between them. e.g. "88 FR 121582/27/23"
_RUN_TOGETHER = re.compile(r"\b(?P<volume>[0-9]{2,3}) FR (?P<page>[0-9]{5})(?P<date>[0-9]{1,2}/[0-9]{1,2}/[0-9]{2,4})")

_LONGEST_REMARK = 40
"""Characters that may stand between a page and its date, as in "81 FR 61601 preview citation details, 9/7/16"."""

NOT_UNDERSTOOD = "in the citation cell was not understood"
"""How a sentence on words of a citation cell ends that cite nothing."""
_YEAR_BEFORE_VOLUME_1 = 1935
_CLOSING = " .,;:[]()"


def read_citations(text: str) -> tuple[tuple[Citation, ...], list[str]]:
    """All citations of a citation cell, in its order and as printed, and a sentence on each that is odd.

    The date may stand inside, behind or across the bracket of a placeholder. Years of two digits are of 1990 to 2089. A
    volume that contradicts its year is reported, not repaired; a placeholder is nothing to report.
    """
    cited, problems = _citations(text)
    return cited, list(problems)


@lru_cache(maxsize=4096)
def _citations(text: str) -> tuple[tuple[Citation, ...], tuple[str, ...]]:
    text = _RUN_TOGETHER.sub(r"\g<volume> FR \g<page>, \g<date>", one_line(text))
    text = PLACEHOLDER_FOR_ALL.sub(_with_volume, text)
    volumes = list(_VOLUME.finditer(text))
    before = text[: volumes[0].start()] if volumes else text
    problems = [_not_understood(before)] if before.strip(_CLOSING) else []
    cited = []
    for found, end in zip(volumes, [*(v.start() for v in volumes[1:]), len(text)], strict=False):
        cited.append(_cite(found, text[found.end() : end], problems, others_follow=end < len(text)))
    return tuple(cited), tuple(problems)


def _cite(found: re.Match[str], behind: str, problems: list[str], *, others_follow: bool) -> Citation:
    """The citation that a volume opens; ``behind`` is all that stands before the next volume."""
    volume = int(found["volume"])
    printed = _PAGE.match(behind)
    page = int(printed["page"].replace(",", "")) if printed else None
    start = printed.end() if printed else 0
    dated = _DATE.search(behind, start)
    between = behind[start : dated.start() if dated else len(behind)]
    is_open = _PLACEHOLDER.search(between) is not None
    if dated is None and not is_open:
        start += len(between) - len(between.lstrip(_CLOSING))
        rest = between
    elif dated is None:
        rest = between if _says_more(between) else ""
    else:
        rest = behind[dated.end() :]
        if (_says_more(between) if is_open else len(between) > _LONGEST_REMARK) or (page is None and not is_open):
            rest = between + rest
    rest = _AND.sub("", rest) if others_follow else rest
    if rest.strip(_CLOSING):
        problems.append(_not_understood(rest))
    day = _day(dated) if dated else None
    shown = (found.group() + behind[: dated.end() if dated else start]).strip(_CLOSING)
    if dated is None and not is_open:
        problems.append(f"citation \u201c{shown}\u201d has no date")
    elif dated is not None and day is None:
        problems.append(f"citation \u201c{shown}\u201d has a date that does not exist")
    elif day is not None and volume != volume_of(day):
        problems.append(
            f"citation \u201c{shown}\u201d: volume {volume} is of {volume + _YEAR_BEFORE_VOLUME_1}, the date of {day.year}"
        )
    return Citation(volume, page, day)


def _with_volume(found: re.Match[str]) -> str:
    """A placeholder for a whole citation with the volume of the day that follows it; without such a day, as it is."""
    dated = _DATE.match(found.string, found.end())
    day = _day(dated) if dated else None
    return f"{volume_of(day)} FR [INSERT PAGE NUMBER], " if day else found.group()


def volume_of(day: date) -> int:
    """The volume of the Federal Register that ``day`` is in."""
    return day.year - _YEAR_BEFORE_VOLUME_1


def _says_more(between: str) -> bool:
    """Whether more than a placeholder's words stand between the volume and its date; a narrow column may break them."""
    words = "".join(_WORD.findall(between))
    return words != "" and not _PLACEHOLDERS_WORDS.fullmatch(words)


def _not_understood(rest: str) -> str:
    return f"\u201c{rest.strip(_CLOSING)}\u201d {NOT_UNDERSTOOD}"


def _day(found: re.Match[str]) -> date | None:
    if found["long"]:
        return read_long_date(found["long"])
    year = int(found["year"])
    if year < 100:
        year += 1900 if year >= 90 else 2000  # the list begins in 1997
    try:
        return date(year, int(found["month"]), int(found["day"]))
    except ValueError:
        return None


# Marks that lost their superscript. Sections never end so. e.g. "744.11 of the EAR) 4", "§§ 734.9(g),3 746.8(a)(3)"
_BARE = re.compile(
    r"(?<=[\w).])(?<!\bNo\.)(?<!\bNote)(?<!\bpart)(?<!\bcolumn)\s(?P<last>[1-9])(?=[.,]?\s*$)"
    r"|(?<=\),)(?P<inner>[1-9])(?=\s)"
)


@remembered(512, longest=2000)
def without_bare_footnotes(text: str) -> tuple[str, tuple[int, ...]]:
    """``text`` without footnote numbers printed as plain digits, and the numbers."""
    notes = tuple(int(m["last"] or m["inner"]) for m in _BARE.finditer(text))
    return (_BARE.sub("", text), notes) if notes else (text, ())
