"""Of which days which list is known: from its first copy on, and none before it is made up."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from monitor.errors import NotKnown
from monitor.model import ListName
from monitor.store.baselines import BaselineInfo


@dataclass(frozen=True, slots=True)
class KnownDays:
    """The first copies of some lists, in the lists' order."""

    beginnings: Mapping[ListName, BaselineInfo]

    @property
    def lists(self) -> tuple[ListName, ...]:
        """The lists."""
        return tuple(self.beginnings)

    def on(self, day: date) -> tuple[ListName, ...]:
        """Those that are known on a day."""
        return tuple(name for name, begins in self.beginnings.items() if begins.as_of <= day)

    def notes(self, day: date) -> Iterator[str]:
        """Sentences on those of several that are not known on a day."""
        for name, begins in self.beginnings.items() if len(self.beginnings) > 1 else ():
            if day < begins.as_of:
                yield f"The {name.title} is known from {begins.as_of} on ({begins.source}); it is not among what is shown."

    def check(self, day: date) -> None:
        """Raise NotKnown for a day on which none of them is known."""
        if not self.beginnings:
            raise NotKnown("The database has no list yet; run elmon poll, or elmon baseline FILE --as-of DATE.")
        if self.on(day):
            return
        name, begins = next(iter(self.beginnings.items()))
        if name is ListName.ENTITY:
            raise NotKnown(
                f"The database knows the list from {begins.as_of} on ({begins.source}); {day} is before that.",
                f"elmon backfill --since {day} goes back to it, with --from FILE from a copy of your own.",
            )
        raise NotKnown(
            f"The database knows the {name.title} from {begins.as_of} on ({begins.source}); {day} is before that, and no "
            "earlier copy of it is known."
        )
