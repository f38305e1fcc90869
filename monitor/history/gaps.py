"""Days of which the list is known from a copy alone, because no rules are recorded for them, and sentences that say so."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from monitor.model import Change, ChangeKind
from monitor.rendering.words import count_of
from monitor.store.reconciliations import ReconciliationInfo


@dataclass(frozen=True, slots=True)
class Gap:
    """The days between the last one whose rules are known and that of a copy, and what happened on unknown ones of them."""

    info: ReconciliationInfo
    removed: int
    revised: int

    @property
    def between(self) -> str:
        """Both ends, which are known themselves."""
        return f"between {self.info.rules_until} and {self.info.copy_day}"

    def notes(self, *, listed: bool) -> list[str]:
        """Sentences for whoever sees a day of them; ``listed`` where entries that may be gone are shown."""
        of = self.info.copy_of.removesuffix(" copy")
        said = [f"Changes {self.between} are known from {of} only; dates come from citations."]
        if self.removed:
            shown = " and are still listed here" if listed else ""
            said.append(f"{count_of(self.removed, 'entry', 'entries')} {_were(self.removed)} removed on an unknown day "
                        f"{self.between}{shown}.")  # fmt: skip
        if self.revised:
            which = f"{count_of(self.revised, 'entry', 'entries')} {_were(self.revised)}"
            said.append(f"{which} added or revised on an unknown day {self.between}.")
        return said


def _were(number: int) -> str:
    return "was" if number == 1 else "were"


def gaps_of(
    reconciliations: Mapping[str, ReconciliationInfo], changes: Mapping[str, Sequence[Change]]
) -> tuple[Gap, ...]:
    """The gaps that are still known from a copy alone: of copies whose differences no recorded rule has made since."""
    found = []
    for number, info in reconciliations.items():
        real = [change for change in changes.get(number, ()) if change.kind is not ChangeKind.EDITORIAL]
        unknown = [change for change in real if change.unknown_since is not None]
        if real and info.rules_until < info.copy_day:
            removed = sum(change.kind is ChangeKind.REMOVED for change in unknown)
            found.append(Gap(info, removed, len(unknown) - removed))
    return tuple(found)


def notes_on(gaps: Iterable[Gap], day: date) -> tuple[str, ...]:
    """What the list of one day does not know; nothing on the days at both ends."""
    return tuple(note for gap in gaps if gap.info.is_within(day) for note in gap.notes(listed=True))


def notes_between(gaps: Iterable[Gap], first: date, second: date) -> tuple[str, ...]:
    """What a comparison of two days does not know: nothing where both are at or beyond the same end of a gap."""
    start, end = sorted((first, second))
    over = (gap for gap in gaps if start < gap.info.copy_day and end > gap.info.rules_until and start != end)
    return tuple(note for gap in over for note in gap.notes(listed=False))
