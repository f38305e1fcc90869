"""Hostile and broken input to every reader: a clear CannotRead, never another error, a hang or a wrong reading."""

from __future__ import annotations

import gzip
from collections.abc import Callable
from importlib.resources import files
from random import Random
from time import process_time

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from monitor.errors import CannotRead
from monitor.reading.files import kind_of, open_bytes, read_snapshot
from monitor.reading.rules.instructions import read_instructions
from monitor.reading.rules.rule import read_rule
from monitor.reading.rules.stated_counts import read_stated

RULE = (files("monitor.demo") / "documents" / "2024-14635.xml").read_bytes()
BOMB = b'<!DOCTYPE RULE [<!ENTITY a "aaaaaaaaaa">' + b"".join(
    b'<!ENTITY %c "%s">' % (98 + n, b"&%c;" % (97 + n) * 10) for n in range(8)
) + b"]><RULE><SUM>&i;</SUM></RULE>"  # fmt: skip
HOSTILE = {
    "empty": b"",
    "spaces": b" \n\t " * 100,
    "NULs": b"\0" * 5000,
    "entity bomb": BOMB,
    "external entity": b'<!DOCTYPE RULE [<!ENTITY x SYSTEM "file:///etc/passwd">]><RULE><SUM>&x;</SUM></RULE>',
    "external DTD": b'<!DOCTYPE RULE SYSTEM "http://127.0.0.1:9/x.dtd"><RULE><SUM>&x;</SUM></RULE>',
    "deep": b"<RULE>" + b"<P>" * 100_000 + b"</P>" * 100_000 + b"</RULE>",
    "a stray <": RULE.replace(b"<ENT>", b"<7 & <ENT>", 1),
    "cut": RULE[: len(RULE) // 2],
    "NUL inside": RULE[:3000] + b"\0" + RULE[3000:],
    "wrong encoding": RULE[:3000] + b"\xff\xfe\xfa" + RULE[3000:],
    "lying encoding": RULE.replace(b'encoding="UTF-8"', b'encoding="UTF-16"'),
    "HTML": b"<!DOCTYPE html><html><head><title>Federal Register :: Request Access</title></head><body></body></html>",
    "another XML": b"<svg xmlns='http://www.w3.org/2000/svg'/>",
    "gzip": gzip.compress(RULE, mtime=0),
}


@pytest.mark.parametrize("data", HOSTILE.values(), ids=HOSTILE.keys())
def test_hostile_rules_cannot_be_read(data: bytes) -> None:
    with pytest.raises(CannotRead, match="the document"):
        read_rule(data, "the document")


@pytest.mark.parametrize(
    "data", [v for k, v in HOSTILE.items() if k != "gzip"], ids=[k for k in HOSTILE if k != "gzip"]
)
def test_hostile_snapshots_cannot_be_read(data: bytes) -> None:
    with pytest.raises(CannotRead, match="the file"):
        read_snapshot(data, "the file")


def test_a_megabyte_line_is_read_like_any_other() -> None:
    long = b"A" * 1_000_000
    rule = read_rule(RULE.replace(b"Smartech Future Limited;", b"Smartech " + long + b";"), "the document")
    assert any(a.name.startswith("Smartech AAAA") for a in rule.amendments)


quick = settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
READERS: list[Callable[[bytes, str], object]] = [read_rule, read_snapshot, kind_of, open_bytes]


@quick
@given(st.binary(max_size=400), st.sampled_from(READERS))
def test_random_bytes(data: bytes, reader: Callable[[bytes, str], object]) -> None:
    try:
        reader(data, "bytes")
    except CannotRead as error:
        assert "bytes" in str(error)


@quick
@given(st.integers(0, 2**32), st.integers(1, 12))
def test_damaged_rules(seed: int, wounds: int) -> None:
    random = Random(seed)
    data = bytearray(RULE)
    for _ in range(wounds):
        at = random.randrange(len(data))
        match random.randrange(4):
            case 0:
                data[at] = random.randrange(256)
            case 1:
                del data[at : at + random.randrange(1, 400)]
            case 2:
                data[at:at] = bytes(random.randrange(32, 127) for _ in range(random.randrange(1, 9)))
            case _:
                data[at:at] = data[: random.randrange(1, 300)]
    try:
        read_rule(bytes(data), "damaged")
    except CannotRead as error:
        assert "damaged" in str(error)


WORDS = (
    "2. a. i. (1) Supplement No. 4 to part 744 is amended by adding revising removing correcting moving under CHINA RUSSIA "
    "entries for the entry “A;” “B “C”;” ” “ alias address of from two entities in its place it to read as follows : "
    "PEOPLE'S REPUBLIC OF §"
)
words = st.sampled_from([*WORDS.split(), "“A Co., Ltd.;”", "supplement no. 7", "\ue000", "\u202e", "\ud7ff"])


@quick
@given(st.lists(st.lists(words, max_size=40).map(" ".join), max_size=6))
def test_any_instructions(paragraphs: list[str]) -> None:
    for order in read_instructions(paragraphs).items:
        assert order.text


@quick
@given(st.text(max_size=500))
def test_any_summary(text: str) -> None:
    read_stated(text)


LONG_RULE = files("monitor.demo").joinpath("documents", "2024-14635.xml").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("before", "pumped"),
    [
        ("under the destinations of ", "China (2), "),
        ("entries for ", "\u201cA Co.;\u201d and "),
        ("2. ", "Supplement no. 4 to part "),
    ],
    ids=["destinations", "names", "supplements"],
)
def test_a_long_rule_takes_as_much_longer_as_it_is_longer(before: str, pumped: str) -> None:
    """Four times the text takes four times as long, not sixteen times."""

    def seconds(times: int) -> float:
        text = LONG_RULE.replace(before, before + pumped * times, 1).encode()
        began = process_time()
        read_rule(text, "a rule")
        return process_time() - began

    seconds(1)
    none = min(seconds(1), seconds(1))
    assert seconds(2000) - none < 9 * max(seconds(500) - none, 0.02)
