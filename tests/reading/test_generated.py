"""The reader gives back exactly what went into generated rules.

``ELMON_GENERATED=5000 ./test tests/reading/test_generated.py`` tries more of them than a normal run does. Hypothesis
draws the choices, so that a failure shrinks to few entries; the smallest case then becomes a golden one.
"""

from __future__ import annotations

import os
from collections import Counter
from random import Random

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from monitor.model import Amendment, Operation, Rule, Verdict
from monitor.reading.rule import read_rule
from monitor.text.names import fold
from tests.reading.generator import Document, Item, build, draw_items, draw_style

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
        if said := wrong_entry(document, items[amendment.country, amendment.name], amendment):
            return said
    if document.style.other_parts and rule.other_supplements != {"7": 2}:
        return f"other supplements: {rule.other_supplements}"
    return ""


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


@settings(max_examples=CASES, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.randoms(use_true_random=False))
def test_what_went_in_comes_out(random: Random) -> None:
    document = make(random)
    said = wrong(document, read_rule(document.xml.encode(), "a generated rule"))
    assert not said, f"{said}\n{document.style}\n{document.items}"
