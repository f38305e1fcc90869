"""Exports of twelve systems in eight encodings, as CSV, XLSX and ODS: the party in each is found by screening."""

from __future__ import annotations

import gzip
import io
import zipfile
from xml.sax.saxutils import escape

import pytest
from openpyxl import Workbook

from monitor.errors import CannotRead
from monitor.model import Entry
from monitor.reading.parties.party_file import Parties, read_parties
from monitor.reading_process import ReadingProcess
from monitor.screening.index import Index

SYSTEMS = {
    "SAP": ["Vendor", "Name 1", "Name 2", "Street", "City", "Country"],
    "SAP, technical": ["LIFNR", "NAME1", "NAME2", "STRAS", "ORT01", "LAND1"],
    "SAP, German": ["Kreditor", "Name 1", "Name 2", "Straße", "Ort", "Land"],
    "Dynamics Finance": ["VendorAccountNumber", "VendorOrganizationName", "VendorSearchName", "AddressStreet", "AddressCity", "AddressCountryRegionId"],
    "Dynamics Business Central": ["No.", "Name", "Name 2", "Address", "City", "Country/Region Code"],
    "Salesforce": ["Account ID", "Account Name", "Parent Account", "Billing Street", "Billing City", "Billing Country"],
    "Oracle": ["VENDOR_ID", "VENDOR_NAME", "VENDOR_NAME_ALT", "ADDRESS_LINE1", "CITY", "COUNTRY"],
    "QuickBooks": ["Vendor ID", "Company name", "Primary Contact", "Street", "City", "Country"],
    "Sage, French": ["Code client", "Raison sociale", "Interlocuteur", "Adresse", "Ville", "Pays"],
    "hand-made, Spanish": ["Código", "Razón social", "Nombre comercial", "Dirección", "Ciudad", "País"],
    "Kingdee": ["供应商编码", "供应商名称", "简称", "地址", "城市", "国家"],
    "Bugyo": ["取引先コード", "取引先名", "略称", "住所", "市区町村", "国コード"],
    "1C": ["Код", "Полное наименование", "Краткое наименование", "Адрес", "Город", "Страна"],
}  # fmt: skip
NAMES = {
    "utf_8": ("Société Générale d’Optique", "FR"), "utf_16": ("Huawei Technologies", "CN"), "gbk": ("华为技术有限公司", "CN"),
    "big5": ("華為技術有限公司", "TW"), "shift_jis": ("株式会社東芝", "JP"), "euc_kr": ("주식회사 한화", "KR"),
    "cp1251": ("Концерн Калашников", "RU"), "koi8_r": ("Завод Калашников", "RU"), "cp1252": ("Münchner Maschinenbau GmbH", "DE"),
}  # fmt: skip


def table(headings: list[str], encoding: str) -> list[list[str]]:
    name, country = NAMES[encoding]
    return [
        headings,
        ["100234", name, "", "Main Road 1", "Town", country],
        ["100235", "Quiet Orchard", "", "Road 2", "Town", "US"],
    ]


def as_csv(rows: list[list[str]]) -> str:
    return "".join(";".join(row) + "\r\n" for row in rows)


def as_xlsx(rows: list[list[str]]) -> bytes:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    for row in rows:
        sheet.append(row)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


ODS = (
    '<office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
    'xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" '
    'office:version="1.2"><office:body><office:spreadsheet><table:table table:name="Parties">{}</table:table>'
    "</office:spreadsheet></office:body></office:document-content>"
)


def ods_row(cells: list[str], more: str = "") -> str:
    texts = (
        f'<table:table-cell office:value-type="string"><text:p>{escape(cell)}</text:p></table:table-cell>'
        for cell in cells
    )
    return f"<table:table-row{more}>{''.join(texts)}</table:table-row>"


def as_ods(rows: str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet", zipfile.ZIP_STORED)
        archive.writestr("content.xml", ODS.format(rows))
        archive.writestr("META-INF/manifest.xml", "<manifest/>")
    return out.getvalue()


def found_by_screening(found: Parties, encoding: str) -> None:
    name, _ = NAMES[encoding]
    party = next(party for party in found.parties if party.reference == "100234")
    assert (party.name, party.address) == (name, "Main Road 1, Town")
    (match,) = Index([Entry(country=party.country, name=name)]).matches(party, 0.85)
    assert match.score > 0.95


@pytest.mark.parametrize("encoding", NAMES)
@pytest.mark.parametrize("system", SYSTEMS)
def test_every_system_in_every_encoding(system: str, encoding: str) -> None:
    rows = table(SYSTEMS[system], encoding)
    found_by_screening(read_parties(as_xlsx(rows), "a workbook"), encoding)
    found_by_screening(read_parties(as_ods("".join(map(ods_row, rows))), "a workbook"), encoding)
    try:
        data = as_csv(rows).encode(encoding)
    except UnicodeEncodeError:  # no system writes headings that its encoding does not have
        return
    found_by_screening(read_parties(data, "a file"), encoding)


def test_a_small_workbook_of_very_many_cells_ends_with_a_sentence() -> None:
    name = [ods_row(["name"]), ods_row(["Foo"], ' table:number-rows-repeated="2000000"')]
    wide = '<table:table-row><table:table-cell office:value-type="string" table:number-columns-repeated="999999999"><text:p>x</text:p></table:table-cell></table:table-row>'
    process = ReadingProcess()
    for rows in ("".join(name), ods_row(["name"]) + wide):
        with pytest.raises(CannotRead, match="save the table alone"):
            process.read("a workbook", read_parties, as_ods(rows), "a workbook")
    process.close()


@pytest.mark.parametrize("make", [as_xlsx, lambda rows: as_ods("".join(map(ods_row, rows)))], ids=["xlsx", "ods"])
def test_a_cut_workbook_is_a_sentence(make: object) -> None:
    data = make(table(SYSTEMS["SAP"], "utf_8"))  # type: ignore[operator]
    for length in range(1, len(data) - 1, 97):
        with pytest.raises(CannotRead):
            read_parties(data[:length], "parties.csv")


def test_an_ods_sheet_that_is_blank_to_its_last_row_is_read() -> None:
    blank = '<table:table-row table:number-rows-repeated="1048570"><table:table-cell table:number-columns-repeated="16384"/></table:table-row>'
    found = read_parties(as_ods(ods_row(["name"]) + ods_row(["Foo"]) + blank), "a workbook")
    assert [party.name for party in found.parties] == ["Foo"]


def test_two_million_lines_in_a_few_bytes_are_a_sentence() -> None:
    data = gzip.compress(b"name\n" + b"Foo\n" * 2_000_000, mtime=0)
    assert len(data) < 128_000
    with pytest.raises(CannotRead, match="2,000,001 lines"):
        read_parties(data, "a file")
