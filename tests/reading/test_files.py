"""Any bytes: unpacked with a cap, told apart by content, refused with a sentence that says what they are."""

from __future__ import annotations

import gzip
from importlib.resources import files
from pathlib import Path

import pytest

from monitor.errors import CannotRead
from monitor.reading.files import MAX_BYTES, Kind, kind_of, open_bytes, read_snapshot
from monitor.reading.local_file import read_file

BIS = b"Source List,Name,Address,Country,Federal Register Notice,License Requirement\nEL,A,Road,Iran,84 FR 1,All\n"

KINDS = [
    (b'<?xml version="1.0"?>\n<DIV5 N="744"/>', Kind.ECFR),
    (b"\xef\xbb\xbf<!-- c --><DIV9/>", Kind.ECFR),
    (b"<RULE><PREAMB/></RULE>", Kind.RULE_XML),
    (b"<FEDREG/>", Kind.RULE_XML),
    (b"[Federal Register Volume 89, Number 1]\nDEPARTMENT OF COMMERCE", Kind.RULE_TEXT),
    (b"<html><body><pre>\n[Federal Register Volume 71]</pre></body></html>", Kind.RULE_TEXT),
    (BIS, Kind.BIS_CSV),
    (b"_id,source,name,addresses,federal_register_notice,alt_names\n", Kind.CSL_CSV),
    (b'{"results": [{"source": "Entity List", "alt_names": []}]}', Kind.CSL_JSON),
]

FOREIGN = [
    (b"", "is empty"),
    (b" \n ", "is empty"),
    (b"%PDF-1.7", "is a PDF"),
    (b"\x89PNG\r\n", "PNG picture"),
    (b"PK\x03\x04", "ZIP archive or an Office document"),
    ("Source List,Name".encode("utf-16"), "UTF-16"),
    ("Source List,Name".encode("utf-16-le"), "binary data or UTF-16"),
    (b"<!DOCTYPE html><html><title>x</title>", "is an HTML page"),
    (b"<html><title>Federal Register :: Request Access</title></html>", "Request Access"),
    (b"<rss/>", "begins with <rss>"),
    (b'{"count": 0}', "is JSON, but not"),
    (b"hello", "is text, but neither"),
    (b"\x00\x01\x02", "binary data"),
]


@pytest.mark.parametrize(("data", "kind"), KINDS)
def test_kinds_are_told_by_content(data: bytes, kind: Kind) -> None:
    assert kind_of(data, "file") is kind


@pytest.mark.parametrize(("data", "says"), FOREIGN)
def test_everything_else_is_named_for_what_it_is(data: bytes, says: str) -> None:
    with pytest.raises(CannotRead, match=says) as caught:
        read_snapshot(data, "my-file")
    assert "my-file" in str(caught.value)


def test_gzip_is_unpacked_and_plain_bytes_pass() -> None:
    assert open_bytes(gzip.compress(b"a", mtime=0) + gzip.compress(b"b", mtime=0), "x") == b"ab"
    assert open_bytes(b"plain", "x") == b"plain"


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (gzip.compress(b"abc" * 999, mtime=0)[:-9], "cut short"),
        (gzip.compress(b"abc", mtime=0)[:4], "cut short"),
        (b"\x1f\x8b" + b"rubbish" * 9, "damaged gzip"),
        (gzip.compress(b"abc", mtime=0) + b"tail", "something else behind"),
        (gzip.compress(b"\0" * (MAX_BYTES + 1), mtime=0), "unpacks to more than"),
    ],
)
def test_a_bad_gzip_is_refused(data: bytes, says: str) -> None:
    with pytest.raises(CannotRead, match=says):
        open_bytes(data, "x.gz")


def test_snapshots_of_every_kind() -> None:
    assert (
        len(read_snapshot((files("monitor") / "data" / "supp4-2023-12-05.xml.gz").read_bytes(), "ecfr").entries) == 2668
    )
    assert read_snapshot(gzip.compress(BIS, mtime=0), "bis").entries[0].name == "A"


def test_a_rule_is_no_snapshot() -> None:
    with pytest.raises(CannotRead, match="is a Federal Register rule, not a copy of the list"):
        read_snapshot(b"<RULE/>", "2024-1.xml")


@pytest.mark.skipif(
    not Path("/proc/self/maps").exists(), reason="there is no /proc, whose files do not say how large they are"
)
def test_a_file_that_does_not_say_how_large_it_is_is_read_no_further() -> None:
    with pytest.raises(CannotRead, match="larger than 100 bytes"):
        read_file(Path("/proc/self/maps"), 100)
