"""One pass over one amendatory instruction: verbs, destinations, counts, nouns and quotations, as a stream of tokens.

A noun decides what a verb works on: an entry, or a part of one (alias, address, requirement), which is a revision of
the entry named with it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from monitor.model import SUPPLEMENT, Operation
from monitor.reading.rules.quoted_entries import whole_entry
from monitor.reading.rules.tokens import names_before_destinations, says_something, tokens_in, verb_of
from monitor.text.destinations import (
    as_heading,
    heading,
    heading_of_adjective,
)
from monitor.text.numbers import read_number
from monitor.text.quotes import CLOSE, OPEN, quoted_name

OTHER_TEXT = 0
"""The "supplement" of instructions about any other text: another part, a section, an authority citation."""


@dataclass(frozen=True, slots=True)
class ScanContext:
    """What the levels above have said already."""

    supplement: int = OTHER_TEXT
    operation: Operation | None = None
    countries: tuple[str, ...] = ()
    subjects: tuple[str, ...] = ()
    text: str = ""


@dataclass(slots=True)
class NamedGroup:
    """What an item orders for one operation and destination."""

    operation: Operation
    countries: tuple[str, ...]
    names: list[str] = field(default_factory=list)
    count: int | None = None
    in_words: bool = False
    entries_named: bool = False
    to_country: str = ""


class Scan:
    """One pass over an item's masked text; ``groups`` are what it orders, by operation and destination."""

    def __init__(self, above: ScanContext, quotes: list[str]) -> None:
        self.above = above
        self.quotes = quotes
        self.supplement = above.supplement
        self.operation = above.operation
        self.countries = above.countries
        self.groups: list[NamedGroup] = []
        self.said_something = False
        self._said_supplement = False
        self._target = "entry"  # what the next quotation is: an "entry", a "part" of one, or the "subject" of a part
        self._names_first = False  # “A” and “B” under CHINA: the destination follows its names
        self._open: list[NamedGroup] = []  # groups that still wait for their destination
        self._placed: list[NamedGroup] = []  # those that the last one was for
        self._subjects = list(above.subjects)  # entries named before any verb: "in the entry for “X”, remove ..."
        self._count: int | None = None
        self._last_country_end = -1
        self._of_this_verb: list[str] = []  # entries named since the last verb
        self._moves_it = False  # "... and adding it under CHINA": the next destination is where it goes
        self._named_last: NamedGroup | None = None
        self._named_end = 0  # where an entry was named last; behind a semicolon another order begins
        self._part_at = 0  # where a part of an entry was spoken of last
        self._opens_group = False  # a verb that revises begins anew: what follows may be a revision of another kind

    def context(self) -> ScanContext:
        """What the levels below inherit."""
        return ScanContext(self.supplement, self.operation, self.countries, tuple(self._subjects))

    def run(self, text: str, *, has_levels_below: bool = False) -> None:
        """Read the masked text of one item. Entries it only names are the subject of the levels below it, if any."""
        text = self._with_plain_destinations(text)
        tokens = tokens_in(text)
        self._names_first = not self.above.countries and names_before_destinations(tokens)
        for match in tokens:
            self._take(match, text)
        self.said_something = says_something(text)
        if self._subjects and not has_levels_below:
            self._group(self.operation or Operation.REVISE).names += self._subjects
        if not self.groups and self.operation in (Operation.REVISE, Operation.CORRECT) and not self.said_something:
            self._group(self.operation).entries_named = True  # "Supplement No. 4 ... is revised to read as follows:"
        for group in self._open if self._names_first else ():
            group.countries = group.countries or self.countries
        self._merge()

    def _with_plain_destinations(self, text: str) -> str:
        """``text`` with quoted destinations ("under “IRAN,”") written out: they are no names."""

        def plain(match: re.Match[str]) -> str:
            name = heading(self.quotes[int(match["index"])].strip(" ,;."))
            return f"{match['lead']}{name}" if name else match.group()

        return _QUOTED_PLACE.sub(plain, text)

    def _merge(self) -> None:
        """One group for each operation and destination; a bare "the entries" is nothing where names or counts follow."""
        merged: dict[tuple[Operation, tuple[str, ...], bool, str], NamedGroup] = {}
        for group in self.groups:
            kept = merged.setdefault((group.operation, group.countries, group.in_words, group.to_country), group)
            if kept is not group:
                kept.names += group.names
                kept.count = (kept.count or 0) + (group.count or 0) or None
        full = {g.operation for g in merged.values() if g.names or g.count is not None}
        self.groups = [
            g
            for g in merged.values()
            if g.names or g.count is not None or (g.entries_named and g.operation not in full)
        ]

    def _take(self, match: re.Match[str], text: str) -> None:
        if match["supplement"]:
            self._supplement(match)
        elif match["elsewhere"]:
            if not self._said_supplement and self.above.supplement == OTHER_TEXT:
                self.supplement = OTHER_TEXT
        elif match["country"] or match["new_country"]:
            self._country(match, text)
        elif match["adjective"]:
            self.countries = (heading_of_adjective(match["adjective"]),)
        elif match["count"]:
            word = match["count"].lower()
            self._count = 1 if word in ("a", "an") else read_number(word)
            if _UNDER.match(text[match.end() :]):  # "2 entities under Russia and 1 under Iran"
                self._entry_noun()
        elif match["entry_noun"]:
            self._entry_noun()
        elif match["part_noun"]:
            self._target, self._count, self._part_at = "part", None, match.start()
            if ";" not in text[self._named_end : match.start()]:
                self._revise_in_words()
        elif match["quote"]:
            self._named_end = match.end()
            self._quote(self.quotes[int(match["index"])], text[: match.start()], text[match.end() :])
        elif not match["beside"]:
            self._verb(verb_of(match), text[: match.start()], text[match.end() :])

    def _supplement(self, match: re.Match[str]) -> None:
        numbers = [int(n) for n in re.findall(r"\d+", match["numbers"])]
        ours = match["part"] in (None, "744")
        self.supplement = (SUPPLEMENT if SUPPLEMENT in numbers else numbers[0]) if ours else OTHER_TEXT
        self._said_supplement = True

    def _verb(self, operation: Operation, before: str, behind: str) -> None:
        if operation is Operation.ADD and self.groups and (it := _IT.match(behind)):
            self._move_what_was_removed(everything=it[1].lower() == "them")
            return
        if self._works_on_words(operation, before, behind):
            self._target = "part"
            self._revise_in_words()
            self._target = "part"
            return
        self._of_this_verb = []
        self._opens_group = operation in (Operation.REVISE, Operation.CORRECT, Operation.MOVE)
        passive = re.search(r"\b(?:is|are|was|were|be|being)\s+(?:further\s+)?$", before)
        self._count = None
        if passive and self._subjects:  # "the entry for “X” is revised to read as follows"
            self._group(operation).names += self._subjects
            self._subjects = []
        self.operation = operation
        if operation is not Operation.CORRECT or self._target == "entry" or ";" in before[self._part_at :]:
            self._target = "entry"
        else:  # "in the fourth column, “744.11” should read “744.21”"
            self._target = "part"

    def _works_on_words(self, operation: Operation, before: str, behind: str) -> bool:
        """Whether the verb replaces words of an entry: "in the entry for “X”, by removing “12 Main” and adding “14 Main”
        in its place"."""
        if operation not in (Operation.ADD, Operation.REMOVE) or not _QUOTED.match(behind):
            return False
        if self._subjects:
            return bool(self.above.subjects) or _IN_THE_ENTRY.search(before) is not None
        in_place = _IN_ITS_PLACE.match(behind) is not None
        last = self.groups[-1] if self.groups else None
        return in_place and last is not None and last.operation in (Operation.REVISE, Operation.CORRECT)

    def _move_what_was_removed(self, *, everything: bool) -> None:
        """ "removing the entry for “X” under HONG KONG and adding it under CHINA": X moves, and nobody named before it."""
        last = self._named_last or self.groups[-1]
        moved = [name for name in last.names if name in self._of_this_verb]
        moved = moved if everything else moved[-1:]
        last.names = [name for name in last.names if name not in moved]
        last.entries_named = last.entries_named and bool(last.names)
        group = NamedGroup(Operation.MOVE, last.countries, moved)
        self.groups.append(group)
        if last in self._open:
            self._open.append(group)
        self.operation, self._moves_it = Operation.MOVE, True

    def _country(self, match: re.Match[str], text: str) -> None:
        said = match.group()
        name = heading(said) or as_heading(
            re.sub(r"^the\s+(?:destination|country)\s+of\s+", "", said, flags=re.IGNORECASE)
        )
        between = text[self._last_country_end : match.start()] if self._last_country_end >= 0 else "-"
        joined = re.fullmatch(r"[\s,;]*(?:and|or)?[\s]*(?:the\s+)?", between)
        to = r"\b(?:to|under)\s+(?:the\s+)?$" if self._moves_it else r"\bto\s+(?:the\s+)?$"
        moving_to = self.operation is Operation.MOVE and re.search(to, text[: match.start()])
        self._last_country_end = match.end()
        if (
            self.operation is Operation.MOVE
            and self.groups
            and re.search(r"\bfrom\s+(?:the\s+)?$", text[: match.start()])
        ):
            self.groups[-1].countries = (name,)
            self._open = [group for group in self._open if group is not self.groups[-1]]
            return
        if moving_to and self.groups and self.groups[-1].operation is Operation.MOVE:
            self.groups[-1].to_country = name
            self._moves_it = False
            return
        self.countries = (*self.countries, name) if joined and self.countries else (name,)
        if self._names_first:
            # “A” under IRAN and IRAQ: the second destination is that of the same names
            self._placed = [*(self._placed if joined else ()), *self._open]
            self._open = []
            named = any(group.names for group in self._placed)
            for group in self._placed:
                # "adding the following entries and revising the entry for “X” under IRAQ": Iraq is X's alone
                if group.names or group.count is not None or not named:
                    group.countries = self.countries

    def _entry_noun(self) -> None:
        if self._target == "part":
            self._target, self._count = "subject", None  # "... the address “...” from the entry for “X”"
            return
        self._target = "entry"
        if self.operation is None:
            return
        group = self._group(self.operation)
        group.entries_named = True
        if self._count is not None:
            group.count = (group.count or 0) + self._count
            self._count = None

    def _revise_in_words(self) -> None:
        """A verb works on a part of the entries named so far in this item: that is a revision of them."""
        if self._subjects:
            group = self._group(Operation.REVISE, in_words=True)
            group.names += self._subjects
            self._subjects = []
        elif (
            self.groups and self.groups[-1].operation in (Operation.REVISE, Operation.CORRECT) and self.groups[-1].names
        ):
            self.groups[-1].in_words = True

    def _quote(self, quotation: str, before: str, behind: str) -> None:
        name = quoted_name(quotation, behind)
        if whole := whole_entry(name):
            name = whole.name
        subject = re.search(r"\b(?:entry|entries|entity|entities)\s+(?:for\s+|of\s+)?$", before, re.IGNORECASE)
        if self._target == "subject" or (self._target == "part" and subject):
            group = self._group(Operation.REVISE, in_words=True)
            if name not in group.names:
                group.names.append(name)
        elif self._target == "part":
            return
        elif self.operation is None:
            self._subjects.append(name)
        elif re.search(r"\bin\s+(?:its|their)\s+place\s+$", before) and not subject and self._in_words():
            return
        else:
            self._of_this_verb.append(name)
            self._named_last = self._group(self.operation)
            self._named_last.names.append(name)

    def _in_words(self) -> bool:
        return bool(self.groups) and self.groups[-1].in_words

    def _group(self, operation: Operation, *, in_words: bool = False) -> NamedGroup:
        countries = () if self._names_first and not self.above.countries else self.countries
        for group in reversed(self.groups) if not self._opens_group else ():
            waiting = group in self._open if self._names_first else group.countries == countries
            if group.operation is operation and group.in_words == in_words and waiting:
                return group
        self._opens_group = False
        group = NamedGroup(operation, countries, in_words=in_words)
        self.groups.append(group)
        self._open.append(group)
        return group


_QUOTED_PLACE = re.compile(
    rf"(?P<lead>\b(?:under|from|to|destinations?(?:\s+of)?|country(?:\s+of)?|heading)\s+(?:the\s+)?){OPEN}(?P<index>\d+){CLOSE}",
    re.IGNORECASE,
)
_IT = re.compile(r"\s+(it|them)\b", re.IGNORECASE)
_UNDER = re.compile(r"\s+under\b", re.IGNORECASE)
_QUOTED = re.compile(rf"\s+(?:in\s+(?:its|their)\s+place\s+)?(?:the\s+(?:words?|phrases?)\s+)?{OPEN}", re.IGNORECASE)
_IN_THE_ENTRY = re.compile(r"\bin\s+the\s+entr(?:y|ies)\b", re.IGNORECASE)
_IN_ITS_PLACE = re.compile(
    rf"\s+(?:in\s+(?:its|their)\s+place\b|{OPEN}\d+{CLOSE}[,;]?\s+(?:and\s+(?:by\s+)?(?:add|insert)(?:ing)?\s+)?"
    rf"(?:{OPEN}\d+{CLOSE}\s+)?in\s+(?:its|their)\s+place\b)",
    re.IGNORECASE,
)
