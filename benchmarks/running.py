"""A monitor as it is deployed, for the benchmarks: ``elmon run`` in a process of its own, all around it on loopback.

Its clock runs as the machine's does, but says that it is ten in the morning of a business day in Washington, so that the
desk is open whenever a benchmark is run.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from monitor.clock import EASTERN
from monitor.demo.register import RecordedRegister
from monitor.demo.sinks import SmtpSink, WebhookSink

ROOT = Path(__file__).resolve().parent.parent
MORNING = datetime(2027, 3, 1, 10, tzinfo=EASTERN)
CHILD = """
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path
from monitor.cli.context import CommandContext
from monitor.cli.run_and_poll import run_daemon

class Shifted:
    def now(self):
        return datetime.now(UTC) + timedelta(seconds=float(sys.argv[2]))

run_daemon(CommandContext(Path(sys.argv[1]), given_clock=Shifted()))
"""


@dataclass(frozen=True)
class Running:
    """The process and its surroundings."""

    process: subprocess.Popen[bytes]
    register: RecordedRegister
    mail: SmtpSink
    slack: WebhookSink
    shift: timedelta

    def now(self) -> datetime:
        """The time in the monitor's world."""
        return datetime.now(UTC) + self.shift


@contextmanager
def running(poll_seconds: int) -> Iterator[Running]:
    """Everything running, the desk asked every ``poll_seconds``, and the first polls over."""
    shift = MORNING.astimezone(UTC) - datetime.now(UTC)
    with (
        tempfile.TemporaryDirectory() as folder,
        RecordedRegister(now=lambda: datetime.now(UTC) + shift) as register,
        SmtpSink() as mail,
        WebhookSink() as slack,
    ):
        register.documents.clear()
        register.public_inspection.filings.clear()
        place = Path(folder)
        (place / "hook").write_text(slack.url)
        (place / "hook").chmod(0o600)
        (place / "monitor.toml").write_text(_settings(place, register, mail, poll_seconds))
        process = subprocess.Popen(
            [sys.executable, "-c", CHILD, str(place / "monitor.toml"), str(shift.total_seconds())],
            cwd=ROOT, stderr=(place / "log").open("wb"),
        )  # fmt: skip
        try:
            while not any("public-inspection" in asked for asked in register.requests):
                if process.poll() is not None:
                    raise SystemExit((place / "log").read_text())
                time.sleep(0.05)
            time.sleep(2 * poll_seconds if poll_seconds < 5 else 3)
            yield Running(process, register, mail, slack, shift)
        finally:
            process.terminate()
            process.wait(timeout=30)


def _settings(place: Path, register: RecordedRegister, mail: SmtpSink, poll_seconds: int) -> str:
    return f"""
        [database]
        url = "sqlite:///{place / "elmon.db"}"
        [federal_register]
        base_url = "{register.base_url}"
        contact = "benchmark"
        [public_inspection]
        poll_seconds = {poll_seconds}
        [health]
        port = 0
        [[channel]]
        name = "mail"
        type = "email"
        host = "127.0.0.1"
        port = {mail.port}
        security = "none"
        sender = "elmon@example.org"
        recipients = ["desk@example.org"]
        [[channel]]
        name = "slack"
        type = "slack"
        webhook_url_file = "hook"
    """
