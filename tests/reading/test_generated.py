"""The reader gives back exactly what went into generated rules.

``ELMON_GENERATED=5000 ./test tests/reading/test_generated.py`` tries more of them than a normal run does. Hypothesis
draws the choices, so that a failure shrinks to few entries; the smallest case then becomes a golden one.
"""

from __future__ import annotations

import os
from collections import Counter
from dataclasses import replace
from random import Random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from monitor.model import Amendment, Operation, Rule, Verdict
from monitor.reading.rules.rule import read_rule
from monitor.text.names import fold
from tests.reading.generator import AXES, CORRECTIONS, Document, Item, build, draw_items, draw_style

CASES = int(os.environ.get("ELMON_GENERATED", "250"))


def wrong(document: Document, rule: Rule) -> str:
    """What is wrong with a reading; "" for nothing."""
    wanted = Counter((i.operation, i.country, i.name, i.text) for i in document.items)
    found = Counter((a.operation.value, a.country, a.name, a.entry.text if a.entry else None) for a in rule.amendments)
    if wanted != found:
        return f"missing {list(wanted - found)[:3]}, extra {list(found - wanted)[:3]}"
    if rule.verdict is not Verdict.VERIFIED:
        return f"{rule.verdict.value}: {[c for c in rule.checks if not c.agrees]}"
    items = {(i.country, i.name): i for i in document.items}
    for amendment in rule.amendments:
        item = items[amendment.country, amendment.name]
        if said := wrong_words(item, amendment) or wrong_entry(document, item, amendment):
            return said
    if document.style.other_parts and rule.other_supplements != {"7": 2}:
        return f"other supplements: {rule.other_supplements}"
    return ""


def wrong_words(item: Item, amendment: Amendment) -> str:
    """What is wrong with the words of a move, or of a revision that only words give."""
    if item.to_country and item.to_country not in amendment.detail:
        return f"{item.name} moves to {item.to_country}: {amendment.detail!r}"
    if item.to_country and (amendment.entry is None or amendment.entry.country != item.to_country):
        return f"the entry of {item.name} does not stand under {item.to_country}"
    words = item.in_words.partition(" ")[2]
    return "" if words in amendment.instruction else f"{words!r} is not in the instruction of {item.name}"


def wrong_entry(document: Document, item: Item, amendment: Amendment) -> str:
    entry = amendment.entry
    if entry is None or amendment.operation is Operation.REMOVE:
        return ""
    if entry.footnotes != ((item.footnote,) if item.footnote else ()):
        return f"footnotes of {entry.name}: {entry.footnotes}, not {item.footnote}"
    if (fold(entry.license_requirement), fold(entry.license_review_policy)) != (
        fold(item.requirement),
        fold(item.policy),
    ):
        return f"terms of {entry.name}: {entry.license_requirement} / {entry.license_review_policy}"
    if len(entry.citations) != 1 + bool(item.old_citation):
        return f"citations of {entry.name}: {entry.citations}"
    if document.style.alias_lines == "run on":
        return ""  # where aliases and address run on, no mark parts the last alias from the address
    parts = ([fold(a) for a in entry.aliases], [fold(a) for a in entry.addresses])
    if parts != ([fold(a) for a in item.aliases], [fold(a) for a in item.addresses]):
        return f"parts of {entry.name}: {entry.aliases} {entry.addresses}"
    return ""


def make(random: Random) -> Document:
    return build(draw_items(random), draw_style(random))


def make_correction(random: Random) -> Document:
    style = replace(draw_style(random), correction=str(random.choice(CORRECTIONS[1:])))
    if style.correction == "paragraphs":  # no REGTEXT, so nothing around it either
        style = replace(style, other_parts=False)
    return build(draw_items(random, ("correct",)), style)


def said_of(document: Document) -> str:
    said = wrong(document, read_rule(document.xml.encode(), "a generated rule"))
    return said and f"{said}\n{document.style}\n{document.items}\n{document.xml}"


@settings(max_examples=CASES, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.randoms(use_true_random=False))
def test_what_went_in_comes_out(random: Random) -> None:
    assert not (said := said_of(make(random))), said


@settings(max_examples=max(20, CASES // 5), deadline=None, suppress_health_check=list(HealthCheck))
@given(st.randoms(use_true_random=False))
def test_what_is_corrected_comes_out(random: Random) -> None:
    assert not (said := said_of(make_correction(random))), said


SEEDS = range(120)


@pytest.mark.parametrize("axis", AXES)
def test_every_value_of_an_axis_shows_in_the_document(axis: str) -> None:
    """Written in two values of one axis, all else equal, some of the same rules are other documents."""
    values = list(dict.fromkeys(AXES[axis]))
    same = {frozenset((str(a), str(b))) for n, a in enumerate(values) for b in values[n + 1 :]}
    for seed in SEEDS:
        random = Random(seed)
        items, style = draw_items(random), draw_style(random)
        written = {value: build(items, replace(style, **{axis: value})).xml for value in values}  # type: ignore[arg-type]
        same = {pair for pair in same if len({xml for value, xml in written.items() if str(value) in pair}) == 1}
        if not same:
            return
    assert sorted(map(sorted, same)) == []


@pytest.mark.parametrize("operation", ["add", "revise", "remove", "correct", "move", "words"])
def test_every_operation_is_drawn(operation: str) -> None:
    drawn = [item for seed in SEEDS for item in draw_items(Random(seed))]
    assert any(("words" if i.in_words else i.operation) == operation for i in drawn)
