"""Which values the environment sets, and what the file says in their place: for ``elmon doctor``."""

from __future__ import annotations

import os
import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from monitor.config.channels import SECRETS
from monitor.config.values import variable
from monitor.config.wording import SECTIONS, line_of

_HIDDEN = frozenset({("ping", "url"), ("database", "url")})
"""Values that may hold a secret."""


def overrides(file: Path | None) -> Iterator[str]:
    """A sentence for each value that the environment sets; secrets are not shown. ``file`` has been read without a fault."""
    text = file.read_text("utf-8-sig") if file else ""
    data = tomllib.loads(text)
    for section, model in SECTIONS.items():
        for key in model.model_fields:
            name = f"ELMON_{section}__{key}".upper()
            if given := os.environ.get(name):
                shown = "is set" if (section, key) in _HIDDEN else f"is {given}"
                yield f"{name} {shown}{_over(data, section, key, text, file)}"
    for table in data.get("channel", []):
        for key in SECRETS.get(str(table.get("type")), ()):
            name = f"{variable(str(table.get('name', '')))}{key.upper()}"
            if os.environ.get(name):
                beside = next((k for k in (key, f"{key}_file") if k in table), "")
                yield f"{name} is set{f' and wins over {beside} of the channel' if beside else ''}"


def _over(data: Mapping[str, Any], section: str, key: str, text: str, file: Path | None) -> str:
    if key not in data.get(section, {}):
        return ""
    said = key if (section, key) in _HIDDEN else f"{key} = {data[section][key]}"
    return f" and wins over {said} ({file}, line {line_of(text, (section, key))})"
