"""How far a rule's amendments are applied to the list, in words."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

from monitor.model import Applied, DocumentState, NotApplied, Stage
from monitor.rendering.words import count_of, long_date

ON_PUBLIC_INSPECTION = "On public inspection: the list changes when it is published."


def applied_in_words(applied: Applied | None, stage: Stage) -> str:
    """ "Applied: all 5 amendments.", "Applied: 4 of 5 amendments.", "Waiting until October 9, 2019.", or that it is on public
    inspection; "" for a rule without amendments, and where it is not known."""
    if stage is Stage.PUBLIC_INSPECTION:
        return ON_PUBLIC_INSPECTION
    if applied is None or not applied.of:
        return ""
    waiting = applied.of - applied.applied - len(applied.not_applied)
    until = f"until {long_date(applied.waiting_until)}" if applied.waiting_until else ""
    if waiting and not applied.applied:
        said = f"Waiting {until}"
        return (
            f"{said}; not applied: {len(applied.not_applied):,} of {_of(applied)}."
            if applied.not_applied
            else f"{said}."
        )
    if applied.in_full:
        return f"Applied: all {_of(applied)}." if applied.of > 1 else "Applied."
    said = f"Applied: {applied.applied:,} of {_of(applied)}"
    return f"{said}; {waiting:,} waiting {until}." if waiting else f"{said}."


def as_of(applied: Applied | None, today: date) -> Applied | None:
    """What an alert said, on a later day: what waited for a day that has come is applied."""
    if applied is None or applied.waiting_until is None or applied.waiting_until > today:
        return applied
    return replace(applied, applied=applied.of - len(applied.not_applied), waiting_until=None)


def state_in_words(state: DocumentState) -> str:
    """ "Parsed: verified. Applied: 4 of 5 amendments."."""
    return f"Parsed: {state.parsed.value}. {applied_in_words(state.applied, state.stage)}".strip()


def why_not_applied(one: NotApplied) -> str:
    """The reason, with the names that are near where it does not say them itself."""
    near = ", ".join(f"\u201c{name}\u201d" for name in one.nearest if name not in one.reason)
    return f"{one.reason} Nearest: {near}." if near else one.reason


def state_lines(state: DocumentState | None) -> Iterator[str]:
    """How a document was parsed and applied, and a line for each amendment that could not be applied."""
    if state is not None:
        yield state_in_words(state)
        yield from map(why_not_applied, state.applied.not_applied)


def _of(applied: Applied) -> str:
    return count_of(applied.of, "amendment")
