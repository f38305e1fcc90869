"""The licences of everything that is installed with the monitor, and whether each is one that may be.

Usage: python benchmarks/licences.py. It reads the names in requirements.lock and what the installed distributions say of
themselves; no network. tests/security/test_licences.py holds the same. What is not installed here (for another system)
is told and not judged.
"""

from __future__ import annotations

import re
import sys
from importlib.metadata import PackageNotFoundError, metadata
from pathlib import Path

LOCK = Path(__file__).resolve().parent.parent / "requirements.lock"

ALLOWED = {
    "MIT": "permissive",
    "MIT-0": "permissive",
    "BSD-2-Clause": "permissive",
    "BSD-3-Clause": "permissive",
    "Apache-2.0": "permissive; the monitor's own",
    "ISC": "permissive",
    "PSF-2.0": "permissive; Python's own",
    "Unlicense": "public domain",
    "MPL-2.0": "weak copyleft, file by file: the library's files are used as they are",
    "LGPL-3.0-only": "weak copyleft: psycopg is imported as it is, and only with the extra postgres",
}
"""Licences by their SPDX names, and why each may be used by a program under Apache-2.0."""

_SPELT = {
    "mit license": "MIT",
    "bsd license": "BSD-3-Clause",
    "isc license": "ISC",
    "isc license (iscl)": "ISC",
    "apache software license": "Apache-2.0",
    "mozilla public license 2.0 (mpl 2.0)": "MPL-2.0",
    "python software foundation license": "PSF-2.0",
}


def locked(text: str) -> list[str]:
    """The distributions of a lock file, each once."""
    return sorted(set(re.findall(r"^([A-Za-z0-9][A-Za-z0-9._-]*)==", text, re.M)))


def licence_of(name: str) -> str:
    """What an installed distribution says of its licence, as an SPDX expression where that can be told; "" for nothing.

    Raises PackageNotFoundError where it is not installed.
    """
    said = metadata(name)
    if "License-Expression" in said:
        return said["License-Expression"]
    free = said["License"].strip() if "License" in said else ""
    if 0 < len(free) <= 40:
        return _SPELT.get(free.lower(), free)
    named = [c.rpartition(" :: ")[2] for c in said.get_all("Classifier") or () if c.startswith("License ::")]
    return " OR ".join(_SPELT.get(n.lower(), n) for n in named)


def is_allowed(expression: str) -> bool:
    """Whether an SPDX expression can be met: of OR one side must be allowed, of AND both."""
    while found := re.search(r"\(([^()]*)\)", expression):
        inner = "MIT" if is_allowed(found[1]) else "none of them"
        expression = expression[: found.start()] + inner + expression[found.end() :]
    sides = (re.split(r"\s+AND\s+", side) for side in re.split(r"\s+OR\s+", expression))
    return any(all(part.strip() in ALLOWED for part in side) for side in sides)


def main() -> int:
    """Print the list; 1 where one is not allowed."""
    faults = 0
    for name in locked(LOCK.read_text("utf-8")):
        try:
            licence = licence_of(name)
        except PackageNotFoundError:
            print(f"  {name:20} not installed here")
            continue
        fine = is_allowed(licence)
        faults += not fine
        print(f"{'  ' if fine else '! '}{name:20} {licence or 'says nothing of its licence'}")
    print("all are allowed" if not faults else f"{faults} are not in the list of those that may be used")
    return int(faults > 0)


if __name__ == "__main__":
    sys.exit(main())
