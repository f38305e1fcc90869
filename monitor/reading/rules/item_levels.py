"""The levels of the amendatory instructions by their names: what "instruction 2.a" is."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from string import ascii_lowercase

from monitor.reading.rules.date_scopes import Item
from monitor.reading.rules.levels import InstructionItem, build_tree
from monitor.text.clean import one_line
from monitor.text.numbers import is_number
from monitor.text.quotes import mask_quotes, unmask

_END = 24
"""Letters at the end of a level's words by which it is found: a rule may have thousands of levels."""


@dataclass(frozen=True, slots=True)
class Levels:
    """The levels right below the numbered instructions, the words of each and of those below it, and the last number."""

    words: tuple[tuple[Item, str], ...]
    last: int = 0
    by_end: dict[str, list[int]] = field(default_factory=dict, init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        for at, (_, words) in enumerate(self.words):
            self.by_end.setdefault(words[-_END:], []).append(at)

    @classmethod
    def of(cls, paragraphs: Sequence[str]) -> Levels:
        """The levels of amendatory ``paragraphs``, in document order."""
        masked = [mask_quotes(one_line(p)) for p in paragraphs]
        found: list[tuple[Item, str]] = []

        def add(item: Item, level: InstructionItem) -> None:
            found.append((item, f"{level.marker} {unmask(level.text, masked[level.paragraph][1])}"))
            for below in level.children:
                add(item, below)

        last = 0
        for root in build_tree([text for text, _ in masked]):
            number = root.marker.strip("().")
            if is_number(number):
                last = max(last, int(number))
                for letter, level in zip(_letters(root.children), root.children, strict=True):
                    add((int(number), letter), level)
        return cls(tuple(found), last)

    def missing(self, items: Collection[Item]) -> list[str]:
        """Those of ``items`` that are not there ("2.e"): an instruction behind the last, or a level that it has not."""
        there = {item for item, _ in self.words}
        return [
            f"{number}.{letter}" if letter else str(number)
            for number, letter in sorted(items)
            if number > self.last or (letter and (number, letter) not in there)
        ]

    def item(self, instruction: str, number: int | None) -> Item | None:
        """The level in which an ``instruction`` stands, by its words, which end with those of the level."""
        if number is None:
            return None
        ends = (instruction[-letters:] for letters in range(1, _END + 1))
        found = sorted(at for end in dict.fromkeys(ends) for at in self.by_end.get(end, ()))
        levels = (self.words[at] for at in found)
        return next((i for i, words in levels if i[0] == number and instruction.endswith(words)), (number, ""))


def _letters(levels: Sequence[InstructionItem]) -> list[str]:
    """The letters of the levels below an instruction: one that is misprinted ("a.", "a.", "c.") is told by its place.

    Where more than one is out of its place, nobody can say which level a letter means: they have none.
    """
    printed = [level.marker.strip("().").lower() for level in levels]
    by_place = list(ascii_lowercase[: len(levels)]) if len(levels) <= len(ascii_lowercase) else printed
    misprinted = sum(one != other for one, other in zip(printed, by_place, strict=True))
    return by_place if misprinted <= 1 else [""] * len(printed)
