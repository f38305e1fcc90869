"""Which shapes each command prints: the whole as JSON, and one line of JSON Lines."""

from __future__ import annotations

from dataclasses import dataclass

from monitor.contracts import answers
from monitor.model import Change, Entry, EntryHistory, Rule, Snapshot
from monitor.rendering.reconcile import Explained
from monitor.store.party_data import PartyData


@dataclass(frozen=True, slots=True)
class Printed:
    """What a command prints with ``--format json`` and in a line of ``jsonl``, and, where it takes ``--envelope``, then."""

    whole: object
    line: object
    enveloped: object = None


def _lines(line: object, enveloped: object = None) -> Printed:
    return Printed(list[line], line, enveloped)  # type: ignore[valid-type]


COMMANDS: dict[str, Printed] = {
    "read": Printed(Rule | Snapshot | answers.Unreadable, Rule | Snapshot | answers.Unreadable),
    "diff": Printed(answers.DiffShape, Change),
    "diff --stat": Printed(answers.DiffStat, answers.DiffCounts),
    "replay": Printed(answers.DiffShape, Change),
    "list": _lines(Entry, answers.EntriesEnvelope),
    "show": _lines(EntryHistory, answers.HistoriesEnvelope),
    "search": _lines(answers.Found, answers.FoundEnvelope),
    "screen": _lines(answers.ScreenedMatch, answers.MatchesEnvelope),
    "watch import": _lines(answers.ScreenedMatch),
    "watch add": _lines(answers.ScreenedMatch),
    "watch edit": _lines(answers.ScreenedMatch),
    "watch sources reimport": _lines(answers.ScreenedMatch),
    "reconcile": Printed(answers.ReconciliationShape, Explained),
    "status": Printed(answers.StatusShape, answers.StatusShape),
    "alerts list": _lines(answers.AlertLine),
    "review list": _lines(answers.ReviewLine),
    "doctor": _lines(answers.FindingLine),
    "watch list": _lines(answers.PartyShape),
    "watch decisions": _lines(answers.DecisionLine),
    "watch sources list": _lines(answers.PartySourceLine),
    "watch history": _lines(answers.PartyEventLine),
    "watch data": Printed(PartyData, PartyData),
}
"""Of every command that prints data, but ``elmon export``: docs/exports.md."""
