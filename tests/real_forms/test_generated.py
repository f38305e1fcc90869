"""The reader gives back exactly what went into generated rules, whether it reads their XML or their raw text.

A normal run draws a few, always the same. The long profile, ``ELMON_GENERATED=10000 ./test tests/real_forms``, draws
10,000 rules and 2,000 corrections; what it finds wrong it makes smaller, and the smallest case becomes a golden one.
"""

from __future__ import annotations

import os
from dataclasses import replace
from random import Random

import pytest

from monitor.model import Rule
from monitor.reading.rules.document import read_document
from tests.real_forms.agreement import differences, wrong
from tests.real_forms.generator import AXES, CORRECTIONS, build, draw_items, draw_style
from tests.real_forms.generator_corrections import in_words
from tests.real_forms.generator_items import has_coordinates
from tests.real_forms.reduction import Case, reduced
from tests.real_forms.typesetting import raw_text
from tests.real_forms.typesetting_styles import AXES as SETTINGS
from tests.real_forms.typesetting_styles import draw_setting

CASES = int(os.environ.get("ELMON_GENERATED", "150"))
CHUNK = 25


def make(seed: int) -> Case:
    random = Random(seed)
    items = tuple(draw_items(random))
    return Case(items, draw_style(random), draw_setting(random, wide=has_coordinates(items)))


def make_correction(seed: int) -> Case:
    random = Random(seed)
    correction = str(random.choice(CORRECTIONS[1:]))
    items = draw_items(random, ("add", "correct") if correction == "added and corrected" else ("correct",))
    style = replace(draw_style(random), correction=correction, called="same", slip="", quoting="name", odd_row="")
    if style.dates == "by instruction":  # its own instructions are numbered otherwise
        style = replace(style, dates="effective")
    if correction in ("paragraphs", "rule only"):  # no REGTEXT, so nothing around it either
        style = replace(style, other_parts="")
    items = in_words(items) if correction == "should read" else items
    return Case(tuple(items), style, draw_setting(random, wide=has_coordinates(items)))


def read(case: Case, rendition: str) -> Rule:
    return read_document(case.source(rendition).encode(), "a generated rule")


def wrong_in(rendition: str, case: Case) -> str:
    return wrong(case.document, read(case, rendition), rendition)


def said_of(case: Case) -> str:
    """What is wrong with either reading of a case, and its smallest form; "" for nothing."""
    rules = {rendition: read(case, rendition) for rendition in ("xml", "text")}
    for rendition, rule in rules.items():
        if wrong(case.document, rule, rendition):
            small = reduced(case, lambda c, r=rendition: wrong_in(r, c))  # type: ignore[misc]
            return f"{rendition}: {wrong_in(rendition, small)}\n{small}\n{small.source(rendition)}"
    return differences(rules["xml"], rules["text"], odd=case.document.odd)


@pytest.mark.parametrize("start", range(0, CASES, CHUNK))
def test_what_went_in_comes_out(start: int) -> None:
    for seed in range(start, min(start + CHUNK, CASES)):
        assert not (said := said_of(make(seed))), f"seed {seed}: {said}"


@pytest.mark.parametrize("start", range(0, max(CHUNK, CASES // 5), CHUNK))
def test_what_is_corrected_comes_out(start: int) -> None:
    for seed in range(start, start + CHUNK):
        assert not (said := said_of(make_correction(seed))), f"seed {seed}: {said}"


SEEDS = range(160)


@pytest.mark.parametrize("axis", AXES)
def test_every_value_of_an_axis_shows_in_the_document(axis: str) -> None:
    """Written in two values of one axis, all else equal, some of the same rules are other documents."""
    values = list(dict.fromkeys(AXES[axis]))
    same = {frozenset((str(a), str(b))) for n, a in enumerate(values) for b in values[n + 1 :]}
    for seed in SEEDS:
        case = make(seed)
        written = {v: build(list(case.items), replace(case.style, **{axis: v})).xml for v in values}  # type: ignore[arg-type]
        same = {pair for pair in same if len({xml for value, xml in written.items() if str(value) in pair}) == 1}
        if not same:
            return
    assert sorted(map(sorted, same)) == []


@pytest.mark.parametrize("axis", SETTINGS)
def test_every_value_of_an_axis_shows_in_the_raw_text(axis: str) -> None:
    values = list(dict.fromkeys(SETTINGS[axis]))
    same = {frozenset((str(a), str(b))) for n, a in enumerate(values) for b in values[n + 1 :]}
    for seed in SEEDS:
        case = make(seed)
        plain = case.document.plain
        written = {v: raw_text(plain, replace(case.setting, **{axis: v})) for v in values}  # type: ignore[arg-type]
        same = {pair for pair in same if len({text for value, text in written.items() if str(value) in pair}) == 1}
        if not same:
            return
    assert sorted(map(sorted, same)) == []


@pytest.mark.parametrize(
    "operation", ["add", "revise", "remove", "correct", "move", "words", "rename", "whole", "merge"]
)
def test_every_operation_is_drawn(operation: str) -> None:
    drawn = [draw_items(Random(seed)) for seed in SEEDS]
    kinds = {
        "words" if i.in_words else "rename" if i.old_name else "whole" if i.whole else i.operation
        for items in drawn
        for i in items
    }
    merged = any(
        i.operation == "remove" and (j.operation, j.name) == ("add", i.name)
        for items in drawn
        for i in items
        for j in items
    )
    assert operation in kinds | ({"merge"} if merged else set())
