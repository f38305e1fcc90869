"""Damaged rules end conflicting or unreadable: at least 99 of 100 mutants that say something else.

``python benchmarks/mutations.py`` prints the figure by mutation over more of them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from random import Random

from monitor.errors import CannotRead
from monitor.model import Amendment, Verdict
from monitor.reading.rules.rule import read_rule
from tests.reading.generator import AXES, build, draw_items, draw_style
from tests.reading.mutations import MUTATIONS

DOCUMENTS = 150
TARGET = 0.99


def good_rule(seed: int) -> str:
    """A rule with the witnesses that every real one has: a summary that counts, and a preamble that lists."""
    random = Random(seed)
    items, style = draw_items(random), draw_style(random)
    summary = random.choice([s for s in AXES["summary"] if s != "none"])
    preamble = random.choice([p for p in AXES["preamble"] if p != "none"])
    return build(items, replace(style, summary=str(summary), preamble=str(preamble), other_parts=False)).xml


def mutants(documents: int) -> Iterator[tuple[str, int, bool]]:
    """(mutation, seed, noticed) for every mutation that a document has room for and that changes what is read of it."""
    for seed in range(documents):
        xml = good_rule(seed)
        whole = read_rule(xml.encode(), "undamaged").amendments
        for name, mutate in MUTATIONS.items():
            damaged = mutate(xml, Random(seed))
            if damaged is None or damaged == xml:
                continue
            try:
                rule = read_rule(damaged.encode(), name)
            except CannotRead:
                yield name, seed, True
                continue
            noticed = rule.verdict in (Verdict.CONFLICTING, Verdict.UNREADABLE)
            if noticed or _meaning(rule.amendments) != _meaning(whole):
                yield name, seed, noticed


def _meaning(amendments: tuple[Amendment, ...]) -> Counter[tuple[object, ...]]:
    """What amendments do, whatever instruction it was read from."""
    return Counter((a.operation, a.country, a.name, a.entry) for a in amendments)


def test_what_was_damaged_is_noticed() -> None:
    found = list(mutants(DOCUMENTS))
    missed = [(name, seed) for name, seed, noticed in found if not noticed]
    assert len(found) > 5 * DOCUMENTS
    assert len(missed) <= (1 - TARGET) * len(found), Counter(name for name, _ in missed)


def test_good_rules_are_not_suspected() -> None:
    assert [
        seed for seed in range(DOCUMENTS) if read_rule(good_rule(seed).encode(), "x").verdict is not Verdict.VERIFIED
    ] == []
