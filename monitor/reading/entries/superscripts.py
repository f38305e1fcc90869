"""Raised characters: a footnote's mark, or text that is set small ("9th", "4⁄5", "10⁶").

A rendition puts each between two :data:`MARK`, whatever its markup for them is (``<SU>3</SU>``, ``<sup>3</sup>``, ``\\3\\``);
what it means is decided here, from what stands around it, and from the footnotes that the document prints.

In the copies of the eCFR and in real rules marks stand in the requirement's column alone, behind a section, its comma, or
"EAR"; a rule need not print the footnote's text.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterable, Sequence

from monitor.text.clean import one_line

MARK = "\ue000"
"""Stands on both sides of what is raised. A private character: no document has it."""

# e.g. "734.9(g), \ue0003\ue000"
_MARKED = re.compile(rf"(?P<gap> ?){MARK}(?P<raised>[^{MARK}]*){MARK}")
# e.g. ",3"
_NUMBERS = re.compile(r"\W*+[0-9][\W0-9]*+")
_RAISED_DIGITS = str.maketrans("0123456789", "\u2070\u00b9\u00b2\u00b3\u2074\u2075\u2076\u2077\u2078\u2079")
# e.g. "\u20445", "/\ue0003\ue000"
_NUMERATOR = re.compile(rf" ?[\u2044/] ?{MARK}?[0-9]")
# e.g. "4\u2044", "12/"
_DENOMINATED = re.compile(r"[0-9] ?[\u2044/] ?$")
# e.g. "12 km"
_UNIT = re.compile(r"\b[kcm]?m$|[0-9] ?(?:[ndk]m|ft|in|yd|mi|s|sec)$")
# A figure that can have a power: no section, part or year. e.g. "10", "2,000"
_BASE = re.compile(r"(?<![\w.,\u00a7])(?!7[0-9]{2}\.?|(?:19|20)[0-9]{2}$)[0-9][0-9.,]*(?<=[0-9])$")
# Where the number of a house, room or floor is due. e.g. "Bldg.", "Apt. No."
_NUMBERED = re.compile(
    r"\b(?:No|Nos|Bldg|Building|Room|Rm|Apt|Apartment|Floor|Fl|Suite|Unit|Block|Flat|House|Km|Office|Plot|Phase|Box)\.?$",
    re.IGNORECASE,
)
# Behind what the marks of a requirement stand. e.g. "734.9(g)", "734.9(e),", "of the EAR"
_MARKED_BEHIND = re.compile(r"(?:\)[.,;]?|\bEAR\)?[.,;]?|\bEXCEPT)$")
_OF_THE_LIST = frozenset((1, 2, 3, 4, 5))
"""The footnotes of Supplement No. 4, which later rules refer to without printing them."""

# What is raised, as govinfo's text types it.
# e.g. "734.9(g),\\3\\ 746.8(a)(3)", "RUSSIA \\1 3\\", "Embankment \\2/4\\, Building 17", "the 9\\th\\ Floor", "(g),\\ 3\\ and"
_TYPED = re.compile(
    r"\\ ?(?:(?P<fraction>[0-9]{1,3}/\s?[0-9]{1,3})|(?P<raised>[0-9]{1,2}(?:[, ] ?[0-9]{1,2}){0,3}|[a-z]{2})) ?\\"
)
# e.g. "3", "12"
_NOTE = re.compile("[0-9]{1,2}")
# e.g. "3"
_FIGURE = re.compile("[0-9]")


def typed_marks(text: str) -> str:
    """``text`` of govinfo's text rendition with its raised characters between two :data:`MARK`; a fraction is text."""
    if "\\" not in text:
        return text

    def raised(found: re.Match[str]) -> str:
        if found["raised"]:
            return f"{MARK}{found['raised']}{MARK}"
        whole = text[found.start() - 1 : found.start()].isdigit()
        return (" " if whole else "") + found["fraction"].replace(" ", "")

    return _TYPED.sub(raised, text)


