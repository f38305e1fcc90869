"""From pydantic's error lists to sentences that name the file, the line and the key, and the nearest right spelling."""

from __future__ import annotations

import difflib
import os
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, get_args

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from monitor.config import channels
from monitor.config.settings import Settings

Place = tuple[str | int, ...]
"""Where a value stands: ``("http", "max_bytes")`` or ``("channel", 0, "host")``."""

CHANNEL_TYPES: dict[str, type[channels.ChannelBase]] = {
    get_args(model.model_fields["type"].annotation)[0]: model for model in get_args(channels.ChannelSettings)
}
SECTIONS: dict[str, type[BaseModel]] = {
    name: field.annotation
    for name, field in Settings.model_fields.items()
    if isinstance(field.annotation, type) and issubclass(field.annotation, BaseModel)
}

# e.g. "[polling]", "[[channels]]"
_HEADER = re.compile(r"^\s*(\[\[?)\s*([\w.\"'-]+)\s*\]")
_ASKED = {
    "int_type": "must be a whole number",
    "int_parsing": "must be a whole number",
    "int_from_float": "must be a whole number",
    "float_type": "must be a number",
    "float_parsing": "must be a number",
    "finite_number": "must be a finite number",
    "bool_type": "must be true or false",
    "bool_parsing": "must be true or false",
    "string_type": "must be text in quotes",
    "path_type": "must be a path in quotes",
    "tuple_type": "must be a list in square brackets",
    "list_type": "must be a list in square brackets",
    "time_type": 'must be a time of day like "10:00"',
    "time_parsing": 'must be a time of day like "10:00"',
}


@dataclass(frozen=True)
class Origin:
    """Where the settings came from: the file's name and text (both empty where no file was read)."""

    name: str
    text: str

    def where(self, place: Place) -> str:
        """``config/monitor.toml, line 3`` or the environment variable that set the value."""
        variable = "ELMON_" + "__".join(str(part).upper() for part in place)
        if len(place) == 2 and os.environ.get(variable):
            return variable
        line = line_of(self.text, place)
        return f"{self.name}, line {line}" if line else self.name or "Settings"


def line_of(text: str, place: Place) -> int:
    """The line where ``place`` is written in TOML ``text``, else its table's header; 0 where it is not known."""
    section, key = str(place[0]), str(place[-1])
    wanted = int(place[1]) if len(place) > 1 and isinstance(place[1], int) else 0
    seen, inside, header = -1, False, 0
    for number, line in enumerate(text.splitlines(), start=1):
        if match := _HEADER.match(line):
            seen += match[2] == section
            inside = match[2] == section and (match[1] == "[" or seen == wanted)
            header = number if inside else header
        elif (inside or (len(place) == 1 and not header)) and _sets(line, key):
            return number
    return header


def _sets(line: str, key: str) -> bool:
    """Whether a line of TOML gives ``key``, or a part of it, a value."""
    behind = line.lstrip(" \t\"'").partition(key)
    return behind[0] == "" and behind[2].lstrip(" \t\"'").startswith(("=", "."))


def nearest(word: str, known: Iterable[str]) -> str:
    """``; did you mean "x"?`` or, where nothing is near, what there is to choose from."""
    choices = sorted(known)
    close = difflib.get_close_matches(word.lower(), choices, n=1, cutoff=0.6)
    return f'did you mean "{close[0]}"?' if close else f"there are: {', '.join(choices)}."


def keys_of(model: type[BaseModel]) -> list[str]:
    """The keys a table may have in the file."""
    return [key for key in model.model_fields if key not in channels.NEVER_IN_THE_FILE]


def sentences(error: ValidationError, origin: Origin, data: Mapping[str, Any]) -> list[str]:
    """One sentence for each of ``error``'s findings, in the file's order, none twice."""
    errors = error.errors(include_url=False)
    at = [_place(details["loc"]) for details in errors]
    # A list of which each item is refused would be called empty as well.
    told = [one for one, place in zip(errors, at, strict=True) if one["type"] != "too_short" or at.count(place) == 1]
    return list(dict.fromkeys(_sentence(details, origin, data) for details in told))


def reason_of(error: ValidationError) -> str:
    """What the first of an ``error``'s findings demands of one value, as the end of a sentence that does not repeat it."""
    details = error.errors(include_url=False)[0]
    context, given = details.get("ctx", {}), details["input"]
    if details["type"] == "value_error":
        return str(context["error"]).rstrip(".")
    near = _likely(given, str(context.get("expected", ""))) if isinstance(given, str) else ""
    return _demand(details["type"], context, details["msg"]) + near.rstrip("?")


