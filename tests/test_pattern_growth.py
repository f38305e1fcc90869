"""No pattern of the package takes more than about twice as long over twice the text, whatever the text is."""

from __future__ import annotations

import re
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

import pytest

from tests.growth import Pumped, is_superlinear, reader, texts_for
from tests.patterns import Assigned, all_patterns

LONGEST_SECONDS = 20.0
"""Of computing, for one text of one pattern: what has not come back then never does."""
FILES = sorted({one.file for one in all_patterns()})


class _Endless(Exception):
    """A pattern did not come back."""


@contextmanager
def _ended_after(seconds: float) -> Iterator[None]:
    """Ends what computes for so long (the time of other processes does not count)."""

    def stop(_number: int, _frame: FrameType | None) -> None:
        raise _Endless

    before = signal.signal(signal.SIGVTALRM, stop)
    signal.setitimer(signal.ITIMER_VIRTUAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        signal.signal(signal.SIGVTALRM, before)


def hardest(
    pattern: re.Pattern[str] | re.Pattern[bytes], methods: frozenset[str], examples: list[str]
) -> Pumped | None:
    """The first text found over which a pattern, used so, takes more than its share; None where there is none."""
    kinds = {method if method in ("search", "match", "fullmatch") else "finditer" for method in methods}
    if "finditer" in kinds:  # it searches everywhere, too
        kinds -= {"search", "match"}
    for text in texts_for(pattern, examples):
        for kind in sorted(kinds):
            try:
                with _ended_after(LONGEST_SECONDS):
                    if is_superlinear(reader(pattern, kind), text):
                        return text
            except _Endless:
                return text
    return None


def _hardest_of(one: Assigned) -> Iterator[tuple[str, str]]:
    examples = [e if isinstance(e, str) else e.decode("latin-1") for e in one.examples()]
    for pattern in one.patterns():
        if text := hardest(pattern, one.methods(), examples):
            yield f"{one}: {pattern.pattern!r}"[:300], str(text)


@pytest.mark.parametrize("file", FILES)
def test_no_pattern_takes_more_than_its_share_of_a_longer_text(file: str) -> None:
    assert dict(found for one in all_patterns() if one.file == file for found in _hardest_of(one)) == {}


@pytest.mark.parametrize(
    ("pattern", "method"),
    [
        (r"(?:a+)+b", "search"),
        (r"(?:a|ab|b)*c", "match"),
        (r"(?:\w+\s?)+$", "fullmatch"),
        (r"\s*x", "search"),
        (r"\s+$", "sub"),
        (r"[.,]*\s*;", "sub"),
        (r"see[^()]*\)", "search"),
        (r"(?:\b\w\.)+$", "search"),
        (r"\s*:?\s*$", "match"),
        (r"foo\w*\d", "search"),
        (r"[\W0-9]*[0-9][\W0-9]*", "fullmatch"),
        (r"entry .*?removed", "search"),
        (r"(?:a.*b)?", "finditer"),
    ],
)
def test_a_pattern_that_grows_faster_than_its_text_is_found(pattern: str, method: str) -> None:
    assert hardest(re.compile(pattern), frozenset({method}), []) is not None


@pytest.mark.parametrize(
    ("pattern", "method"),
    [
        (r"(?<!\s)\s*+x", "search"),
        (r"\s*x", "match"),
        (r"\(see[^()]{0,80}\)", "search"),
        (r"\W*+[0-9][\W0-9]*+", "fullmatch"),
        (r"(?:(?<!\s)\s++)?;\s*+(?:and\b\s*+)?", "split"),
        (r"\b(?:one|two|three)(?:\s+(?:one|two|three)){0,9}\s+entries", "finditer"),
    ],
)
def test_a_pattern_that_is_linear_passes(pattern: str, method: str) -> None:
    assert hardest(re.compile(pattern), frozenset({method}), ["one two entries"]) is None
