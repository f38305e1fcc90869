"""Good rules in raw text, damaged: each mutation changes what one part of a text says, and a cross-check should notice.

Only what something else in the document contradicts is damaged: a name, a count, a destination, an order of lines that
carries a name. A word that an address has lost leaves no trace that any reader could find. ``lose_a_star_line`` is
harmless: it must be read the same, and not be doubted.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from itertools import takewhile
from random import Random

from tests.real_forms.generator import Document, Item
from tests.real_forms.generator_names import title
from tests.real_forms.mutations import COUNTED

Mutation = Callable[[str, Document, Random], str | None]
"""A damaged copy of a document's raw text, or None where there is nothing to damage in this way."""

_RULE = re.compile(r"^ *-{72,}$", re.MULTILINE)
_STARS = re.compile(r"^ +\*(?: \*){5,6}\n", re.MULTILINE)
_QUOTED = re.compile(r"(?<=``)[^`';]{6,}(?=[;,.]?'')")


def _tables(text: str) -> tuple[int, int]:
    """Where the first table begins and the last one ends."""
    rules = [m for m in _RULE.finditer(text) if not m.group().startswith(" ")]
    return (rules[0].start(), rules[-1].end()) if rules else (len(text), len(text))


def _names(text: str, document: Document) -> Iterator[tuple[Item, re.Match[str]]]:
    """Where a row of the table begins with a name: its first words, at the edge of a column and before the next."""
    start, end = _tables(text)
    for item in document.items:
        if not item.lines or item is document.odd:
            continue
        first = r"[ -]".join(map(re.escape, re.split(r"[ -]", item.name)[:2]))
        found = re.compile(
            rf"(?<=^)(?P<before>(?:\S.*?)? {{2,}})(?P<name>{first})\b(?P<rest>.*?  +\S.*)$", re.MULTILINE
        ).search(text, start, end)
        if found:
            yield item, found


def _some_name(text: str, document: Document, random: Random) -> re.Match[str] | None:
    found = [match for _, match in _names(text, document)]
    return random.choice(found) if found else None


def lose_a_line(text: str, document: Document, random: Random) -> str | None:
    """The line is lost with which an entry's name begins in the table."""
    row = _some_name(text, document, random)
    return row and text[: row.start()] + text[row.end() + 1 :]


def lose_an_instruction_line(text: str, document: Document, random: Random) -> str | None:
    """A line of the instructions is lost that holds names and ends none of them."""
    start, _ = _tables(text)
    begin = text.find("Accordingly, part 744")
    found = [m for m in re.finditer(r"^\S.*``.*\n", text[: start or len(text)], re.MULTILINE) if m.start() > begin]
    if not found or begin < 0:
        return None
    line = random.choice(found)
    return text[: line.start()] + text[line.end() :]


def swap_two_lines(text: str, document: Document, random: Random) -> str | None:
    """The first two lines of an entry have changed places."""
    row = _some_name(text, document, random)
    if row is None:
        return None
    first = text[row.start() : row.end()]
    second = text[row.end() + 1 :].partition("\n")[0]
    if len(second.strip()) < 4 or "[[" in second or set(second.strip()) <= set("-* "):
        return None
    return f"{text[: row.start()]}{second}\n{first}{text[row.end() + 1 + len(second) :]}"


def lose_a_word(text: str, document: Document, random: Random) -> str | None:
    """A word is lost from an entry's name in the table; blanks stand for it."""
    row = _some_name(text, document, random)
    if row is None or len(row["name"].split()) < 2:
        return None
    word = row["name"].split()[0]
    return text[: row.start("name")] + " " * len(word) + text[row.start("name") + len(word) :]


def shift_a_column(text: str, document: Document, random: Random) -> str | None:
    """What stands behind an entry's name has moved into its column."""
    row = _some_name(text, document, random)
    if row is None:
        return None
    closed = re.sub(r" {2,}", "", row["rest"], count=1)
    return text[: row.start("rest")] + closed + text[row.end("rest") :]


def page_in_a_word(text: str, document: Document, random: Random) -> str | None:
    """A page ends inside a word of an entry's name, in the table or in the instructions."""
    places = [m.start("name") + 2 for _, m in _names(text, document) if m["name"][:4].isalpha()]
    places += [m.start() + 2 for m in _QUOTED.finditer(text) if m.group()[:4].isalpha() and "\n" not in m.group()]
    if not places:
        return None
    at = random.choice(places)
    return f"{text[:at]}\n\n[[Page 107]]\n\n \n{text[at:]}"


