"""What one item of an instruction says, by operation and destination, while it is read."""

from __future__ import annotations

from dataclasses import dataclass, field

from monitor.model import Operation


@dataclass(slots=True)
class NamedGroup:
    """What an item says for one operation and destination.

    ``in_words`` revises its entries by the instruction alone; ``entries_named`` speaks of entries, named or not;
    ``is_whole`` means all that stands under the destination.
    """

    operation: Operation
    countries: tuple[str, ...]
    names: list[str] = field(default_factory=list)
    count: int | None = None
    in_words: bool = False
    entries_named: bool = False
    to_country: str = ""
    is_whole: bool = False


@dataclass(slots=True)
class Groups:
    """The groups of an item. Where it names entries before their destination (“A” and “B” under CHINA), some wait for it.

    ``named_last`` is the one that the last name went to, and ``of_this_verb`` are the names behind the last verb.
    ``own_place`` is the destination that the last verb adds together with entries. ``in_place_of`` are the names behind the
    verb before, where the last one puts others into their place.
    """

    names_first: bool = False
    has_place: bool = False
    found: list[NamedGroup] = field(default_factory=list)
    named_last: NamedGroup | None = None
    of_this_verb: list[str] = field(default_factory=list)
    in_place_of: tuple[NamedGroup, list[str]] | None = None
    begins_anew: bool = False
    own_place: tuple[str, ...] = ()
    _waiting: list[NamedGroup] = field(default_factory=list)
    _placed: list[NamedGroup] = field(default_factory=list)

    @property
    def last(self) -> NamedGroup | None:
        """The group that was begun last."""
        return self.found[-1] if self.found else None

    def of(self, operation: Operation, countries: tuple[str, ...], *, in_words: bool = False) -> NamedGroup:
        """The group of ``operation`` that is open for the destinations said last; a new one where none is."""
        waiting = self.names_first and not self.own_place
        countries = self.own_place or (() if waiting and not self.has_place else countries)
        for group in reversed(self.found) if not self.begins_anew else ():
            waits = group in self._waiting if waiting else group.countries == countries
            if group.operation is operation and group.in_words == in_words and waits and not group.is_whole:
                return group
        self.begins_anew = False
        group = NamedGroup(operation, countries, in_words=in_words)
        self.found.append(group)
        if not self.own_place:
            self._waiting.append(group)
        return group

    def begin_verb(self, *, replaces: bool) -> None:
        """The names that follow are those of another verb, which puts them into the place of the last if it ``replaces``."""
        self.in_place_of = (self.named_last, self.of_this_verb) if replaces and self.named_last else None
        self.of_this_verb = []

    def forget_bare(self) -> None:
        """Take back "the entry", which was the heading of a destination."""
        if self.found and not (self.found[-1].names or self.found[-1].count is not None):
            self.found[-1].entries_named = False

    def forget_names(self) -> None:
        """Take back the names behind the last verb, which are parts of another's entry."""
        behind_verbs = [self.in_place_of, (self.named_last, self.of_this_verb)]
        for group, parts in filter(None, behind_verbs):
            if group is not None:
                group.names = [name for name in group.names if name not in parts]
                group.entries_named = bool(group.names)
        self.of_this_verb, self.in_place_of = [], None

    def add(self, group: NamedGroup) -> None:
        """Take a group that waits for nothing."""
        self.found.append(group)

    def take_back(self, group: NamedGroup) -> None:
        """Give ``group`` the entry that was taken for the subject of a part: it is removed or added whole."""
        for other in reversed(self.found):
            if other is not group and other.in_words and other.names:
                group.names.append(other.names.pop())
                return

    def place(self, countries: tuple[str, ...], *, further: bool) -> None:
        """Give those that wait their destinations; ``further`` ones are of the same groups as those before."""
        if not self.names_first:
            return
        # “A” under IRAN and IRAQ: the second destination is that of the same names
        self._placed = [*(self._placed if further else ()), *self._waiting]
        self._waiting = []
        named = any(group.names for group in self._placed)
        for group in self._placed:
            # "adding the following entries and revising the entry for “X” under IRAQ": Iraq is X's alone
            if group.names or group.count is not None or not named:
                group.countries = countries

    def place_apart(self, first: int, countries: tuple[str, ...]) -> list[str]:
        """Give the names behind the last verb, from the ``first`` on, destinations of their own; which these are."""
        last, names = self.named_last, self.of_this_verb[first:] or self.of_this_verb[-1:]
        if last is not None:
            last.names = [name for name in last.names if name not in names]
            last.entries_named = bool(last.names)
            self.found.append(NamedGroup(last.operation, countries, names, entries_named=True))
        self.of_this_verb = self.of_this_verb[: -len(names)]
        return names

    def rename(self) -> bool:
        """Make of the names behind the last verb, or of the last group's, a revision in words: they get new names."""
        last = self.named_last if self.of_this_verb else self.last
        names = (self.of_this_verb or last.names) if last is not None else []
        if last is None or not names or last.operation not in (Operation.MOVE, Operation.REVISE):
            return False
        last.names = [name for name in last.names if name not in names]
        last.entries_named = bool(last.names)
        self.found.append(NamedGroup(Operation.REVISE, last.countries, list(names), in_words=True))
        if last in self._waiting:
            self._waiting.append(self.found[-1])
        self.of_this_verb = []
        return True

    def has_its_place(self, group: NamedGroup, country: str) -> bool:
        """Whether a group stands under other destinations than ``country`` already."""
        return group not in self._waiting and bool(group.countries) and group.countries != (country,)

    def begin_place(self) -> None:
        """What follows stands under another destination; what was named before keeps its own."""
        self._waiting, self._placed = [], []

    def place_last(self, countries: tuple[str, ...]) -> None:
        """Give the last group its destinations, whatever else waits."""
        self.found[-1].countries = countries
        self._waiting = [group for group in self._waiting if group is not self.found[-1]]

    def move_removed(self, *, everything: bool) -> bool:
        """ "removing the entry for “X” under HONG KONG and adding it under CHINA": X moves, and nobody named before it."""
        last = self.named_last or self.last
        if last is None:
            return False
        moved = [name for name in last.names if name in self.of_this_verb]
        moved = moved if everything else moved[-1:]
        last.names = [name for name in last.names if name not in moved]
        last.entries_named = last.entries_named and bool(last.names)
        group = NamedGroup(Operation.MOVE, last.countries, moved)
        self.found.append(group)
        if last in self._waiting:
            self._waiting.append(group)
        return True

    def close(self, countries: tuple[str, ...]) -> list[NamedGroup]:
        """The groups at the end of the item: one for each operation and destination.

        Those that still wait take the destinations said last. A bare "the entries" is nothing where names or counts follow.
        """
        for group in self._waiting if self.names_first else ():
            group.countries = group.countries or countries
        merged: dict[tuple[object, ...], NamedGroup] = {}
        for group in self.found:
            key = (group.operation, group.countries, group.in_words, group.to_country, group.is_whole)
            kept = merged.setdefault(key, group)
            if kept is not group:
                if (kept.count is None) != (group.count is None):  # "the entry for “A”; one entity, “B”"
                    kept.count = (kept.count or len(kept.names)) + (group.count or len(group.names))
                else:
                    kept.count = (kept.count or 0) + (group.count or 0) or None
                kept.names += group.names
        full = {g.operation for g in merged.values() if g.names or g.count is not None or g.is_whole}
        self.found = [
            g
            for g in merged.values()
            if g.names or g.count is not None or g.is_whole or (g.entries_named and g.operation not in full)
        ]
        return self.found
