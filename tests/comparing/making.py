"""Entries made for tests."""

from __future__ import annotations

from datetime import date
from typing import Any

from monitor.model import Citation, Entry

EAR = "For all items subject to the EAR. (See § 744.11 of the EAR)"


def entry(name: str, country: str = "IRAN", **more: Any) -> Entry:
    """An entry whose text follows from its parts, as the Register prints it."""
    aliases, addresses = (
        tuple(more.pop("aliases", ())),
        tuple(more.pop("addresses", ("12 Azadi Street, Tehran, Iran",))),
    )
    said = f", a.k.a., the following {len(aliases)} aliases: {' '.join(f'—{a};' for a in aliases)}" if aliases else ","
    text = more.pop("text", f"{name}{said} {'; and '.join(addresses)}.")
    return Entry(
        country=country,
        name=name,
        aliases=aliases,
        addresses=addresses,
        license_requirement=more.pop("license_requirement", EAR),
        license_review_policy=more.pop("license_review_policy", "Presumption of denial"),
        citations=more.pop("citations", (Citation(80, 1234, date(2015, 3, 4)),)),
        text=text,
        **more,
    )
