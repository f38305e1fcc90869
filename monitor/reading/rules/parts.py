"""What in a document concerns the lists: instructions and rows of tables, sorted by the supplement they are about."""

from __future__ import annotations

import itertools
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from monitor.model import SUPPLEMENT, SUPPLEMENTS, ListName, Operation
from monitor.reading.entries.table import TableEntry, is_entity_list, read_entries, read_rows
from monitor.reading.passages import Passage, Role, RuleText, Table
from monitor.reading.rules.instructions import Instruction, Instructions, read_instructions
from monitor.reading.rules.item_levels import Levels
from monitor.reading.rules.loose_words import Loose
from monitor.reading.rules.scan_state import OTHER_TEXT

# A level below an instruction. e.g. "a. Under CHINA", "(ii) Removing"
_LEVEL = re.compile(r"(?:[a-z]|[ivx]{2,5})\.\s|\((?:[0-9]{1,2}|[a-z]|[ivx]{2,5})\)\s")
# What a paragraph that is no instruction orders all the same. e.g. "Note: the entry for \u201cX\u201d is also removed."
_ORDERS_BESIDE = re.compile(
    r"\b(?:entr(?:y|ies)|entit(?:y|ies))\s+(?:for\s+)?(?:the\s+)?\u201c[^\u201d]{1,300}\u201d[^\u201c.;]{0,80}\b(?:is|are)\s+(?:[a-z]{1,12}\s+)?"
    r"(?:remov|delet|add|revis)ed\b|\b(?:Remov|Delet|Add|Revis)(?:e|ing)\s+the\s+entr(?:y|ies)\s+for\s+\u201c",
    re.IGNORECASE,
)
# e.g. "Supplement No. 4 to Part 744"
_SUPPLEMENT_HEADING = re.compile(r"\bsupplement\s+no\.?\s*([0-9]{1,3})\s+to\s+part\s+([0-9]{1,4})", re.IGNORECASE)


@dataclass(slots=True)
class Parts:
    """The instructions for one list and the rows of its tables.

    ``ours`` are the instructions in their order. ``printed`` are the words of the list's tables, and ``beside`` those of
    them that are of no entry; ``problems`` are faults of the tables, ``remarks`` what else was odd in them.
    """

    supplement: int
    instructions: Instructions
    levels: Levels
    rows: list[TableEntry] = field(default_factory=list)
    printed: list[str] = field(default_factory=list)
    beside: list[str] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)

    @property
    def ours(self) -> tuple[Instruction, ...]:
        """The instructions that were understood."""
        return self.instructions.items

    @property
    def concerns_the_list(self) -> bool:
        """Whether anything in the document is about the list."""
        return bool(self.ours or self.rows or self.instructions.unread or self.instructions.notes)

    def take(self, table: Table, first_country: str) -> None:
        """Add the rows of one of the list's tables; ``first_country`` heads those before its first destination."""
        reading = read_rows(table, first_country)
        self.rows += reading.entries
        self.problems += [*table.problems, *reading.problems]
        self.remarks += reading.remarks
        self.printed.append(table.printed)
        self.beside += reading.beside


