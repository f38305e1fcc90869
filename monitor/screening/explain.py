"""Why a party may be an entry: in what the two agree, and in what they differ."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from monitor.model import Entry, WatchedParty
from monitor.screening.compare import Similarity
from monitor.screening.identifiers import NO_EVIDENCE, Evidence, Identifier
from monitor.screening.names import Name
from monitor.screening.readings import Reading
from monitor.text.countries import agreement, countries_agree

MOST = 1000
"""No explanation of a hostile address is longer."""


def explain(
    watch: WatchedParty, ours: Reading, entry: Entry, theirs: Name, kind: str, within: str, similarity: Similarity,
    written: str, evidence: Evidence = NO_EVIDENCE,
) -> str:  # fmt: skip
    """Which listed text is like which of the party's (``written``: the name, or an alias), and two lists: in what they agree,
    and in what they differ."""
    equal = not (similarity.nearly or similarity.only_first or similarity.only_second)
    said = "Same" if equal else "Similar"
    what = f"name of a party within the entry of \u201c{entry.name}\u201d" if within else kind
    alias = f", like your alias {_quoted(written)} of {_quoted(watch.name)}" if written != watch.name else ""
    agrees = [] if equal else [_quoted(word) for word in similarity.same]
    agrees += [f"acronym ({_quoted(similarity.acronym.upper())})"] if similarity.acronym else []
    agrees += _country_agrees(watch, entry)
    agrees += [f"{evidence.same.kind} {_quoted(evidence.same.text)}"] if evidence.same else []
    differs = [f"{_quoted(' '.join(ours.left_off))} (yours)"] if ours.left_off else []
    differs += _differences(watch, ours.name, entry, theirs, similarity)
    if evidence.other:
        mine, listed = evidence.other
        differs.append(f"{listed.kind} ({_quoted(mine)} yours, {_quoted(listed.text)} listed)")
    return f"{said} {what}: {_quoted(theirs.text)}{alias}.{_list('Agrees in', agrees)}{_list('Differs in', differs)}"


def explain_address(entry: Entry, text: str) -> str:
    """Which address of the entry is that of the party."""
    whose = "on the list as such" if entry.name.startswith("Address") else f"of the entry \u201c{entry.name}\u201d"
    said = (
        f"Same address: {_quoted(text)}, {whose} ({entry.country}).{_list('Agrees in', ['building', 'street', 'town'])}"
    )
    return said if len(said) <= MOST else f"{said[:MOST]}\u2026"


def explain_identifier(watch: WatchedParty, entry: Entry, same: Identifier) -> str:
    """Which number of the entry is the party's, whose name is another."""
    differs = [f"name ({_quoted(watch.name)} yours, {_quoted(entry.name)} listed)", *_other_country(watch, entry)]
    said = f"Same {same.kind}: {_quoted(same.text)}, of the entry {_quoted(entry.name)} ({entry.country})."
    return f"{said}{_list('Agrees in', _country_agrees(watch, entry))}{_list('Differs in', differs)}"


def _list(title: str, items: Iterable[str]) -> str:
    said = ", ".join(items)
    return f" {title}: {said}." if said else ""


def _country_agrees(watch: WatchedParty, entry: Entry) -> Iterator[str]:
    if countries_agree(watch.country, entry.country):
        why = agreement(watch.country, entry.country)
        yield f"country (yours {watch.country}, listed {entry.country}: {why})" if why else "country"


def _differences(watch: WatchedParty, ours: Name, entry: Entry, theirs: Name, similarity: Similarity) -> Iterator[str]:
    yield from (f"spelling ({_quoted(mine)} yours, {_quoted(listed)} listed)" for mine, listed in similarity.nearly)
    if not similarity.acronym:
        yield from (f"{_quoted(word)} (yours)" for word in similarity.only_first)
        yield from (f"{_quoted(word)} (listed)" for word in similarity.only_second)
    words = similarity.nearly or similarity.only_first or similarity.only_second
    forms = sorted(ours.forms) != sorted(theirs.forms)
    if forms:
        yield "legal form"
    if not words and not forms and ours.words != theirs.words:
        yield "word order" if sorted(ours.words) == sorted(theirs.words) else "spacing"
    yield from _other_country(watch, entry)


def _other_country(watch: WatchedParty, entry: Entry) -> Iterator[str]:
    if countries_agree(watch.country, entry.country) is False:
        yield f"country (yours {watch.country}, listed {entry.country})"


def _quoted(text: str) -> str:
    return f"\u201c{text}\u201d"
