"""Relatives of the small inputs, and files as people have reported them with other programs: the right parties, or a question.

Each line names the kind; those of reports name the program whose users told of it.
"""

from __future__ import annotations

import io

import pytest
from openpyxl import Workbook

from monitor.errors import Undecided
from monitor.reading.parties.party_file import read_parties
from tests.reading.test_party_layouts import HUAWEI, rows

RELATIVES = {
    # 04, encodings
    "Big5": ("客戶編號,公司名稱,國家\n1,華為技術有限公司,TW\n".encode("big5"), [("1", "華為技術有限公司")]),
    "Shift-JIS": ("得意先コード,得意先名,国\n1,株式会社東芝,JP\n".encode("shift_jis"), [("1", "株式会社東芝")]),
    "UTF-16 without mark": ("id,name,country\n1,Huawei Technologies,CN\n".encode("utf-16-le"), [("1", "Huawei Technologies")]),
    # 06, repeated references
    "a reference three times": ("id,name\n1,Foo\n1,Bar\n1,Baz\n", [("1", "Foo"), ("1 (2)", "Bar"), ("1 (3)", "Baz")]),
    "the same line again": ("id,name,country\n1,Foo,CN\n1,FOO,CN\n", [("1", "Foo")]),
    "one reference, two countries": ("id,name,country\n1,Foo,CN\n1,Foo,DE\n", [("1", "Foo"), ("1 (2)", "Foo")]),
    # 07, numbers where names are expected
    "supplier numbers": ("Supplier;Supplier name\n0000100234;Huawei\n", [("0000100234", "Huawei")]),
    "customer is a number": ("Customer,Company name,Country\n17,Huawei,CN\n18,ZTE,CN\n", [("17", "Huawei"), ("18", "ZTE")]),
    "Debitor": ("Debitor\tFirma\tLand\n70001\tHuawei\tCN\n", [("70001", "Huawei")]),
    # 08, two rows of headings
    "two rows, Spanish": ("Proveedor,,Lugar\nCódigo,Nombre,País\n1,Huawei,CN\n", [("1", "Huawei")]),
    "two rows, Chinese": ("供应商,,地点\n供应商编码,供应商名称,国家\n1,华为,CN\n", [("1", "华为")]),
    "two rows, a blank one between": ("Vendor,,\n,,\nid,name,country\n1,Huawei,CN\n", [("1", "Huawei")]),
    # 09, one column
    "one column, quoted": ('name\n"Foo, Bar & Co."\n"Baz, Inc."\n', [("line 2", "Foo, Bar & Co."), ("line 3", "Baz, Inc.")]),
    "one column, Chinese": ("公司名称\n华为,深圳\n", [("line 2", "华为,深圳")]),
    "one column, a line with five commas": ("Company\nA\nB, C, D, E, F, G\n", [("line 2", "A"), ("line 3", "B, C, D, E, F, G")]),
    # 10, separators within quotes
    "tab in a heading": ('id,name,"note\t(free)"\n1,Huawei,x\n', [("1", "Huawei")]),
    "pipes, a comma in a name": ("id|name|country\n1|Huawei Technologies Co., Ltd.|CN\n", [("1", HUAWEI)]),
    "semicolons in names": ('id,name\n1,"Foo; Bar"\n2,"Baz; Qux"\n', [("1", "Foo; Bar"), ("2", "Baz; Qux")]),
    # 11, titles above
    "a title with semicolons": ("Report; as of; today\n\nid,name,country\n1,Huawei,CN\n", [("1", "Huawei")]),
    "a title in quotes over lines": ('"Vendors\nof the group"\nid;name\n1;Huawei\n', [("1", "Huawei")]),
    "a title with the word name": ("Name of report: vendors\nid;name;country\n1;Huawei;CN\n", [("1", "Huawei")]),
    # 12, headings of systems
    "Country/Region Code": ("No.,Name,Country/Region Code\n1,Huawei,CN\n", [("1", "Huawei")]),
    "Land/Region": ("Nr;Firma;Land/Region\n1;Huawei;CN\n", [("1", "Huawei")]),
    "国家/地区": ("编号,名称,国家/地区\n1,华为,CN\n", [("1", "华为")]),
    # 05, a heading twice with the same values is no question
    "a heading twice, the same values": ("id,name,name\n1,Huawei,Huawei\n2,ZTE,ZTE\n", [("1", "Huawei"), ("2", "ZTE")]),
    "a heading twice, one of numbers": ("id,name,name\n1,Huawei,77\n2,ZTE,78\n", [("1", "Huawei"), ("2", "ZTE")]),
    "a heading twice, one empty": ("id,name,name\n1,Huawei,\n2,ZTE,\n", [("1", "Huawei"), ("2", "ZTE")]),
}  # fmt: skip
REPORTS = {
    "accounted: Visma's registers": (
        "Supplier number,Supplier name,Corporate identity number,VAT number,Address,Postal code,City,E-mail,Bankgiro\n"
        "1001,Quiet Orchard AB,556000-1234,SE5560,Gatan 1,11122,Stockholm,a@b.se,1-2\n",
        [("1001", "Quiet Orchard AB")],
    ),
    "tale: Vendor Name beside e-mail": ("Email Address,Vendor Name,Language\na@b.c,Huawei,en\n", [("line 2", "Huawei")]),
    "shadow-ai-guard: bare carriage returns": ("id,name\r1,Huawei\r2,ZTE\r", [("1", "Huawei"), ("2", "ZTE")]),
    "bluehood: a comma in a quoted vendor": ('id,vendor\n1,"Samsung Electronics Co.,Ltd"\n', [("1", "Samsung Electronics Co.,Ltd")]),
    "distil: a heading left empty": ("id,,name\n1,x,Huawei\n", [("1", "Huawei")]),
    "danbyte: semicolons of a German Excel": ("name;country\r\nHuawei;CN\r\n", [("line 2", "Huawei")]),
    "DNN: a separator and quotes within a text": ('id;name;note\n1;Huawei;"a; ""b"" c"\n', [("1", "Huawei")]),
    "mautic: companies, some without a country": ("company name,country,city\nFoo,United Kingdom,Hadleigh\nchef,,\n",
                                                  [("line 2", "Foo"), ("line 3", "chef")]),
    "QuickBooks: blanks that nobody sees": ("Customer full name,Country\nHuawei\u00a0\u200b ,CN\n", [("line 2", "Huawei")]),
    "QuickBooks: a report with an empty first column": (
        ",Customer Contact List,,\n,,,\n,Customer full name,Billing address,Country\n,Huawei,Bantian,CN\n", [("line 4", "Huawei")]),
    "crm: the same company twice": ("name,website\nFoo,a.b\nFoo,a.b\n", [("line 2", "Foo"), ("line 3", "Foo")]),
    "InvenTree: an id column that is blank": ("id,name\n,Huawei\n,ZTE\n", [("line 2", "Huawei"), ("line 3", "ZTE")]),
}  # fmt: skip


