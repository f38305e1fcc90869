"""What shows that two differently named or placed entries are one party.

Neither a name's similarity nor a shared place and rule suffices alone, and each rule below is here for real entries that
would be taken for one another without it. Measured on the list itself (tests/comparing/test_real_lists.py): of entries
with different names or destinations, three in a thousand find a party, and nearly all of those are one party listed twice.
"""

from __future__ import annotations

from dataclasses import dataclass

from monitor.comparing.entries import same_cell
from monitor.model import Entry
from monitor.text.names import fold, telling_words

ALIKE = 80.0
"""Percent (rapidfuzz ratio) at which the parts in which two names differ are one word spelt differently."""
_ACRONYM_LENGTH = 6
_PLACE_LENGTH = 14


@dataclass(frozen=True, slots=True)
class Traits:
    """What may identify an entry, as keys.

    ``places`` are its addresses with a number; a town alone ("Islamabad", "Al Bab, Syria") is shared by many.
    ``aliases`` leaves out acronyms: "MTC" and "KAI" are several firms'.
    ``cited`` holds volume and page of its citations, oldest first; their dates are not printed alike in every copy.
    """

    country: str
    name: str
    text: str
    aliases: frozenset[str]
    addresses: frozenset[str]
    places: frozenset[str]
    cited: tuple[tuple[int, int], ...]

    @classmethod
    def of(cls, entry: Entry) -> Traits:
        """The traits of ``entry``."""
        name = fold(entry.name)
        addresses = frozenset(fold(a) for a in entry.addresses)
        return cls(
            country=fold(entry.country),
            name=name,
            text=fold(entry.text),
            aliases=frozenset(key for a in entry.aliases if len(key := fold(a)) >= _ACRONYM_LENGTH) - {name},
            addresses=addresses,
            places=frozenset(a for a in addresses if len(a) >= _PLACE_LENGTH and any(map(str.isdigit, a))),
            cited=tuple(sorted({(c.volume, c.page) for c in entry.citations if c.page is not None})),
        )

    def marks(self) -> set[str]:
        """Marks of which one party's two entries share at least one."""
        return {self.text, self.name, *self.aliases, *self.places}

    def shares_history(self, other: Traits) -> bool:
        """Whether both were first listed by the same rule; renamed and moved entries keep that citation."""
        return self.cited[:1] == other.cited[:1] != ()


def evidence(before: Entry, old: Traits, after: Entry, new: Traits) -> float:
    """How strongly two entries are one party; 0 for not at all. Symmetric."""
    place = bool(old.places & new.places)
    history = old.shares_history(new)
    # The old name lives on as an alias: the usual form of a renaming.
    handed_on = old.name in new.aliases or new.name in old.aliases
    if old.country != new.country:
        return 2.0 + place + history if (old.name == new.name or handed_on) and _has_moved(old, new, place) else 0.0
    if same_cell(before, after):
        return 6.0
    if handed_on:
        return 3.0 + place + history
    if old.aliases & new.aliases and (place or history):
        return 2.0 + place + history
    # People and firms of one rule share an address (77 FR 61256: "Igor Samusev" and "ProExCom" in one Moscow flat):
    # place and history together say only that one rule listed both. The names must be alike besides.
    if place and alike(before.name, after.name):
        return 1.0 + history + _similarity(before.name, after.name) / 101
    return 0.0


def _has_moved(old: Traits, new: Traits, place: bool) -> bool:
    """Whether one party went from one destination to another.

    A party listed under several has the same name, aliases and first citation under each (Dart Aviation: France, Iran,
    Senegal, United Kingdom; I JET GLOBAL DMCC: Spain, Syria, U.A.E.). What moves keeps its address, as all of Hong Kong
    did when it came under China (85 FR 83769), or its citations with the moving rule's added.
    """
    one, other = set(old.cited), set(new.cited)
    unchanged = old.addresses == new.addresses and one == other
    return place or unchanged or (bool(one and other) and (one < other or other < one))


def alike(one: str, other: str) -> bool:
    """Whether two names are one name spelt differently.

    Only where they differ counts: "China Electronics Technology Group Corporation 13th Research Institute" and
    "... 55th Research Institute" are 97 % alike and two institutes, as are "Avia Group LLC" and "Avia Group Nord LLC".
    Their numbers must agree, and no word may be on one side alone.
    """
    old, new = list(telling_words(one)), list(telling_words(other))
    if _numbers(old) != _numbers(new):
        return False
    if sorted(old) == sorted(new):
        return True
    while old and new and old[0] == new[0]:
        del old[0], new[0]
    while old and new and old[-1] == new[-1]:
        del old[-1], new[-1]
    return _similarity(" ".join(old), " ".join(new)) >= ALIKE


def same_numbers(one: str, other: str) -> bool:
    """Whether two names have the same numbers: "13th Research Institute" and "55th Research Institute" are two."""
    return _numbers(list(telling_words(one))) == _numbers(list(telling_words(other)))


def _numbers(words: list[str]) -> list[str]:
    return sorted(w for w in words if any(map(str.isdigit, w)))


def _similarity(one: str, other: str) -> float:
    from rapidfuzz import fuzz  # noqa: PLC0415 - only where entries are left unpaired

    return float(fuzz.ratio(fold(one), fold(other)))
