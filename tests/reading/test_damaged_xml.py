"""Ill-formed XML of a rule: what stands before and behind the damage is named, and nothing of it counts as read."""

from __future__ import annotations

import contextlib
import re
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from monitor.errors import CannotRead
from monitor.model import Operation, Rule, Verdict
from monitor.reading.renditions.damaged_xml import MOST_BYTES, MOST_DAMAGES, salvage_xml
from monitor.reading.rules.document import read_damaged, read_document

ROOT = Path(__file__).resolve().parents[2]
DOCUMENTS = ROOT / "monitor" / "demo" / "documents"
GOLDEN = ROOT / "tests" / "golden"
RULES = {
    "2019-22210": DOCUMENTS / "2019-22210.xml",
    "2024-14635": DOCUMENTS / "2024-14635.xml",
    "2022-14069": GOLDEN / "2022-14069" / "source.xml",
}
"""Reconstructed XML; of the last the demo has the real raw text instead."""


def without_a_part(data: bytes) -> bytes:
    """``data`` without 700 bytes of its table, the first of them within a tag."""
    at = data.index(b"</LI>", len(data) * 6 // 10)
    return data[: at + 3] + data[at + 700 :]


DAMAGES: dict[str, Callable[[bytes], bytes]] = {
    "a stray bracket and ampersand": lambda data: data.replace(b"<ENT>", b"<7 & <ENT>", 1),
    "a bare ampersand": lambda data: data.replace(b"<SUM>", b"<SUM>A & B", 1),
    "cut in the middle": lambda data: data[: len(data) // 2],
    "cut at the end": lambda data: data[: len(data) * 9 // 10],
    "a row without its end": lambda data: data.replace(b"</ROW>", b"", 1),
    "an instruction without its end": lambda data: data.replace(b"</AMDPAR>", b"", 1),
    "an attribute without quotes": lambda data: data.replace(b"<AMDPAR>", b"<AMDPAR x=y>", 1),
    "an entity nobody declared": lambda data: data.replace(b"<SUM>", b"<SUM>&nbsp;", 1),
    "a part lost in the middle": without_a_part,
}


def damaged(data: bytes) -> Rule:
    with pytest.raises(CannotRead) as refused:
        read_document(data, "a rule")
    return read_damaged(data, "a rule", refused.value)


def keys(rule: Rule) -> set[tuple[str, str, str]]:
    """What is said to happen to whom; what could not be understood says nothing."""
    return {(a.operation.value, a.country, a.name) for a in rule.amendments if a.operation is not Operation.UNREADABLE}


@pytest.mark.parametrize("number", RULES)
@pytest.mark.parametrize("damage", DAMAGES)
def test_the_parties_of_a_damaged_rule_are_named(number: str, damage: str) -> None:
    data = RULES[number].read_bytes()
    whole, rule = read_document(data, number), damaged(DAMAGES[damage](data))
    assert rule.verdict is Verdict.UNREADABLE
    assert "not well-formed" in rule.problems[0]
    assert "outside of the damage (line" in rule.problems[1]
    assert rule.title == whole.title
    assert keys(rule) <= keys(whole), "nothing is invented"
    assert len(keys(rule)) >= len(keys(whole)) * (0.5 if damage == "cut in the middle" else 0.85)
    assert {n.name for n in rule.named} <= {n.name for n in whole.named}


def test_entries_behind_the_damage_keep_their_text() -> None:
    data = (DOCUMENTS / "2019-22210.xml").read_bytes()
    whole, rule = read_document(data, "x"), damaged(DAMAGES["a stray bracket and ampersand"](data))
    assert rule.entry_texts.found >= 27
    theirs = {a.name: a.entry for a in whole.amendments}
    assert sum(a.entry == theirs[a.name] for a in rule.amendments) >= 27


def test_a_real_rule_is_named_however_it_is_cut(shared_data: Path) -> None:
    data = (shared_data / "fr" / "real" / "2023-03929.xml").read_bytes()
    whole = read_document(data, "x")
    for end in range(len(data) * 4 // 10, len(data) - 10, 1511):
        rule = damaged(data[:end])
        assert rule.verdict is Verdict.UNREADABLE
        assert keys(rule) <= keys(whole)


def test_words_are_never_lost_around_a_stray_sign() -> None:
    found = salvage_xml(b"<RULE><P>A &amp; B & C < 7 &#233; &unknown;</P>\n<P>D<//P>E</P></RULE>", "x")
    texts = ["".join(map(str, p.itertext())) for p in found.root.iter("P")]
    assert texts == ["A & B & C < 7 \u00e9 &unknown;", "D<//P>E"]
    assert found.damaged_lines == (1, 2)


def test_what_is_not_closed_is_left_out() -> None:
    found = salvage_xml(b"<RULE><P>Whole.</P><P>Cut sho<P>Whole too.</P><AMDPAR>Adding \xe2\x80\x9cBeij", "x")
    assert [p.text for p in found.root.iter("P")] == ["Whole.", "Whole too."]
    assert list(found.root.iter("AMDPAR")) == []


@pytest.mark.parametrize(
    "data",
    [
        b'<!DOCTYPE RULE [<!ENTITY x "ha">]><RULE>&x;',
        b"<RULE>" + b"<7 " * (MOST_DAMAGES + 1),
        b"<RULE>\0",
        b"<RULE>" + b" " * MOST_BYTES,
    ],
)
def test_what_is_no_damaged_document_is_refused(data: bytes) -> None:
    with pytest.raises(CannotRead):
        salvage_xml(data, "x")
    with pytest.raises(CannotRead, match="the first reason"):
        read_damaged(data, "x", CannotRead("the first reason"))


def test_html_and_other_texts_are_not_salvaged() -> None:
    for data in (b"[Federal Register Volume 84] cut", b"<html><body>SUMMARY: cut", b"name,country\nA Co.,\0Iran"):
        with pytest.raises(CannotRead, match="the first reason"):
            read_damaged(data, "x", CannotRead("the first reason"))


@pytest.mark.parametrize(
    "piece", [b"<P>", b"<!--", b'<E T="03">', b"<!DOCTYPE ", b'<P a="1" ', b"&", b"x</P>", b"<ROW><ENT>"]
)
def test_the_time_is_linear(piece: bytes) -> None:
    def seconds(size: int) -> float:
        started = time.process_time()
        with contextlib.suppress(CannotRead):
            salvage_xml(b"<RULE>" + piece * (size // len(piece)), "x")
        return time.process_time() - started

    assert seconds(2_000_000) < 20 * max(seconds(200_000), 0.02)


@pytest.mark.parametrize("letter", [b"\x0b", b"\x0b\x0b", b"\xff"])
def test_a_party_whose_row_lost_letters_is_named_as_its_instruction_names_it(letter: bytes) -> None:
    data = (DOCUMENTS / "2023-03929.xml").read_bytes()
    cell = data.index(b"AOOK Technology Ltd., a.k.a.")
    rule = damaged(data[: cell + 4] + letter + data[cell + 5 :])
    assert keys(rule) == keys(read_document(data, "a rule"))
    assert (
        next(a for a in rule.amendments if a.name == "AOOK Technology Ltd.").detail
        == "The text of its row has lost letters."
    )
    assert re.search(r"outside of the damage \(line [0-9]+\)", rule.problems[1])


def test_a_name_that_nothing_else_prints_is_told_as_lost() -> None:
    data = (DOCUMENTS / "2023-03929.xml").read_bytes()
    rule = damaged(data.replace(b"AOOK Technology Ltd.", b"AOOK\x0bTechnology Ltd."))
    assert any("AOOK\ufffdTechnology Ltd." in said and "lost letters" in said for said in rule.problems)
