"""What a document names as changes of the list, before anything of it is applied."""

from __future__ import annotations

from monitor.model.lists import Change, ChangeKind, Entry, Named
from monitor.model.rules import RENAMES_DESTINATION, Amendment, Operation, Rule

KINDS = {
    Operation.ADD: ChangeKind.ADDED,
    Operation.REVISE: ChangeKind.REVISED,
    Operation.CORRECT: ChangeKind.REVISED,
    Operation.REMOVE: ChangeKind.REMOVED,
    Operation.MOVE: ChangeKind.MOVED,
}


def named_changes(rule: Rule) -> tuple[Change, ...]:
    """The parties that a filed rule names, as changes without text: nothing is claimed of what its table holds."""
    return tuple(
        Change(
            KINDS[a.operation], a.country, _name(a),
            document_number=rule.document_number, citation=rule.citation,
            effective_on=a.acts_from or rule.effective_on, list=a.list,
        )
        for a in rule.amendments
        if a.operation in KINDS
    )  # fmt: skip


def named_entry(named: Named | Change) -> Entry:
    """The entry of which only list, destination and name are known."""
    return Entry(country=named.country, name=named.name, supplement=named.list.supplement)


def _name(amendment: Amendment) -> str:
    if amendment.detail == RENAMES_DESTINATION:
        return f"the whole destination, renamed to {amendment.name}"
    return amendment.name or "an entry that is not named"
