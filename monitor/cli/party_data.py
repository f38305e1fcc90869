"""``watch data`` and ``watch forget``: what is kept of one party, handed out or deleted."""

from __future__ import annotations

from datetime import datetime, timedelta

from monitor.cli.context import CommandContext, emit, say
from monitor.errors import UsageError
from monitor.rendering.words import count_of
from monitor.store.party_data import PartyData, data_of_party, forget_party


def export_party(context: CommandContext, reference: str) -> None:
    """Print all that is kept of a party, as one JSON object."""
    from monitor.shapes import json_text

    emit(json_text(_known(context, reference), indent=True))


def forget_one(context: CommandContext, reference: str, yes: bool) -> None:
    """Delete a party after a question, and say what of it stays, why, and how long."""
    found = _known(context, reference)
    kept = context.records_kept
    before = kept.before(kept.decisions_days, context.clock.now())
    if not yes and not _agreed(found):
        raise UsageError("Nothing was deleted; say --yes to delete it without a question.")
    gone = forget_party(context.store.database, reference, before)
    say(
        f"{reference} is deleted: {count_of(1 if found.party else 0, 'party', 'parties')}, "
        f"{count_of(len(found.seen), 'match', 'matches')} shown, {count_of(gone, 'decision')}."
    )
    left = data_of_party(context.store.database, reference)
    for what, moments, days in (
        ("decision", [d.at for d in left.decisions], kept.decisions_days),
        ("alert", [a.created_at for a in left.alerts], kept.alerts_days),
    ):
        if moments:
            say(f"{count_of(len(moments), what)} kept, {_until(moments, days)}.")
    if file := context.settings.watchlist.file:
        say(f"Take it out of {file}, too: what that has is imported again.")
    say("Backups, and messages that were sent, are not reached from here.")


def _known(context: CommandContext, reference: str) -> PartyData:
    found = data_of_party(context.store.database, reference)
    if not found:
        raise UsageError(f"Nothing is kept of a party with the reference {reference}; elmon watch list shows them all.")
    return found


def _agreed(found: PartyData) -> bool:
    import sys

    named = f"{found.reference} ({found.party.party.name})" if found.party else found.reference
    return sys.stdin.isatty() and input(f"Delete {named} for good? Type yes: ").strip().lower() == "yes"


def _until(moments: list[datetime], days: int) -> str:
    """Until when the newest of some records is kept, and by what."""
    why = "records of compliance with the EAR (15 CFR 762.6)"
    if not days:
        return f"for ever by [retention]: {why}"
    return f"until {(max(moments) + timedelta(days=days)).date()} by [retention]: {why}"
