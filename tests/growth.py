"""How the time that a pattern takes grows with the text: it is pumped with what its own repeats are made of.

Times are those of this process (not of the machine), and only compared with one another: over four times the text, a
pattern that is linear takes four times as long, and one that is quadratic sixteen times.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from re import _constants as opcodes  # type: ignore[attr-defined]
from re import _parser  # type: ignore[attr-defined]
from time import process_time
from typing import Any

LONGEST = 200_000
_FIRST, _ENOUGH = 512, 2048
_COUNTED = 0.001
"""Seconds below which a time says nothing; a quadratic pattern takes longer over 2,048 letters."""
_SUPERLINEAR = 2.9
"""Twice the text in so many times the time: 2 is linear, 4 quadratic."""
_LINEAR = 2.4
_MOST_ALIKE, _MOST_REPEATS, _MOST_TEXTS = 3, 40, 60
"""Of one pattern: repeats of the same pieces (the blanks in a list of countries), repeats, and texts."""
_ROUNDS = 5
_LONGEST_TIME = 0.05
_COMMON = " \n\taA1.,;:-()/'\"\u2014*"
_FAILING = ("\x00", "\n", "aA")
_MANY = 20
"""A repeat of up to so many is no repeat: it costs the same however long the text is."""

Items = Sequence[tuple[Any, Any]]


@dataclass(frozen=True)
class Pumped:
    """A text of any length: what comes first, pieces each repeated, and what comes last."""

    first: str
    pieces: tuple[str, ...]
    last: str

    def of_length(self, letters: int) -> str:
        """Such a text of about so many letters."""
        share = max(letters // len(self.pieces), 1)
        return self.repeated([max(share // len(piece), 1) for piece in self.pieces])

    def repeated(self, times: Sequence[int]) -> str:
        """The text with each piece repeated so many times."""
        return self.first + "".join(p * n for p, n in zip(self.pieces, times, strict=True)) + self.last

    def __str__(self) -> str:
        return " + ".join((repr(self.first), *(f"{p!r} * n" for p in self.pieces), repr(self.last)))


# -- texts of a pattern ------------------------------------------------------------------------------------------------


def texts_for(pattern: re.Pattern[Any], examples: Sequence[str]) -> list[Pumped]:
    """Texts that a pattern may find hard, made of its own repeats, literals and examples."""
    source = pattern.pattern if isinstance(pattern.pattern, str) else pattern.pattern.decode("latin-1")
    items: Items = list(_parser.parse(source, pattern.flags & ~re.UNICODE if isinstance(pattern.pattern, bytes) else 0))
    chars = list(dict.fromkeys((*_COMMON, *_literals(items))))
    texts = list(dict.fromkeys(one for one in _texts(items, chars, examples) if all(one.pieces)))
    return texts[:: len(texts) // _MOST_TEXTS + 1]


def _texts(items: Items, chars: Sequence[str], examples: Sequence[str]) -> Iterator[Pumped]:
    for char in chars[:30]:
        yield Pumped("", (char,), "\x00")
    wholes = [_sample(items, chars, variant) for variant in range(6)]
    for text in dict.fromkeys((*wholes, *examples)):
        yield from (Pumped("", (text,), last) for last in ("", "\x00"))
        yield Pumped("", (text[: len(text) * 2 // 3],), "")
    repeats = list(_unlike(_repeats(items, "", chars)))[:_MOST_REPEATS]
    for first, bodies in repeats:
        yield Pumped("", (first,), "\x00")
        for body in bodies:
            yield from (Pumped(first, (body,), last) for last in _FAILING)
            yield Pumped("", (first + body,), "\x00")
            yield Pumped("x", (body,), "x")
    for (first, bodies), (_, following) in pairwise(repeats):
        for body, other in zip(bodies, following, strict=False):
            yield Pumped(first, (body, other), "\x00")
            yield Pumped(first, (body + other,), "\x00")
            yield Pumped("", (first + body, other), "\x00")


def _unlike(repeats: Iterable[tuple[str, list[str]]]) -> Iterator[tuple[str, list[str]]]:
    """The repeats, of those that repeat the same the first few."""
    seen: Counter[tuple[str, ...]] = Counter()
    for first, bodies in repeats:
        seen[tuple(bodies)] += 1
        if seen[tuple(bodies)] <= _MOST_ALIKE:
            yield first, bodies


def _literals(items: Items) -> Iterator[str]:
    for op, value in items:
        if op in (opcodes.LITERAL, opcodes.NOT_LITERAL):
            yield chr(value)
        elif op is opcodes.IN:
            yield from _literals([one for one in value if one[0] is opcodes.LITERAL])
        else:
            for part in _parts(op, value):
                yield from _literals(part)


def _parts(op: Any, value: Any) -> list[Items]:
    """The sequences that an item of a parsed pattern consists of."""
    if op is opcodes.BRANCH:
        return list(value[1])
    if op is opcodes.SUBPATTERN:
        return [value[3]]
    if op is opcodes.ATOMIC_GROUP:
        return [value]
    if _is_repeat(op):
        return [value[2]]
    if op is opcodes.GROUPREF_EXISTS:
        return [part for part in value[1:] if part]
    return []


def _is_repeat(op: Any) -> bool:
    return op in (opcodes.MAX_REPEAT, opcodes.MIN_REPEAT, opcodes.POSSESSIVE_REPEAT)


def _repeats(items: Items, first: str, chars: Sequence[str]) -> Iterator[tuple[str, list[str]]]:
    """Each repeat of a pattern: what leads to it, and what it repeats, in several ways."""
    for op, value in items:
        if _is_repeat(op) and value[1] > _MANY:
            variants = 5 if len(value[2]) == 1 else 3
            bodies = [_sample(value[2], chars, variant) for variant in range(variants)]
            yield first, [body for body in dict.fromkeys(bodies) if body]
        for part in _parts(op, value):
            yield from _repeats(part, first, chars)
        first += _sample([(op, value)], chars, 1)


def _sample(items: Items, chars: Sequence[str], variant: int) -> str:
    """A text that the items match, but for what they look ahead or back at; ``variant`` chooses among alternatives."""
    out = []
    for op, value in items:
        if op is opcodes.LITERAL:
            out.append(chr(value))
        elif op in (opcodes.IN, opcodes.NOT_LITERAL, opcodes.ANY):
            fitting = [char for char in chars if _holds(op, value, char)] or [_any_of(value)]
            out.append(fitting[variant % len(fitting)])
        elif _is_repeat(op):
            times = max(min(value[0], 30), 0 if variant == 0 or value[1] == 0 else 1)
            out.append(_sample(value[2], chars, variant) * times)
        elif parts := _parts(op, value):
            out.append(_sample(parts[variant % len(parts)], chars, variant))
    return "".join(out)


def _any_of(members: Any) -> str:
    """The first letter of a class that holds none of the common ones."""
    op, value = members[0]
    return chr(value[0] if op is opcodes.RANGE else value if op is opcodes.LITERAL else ord("a"))


def _holds(op: Any, value: Any, char: str) -> bool:
    """Whether a class of letters holds one."""
    if op is opcodes.ANY:
        return char != "\n"
    if op is opcodes.NOT_LITERAL:
        return ord(char) != int(value)
    negated = value[0][0] is opcodes.NEGATE
    return bool(negated) != any(_is_member(kind, member, char) for kind, member in value)


def _is_member(kind: Any, member: Any, char: str) -> bool:
    if kind is opcodes.LITERAL:
        return ord(char) == int(member)
    if kind is opcodes.RANGE:
        return int(member[0]) <= ord(char) <= int(member[1])
    if kind is opcodes.CATEGORY:
        name = str(member).removeprefix("CATEGORY_")
        held = {"SPACE": char.isspace(), "DIGIT": char.isdigit(), "WORD": char.isalnum() or char == "_"}
        return not held[name.removeprefix("NOT_")] if name.startswith("NOT_") else held[name]
    return False


# -- measuring ---------------------------------------------------------------------------------------------------------


def reader(pattern: re.Pattern[Any], method: str) -> Callable[[str], object]:
    """What reads a text with the pattern as that method does."""
    is_text = isinstance(pattern.pattern, str)

    def read(text: str) -> None:
        given = text if is_text else text.encode("latin-1", "replace")
        if method in ("search", "match", "fullmatch"):
            getattr(pattern, method)(given)
        else:  # sub, split, findall: as many matches as there are
            for _ in pattern.finditer(given):
                pass

    return read


def is_superlinear(read: Callable[[str], object], text: Pumped) -> bool:
    """Whether reading twice as long a text takes clearly more than twice as long, time and again."""
    if _explodes(read, text):
        return True
    letters, before = _FIRST, 0.0
    enough = _ENOUGH * min(max(map(len, text.pieces)), 8)  # fewer places to start from
    doubtful = 0
    while letters <= LONGEST:
        time = _time(read, text.of_length(letters))
        if time > _COUNTED and time > _SUPERLINEAR * before:
            doubtful += 1
            if (doubtful > 1 or time > _LONGEST_TIME) and _again(read, text, letters):
                return True
        else:
            doubtful = 0
        if time > _LONGEST_TIME or (letters >= enough and (time < _COUNTED or time < _LINEAR * before)):
            return False
        letters, before = letters * 2, time
    return False


def _again(read: Callable[[str], object], text: Pumped, letters: int) -> bool:
    """Whether the text takes twice as long as its four quarters, every time: a busy machine slows down both."""
    quarter, whole = text.of_length(letters // 4), text.of_length(letters)
    return all(_time(read, whole) > 2 * sum(_time(read, quarter) for _ in range(4)) for _ in range(_ROUNDS))


def _explodes(read: Callable[[str], object], text: Pumped) -> bool:
    """Whether a few repetitions take long: a pattern that doubles its work with each would never end over thousands."""
    for times in (*range(4, 26, 2), 28, 32, 36, 40, 48, 56):
        few = text.repeated([times] * len(text.pieces))
        if _time(read, few) > 0.005 and all(_time(read, few) > 0.005 for _ in range(3)) and len(few) < 4096:
            return True
    return False


def _time(read: Callable[[str], object], text: str) -> float:
    start = process_time()
    read(text)
    return process_time() - start
