"""The processes that the crash benchmark kills: elmon's own commands, with a fuse at a chosen step.

Each is a process of its own, forked from a server that has loaded the program already, so that three hundred of them do
not spend their lives on importing. A fuse is burnt by SIGKILL: nothing is flushed, closed or rolled back.
"""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from importlib import import_module
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, event

from monitor import clock
from monitor.cli.entry_point import run as elmon
from monitor.store import processes
from monitor.store.engine import Database
from monitor.store.outbox import Outbox

STEPS = {
    "poll": (
        "monitor.sources.federal_register:FederalRegister.poll",
        "monitor.sources.public_inspection:PublicInspection.poll",
    ),
    "archive": ("monitor.store.archive:Archive.put",),
    "read": ("monitor.polling.intake:read_published", "monitor.polling.public_inspection:read_filed"),
    "apply": ("monitor.polling.intake:apply", "monitor.store.ledger:record_changes"),
    "compose": ("monitor.polling.intake:compose_alert", "monitor.polling.public_inspection:alerts_about_text"),
    "choose": ("monitor.polling.intake:choose_recipients", "monitor.polling.public_inspection:choose_recipients"),
    "outbox": ("monitor.store.ledger:enqueue", "monitor.store.filings:enqueue", "monitor.polling.intake:record"),
    "send": (
        "monitor.store.outbox:Outbox.lease",
        "monitor.delivery.email:EmailSender.send",
        "monitor.delivery.slack:SlackSender.send",
    ),
    "mark": ("monitor.store.outbox:Outbox.mark_sent",),
}  # fmt: skip
"""What is killed before or after; a step that is done in several ways has several names, all of them public."""
LOADED = [
    "monitor.cli.app", "monitor.cli.run_and_poll", "monitor.daemon", "monitor.delivery.build", "monitor.delivery.email",
    "monitor.delivery.slack", "monitor.sources.federal_register", "monitor.sources.public_inspection",
    "monitor.polling.backfill", "monitor.reading.files", "monitor.web.health", "alembic.command",
]  # fmt: skip
"""What the server of processes loads beforehand."""


@dataclass(frozen=True)
class Fuse:
    """When a process kills itself: at the ``nth`` time that it is before or after a step, or at its ``nth`` statement."""

    step: str = ""
    moment: str = "after"
    nth: int = 1

    def lay(self) -> None:
        """Set it in this process."""
        if self.moment == "statement":
            self._at_statements()
        for name in STEPS.get(self.step, ()) if self.moment != "statement" else ():
            module, _, path = name.partition(":")
            holder: Any = import_module(module)
            *outer, last = path.split(".")
            for part in outer:
                holder = getattr(holder, part)
            setattr(holder, last, self._around(getattr(holder, last)))

    def _around(self, whole: Callable[..., Any]) -> Callable[..., Any]:
        left = [self.nth]

        def fused(*arguments: Any, **named: Any) -> Any:
            found = None if self.moment == "before" else whole(*arguments, **named)
            if self.moment == "before" or found is None or found:  # a lease of nothing is no step
                left[0] -= 1
                if left[0] <= 0:
                    die()
            return whole(*arguments, **named) if self.moment == "before" else found

        return fused

    def _at_statements(self) -> None:
        left = [self.nth]

        def count(*_: Any) -> None:
            left[0] -= 1
            if left[0] <= 0:
                die()

        event.listen(Engine, "before_cursor_execute", count)
        event.listen(Engine, "commit", count)


def die() -> None:
    """What a machine does."""
    os.kill(os.getpid(), signal.SIGKILL)


def run(arguments: list[str], shift: float, fuse: Fuse | None, folder: str, machine: str = "") -> None:
    """``elmon`` with ``arguments`` in this process, its clock ``shift`` seconds ahead; notes go to ``folder``.

    With ``machine`` it thinks to be on a machine of that name, whose processes others do not see die.
    """
    os.setsid()
    log = os.open(Path(folder) / "log", os.O_WRONLY | os.O_APPEND | os.O_CREAT)
    for stream in (1, 2):
        os.dup2(log, stream)
    sys.stdout = sys.stderr = os.fdopen(2, "w", buffering=1, closefd=False)
    if machine:
        processes._machine = lambda: machine
    ahead = timedelta(seconds=shift)
    clock.SystemClock.now = lambda _: datetime.now(UTC) + ahead  # type: ignore[method-assign]
    server = Database.moment  # its clock is as far ahead
    Database.moment = lambda self, now: now if self.is_sqlite else server(self, now) + ahead  # type: ignore[method-assign]
    _note_marks(Path(folder) / "marks")
    if fuse:
        fuse.lay()
    status = elmon(arguments)
    sys.stdout.flush()
    os._exit(status)


def _note_marks(file: Path) -> None:
    """Every message that is marked as sent, one line each: the marks that the database kept."""
    whole = Outbox.mark_sent
    notes = os.open(file, os.O_WRONLY | os.O_APPEND | os.O_CREAT)

    def noted(self: Outbox, number: int, *arguments: Any, **named: Any) -> bool:
        done = whole(self, number, *arguments, **named)
        if done:
            os.write(notes, f"{number}\n".encode())
        return done

    Outbox.mark_sent = noted  # type: ignore[method-assign]
