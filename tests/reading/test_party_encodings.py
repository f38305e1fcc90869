"""Encodings of party files: found where the bytes tell, asked where they do not, and never silently damaged."""

from __future__ import annotations

import codecs

import pytest

from monitor.errors import CannotRead, Undecided
from monitor.reading.parties.party_file import Parties, read_parties
from monitor.reading.parties.tables import ReadingOptions

FOUND = [
    ("华为技术有限公司", "gbk", "GB18030", "CN"), ("中芯国际", "gb2312", "GB18030", "CN"), ("浪潮集团", "gb18030", "GB18030", ""),
    ("海康威视", "gbk", "GB18030", "CN"), ("華為技術有限公司", "big5", "Big5", "TW"), ("聯發科技", "big5", "Big5", ""),
    ("鴻海精密工業", "big5", "Big5", "TW"), ("株式会社東芝", "shift_jis", "Shift-JIS", "JP"), ("三菱重工業", "cp932", "Shift-JIS", ""),
    ("ソニー", "shift_jis", "Shift-JIS", "JP"), ("주식회사 한국", "euc_kr", "EUC-KR", "KR"), ("삼성전자", "cp949", "EUC-KR", ""),
    ("현대중공업", "euc_kr", "EUC-KR", "KR"), ("Завод", "cp1251", "windows-1251", "RU"), ("АО «Концерн»", "cp1251", "windows-1251", ""),
    ("ООО Калашников", "koi8_r", "KOI8-R", "RU"), ("КАЛАШНИКОВ", "koi8_r", "KOI8-R", "RU"), ("Концерн", "koi8_r", "KOI8-R", ""),
    ("Bär & Söhne", "cp1252", "windows-1252", "DE"), ("Société Première", "cp1252", "windows-1252", "FR"), ("São Paulo", "cp1252", "windows-1252", "BR"),
    ("Dvořák", "cp1250", "windows-1250", "CZ"), ("Łódź", "cp1250", "windows-1250", "PL"), ("Győr Művek", "cp1250", "windows-1250", "HU"),
    ("Doğuş", "cp1254", "windows-1254", "TR"), ("Ελληνική Εταιρεία", "cp1253", "windows-1253", "GR"), ("חברה ישראלית", "cp1255", "windows-1255", "IL"),
    ("شركة النفط", "cp1256", "windows-1256", "SA"), ("Žemės ūkis", "cp1257", "windows-1257", "LT"),
    ("Élan", "utf_16", "UTF-16", ""), ("华为", "utf_16_le", "UTF-16", "CN"), ("华为", "utf_16_be", "UTF-16", "CN"),
    ("Élan", "utf_32", "UTF-32", ""), ("华为", "utf_32_be", "UTF-32", ""), ("华为", "utf_8_sig", "UTF-8", ""), ("华为", "utf_8", "UTF-8", ""),
]  # fmt: skip


def read(data: bytes, encoding: str = "") -> Parties:
    return read_parties(data, "a file", ReadingOptions(encoding=encoding))


@pytest.mark.parametrize(("name", "encoding", "said", "country"), FOUND)
def test_an_encoding_is_found_and_said(name: str, encoding: str, said: str, country: str) -> None:
    found = read(f"id,name,country\n1,{name},{country}\n".encode(encoding))
    assert (found.parties[0].name, found.encoding[: len(said)]) == (name, said)


@pytest.mark.parametrize(
    ("name", "encoding"), [("Dvořák", "cp1250"), ("Čerpadla", "cp1250"), ("Doğuş", "cp1254"), ("São", "cp1252")]
)
def test_two_encodings_that_are_as_likely_are_a_question(name: str, encoding: str) -> None:
    data = f"id,name\n1,{name}\n".encode(encoding)
    with pytest.raises(Undecided, match="--encoding windows-125") as asked:
        read(data)
    assert name in str(asked.value)
    assert read(data, encoding).parties[0].name == name


def test_encodings_that_give_the_same_names_are_no_question() -> None:
    assert read("name\nMüller\n".encode("cp1252")).encoding == "windows-1252"


@pytest.mark.parametrize("encoding", ["gbk", "big5", "shift_jis", "euc_kr"])
def test_damage_is_never_silent(encoding: str) -> None:
    data = "id,name\n1,大学電子国際\n2,".encode(encoding, "ignore") + b"\x81\n3,Foo\n"
    found = read(data, encoding)
    assert "characters are damaged" in found.problems[0]


def test_an_encoding_that_is_none_is_a_question() -> None:
    for wrong in ("klingon", "rot13", "hex"):
        with pytest.raises(Undecided, match="is not an encoding"):
            read(b"name\nFoo\n", wrong)


def test_half_a_character_of_utf_16_is_named() -> None:
    with pytest.raises(CannotRead, match="damaged UTF-16"):
        read(codecs.BOM_UTF16_LE + "name\nFoo\n".encode("utf_16_le")[:-1])