@dataclass(frozen=True, slots=True)
class DocumentParts:
    """The parts of a document by the list that each is about; ``other_supplements`` counts the amendments of others."""

    lists: dict[ListName, Parts]
    other_supplements: dict[str, int]

    @property
    def entity_list(self) -> Parts:
        """Those about the Entity List."""
        return self.lists[ListName.ENTITY]

    @property
    def of_other_lists(self) -> dict[ListName, Parts]:
        """Those about other lists of parties, where there are any."""
        return {
            n: p
            for n, p in self.lists.items()
            if n is not ListName.ENTITY and (p.ours or p.rows or p.instructions.unread)
        }

    @classmethod
    def of(cls, text: RuleText, supplement: int = OTHER_TEXT) -> DocumentParts:
        """The parts of ``text``; its instructions are about ``supplement`` until they say it themselves."""
        ours = [(n, p) for n, p in enumerate(text.regulatory) if p.part in ("744", "", "?")]
        places = [n for n, p in ours if p.role is Role.INSTRUCTION]
        paragraphs = [p.text for _, p in ours if p.role is Role.INSTRUCTION]
        instructions = read_instructions(paragraphs, supplement)
        behind = [*_behind_a_table(text.regulatory, places, instructions.items), *_beside([p for _, p in ours])]
        instructions = replace(instructions, loose=(*instructions.loose, *behind))
        levels = Levels.of([p.text for p in text.regulatory if p.role is Role.INSTRUCTION])
        lists = {n: Parts(n.supplement, instructions.about(n.supplement), levels) for n in ListName}
        other_rows: Counter[int] = Counter()
        for n, passage in ours:
            if passage.table is None:
                continue
            before = [o for o in instructions.items if places[o.paragraph] < n]
            belongs_to = _supplement_of(text.regulatory[:n], before)
            if belongs_to == OTHER_TEXT and is_entity_list(passage.table):
                belongs_to = SUPPLEMENT
            if belongs_to in SUPPLEMENTS:
                lists[ListName.of(belongs_to)].take(passage.table, _only_country(before, belongs_to))
            elif belongs_to != OTHER_TEXT:
                other_rows[belongs_to] += len(read_entries(passage.table)[0])
        return cls(lists, _count_others(instructions.items, other_rows))


def _behind_a_table(
    passages: Sequence[Passage], places: Sequence[int], instructions: Sequence[Instruction]
) -> Iterator[Loose]:
    """Levels of a list's instructions that follow a table: what stood above them may be lost, and be of another list."""
    ours = {o.paragraph: o.supplement for o in instructions if o.supplement in SUPPLEMENTS}
    for n, (above, place) in enumerate(itertools.pairwise(places), start=1):
        printed = any(passage.table is not None for passage in passages[above:place])
        if printed and n in ours and _LEVEL.match(passages[place].text):
            said = f"\u201c{passages[place].text[:80]}\u201d stands behind a table, and below no instruction"
            yield Loose(said, supplement=ours[n])


def _beside(passages: Sequence[Passage]) -> Iterator[Loose]:
    """Paragraphs among the instructions that order something and are none."""
    for passage in passages:
        if passage.role in (Role.PARAGRAPH, Role.HEADING) and _ORDERS_BESIDE.search(passage.text):
            yield Loose(f"\u201c{passage.text[:120]}\u201d is no instruction")


def _count_others(instructions: Sequence[Instruction], rows: Counter[int]) -> dict[str, int]:
    """How many amendments each supplement gets that is no list: its removals, and its rows or else what is counted."""
    ordered: Counter[tuple[int, bool]] = Counter()
    for instruction in instructions:
        for number in {instruction.supplement, *instruction.also} - SUPPLEMENTS - {OTHER_TEXT}:
            ordered[number, instruction.operation is Operation.REMOVE] += (
                len(instruction.names) or instruction.count or 1
            )
    supplements = sorted({number for number, _ in ordered} | set(rows))
    return {str(n): ordered[n, True] + (rows[n] or ordered[n, False]) for n in supplements}


def _supplement_of(before: Sequence[Passage], instructions: Sequence[Instruction]) -> int:
    """Which supplement a table belongs to: its own heading says, else the last instruction before it."""
    for passage in reversed(before):
        if passage.role is Role.INSTRUCTION:
            break
        if match := _SUPPLEMENT_HEADING.search(passage.text):
            return int(match[1]) if match[2] == "744" else OTHER_TEXT
    return instructions[-1].supplement if instructions else OTHER_TEXT


def _only_country(instructions: Sequence[Instruction], supplement: int) -> str:
    """The destination of rows before a table's first: the last instruction's, if it names just one."""
    giving = [o for o in instructions if o.supplement == supplement and o.operation is not Operation.REMOVE]
    places = (giving[-1].to_country,) if giving and giving[-1].to_country else giving[-1].countries if giving else ()
    return places[0] if len(places) == 1 else ""
