"""Damaged rules end conflicting or unreadable, or are read as if they were whole: at least 995 of 1,000 mutants.

XML and raw text are damaged each in its own ways, the raw text also in the ways of the XML it is set from.
``ELMON_MUTATED=1000 ./test tests/real_forms/test_mutations.py`` damages more of them; ``python benchmarks/real_forms.py``
prints the figure by mutation.
"""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from random import Random

import pytest

from monitor.errors import CannotRead
from monitor.model import Amendment, Rule, Verdict
from monitor.reading.rules.document import read_document
from monitor.text.names import fold
from tests.real_forms.agreement import legal
from tests.real_forms.generator import AXES, Document, draw_items, draw_style
from tests.real_forms.generator_items import has_coordinates
from tests.real_forms.mutations import MUTATIONS
from tests.real_forms.mutations_text import HARMLESS
from tests.real_forms.mutations_text import MUTATIONS as TEXT_MUTATIONS
from tests.real_forms.reduction import Case
from tests.real_forms.typesetting import raw_text
from tests.real_forms.typesetting_styles import Setting, draw_setting

DOCUMENTS = int(os.environ.get("ELMON_MUTATED", "30"))
TEXTS = 1 if "ELMON_MUTATED" in os.environ else 5
"""Every how many-th document's raw text is damaged too: a normal run has no time for all."""
TARGET = 0.995
CHUNK = 75


def good_rule(seed: int) -> Case:
    """A rule with what every real one has for the cross-checks: a summary that counts, and a preamble that lists.

    Nothing that is added is removed too: another name in such a removal would contradict nothing.
    """
    random = Random(seed)
    items, style = draw_items(random), draw_style(random)
    added = {fold(i.name) for i in items if i.operation == "add"}
    items = [i for i in items if i.operation != "remove" or i.whole or fold(i.name) not in added]
    summary = random.choice([s for s in AXES["summary"] if s != "none"])
    preamble = random.choice([p for p in AXES["preamble"] if p != "none"])
    style = replace(style, summary=str(summary), preamble=str(preamble), other_parts="", odd_row="")
    return Case(tuple(items), style, draw_setting(random, wide=has_coordinates(items)))


def damaged(document: Document, setting: Setting, seed: int, *, texts: bool = True) -> Iterator[tuple[str, str, str]]:
    """(rendition, mutation, source) for every mutation that a document has room for; of its XML alone without ``texts``."""
    xml, text = document.plain, raw_text(document.plain, setting) if texts else ""
    for name, mutate in MUTATIONS.items():
        source = mutate(xml, Random(seed))
        if source is not None and source != xml:
            yield "xml", name, replace(document, plain=source).xml
            if texts:
                yield "text", f"{name} of the XML", raw_text(source, setting)
    for name, mutate_text in TEXT_MUTATIONS.items() if texts else ():
        source = mutate_text(text, document, Random(seed))
        if source is not None and source != text:
            yield "text", name, source


def mutants(start: int, stop: int, texts: int = 1) -> Iterator[tuple[str, int, bool]]:
    """(mutation, seed, noticed) for every mutant of which something else is read than of the whole document.

    The raw text of every ``texts``-th document is damaged too.
    """
    for seed in range(start, stop):
        case = good_rule(seed)
        document = case.document
        undamaged = {r: _read(case.source(r)) for r in ("xml", "text")}
        wholes = {r: _told(rule) for r, rule in undamaged.items()}
        trusted = {r: rule is not None and rule.verdict is Verdict.VERIFIED for r, rule in undamaged.items()}
        for rendition, name, source in damaged(document, case.setting, seed, texts=seed % texts == 0):
            rule = _read(source)
            noticed = rule is None or rule.verdict is not Verdict.VERIFIED
            same = _told(rule) == wholes[rendition]
            if name in HARMLESS:  # what is doubted when whole proves nothing
                yield f"{rendition}: {name}", seed, same and (not noticed or not trusted[rendition])
            elif noticed or not same:
                yield f"{rendition}: {name}", seed, noticed


def _read(source: str) -> Rule | None:
    try:
        return read_document(source.encode(), "a mutant")
    except CannotRead:
        return None


def _told(rule: Rule | None) -> Counter[tuple[object, ...]]:
    """What amendments do, whatever instruction it was read from."""
    return Counter(map(_meaning, rule.amendments)) if rule else Counter()


def _meaning(amendment: Amendment) -> tuple[object, ...]:
    entry = amendment.entry
    parts = entry and (fold(entry.text), tuple(map(fold, entry.aliases)), tuple(map(fold, entry.addresses)), entry.citations,
                       legal(entry.license_requirement), legal(entry.license_review_policy), entry.footnotes)  # fmt: skip
    return amendment.operation, amendment.country, fold(amendment.name), parts


@cache
def found(start: int) -> tuple[tuple[str, int, bool], ...]:
    return tuple(mutants(start, min(start + CHUNK, DOCUMENTS), TEXTS))


@pytest.mark.parametrize("start", range(0, DOCUMENTS, CHUNK))
def test_what_was_damaged_is_noticed(start: int) -> None:
    tried = found(start)
    missed = [(name, seed) for name, seed, noticed in tried if not noticed]
    assert len(tried) > 5 * min(CHUNK, DOCUMENTS - start)
    assert len(missed) <= (1 - TARGET) * len(tried), Counter(missed)


@pytest.mark.parametrize("start", range(0, DOCUMENTS, CHUNK))
def test_good_rules_are_not_suspected(start: int) -> None:
    for seed in range(start, min(start + CHUNK, DOCUMENTS)):
        case = good_rule(seed)
        for rendition in ("xml", "text"):
            rule = read_document(case.source(rendition).encode(), "x")
            assert rule.verdict is Verdict.VERIFIED, (
                seed,
                rendition,
                [c for c in rule.checks if not c.agrees],
                rule.problems,
            )