@pytest.mark.parametrize(("text", "expected"), RELATIVES.values(), ids=RELATIVES)
def test_relatives_of_the_small_inputs(text: str | bytes, expected: list[tuple[str, str]]) -> None:
    assert rows(text) == expected


@pytest.mark.parametrize(("text", "expected"), REPORTS.values(), ids=REPORTS)
def test_files_as_people_have_reported_them(text: str | bytes, expected: list[tuple[str, str]]) -> None:
    assert rows(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "id,company,company\n1,Huawei,Mr Li\n2,ZTE,Ms Wu\n",
        "Firma;Firma\nHuawei;Herr Li\n",
        "客户名称,客户名称\n华为,李先生\n",
    ],
)
def test_a_heading_twice_over_other_values_is_a_question(text: str) -> None:
    with pytest.raises(Undecided, match="--column name=HEADING"):
        rows(text)


def book(*sheets: tuple[str, list[list[object]]]) -> bytes:
    made = Workbook()
    made.remove(made.active)
    for title, lines in sheets:
        sheet = made.create_sheet(title)
        for line in lines:
            sheet.append(line)
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


BOOKS = {
    "13: headings only on one sheet": ([("Notes", [["Read me"]]), ("B", [["id", "name"], [1, "Huawei"]])], ["Huawei"]),
    "13: three sheets, other headings": (
        [("A", [["id", "name"], [1, "Foo"]]), ("B", [["Nr", "Firma"], [2, "Bar"]]), ("C", [["编号", "名称"], [3, "华为"]])],
        ["Foo", "Bar", "华为"]),
    "13: an empty sheet first": ([("Sheet1", []), ("Data", [["name"], ["Huawei"]])], ["Huawei"]),
    "14: blank rows within": ([("A", [["id", "name"], [1, "Foo"], [], [], [2, "Bar"]])], ["Foo", "Bar"]),
    "14: a table that begins in C4": ([("A", [[], [], [], [None, None, "id", "name"], [None, None, 1, "Huawei"]])], ["Huawei"]),
    "14: a wide blank margin": ([("A", [["id", "name", *[None] * 300, " "], [1, "Huawei"]])], ["Huawei"]),
    "fast-excel: the title Table 1 of Apple Numbers": ([("Sheet 1", [["Table 1", None], ["Id", "Name"], [1, "Huawei"]])], ["Huawei"]),
}  # fmt: skip


@pytest.mark.parametrize(("sheets", "names"), BOOKS.values(), ids=BOOKS)
def test_relatives_in_workbooks(sheets: list[tuple[str, list[list[object]]]], names: list[str]) -> None:
    assert [party.name for party in read_parties(book(*sheets), "a workbook").parties] == names
