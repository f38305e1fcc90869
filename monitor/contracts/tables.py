"""The columns of each command's CSV, and the headings of its table in Markdown."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields

from monitor.contracts import answers
from monitor.model import ChangeKind, PartyDetails
from monitor.rendering import diff, entries, history, read, reconcile


@dataclass(frozen=True, slots=True)
class TableShape:
    """``columns`` of the CSV, ``headings`` of Markdown (none where that is prose); of a diff's counts, those of kinds met."""

    columns: tuple[str, ...]
    headings: tuple[str, ...] = ()


def _records(columns: Sequence[str], shown: Sequence[str] = ()) -> TableShape:
    """The table of records: its headings are the columns in words."""
    return TableShape(tuple(columns), tuple(name.replace("_", " ") for name in shown or columns))


_ENTRIES = TableShape(entries.COLUMNS, entries.HEADINGS)
_CHANGES = TableShape(diff.COLUMNS)
_KINDS = tuple(kind.value for kind in ChangeKind)
_MATCHES = _records(("id", "score", "reference", "yours", "entry", "destination", "list", "why"))
_PARTY = ("reference", "name", "country", "address")

TABLES: dict[str, TableShape] = {
    "read LIST": _ENTRIES,
    "read RULE": TableShape(read.RULE_COLUMNS, read.CHECKS),
    "list": _ENTRIES,
    "export list": TableShape(entries.COLUMNS),
    "diff": _CHANGES,
    "replay": _CHANGES,
    "export changes": _CHANGES,
    "diff --stat": TableShape(("country", *_KINDS, "list"), ("destination", *_KINDS)),
    "show": TableShape(history.COLUMNS),
    "search": _records(tuple(answers.Found.model_fields)),
    "screen": _MATCHES,
    "watch import": _MATCHES,
    "watch add": _MATCHES,
    "watch edit": _MATCHES,
    "watch sources reimport": _MATCHES,
    "reconcile": TableShape(reconcile.COLUMNS),
    "status": _records(("what", "state")),
    "alerts list": _records(tuple(answers.AlertLine.model_fields)),
    "review list": _records(tuple(answers.ReviewLine.model_fields)),
    "doctor": _records(tuple(answers.FindingLine.model_fields)),
    "watch list": _records((*_PARTY, *(field.name for field in fields(PartyDetails)), "source"), _PARTY),
    "watch decisions": _records(tuple(answers.DecisionLine.model_fields)),
    "watch sources list": _records(tuple(answers.PartySourceLine.model_fields)),
    "watch history": _records(tuple(answers.PartyEventLine.model_fields)),
}
"""Of every command that prints CSV; that of ``elmon export list --format csl`` is another system's: docs/exports.md."""
