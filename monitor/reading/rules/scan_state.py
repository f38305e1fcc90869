"""What a scan of an instruction knows at any moment, and what the levels above have told it."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum

from monitor.model import Operation
from monitor.reading.rules.named_groups import Groups

OTHER_TEXT = 0
"""The "supplement" of instructions about any other text: another part, a section, an authority citation."""


@dataclass(frozen=True, slots=True)
class ScanContext:
    """What the levels above have said already. ``number`` is that of the instruction ("13."), None where it has none.

    ``also`` are other supplements that are amended together with ``supplement``. ``is_elsewhere`` says that they are about a
    section or another part, and no supplement.
    """

    supplement: int = OTHER_TEXT
    operation: Operation | None = None
    countries: tuple[str, ...] = ()
    subjects: tuple[str, ...] = ()
    text: str = ""
    number: int | None = None
    is_elsewhere: bool = False
    also: tuple[int, ...] = ()


class Target(Enum):
    """What the next quotation is: an entry, a part of one, or the entry whose part was spoken of."""

    ENTRY = "entry"
    PART = "part"
    SUBJECT = "subject"


@dataclass(slots=True)
class ScanState:
    """What was said so far.

    ``subjects`` are entries named before any verb ("in the entry for “X”, remove ..."). With ``moves_it`` the next
    destination is where an entry goes ("... and adding it under CHINA"). ``also`` are the other supplements that
    are amended together with ``supplement``. The places say where in the text the last supplement or list ended, the last
    destination ended, the last entry was named, and a part of an entry was spoken of; ``entry_quoted`` whether the last
    quotation was an entry, and no part of one. What leads to the next name begins at ``led_from``; a name to which nothing
    is done ends at ``set_aside_until``, and maybe more of its kind follow (``several_set_aside``). Names from
    ``named_at_noun`` on are those of the last noun; ``placed_apart`` is the destination of the last alone, and
    ``unplaced`` are those behind it, which may stand there too. With ``renames``, the
    last group's entries get new names.
    """

    supplement: int
    operation: Operation | None
    countries: tuple[str, ...]
    subjects: list[str]
    target: Target = Target.ENTRY
    count: int | None = None
    moves_it: bool = False
    said_supplement: bool = False
    also: tuple[int, ...] = ()
    text_ended: int = -1
    is_elsewhere: bool = False
    country_ended: int = -1
    named_until: int = 0
    part_at: int = 0
    entry_quoted: bool = False
    led_from: int = 0
    set_aside_until: int = -1
    several_set_aside: bool = False
    named_at_noun: int = 0
    placed_apart: str = ""
    unplaced: list[str] = field(default_factory=list)
    renames: bool = False
    groups: Groups = field(default_factory=Groups)

    def begin_sentence(self, operation: Operation | None, at: int) -> None:
        """A sentence of its own begins: the verb of the last is not its verb."""
        self.operation, self.target, self.led_from, self.placed_apart = operation, Target.ENTRY, at, ""
        self.groups.begin_verb(replaces=False)
