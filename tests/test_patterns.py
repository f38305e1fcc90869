"""Patterns that read foreign text: each stands below an example of what it finds, and none takes long over any text."""

import ast
import asyncio
import importlib
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

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

ROOT = Path(__file__).parents[1]
NOT_YET = {
    "monitor/reading/entries": "being rewritten",
    "monitor/reading/rules": "being rewritten",
    "monitor/reading/renditions/sections.py": "being rewritten",
    "monitor/reading/renditions/text": "being rewritten",
    "monitor/reading/renditions/xml.py": "being rewritten",
}
"""Beginnings of the paths whose patterns have no examples yet, and why."""


@dataclass(frozen=True)
class Assigned:
    """A name of a module, or of a class in it, that is a compiled pattern or a table of them."""

    file: str
    line: int
    names: tuple[str, ...]
    comment: str

    def patterns(self) -> list[re.Pattern[Any]]:
        found: Any = importlib.import_module(self.file.removesuffix(".py").removesuffix("/__init__").replace("/", "."))
        for name in self.names:
            found = getattr(found, name)
        return list(_patterns(found))

    def examples(self) -> list[str | bytes]:
        written = self.comment.partition("e.g. ")[2]
        return list(ast.literal_eval(f"({written},)")) if written else []


def _patterns(value: object) -> Iterator[re.Pattern[Any]]:
    if isinstance(value, re.Pattern):
        yield value
    elif isinstance(value, Mapping):
        yield from _patterns(tuple(value.items()))
    elif isinstance(value, tuple | list):
        for item in value:
            yield from _patterns(item)


def _compiles(node: ast.AST) -> bool:
    return any(isinstance(n, ast.Call) and ast.unparse(n.func) == "re.compile" for n in ast.walk(node))


def _assigned(file: str, text: str) -> Iterator[Assigned]:
    lines = text.splitlines()

    def within(body: list[ast.stmt], outer: tuple[str, ...]) -> Iterator[Assigned]:
        for node in body:
            if isinstance(node, ast.ClassDef):
                yield from within(node.body, (*outer, node.name))
            elif isinstance(node, ast.Assign | ast.AnnAssign) and node.value is not None and _compiles(node.value):
                target = node.targets[0] if isinstance(node, ast.Assign) else node.target
                start = end = node.lineno - 1
                while lines[start - 1].lstrip().startswith("#"):
                    start -= 1
                comment = " ".join(line.strip().removeprefix("#").strip() for line in lines[start:end])
                yield Assigned(file, node.lineno, (*outer, ast.unparse(target)), comment)

    yield from within(ast.parse(text).body, ())


def _all() -> list[Assigned]:
    files = (str(path.relative_to(ROOT)) for path in sorted((ROOT / "monitor").rglob("*.py")))
    held = (file for file in files if not file.startswith(tuple(NOT_YET)))
    return [one for file in held for one in _assigned(file, (ROOT / file).read_text())]


@pytest.mark.parametrize("one", _all(), ids=lambda one: f"{one.file}:{'.'.join(one.names)}")
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
    found = list(_assigned("x.py", text))
    assert [one.names for one in found] == [("A",), ("B", "C")]
    assert [one.examples() for one in found] == [["a", b"b"], []]
    assert len(list(_patterns({"x": [re.compile("c")], "y": re.compile("d")}))) == 2


def test_every_path_that_is_not_held_yet_exists() -> None:
    files = [str(path.relative_to(ROOT)) for path in (ROOT / "monitor").rglob("*.py")]
    assert [begin for begin in NOT_YET if not any(file.startswith(begin) for file in files)] == []


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
