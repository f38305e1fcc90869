"""``elmon demo``: the story, told whole, on any machine, with a database left behind."""

from __future__ import annotations

import re
import subprocess
import sys
from datetime import date, datetime
from importlib.resources import files
from pathlib import Path

import pytest

from monitor.cli.demo_stage import (
    EARLIER,
    FILED_NOTE,
    REAL_NOTE,
    RECONSTRUCTED_NOTE,
    baseline_before,
    place_at,
    place_in,
    staged,
)
from monitor.clock import EASTERN
from monitor.model import Stage
from tests.cli.conftest import ROOT, Place
from tests.commands import elmon


def afterwards(*arguments: str) -> subprocess.CompletedProcess[str]:
    """A command on what a demo has left."""
    return elmon(*arguments, folder=ROOT, environment=Place.environment())


def test_the_demo_tells_its_story_and_leaves_a_database(tmp_path: Path) -> None:
    told = subprocess.run(
        [sys.executable, "-m", "monitor", "demo"], cwd=tmp_path, env=Place.environment(COLUMNS="120"),
        capture_output=True, text=True, timeout=120, check=False,
    )  # fmt: skip
    assert told.returncode == 0, told.stderr
    assert "Traceback" not in told.stderr
    for said in (
        "Four are reconstructed", "84 FR 54002", "28 additions", "45 seconds later", "28 entities to be added", "Not known yet",
        "2 of the watched parties are potential matches", "Subject: 2 of your parties: will add 28 entries to the Entity List", "Quiet Orchard",
        "a supplier that does not exist", "1 day, 13 hours and 49 minutes", "printed as filed: 28 added",
        "12 mails and 12 Slack messages", "Hikvision", "Sensetime", "Megvii Technology", "IFLYTEK",
        "2022-14069 as raw text, 2023-03929 as XML", "17 rows, all but one reconstructed, are added",
        "Removal of Entities From the Entity List (real): filed 2022-06-28 11:15, 57 named; published 2022-06-30, 42 added, "
        "11 revised, 3 removed (verified)",
        "Additions of Entities to the Entity List (real): filed 2023-02-24 08:45, 13 named; published 2023-02-27, 13 added (verified)",
        "Entity List Removal (reconstructed): filed 2023-11-15 16:15, 1 named; published 2023-11-17, 1 removed (verified)",
        "published 2024-07-03, 6 added, 2 revised (verified)",
        "asked for review (entries added: 41 stated, 42 found; entities removed: 2 stated, 3 found). The rule removes the entry for "
        "“China National Offshore Oil Corporation Ltd.”, adds it again as “CNOOC Limited”, and counts that as a revision.",
        "What the mail server received", "What the Slack webhook received", "88 FR 85095", "89 FR 55033",
        "diff 2019-10-08 2019-10-09", "elmon run", "Not legal advice", "there it stays July 3, 2024, the end of the recording",
    ):  # fmt: skip
        assert said in " ".join(told.stdout.split()), said
    assert "The alert asks for review" not in told.stdout
    assert "OUT OF DATE" not in told.stdout
    assert told.stdout.count("asked for review") == 1
    config = str(tmp_path / "elmon-demo" / "monitor.toml")
    hint = re.search(r"-c \S+ (screen[^\n]*?)\s{2}", told.stdout)
    assert hint, told.stdout
    screened = afterwards("-c", config, *hint[1].split())
    assert screened.returncode == 1, screened.stderr
    diff = afterwards("-c", config, "diff", "2019-10-08", "2019-10-09")
    assert "28 added, 0 revised, 0 removed" in diff.stdout
    assert "List current through July 3, 2024." in diff.stderr, "the demo's folder stays in the demo's time"
    assert "OUT OF DATE" not in diff.stderr
    polled = afterwards("-c", config, "poll")
    assert (polled.returncode, "whose recording has ended" in polled.stderr) == (2, True)


