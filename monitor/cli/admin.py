"""``baseline``, ``status``, ``alerts`` and ``db``: looking after what the monitor keeps."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from monitor.cli.context import CommandContext, emit, say, terminal_width
from monitor.cli.records import records_text
from monitor.errors import UsageError

if TYPE_CHECKING:
    from monitor.rendering.words import Format


def take_baseline(context: CommandContext, file: Path, as_of: str, replace: bool, force: bool) -> None:
    """Make ``file`` the starting state as of a day."""
    from monitor.cli.list_commands import day_of
    from monitor.history.baseline import take_baseline
    from monitor.reading.local_file import read_file

    day = day_of(context, as_of)
    snapshot = take_baseline(
        context.store, read_file(file), str(file), day, context.clock, replace_list=replace, force=force
    )
    say(f"{len(snapshot.entries)} entries from {file} are the list as of {day}; elmon poll catches up from there.")
    for problem in snapshot.problems:
        say(f"note: {problem}")


def show_status(context: CommandContext, form: Format) -> int:
    """Print the state of the monitor; 1 when it is stale."""
    from monitor.operations.status import read_status
    from monitor.rendering.currency import heading

    status = read_status(context.store, context.clock, context.plans)
    current = context.currency()
    rows = [("how current", heading(current)), *status.lines()]
    if form == "text":
        from monitor.rendering.grid import pairs

        emit(pairs(rows, terminal_width()))
    elif form in ("json", "jsonl"):
        from monitor.shapes import as_json

        emit(
            json.dumps(
                {**as_json(status), "stale": status.stale},
                indent=2 if form == "json" else None,
            )
        )
    else:
        from monitor.rendering.grid import render_records

        emit(render_records([{"what": what, "state": state} for what, state in rows], form))
    return 1 if status.needs_a_look else 0


def show_alerts(context: CommandContext, form: Format, state: str, channel: str, document: str, limit: int) -> None:
    """Print the outbox, newest first."""
    from monitor.store.change_sets import STATES

    if state and state not in STATES:
        raise UsageError(f"--state {state}: there is none of that name; it is one of {', '.join(STATES)}.")
    rows = context.store.outbox.rows(limit + 1, state=state, channel=channel, document=document)
    records: list[dict[str, object]] = [
        {
            "number": r.id,
            "state": r.state,
            "document": r.change_set,
            "channel": r.channel,
            "recipient": r.recipient,
            "attempts": r.attempts,
            "made_at": r.created_at,
            "sent_at": r.sent_at,
            "due_at": None if r.sent_at or r.state == "dead" else r.due_at,
            "message_id": r.message_id,
            "last_error": r.last_error,
        }
        for r in rows[:limit]
    ]
    if form == "text":  # what a person looks for; the rest is in the other forms
        records = [{k: v for k, v in r.items() if k not in ("made_at", "message_id")} for r in records]
    if not records and form == "text":
        say("No such alert has been recorded." if state or channel or document else "No alert has been recorded yet.")
    else:
        emit(records_text("alerts list", records, form))
    if len(rows) > limit:
        say(f"The newest {limit} are shown; --limit shows more.")


def retry_alerts(context: CommandContext, numbers: Sequence[int]) -> int:
    """Put dead alerts back into the queue; 1 where a number is none that was given up."""
    wanted = list(dict.fromkeys(numbers))
    revived = context.store.outbox.retry(wanted or None, context.clock.now())
    say(f"{revived} alerts will be sent at the next round (elmon poll, or the running daemon).")
    if revived < len(wanted):
        say(
            f"{len(wanted) - revived} of the numbers are no alert that was given up: see elmon alerts list --state dead."
        )
    return 1 if revived < len(wanted) else 0


def test_channel(context: CommandContext, name: str) -> int:
    """Send a trial message; 3 if the channel did not take it."""
    from monitor.alerting.alerts import trial_alert
    from monitor.alerting.dispatch import message_id
    from monitor.clock import eastern_day
    from monitor.delivery.protocol import Delivered, Envelope

    channel = context.channels.get(name)
    if channel is None:
        known = ", ".join(context.channels) or "none"
        raise UsageError(f"The settings have no channel {name!r}; they have {known}.")
    now = context.clock.now()
    today = eastern_day(now)
    failed = 0
    for recipient in channel.recipients:
        key = message_id(f"trial.{now.timestamp()}", name, recipient)
        result = channel.send(trial_alert(today), recipient, Envelope(key, now, today))
        sent = isinstance(result, Delivered)
        failed += not sent
        say(f"{name} to {recipient}: " + ("delivered" if sent else getattr(result, "reason", "failed")))
    return 3 if failed else 0
