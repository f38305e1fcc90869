"""Workbooks of every kind that spreadsheets save, hidden sheets, and files that are cut, bent or named wrongly."""

from __future__ import annotations

import base64
import gzip
import io
import struct
import zipfile
import zlib

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import Workbook

from monitor.errors import CannotRead
from monitor.reading.parties import workbook
from monitor.reading.parties.party_file import read_parties
from monitor.reading.parties.tables import ReadingOptions
from monitor.reading_process import ReadingProcess
from tests.reading.test_party_systems import SYSTEMS, as_csv, as_ods, as_xlsx, ods_row, table

ROWS = [["Vendor", "Name 1", "Country"], ["100234", "Münchner Söhne", "DE"], ["100235", "华为技术有限公司", "CN"]]
FOUND = [("100234", "Münchner Söhne", "GERMANY"), ("100235", "华为技术有限公司", "CHINA, PEOPLE'S REPUBLIC OF")]
XLS = zlib.decompress(base64.b85decode(
    'c-rk)Pe>F|82`Pu|4rA`G|*sKgse;o=@Nl%Wo8%GHK8JcTAe|~Z8s)6*r6=jV-N&E(M9mm#p==@>QJ{1fl-Gb2(*r!f(j4n^u2H2Y-)ROAthse'
    '!~5Qw@4er=Z|C>To450Jx@u<PQT;4dpbZ`@+9CLt_ym=Za}ojd+qP;tb&!hfVnZPmBq9AiJg;~YP#P+|XCd*>`-&{^naXLLM<SasW9x`R979T|'
    '7+Qswa!=wOl`!f!u4=aZY&Wxgz++#qJ;0tDY+GsUj5vkqc%o^a&f}A^f&0Q_1)ebHBYRp<i`OcTuiO;*u|6EMhEnN&vm@#)$0SI(PBUX#sq_qL'
    'NWw|{uw%e?=UIIjbN%b<7a;%Ka(|$R|CaOuW3bN(m54c1qTZ`|0!XH;ks<R!4x144E5$wNP8;)-@@0CdCGT-FV`MFABvR+hSPSJrd-h^x#2O6)'
    'UGtg#K}w2P?@y{Iw-0v&Arig&6JvdQ20{bL+v%RUUh=mmX!Ow`!!R?kZmWMVWf^LU{K^nnwlY-k^HNUMpiou2il3SY1vG#E+q<s5Wc&<!#yG_M'
    'J7b&rk+5-9F^C-I9#6qGF=H3oYkbwM+^%O^L%B|MW3pB^j*Rn|>)hK&^Xz53k8fYn-a+l$*Pf@*+?V)HYEN~}UaFb;5T8H;y~7ORt79C^qFLO%'
    'qwp;5)IzT=pV-#@vC;%(M8|IH7h@$BSQgOzP{^ODyCVu`Qr|1Z7Ax47Wf}Xb&=mFac)@IsW(#I}HCq;8OJ?uZ?7T8Q&6dno`nAbwJXS+#h5U{6'
    'P+J!4Mpav`Qf)_HSybO>K~Xh6;Anzknz(S`!i5VLE?leygx-~@ou=Bi`Sji|pug)ZP+4?8ll-?hhAbT;^tZGF8LBOemXtqR;1kZZ#40(?_d<me'
    'G`odi^l==+CFd{g-Nn-1vua}G?>$1L&c9enoNGM)FC>5t5C'
))  # fmt: skip
"""The rows as BIFF8, Excel 97 to 2003, and a hidden sheet "Old" with the party 7: saved by xlwt."""


