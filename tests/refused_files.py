"""Files of parties that are refused or cut, and a look at all that a database keeps of parties, for tests that nothing changed."""

from __future__ import annotations

import gzip
import sqlite3
from pathlib import Path

from tests.reading.test_party_workbooks import BOOKS

TABLES = ("watch", "watch_source", "watch_event", "watch_file", "decision", "seen_match", "outbox", "change_set")
Kept = dict[str, list[tuple[object, ...]]]
WANTED = "id,name,country\n1,Quiet Orchard,DE\n2,Second Orchard,CN\n3,Third Orchard,RU\n"
REFUSED: dict[str, tuple[str, bytes]] = {
    "empty": ("ours.csv", b""),
    "blank": ("ours.csv", b" \n\n \n"),
    "headings alone": ("ours.csv", b"id,name,country\n"),
    "binary": ("ours.csv", bytes(range(256)) * 4),
    "a picture": ("ours.csv", b"\x89PNG\r\n\x1a\n" + bytes(100)),
    "a PDF with a workbook's ending": ("ours.xlsx", b"%PDF-1.7\n1 0 obj\n"),
    "an HTML page with a workbook's ending": ("ours.xls", b"<html><table><tr><td>name</td></tr></table></html>"),
    "a password": ("ours.xlsx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)),
    "a cut workbook": ("ours.xlsx", BOOKS["xlsx"][: len(BOOKS["xlsx"]) * 2 // 3]),
    "a cut ODS": ("ours.ods", BOOKS["ods"][:-40]),
    "a cut XLS": ("ours.xls", BOOKS["xls"][:700]),
    "a cut gzip": ("ours.csv.gz", gzip.compress(WANTED.encode() * 50, mtime=0)[:-30]),
    "something behind gzip": ("ours.csv.gz", gzip.compress(WANTED.encode(), mtime=0) + b"more"),
    "broken JSON": ("ours.json", b'[{"name": "Quiet Orchard"}, {"na'),
    "JSON without names": ("ours.json", b'{"error": "no access"}'),
    "a remembered column is gone": ("ours.csv", WANTED.replace("name", "who").encode()),
    "a remembered name is a number": ("ours.csv", b"id,name,Name 1,country\n1,100234,Quiet Orchard,DE\n2,100235,Second Orchard,CN\n"),
    "a remembered country is a name": ("ours.csv", b"id,name,country\n1,Quiet Orchard,Foo Ltd\n2,Second Orchard,Bar Ltd\n"),
    "half a character of UTF-16": ("ours.csv", WANTED.encode("utf-16")[:-1]),
    "two tables whose columns stand otherwise": ("ours.csv", f"{WANTED}\ncountry,name,id\nCN,Other,4\n".encode()),
}  # fmt: skip


def kept(database: Path) -> Kept:
    """All rows of all that is kept of parties, in the order in which they stand."""
    with sqlite3.connect(database) as connection:
        return {table: connection.execute(f"SELECT * FROM {table}").fetchall() for table in TABLES}
