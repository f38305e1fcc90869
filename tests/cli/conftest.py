"""The command as its users run it: real processes with a settings file, a recorded Register, mail and webhook sinks."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from monitor.demo.register import RecordedRegister
from monitor.demo.sinks import SmtpSink, WebhookSink
from tests.commands import elmon
from tests.demo.made import put_elsewhere

ROOT = Path(__file__).resolve().parents[2]


@dataclass
class Place:
    """A folder with a settings file, and the servers it names."""

    folder: Path
    register: RecordedRegister
    mail: SmtpSink
    slack: WebhookSink

    @property
    def config(self) -> Path:
        return self.folder / "monitor.toml"

    def elmon(self, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
        return elmon(
            "--config", str(self.config), *arguments, folder=self.folder, environment=self.environment(**environment)
        )

    @staticmethod
    def environment(**more: str) -> dict[str, str]:
        kept = {k: v for k, v in os.environ.items() if not k.startswith("ELMON_")}
        return {**kept, "PYTHONPATH": str(ROOT), "NO_COLOR": "1", "COLUMNS": "100", **more}

    def hold_back(self) -> None:
        """Nothing of the list is published yet. There is a rule on another part, without which no answer is believed."""
        for record in self.register.documents:
            record["publication_date"] = "9999-01-01"
        put_elsewhere(self.register, "2024-00740", date(2024, 1, 2))
        self.register.publish_through(date.max)

    def start_from(self, number: str, day: date, listed: bytes = b"") -> None:
        """A database whose list is what one of the recorded rules left behind: small, and quick to make."""
        self.register.publish_through(day)
        source = self.folder / "list.xml"
        source.write_bytes(listed or snapshot())
        assert self.elmon("baseline", str(source), "--as-of", day.isoformat(), "--force").returncode == 0


TWO = (("IRAN", "Alpha Co., Tehran, Iran."), ("IRAQ", "Beta, Baghdad, Iraq."))


def snapshot(listed: Sequence[tuple[str, str]] = TWO) -> bytes:
    """A copy of the list with a few entries, each by its destination and its cell, in the eCFR's markup; made up."""
    cells = "<TD>{}</TD><TD>{}</TD><TD>For all items subject to the EAR.</TD><TD>Presumption of denial</TD><TD>80 FR 1, 1/2/15.</TD>"
    rows = "".join(f"<TR>{cells.format(c, n)}</TR>" for c, n in listed)
    head = "".join(
        f"<TH>{h}</TH>"
        for h in ("Country", "Entity", "License requirement", "License review policy", "Federal Register citation")
    )
    return (
        f'<DIV9 N="Supplement No. 4 to Part 744" TYPE="APPENDIX"><HEAD>Supplement No. 4 to Part 744—Entity List</HEAD>'
        f"<TABLE><TR>{head}</TR>{rows}</TABLE></DIV9>"
    ).encode()


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Place]:
    with place_in(tmp_path) as made:
        yield made


@contextmanager
def place_in(tmp_path: Path) -> Iterator[Place]:
    """A place in a folder, as long as its servers run."""
    with RecordedRegister() as register, SmtpSink() as mail, WebhookSink() as slack:
        register.dated = lambda: datetime.now(UTC)  # whatever day it plays: the processes have the machine's clock
        (tmp_path / "hook").write_text(slack.url)
        (tmp_path / "hook").chmod(0o600)
        (tmp_path / "monitor.toml").write_text(
            f"""
            [database]
            url = "sqlite:///{tmp_path / "elmon.db"}"
            [federal_register]
            base_url = "{register.base_url}"
            poll_seconds = 1
            contact = "ops@example.org"
            [public_inspection]
            enabled = false
            [http]
            requests_per_second = 100
            timeout_seconds = 5
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
        )
        yield Place(tmp_path, register, mail, slack)
