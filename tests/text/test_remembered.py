"""What is kept of foreign texts is limited in bytes, not in their number alone."""

from __future__ import annotations

import tracemalloc
from collections.abc import Callable

import pytest

from monitor.comparing.entries import field_changes
from monitor.history.indexed_entry import id_of
from monitor.model import Entry, FieldChange
from monitor.rendering.words import field_text
from monitor.text.names import fold, telling_words
from monitor.text.remembered import remembered


def test_short_texts_are_remembered_and_long_ones_worked_out_each_time() -> None:
    asked: list[str] = []

    @remembered(2, longest=3)
    def upper(text: str) -> str:
        asked.append(text)
        return text.upper()

    assert [upper(text) for text in ("a", "a", "long", "long", "b", "c", "a")] == [
        "A",
        "A",
        "LONG",
        "LONG",
        "B",
        "C",
        "A",
    ]
    assert asked == ["a", "long", "long", "b", "c", "a"]


@pytest.mark.parametrize(
    "work",
    [
        fold,
        telling_words,
        lambda text: id_of(Entry("CHINA", text)),
        lambda text: field_text(FieldChange("aliases", (text,), ("x",))),
        lambda text: field_changes(Entry("CHINA", "A", text=text), Entry("CHINA", "A", text="x")),
    ],
    ids=["fold", "telling words", "ids", "changes", "entries"],
)
def test_long_texts_stay_nowhere(work: Callable[[str], object]) -> None:
    work("warm " * 2000)
    tracemalloc.start()
    try:
        before, _ = tracemalloc.get_traced_memory()
        for n in range(30):
            work(f"{n} " + f"long{n} " * 5000)
        after, _ = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert after - before < 200_000
