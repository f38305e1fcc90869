"""Why a party may be an entry, in a sentence."""

from __future__ import annotations

from monitor.model import Entry, WatchedParty
from monitor.screening.compare import Similarity
from monitor.screening.names import Name
from monitor.screening.readings import Reading
from monitor.text.countries import agreement, countries_agree
from monitor.text.sentences import listed

MOST = 1000
"""No explanation of a hostile address is longer."""


def explain(
    watch: WatchedParty, ours: Reading, entry: Entry, theirs: Name, kind: str, within: str, similarity: Similarity,
    written: str,
) -> str:  # fmt: skip
    """Which text is like which of the user's (``written``: the name, or an alias), and in what they differ: legal form, words,
    spelling, country."""
    what = f"{kind} \u201c{theirs.text}\u201d"
    if within:
        what = f"\u201c{theirs.text}\u201d, a party within the entry of \u201c{entry.name}\u201d,"
    but = _differences(watch, ours.name, entry, theirs, similarity)
    if ours.left_off:
        but.insert(0, f"your \u201c{' '.join(ours.left_off)}\u201d")
    equal = not (similarity.nearly or similarity.only_first or similarity.only_second)
    said = "equals" if equal else "is like"
    why = agreement(watch.country, entry.country) if watch.country else ""
    agrees = f"; your country, {watch.country}, agrees with {entry.country}: {why}" if why else ""
    alias = f", an alias of \u201c{watch.name}\u201d," if written != watch.name else ""
    return f"{what} {said} your \u201c{written}\u201d{alias}" + (f" but for {listed(but)}" if but else "") + agrees


def explain_address(watch: WatchedParty, entry: Entry, text: str) -> str:
    """Which address of the entry is that of the user's party."""
    whose = "on the list as such" if entry.name.startswith("Address") else f"an address of \u201c{entry.name}\u201d"
    said = f"your \u201c{watch.name}\u201d has building, street and town in common with \u201c{text}\u201d, {whose}"
    said += f" ({entry.country})"
    return said if len(said) <= MOST else f"{said[:MOST]}\u2026"


def _differences(watch: WatchedParty, ours: Name, entry: Entry, theirs: Name, similarity: Similarity) -> list[str]:
    said = [
        f"the spelling of \u201c{theirs_}\u201d (yours: \u201c{ours_}\u201d)" for ours_, theirs_ in similarity.nearly
    ]
    if similarity.only_first:
        said.append(f"your {_words(similarity.only_first)}")
    if similarity.only_second:
        said.append(f"its {_words(similarity.only_second)}")
    if sorted(ours.forms) != sorted(theirs.forms):
        said.append("the legal form")
    if not said and ours.words != theirs.words:
        said.append("the order of the words" if sorted(ours.words) == sorted(theirs.words) else "blanks")
    if countries_agree(watch.country, entry.country) is False:
        said.append(f"the country ({entry.country})")
    return said


def _words(words: tuple[str, ...]) -> str:
    return ", ".join(f"\u201c{word}\u201d" for word in words)
