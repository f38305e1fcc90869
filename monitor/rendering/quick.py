"""``monitor.shapes.as_json`` written straight to text: the same JSON, several times as fast for a whole list."""

from __future__ import annotations

import json
from datetime import date

from monitor.shapes import as_json


def dump(value: object) -> str:
    """One line of JSON in the contract's shape. Not for a Diff: its summary is not a field."""
    return _ENCODER.encode(value)


def _shallow(value: object) -> object:
    """What the encoder does not know by itself: dataclasses and dates. Enums of ours are strings to it already."""
    if isinstance(value, date):
        return value.isoformat()
    names = getattr(value, "__dataclass_fields__", None)
    return as_json(value) if names is None else {name: getattr(value, name) for name in names}


_ENCODER = json.JSONEncoder(ensure_ascii=False, default=_shallow)
