"""``baseline``, ``status``, ``alerts`` and ``db``: looking after what the monitor keeps."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from monitor.cli.context import Context, emit, say, terminal_width
from monitor.errors import UsageError

if TYPE_CHECKING:
    from monitor.rendering.words import Format


def take_baseline(context: Context, file: Path, as_of: str, replace: bool, force: bool) -> None:
    """Make ``file`` the starting state as of a day."""
    from monitor.jobs.baseline import take_baseline
    from monitor.jobs.diff import as_day
    from monitor.jobs.files import read_file

    day = as_day(as_of)
    if day is None:
        raise UsageError(f"--as-of {as_of!r} is no date; write it as 2024-12-05.")
    snapshot = take_baseline(
        context.store, read_file(file), str(file), day, context.clock, replace_list=replace, force=force
    )
    say(f"{len(snapshot.entries)} entries from {file} are the list as of {day}; elmon poll catches up from there.")
    for problem in snapshot.problems:
        say(f"note: {problem}")


def show_status(context: Context, form: Format) -> int:
    """Print the state of the monitor; 1 when it is stale."""
    from monitor.jobs.status import read_status

    status = read_status(context.store, context.clock, context.plans)
    if form == "text":
        from monitor.rendering.grid import pairs

        emit(pairs(status.lines(), terminal_width()))
    elif form in ("json", "jsonl"):
        from monitor.shapes import as_json

        emit(json.dumps({**as_json(status), "stale": status.stale}, indent=2 if form == "json" else None))
    else:
        from monitor.rendering.grid import render_records

        emit(render_records([{"what": what, "state": state} for what, state in status.lines()], form))
    return 1 if status.stale else 0


def show_alerts(context: Context, form: Format) -> None:
    """Print the outbox, newest first."""
    from monitor.rendering.grid import render_records

    records: list[dict[str, object]] = [
        {
            "number": r.id,
            "state": r.state,
            "document": r.change_set,
            "channel": r.channel,
            "recipient": r.recipient,
            "attempts": r.attempts,
            "sent_at": r.sent_at,
            "last_error": r.last_error,
        }
        for r in context.store.outbox.rows()
    ]
    if not records and form == "text":
        say("No alert has been recorded yet.")
    else:
        emit(render_records(records, form, terminal_width()))


def retry_alerts(context: Context, numbers: Sequence[int]) -> None:
    """Put dead alerts back into the queue."""
    revived = context.store.outbox.revive(list(numbers) or None, context.clock.now())
    say(f"{revived} alerts will be sent at the next round (elmon poll, or the running daemon).")


def test_channel(context: Context, name: str) -> int:
    """Send a trial message; 3 if the channel did not take it."""
    from monitor.clock import eastern_day
    from monitor.delivery.protocol import Delivered, Envelope
    from monitor.jobs.alerting import trial_alert
    from monitor.jobs.deliver import message_id

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


def upgrade_database(context: Context) -> None:
    """Run the migrations."""
    from monitor.store import open_store

    open_store(context.settings.database.url, upgrade=True)
    say("The database's tables are those of this version.")
