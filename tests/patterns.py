"""The patterns of the package, found in its source: each with its example, and with the methods it is used with."""

from __future__ import annotations

import ast
import importlib
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[1]
FUNCTIONS = ("search", "match", "fullmatch", "sub", "subn", "split", "findall", "finditer")
"""What reads a text with a pattern: functions of ``re``, and methods of a compiled one."""
_CALLED_BY = {"behind": "match", "before": "search"}
"""Functions that are given a pattern, and what they do with it; anything else may search."""


@dataclass(frozen=True)
class Assigned:
    """A name of a module, or of a class in it, that is a compiled pattern, a table of them, or makes one when called."""

    file: str
    line: int
    names: tuple[str, ...]
    comment: str

    def __str__(self) -> str:
        return f"{self.file}:{'.'.join(self.names)}"

    def patterns(self) -> list[re.Pattern[Any]]:
        """The patterns it holds."""
        found: Any = importlib.import_module(self.file.removesuffix(".py").removesuffix("/__init__").replace("/", "."))
        for name in self.names:
            found = getattr(found, name)
        return list(patterns_in(found() if callable(found) else found))

    def examples(self) -> list[str | bytes]:
        """What the comment above it says that it finds."""
        written = self.comment.partition("e.g. ")[2]
        return list(ast.literal_eval(f"({written},)")) if written else []

    def methods(self) -> frozenset[str]:
        """The methods it is used with in the package."""
        name = self.names[-1]
        used = uses_of(ROOT / self.file if name.startswith("_") else None)[name]
        return frozenset(used) or frozenset({"search"})


def patterns_in(value: object) -> Iterator[re.Pattern[Any]]:
    """The compiled patterns in a value: itself, or what a table holds."""
    if isinstance(value, re.Pattern):
        yield value
    elif isinstance(value, Mapping):
        yield from patterns_in(tuple(value.items()))
    elif isinstance(value, tuple | list):
        for item in value:
            yield from patterns_in(item)


def files() -> list[str]:
    """The modules of the package."""
    return [str(path.relative_to(ROOT)) for path in sorted((ROOT / "monitor").rglob("*.py"))]


def all_patterns() -> list[Assigned]:
    """Every pattern of the package that has a name."""
    return [one for file in files() for one in assigned(file, (ROOT / file).read_text())]


def assigned(file: str, text: str) -> Iterator[Assigned]:
    """The named patterns of a module's source; a function without parameters that makes one is a name for it."""
    lines = text.splitlines()

    def comment_above(start: int) -> str:
        end = start
        while lines[start - 1].lstrip().startswith("#"):
            start -= 1
        return " ".join(line.strip().removeprefix("#").strip() for line in lines[start:end])

    def within(body: list[ast.stmt], outer: tuple[str, ...]) -> Iterator[Assigned]:
        for node in body:
            if isinstance(node, ast.ClassDef):
                yield from within(node.body, (*outer, node.name))
            elif isinstance(node, ast.Assign | ast.AnnAssign) and node.value is not None and _compiles(node.value):
                target = node.targets[0] if isinstance(node, ast.Assign) else node.target
                yield Assigned(file, node.lineno, (*outer, ast.unparse(target)), comment_above(node.lineno - 1))
            elif makes_a_pattern(node) and isinstance(node, ast.FunctionDef):
                first = min(node.lineno, *(one.lineno for one in node.decorator_list))
                yield Assigned(file, node.lineno, (*outer, node.name), comment_above(first - 1))

    yield from within(ast.parse(text).body, ())


def makes_a_pattern(node: ast.AST) -> bool:
    """Whether a function makes one pattern and keeps it: it takes no arguments, and its answer is cached."""
    return (
        isinstance(node, ast.FunctionDef)
        and not node.args.args
        and any(ast.unparse(one) == "cache" for one in node.decorator_list)
        and any(isinstance(n, ast.Return) and n.value is not None and _compiles(n.value) for n in ast.walk(node))
    )


def _compiles(node: ast.AST) -> bool:
    return any(isinstance(n, ast.Call) and ast.unparse(n.func) == "re.compile" for n in ast.walk(node))


def without_a_name(text: str) -> Iterator[tuple[int, str]]:
    """Where a module's source reads with a pattern that has no name: one given as a string, or compiled for one call."""

    def within(node: ast.AST, inside: bool) -> Iterator[tuple[int, str]]:
        for child in ast.iter_child_nodes(node):
            if isinstance(child, ast.Call) and isinstance(child.func, ast.Attribute):
                called = ast.unparse(child.func)
                if called in {f"re.{name}" for name in FUNCTIONS} or (inside and called == "re.compile"):
                    yield child.lineno, ast.unparse(child)
            function = isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda)
            yield from within(child, (inside or function) and not makes_a_pattern(child))

    yield from within(ast.parse(text), inside=False)


@cache
def uses_of(path: Path | None) -> Mapping[str, set[str]]:
    """The methods that every name is used with in a module, or in all of them, where it may be a pattern."""
    found: dict[str, set[str]] = defaultdict(set)
    for one in [path] if path else [ROOT / file for file in files()]:
        tree = ast.parse(one.read_text())
        parents = {child: node for node in ast.walk(tree) for child in ast.iter_child_nodes(node)}
        for node in ast.walk(tree):
            if isinstance(node, ast.Name | ast.Attribute) and isinstance(node.ctx, ast.Load):
                found[node.id if isinstance(node, ast.Name) else node.attr] |= _used(node, parents)
    return found


def _used(node: ast.AST, parents: Mapping[ast.AST, ast.AST]) -> set[str]:
    """How a name is used, as far as that reads a text with it."""
    above = parents[node]
    if isinstance(above, ast.Attribute):
        if above.attr == "pattern":  # a part of another pattern, which is measured itself
            return set()
        return {above.attr} if above.attr in FUNCTIONS else set()
    if isinstance(above, ast.Call):
        if above.func is node:  # a function that makes a pattern
            return _used(above, parents)
        return {_CALLED_BY.get(ast.unparse(above.func).rpartition(".")[2], "finditer")}
    return {"finditer"}
