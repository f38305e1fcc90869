"""A cross-check of the instructions' own words: every name that they print is one of an amendment.

A name without both quotation marks ends where a guess says; a row, the preamble's list or the local list bears it out, and
where a mark of the next name ends it, so does a count: no further name hides in it.
Whether a pair of marks stands around two names, too, only such a list can tell.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from monitor.model import Amendment, Check, Operation
from monitor.reading.rules.instructions import Instructions
from monitor.reading.rules.preamble import Listed
from monitor.reading.rules.quoted_entries import is_surely_one, several_names
from monitor.text.names import fold
from monitor.text.numbers import NUMBER, read_number

# Behind a quoted name: how many aliases its entry has. e.g. "\u201d, with five aliases"
_WITH_ALIASES = re.compile(rf"\u201d[,;]? with (?P<count>{NUMBER}) alias(?:es)?\b", re.IGNORECASE)

# Before the first name of several. e.g. "removing the entries for "
_PLURAL = re.compile(r"\b(?:entries|entities)\b[^\u201c\u201d;]{0,40}$", re.IGNORECASE)
_NEAR = 80
"""Letters before a name in which what leads to it stands."""
INSTRUCTION_WORDS = "words of the instructions"
"""The check that nothing in an instruction that may name a party was left out."""
_REVISED = ("entries revised", "preamble: entries revised")
_COUNTS_OF = {
    Operation.REMOVE: ("entries removed", "entities removed", "preamble: entries removed"),
    Operation.REVISE: _REVISED,
    Operation.CORRECT: _REVISED,
}
"""The counts of the rule that bear out how many names an instruction has."""
_ALL_READ = "every name is one of an amendment"


def check_instruction_words(
    instructions: Instructions,
    amendments: Sequence[Amendment],
    listed: Sequence[Listed],
    known: Callable[[str, str], bool] | None,
    compared: Sequence[Check] = (),
) -> Iterator[Check]:
    """The check that fails where something that the instructions print was not understood, or a name is a guess.

    ``compared`` are the other checks: a count that agrees bears names out.
    """
    odd = (
        *_left_out(instructions, amendments),
        *_guessed(instructions, amendments, listed, known, compared),
        *_other_aliases(amendments),
    )
    if said := "; ".join(dict.fromkeys(odd)):
        yield Check(INSTRUCTION_WORDS, _ALL_READ, said, agrees=False)


def _left_out(instructions: Instructions, amendments: Sequence[Amendment]) -> Iterator[str]:
    texts = [fold(text) for a in amendments for text in (a.name, a.entry.text if a.entry else "") if text]
    for loose in instructions.loose:
        if not loose.names or not any(fold(loose.names) in text for text in texts):
            yield loose.said


def _guessed(
    instructions: Instructions,
    amendments: Sequence[Amendment],
    listed: Sequence[Listed],
    known: Callable[[str, str], bool] | None,
    compared: Sequence[Check],
) -> Iterator[str]:
    """The names without a row whose limits are a guess and that no list has."""
    opened, every = (
        _Quotations.of(names) for names in (instructions.unmarked, instructions.unmarked + instructions.guessed)
    )
    told = {(item.country, fold(item.name)) for item in listed}
    counted = {o.text for o in instructions.items if o.count == len(o.names)}
    for a in amendments:
        if a.entry or not a.name or (a.country, fold(a.name)) in told or (known and known(a.country, a.name)):
            continue
        unmarked = opened if a.instruction in counted or _is_counted(a, compared) else every
        if any(not _is_told(name, a) for name in unmarked.beginning_with(fold(a.name))):
            yield f"\u201c{a.name}\u201d lacks a quotation mark"
        if a.operation is Operation.REMOVE and (several_names(a.name) or _are_entries(a, instructions)):
            yield f"\u201c{a.name}\u201d may be two names"


@dataclass(frozen=True, slots=True)
class _Quotations:
    """Quotations in the order of their folded words, so that those with one beginning stand together."""

    folded: list[str]
    printed: list[str]

    @classmethod
    def of(cls, names: Sequence[str]) -> _Quotations:
        pairs = sorted((fold(name), name) for name in names)
        return cls([key for key, _ in pairs], [name for _, name in pairs])

    def beginning_with(self, key: str) -> Iterator[str]:
        for at in range(bisect_left(self.folded, key), len(self.folded)):
            if not self.folded[at].startswith(key):
                return
            yield self.printed[at]


def _is_told(quotation: str, amendment: Amendment) -> bool:
    """Whether a quotation that lacks a mark is one entry, whole, by its own words: so its name is no guess."""
    lead = amendment.instruction.partition(f"\u201c{quotation}")[0][-_NEAR:]
    alone = _PLURAL.search(lead) is not None and "\u201c" not in amendment.instruction.partition(quotation)[2]
    return is_surely_one(quotation) and not alone


def _are_entries(amendment: Amendment, instructions: Instructions) -> bool:
    """Whether an instruction speaks of "the entries" and quotes one name with an "and" in it: maybe two parties."""
    if " and " not in amendment.name:
        return False
    quoted = f"\u201c{amendment.name}"
    lead = amendment.instruction.partition(quoted)[0][-_NEAR:]
    alone = any(o.text == amendment.instruction and o.names == (amendment.name,) for o in instructions.items)
    return alone and _PLURAL.search(lead) is not None


def _is_counted(amendment: Amendment, compared: Sequence[Check]) -> bool:
    """Whether the rule counts as many of its kind as there are."""
    counts = _COUNTS_OF.get(amendment.operation, ())
    return any(c.check in counts and c.agrees for c in compared)


def _other_aliases(amendments: Sequence[Amendment]) -> Iterator[str]:
    """Entries that have another number of aliases than the instruction says of them."""
    for a in amendments:
        for match in _WITH_ALIASES.finditer(a.instruction) if a.entry else ():
            named = a.instruction[: match.start()].rpartition("\u201c")[2]
            found = len(a.entry.aliases) if a.entry else 0
            if fold(named) == fold(a.name) and read_number(match["count"]) != found:
                yield f"\u201c{a.name}\u201d is said to have {match['count']} aliases, and its row lists {found}"