def as_xlsm(rows: list[list[str]]) -> bytes:
    """The same workbook as Excel saves one with macros."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(as_xlsx(rows))) as plain, zipfile.ZipFile(out, "w") as archive:
        for name in plain.namelist():
            archive.writestr(name, plain.read(name).replace(b"sheet.main+xml", b"sheet.macroEnabled.main+xml"))
        archive.writestr("xl/vbaProject.bin", b"\xd0\xcf\x11\xe0 macros")
    return out.getvalue()


def as_xlsb(rows: list[list[str]]) -> bytes:
    """A binary workbook of one sheet whose cells hold their texts."""

    def record(kind: int, data: bytes = b"") -> bytes:
        number = bytes([kind]) if kind < 128 else bytes([kind & 127 | 128, kind >> 7])
        size, length = len(data), b""
        while True:
            length += bytes([size & 127 | (128 if size > 127 else 0)])
            size >>= 7
            if not size:
                return number + length + data

    def wide(text: str) -> bytes:
        return struct.pack("<I", len(text)) + text.encode("utf-16-le")

    cells = b""
    for r, row in enumerate(rows):
        cells += record(0, struct.pack("<IIHHBI", r, 0, 300, 0, 0, 0))
        for c, text in enumerate(row):
            cells += record(6, struct.pack("<II", c, 0) + wide(text))
    spans = struct.pack("<IIII", 0, len(rows) - 1, 0, len(rows[0]) - 1)
    sheet = record(129) + record(148, spans) + record(145) + cells + record(146) + record(130)
    bundle = record(156, struct.pack("<II", 0, 1) + wide("rId1") + wide("Parties"))
    book = record(131) + record(143) + bundle + record(144) + record(132)
    kind, office = "application/vnd.ms-excel", "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    package = "http://schemas.openxmlformats.org/package/2006"
    link = '<Relationships xmlns="{}/relationships"><Relationship Id="rId1" Type="{}/{}" Target="{}"/></Relationships>'
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr(
            "[Content_Types].xml",
            f'<Types xmlns="{package}/content-types"><Default Extension="bin" ContentType="{kind}.sheet.binary.macroEnabled.main"/>'
            '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/></Types>',
        )
        archive.writestr("_rels/.rels", link.format(package, office, "officeDocument", "xl/workbook.bin"))
        archive.writestr(
            "xl/_rels/workbook.bin.rels", link.format(package, office, "worksheet", "worksheets/sheet1.bin")
        )
        archive.writestr("xl/workbook.bin", book)
        archive.writestr("xl/worksheets/sheet1.bin", sheet)
    return out.getvalue()


BOOKS = {
    "xls": XLS, "xlsx": as_xlsx(ROWS), "xlsm": as_xlsm(ROWS), "xlsb": as_xlsb(ROWS), "ods": as_ods("".join(map(ods_row, ROWS))),
}  # fmt: skip
WHOLE = {
    **BOOKS,
    "csv": as_csv(table(SYSTEMS["SAP"], "utf_8")).encode(),
    "gz": gzip.compress(as_csv(ROWS).encode(), mtime=0),
}


@pytest.mark.parametrize("kind", BOOKS)
@pytest.mark.parametrize("name", ["parties.xlsx", "parties.csv"], ids=["workbook", "wrong ending"])
def test_every_kind_of_workbook_whatever_it_is_called(kind: str, name: str) -> None:
    found = read_parties(BOOKS[kind], name)
    assert [(p.reference, p.name, p.country) for p in found.parties] == FOUND


def test_a_hidden_sheet_is_told_of_and_taken_where_it_is_asked_for() -> None:
    assert any("“Old”" in problem and "hidden" in problem for problem in read_parties(XLS, "a file").problems)
    both = read_parties(XLS, "a file", ReadingOptions(sheet="all"))
    assert [p.reference for p in both.parties] == ["100234", "100235", "7"]
    assert [p.name for p in read_parties(XLS, "a file", ReadingOptions(sheet="Old")).parties] == ["Hidden Orchard"]


@pytest.mark.parametrize("state", ["hidden", "veryHidden"])
def test_sheets_that_are_hidden_in_either_way(state: str) -> None:
    book = Workbook()
    for title, name in (("Parties", "Quiet Orchard"), ("Old", "Hidden Orchard")):
        sheet = book.create_sheet(title)
        sheet.append(["id", "name"])
        sheet.append([1, name])
    book.remove(book["Sheet"])
    book["Old"].sheet_state = state
    out = io.BytesIO()
    book.save(out)
    found = read_parties(out.getvalue(), "a file")
    assert [p.name for p in found.parties] == ["Quiet Orchard"]
    assert "“Old” has 1 line as parties have them, is hidden" in found.problems[0]


FUZZ = settings(
    max_examples=40, deadline=None, derandomize=True, database=None, suppress_health_check=list(HealthCheck)
)


def is_a_list_or_a_sentence(data: bytes) -> None:
    """Bytes are parties, or an error of ours that names the file; nothing else is ever raised."""
    try:
        found = read_parties(data, "parties.bin")
    except CannotRead as error:
        assert "parties.bin" in str(error)
        assert "Traceback" not in str(error)
    else:
        assert found.parties
        assert all(party.name for party in found.parties)


@pytest.mark.parametrize("kind", WHOLE)
@FUZZ
@given(st.data())
def test_cut_and_bent_files_are_lists_or_sentences(kind: str, data: st.DataObject) -> None:
    whole = WHOLE[kind]
    at = data.draw(st.integers(0, len(whole)))
    bent = data.draw(st.binary(max_size=12))
    is_a_list_or_a_sentence(whole[:at])
    is_a_list_or_a_sentence(whole[:at] + bent + whole[at + len(bent) :])


@FUZZ
@given(st.binary(max_size=400))
def test_any_bytes_are_a_list_or_a_sentence(data: bytes) -> None:
    for start in (
        b"",
        b"PK\x03\x04",
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
        b"\x1f\x8b",
        b"name,country\n",
        b'[{"name": "',
    ):
        is_a_list_or_a_sentence(start + data)


@FUZZ
@given(st.lists(st.lists(st.text(max_size=12), max_size=5), max_size=8))
def test_any_table_is_a_list_or_a_sentence(rows: list[list[str]]) -> None:
    is_a_list_or_a_sentence("\n".join(",".join(row) for row in [["id", "name"], *rows]).encode("utf-8", "replace"))


@pytest.mark.parametrize("inner", ["xl/worksheets/sheet1.xml", "xl/sharedStrings.xml"])
def test_a_bomb_in_any_part_ends_with_a_sentence(inner: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workbook, "MAX_UNPACKED", 2_000_000)
    out = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(as_xlsx(ROWS))) as plain,
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as bomb,
    ):
        for name in plain.namelist():
            if name != inner:
                bomb.writestr(name, plain.read(name))
        bomb.writestr(inner, b" " * 3_000_000)
    assert len(out.getvalue()) < 20_000
    with pytest.raises(CannotRead, match=r"parties\.xlsx"):
        read_parties(out.getvalue(), "parties.xlsx")


def test_how_far_reading_is_is_told_from_the_child_too() -> None:
    told: list[tuple[int, int]] = []
    process = ReadingProcess()
    data = b"id,name\n" + b"".join(b"%d,Foo\n" % n for n in range(20_001))
    found = process.read("a file", read_parties, data, "a file", ReadingOptions(), lambda n, of: told.append((n, of)))
    process.close()
    assert len(found.parties) == 20_001
    assert told == [(0, 20_002), (10_000, 20_002), (20_000, 20_002)]
