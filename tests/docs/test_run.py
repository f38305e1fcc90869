"""Every command of README and docs is typed in a scratch folder, in the order of the pages, and ends as they say.

Servers on loopback stand for the Federal Register, the eCFR, mail and Slack. tests/docs/typing.toml has what cannot be typed
here, with the reason, and what stands for the names that a page leaves to its reader.
"""

from __future__ import annotations

import gzip
import json
import re
import shlex
import subprocess
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, Session

from monitor.config import load_settings
from tests.cli.conftest import Place, place_in, snapshot
from tests.commands import elmon
from tests.delivery.smtp import Handler, running
from tests.docs.pages import FOR_READERS, ROOT, in_sentences, parts
from tests.docs.test_typed import spoken_of

TABLE: dict[str, dict[str, str]] = tomllib.loads((Path(__file__).parent / "typing.toml").read_text("utf-8"))
# e.g. "elmon status", "ELMON_LOG__LEVEL=debug elmon run   # watches"
_ELMON = re.compile(r"((?:[A-Z_]+=\S+ )*)(elmon .+)")
DAY = date(2023, 12, 6)
LISTED = (
    (
        "CHINA, PEOPLE'S REPUBLIC OF",
        "Hangzhou Hikvision Digital Technology Co., Ltd., a.k.a., the following one alias: -Hikvision. Futian, Shenzhen, China.",
    ),
    ("IRAN", "Alpha Co., Tehran, Iran."),
)
RUNS_ON = {"elmon run": "watching", "elmon serve": "The pages are at"}
"""What is on stderr when a command that runs until it is stopped has begun."""


@dataclass
class Scratch:
    """The folder in which a reader types, with ``elmon`` set up in it."""

    folder: Path
    place: Place
    smtp: int
    used: set[str] = field(default_factory=set)

    @property
    def environment(self) -> dict[str, str]:
        return self.place.environment(
            ELMON_ECFR__BASE_URL=self.place.register.ecfr_url, ELMON_HEALTH__PORT="0", ELMON_WEB__PORT="0",
            ELMON_FEDERAL_REGISTER__BASE_URL=self.place.register.base_url, ELMON_HTTP__REQUESTS_PER_SECOND="1000",
            ELMON_DATABASE__URL=f"sqlite:///{self.place.folder / 'elmon.db'}", HOME=str(self.folder),
            ELMON_PUBLIC_INSPECTION__ENABLED="false",
        )  # fmt: skip

    def listed(self, table: str, text: str) -> str:
        """What a table has of a text, by how it begins; the longest counts."""
        known = max((one for one in TABLE[table] if text.startswith(one)), key=len, default="")
        self.used.add(known)
        return TABLE[table].get(known, "")

    def put_in(self, line: str) -> str:
        """The line as a reader would type it: with names of files, matches and documents of their own."""
        known = {"smtp": self.smtp, "backups": self.folder / "backups"}
        for name, value in TABLE["stands_for"].items():
            if name in line:
                self.used.add(name)
                line = re.sub(rf"(?<!\w){re.escape(name)}(?!\w)" if name.isupper() else re.escape(name), value, line)
        line = line.format(**known) if "{" in line else line
        files = {"restore": "backups/elmon-2024-12-05.db.gz", "read": "rule.xml"}
        file = next((name for word, name in files.items() if f" {word} " in line), f"backups/{len(self.used)}.db.gz")
        line = re.sub(r"\bFILE\b", file, line)
        line = re.sub(r"(?<=elmon show )NAME\b", "Hikvision", line)
        line = re.sub(r"(?<=alerts test )NAME\b", "mail", line)
        if re.search(r"\bMATCH\b", line):
            line = line.replace("MATCH", self.asked("screen")[0]["id"])
        if re.search(r"\bNUMBER\b", line):
            line = line.replace("NUMBER", self.asked("review", "list")[0]["document"])
        return line

    def asked(self, *command: str) -> list[dict[str, str]]:
        found: list[dict[str, str]] = json.loads(self.elmon([*command, "-f", "json"]).stdout)
        return found

    def elmon(self, words: list[str], folder: Path | None = None, **more: str) -> subprocess.CompletedProcess[str]:
        until = RUNS_ON.get(f"elmon {words[0]}", "")
        return elmon(*words, folder=folder or self.folder, environment={**self.environment, **more}, until=until)

    def typed(self, line: str, folder: Path, prints: str = "") -> str:
        """What is wrong with how a line ends, or with what it prints; "" for nothing, or where it cannot be typed here."""
        if self.listed("not_here", line):
            return ""
        put = self.put_in(line)
        if command := _ELMON.fullmatch(put):
            if spoken_of(command[2]):
                return ""
            given = dict(one.split("=", 1) for one in command[1].split())
            done = self.elmon(shlex.split(command[2], comments=True)[1:], folder, **given)
        else:
            run = ["bash", "-ec", put]
            done = subprocess.run(run, cwd=folder, input="a-secret\n", capture_output=True, text=True, check=False)
        expected = set(map(int, re.findall(r"-?\d+", self.listed("status", line).partition(":")[0]))) or {0}
        if done.returncode not in expected:
            return f"{put}: {done.returncode}, not {expected}: {done.stderr[-600:]}"
        return "" if prints in ("", done.stdout.strip()) else f"{put} prints {done.stdout}"


