"""JSON held against a schema, and the files of docs/schemas written anew: ``python -m tests.contracts.shapes``."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import jsonschema_rs

from monitor.contracts.schemas import published, schema_of

FOLDER = Path(__file__).resolve().parents[2] / "docs" / "schemas"


def closed(schema: Any) -> Any:
    """A schema that admits no key which it does not name: what is printed has to be documented."""
    if isinstance(schema, list):
        return [closed(part) for part in schema]
    if not isinstance(schema, dict):
        return schema
    made = {
        key: {name: closed(one) for name, one in part.items()} if key in ("properties", "$defs") else closed(part)
        for key, part in schema.items()
    }
    return {**made, "additionalProperties": False} if "properties" in schema else made


def faults(kind: object, value: Any) -> list[str]:
    """What is wrong with a value by the schema of a shape, each with where it is; none where it is as documented."""
    validator = jsonschema_rs.validator_for(closed(schema_of(kind)), validate_formats=True)
    return [
        f"/{'/'.join(map(str, error.instance_path))}: {error.message}"[:300] for error in validator.iter_errors(value)
    ]


def texts() -> dict[str, str]:
    """The files of docs/schemas, as the code has them."""
    return {name: json.dumps(schema, indent=1, ensure_ascii=False) + "\n" for name, schema in published().items()}


if __name__ == "__main__":
    for old in FOLDER.glob("*.json"):
        old.unlink()
    for name, text in texts().items():
        (FOLDER / name).write_text(text, "utf-8")
