"""The files of the repository that the wheel has too: the commented settings, the unit, the compose file, the docs.

They are kept once, in the repository; the build puts them into the wheel (pyproject.toml, force-include). Where elmon runs
from the repository, they are taken from there.
"""

from __future__ import annotations

from pathlib import Path

import monitor

PACKAGE = Path(monitor.__file__).resolve().parent
IN_THE_WHEEL = PACKAGE / "data" / "shipped"
SETTINGS, UNIT, COMPOSE, DOCS = "config/monitor.toml", "deploy/elmon.service", "deploy/compose.yaml", "docs"


def shipped(name: str) -> Path:
    """Where a file or folder is, by its path in the repository."""
    inside = IN_THE_WHEEL / name
    return inside if inside.exists() else PACKAGE.parent / name


def shipped_text(name: str) -> str:
    """The text of a file that ships with elmon."""
    return shipped(name).read_text("utf-8")
