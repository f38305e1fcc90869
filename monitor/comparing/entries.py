"""Entry against entry: what differs in substance, and what only in print.

The eCFR is edited without any rule: 173 rows changed between 2026-03-25 and 2026-07-18, all in punctuation, breaks and
spacing. Case, spaces, punctuation, quotation marks, dashes, the order of aliases and addresses, bare re-citation and a
cell that was only cut differently are editorial; everything else is a revision.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from monitor.model import Entry, FieldChange, SubEntity
from monitor.text.names import fold
from monitor.text.remembered import remembered

# e.g. "Foo Ltd.; and"
_LIST_AND = re.compile(r"(?<=[;,])\s+and\b", re.IGNORECASE)


def field_changes(before: Entry, after: Entry) -> tuple[FieldChange, ...]:
    """The fields that differ in substance.

    For aliases, addresses, footnotes, cross-references and sub-entities ``before`` holds what was taken away and
    ``after`` what was added; for the other fields they hold the whole text.
    """
    if before == after:
        return ()
    changes = [
        *_text("country", before.country, after.country),
        *_party(before, after),
        *_text("license_requirement", before.license_requirement, after.license_requirement),
        *_text("license_review_policy", before.license_review_policy, after.license_review_policy),
        *_items("footnotes", [str(n) for n in before.footnotes], [str(n) for n in after.footnotes]),
    ]
    return tuple(changes)


def _party(before: Entry, after: Entry) -> list[FieldChange]:
    changes = [
        *_text("name", before.name, after.name),
        *_items("aliases", before.aliases, after.aliases),
        *_addresses(before.addresses, after.addresses),
        *_items("cross_references", before.cross_references, after.cross_references),
        *_items("sub_entities", _named(before.sub_entities), _named(after.sub_entities)),
    ]
    return [] if changes and _only_cut_differently(before, after) else changes


def same_cell(before: Entry, after: Entry) -> bool:
    """Whether both print one entity cell under one destination, though the reader may have cut it differently.

    A text that is the name alone tells nothing where the rest has columns of its own, as in BIS's CSV and the screening list.
    """
    return fold(before.country) == fold(after.country) and _only_cut_differently(before, after)


def _only_cut_differently(before: Entry, after: Entry) -> bool:
    words = _words(before.text)
    if words != _words(after.text):
        return False
    whole = [one for one in (before, after) if _words(one.name) == words]
    return not whole or (len(whole) == 1 and not (whole[0].aliases or whole[0].addresses))


@remembered(16384, longest=2000)
def _words(text: str) -> str:
    # The conjunctions of lists come and go between editions.
    return fold(_LIST_AND.sub("", text))


def _text(field: str, before: str, after: str) -> list[FieldChange]:
    if before == after or _words(before) == _words(after):
        return []
    return [FieldChange(field, before, after)]


def _items(field: str, before: Sequence[str], after: Sequence[str]) -> list[FieldChange]:
    if before == after:
        return []
    old, new = {fold(i) for i in before}, {fold(i) for i in after}
    if old == new:
        return []
    gone = tuple(i for i in before if fold(i) not in new)
    come = tuple(i for i in after if fold(i) not in old)
    return [FieldChange(field, gone, come)]


def _addresses(before: Sequence[str], after: Sequence[str]) -> list[FieldChange]:
    if before == after or _words(", ".join(before)) == _words(", ".join(after)):  # only a boundary moved
        return []
    return _items("addresses", before, after)


def _named(parties: Sequence[SubEntity]) -> list[str]:
    return ["; ".join((p.name, *p.aliases, *p.addresses)) for p in parties]
