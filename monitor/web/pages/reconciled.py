"""What was accepted from copies of the list: not rules, but what a person found in the eCFR and made the list's own."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import Any

from monitor.errors import NotKnown
from monitor.history.indexed_entry import id_of
from monitor.model import Change, ChangeKind
from monitor.rendering.grouping import grouped
from monitor.shapes import parts
from monitor.store.reconciliations import ReconciliationInfo
from monitor.web.request import PageRequest, View


@dataclass(frozen=True, slots=True)
class ReconciledLine:
    """One acceptance, with how many entries of each kind it changed."""

    info: ReconciliationInfo
    counts: dict[ChangeKind, int]

    @property
    def shape(self) -> dict[str, Any]:
        """As data."""
        counts = {kind.value: self.counts.get(kind, 0) for kind in ChangeKind}
        return {"title": self.info.title, **parts(self.info), "counts": counts}


def view(ask: PageRequest) -> View:
    """The list of them, the newest first."""
    lines = [_line(ask, info) for info in reversed(list(ask.history.reconciliations.values()))]
    values = {"lines": lines, "notes": [note for gap in ask.history.gaps for note in gap.notes(listed=False)]}
    return View("reconciled.html.j2", "Reconciled", values, lambda: {"reconciled": [line.shape for line in lines]})


def one_view(ask: PageRequest) -> View:
    """One of them. Raises NotKnown for a number that is none."""
    number = ask.path["number"]
    info = ask.history.reconciliations.get(number)
    if info is None:
        raise NotKnown(f"Nothing was reconciled under \u201c{number[:40]}\u201d.")
    made = ask.history.changes_by_document.get(number, ())
    changes = [change for change in made if change.kind is not ChangeKind.EDITORIAL]
    line = _line(ask, info)
    values = {
        "info": info, "groups": grouped(changes), "counts": line.counts, "id_of": _party,
        "notes": [note for gap in ask.history.gaps if gap.info == info for note in gap.notes(listed=False)],
    }  # fmt: skip
    return View("reconciliation.html.j2", info.title, values, lambda: {**line.shape, "changes": made})


def _line(ask: PageRequest, info: ReconciliationInfo) -> ReconciledLine:
    counts = Counter(change.kind for change in ask.history.changes_by_document.get(info.number, ()))
    return ReconciledLine(info, {kind: counts[kind] for kind in ChangeKind if counts[kind]})


def _party(change: Change) -> str:
    one = change.after or change.before
    return id_of(one) if one else ""
