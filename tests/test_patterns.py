"""Patterns that read foreign text: each stands below an example of what it finds, and none takes long over any text."""

import asyncio
import re
from collections.abc import Callable

import pytest
from starlette.exceptions import HTTPException
from starlette.requests import Request

from monitor.errors import CannotRead
from monitor.history import cross_references
from monitor.http import HttpResponse
from monitor.reading.files import is_body_html, kind_of
from monitor.reading.lists import bis_and_csl, ecfr
from monitor.reading.renditions import html
from monitor.rendering.terms import requirement_in_words
from monitor.sources.answers import is_web_page
from monitor.text import quotes
from monitor.text.names import without_acronym
from monitor.web.uploads import form_of
from tests.patterns import ROOT, Assigned, all_patterns, assigned, files, patterns_in, without_a_name

BUILT_OF_WORDS_GIVEN = {
    "monitor/history/marked_text.py": "the names of a rule's amendments",
    "monitor/logs.py": "the secrets of the settings",
    "monitor/web/templating.py": "the words that somebody looked for",
}
"""Modules with patterns that are made at run time, and of which words."""


@pytest.mark.parametrize("one", all_patterns(), ids=str)
def test_a_pattern_stands_below_an_example_that_it_finds(one: Assigned) -> None:
    where = f"{one.file}:{one.line}"
    examples = one.examples()
    assert examples, f'{where}: write above it what it finds, as # e.g. "…", "…"'
    patterns = one.patterns()
    assert patterns, f"{where}: no pattern is found in it"
    for pattern in patterns:
        of_its_kind = [e for e in examples if isinstance(e, type(pattern.pattern))]
        wanted = of_its_kind[:1] if len(patterns) == 1 else of_its_kind
        assert any(pattern.search(e) for e in wanted), f"{where}: {pattern.pattern!r} is not in {wanted}"


def test_patterns_are_found_in_modules_classes_and_tables() -> None:
    text = '# e.g. "a",\n#   b"b"\nA = re.compile("a")\nclass B:\n    C: Any = {"x": [re.compile("c")]}\nD = 1\n'
    found = list(assigned("x.py", text))
    assert [one.names for one in found] == [("A",), ("B", "C")]
    assert [one.examples() for one in found] == [["a", b"b"], []]
    assert len(list(patterns_in({"x": [re.compile("c")], "y": re.compile("d")}))) == 2


@pytest.mark.parametrize("file", files())
def test_every_pattern_has_a_name(file: str) -> None:
    found = [f"{file}:{line}: {call}" for line, call in without_a_name((ROOT / file).read_text())]
    assert found == [] or file in BUILT_OF_WORDS_GIVEN, "give it a name in the module, with an example above it"


def test_a_pattern_without_a_name_is_found() -> None:
    text = """
A = re.compile("a")
def f(text):
    return re.sub("b", "", text) + re.compile("c").search(text)[0]
@cache
def g():
    return re.compile("d")
"""
    assert [call for _, call in without_a_name(text)] == ["re.sub('b', '', text)", "re.compile('c')"]
    assert [one.names for one in assigned("x.py", text)] == [("A",), ("g",)]


def _refused(data: bytes) -> bool:
    with pytest.raises(CannotRead):
        kind_of(data, "file")
    return True


COMMENTS = b"<!---->" * 40 + b"{}"
LONG = 500_000


@pytest.mark.parametrize(
    "read",
    [
        pytest.param(lambda: not is_web_page(HttpResponse("https://x", 200, {}, COMMENTS)), id="an answer"),
        pytest.param(lambda: not is_web_page(HttpResponse("https://x", 200, {}, b"<!-- " * LONG)), id="open comments"),
        pytest.param(lambda: not is_body_html(COMMENTS), id="a body of HTML"),
        pytest.param(lambda: not is_body_html(b"<!-- " * LONG), id="open comments in a body"),
        pytest.param(lambda: _refused(COMMENTS), id="a file"),
        pytest.param(lambda: bis_and_csl._ITEM.split(" " * LONG + "x"), id="blanks in a list's cell"),
        pytest.param(lambda: not ecfr._FOOTNOTE_ROW.match("\ue000" * LONG + "x"), id="a footnote's marks"),
        pytest.param(lambda: cross_references._BETWEEN.split(" " * LONG + "x"), id="blanks in a reference"),
        pytest.param(lambda: requirement_in_words("§" * LONG), id="signs of sections"),
        pytest.param(lambda: without_acronym("Foo" + " " * LONG + "x"), id="blanks in a name"),
        pytest.param(lambda: not quotes._NEXT_NAME.match("," + " " * LONG + "x"), id="blanks behind a name"),
        pytest.param(lambda: not quotes._ABBREVIATION.search("a." * LONG + "!"), id="an abbreviation without end"),
    ],
)
def test_no_text_keeps_a_pattern_busy(read: Callable[[], object]) -> None:
    # Nothing is measured: a pattern that tries every division of such a text takes hours, or does not end.
    assert read()


@pytest.mark.parametrize(
    ("start", "found"),
    [
        (b"\xef\xbb\xbf <!-- one -->\n<!-- two - -- > --> <html>", True),
        (b"<!DOCTYPE HTML>", True),
        (b"<!-- one <html>", False),
        (b"<!-- " + b"x" * 2000 + b"--><html>", False),
    ],
)
def test_a_web_page_is_known_behind_comments(start: bytes, found: bool) -> None:
    assert is_web_page(HttpResponse("https://x", 200, {}, start)) is found


@pytest.mark.parametrize("length", ["", "\u00b2", "-1", "9" * 5000])
def test_a_form_whose_length_is_no_number_is_refused(length: str) -> None:
    request = Request({"type": "http", "headers": [(b"content-length", length.encode("latin-1"))]})
    with pytest.raises(HTTPException) as refused:
        asyncio.run(form_of(request))
    assert refused.value.status_code == 411


@pytest.mark.parametrize(("page", "found"), [("96835", True), ("\u00b2", False), ("9" * 5000, False)])
def test_a_page_of_the_register_is_a_number(page: str, found: bool) -> None:
    assert bool(html._PAGE.fullmatch(page)) is found