def take_marks(
    text: str, *, is_entity: bool = False, notes: Collection[int] | None = None
) -> tuple[str, tuple[int, ...]]:
    """``text`` in one line without its footnotes' marks, and the footnotes' numbers; other raised characters stay.

    ``notes`` are the footnotes that the document prints, None where any number may be one. In the column of entities
    (``is_entity``) a footnote's mark stands behind a name at most, and is hardly ever there.
    """
    text = one_line(text)
    if MARK not in text:
        return text, ()
    found_notes: list[int] = []
    out: list[str] = []
    end = 0
    for found in _MARKED.finditer(text):
        out.append(text[end : found.start()])
        before = text[max(end, found.start() - 16) : found.start()]
        said = f"{out[-2] if len(out) > 1 else ''}{out[-1]}"[-4:]
        end = found.end()
        raised = found["raised"]
        if not _NUMBERS.fullmatch(raised):  # 9th, 3rd
            out.append(("" if before[-1:].isdigit() else found["gap"]) + raised)
        elif _NUMERATOR.match(text, end):  # Apt. No. 4/5; 1 1/2 Miles
            out.append((" " if before[-1:].isdigit() else found["gap"]) + raised.strip())
        elif _DENOMINATED.search(said):  # 12/3, each of them raised
            out.append(raised.strip())
        elif _is_text(found, before, text[end : end + 1], notes, is_entity=is_entity):
            is_apart = found["gap"] and not _UNIT.search(before)
            out.append(f" {raised.strip()}" if is_apart else raised.strip().translate(_RAISED_DIGITS))
        else:  # a comma set inside the mark (<sup>,3</sup>) stays
            found_notes += [int(n) for n in _NOTE.findall(raised)]
            left = _FIGURE.sub("", raised)
            closed = (left.strip() or text[end : end + 1]).startswith((",", ";", "."))
            out.append(("" if closed else found["gap"]) + left)
    out.append(text[end:])
    return one_line("".join(out)), tuple(dict.fromkeys(found_notes))


def take_marks_of_cell(text: str, role: str, notes: Collection[int] | None) -> tuple[str, tuple[int, ...]]:
    """:func:`take_marks` of a cell, by what its column holds: a destination has no figures of its own."""
    return take_marks(text, is_entity=role == "entity", notes=None if role == "country" else notes)


def _is_text(found: re.Match[str], before: str, after: str, notes: Collection[int] | None, *, is_entity: bool) -> bool:
    """Whether raised figures are a power, a part of a formula or a number of a house, and no footnote's mark."""
    is_glued = not found["gap"]
    if _UNIT.search(before) or (is_glued and before[-1:].isdigit() and (is_entity or _BASE.search(before))):
        return True
    if notes is None:
        return False
    if is_glued and before[-1:].isalpha() and after.isalpha():  # H2O
        return True
    numbers = {int(n) for n in _NOTE.findall(found["raised"])}
    if is_entity:
        behind_name = is_glued and before.endswith((",", ")", ";", ".")) and numbers <= _OF_THE_LIST
        return _NUMBERED.search(before) is not None or not (numbers <= set(notes) or behind_name)
    return not (numbers <= _OF_THE_LIST.union(notes) or _MARKED_BEHIND.search(before))


def marked_lines(
    text: str, *, role: str = "", notes: Collection[int] | None = None
) -> tuple[tuple[str, ...], tuple[int, ...]]:
    """The printed lines of a cell (``text``, parted by newlines, blank ones left out) without marks, and the footnotes.

    ``role`` is what its column holds; ``notes`` as in :func:`take_marks`.
    """
    read = [take_marks_of_cell(line, role, notes) for line in text.split("\n")]
    lines = tuple(line for line, _ in read if line) or ("",)
    return lines, tuple(dict.fromkeys(note for _, of_line in read for note in of_line))


# A footnote's mark that was read as a figure of the text. e.g. ", 3 744.21(b)", ")\u00b3"
_LONE = re.compile(
    r"(?:(?<=[,.;)])|(?<=\bEAR))"
    r"(?: (?P<figure>[1-9])(?= 7[0-9]{2}\.| and\b| ?\.?$)| ?(?P<raised>[\u00b9\u00b2\u00b3\u2074-\u2079]))"
)


def lone_marks(lines: Sequence[str]) -> tuple[tuple[str, ...], tuple[int, ...]]:
    """The ``lines`` of a requirement that were read as those of another column, without their marks, and the footnotes."""
    found = (mark["figure"] or mark["raised"] for line in lines for mark in _LONE.finditer(line))
    notes = [int(unicodedata.normalize("NFKC", mark)) for mark in found]
    return tuple(_LONE.sub("", line) for line in lines), tuple(dict.fromkeys(notes))


def marked_note(text: str) -> str:
    """A footnote under a table in one line, its number before its text."""
    note, marks = take_marks(text)
    return " ".join((*map(str, marks), note)).strip()


def numbers_of(notes: Iterable[str]) -> frozenset[int]:
    """The numbers of footnotes that are printed, each as :func:`marked_note` gives it."""
    return frozenset(int(number.group()) for note in notes if (number := _NOTE.match(note)))
