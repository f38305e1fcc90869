"""The recorded Register's eCFR: ``/titles.json`` and dated XML of part 744, from the copies that ship with the package."""

from __future__ import annotations

import gzip
import re
from collections.abc import Callable, Mapping
from datetime import date
from functools import cache
from importlib.resources import files

from monitor.demo.faults import FaultReply, as_json

API = "/api/versioner/v1"
FIRST_DAY = date(2017, 1, 3)
"""The real one's first."""

Copies = dict[date, Callable[[], bytes]]
"""What part 744 was from a day on, until the next one's."""

# e.g. "/full/2024-12-05/title-15.xml"
_FULL = re.compile(r"/full/([^/]+)/title-([0-9]{1,3})\.xml")
_FILES = {
    date(2023, 12, 5): "supp4-2023-12-05.xml.gz",
    date(2026, 7, 18): "part744-2026-07-18.xml.gz",
}


def bundled_copies() -> Copies:
    """The real copies there are; a test may put others beside them."""
    return {day: (lambda name=name: _part(name)) for day, name in _FILES.items()}  # type: ignore[misc]


@cache
def _part(name: str) -> bytes:
    """The whole part; a copy of the supplement alone gets the part's element around it."""
    xml = gzip.decompress((files("monitor.data") / name).read_bytes())
    if b"<DIV5 " in xml[:200]:
        return xml
    declaration, _, supplement = xml.partition(b"?>")
    return declaration + b'?>\n<DIV5 N="744" TYPE="PART">\n' + supplement.strip() + b"\n</DIV5>\n"


def answer(path: str, query: Mapping[str, list[str]], copies: Copies, today: date) -> FaultReply:
    """The answer to ``path`` below the API's address, as it is on ``today``."""
    newest = max((day for day in copies if day <= today), default=FIRST_DAY)
    if path == "/titles.json":
        return _titles(newest, today)
    asked = _FULL.fullmatch(path)
    if not asked:
        return as_json({"error": "Not Found"}, 404)
    try:
        day = date.fromisoformat(asked[1])
    except ValueError:
        return as_json({"error": f"invalid date: {asked[1]}"}, 400)
    if day > newest:
        return as_json({"error": f"The requested date is past the title's most recent issue date of {newest}"}, 404)
    current = max((known for known in copies if known <= day), default=None)
    if current is None or asked[2] != "15" or query.get("part") != ["744"]:
        return as_json({"error": "No matching content found."}, 404)
    return FaultReply(200, copies[current](), "application/xml")


def _titles(newest: date, today: date) -> FaultReply:
    commerce = {
        "number": 15,
        "name": "Commerce and Foreign Trade",
        "latest_amended_on": newest.isoformat(),
        "latest_issue_date": newest.isoformat(),
        "up_to_date_as_of": newest.isoformat(),
        "reserved": False,
    }
    others = [{**commerce, "number": 14, "name": "Aeronautics and Space"},
              {**commerce, "number": 35, "name": "Reserved", "latest_amended_on": None, "latest_issue_date": None,
               "up_to_date_as_of": None, "reserved": True}]  # fmt: skip
    return as_json({"titles": [others[0], commerce, others[1]],
                    "meta": {"date": today.isoformat(), "import_in_progress": False}})  # fmt: skip
