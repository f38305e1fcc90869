"""The terms of lists that print none beside their entries: the same for each of them, in the words of the sections.

Source: 15 CFR 744.15(a) and (b), 740.2(a)(17), 744.21(a), (c) and (e), and the introduction of Supplement No. 7, as the
eCFR has them on 2026-07-18.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from monitor.model import Entry, ListName


@dataclass(frozen=True, slots=True)
class ListTerms:
    """What holds for every party on a list."""

    requirement: str
    policy: str


LIST_TERMS = {
    ListName.MILITARY_END_USER: ListTerms(
        "For items subject to the EAR listed in supplement no. 2 to part 744; no license exceptions but GOV under "
        "§ 740.11(b)(2)(i)-(ii). (See § 744.21 of the EAR)",
        "Presumption of denial. (See § 744.21(e) of the EAR)",
    ),
    ListName.UNVERIFIED: ListTerms(
        "A UVL statement before any export, reexport or transfer (in-country) that needs no license; no license exceptions. "
        "(See §§ 744.15 and 740.2(a)(17) of the EAR)",
        "Not applicable: the list adds no license requirement.",
    ),
}


def with_list_terms(entry: Entry) -> Entry:
    """The entry with the terms of its list, where the list prints none beside its entries."""
    terms = LIST_TERMS.get(entry.list)
    if terms is None:
        return entry
    return replace(entry, license_requirement=terms.requirement, license_review_policy=terms.policy)
