"""Orders and names that no row of the table answers: removals, moves, revisions in words, and what is missing."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace

from monitor.model import Amendment, Operation
from monitor.reading.rules.conservation import UNDECODED
from monitor.reading.rules.instructions import Instruction, Instructions
from monitor.reading.rules.preamble import Listed
from monitor.reading.rules.quoted_entries import name_on_list, several_names
from monitor.text.destinations import heading, headings
from monitor.text.names import fold
from monitor.text.quotes import quoted_name

NAMED_BY_PREAMBLE = "The instruction does not name it; the name is the preamble's."
IN_WORDS = "Given by the instruction alone."
# e.g. "On page 96836, in the second column"
_ON_PAGE = re.compile(r"\bon\s+page\s+[0-9]", re.IGNORECASE)
# e.g. "in the entry for"
_NAMES_ENTRY = re.compile(r"\bentr(?:y|ies)\b", re.IGNORECASE)
_NO_PARTY = "What the instruction quotes is no party's name; which entries it removes could not be read."
# What stands under a destination that has no entries. e.g. "[Reserved]"
_RESERVED = re.compile(r"\s*[\[(]reserved[\])]\s*", re.IGNORECASE)
# A heading over entries. e.g. "The following eight subordinate institutions of Big Corp"
_GROUP = re.compile(r"\s*the\s+following\b", re.IGNORECASE)
_BY_PAGE = "The instruction names a page of the rule that it corrects, and not the entry."
_WHOLE = "The instruction takes a destination off the list; which entries stand under it could not be read."
_UNQUOTED = "The instruction speaks of entries that it does not quote; which they are could not be read."


@dataclass(slots=True)
class WithoutRow:
    """Makes amendments of names and instructions without a row; ``problems`` and ``conflicts`` say what was odd about them."""

    instructions: Sequence[Instruction]
    listed: Sequence[Listed]
    known: Callable[[str, str], bool] | None
    has_table: bool
    problems: list[str] = field(default_factory=list)
    conflicts: list[str] = field(default_factory=list)

    def of_name(self, n: int, name: str) -> Iterator[Amendment]:
        """What an instruction does to a party that it names."""
        instruction = self.instructions[n]
        if instruction.operation is Operation.REMOVE and self._is_destination(name):
            yield from self._of_destination(instruction, heading(name))
            return
        if _RESERVED.fullmatch(name):
            return  # no party: the place is kept for a destination without entries
        if not fold(name) or _GROUP.match(name):
            self.conflicts.append(f"The instruction quotes \u201c{name}\u201d, which is no party's name.")
            place = instruction.countries[0] if instruction.countries else ""
            yield Amendment(Operation.UNREADABLE, place, "", None, instruction.text, _NO_PARTY)
            return
        country = instruction.countries[0] if instruction.countries else self._on_list(name)
        if instruction.operation is Operation.REMOVE and len(instruction.countries) > 1:
            yield from self._under_several(instruction, name)
            return
        if len(instruction.countries) != 1:
            self._without_destination(instruction, name, country)
        elif not heading(country) and not (self.known and self.known(country, name)):
            self.conflicts.append(
                f"The instruction puts \u201c{name}\u201d under {country}, which is no known destination."
            )
        if (
            instruction.operation is Operation.REMOVE
            and name in instruction.unquoted
            and not self._is_told(country, name)
        ):
            yield Amendment(Operation.UNREADABLE, country, "", None, instruction.text, _UNQUOTED)
            return
        several = several_names(name) if instruction.operation is Operation.REMOVE else []
        if several and not self._is_told(country, name):
            self.conflicts.append(
                f"The instruction quotes \u201c{name}\u201d, which is taken for {len(several)} names."
            )
            for one in several:
                yield Amendment(instruction.operation, country, one, None, instruction.text)
            return
        if UNDECODED in name:
            self.conflicts.append(f"The instruction's name \u201c{name}\u201d has lost letters.")
        detail = self._detail(instruction, country, name)
        if self.known is not None:
            known = self.known
            name = name_on_list(name, lambda one: known(country, one))
        yield Amendment(instruction.operation, country, name, None, instruction.text, detail)

    def _is_destination(self, name: str) -> bool:
        """Whether a quoted name is a destination's, and no party's that the local list has (“IRAQ”)."""
        return heading(name) != "" and not self._on_list(name)

    def _of_destination(self, instruction: Instruction, place: str) -> Iterator[Amendment]:
        """All that stands under a destination is removed: what the preamble lists there, else what could not be read."""
        whole = replace(instruction, countries=(place,), count=None, prints_more=False)
        named = removed_by_preamble(whole, self.instructions, self.listed)
        yield from (removal_by_preamble(instruction, item) for item in named)
        if not named:
            yield Amendment(Operation.UNREADABLE, place, "", None, instruction.text, _WHOLE)

    def _on_list(self, name: str) -> str:
        """The only destination under which the local list has a party of this name; "" without a list, or for several."""
        known = self.known
        places = [place for place in headings() if known(place, name)] if known else []
        return places[0] if len(places) == 1 else ""

    def _without_destination(self, instruction: Instruction, name: str, country: str) -> None:
        """Tell of a party whose destination the instruction does not say, and doubt it where that leaves anything open.

        A correction says on which page of the rule the entry stands, so that it is of that entry and no other; a local list
        that has it nowhere, or more than once, casts doubt on that.
        """
        said = f"The instruction does not say under which destination \u201c{name}\u201d stands"
        if country:
            where = "" if instruction.countries else f"; the list has it under {country}"
            self.problems.append(f"{said}{where}.")
        elif self.known is None and _ON_PAGE.search(instruction.text):
            self.problems.append(f"{said}, only the page of the rule that it corrects.")
        else:
            self.conflicts.append(f"{said}.")

    def _is_told(self, country: str, name: str) -> bool:
        """Whether the preamble or the local list has a party of this name."""
        listed = any(item.country == country and fold(item.name) == fold(name) for item in self.listed)
        return listed or (self.known is not None and self.known(country, name))

    def _detail(self, instruction: Instruction, country: str, name: str) -> str:
        if instruction.operation is Operation.MOVE:
            if self.has_table:  # a rule with a table prints there what stands at the new place
                where = instruction.to_country or "another destination"
                self.conflicts.append(
                    f"The instruction moves \u201c{name}\u201d to {where}, but no row of the table gives it."
                )
            return (
                f"Moved to {instruction.to_country}." if instruction.to_country else "The rule does not say where to."
            )
        if instruction.in_words:
            return IN_WORDS
        if instruction.operation is Operation.REMOVE:
            return ""
        self.conflicts.append(
            f"The instruction names \u201c{name}\u201d ({country}), but no row of the table gives it."
        )
        return "The rule supplies no text for this entry."

    def _under_several(self, instruction: Instruction, name: str) -> Iterator[Amendment]:
        """One name is removed under each of the destinations; of several names the local list may tell where each is."""
        places = instruction.countries
        if len(instruction.names) > 1:
            places = tuple(place for place in places if self.known is not None and self.known(place, name))
        if not places:
            self.conflicts.append(f"The instruction does not say under which destination \u201c{name}\u201d stands.")
            places = instruction.countries[:1]
        for place in places:
            yield Amendment(Operation.REMOVE, place, name, None, instruction.text)

    def of_instruction(self, n: int) -> Iterator[Amendment]:
        """What an instruction does that names no party: removals as the preamble lists them; anything else is unreadable."""
        instruction = self.instructions[n]
        if instruction.names or instruction.whole_destination:
            return
        if instruction.operation is Operation.REMOVE and (
            named := removed_by_preamble(instruction, self.instructions, self.listed)
        ):
            for item in named:
                yield removal_by_preamble(instruction, item)
            return
        named_elsewhere = {(o.operation, o.countries) for o in self.instructions if o.names}
        if not instruction.bare or (instruction.operation, instruction.countries) in named_elsewhere:
            return
        if instruction.operation is not Operation.REMOVE and not instruction.countries:
            return  # "by adding the following entries:", which the paragraphs below it name
        for place in instruction.countries or ("",):
            yield Amendment(Operation.UNREADABLE, place, "", None, instruction.text, _UNQUOTED)


def removed_by_preamble(
    instruction: Instruction, instructions: Sequence[Instruction], listed: Sequence[Listed]
) -> list[Listed]:
    """The parties that the preamble lists as removed under its destinations and that none of ``instructions`` names.

    2017-20406: "By removing the entry for Australia" takes the destination's only entry off the list.
    """
    named = {(place, fold(name)) for o in instructions for name in o.names for place in o.countries}
    found = [
        item
        for item in listed
        if item.operation is Operation.REMOVE and item.country in instruction.countries
        and (item.country, fold(item.name)) not in named
    ]  # fmt: skip
    if instruction.prints_more:  # a name, maybe: another party's is none for it
        found = [item for item in found if fold(item.name) in fold(instruction.text)]
    return found if instruction.count in (None, len(found)) else []


def unread_amendments(instructions: Instructions, listed: Sequence[Listed]) -> Iterator[Amendment]:
    """The instructions that were not understood; where one removes a destination, what the preamble lists there is removed."""
    for instruction in instructions.unread:
        country = instruction.countries[0] if instruction.countries else ""
        if instruction.operation is Operation.REMOVE and (named := removed_by_preamble(instruction, (), listed)):
            yield from (removal_by_preamble(instruction, item) for item in named)
        else:
            by_page = _ON_PAGE.search(instruction.text) and not _NAMES_ENTRY.search(instruction.text)
            what = _BY_PAGE if by_page else "The instruction could not be understood."
            yield Amendment(Operation.UNREADABLE, country, "", None, instruction.text, what)


def removal_by_preamble(instruction: Instruction, item: Listed) -> Amendment:
    """The removal of a party that the preamble alone names; a full stop that ends its paragraph is not the name's."""
    return Amendment(Operation.REMOVE, item.country, quoted_name(item.name), None, instruction.text, NAMED_BY_PREAMBLE)
