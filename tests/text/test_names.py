"""Names as keys: which spellings are one name, and which are not."""

from __future__ import annotations

import subprocess
import sys
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.text.names import fold, same_spelling, telling_words, without_acronym

SAME = [
    ("Huawei Technologies Co., Ltd.", "HUAWEI TECHNOLOGIES CO. LTD"),
    ("O\u2019Neil \u201cZvezda\u201d", 'O\'Neil "Zvezda"'),
    ("A36\u20132 Huayuan", "A36-2 Huayuan"),
    ("CETC\u20147", "CETC 7"),
    ("\u015ei\u015fli Caf\u00e9", "Sisli Cafe"),
    ("Cafe\u0301", "Caf\u00e9"),
    ("\u041e\u041e\u041e \u0420\u043e\u043c\u0430\u0448\u043a\u0430", "OOO Romashka"),
    ("Room 311 3F", "Room 311, 3F"),
    ("No.18 Suya Road", "No. 18 Suya Road"),
    ("1 1/2 Miles", "11\u20442 Miles"),
    ("1 1/2 Miles", "1\u00bd Miles"),
    ("S\u00a0p\u2009a", "Spa"),
]
DIFFERENT = [
    ("\u00a7 744.1(1)", "\u00a7 744.11"),
    ("Plant 1-2", "Plant 12"),
    ("Firm & Sons", "Firm and Sons"),
    ("Firm Ltd.", "Firm LLC"),
    ("Firm", "Firm Ltd."),
    ("13th Institute", "14th Institute"),
]


@pytest.mark.parametrize(("one", "other"), SAME)
def test_spellings_of_one_name(one: str, other: str) -> None:
    assert fold(one) == fold(other) != ""


@pytest.mark.parametrize(("one", "other"), DIFFERENT)
def test_names_that_are_two(one: str, other: str) -> None:
    assert fold(one) != fold(other)


def test_what_has_no_letters_folds_to_nothing() -> None:
    assert [fold(name) for name in ("", " ", "\u2014", "(\u201c\u201d)")] == ["", "", "", ""]


@given(st.text(max_size=40))
def test_folding_is_done_at_once(name: str) -> None:
    assert fold(fold(name)) == fold(name)


@given(st.text(alphabet="abcXYZ \u00e9\u00fc'\u2019,.-\u2013", max_size=30))
def test_case_and_composition_say_nothing(name: str) -> None:
    assert fold(name.upper()) == fold(name) == fold(unicodedata.normalize("NFD", name))


def test_transliteration_is_loaded_only_for_names_that_need_it() -> None:
    program = (
        "import sys; from monitor.text.names import fold; fold('Plain \u201cname\u201d \u2013 1');"
        "assert 'anyascii' not in sys.modules; fold('\u00e9'); assert 'anyascii' in sys.modules"
    )
    subprocess.run([sys.executable, "-c", program], check=True)


@pytest.mark.parametrize(
    ("name", "bare"),
    [
        ("Ningbo Semiconductor International Corporation (NSI)", "Ningbo Semiconductor International Corporation"),
        ("Seventh Institute (CETC\u20137)", "Seventh Institute"),
        ("Foo Systems (Shanghai)", "Foo Systems (Shanghai)"),
        ("(SMIC)", "(SMIC)"),
    ],
)
def test_acronyms_in_brackets(name: str, bare: str) -> None:
    assert without_acronym(name) == bare


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("LLC \u201cFoo-Bar\u201d", ("foo", "bar")),
        ("Foo Bar Co., L.L.C. (FB)", ("foo", "bar")),
        ("Co. Ltd.", ("co", "ltd")),
        ("Sinaptik Praha s.r.o.", ("sinaptik", "praha")),
        ("Tekno Elektronik Ltd. \u015eirketi", ("tekno", "elektronik")),
        ("A\u00e9ronautique S.A.R.L.", ("aeronautique",)),
    ],
)
def test_words_that_tell(name: str, words: tuple[str, ...]) -> None:
    assert telling_words(name) == words


@pytest.mark.parametrize(
    ("first", "second", "same"),
    [
        ("Foo-Bar Co., Ltd.", "FOO BAR CO LTD", True),
        ("Straße", "STRASSE", True),
        ("Caf\u00e9", "Cafe\u0301", True),
        ("Foo & Bar", "Foo Bar", True),
        ("\u534e\u4e3a\u3001\u6280\u672f", "\u534e\u4e3a \u6280\u672f", True),
        ("Caf\u00e9", "Cafe", False),
        ("A+ Trading", "A Trading", False),
        ("Plant 1-2", "Plant 12", False),
        ("\u534e\u4e3a", "Huawei", False),
        ("Foo Co.", "Foo Company", False),
        ("Foo Bar", "Bar Foo", False),
    ],
)
def test_one_spelling_is_the_same_letters_and_numbers(first: str, second: str, same: bool) -> None:
    assert same_spelling(first, second) is same
    assert same_spelling(second, first) is same
