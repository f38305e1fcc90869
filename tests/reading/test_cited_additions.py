"""Additions that cite earlier rules: doubted, unless the rule counts or lists them as additions."""

from __future__ import annotations

import pytest

from monitor.model import Rule, Verdict
from tests.reading.small_rules import TERMS, check, destination, read_small, row

REQUIREMENT, POLICY, THIS = TERMS
EARLIER = "85 FR 44159, 7/22/20."
BOTH = f"{EARLIER} {THIS}"
THREE = f"84 FR 22963, 5/21/19. {BOTH}"
WORDS = "2. Supplement No. 4 to part 744 is amended under RUSSIA by"
COUNTED = "This rule amends the EAR by adding two entities to the Entity List and revising one entry."
LISTED = (
    "<HD SOURCE='HD2'>Additions to the Entity List</HD><P>This rule adds the following two entities:</P>"
    "<HD SOURCE='HD3'>RUSSIA</HD><P>(1) <E T='03'>Kursk Works;</E> and</P><P>(2) <E T='03'>Orel Works.</E></P>"
)


def read(cited: str, revised: str = BOTH, summary: str = "This rule amends the EAR.", preamble: str = "") -> Rule:
    """Two additions, of which Orel Works cites ``cited``, and a revision of Tula Works, which cites ``revised``."""
    cells = (("Kursk Works", THIS), ("Orel Works", cited), ("Tula Works", revised))
    rows = [row(f"{name}, 1 Main St., Orel, Russia.", terms=(REQUIREMENT, POLICY, cites)) for name, cites in cells]
    orders = "adding entries for “Kursk Works” and “Orel Works” and revising the entry for “Tula Works.”"
    return read_small([f"{WORDS} {orders}"], destination("RUSSIA") + "".join(rows), summary=summary, preamble=preamble)


@pytest.mark.parametrize(
    ("cited", "count"), [(BOTH, 2), (THREE, 3), (f"{EARLIER} 95 FR [INSERT FR PAGE NUMBER], 1/3/30.", 2)]
)
@pytest.mark.parametrize("said", [{"summary": COUNTED}, {"preamble": LISTED}], ids=["counted", "listed"])
def test_it_is_verified_where_it_is_counted_or_listed_as_an_addition(
    cited: str, count: int, said: dict[str, str]
) -> None:
    rule = read(cited, **said)
    added = next(a for a in rule.amendments if a.name == "Orel Works")
    assert added.entry
    assert len(added.entry.citations) == count
    assert rule.verdict is Verdict.VERIFIED


@pytest.mark.parametrize(
    ("cited", "revised", "said"),
    [
        (BOTH, BOTH, {}),  # nothing says that it is one
        (EARLIER, BOTH, {"summary": COUNTED}),  # it does not cite this rule
        (BOTH, THIS, {"summary": COUNTED}),  # its cell may be the revision's
    ],
)
def test_it_is_doubted_otherwise(cited: str, revised: str, said: dict[str, str]) -> None:
    rule = read(cited, revised, **said)
    assert not check(rule, "citations").agrees
    assert rule.verdict is Verdict.CONFLICTING
