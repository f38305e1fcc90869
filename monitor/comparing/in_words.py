"""Revisions given in words alone, carried out where the words say exactly what to do.

The instruction has to say everything: each of its clauses behind the entry's name is one of those below, each part it names is
found once in the entry, and a number agrees with what is quoted. Of anything else a person has to make sense.

| clause | e.g. |
|---|---|
| parts taken out or put in | removing two addresses, “1 A Street” and “2 B Street”; adding one alias, “Foo” |
| a part revised | revising the address “1 A Street” to read “2 B Street” |
| words replaced | removing “12 Main Road” and adding in its place “14 Main Road” |
| words corrected | “5 Mira St.” should read “15 Mira St.” |
| terms revised | revising the license review policy to read “Presumption of denial” |
| a footnote | adding footnote 4 |
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from typing import Any

from monitor.model import Entry
from monitor.text.clean import one_line
from monitor.text.names import fold
from monitor.text.numbers import NUMBER, read_number
from monitor.text.quotes import CLOSE, OPEN, mask_quotes, quoted_name

_Q = f"{OPEN}[0-9]{{1,6}}{CLOSE}"
_PART = r"(alias(?:es)?|address(?:es)?)"
# e.g. "; and by ", ": a. ", ", "
_BETWEEN = re.compile(r"[\s,;.:]*(?:and\s+)?(?:\(?[a-z0-9ivx]{1,4}[.)]\s+)*(?:by\s+)?", re.IGNORECASE)
# e.g. "removing one alias, \ue0001\ue001 and \ue0002\ue001"
_TAKES = re.compile(
    rf"(remov|delet|add|insert)(?:ing|e)?\s+(?:the\s+|an?\s+)?(?:({NUMBER})\s+)?(?:following\s+|additional\s+)?"
    rf"{_PART}[,:]?\s*({_Q}(?:[,;]?\s*(?:and\s+)?{_Q})*)",
    re.IGNORECASE,
)
# e.g. "revising the address \ue0001\ue001 to read \ue0002\ue001"
_REVISES = re.compile(
    rf"(?:revis|correct)(?:ing|e)?\s+the\s+(?:{_PART}|name)\s+({_Q})\s+to\s+read:?\s+(?:as\s+(?:follows:?\s+)?)?({_Q})",
    re.IGNORECASE,
)
# e.g. "removing \ue0001\ue001 and adding in its place \ue0002\ue001", "replacing \ue0001\ue001 with \ue0002\ue001"
_REPLACES = re.compile(
    rf"(?:removing\s+(?:the\s+\w{{1,12}}\s+)?({_Q})\s+and\s+adding\s+(?:in\s+its\s+place\s+)?(?:the\s+\w{{1,12}}\s+)?({_Q})"
    rf"(?:\s+in\s+its\s+place)?|replacing\s+(?:the\s+\w{{1,12}}\s+)?({_Q})\s+with\s+(?:the\s+\w{{1,12}}\s+)?({_Q}))",
    re.IGNORECASE,
)
# e.g. "under CHINA, PEOPLE'S REPUBLIC OF, \ue0001\ue001 should read \ue0002\ue001"
_READS = re.compile(
    r"(?:under\s+[A-Z][\w'\u2019.()-]{0,30}(?:,?\s+(?:of|the|and|[A-Z(][\w'\u2019.()-]{0,30})){0,8},?\s+)?"
    rf"(?:the\s+(?:alias|address|words?)\s+)?({_Q}),?\s+(?:should|(?:is|are)\s+corrected\s+to)\s+read:?\s+({_Q})",
    re.IGNORECASE,
)
# e.g. "revising the license review policy to read \ue0001\ue001"
_TERMS = re.compile(
    rf"revis(?:ing|e)\s+the\s+licen[sc]e\s+(requirement|review\s+policy)\s+to\s+read:?\s+(?:as\s+(?:follows:?\s+)?)?({_Q})",
    re.IGNORECASE,
)
# e.g. "adding footnote 4", "adding a footnote 4 designation"
_FOOTNOTE = re.compile(r"add(?:ing)?\s+(?:a\s+)?footnote\s+([0-9]{1,2})(?:\s+designation)?", re.IGNORECASE)
# e.g. "revising the entry for \ue0001\ue001", "in the entry for \ue0001\ue001"
_ENTRY = re.compile(rf"(?:revising|amending|in|to|from)\s+the\s+entry\s+(?:for|of)\s+({_Q})", re.IGNORECASE)
# What is said again above each level. e.g. "2. Supplement No. 4 to part 744 is amended under CHINA, "
_ABOVE = re.compile(rf"(?:[0-9]{{1,3}}\.\s+)?Supplement\s+No\.\s+4\b[^{OPEN}]{{0,300}}$", re.IGNORECASE)

_WORDED = ("aliases", "addresses")
"""The fields in which words are replaced: those of the name and the terms are revised whole."""
_Edit = Callable[[Entry], Entry | None]


def reworded(entry: Entry, instruction: str, name: str) -> Entry | None:
    """``entry`` as an instruction about ``name`` revises it; as it is where it has
    all of it already, None where the instruction is not exact, or does not fit it."""
    edits = _edits(instruction, name)
    if not edits or entry.sub_entities:
        return None
    revised: Entry | None = entry
    for edit in edits:
        revised = edit(revised) if revised is not None else None
    return _with_text(revised, entry) if revised is not None else None


def _edits(instruction: str, name: str) -> list[_Edit]:
    """What the clauses about the entry order, in their order; none where one of them is not understood."""
    masked, quotes = mask_quotes(one_line(instruction))
    mentions = [m for m in _ENTRY.finditer(masked) if fold(_quoted(m[1], quotes)) == fold(name)]
    if not mentions:
        return []
    starts = [m.end() for m in mentions]
    ends = [*(m.start() for m in mentions[1:]), len(masked)]
    spans = [masked[start:end] for start, end in zip(starts, ends, strict=True)]
    clauses = [span if n == len(spans) - 1 else _ABOVE.sub("", span) for n, span in enumerate(spans)]
    if not clauses[-1].strip(" .;,:") and len(mentions) == 1:  # "by adding footnote 3 to the entry for “Foo”"
        at = max(masked.rfind(verb, 0, mentions[0].start()) for verb in (" adding ", " removing "))
        clauses = [masked[at + 1 : mentions[0].start()]] if at >= 0 else []
    edits: list[_Edit] = []
    for clause in clauses:
        found = _read(clause, quotes)
        if not found:
            return []
        edits += found
    return edits


def _read(clause: str, quotes: Sequence[str]) -> list[_Edit]:
    """The edits of a text that consists of clauses and nothing else."""
    edits: list[_Edit] = []
    at = 0
    while True:
        between = _BETWEEN.match(clause, at)
        at = between.end() if between else at
        if at >= len(clause):
            return edits
        for pattern, make in _KINDS:
            if (match := pattern.match(clause, at)) is not None:
                made = make(match, quotes)
                break
        else:
            return []
        if made is None:
            return []
        edits.append(made)
        at = match.end()


def _takes(match: re.Match[str], quotes: Sequence[str]) -> _Edit | None:
    field = _field(match[3])
    parts = list(_all_quoted(match[4], quotes))
    if match[2] and read_number(match[2]) != len(parts):
        return None
    if match[1].lower() in ("add", "insert"):
        return lambda entry: _with_more(entry, field, parts)
    return lambda entry: _without(entry, field, parts)


def _revises(match: re.Match[str], quotes: Sequence[str]) -> _Edit:
    old, new = _quoted(match[2], quotes), _quoted(match[3], quotes)
    if match[1]:
        return lambda entry: _exchanged(entry, _field(match[1]), old, new)
    return lambda entry: replace(entry, name=new) if fold(entry.name) == fold(old) else None


def _replaces(match: re.Match[str], quotes: Sequence[str]) -> _Edit:
    old, new = (_quoted(group, quotes) for group in match.groups() if group)

    def edit(entry: Entry) -> Entry | None:
        there = [
            (field, n) for field in _WORDED for n, item in enumerate(getattr(entry, field)) if _has(item, old, new)
        ]
        if not there and any(new in item for field in _WORDED for item in getattr(entry, field)):
            return entry
        if len(there) != 1 or _has(entry.name, old, new):
            return None
        field, place = there[0]
        items = list(getattr(entry, field))
        items[place] = _corrected(items[place], old, new)
        return _with(entry, field, tuple(items)) if items[place] else None

    return edit


def _has(text: str, old: str, new: str) -> bool:
    """Whether ``text`` has the words ``old`` other than in ``new`` ("Mira St." in "15 Mira St.")."""
    return bool(_places(text.replace(new, "\0") if old in new else text, old))


def _corrected(text: str, old: str, new: str) -> str:
    """``text`` with ``new`` in the place of ``old``; "" where that stands in it more than once."""
    places = _places(text, old)
    return f"{text[: places[0]]}{new}{text[places[0] + len(old) :]}" if len(places) == 1 else ""


def _places(text: str, words: str) -> list[int]:
    """Where whole words stand in ``text``: "5 Mira St." is not in "15 Mira St."."""
    found, at = [], text.find(words) if words else -1
    while at >= 0:
        before, behind = text[at - 1 : at] if at else "", text[at + len(words) : at + len(words) + 1]
        if not (before.isalnum() and words[0].isalnum()) and not (behind.isalnum() and words[-1].isalnum()):
            found.append(at)
        at = text.find(words, at + 1)
    return found


def _terms(match: re.Match[str], quotes: Sequence[str]) -> _Edit:
    field = "license_requirement" if match[1].lower() == "requirement" else "license_review_policy"
    terms: dict[str, Any] = {field: _quoted(match[2], quotes)}
    return lambda entry: replace(entry, **terms)


def _footnote(match: re.Match[str], quotes: Sequence[str]) -> _Edit:
    number = int(match[1])
    return lambda entry: replace(entry, footnotes=tuple(sorted({*entry.footnotes, number})))


_KINDS: tuple[tuple[re.Pattern[str], Callable[[re.Match[str], Sequence[str]], _Edit | None]], ...] = (
    (_REPLACES, _replaces),
    (_READS, _replaces),
    (_TAKES, _takes),
    (_REVISES, _revises),
    (_TERMS, _terms),
    (_FOOTNOTE, _footnote),
)


def _field(part: str) -> str:
    return "aliases" if part.lower().startswith("alias") else "addresses"


def _quoted(mask: str, quotes: Sequence[str]) -> str:
    return quoted_name(quotes[int(mask.strip(OPEN + CLOSE))])


# e.g. "\ue0001\ue001"
_ONE_QUOTED = re.compile(_Q)


def _all_quoted(masks: str, quotes: Sequence[str]) -> Iterator[str]:
    return (_quoted(mask, quotes) for mask in _ONE_QUOTED.findall(masks))


def _with(entry: Entry, field: str, items: tuple[str, ...]) -> Entry:
    parts: dict[str, Any] = {field: items}
    return replace(entry, **parts)


def _with_more(entry: Entry, field: str, parts: Sequence[str]) -> Entry:
    """With those of the parts that are not there yet."""
    there: list[str] = list(getattr(entry, field))
    for part in parts:
        if fold(part) not in map(fold, there):
            there.append(part)
    return _with(entry, field, tuple(there))


def _without(entry: Entry, field: str, parts: Sequence[str]) -> Entry | None:
    items: list[str] = list(getattr(entry, field))
    for part in parts:
        found = [item for item in items if fold(item) == fold(part)]
        if len(found) != 1:
            return None
        items.remove(found[0])
    return _with(entry, field, tuple(items))


def _exchanged(entry: Entry, field: str, old: str, new: str) -> Entry | None:
    items = getattr(entry, field)
    if sum(fold(item) == fold(old) for item in items) != 1:
        return None
    return _with(entry, field, tuple(new if fold(item) == fold(old) else item for item in items))


def _with_text(entry: Entry, before: Entry) -> Entry:
    """The entry with its cell as the list prints it, where a part of the cell was revised."""
    if (entry.name, entry.aliases, entry.addresses) == (before.name, before.aliases, before.addresses):
        return entry
    many = len(entry.aliases)
    known = f", a.k.a., the following {many} alias{'es' if many > 1 else ''}: " if many else ""
    listed = _listed([f"\u2014{alias}" for alias in entry.aliases])
    where = _listed(list(entry.addresses))
    cell = f"{entry.name}{known}{listed}{'. ' if many else ', ' if where else ''}{where}"
    return replace(
        entry, text=" ".join(filter(None, (f"{cell.rstrip('.')}.", *map("({})".format, entry.cross_references))))
    )


def _listed(items: Sequence[str]) -> str:
    return "; and ".join(filter(None, ("; ".join(items[:-1]), *items[-1:])))
