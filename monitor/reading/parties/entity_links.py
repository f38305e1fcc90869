"""FollowTheMoney entities that say something of another: who owns it, and where it is."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

_MARKS = ('"Ownership"', '"Address"')
Item = tuple[int, Any]


def has_links(text: str) -> bool:
    """Whether entities may be in a text that are of others."""
    return any(mark in text for mark in _MARKS)


def linked(items: Iterable[Item]) -> Iterator[Item]:
    """The objects without those that only say something of another, which these have in their properties."""
    kept, names, owned, places = list[Item](), dict[str, str](), dict[str, list[Any]](), dict[str, Mapping[str, Any]]()
    for number, shape in items:
        said, key = _properties(shape), _first(shape, "id")
        schema = shape.get("schema") if said else None
        if schema == "Ownership":
            owned.setdefault(_first(said, "asset"), []).append(said)
        elif schema == "Address":
            places[key] = said
        else:
            kept.append((number, shape))
            names[key] = _first(said, "name")
    for number, shape in kept:
        if said := _properties(shape):
            shares = owned.get(_first(shape, "id"), [])
            more = {
                "owner": "; ".join(names.get(owner := _first(one, "owner")) or owner for one in shares),
                "share": _first(shares[0], "percentage") if len(shares) == 1 else "",
                "address": [_whole(places[key]) for key in _all(said, "addressEntity") if key in places],
                "country": [_first(places[key], "country") for key in _all(said, "addressEntity") if key in places],
            }
            added = {field: value for field, value in more.items() if value and not said.get(field)}
            yield number, {**shape, "properties": {**said, **added}}
        else:
            yield number, shape


def _properties(shape: object) -> Mapping[str, Any]:
    said = shape.get("properties") if isinstance(shape, dict) else None
    return said if isinstance(said, dict) else {}


def _all(said: Mapping[str, Any], key: str) -> list[str]:
    value = said.get(key, ())
    return [one for one in (value if isinstance(value, list) else [value]) if isinstance(one, str)]


def _first(said: Mapping[str, Any], key: str) -> str:
    return next(iter(_all(said, key)), "")


def _whole(place: Mapping[str, Any]) -> str:
    parts = ("street", "city", "state", "postalCode")
    return _first(place, "full") or ", ".join(text for part in parts if (text := _first(place, part)))