def _sentence(details: ErrorDetails, origin: Origin, data: Mapping[str, Any]) -> str:
    place = _place(details["loc"])
    subject, key = _subject(place, data)
    where = origin.where(place)
    kind, given, context = details["type"], details["input"], details.get("ctx", {})
    if kind == "extra_forbidden":
        return f"{where}: {unknown(place, data)}"
    if kind == "missing":
        if place[0] != "channel" and (inner := details["loc"][len(place) :]):  # of a table in a list of them
            subject, key = f"[[{place[0]}.{place[1]}]] no. {int(inner[0]) + 1}", str(inner[-1])
        return f"{where}: {subject} needs the key {key}."
    if kind == "union_tag_not_found":
        return f"{where}: {subject} needs a type: {', '.join(CHANNEL_TYPES)}."
    if kind == "union_tag_invalid":
        return (
            f'{where}: type = "{context["tag"]}" is no kind of channel; {nearest(str(context["tag"]), CHANNEL_TYPES)}'
        )
    if kind == "tuple_type" and place == ("channel",):
        return f"{where}: channels are tables with two brackets around their header: [[channel]]."
    name = f"{key} of {subject}" if key else subject
    shown = f", not {given!r}" if isinstance(given, str | int | float) and not _secret(place) else ""
    if kind in {"too_short", "string_too_short"}:
        shown = ""
    if shown and kind in {"enum", "literal_error"}:
        shown += _likely(str(given), context["expected"])
    if kind == "value_error":
        said = str(context["error"])
        return f"{where}: {name} {said}{'' if said.endswith(('.', '?')) else '.'}"
    return f"{where}: {name} {_demand(kind, context, details['msg'])}{shown}{'' if shown.endswith('?') else '.'}"


def _demand(kind: str, context: Mapping[str, Any], message: str) -> str:
    """What the value has to be, for the kinds of error pydantic knows."""
    if kind in _ASKED:
        return _ASKED[kind]
    if kind in {"enum", "literal_error"}:
        return f"must be {context['expected']}"
    if kind in {"too_short", "string_too_short"}:
        return "must not be empty"
    if kind == "string_too_long":
        return f"must have {context['max_length']} characters at most"
    if kind == "string_pattern_mismatch":
        return "must be made of letters, digits, - and _"
    if kind.startswith("model_") or kind in {"dict_type", "model_attributes_type"}:
        return "must be a table of keys"
    return message.replace("Input should", "must")


def _likely(given: str, expected: str) -> str:
    """Which of the values, as pydantic lists them in quotes, a mistyped one was probably meant to be; "" for none."""
    choices = expected.split("'")[1::2]
    close = difflib.get_close_matches(given.strip().lower().replace(" ", "-"), choices, n=1, cutoff=0.6)
    return f'; did you mean "{close[0]}"?' if close else ""


def unknown(place: Place, data: Mapping[str, Any]) -> str:
    """The sentence for a key or section nobody knows."""
    key = str(place[-1])
    if len(place) == 1:
        homes = [name for name, model in SECTIONS.items() if key in model.model_fields]
        if homes and not isinstance(data.get(key), dict):
            return f'unknown key "{key}" outside of a section; it belongs in {_or(homes)}.'
        if key in CHANNEL_TYPES:
            return f'unknown section "{key}"; channels are [[channel]] tables with a name and type = "{key}".'
        if not _is_section(data.get(key)) and any(key in model.model_fields for model in CHANNEL_TYPES.values()):
            return f'unknown key "{key}" outside of a section; it belongs below a [[channel]] header.'
        return f'unknown section "{key}"; {nearest(key, [*SECTIONS, "channel"])}'
    if place[0] == "channel":
        model: type[BaseModel] = CHANNEL_TYPES.get(_table(place, data).get("type", ""), channels.ChannelBase)
    else:
        model = SECTIONS.get(str(place[0]), BaseModel)
    subject, _ = _subject(place, data)
    homes = [name for name, other in SECTIONS.items() if key in other.model_fields]
    if homes:
        return f'unknown key "{key}" in {subject}; it belongs in {_or(homes)}.'
    return f'unknown key "{key}" in {subject}; {nearest(key, keys_of(model))}'


def _is_section(value: object) -> bool:
    return isinstance(value, dict) or (isinstance(value, list) and any(isinstance(one, dict) for one in value))


def _or(sections: Sequence[str]) -> str:
    return " or ".join(f"[{section}]" for section in sections)


def _place(loc: Sequence[str | int]) -> Place:
    """Pydantic puts a channel's type into the path (``channel, 0, email, host``) and ends it at list items."""
    place = list(loc)
    if len(place) > 2 and place[0] == "channel" and place[2] in CHANNEL_TYPES:
        del place[2]
    return tuple(place[: 3 if place[0] == "channel" else 2])


def _table(place: Place, data: Mapping[str, Any]) -> Mapping[str, Any]:
    """The channel table that holds ``place``; empty where it is no table."""
    tables = data.get("channel")
    index = place[1] if len(place) > 1 else None
    table = tables[index] if isinstance(tables, list) and isinstance(index, int) else None
    return table if isinstance(table, dict) else {}


def _subject(place: Place, data: Mapping[str, Any]) -> tuple[str, str]:
    """The table as a person would call it, and the key inside it (empty for the table itself)."""
    if place[0] == "channel" and len(place) > 1:
        name = _table(place, data).get("name")
        subject = f'channel "{name}"' if isinstance(name, str) and name else f"[[channel]] no. {int(place[1]) + 1}"
        return subject, str(place[2]) if len(place) > 2 else ""
    return f"[{place[0]}]", str(place[1]) if len(place) > 1 else ""


def _secret(place: Place) -> bool:
    return str(place[-1]) in {"url", "webhook_url", *channels.NEVER_IN_THE_FILE}
