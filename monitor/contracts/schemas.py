"""JSON Schemas (draft 2020-12) made from the types: those of docs/schemas, and those of the OpenAPI description."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from typing import Any

from pydantic import TypeAdapter
from pydantic.json_schema import GenerateJsonSchema
from pydantic_core import core_schema

from monitor.contracts import answers
from monitor.contracts.commands import COMMANDS
from monitor.contracts.pages import PAGES
from monitor.model import Change, Entry, EntryHistory, ListName, Match, Rule, Snapshot

Json = dict[str, Any]

VALUES: dict[str, object] = {
    "entry": Entry, "rule": Rule, "snapshot": Snapshot, "change": Change, "entry-history": EntryHistory, "match": Match,
    "alert": answers.AlertShape,
}  # fmt: skip
"""Shapes that stand in others, and what a webhook sends as ``alert``."""


class _Generator(GenerateJsonSchema):
    """As :mod:`monitor.shapes` writes them: the fields of a value of the model are all there, whatever their defaults."""

    def dataclass_schema(self, schema: core_schema.DataclassSchema) -> Json:
        made = super().dataclass_schema(schema)
        fields = self.resolve_ref_schema(made).get("properties", {})
        for field in dataclasses.fields(schema["cls"]) if fields else ():
            if not field.init:  # the list, which the supplement says
                fields[field.name] = {"enum": [*ListName], "type": "string"}
        return Json(made, required=list(fields)) if fields else Json(made)


def _adapter(kind: Any) -> TypeAdapter[Any]:
    return TypeAdapter(kind)


def schema_of(kind: object) -> Json:
    """The JSON Schema of one shape, with the shapes in it under ``$defs``."""
    made: Json = _tidied(_adapter(kind).json_schema(schema_generator=_Generator))
    return made


def published() -> dict[str, Json]:
    """The schemas of docs/schemas by their file names: of each command's output, whole and by line, and of each page's."""
    found: dict[str, object] = {f"{name}.json": kind for name, kind in VALUES.items()}
    for command, printed in COMMANDS.items():
        name = command.replace(" --", "-").replace(" ", "-")
        found[f"elmon-{name}.json"] = printed.whole
        if printed.line != printed.whole:
            found[f"elmon-{name}.line.json"] = printed.line
        if printed.enveloped:
            found[f"elmon-{name}.envelope.json"] = printed.enveloped
    found |= {f"page-{name.lower()}.json": kind for name, kind in PAGES.items()}
    return {name: {"$schema": GenerateJsonSchema.schema_dialect, **schema_of(kind)} for name, kind in found.items()}


def for_openapi() -> tuple[Json, Json]:
    """The schemas of the pages' answers by the names of :data:`PAGES`, and those in them, for ``#/components/schemas``."""
    adapters = [(name, "validation", _adapter(kind)) for name, kind in PAGES.items()]
    made, shared = TypeAdapter.json_schemas(
        adapters,  # type: ignore[arg-type]
        ref_template="#/components/schemas/{model}",
        schema_generator=_Generator,
    )
    return {str(name): _tidied(schema) for (name, _), schema in made.items()}, _tidied(shared)["$defs"]


def _tidied(schema: Any) -> Any:
    """Without titles, which say a field's name again, and defaults, which no answer leaves out; shapes by their short names."""
    if isinstance(schema, list):
        return [_tidied(part) for part in schema]
    if not isinstance(schema, Mapping):
        return schema
    tidied: Json = {}
    for key, part in schema.items():
        if key in ("properties", "$defs"):
            tidied[key] = {_short(name) if key == "$defs" else name: _tidied(one) for name, one in part.items()}
        elif key == "$ref":
            tidied[key] = _short(part)
        elif key not in ("title", "default"):
            tidied[key] = _tidied(part)
    return tidied


def _short(name: str) -> str:
    return name.removesuffix("Shape")
