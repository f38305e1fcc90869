"""Additions that cite earlier rules: doubted, unless the rule counts or lists them as additions."""

from __future__ import annotations

from datetime import date

import pytest

from monitor.model import Document, Rule, Verdict
from monitor.reading.rules.document import read_document
from tests.reading.small_rules import TERMS, check, destination, read_small, row, rule_xml

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


@pytest.mark.parametrize(
    ("cited", "shown"),
    [
        ("94 FR [INSERT FR PAGE NUMBER AND 1/3/2030].", "94 FR, and 2030 has volume 95"),
        ("94 FR [INSERT FR PAGE NUMBER].", "94 FR, and 2030 has volume 95"),
        ("96 FR 101, 1/3/30.", "96 FR, and 2030 has volume 95"),
    ],
)
def test_another_volume_is_not_this_rule(cited: str, shown: str) -> None:
    rule = read(cited)
    assert shown in check(rule, "citations").found
    assert rule.verdict is Verdict.CONFLICTING


@pytest.mark.parametrize(("day", "verdict"), [((2030, 1, 3), Verdict.VERIFIED), ((2031, 1, 3), Verdict.CONFLICTING)])
def test_additions_that_all_cite_another_day_are_not_this_rule_s(day: tuple[int, int, int], verdict: Verdict) -> None:
    cell = row("Kursk Works, 1 Main St., Orel, Russia.")
    data = rule_xml([f"{WORDS} adding an entry for “Kursk Works.”"], destination("RUSSIA") + cell)
    record = Document("2030-00001", "Changes of the Entity List", "Rule", publication_date=date(*day))
    assert read_document(data, "a rule", record).verdict is verdict
