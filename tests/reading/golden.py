"""Golden documents: a folder each under tests/golden, with source, metadata, expected reading and note.

``python -m tests.reading.golden FOLDER...`` prints what the reader makes of a folder's source, for a person to hold
against the source; with ``--write`` it is put into the folder's ``expected.json``. No test does that.
"""

from __future__ import annotations

import json
import sys
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Any

from monitor.model import Document, Rule
from monitor.reading.rules.document import read_document
from monitor.shapes import as_json, json_text

REPOSITORY = Path(__file__).resolve().parent.parent.parent
FOLDER = REPOSITORY / "tests" / "golden"
KEYS = {"source", "form", "record", "known"}
FORMS = ("real", "cut", "reconstructed", "made")
"""Printed so; a cut of what was printed; rebuilt from official text; made for the test."""


@dataclass(frozen=True)
class Golden:
    """One golden folder. Its metadata says where the source is, what it is, and what else the reader is given."""

    folder: Path

    @cached_property
    def metadata(self) -> dict[str, Any]:
        """``source`` (a file beside it, or a path from the repository's root), ``form``, ``record``, ``known``."""
        shape: dict[str, Any] = json.loads((self.folder / "metadata.json").read_text("utf-8"))
        return shape

    @property
    def source(self) -> Path:
        """The document's file."""
        name: str = self.metadata["source"]
        return (REPOSITORY if "/" in name else self.folder) / name

    @property
    def note(self) -> str:
        """What a person should know of it."""
        return (self.folder / "note.md").read_text("utf-8")

    @property
    def expected(self) -> dict[str, Any]:
        """The whole Rule, in the contract's JSON shape."""
        shape: dict[str, Any] = json.loads((self.folder / "expected.json").read_text("utf-8"))
        return shape

    def read(self) -> Rule:
        """The Rule that the reader makes of it, given the record and the local list of the metadata, if any."""
        known = {(country, name) for country, name in self.metadata.get("known", ())}
        return read_document(
            self.source.read_bytes(), self.folder.name, self._record(), known=lambda *party: party in known
        )

    def _record(self) -> Document | None:
        if "record" not in self.metadata:
            return None
        said = dict(self.metadata["record"])
        for day in ("publication_date", "effective_on"):
            if day in said:
                said[day] = date.fromisoformat(said[day])
        return Document(**said)


def goldens() -> list[Golden]:
    """All of them, by name."""
    return [Golden(folder) for folder in sorted(FOLDER.iterdir()) if folder.is_dir()]


def difference(golden: Golden) -> list[str]:
    """One line for each value that is read otherwise than expected."""
    return list(_different(as_json(golden.read()), golden.expected, "rule"))


def _different(found: Any, wanted: Any, where: str) -> list[str]:
    if isinstance(found, dict) and isinstance(wanted, dict) and found.keys() == wanted.keys():
        return [line for key in wanted for line in _different(found[key], wanted[key], f"{where}.{key}")]
    if isinstance(found, list) and isinstance(wanted, list) and len(found) == len(wanted):
        pairs = enumerate(zip(found, wanted, strict=True))
        return [line for n, (one, other) in pairs for line in _different(one, other, f"{where}[{n}]")]
    return [] if found == wanted else [f"{where}: read {found!r}, expected {wanted!r}"]


def main(arguments: list[str]) -> None:
    """Print the reading of the folders named, or write it."""
    write = "--write" in arguments
    for name in arguments:
        if name.startswith("--"):
            continue
        golden = Golden(FOLDER / name)
        text = json_text(golden.read(), indent=True) + "\n"
        if write:
            (golden.folder / "expected.json").write_text(text, "utf-8")
        else:
            sys.stdout.write(text)


if __name__ == "__main__":
    main(sys.argv[1:])
