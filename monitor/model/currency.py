"""How current a list is, in frozen values: the day through which it is known, and the last check of each source."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from monitor.model.lists import ListName


@dataclass(frozen=True, slots=True)
class SourceCheck:
    """A source of the list and its last successful check, None where there was none."""

    source: str
    checked_at: datetime | None
    out_of_date: bool


@dataclass(frozen=True, slots=True)
class ListCurrency:
    """``current_through`` is the last Eastern day whose published rules the lists have; None where there is no list.

    ``lists`` are those that an answer covers.
    """

    current_through: date | None
    checks: tuple[SourceCheck, ...] = ()
    lists: tuple[ListName, ...] = (ListName.ENTITY,)

    @property
    def out_of_date(self) -> bool:
        """Whether any source was last checked too long ago, or never."""
        return self.current_through is None or not self.checks or any(check.out_of_date for check in self.checks)

    def knows(self, day: date) -> bool:
        """Whether a day is among those whose published rules the list has."""
        return self.current_through is not None and day <= self.current_through
