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

import pytest

from tests.cli.conftest import Place, place_in, snapshot
from tests.commands import elmon
from tests.delivery.smtp import Handler, running
from tests.docs.pages import FOR_READERS, ROOT, in_sentences, parts
from tests.docs.test_typed import spoken_of

TABLE: dict[str, dict[str, str]] = tomllib.loads((Path(__file__).parent / "typing.toml").read_text("utf-8"))
DAY = date(2023, 12, 6)
LISTED = (
    ("CHINA, PEOPLE'S REPUBLIC OF", "Hangzhou Hikvision Digital Technology Co., Ltd., Futian, Shenzhen, China."),
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
        files = {"restore": "backups/before.db.gz", "baseline": "list.xml", "read": "rule.xml"}
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

    def typed(self, line: str, folder: Path) -> str:
        """What is wrong with how a line ends; "" for nothing, or where it cannot be typed here."""
        if self.listed("not_here", line.removeprefix(".venv/bin/")):
            return ""
        put = self.put_in(line.removeprefix(".venv/bin/"))
        variables, _, command = put.rpartition("elmon ")
        if not re.fullmatch(r"([A-Z_]+=\S+ )*", variables):
            command = ""
        if command and spoken_of(f"elmon {command}"):
            return ""
        if command:
            given = dict(one.split("=", 1) for one in variables.split())
            done = self.elmon(shlex.split(command, comments=True), folder, **given)
        else:
            run = ["bash", "-ec", put]
            done = subprocess.run(run, cwd=folder, input="a-secret\n", capture_output=True, text=True, check=False)
        expected = int(self.listed("status", line).partition(":")[0] or 0)
        return "" if done.returncode == expected else f"{put}: {done.returncode}, not {expected}: {done.stderr[-600:]}"


@pytest.fixture(scope="module")
def scratch(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Scratch]:
    """Settings, a list that two rules have changed since, parties in a workbook, and the files that the pages name."""
    openpyxl = pytest.importorskip("openpyxl", reason="openpyxl is not installed")
    folder = tmp_path_factory.mktemp("typed")
    (folder / "config" / "secrets").mkdir(parents=True)
    (folder / "backups").mkdir()
    with place_in(folder / "config") as place, running(Handler()) as smtp:
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
        (folder / "old.xml.gz").write_bytes(gzip.compress(snapshot()))
        (folder / "rule.xml").write_bytes(place.register.texts["2023-26935"])
        (folder / "monitor").symlink_to(ROOT / "monitor")
        place.register.publish_through(date.max)
        assert made.elmon(["poll"]).returncode == 0
        for name in ("new.csv", "list.csv"):
            assert made.elmon(["export", "list", "--format", "csl", "--out", name]).returncode == 0
        yield made


def test_every_command_ends_as_the_pages_say(scratch: Scratch, tmp_path: Path) -> None:
    wrong: dict[str, str] = {}
    for page in FOR_READERS:
        blocks = [
            part.lines
            for part in parts(page)
            if not (part.settings or part.language) and not scratch.listed("shown", part.text)
        ]
        for number, lines in enumerate([*blocks, *([line] for line in dict.fromkeys(in_sentences(page)))]):
            folder = scratch.folder
            if lines[0].startswith("elmon init"):  # in an empty folder, as the page says
                folder = tmp_path / f"{Path(page).stem}{number}"
                folder.mkdir()
                (folder / "word.txt").write_text("a-secret\n")
                (folder / "hook.txt").write_text(scratch.place.slack.url)
            for line in lines:
                if trouble := scratch.typed(line, folder):
                    wrong[f"{page}: {line}"] = trouble
    assert wrong == {}
    listed = {name for table in ("not_here", "shown", "status", "stands_for") for name in TABLE[table]}
    assert listed - scratch.used == set(), "these are not in the pages any more"
