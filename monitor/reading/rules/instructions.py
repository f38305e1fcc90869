"""What the amendatory instructions say, by destination.

Instructions come by name, by count, in one sentence, in levels, in the gerund and the imperative. They are read as a
stream of tokens (verb, destination, count, noun, quotation, supplement) with the context of the levels above:

    2. Supplement No. 4 to part 744 is amended by:
    a. Under CHINA, PEOPLE'S REPUBLIC OF:                                       destination for i. and ii.
    i. Adding in alphabetical order entries for “A;” and “B;”                   add A, B
    ii. Revising the entry for “C;” by removing the address “...”               revise C, in words only

A noun decides what a verb works on: an entry, or a part of one (alias, address, requirement), which is a revision of
the entry named with it. What is meant for the supplement's own text (footnotes, headings) goes to ``notes``.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from monitor.model import SUPPLEMENT, SUPPLEMENTS, Operation
from monitor.reading.rules.destination_instructions import removed_destinations, renamed_destination
from monitor.reading.rules.levels import InstructionItem, build_tree
from monitor.reading.rules.loose_words import Loose, is_left_out, loose_in
from monitor.reading.rules.named_groups import NamedGroup
from monitor.reading.rules.scan_state import OTHER_TEXT, ScanContext
from monitor.reading.rules.scanning import Scan
from monitor.reading.rules.tokens import speaks_of_entries
from monitor.reading.rules.unmarked_names import Unmarked, mask_unmarked, with_double_marks
from monitor.text.clean import one_line
from monitor.text.numbers import is_number
from monitor.text.quotes import CLOSE, OPEN, mask_quotes, unmask


@dataclass(frozen=True, slots=True)
class Instruction:
    """One instruction. ``countries`` is empty where it names none, ``count`` None where it counts none.

    ``in_words`` says that the revision is given by the instruction alone, with no row in a table. ``paragraph`` is the
    index of the paragraph it stands in, ``number`` that of the instruction ("13."), None where it has none.
    ``to_country`` is where an entry is moved to, and with ``whole_destination`` what a destination is renamed to. A
    ``bare`` one speaks of entries that it neither quotes nor counts: only rows can say which. One that ``prints_more`` has
    words, maybe a name, of which nothing was made; ``also`` are other supplements for which it says the same;
    ``unmarked`` are those of its names that lack a quotation mark, and ``unquoted`` those that it prints without any.
    """

    operation: Operation
    supplement: int
    countries: tuple[str, ...]
    names: tuple[str, ...]
    count: int | None
    text: str
    paragraph: int
    in_words: bool = False
    to_country: str = ""
    whole_destination: bool = False
    bare: bool = False
    number: int | None = None
    prints_more: bool = False
    unmarked: tuple[str, ...] = ()
    unquoted: tuple[str, ...] = ()
    also: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class OwnText:
    """A sentence about an instruction that concerns a supplement but no entry of it, or only how its table looks."""

    said: str
    supplement: int
    is_layout: bool = False


@dataclass(frozen=True, slots=True)
class Instructions:
    """All instructions of a rule; ``notes`` are about those that concern a list, but no entry.

    ``unmarked`` are the names whose quotation marks open and do not close, ``guessed`` those that a mark of another
    quotation closes or opens; ``loose`` is what the instructions print and nothing was made of.
    """

    items: tuple[Instruction, ...]
    notes: tuple[OwnText, ...] = ()
    unread: tuple[Instruction, ...] = ()
    unmarked: tuple[str, ...] = ()
    guessed: tuple[str, ...] = ()
    loose: tuple[Loose, ...] = ()

    @property
    def remarks(self) -> tuple[str, ...]:
        """What the notes say, of how a table looks nothing."""
        return tuple(note.said for note in self.notes if not note.is_layout)

    def about(self, supplement: int) -> Instructions:
        """Those that are about one supplement; what one says of several at once is said of each."""
        own = tuple(
            o if o.supplement == supplement else replace(o, supplement=supplement)
            for o in self.items
            if supplement in (o.supplement, *o.also)
        )
        return replace(
            self,
            items=own,
            notes=tuple(note for note in self.notes if note.supplement == supplement),
            unread=tuple(o for o in self.unread if o.supplement == supplement),
            loose=tuple(one for one in self.loose if one.supplement == supplement),
        )


def read_instructions(paragraphs: Sequence[str], supplement: int = OTHER_TEXT) -> Instructions:
    """Instructions from the texts of the amendatory paragraphs, in document order.

    ``supplement`` is what the instructions are about until they say it themselves.
    """
    unmarked = Unmarked()
    masked, quotes = _mask_all([_SIGNATURE.sub("", one_line(p)) for p in paragraphs], unmarked)
    found = _Collector(quotes, unmarked)
    context = ScanContext(supplement)
    for root in build_tree(masked):
        goes_on = not root.marker and _NAMES_ALONE.fullmatch(root.text) is not None
        above = replace(found.last, subjects=()) if goes_on else context
        if root.marker:
            above = ScanContext(_goes_on_about(root, found.last, supplement), number=_number(root.marker))
        context = found.read(root, above)
    return Instructions(
        tuple(_joined(found.items)),
        tuple(found.notes),
        tuple(found.unread),
        tuple(unmarked.opened),
        tuple(unmarked.guessed),
        tuple(found.loose),
    )


def _goes_on_about(root: InstructionItem, last: ScanContext, supplement: int) -> int:
    """The supplement of an instruction that names none: that of the one before it, if it speaks of entries."""
    return (last.supplement or supplement) if speaks_of_entries(_whole(root)) else supplement


def _whole(item: InstructionItem) -> str:
    """The text of an item and of all levels below it."""
    return " ".join((item.text, *map(_whole, item.children)))


def _number(marker: str) -> int | None:
    digits = marker.strip("().")
    return int(digits) if is_number(digits) else None


def _joined(instructions: Sequence[Instruction]) -> list[Instruction]:
    """Several levels that revise one entry in words are one revision: "a. removing the alias ...; b. adding ..."."""
    joined: list[Instruction] = []
    for instruction in instructions:
        last = joined[-1] if joined else None
        if last and last.in_words and instruction.in_words and _about(last) == _about(instruction):
            joined[-1] = replace(last, text=f"{last.text} {instruction.text}")
        else:
            joined.append(instruction)
    return joined


def _about(instruction: Instruction) -> tuple[tuple[str, ...], tuple[str, ...]]:
    return instruction.countries, instruction.names


def _mask_all(paragraphs: list[str], unmarked: Unmarked) -> tuple[list[str], list[str]]:
    """The paragraphs with their quotations masked, numbered through, and the quotations."""
    quotes: list[str] = []
    masked = []
    for paragraph in paragraphs:
        text, found = mask_quotes(with_double_marks(paragraph), unmarked.guessed)
        before = len(quotes)
        text = _MASK.sub(lambda m, before=before: f"{OPEN}{int(m[1]) + before}{CLOSE}", text)  # type: ignore[misc]
        quotes += found
        masked.append(mask_unmarked(text, quotes, unmarked))
    return masked, quotes


# e.g. "removing \ue00012\ue001"
_MASK = re.compile(f"{OPEN}([0-9]{{1,6}}){CLOSE}")
# Who signs the rule, right behind the last instruction. e.g. "; Matthew S. Borman, Deputy Assistant Secretary for Export"
_SIGNATURE = re.compile(
    r"(?<=[.;\u201d]) (?:[A-Z][\w.'\u2019-]{0,30} ){1,4}[A-Z][\w'\u2019-]{1,30}, (?:[A-Z][a-z]{1,20} ){0,4}Secretary\b.{0,200}$"
)
# A paragraph of nothing but names, below "adding entries for:". e.g. "\ue0001\ue001; and"
_NAMES_ALONE = re.compile(f"(?:{OPEN}[0-9]+{CLOSE}[\\s,;.]*(?:and\\b[\\s,;.]*)?)+")
# e.g. "The additions and revisions read as follows"
_READS = re.compile(r"^(?:The|These|This)\s[\w\s,()]*\breads?\s+as\s+follows", re.IGNORECASE)
# e.g. "footnote 2"
_LIST_TEXT = re.compile(
    r"\b(?:footnotes?|introductory text|heading|note|title|table of contents|paragraphs?)\b", re.IGNORECASE
)
# How a table's columns are called. e.g. "Revising the heading of the final column", "revising the column headings"
_LAYOUT = re.compile(
    r"\b(?:heading|title)s?\s+of\s+(?:the\s+)?(?:\w+\s+){0,3}columns?\b|\bcolumns?\s+(?:heading|title)s?\b",
    re.IGNORECASE,
)
# e.g. "should read"
_CORRECTED = re.compile(r"\bshould\s+read\b|\b(?:is|are)\s+corrected\b", re.IGNORECASE)
# What only leads to the instructions below it. e.g. "In rule FR Doc. 2024-28267 (89 FR 96830), make the following corrections:"
_ANNOUNCES = re.compile(
    r"\bmake\s+the\s+following\s+corrections?\b|\bfollowing\s+corrections?\s+(?:is|are)\s+made\b", re.IGNORECASE
)
_LONGEST_CONTEXT = 600


class _Collector:
    """Reads items with the context of the levels above them, and keeps the instructions in them."""

    def __init__(self, quotes: list[str], unmarked: Unmarked) -> None:
        self.quotes = quotes
        self.unmarked = unmarked
        self.items: list[Instruction] = []
        self.notes: list[OwnText] = []
        self.unread: list[Instruction] = []
        self.loose: list[Loose] = []
        self.last = ScanContext()

    def read(self, item: InstructionItem, above: ScanContext) -> ScanContext:
        """Read one item and the levels below it; returns the context that it leaves for what follows."""
        text = self.unmarked.as_printed(unmask(item.text, self.quotes))
        words = f"{above.text} {item.marker} {text}".strip()
        if renamed := renamed_destination(item.text, self.quotes):
            renaming = Instruction(
                Operation.MOVE, above.supplement or SUPPLEMENT, renamed[:1], (), None, words, item.paragraph
            )
            self.items.append(replace(renaming, to_country=renamed[1], whole_destination=True))
            if OPEN not in renamed[2] and not item.children:
                return above
            item = replace(item, text=renamed[2])  # "... and removing the entry for “X” under IRAN"
        scan, removed = self._scan(item, above)
        context = replace(scan.context(), text=words if len(words) < _LONGEST_CONTEXT else text)
        self.last = context
        if context.supplement in SUPPLEMENTS:
            self._without_destinations(removed, item, context, words)
        found = self._instructions(scan, item, context.supplement, words)
        if self.unmarked.names:
            found = [self._with_unmarked(o) for o in found]
        loose = loose_in(scan, item.text) if found and context.supplement in SUPPLEMENTS else ()
        if context.supplement == OTHER_TEXT and is_left_out(scan, item.text):
            self.loose.append(Loose(f"\u201c{item.marker} {text}\u201d speaks of entries, and of no list"))
        elif loose:
            self.loose += loose
            found = [replace(o, prints_more=True) for o in found]
        first_below = len(self.items)
        for child in item.children:
            self.read(child, context)
        if item.children:
            below = {(o.operation, o.countries) for o in self.items[first_below:]}
            found = [o for o in found if o.names or (o.operation, o.countries) not in below]
            self.items[first_below:first_below] = found
        elif found:
            self.items += found
        elif context.supplement in SUPPLEMENTS and item.text and not (removed or _READS.match(item.text)):
            self._without_entries(item, context, scan, words)
        return context

    def _scan(self, item: InstructionItem, above: ScanContext) -> tuple[Scan, tuple[str, ...]]:
        """What an item says of entries, and which destinations it takes off as a whole."""
        removed, left = removed_destinations(item.text, self.quotes)
        scan = Scan(above, self.quotes)
        scan.run(left if removed else item.text, has_levels_below=bool(item.children))
        return scan, removed

    def _with_unmarked(self, instruction: Instruction) -> Instruction:
        def among(printed: Sequence[str]) -> tuple[str, ...]:
            return tuple(name for name in instruction.names if any(one.startswith(name) for one in printed))

        return replace(instruction, unmarked=among(self.unmarked.names), unquoted=among(self.unmarked.bare))

    @staticmethod
    def _instructions(scan: Scan, item: InstructionItem, supplement: int, words: str) -> list[Instruction]:
        corrects = bool(_CORRECTED.search(item.text))

        def is_named_behind(group: NamedGroup) -> bool:
            """ "adding the following entries and revising the entry for “X” under IRAQ": Iraq is X's alone."""
            behind = scan.groups[scan.groups.index(group) + 1 :]
            return not group.countries and any(other.names and other.countries for other in behind)

        return [
            Instruction(
                operation=Operation.CORRECT if corrects and g.in_words else g.operation,
                supplement=supplement,
                countries=g.countries or (() if g.names or is_named_behind(g) else scan.countries),
                names=tuple(g.names),
                count=g.count,
                text=words,
                paragraph=item.paragraph,
                in_words=g.in_words,
                to_country=g.to_country,
                number=scan.above.number,
                also=scan.state.also,
                bare=not (g.names or item.children or (g.count is not None and g.operation is not Operation.REMOVE)),
            )
            for g in scan.groups
            if g.names or g.count is not None or not item.children
        ]

    def _without_destinations(
        self, removed: Sequence[str], item: InstructionItem, context: ScanContext, words: str
    ) -> None:
        for place in removed:
            said = f"The destination {place} is taken off the list: {words}"
            self.notes.append(OwnText(said, context.supplement))
            removal = Instruction(
                Operation.REMOVE, context.supplement, (place,), (), None, words, item.paragraph, bare=True
            )
            self.unread.append(replace(removal, number=context.number))

    def _without_entries(self, item: InstructionItem, context: ScanContext, scan: Scan, words: str) -> None:
        if _LIST_TEXT.search(item.text):
            said = f"The instruction concerns the supplement's own text, not an entry: {words}"
            self.notes.append(OwnText(said, context.supplement, _LAYOUT.search(item.text) is not None))
        elif scan.said_something and not _ANNOUNCES.search(item.text):
            countries = context.countries
            unread = Instruction(
                Operation.UNREADABLE,
                context.supplement,
                countries,
                (),
                None,
                words,
                item.paragraph,
                number=context.number,
            )
            self.unread.append(unread)
