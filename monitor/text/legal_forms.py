"""Legal forms of companies as they are written in their own languages: data in legal_forms.toml."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files


@cache
def legal_forms() -> tuple[str, ...]:
    """Every form in small letters, of one word ("gmbh") or several ("gesellschaft mit beschränkter haftung")."""
    data = tomllib.loads((files("monitor.text") / "legal_forms.toml").read_text("utf-8"))
    return tuple(form for forms in data.values() for form in forms)
