"""One odd row in the table of a real rule: every other row is read as without it, and the odd one is named by its words."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence

import pytest

from monitor.model import Rule, Verdict
from monitor.reading.rules.document import read_document
from tests.real_forms.real_words import MEASURES, as_xml
from tests.real_forms.test_real_words import source

NUMBER = "2022-14069"
COUNTRY, ENTITY, REQUIREMENT, POLICY, CITATION, WIDTH = MEASURES[NUMBER]
LONG = "Naberezhnochelninskiyavtozavodskiy"
EVERY = 12
"""Every how many-th row is made odd."""

# e.g. "     JSC Integral, a.k.a., the     All items subject"
OPENS_ROW = re.compile(rf" {{{ENTITY}}}\S.{{25,28}} {{2,}}(?:For all|All items)")


def _gap(line: str, start: int, end: int) -> str:
    return line[:start] + " " * (end - start) + line[end:]


TEXT: dict[str, Callable[[list[str]], list[str]]] = {
    "four columns to the left": lambda row: [line[4:] for line in row],
    "a word across an edge": lambda row: [row[0][:ENTITY] + LONG + row[0][ENTITY + len(LONG) :], *row[1:]],
    "without requirement": lambda row: [_gap(line, REQUIREMENT, POLICY) for line in row],
    "without citation": lambda row: [line[:CITATION].rstrip() for line in row],
    "terms run together": lambda row: [line[:REQUIREMENT] + re.sub(" +", " ", line[REQUIREMENT:]) for line in row],
    "terms swapped": lambda row: [
        f"{line[:REQUIREMENT]:{REQUIREMENT}}{line[POLICY:CITATION]:21}{line[REQUIREMENT:POLICY]}{line[CITATION:]}"
        for line in row
    ],
}
XML: dict[str, Callable[[list[str]], list[str]]] = {
    "without its first cell": lambda cells: cells[1:],
    "without requirement": lambda cells: [*cells[:2], "<ENT/>", *cells[3:]],
    "without citation": lambda cells: cells[:4],
    "a cell too many": lambda cells: [*cells[:2], "<ENT>Two.</ENT>", *cells[2:]],
    "terms swapped": lambda cells: [*cells[:2], cells[3], cells[2], *cells[4:]],
}


def odd_texts(damage: Callable[[list[str]], list[str]]) -> Iterator[tuple[str, str]]:
    """The raw text with one row made odd, and words of that row."""
    lines = source(NUMBER).split("\n")
    starts = [n for n, line in enumerate(lines) if OPENS_ROW.match(line)]
    assert len(starts) > 40
    for start in starts[::EVERY]:
        end = next(n for n in range(start + 1, len(lines)) if not lines[n].strip(" -*") or n in starts)
        row = damage(lines[start:end])
        yield "\n".join([*lines[:start], *row, *lines[end:]]), " ".join(row[0].split()[:2])


def odd_xmls(damage: Callable[[list[str]], list[str]]) -> Iterator[tuple[str, str]]:
    xml = as_xml(source(NUMBER), NUMBER)
    rows = [found for found in re.finditer(r"<ROW>(.*?)</ROW>", xml, re.DOTALL) if "items subject" in found[1]]
    assert len(rows) > 40
    for row in rows[::EVERY]:
        cells = re.findall(r"<ENT\b[^>]*>.*?</ENT>", row[1], re.DOTALL)
        words = re.sub("<[^>]*>", " ", cells[1]).split()
        yield f"{xml[: row.start(1)]}{''.join(damage(cells))}{xml[row.end(1) :]}", " ".join(words[:2])


def check(whole: Rule, odd: str, words: str) -> None:
    rule = read_document(odd.encode(), "a rule with an odd row")
    lost = Counter(whole.amendments) - Counter(rule.amendments)
    if not lost:
        return
    assert lost.total() == 1, [a.name for a in lost]
    assert rule.verdict is Verdict.CONFLICTING
    assert words in " ".join((*rule.problems, *(c.found for c in rule.checks if not c.agrees)))


@pytest.mark.parametrize("damage", TEXT.values(), ids=TEXT)
def test_in_raw_text(damage: Callable[[list[str]], list[str]]) -> None:
    whole = read_document(source(NUMBER).encode(), NUMBER)
    for odd, words in odd_texts(damage):
        check(whole, odd, words)


@pytest.mark.parametrize("damage", XML.values(), ids=XML)
def test_in_xml(damage: Callable[[Sequence[str]], list[str]]) -> None:
    whole = read_document(as_xml(source(NUMBER), NUMBER).encode(), NUMBER)
    for odd, words in odd_xmls(damage):
        check(whole, odd, words)