def rename_in_the_row(text: str, document: Document, random: Random) -> str | None:
    """A row of the table has another party's name, of the same length."""
    row = _some_name(text, document, random)
    if row is None:
        return None
    other = ("Zzyzx Somebody Else " * 9)[: len(row["name"])].rstrip().ljust(len(row["name"]), "z")
    return text[: row.start("name")] + other + text[row.end("name") :]


def lose_a_star_line(text: str, document: Document, random: Random) -> str | None:
    """A row of stars without a destination is lost."""
    start, end = _tables(text)
    found = list(_STARS.finditer(text, start, end))
    if not found:
        return None
    one = random.choice(found)
    return text[: one.start()] + text[one.end() :]


def cut_the_table(text: str, document: Document, random: Random) -> str | None:
    """The table stops in the middle of its rows, and what follows it stands."""
    start, end = _tables(text)
    rows = sorted(match.start() for _, match in _names(text, document))
    if not rows:
        return None
    at = random.choice(rows)
    return text[:at] + text[end:] if start < at < end else None


def rename_in_the_instruction(text: str, document: Document, random: Random) -> str | None:
    """An instruction names another party than the table."""
    start, _ = _tables(text)
    begin = text.find("Accordingly, part 744")
    named = {i.name for i in document.items if i.lines} - {i.name for i in document.items if i.operation == "remove"}
    found = [m for m in _QUOTED.finditer(text, max(begin, 0), start) if " ".join(m.group().split()) in named]
    if not found:
        return None
    one = random.choice(found)
    return text[: one.start()] + "Somebody Else Holdings" + text[one.end() :]


def change_a_count(text: str, document: Document, random: Random) -> str | None:
    """A stated count is another."""
    start, end = _tables(text)
    found = [m for m in COUNTED.finditer(text) if not start < m.start() < end]
    if not found:
        return None
    one = random.choice(found)
    changed = str(int(one.group()) + 1) if one.group().isdigit() else "ninety-seven"
    return text[: one.start()] + changed + text[one.end() :]


def swap_letters_of_a_destination(text: str, document: Document, random: Random) -> str | None:
    """Two letters of a destination have changed places, at its head in the table or in an instruction."""
    start, end = _tables(text)
    begin = max(text.find("Accordingly, part 744"), 0)
    words = sorted({re.split(r"[ ,]", n)[0] for i in document.items for n in (i.row_country, title(i.row_country))})
    heads = [m for w in words for m in re.compile(rf"^{re.escape(w)}\b", re.MULTILINE).finditer(text, start, end)]
    orders = [m for w in words for m in re.compile(rf"(?<=[Uu]nder ){re.escape(w)}\b").finditer(text, begin, start)]
    found = [m for m in (*heads, *orders) if _swapped(m.group()) != m.group()]
    if not found:
        return None
    one = random.choice(found)
    return text[: one.start()] + _swapped(one.group()) + text[one.end() :]


def _swapped(word: str) -> str:
    """The word with its second letter and the next that differs in each other's place."""
    at = next((k for k in range(1, len(word) - 1) if word[k] != word[k + 1]), None)
    return word if at is None else word[:at] + word[at + 1] + word[at] + word[at + 2 :]


def damage_the_encoding(text: str, document: Document, random: Random) -> str | None:
    """Letters of an entry's name in the table have become those of another encoding."""
    row = _some_name(text, document, random)
    if row is None:
        return None
    at = row.start("name") + random.randrange(len(row["name"]))
    return text[:at] + "\ufffd\ufffd" + text[at + 2 :]


def double_a_line(text: str, document: Document, random: Random) -> str | None:
    """A line of an entry is printed twice."""
    row = _some_name(text, document, random)
    if row is None:
        return None
    lines = list(takewhile(_is_printed, text[row.start() :].split("\n")))
    at = row.start() + len("\n".join(lines[: random.randrange(len(lines)) + 1]))
    line = text[:at].rpartition("\n")[2]
    return f"{text[:at]}\n{line}{text[at:]}"


def _is_printed(line: str) -> bool:
    """Whether a line of the table holds words of an entry."""
    return any(map(str.isalpha, line)) and "[[" not in line and "*" not in line


MUTATIONS: dict[str, Mutation] = {
    f.__name__: f
    for f in (
        lose_a_line, lose_an_instruction_line, swap_two_lines, lose_a_word, shift_a_column, page_in_a_word, rename_in_the_row,
        lose_a_star_line, cut_the_table, rename_in_the_instruction, change_a_count, swap_letters_of_a_destination,
        damage_the_encoding, double_a_line,
    )
}  # fmt: skip
HARMLESS = ("lose_a_star_line",)
"""The mutations that change nothing of what the document says."""
