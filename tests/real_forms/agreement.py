"""Whether a reading gives back what went into a generated rule, by whichever rendition it was read."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from datetime import date
from itertools import zip_longest

from monitor.model import SUPPLEMENT, Amendment, Entry, Operation, Rule, Verdict
from monitor.text.names import fold
from tests.real_forms.generator import Document, Item
from tests.real_forms.generator_citations import cited
from tests.real_forms.generator_instructions import groups
from tests.real_forms.generator_items import MARK, Cited
from tests.real_forms.generator_names import called

OTHER_SUPPLEMENTS = {"": {}, "7": {"7": 2}, "6": {"6": 3}}


def wrong(document: Document, rule: Rule, rendition: str = "xml") -> str:
    """What is wrong with a reading of ``document``; "" for nothing."""
    odd = document.odd
    left = [a for a in rule.amendments if a.supplement == SUPPLEMENT]
    pairs: list[tuple[Item, Amendment]] = []
    for item in document.items:
        found = next((a for a in left if _same(document, item, a)), None)
        if found is not None:
            left.remove(found)
            pairs.append((item, found))
        elif item is not odd:
            return f"missing {item.operation} {item.country}: {item.name}; extra {[(a.operation.value, a.country, a.name) for a in left][:3]}"
    if odd is not None and all(item is not odd for item, _ in pairs):
        left = [a for a in left if a.operation is not Operation.UNREADABLE and a.country != odd.country]
    if left:
        return f"extra {[(a.operation.value, a.country, a.name) for a in left][:3]}"
    for item, amendment in pairs:
        if item is not odd and (
            said := wrong_words(item, amendment) or wrong_entry(document, item, amendment, rendition)
        ):
            return said
    if rule.verdict is not Verdict.VERIFIED and odd is None:
        return f"{rule.verdict.value}: {[c for c in rule.checks if not c.agrees]} {rule.problems}"
    others = Counter(rule.other_supplements)
    others.update(str(a.supplement) for a in rule.amendments if a.supplement != SUPPLEMENT)
    if document.style.correction == "none" and others != OTHER_SUPPLEMENTS[document.style.other_parts]:
        return f"other supplements: {others}"
    return wrong_dates(document, rule)


def _same(document: Document, item: Item, amendment: Amendment) -> bool:
    """Whether an amendment does what ``item`` does, under any of the names that the document has for the party."""
    names = {fold(n) for n in (item.name, item.old_name, called(document.style, item))} - {""}
    return (amendment.operation.value, amendment.country) == (item.operation, item.country) and fold(
        amendment.name
    ) in names


def wrong_words(item: Item, amendment: Amendment) -> str:
    """What is wrong with the words of a move, or of a revision that only words give."""
    if item.to_country and item.to_country not in amendment.detail:
        return f"{item.name} moves to {item.to_country}: {amendment.detail!r}"
    if item.to_country and (amendment.entry is None or amendment.entry.country != item.to_country):
        return f"the entry of {item.name} does not stand under {item.to_country}"
    words = item.in_words.partition(" ")[2]
    return "" if fold(words) in fold(amendment.instruction) else f"{words!r} is not in the instruction of {item.name}"


def wrong_entry(document: Document, item: Item, amendment: Amendment, rendition: str) -> str:
    """What is wrong with the text, the terms and the parts of an entry."""
    entry = amendment.entry
    if amendment.operation is Operation.REMOVE or not item.lines:
        return "" if entry is None else f"{item.name} has no row, and an entry was read"
    if entry is None:
        return f"no entry of {item.name}"
    # Blanks mean nothing where every element stands in a line of its own.
    exact = rendition == "xml" and document.style.pretty != "mixed"
    if (entry.text if exact else fold(entry.text)) != (item.text if exact else fold(item.text or "")):
        return f"text of {item.name}: {entry.text!r}, not {item.text!r}"
    if fold(entry.name) != fold(item.name):
        return f"name of {item.name}: {entry.name!r}"
    if sorted(entry.footnotes) != sorted(item.footnotes):
        return f"footnotes of {entry.name}: {entry.footnotes}, not {item.footnotes}"
    terms = (legal(entry.license_requirement), legal(entry.license_review_policy))
    if terms != (legal(item.requirement), legal(item.policy)):
        return f"terms of {entry.name}: {entry.license_requirement} / {entry.license_review_policy}"
    cites = [(c.volume, c.page, c.date) for c in entry.citations]
    if not same_citations(cites, cited(document.style, item)):
        return f"citations of {entry.name}: {cites}"
    return wrong_parts(document, item, entry)


def same_citations(found: Sequence[Cited], wanted: Sequence[Cited]) -> bool:
    """Whether the same is cited; a date that the document leaves open may be filled in."""
    return len(found) == len(wanted) and all(
        f[:2] == w[:2] and w[2] in (None, f[2]) for f, w in zip(found, wanted, strict=True)
    )


def legal(text: str) -> str:
    """A requirement or policy without marks and section signs, however they are typed."""
    text = re.sub(f"{MARK}\\d{MARK}", "", text).replace("[deg]", " ").replace("°", " ")
    return fold(re.sub(r"§+|\bSec\.|\bSections?\b", " ", text))


def wrong_parts(document: Document, item: Item, entry: Entry) -> str:
    """What is wrong with aliases, addresses and affiliated parties, as far as the print tells one from the other."""
    if (
        item.affiliated
        and document.style.alias_lines != "run on"
        and [fold(s.name) for s in entry.sub_entities] != [fold(n) for n in item.affiliated]
    ):
        return f"affiliated with {entry.name}: {[s.name for s in entry.sub_entities]}, not {item.affiliated}"
    if document.style.alias_lines == "run on" or (item.affiliated and not item.apart):
        return ""  # where aliases and address run on, no mark parts the last alias from the address
    found = ([fold(a) for a in entry.aliases], [fold(a) for a in entry.addresses])
    wanted = ([fold(a) for a in item.aliases], [fold(a) for a in item.addresses])
    if not item.apart:
        return (
            ""
            if "".join(wanted[1]) in "".join(found[1]) or not item.aliases or found[0][:-1] == wanted[0][:-1]
            else f"parts of {entry.name}: {entry.aliases} {entry.addresses}"
        )
    return "" if found == wanted else f"parts of {entry.name}: {entry.aliases} {entry.addresses}"


def wrong_dates(document: Document, rule: Rule) -> str:
    """What is wrong with the days on which the rule and its amendments take effect, or from which it applies.

    An XML may not tell the day of its publication.
    """
    kind = document.style.dates
    expected = {date(2030, 1, 3), rule.publication_date} if kind == "publication" else {date(2030, 1, 2)}
    if rule.effective_on not in expected:
        return f"effective on {rule.effective_on}, not {expected}"
    items = groups(document.items)[0].items
    first = {
        (i.operation, i.country, fold(n)) for i in items for n in (i.name, i.quoted_name, called(document.style, i))
    }
    later = document.style.levels != "own regtext"  # else the rest stands in further instructions
    for amendment in (a for a in rule.amendments if a.supplement == SUPPLEMENT):
        postponed = kind == "by instruction" and (
            later or (amendment.operation.value, amendment.country, fold(amendment.name)) in first
        )
        if amendment.effective_on not in ({date(2030, 1, 14)} if postponed else expected):
            return f"{amendment.name} effective on {amendment.effective_on}"
        if amendment.applicable_from != (date(2029, 12, 3) if kind == "applicable" else None):
            return f"{amendment.name} applicable from {amendment.applicable_from}"
    return ""


def differences(one: Rule, other: Rule, *, odd: Item | None = None) -> str:
    """What two readings of one document, by different renditions, tell differently; "" for nothing.

    The ``odd`` item may be read by one alone where the other doubts the rule for it.
    """
    doubted = odd if Verdict.CONFLICTING in (one.verdict, other.verdict) else None
    first, second = (
        [_told(a) for a in sorted(rule.amendments, key=_key) if doubted is None or fold(a.name) != fold(doubted.name)]
        for rule in (one, other)
    )
    return "; ".join(f"{a} by the XML, {b} by the text" for a, b in zip_longest(first, second) if a != b)


def _key(amendment: Amendment) -> tuple[str, str, str]:
    return amendment.country, amendment.operation.value, fold(amendment.name)


def _told(amendment: Amendment) -> tuple[object, ...]:
    entry = amendment.entry
    if entry is None:
        return (*_key(amendment),)
    parts = (
        tuple(map(fold, entry.aliases)),
        tuple(map(fold, entry.addresses)),
        tuple(fold(s.name) for s in entry.sub_entities),
    )
    return (
        *_key(amendment),
        fold(entry.text),
        *parts,
        legal(entry.license_requirement),
        legal(entry.license_review_policy),
        entry.citations,
        entry.footnotes,
    )
