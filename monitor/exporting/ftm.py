"""The list as FollowTheMoney entities, one JSON object a line: https://followthemoney.tech.

The format is plain JSON, so it is written without its library; tests/exporting/test_exports.py holds what is written to
the properties that the model of followthemoney 4.11 has; the whole list was checked with the library itself.
The list does not say what a party is, so all are of the schema LegalEntity (a person or an organisation).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from monitor.exporting.identifiers import identified, identifier
from monitor.model import Entry, ListName, SubEntity
from monitor.shapes import json_text
from monitor.text.iso import code_of

DATASETS = {
    ListName.ENTITY: "us_bis_entity_list",
    ListName.MILITARY_END_USER: "us_bis_meu_list",
    ListName.UNVERIFIED: "us_bis_unverified_list",
}
AUTHORITY = "Bureau of Industry and Security, US Department of Commerce"

LONGEST_PROVISION = 1000
"""Characters; FollowTheMoney takes no longer ones there. One requirement, with its list of HS codes, is described instead."""

Shape = dict[str, Any]


def render_ftm(entries: Iterable[Entry]) -> str:
    """Per entry a LegalEntity and its Sanction; per party within it a LegalEntity and the UnknownLink to its entry."""
    return "".join(
        json_text({**shape, "datasets": [DATASETS[entry.list]]}) + "\n"
        for key, entry in identified(entries)
        for shape in _shapes(key, entry)
    )


def _shapes(key: str, entry: Entry) -> Iterator[Shape]:
    country = code_of(entry.country).lower()
    yield _party(key, entry.name, entry.aliases, entry.addresses, country, entry.cross_references)
    days = sorted(c.date.isoformat() for c in entry.citations if c.date)
    yield _shape(
        f"{key}-listing",
        "Sanction",
        entity=[key],
        authority=[AUTHORITY],
        program=[f"{entry.list.title} (Supplement No. {entry.supplement} to 15 CFR Part 744)"],
        country=["us"],
        startDate=days[:1],
        listingDate=days[:1],
        authorityId=[f"{c.volume} FR {c.page}" for c in entry.citations if c.page is not None],
        provisions=[entry.license_requirement] if len(entry.license_requirement) <= LONGEST_PROVISION else [],
        summary=[entry.license_review_policy],
        description=[entry.license_requirement if len(entry.license_requirement) > LONGEST_PROVISION else ""],
    )
    for sub in entry.sub_entities:
        yield from _within(key, entry, sub, country)


def _within(key: str, entry: Entry, sub: SubEntity, country: str) -> Iterator[Shape]:
    own = f"{identifier(f'{entry.country} {entry.name}', sub.name, entry.list)}"
    yield _party(own, sub.name, sub.aliases, sub.addresses, country, (f"Listed within the entry of {entry.name}",))
    yield _shape(f"{own}-link", "UnknownLink", subject=[key], object=[own], role=["listed within its entry"])


def _party(
    key: str, name: str, aliases: Iterable[str], addresses: Iterable[str], country: str, notes: Iterable[str]
) -> Shape:
    return _shape(
        key, "LegalEntity", name=[name], alias=list(aliases), address=list(addresses), country=[country],
        topics=["export.control"], notes=list(notes),
    )  # fmt: skip


def _shape(key: str, schema: str, **properties: list[str]) -> Shape:
    filled = {name: kept for name, values in properties.items() if (kept := [v for v in values if v])}
    return {"id": key, "schema": schema, "properties": filled, "datasets": [], "referents": []}