def _right(server: SMTP, session: Session, envelope: Envelope, mechanism: str, data: Any) -> AuthResult:
    return AuthResult(success=data.password == b"a-secret")


@pytest.fixture(scope="module")
def scratch(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Scratch]:
    """Settings, a list that two rules have changed since, parties in a workbook, and the files that the pages name."""
    openpyxl = pytest.importorskip("openpyxl", reason="openpyxl is not installed")
    folder = tmp_path_factory.mktemp("typed")
    (folder / "config" / "secrets").mkdir(parents=True)
    (folder / "backups").mkdir()
    with place_in(folder / "config") as place, running(Handler(), authenticator=_right, auth_require_tls=False) as smtp:
        made = Scratch(folder, place, smtp.port)
        place.start_from("2023-26935", DAY, snapshot(LISTED))
        book = openpyxl.Workbook()
        for row in (
            ("reference", "name", "country"),
            ("C-1", "Hikvision Digital", "CN"),
            ("C-2", "Alpha Company", "IR"),
        ):
            book.active.append(row)
        book.save(folder / "customers.xlsx")
        (folder / "list.xml").write_bytes(snapshot(LISTED))
        (folder / "old.xml.gz").write_bytes(gzip.compress(snapshot(), mtime=0))
        (folder / "rule.xml").write_bytes(place.register.texts["2023-26935"])
        (folder / "monitor").symlink_to(ROOT / "monitor")
        place.register.publish_through(date.max)
        part = b'<DIV5 N="744" TYPE="PART">' + snapshot(LISTED) + b"</DIV5>"
        place.register.copies = {DAY: lambda: part}
        assert made.elmon(["poll"]).returncode == 0
        for name in ("new.csv", "list.csv"):
            assert made.elmon(["export", "list", "--format", "csl", "--out", name]).returncode == 0
        yield made


def to_be_typed(page: str, scratch: Scratch) -> Iterator[tuple[list[str], str]]:
    """Lines that are typed one after the other, with what the page says that they print: blocks, then those in sentences."""
    for part in parts(page):
        if not (part.settings or part.language or scratch.listed("shown", part.text)):
            yield [line.removeprefix(".venv/bin/") for line in part.lines], part.prints
    yield from (([line], "") for line in in_sentences(page))


def test_every_command_ends_as_the_pages_say(scratch: Scratch, tmp_path: Path) -> None:
    wrong: dict[str, str] = {}
    typed: set[str] = set()
    for page in FOR_READERS:
        for lines, prints in to_be_typed(page, scratch):
            begins = lines[0].startswith("elmon init") and (len(lines) > 1 or lines[0] not in typed)
            folder = scratch.folder
            if begins:  # in an empty folder, as the page says
                folder = tmp_path / str(len(list(tmp_path.iterdir())))
                folder.mkdir()
                (folder / "word.txt").write_text("a-secret\n")
                (folder / "hook.txt").write_text(scratch.place.slack.url)
            for line in lines:
                key = line.partition(" #")[0].strip()
                if (key not in typed or begins) and (trouble := scratch.typed(line, folder, prints)):
                    wrong[f"{page}: {line}"] = trouble
                typed.add(key)
    assert wrong == {}
    listed = {name for table in ("not_here", "shown", "status", "stands_for") for name in TABLE[table]}
    assert listed - scratch.used == set(), "these are not in the pages any more"


@pytest.mark.parametrize("page", [page for page in FOR_READERS if page != "docs/mail.md"])
def test_the_settings_of_a_page_are_whole(page: str, empty_folder: Path) -> None:
    """Those of docs/mail.md: tests/test_mail_settings.py."""
    (empty_folder / "secrets").mkdir(mode=0o700)
    kept = {"slack-webhook": "https://hooks.slack.com/services/T/B/x", "webhook-secret": f"whsec_{'A' * 32}"}
    for name in ("slack-webhook", "slack-token", "webhook-secret", "web-token"):
        (empty_folder / "secrets" / name).touch(mode=0o600)
        (empty_folder / "secrets" / name).write_text(kept.get(name, "xoxb-0123456789abcdef"))
    for part in parts(page):
        if part.settings:
            Path("monitor.toml").write_text(part.text)
            assert load_settings(Path("monitor.toml")).warnings == ()
