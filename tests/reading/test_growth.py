"""Reading takes time that grows with the text, also where a text is odd: thousands of lines in a cell, names, open marks."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from time import process_time

import pytest

from monitor.errors import CannotRead
from monitor.reading.rules.document import read_document
from tests.reading.small_texts import rule_text

CHINA = "CHINA, PEOPLE'S REPUBLIC OF"
ORDER = "2. Supplement No. 4 to part 744 is amended under CHINA by adding the entry for \u201cRotor Co., Ltd.\u201d"
TEXT = rule_text(
    [ORDER], [(CHINA, ("Rotor Co., Ltd., a.k.a., the following one alias: -Rota. 1 Main St., Beijing.",))]
).decode()


def parted(at: str) -> tuple[str, str]:
    """The rule up to some words, and from there."""
    before, words, behind = TEXT.partition(at)
    assert words
    return before, words + behind


def removing(n: int) -> str:
    return f"``Rotor {n} Co.,'' \n"


def opened(n: int) -> str:
    return f"0\na. Under CHINA by adding ``Rotor {n} Co., Ltd.,\n"


def with_lines() -> Callable[[str], None]:
    before, behind = parted("Beijing")

    def read(text: str) -> None:
        tried(before + text + behind)

    return read


def with_instructions(lead: str, one: Callable[[int], str]) -> Callable[[str], None]:
    before, behind = parted("Supplement No. 4 to Part 744")

    def read(text: str) -> None:
        orders = "".join(one(n) for n in range(len(text) // len(one(1000))))
        tried(f"{before}0\n3. Supplement No. 4 to part 744 is amended{lead}\n{orders}\n\n{behind}")

    return read


def tried(text: str) -> None:
    with suppress(CannotRead):
        read_document(text.encode(), "an odd text")


def grows(read: Callable[[str], None], one: str, few: int) -> float:
    """How many times as long four times as many take, at best: 4 is linear, 16 quadratic."""

    def time(text: str) -> float:
        start = process_time()
        read(text)
        return process_time() - start

    return min(time(one * few * 4) / time(one * few) for _ in range(2))


@pytest.mark.parametrize("line", ["ABC\n", "Zone 5\n", "CHINA.\n", "[[Page 1\n"])
def test_lines_at_the_margin_of_a_table(line: str) -> None:
    assert grows(with_lines(), line, 400) < 8


@pytest.mark.parametrize(
    ("lead", "one"),
    [(" under CHINA by removing the entries for", removing), (":", opened)],
    ids=["names", "open marks"],
)
def test_names_of_one_rule(lead: str, one: Callable[[int], str]) -> None:
    assert grows(with_instructions(lead, one), one(1000), 200) < 8
