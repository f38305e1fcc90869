"""The bytes of any file: packed or not, which kind it is, and the snapshot in it. Names of files are not believed."""

from __future__ import annotations

import re
import zlib
from enum import StrEnum

from monitor.errors import CannotRead
from monitor.model import Snapshot
from monitor.reading.lists.bis_and_csl import read_bis_csv, read_csl_csv, read_csl_json
from monitor.reading.lists.ecfr import read_ecfr
from monitor.reading.lists.missing_columns import (
    BIS_FIELDS,
    BIS_NAMES,
    CSL_FIELDS,
    CSL_NAMES,
    header_of,
    is_table_of,
    lacking_columns,
    refuse_unnamed,
)

MAX_BYTES = 64 * 1024 * 1024
"""What a packed file may unpack to; the largest honest one, the screening list as JSON, is below 40 MB."""

MOST_MEMBERS = 1000
"""Parts of a gzip file. Millions of empty ones, a few bytes each, would take hours."""

_GZIP = b"\x1f\x8b"
_HEAD = 65536


class Kind(StrEnum):
    """The kinds of files that can be read."""

    ECFR = "ecfr"
    RULE_XML = "rule-xml"
    RULE_TEXT = "rule-text"
    BIS_CSV = "bis-csv"
    CSL_CSV = "csl-csv"
    CSL_JSON = "csl-json"


SNAPSHOTS = {
    Kind.ECFR: read_ecfr,
    Kind.BIS_CSV: read_bis_csv,
    Kind.CSL_CSV: read_csl_csv,
    Kind.CSL_JSON: read_csl_json,
}
FIELDS = {Kind.BIS_CSV: BIS_FIELDS, Kind.CSL_CSV: CSL_FIELDS, Kind.CSL_JSON: CSL_FIELDS}
"""The columns of each kind that is a table, and the fields of an entry that they hold."""
NEEDED = {
    Kind.BIS_CSV: ("Address", "Country", "Federal Register Notice", "License Requirement"),
    Kind.CSL_CSV: ("addresses", "federal_register_notice", "alt_names"),
}
"""Columns without which a table is no whole list."""

# What people hand over by mistake, by its first bytes.
_FOREIGN = (
    (b"%PDF", "a PDF; use the document's XML or text"),
    (b"\x89PNG", "a PNG picture"),
    (b"\xff\xd8\xff", "a JPEG picture"),
    (b"GIF8", "a GIF picture"),
    (b"PK\x03\x04", "a ZIP archive or an Office document; unpack it or save it as CSV"),
    (b"\xd0\xcf\x11\xe0", "an old Office document; save it as CSV"),
    (b"BZh", "packed with bzip2; unpack it"),
    (b"\xfd7zXZ", "packed with xz; unpack it"),
    (b"\x28\xb5\x2f\xfd", "packed with zstd; unpack it"),
    (b"\xff\xfe", "UTF-16 text; save it as UTF-8"),
    (b"\xfe\xff", "UTF-16 text; save it as UTF-8"),
    (b"SQLite format 3", "a SQLite database"),
    (b"\x7fELF", "a program"),
)
# Not "[Federal Register Volume 89, ...]", which opens a rule's text.
# e.g. b'{"total": 1}', b'[{"source": "Entity List"}]'
_JSON = re.compile(rb'\{|\[\s*[\[{"\]]')
# e.g. b"<RULE>", b"<ns:DIV9 N=\"744\">"
_ROOT = re.compile(rb"<(?![?!])\s*(?:[\w.-]+:)?([\w.-]+)")
_RULE_ROOTS = frozenset((b"RULE", b"PRORULE", b"NOTICE", b"FEDREG", b"CORRECT", b"DOCUMENT"))
# e.g. b"<!-- printed --><div class=\"document\">", b"<h3>"
_BODY_HTML = re.compile(
    rb"(?:<!--(?:(?!-->).)*-->\s*)*"
    rb"<(?:!doctype\s+html|html|head|body|div|section|article|main|header|span|ul|ol|table|h[1-6]|p)\b",
    re.IGNORECASE | re.DOTALL,
)
# e.g. b"<!DOCTYPE html>"
_HTML = re.compile(rb"<!doctype html", re.IGNORECASE)
# e.g. b"<html><body><pre>"
_TEXT_WITHIN = re.compile(rb"<pre>", re.IGNORECASE)
# e.g. b"DIV9", b"ECFR"
_ECFR_ROOT = re.compile(rb"DIV[0-9]|ECFR|CFRGRANULE")
# e.g. b"<pre>", b"<PRE class=\"text\">"
_PRE = re.compile(rb"<pre\b", re.IGNORECASE)
# e.g. b"class=\"amendment-part\"", b"data-page=\"75967\"", b"SUMMARY: "
_BODY_MARKS = re.compile(rb"amm?endment[-_]part|\bdata-page=|\bSUMMARY:", re.IGNORECASE)
# e.g. "[FR Doc. 2024-28267", "BILLING CODE 3510-33-P"
_RULE_WORDS = re.compile(r"\bFederal Register\b|\[FR Doc\.|\bSupplement No\. 4\b|\bBILLING CODE\b", re.IGNORECASE)


