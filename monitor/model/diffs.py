"""What changed between two states of the list, in a frozen value."""

from __future__ import annotations

from dataclasses import dataclass

from monitor.model.lists import Change, ChangeKind
from monitor.model.rules import DocumentState, Stage


@dataclass(frozen=True, slots=True)
class Diff:
    """All changes between two states; ``from_state`` and ``to_state`` name them as the user did.

    ``uncertain`` are the kinds of change that may be none: a copy of the list that is cut short lacks what is listed all the
    same. Of what one document changed, ``document`` says how it was parsed and applied. ``notes`` are sentences on days of
    which not everything is known, on copies that are cut, and on what is filed. ``over_gap`` is whether it is over days of
    which the list is known from a copy alone.
    """

    from_state: str
    to_state: str
    changes: tuple[Change, ...]
    document: DocumentState | None = None
    notes: tuple[str, ...] = ()
    uncertain: tuple[ChangeKind, ...] = ()
    over_gap: bool = False

    @property
    def is_to_be(self) -> bool:
        """Whether the changes are what a filing on public inspection will do: nothing of it is on the list yet."""
        return self.document is not None and self.document.stage is Stage.PUBLIC_INSPECTION

    @property
    def may_lack(self) -> bool:
        """Whether there may be changes that are not in it, so that none of a kind is no "0": over days known from a copy alone,
        and of a document that could not be parsed, or not applied, whole."""
        return self.over_gap or (self.document is not None and self.document.may_lack)

    def summary(self) -> dict[ChangeKind, int]:
        """Counts of every kind, zeros included."""
        counts = dict.fromkeys(ChangeKind, 0)
        for change in self.changes:
            counts[change.kind] += 1
        return counts
