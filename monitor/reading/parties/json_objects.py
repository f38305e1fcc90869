"""Parties in JSON: one object a line, an array of them, or an answer of some system that holds such an array."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from monitor.reading.parties.entity_links import has_links, linked
from monitor.reading.parties.headings import KNOWN_AND_NOT_TAKEN, NAMES, kind_of
from monitor.text.clean import one_line

DEEPEST = 4
"""Objects within each other whose values are looked at."""
_OTHERS = {"other names": (*NAMES, "alias"), "other addresses": ("address", "address_more")}
"""Where an object's further names and addresses stand, by the kinds of keys that they are under."""
_COUNTRIES = ("jurisdiction", "mainCountry", "nationality", "citizenship", "flag")
"""What a FollowTheMoney entity without a country has in its place, the surest first."""
_BETWEEN = {"other names": "\n", "other addresses": " | "}


def is_json(text: str) -> bool:
    """Whether a text begins as JSON Lines or an array of objects or names do."""
    return text.startswith("{") or (text.startswith("[") and text[1:].lstrip().startswith(("{", '"')))


def flat_objects(text: str, problems: list[str]) -> Iterator[tuple[int, dict[str, str]]]:
    """Each object's number, from 1, and its texts by their keys; a bare text is a name."""
    items = _items(text, problems)
    for number, shape in linked(items) if has_links(text) else items:
        if isinstance(shape, dict):
            yield number, _flat(shape)
        elif isinstance(shape, str):
            yield number, {"name": one_line(_sayable(shape))}
        else:
            problems.append(f"line {number} is no JSON object and is left out")


def _items(text: str, problems: list[str]) -> Iterator[tuple[int, Any]]:
    try:
        whole = json.loads(text)
    except (ValueError, RecursionError):
        return _lines(text, problems)
    items = whole if isinstance(whole, list) else _held(whole) if isinstance(whole, dict) else [whole]
    return iter(enumerate(items, 1))


def _held(shape: dict[str, Any]) -> list[Any]:
    """The objects that one object is there to hold, as {"value": [...]}; itself where it has a name of its own."""
    if any(kind_of(str(key)) in NAMES for key in (*shape, *_inner(shape))):
        return [shape]
    lists = [
        value for value in shape.values() if isinstance(value, list) and any(isinstance(one, dict) for one in value)
    ]
    return lists[0] if len(lists) == 1 else [shape]


def _inner(shape: dict[str, Any]) -> Mapping[str, Any]:
    properties = shape.get("properties")
    return properties if isinstance(properties, dict) else {}


def _lines(text: str, problems: list[str]) -> Iterator[tuple[int, Any]]:
    for number, line in enumerate(text.split("\n"), 1):
        if not line.strip():
            continue
        try:
            yield number, json.loads(line)
        except (ValueError, RecursionError):
            problems.append(f"line {number} is not JSON and is left out")


def _flat(shape: dict[str, Any]) -> dict[str, str]:
    """The texts of an object, those too of a FollowTheMoney entity's properties and of a party's details.

    Of several the first counts; other names and addresses are those that it has beside it.
    """
    found = dict(shape)
    for inner in (shape.get("properties"), shape.get("details")):
        found |= inner if isinstance(inner, dict) else {}
    if _inner(shape) and not found.get("country"):  # of FollowTheMoney, where each schema has its own
        found |= {"country": next(filter(None, map(found.get, _COUNTRIES)), "")}
    texts: dict[str, str] = {}
    more: dict[str, list[str]] = {}
    for key, value in _leaves(found):
        said = [
            _sayable(str(one)) for one in (value if isinstance(value, list) else [value]) if isinstance(one, str | int)
        ]
        if not said:
            continue
        name = _sayable(str(key))
        heads = next((heads for heads, kinds in _OTHERS.items() if kind_of(name) in kinds), "")
        own = kind_of(name) not in ("alias", "address_more")
        if own:
            texts[name] = one_line(said[0])
        if heads:
            more.setdefault(heads, []).extend(map(one_line, said[own:]))
    return texts | {heads: _BETWEEN[heads].join(others) for heads, others in more.items() if others}


def _leaves(shape: Mapping[str, Any], above: str = "", depth: int = 1) -> Iterator[tuple[str, Any]]:
    """The values of an object and of those within it, these under both keys: "address country"."""
    for key, value in shape.items():
        name = f"{above} {key}".strip()
        if isinstance(value, list) and any(isinstance(one, dict) for one in value):
            yield from _of_list(name, [one for one in value if isinstance(one, dict)], depth)
        elif isinstance(value, dict):
            if depth < DEEPEST and name not in ("properties", "details") and kind_of(name) != KNOWN_AND_NOT_TAKEN:
                yield from _leaves(value, name, depth + 1)
        else:
            yield name, value


def _of_list(name: str, items: list[dict[str, Any]], depth: int) -> Iterator[tuple[str, Any]]:
    """The values of a list of objects: the first address counts and the others stand beside it; of aliases their names."""
    texts = [[str(text) for _, text in _leaves(one) if isinstance(text, str | int)] for one in items]
    kind = kind_of(name)
    if kind == "alias":
        yield name, [text for one in items for key, text in _leaves(one) if kind_of(key) in (*NAMES, "alias")]
    elif kind in ("address", "address_more") and depth < DEEPEST:
        yield from _leaves(items[0], "address", depth + 1)
        yield "addresses", [", ".join(one) for one in texts[1:]]
    else:
        yield name, " | ".join(", ".join(one) for one in texts)


def _sayable(text: str) -> str:
    """Text without halves of characters, which JSON can write and nothing else can."""
    return text.encode("utf-8", "replace").decode()
