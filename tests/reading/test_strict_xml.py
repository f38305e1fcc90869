"""The strict XML gate: everything that is not one sane document is refused with a sentence."""

from __future__ import annotations

import pytest

from monitor.errors import CannotRead
from monitor.reading.renditions.strict_xml import MAX_BYTES, parse_xml

BOMB = b'<!DOCTYPE a [<!ENTITY x "ha"><!ENTITY y "&x;&x;&x;">]><a>&y;</a>'

BAD = [
    (b"", "empty"),
    (b"<a><b></a>", "line 1, column"),
    (b"<a>\n<b>5 <7 & 8</b></a>", "line 2, column"),
    (b"<a>cut sho", "not well-formed"),
    (b"<a>&unknown;</a>", "not well-formed"),
    (b"<a/><b/>", "not well-formed"),
    (b"no markup", "not well-formed"),
    (b"\xff\xfe\x00", "not well-formed"),
    (b'<?xml version="1.0" encoding="UTF-8"?><a>\xe9</a>', "not well-formed"),
    (BOMB, "declares entities"),
    (b'<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><a>&x;</a>', "declares entities"),
    (BOMB.decode().encode("utf-16"), "entit"),
    (b"<a>" * 100_000 + b"</a>" * 100_000, "not well-formed"),
    (b" " * (MAX_BYTES + 1), "more than"),
]


@pytest.mark.parametrize(("data", "says"), BAD, ids=[str(i) for i in range(len(BAD))])
def test_refused_with_a_sentence_that_names_the_document(data: bytes, says: str) -> None:
    with pytest.raises(CannotRead, match=says) as caught:
        parse_xml(data, "rule 2024-1")
    assert "rule 2024-1" in str(caught.value)


def test_an_honest_document_of_ten_megabytes_is_read() -> None:
    root = parse_xml(b"<a>" + b"<r><c>text of a cell</c></r>" * 400_000 + b"</a>", "big")
    assert len(root) == 400_000


def test_a_doctype_without_entities_does_no_harm() -> None:
    assert parse_xml(b'<?xml version="1.0"?><!DOCTYPE RULE><RULE/>', "x").tag == "RULE"
