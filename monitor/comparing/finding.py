"""Entries found by their names: what is searched of an entry, whom a name names, and which names are near it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from monitor.comparing.evidence import same_numbers
from monitor.model import Entry
from monitor.text.names import fold, telling_words, without_acronym

_LONGEST = 400
"""Characters of an instruction that a sentence about it shows."""

LIKE = 75.0
"""Percent (rapidfuzz ratio of the folded texts) from which a name is offered as a near one."""
NEAR = 87.0
"""The same where a rule means an entry that is not on the list. At 70, every second name of the list has another party's
name this near under its destination; at 87, with the same numbers, one in thirteen."""

SHARED = 80.0
"""The same of two words that are one word, in singular and plural or misspelled."""


def searched_texts(entry: Entry) -> Iterator[tuple[str, str]]:
    """What is searched of an entry, in the order of the search: the kind of each text, and the text."""
    yield "name", entry.name
    for alias in entry.aliases:
        yield "alias", alias
    for sub in entry.sub_entities:
        for name in (sub.name, *sub.aliases):
            yield "sub-entity", name
    for address in entry.addresses:
        yield "address", address


def named(entries: Iterable[Entry], name: str) -> list[Entry]:
    """The entries that ``name`` names: by their name, else but for an acronym in brackets, else by an alias or
    sub-entity."""
    listed, key = list(entries), fold(name)
    if found := [e for e in listed if fold(e.name) == key]:
        return found
    if found := [e for e in listed if fold(without_acronym(e.name)) == fold(without_acronym(name))]:
        return found
    others = ("alias", "sub-entity")
    return [e for e in listed if any(kind in others and fold(text) == key for kind, text in searched_texts(e))]


def nearest(entries: Iterable[Entry], name: str, most: int = 5) -> list[str]:
    """Names and aliases spelt much like ``name``, the nearest first."""
    from rapidfuzz import fuzz, process  # noqa: PLC0415 - only where nothing was found

    names = {text: fold(text) for e in entries for kind, text in searched_texts(e) if kind != "address"}
    found = process.extract(fold(name), names, scorer=fuzz.ratio, limit=None, score_cutoff=LIKE)
    return [text for _, _, text in found if _tell_alike(text, name)][:most]


def near_names(name: str, names: Iterable[str], most: int = 3) -> list[str]:
    """Those of ``names`` that may be ``name`` spelt otherwise, the nearest first: numbers are the same, and :data:`NEAR`."""
    from rapidfuzz import fuzz, process  # noqa: PLC0415 - only where a rule does not fit

    folded = {one: fold(one) for one in names if same_numbers(one, name)}
    found = process.extract(fold(name), folded, scorer=fuzz.ratio, limit=None, score_cutoff=NEAR)
    return [one for _, _, one in found if _tell_alike(one, name)][:most]


def _tell_alike(first: str, second: str) -> bool:
    """Whether what is left of two names is alike too, without the words that they share: "Jazirah Aviation" and "Zigma
    Aviation" share nothing that tells one firm from another. "Alfa" is Alpha as it is spoken."""
    from rapidfuzz import fuzz  # noqa: PLC0415 - only where nothing was found

    ours, theirs = ([word.replace("ph", "f") for word in telling_words(name)] for name in (first, second))
    for word in tuple(ours):
        if shared := [one for one in theirs if fuzz.ratio(one, word) >= SHARED]:
            ours.remove(word)
            theirs.remove(max(shared, key=lambda one: fuzz.ratio(one, word)))
    return not ours or not theirs or fuzz.ratio("".join(ours), "".join(theirs)) >= LIKE


def it_reads(instruction: str) -> str:
    """ " It reads: “…”": the words of an instruction, for a person to read; the end of long ones is left out."""
    shown = instruction if len(instruction) <= _LONGEST else f"{instruction[:_LONGEST]}..."
    return f" It reads: \u201c{shown}\u201d" if instruction else ""


def quoted(names: Iterable[str]) -> str:
    """The names, each in quotation marks."""
    return ", ".join(f"\u201c{one}\u201d" for one in names)


def suggestion(entries: Iterable[Entry], name: str) -> str:
    """A sentence with the nearest names, a blank before it; "" where none is near."""
    like = nearest(entries, name)
    return f" Nearest: {quoted(like)}." if like else ""
