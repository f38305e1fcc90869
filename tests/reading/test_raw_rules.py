"""Raw texts in all the ways in which real ones are set are read as what went into them.

``ELMON_GENERATED=5000 ./test tests/reading/test_raw_rules.py`` tries more of them than a normal run does.
"""

from __future__ import annotations

import os
from collections import Counter
from datetime import date
from random import Random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from monitor.model import Amendment, Operation, Rule, Verdict
from monitor.reading.rules.document import read_document
from monitor.text.names import fold
from tests.reading.generator_items import Item, draw_items
from tests.reading.raw_rules import AXES, CITATIONS, RawDocument, build_raw, draw_raw_style

CASES = int(os.environ.get("ELMON_GENERATED", "250"))


def wrong(document: RawDocument, rule: Rule) -> str:
    """What is wrong with a reading; "" for nothing."""
    wanted = Counter((i.operation, i.country, fold(i.name)) for i in document.items)
    found = Counter((a.operation.value, a.country, fold(a.name)) for a in rule.amendments)
    if wanted != found:
        return f"missing {list(wanted - found)[:3]}, extra {list(found - wanted)[:3]}"
    items = {(i.country, fold(i.name)): i for i in document.items}
    for amendment in rule.amendments:
        if said := wrong_entry(document, items[amendment.country, fold(amendment.name)], amendment):
            return said
    if rule.verdict is not Verdict.VERIFIED:
        return f"{rule.verdict.value}: {[c for c in rule.checks if not c.agrees]} {rule.problems}"
    return ""


def wrong_entry(document: RawDocument, item: Item, amendment: Amendment) -> str:
    entry = amendment.entry
    if amendment.operation is Operation.REMOVE:
        return ""
    if entry is None:
        return f"no entry for {item.name}"
    wanted = " ".join(document.cells[item.country, item.name])
    if fold(entry.text) != fold(wanted):
        return f"text of {item.name}:\n  {entry.text}\n  {wanted}"
    terms = (fold(entry.license_requirement), fold(entry.license_review_policy))
    if terms != (fold(item.requirement), fold(item.policy)):
        return f"terms of {item.name}: {entry.license_requirement} | {entry.license_review_policy}"
    if entry.footnotes != ((item.footnote,) if item.footnote else ()):
        return f"footnotes of {item.name}: {entry.footnotes}"
    cited = [(c.volume, c.page, c.date) for c in entry.citations]
    old = [(80, 1234, date(2015, 3, 4))] if item.old_citation else []
    if cited != [*old, (95, CITATIONS[document.style.citation][1], date(2030, 1, 3))]:
        return f"citations of {item.name}: {cited}"
    if document.style.alias_marks == "-":
        return ""  # where aliases and address run on, no mark parts the last alias from the address
    parts = ([fold(a) for a in entry.aliases], [fold(a) for a in entry.addresses])
    if parts != ([fold(a) for a in item.aliases], [fold(a) for a in item.addresses]):
        return f"parts of {item.name}: {entry.aliases} {entry.addresses}"
    return ""


def draw(random: Random) -> RawDocument:
    items = draw_items(random, ("add",) * 5 + ("revise", "revise", "remove"))
    return build_raw(items, draw_raw_style(random), random)


@settings(max_examples=CASES, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.randoms(use_true_random=False))
def test_what_went_in_comes_out(random: Random) -> None:
    document = draw(random)
    said = wrong(document, read_document(document.text.encode(), "a raw text"))
    assert not said, f"{said}\n{document.style}\n{document.text}"


@pytest.mark.parametrize("axis", AXES)
def test_every_value_of_an_axis_is_drawn(axis: str) -> None:
    drawn = {getattr(draw_raw_style(Random(seed)), axis) for seed in range(200)}
    assert drawn == set(AXES[axis])
