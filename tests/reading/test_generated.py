"""The reader gives back exactly what went into generated rules.

``ELMON_GENERATED=5000 ./test tests/reading/test_generated.py`` tries more of them than a normal run does.
"""

from __future__ import annotations

import os
from collections import Counter
from random import Random

import pytest

from monitor.model import Operation, Rule, Verdict
from monitor.reading.rule import read_rule
from tests.reading.generator import Document, build, draw_items, draw_style

CASES = int(os.environ.get("ELMON_GENERATED", "300"))
CHUNK = 50


def wrong(document: Document, rule: Rule) -> str:
    """What is wrong with a reading; "" for nothing."""
    wanted = Counter((i.operation, i.country, i.name, i.text) for i in document.items)
    found = Counter((a.operation.value, a.country, a.name, a.entry.text if a.entry else None) for a in rule.amendments)
    if wanted != found:
        return f"missing {list(wanted - found)[:3]}, extra {list(found - wanted)[:3]}"
    if rule.verdict is not Verdict.VERIFIED:
        return f"{rule.verdict.value}: {[c for c in rule.checks if not c.agrees]}"
    footnotes = {(i.country, i.name): i.footnote for i in document.items if i.lines}
    for amendment in rule.amendments:
        if amendment.entry and amendment.operation is not Operation.REMOVE:
            expected = footnotes[amendment.country, amendment.name]
            if amendment.entry.footnotes != ((expected,) if expected else ()):
                return f"footnotes of {amendment.name}: {amendment.entry.footnotes}, not {expected}"
    if document.style.other_parts and rule.other_supplements != {"7": 2}:
        return f"other supplements: {rule.other_supplements}"
    return ""


def make(seed: int) -> Document:
    random = Random(seed)
    return build(draw_items(random), draw_style(random))


@pytest.mark.parametrize("chunk", range(-(-CASES // CHUNK)))
def test_what_went_in_comes_out(chunk: int) -> None:
    faults = {}
    for seed in range(chunk * CHUNK, (chunk + 1) * CHUNK):
        document = make(seed)
        if said := wrong(document, read_rule(document.xml.encode(), f"seed {seed}")):
            faults[seed] = said
    assert not faults, "\n".join(f"seed {seed}: {said}" for seed, said in list(faults.items())[:5])
