"""The names that one line of a customer list may hold."""

from __future__ import annotations

import pytest

from monitor.model import WatchedParty
from monitor.screening.index import Index
from monitor.screening.readings import LONGEST, MOST_READINGS, readings_of
from tests.comparing.making import entry

LINES = [
    ("Foo Ltd.", [("foo",)]),
    ("Foo Co., Ltd. (Shanghai)", [("foo", "shanghai")]),
    ("Foo (Pvt) Ltd.", [("foo",)]),
    ("Foo Works (FWX)", [("foo", "plant", "fwx"), ("foo", "plant")]),
    ("Mr. Ali Basati", [("mr", "ali", "basati"), ("ali", "basati")]),
    ("Prof. Dr. Ali Basati", [("prof", "dr", "ali", "basati"), ("ali", "basati")]),
    ("Mr.", [("mr",)]),
    ("Attn: Mr. Li, Purchasing Dept., Foo Ltd. - Dubai Branch", [("attn", "mr", "li", "purchasing", "department", "foo", "dubai", "branch"), ("foo",)]),
    ("Logistics Dept. of the Foo Institute", [("logistics", "department", "foo", "institute"), ("foo", "institute")]),
    ("Foo Ltd; Accounts Payable", [("foo", "accounts", "payable"), ("foo",)]),
    ("Foo Ltd / Warehouse 3", [("foo", "warehouse", "3"), ("foo",)]),
    ("AO Foo Lyon Branch", [("foo", "lyon", "branch"), ("foo",)]),
    ("Foo Regional Sales Office", [("foo", "regional", "sales", "bureau"), ("foo",)]),
    ("Branch Office", [("branch", "bureau"), ("branch",)]),
    ("Foo GmbH c/o Bar Ltd.", [("foo", "bar"), ("foo",), ("bar",)]),
    ("Foo d/b/a Bar", [("foo", "dba", "bar"), ("foo",), ("bar",)]),
    ("FooTech Invest", [("footech", "investment"), ("foo", "technology", "investment")]),
    ("Baz Trading (Foo Bar) Ltd", [("baz", "trading", "foo", "bar"), ("baz", "trading"), ("foo", "bar")]),
    ("", [()]),
    ("(", [()]),
    ("c/o", [("co",)]),
]  # fmt: skip


@pytest.mark.parametrize(("line", "words"), LINES, ids=[line for line, _ in LINES])
def test_the_line_itself_comes_first(line: str, words: list[tuple[str, ...]]) -> None:
    assert [reading.name.words for reading in readings_of(line)] == words


def test_a_hostile_line_has_few_names() -> None:
    line = " c/o ".join(f"Name{n}" for n in range(60))[:LONGEST]
    assert len(readings_of(line)) == MOST_READINGS
    assert len(readings_of("c/o A (" * 100_000)) == 1


def test_what_was_left_off_is_told() -> None:
    index = Index([entry("Zybrex Optics", "IRAN")])
    (match,) = index.matches(WatchedParty("7", "Attn. Purchasing Dept., Zybrex Optics GmbH"), 0.85)
    assert match.explanation == ("Same name: “Zybrex Optics”. Differs in: “Attn Purchasing Dept” (yours), legal form.")
    (match,) = index.matches(WatchedParty("7", "Smith Trading c/o Zybrex Optics GmbH"), 0.85)
    assert match.explanation.endswith("Differs in: “Smith Trading c/o” (yours), legal form.")


def test_a_name_that_was_cut_says_what_is_missing() -> None:
    index = Index(
        [entry("Zybrex Optical Engineering Research Center", "IRAN"), entry("Zybrex Optical Trading", "IRAN")]
    )
    (match,) = index.matches(WatchedParty("7", "ZYBREX OPTICAL ENGINEERING RESEARCH"), 0.85)
    assert match.explanation == (
        "Similar name: “Zybrex Optical Engineering Research Center”. Agrees in: “zybrex”, “optical”, “engineering”, “research”. "
        "Differs in: “center” (listed)."
    )
    (match,) = index.matches(WatchedParty("7", "ZYBREX OPTICAL ENGINEERING R"), 0.85)
    assert match.explanation.endswith("Differs in: “…esearch Center” (listed).")