def open_bytes(data: bytes, what: str, most: int = MAX_BYTES) -> bytes:
    """``data`` unpacked where it is gzip (all of its members), else as it is.

    Raises CannotRead for a gzip that is cut short or damaged, and for one that unpacks beyond ``most`` bytes or has
    more than :data:`MOST_MEMBERS` parts.
    """
    if not data.startswith(_GZIP):
        if len(data) > most:
            raise CannotRead(f"{what} is {len(data):,} bytes long; more than {most:,} are not read.")
        return data
    parts: list[bytes] = []
    room = most
    while data.startswith(_GZIP):
        if len(parts) >= MOST_MEMBERS:
            raise CannotRead(f"{what} is a gzip file of more than {MOST_MEMBERS:,} parts and is not read.")
        unpacker = zlib.decompressobj(wbits=31)
        try:
            part = unpacker.decompress(data, room + 1)
        except zlib.error as error:
            raise CannotRead(f"{what} is a damaged gzip file ({error}); fetch it again.") from error
        room -= len(part)
        if room < 0:
            raise CannotRead(f"{what} unpacks to more than {most:,} bytes and is not read.")
        if not unpacker.eof:
            raise CannotRead(f"{what} is a gzip file that is cut short; fetch it again.")
        parts.append(part)
        data = unpacker.unused_data
    if data.strip(b"\0"):
        raise CannotRead(f"{what} has {len(data):,} bytes of something else behind its gzip data; fetch it again.")
    return b"".join(parts)


def is_body_html(data: bytes) -> bool:
    """Whether the unpacked ``data`` is HTML that may be the site's body of a document; govinfo's page around text is none."""
    head = _head(data)
    return bool(_BODY_HTML.match(head)) and not _PRE.search(head) and bool(_BODY_MARKS.search(data))


def _head(data: bytes) -> bytes:
    return data[:_HEAD].removeprefix(b"\xef\xbb\xbf").lstrip()


def kind_of(data: bytes, what: str) -> Kind:
    """Which kind of file the unpacked ``data`` is, told by its content.

    Raises CannotRead with what it is instead, as far as that can be told.
    """
    for mark, name in _FOREIGN:
        if data.startswith(mark):
            raise CannotRead(f"{what} is {name}.")
    head = _head(data)
    if not head:
        raise CannotRead(f"{what} is empty; fetch it again.")
    if b"\0" in head:
        raise CannotRead(f"{what} is binary data or UTF-16 text, not a document of the Register or a list.")
    if _JSON.match(head):
        return _json_kind(head, what)
    if head.startswith(b"<"):
        return _markup_kind(head, what)
    return _text_kind(head, what)


def _json_kind(head: bytes, what: str) -> Kind:
    if b'"source"' in head and (b'"alt_names"' in head or b'"federal_register_notice"' in head):
        return Kind.CSL_JSON
    raise CannotRead(f"{what} is JSON, but not the Consolidated Screening List.")


def _markup_kind(head: bytes, what: str) -> Kind:
    root = _ROOT.search(head)
    name = root[1] if root else b""
    if _HTML.match(head) or name.lower() == b"html":
        if b"Federal Register ::" in head and b"Request Access" in head:
            raise CannotRead(f"{what} is the \u201cRequest Access\u201d page of the Federal Register, not a document.")
        if _TEXT_WITHIN.search(head) and _RULE_WORDS.search(head.decode("utf-8", "replace")):
            return Kind.RULE_TEXT  # govinfo's text rendition: a page around one PRE
        raise CannotRead(f"{what} is an HTML page; use the document's XML, its text, or a list as CSV.")
    if name in _RULE_ROOTS:
        return Kind.RULE_XML
    if _ECFR_ROOT.fullmatch(name):
        return Kind.ECFR
    shown = name.decode("utf-8", "replace") or "no element"
    raise CannotRead(f"{what} is XML that begins with <{shown}>, neither a Federal Register rule nor the eCFR.")


def _text_kind(head: bytes, what: str) -> Kind:
    text = head.decode("utf-8", "replace")
    header = header_of(text)
    if is_table_of(header, BIS_NAMES, BIS_FIELDS):
        return Kind.BIS_CSV
    if is_table_of(header, CSL_NAMES, CSL_FIELDS):
        return Kind.CSL_CSV
    refuse_unnamed(header, what)
    if _RULE_WORDS.search(text):
        return Kind.RULE_TEXT
    raise CannotRead(f"{what} is text, but neither a Federal Register document nor a list that can be read.")


def is_ecfr(data: bytes, what: str) -> bool:
    """Whether bytes are the eCFR's own XML. Raises CannotRead as :func:`open_bytes` does."""
    return kind_of(open_bytes(data, what), what) is Kind.ECFR


def read_snapshot(data: bytes, what: str) -> Snapshot:
    """The list in ``data``, packed or not, of any kind that holds a whole list.

    Raises CannotRead for everything else; a rule is told apart and says so.
    """
    kind, snapshot, columns = read_list(data, what)
    if lacking := [name for name in columns if name in NEEDED.get(kind, ())]:
        raise CannotRead(
            f"{what} lacks the columns {', '.join(lacking)}; elmon diff compares it without them, but it is no whole list."
        )
    return snapshot


def read_list(data: bytes, what: str) -> tuple[Kind, Snapshot, tuple[str, ...]]:
    """The same though it lacks columns; of which kind it is, and which columns it lacks."""
    data = open_bytes(data, what)
    kind = kind_of(data, what)
    reader = SNAPSHOTS.get(kind)
    if reader is None:
        raise CannotRead(
            f"{what} is a Federal Register rule, not a copy of the list; give its document number instead."
        )
    lacking = lacking_columns(data, FIELDS[kind], is_json=kind is Kind.CSL_JSON) if kind in FIELDS else ()
    return kind, reader(data, what), lacking