def test_the_captions_of_alerts_name_what_is_real_and_what_is_reconstructed(tmp_path: Path) -> None:
    with staged(place_in(tmp_path)) as stage:
        notes: dict[tuple[str, Stage], str] = {}
        for moment in ("2022-06-28 11:16", "2022-06-30 06:05", "2023-11-17 06:05"):
            for report in stage.at(datetime.fromisoformat(moment).replace(tzinfo=EASTERN)):
                notes |= {(alert.document_number, alert.stage): alert.note for alert in report.recorded}
    assert {key: note for key, note in notes.items() if key[0] > "2022"} == {
        ("2022-14069", Stage.PUBLIC_INSPECTION): FILED_NOTE,
        ("2022-14069", Stage.PUBLISHED): REAL_NOTE,
        ("2023-25557", Stage.PUBLISHED): RECONSTRUCTED_NOTE,
    }


def test_the_demos_baseline_is_what_it_says() -> None:
    day = date(2019, 10, 9)
    baseline = baseline_before(day)
    copied = [e for e in baseline.snapshot.entries if e not in baseline.earlier]
    assert all(min(c.date for c in e.citations if c.date) < day for e in copied)
    replaced = 1  # National University of Defense Technology
    assert (len(copied) + replaced + baseline.left_out, len(baseline.earlier)) == (2668, 17)
    assert "without entries first cited" in baseline.snapshot.source
    assert "with 17 rows added" in baseline.snapshot.source
    parties = [(e.country, e.name) for e in baseline.snapshot.entries]
    assert [e.name for e in baseline.earlier if parties.count((e.country, e.name)) != 1] == []


def test_every_row_added_to_the_baseline_says_what_it_is_made_of() -> None:
    xml = (files("monitor.demo") / EARLIER).read_text("utf-8")
    assert "<!-- RECONSTRUCTED rows" in xml
    assert len(re.findall(r"<!-- \d{4}-\d{5} .+ -->\n<TR>", xml)) == len(baseline_before(date(2019, 10, 9)).earlier)


def demo(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return elmon("demo", *arguments, folder=folder, environment=Place.environment(), seconds=120)


def test_the_database_of_the_demo_is_the_file_that_was_named(tmp_path: Path) -> None:
    told = demo(tmp_path, "--database", "made here/mine.db")
    assert told.returncode == 0, told.stderr
    assert "The database stays in made here/mine.db;" in " ".join(told.stdout.split())
    assert (tmp_path / "made here" / "mine.db").read_bytes().startswith(b"SQLite format 3")
    assert not (tmp_path / "elmon-demo").exists()
    settings = re.search(r"-c ('made here/mine.db.toml') list", told.stdout)
    assert settings, told.stdout
    listed = elmon(
        "list", "-c", settings[1].strip("'"), "-f", "jsonl", folder=tmp_path, environment=Place.environment()
    )
    assert len(listed.stdout.splitlines()) > 1000
    place_at(tmp_path / "made here" / "mine.db")
    assert not (tmp_path / "made here" / "mine.db").exists(), "a demo's own file may be made anew"


@pytest.mark.parametrize(
    ("named", "said"),
    [
        ("folder", "is a folder. Name the file: --database folder/elmon.db"),
        (".", "is a folder. Name the file: --database elmon.db"),
        ("postgresql://x/y", "is the name of a file, not the address of a database"),
        ("sqlite:///y.db", "is the name of a file, not the address of a database"),
        ("theirs.db", "exists and was not left by a demo. Name another file."),
        ("new.db", "or new.db.toml beside it, exists and was not left by a demo."),
        ("theirs.db/elmon.db", "cannot be written (File exists)."),
    ],
)
def test_what_is_no_file_of_the_demos_is_refused(tmp_path: Path, named: str, said: str) -> None:
    (tmp_path / "folder").mkdir()
    for theirs in ("theirs.db", "new.db.toml"):
        (tmp_path / theirs).write_text("kept")
    refused = demo(tmp_path, "--database", named)
    assert (refused.returncode, refused.stdout) == (2, "")
    assert said in refused.stderr
    assert {p.name for p in tmp_path.iterdir()} == {"folder", "theirs.db", "new.db.toml"}
    assert {(tmp_path / theirs).read_text() for theirs in ("theirs.db", "new.db.toml")} == {"kept"}
