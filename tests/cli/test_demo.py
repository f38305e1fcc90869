"""``elmon demo``: the story, told whole, on any machine, with a database left behind."""

from __future__ import annotations

import subprocess
import sys
from datetime import date
from pathlib import Path

from monitor.cli.demo_stage import baseline_before
from tests.cli.conftest import ROOT, Place


def test_the_demo_tells_its_story_and_leaves_a_database(tmp_path: Path) -> None:
    told = subprocess.run(
        [sys.executable, "-m", "monitor", "demo"], cwd=tmp_path, env=Place.environment(COLUMNS="120"),
        capture_output=True, text=True, timeout=120, check=False,
    )  # fmt: skip
    assert told.returncode == 0, told.stderr
    assert "Traceback" not in told.stderr
    for said in (
        "reconstructed", "84 FR 54002", "28 additions", "45 seconds later", "28 entities to be added", "Not known yet",
        "2 of the parties may be among them", "Subject: 2 of your parties: 28 added", "Quiet Orchard", "a supplier that does not exist",
        "1 day, 13 hours and 49 minutes", "printed as filed: 28 added", "10 mails and 10 Slack messages", "Hikvision", "Sensetime", "Megvii Technology", "IFLYTEK",
        "What the mail server received", "What the Slack webhook received", "88 FR 85095", "89 FR 55033",
        "diff 2019-10-08 2019-10-09", "elmon run", "Not legal advice",
    ):  # fmt: skip
        assert said in " ".join(told.stdout.split()), said
    config = str(tmp_path / "elmon-demo" / "monitor.toml")
    diff = subprocess.run(
        [sys.executable, "-m", "monitor", "-c", config, "diff", "2019-10-08", "2019-10-09"],
        cwd=ROOT, env=Place.environment(), capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip
    assert "28 added, 0 revised, 0 removed" in diff.stdout


def test_the_demos_baseline_is_what_it_says() -> None:
    day = date(2019, 10, 9)
    snapshot, left_out = baseline_before(day)
    assert all(min(c.date for c in e.citations if c.date) < day for e in snapshot.entries)
    assert (len(snapshot.entries) + left_out, "without entries first cited" in snapshot.source) == (2668, True)
