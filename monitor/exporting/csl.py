"""The list as the Consolidated Screening List's CSV has it, column for column, for systems that load that."""

from __future__ import annotations

from collections.abc import Iterable

from monitor.exporting.identifiers import identified
from monitor.model import Entry, ListName
from monitor.rendering.csvrows import csv_text
from monitor.text.destinations import last_named
from monitor.text.iso import code_of

SOURCES = {
    ListName.ENTITY: "Entity List (EL) - Bureau of Industry and Security",
    ListName.MILITARY_END_USER: "Military End User (MEU) List - Bureau of Industry and Security",
    ListName.UNVERIFIED: "Unverified List (UVL) - Bureau of Industry and Security",
}
COLUMNS = (
    "_id", "source", "entity_number", "type", "programs", "name", "title", "addresses", "federal_register_notice",
    "start_date", "end_date", "standard_order", "license_requirement", "license_policy", "call_sign", "vessel_type",
    "gross_tonnage", "gross_registered_tonnage", "vessel_flag", "vessel_owner", "remarks", "source_list_url", "alt_names",
    "citizenships", "dates_of_birth", "nationalities", "places_of_birth", "source_information_url", "ids",
)  # fmt: skip


def render_csl(entries: Iterable[Entry]) -> str:
    """One row an entry. Parties within an entry stand among its ``alt_names``, where the screening list has them too."""
    return csv_text(COLUMNS, (_row(key, entry) for key, entry in identified(entries)))


def _row(key: str, entry: Entry) -> list[str]:
    days = sorted(c.date for c in entry.citations if c.date)
    inside = [name for sub in entry.sub_entities for name in (sub.name, *sub.aliases)]
    filled = {
        "_id": key,
        "source": SOURCES[entry.list],
        "name": entry.name,
        "addresses": _addresses(entry),
        "federal_register_notice": "; ".join(f"{c.volume} FR {c.page}" for c in entry.citations if c.page is not None),
        "start_date": days[0].isoformat() if days else "",
        "license_requirement": entry.license_requirement,
        "license_policy": entry.license_review_policy,
        "remarks": "; ".join(entry.cross_references),
        "alt_names": "; ".join(one.replace(";", ",") for one in dict.fromkeys((*entry.aliases, *inside))),
    }
    return [filled.get(column, "") for column in COLUMNS]


def _addresses(entry: Entry) -> str:
    """The addresses as printed, each with its country's ISO code behind it; an entry without any is the code alone."""
    return "; ".join(_address(address, entry.country) for address in entry.addresses or ("",))


def _address(address: str, country: str) -> str:
    """Addresses in Hong Kong keep its code: the list has them under China, the screening list has not."""
    place = "HONG KONG" if last_named(address) == "HONG KONG" else country
    return f"{address.replace(';', ',')}, {code_of(place)}".strip(", ")
