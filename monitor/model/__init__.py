"""The domain in frozen values: the field's own terms, no behaviour beyond what they mean.

Nothing here knows files, clocks, databases or networks. The JSON shapes of these values are in
``monitor.shapes`` and documented in docs/shapes.md. Lists are tuples so that values stay frozen and hashable.
"""

from __future__ import annotations

from monitor.model.alerts import (
    MENTION,
    Alert,
    AlertBase,
    Decision,
    DigestAlert,
    DocumentAlert,
    FilingAlert,
    Match,
    OperatorAlert,
    PartiesAlert,
    RuleAlert,
    Subject,
    WatchedParty,
)
from monitor.model.currency import ListCurrency, SourceCheck
from monitor.model.lists import (
    SUPPLEMENT,
    Change,
    ChangeKind,
    Citation,
    Diff,
    Entry,
    EntryEvent,
    EntryHistory,
    FieldChange,
    History,
    Named,
    Snapshot,
    SubEntity,
    Version,
)
from monitor.model.rules import (
    RENAMES_DESTINATION,
    Amendment,
    Check,
    Document,
    EntryTexts,
    Operation,
    Rule,
    Stage,
    Stated,
    Verdict,
)

__all__ = [
    "MENTION",
    "RENAMES_DESTINATION",
    "SUPPLEMENT",
    "Alert",
    "AlertBase",
    "Amendment",
    "Change",
    "ChangeKind",
    "Check",
    "Citation",
    "Decision",
    "Diff",
    "DigestAlert",
    "Document",
    "DocumentAlert",
    "Entry",
    "EntryEvent",
    "EntryHistory",
    "EntryTexts",
    "FieldChange",
    "FilingAlert",
    "History",
    "ListCurrency",
    "Match",
    "Named",
    "Operation",
    "OperatorAlert",
    "PartiesAlert",
    "Rule",
    "RuleAlert",
    "Snapshot",
    "SourceCheck",
    "Stage",
    "Stated",
    "SubEntity",
    "Subject",
    "Verdict",
    "Version",
    "WatchedParty",
]
