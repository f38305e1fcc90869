"""Which list of parties of part 744 words name."""

from __future__ import annotations

import re

from monitor.model import ListName

# e.g. "the Entity List", "the Unverified List (UVL)", "the 'Military End-User' (MEU) List", "the MEU List"
_LIST = re.compile(
    r"\b(?:(?P<entity>(?<!UFLPA )Entity\s+List)"
    r"|(?P<military>Military[- ]End[- ]?User[\u2019']?\s+(?:\(MEU\)\s+)?List|MEU\s+List|Military[- ]End[- ]?User\s+\(MEU\))"
    r"|(?P<unverified>Unverified\s+List|UVL)\b)",
    re.IGNORECASE,
)
_NAMES = {"entity": ListName.ENTITY, "military": ListName.MILITARY_END_USER, "unverified": ListName.UNVERIFIED}


def list_named(text: str, start: int = 0) -> ListName | None:
    """The list that ``text`` names first from ``start`` on; None where it names none."""
    found = _LIST.search(text, start)
    return _NAMES[found.lastgroup] if found and found.lastgroup else None
