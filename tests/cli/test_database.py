"""elmon db as its users run it: backup, restore, copy, prune; and shell completion."""

from __future__ import annotations

import json
from datetime import date

from monitor.cli.database import database
from monitor.polling.completeness import SOURCE as LAST_DAYS
from monitor.polling.published import SOURCE as PUBLISHED
from tests.cli.conftest import ROOT, Place


def test_backup_restore_copy_and_prune(place: Place) -> None:
    place.start_from("2023-26935", date(2023, 12, 6))
    listed = place.elmon("list", "-f", "json").stdout
    done = place.elmon("db", "backup", "backups/elmon.db.gz")
    assert (done.returncode, done.stdout) == (0, "")
    assert "bytes, checked" in done.stderr
    assert place.elmon("db", "backup", "backups/elmon.db.gz").returncode == 2
    assert place.elmon("db", "backup", "backups/elmon.db.gz", "--replace").returncode == 0
    refused = place.elmon("db", "restore", "backups/elmon.db.gz")
    assert (refused.returncode, "say --replace" in refused.stderr) == (2, True)
    assert place.elmon("db", "restore", "backups/elmon.db.gz", "--replace").returncode == 0
    assert place.elmon("list", "-f", "json").stdout == listed
    bad = place.elmon("db", "restore", "hook", "--replace")
    assert (bad.returncode, "take another backup" in bad.stderr) == (4, True)
    copied = place.elmon("db", "copy", f"sqlite:///{place.folder / 'other.db'}")
    assert copied.returncode == 0, copied.stderr
    rows = dict(line.split()[:2] for line in copied.stdout.splitlines())
    assert rows["list_version"] == "3"
    assert (
        place.elmon("list", "-f", "json", ELMON_DATABASE__URL=f"sqlite:///{place.folder / 'other.db'}").stdout == listed
    )
    again = place.elmon("db", "copy", f"sqlite:///{place.folder / 'other.db'}")
    assert (again.returncode, "is not empty" in again.stderr) == (2, True)
    pruned = place.elmon("db", "prune", "--keep-days", "30", "--vacuum")
    assert (pruned.returncode, "0 documents older than 30 days are gone" in pruned.stderr) == (0, True)
    assert place.elmon("db", "prune").returncode == 2
    records = place.elmon("db", "prune", "--records", "--dry-run")
    assert "0 alerts and 0 decisions whose time is over by [retention] would go." in records.stderr


def test_a_postgresql_backup_names_the_command(place: Place) -> None:
    url = "postgresql+psycopg://elmon:hunter2@127.0.0.1:1/elmon"
    done = place.elmon("db", "backup", "x.dump", ELMON_DATABASE__URL=url)
    assert done.returncode == 2
    assert "pg_dump --format=custom --file=x.dump --dbname=postgresql://elmon@127.0.0.1:1/elmon" in done.stderr
    assert "hunter2" not in done.stderr


def test_a_password_in_the_new_address_is_not_shown_even_in_a_traceback(place: Place) -> None:
    url = "postgresql+psycopg://elmon:hunter2-long@127.0.0.1:1/elmon"
    done = place.elmon("--debug", "db", "copy", url)
    assert done.returncode != 0
    assert "Traceback" in done.stderr
    assert "hunter2" not in done.stderr + done.stdout


def test_status_tells_how_late_each_source_is(place: Place) -> None:
    place.start_from("2023-26935", date(2023, 12, 6))
    stale = place.elmon("status")
    assert stale.returncode == 1
    assert "never polled: run elmon poll" in stale.stdout
    assert place.elmon("poll").returncode == 0
    fresh = place.elmon("status")
    assert (fresh.returncode, " s ago)" in fresh.stdout) == (0, True)
    sources = {s["source"]: s for s in json.loads(place.elmon("status", "-f", "json").stdout)["sources"]}
    assert sources.keys() == {PUBLISHED, LAST_DAYS}
    assert all(0 <= source["lag_seconds"] < 60 for source in sources.values())


def test_completion_of_commands_and_options(place: Place) -> None:
    for shell, words in (("bash", "complete_bash"), ("zsh", "complete_zsh"), ("fish", "complete_fish")):
        said = place.elmon("--show-completion", shell, _TYPER_COMPLETE_TEST_DISABLE_SHELL_DETECTION="1")
        assert said.returncode == 0, said.stderr
        assert words in said.stdout
        assert "_ELMON_COMPLETE" in said.stdout
    typed = {"COMP_WORDS": "elmon st", "COMP_CWORD": "1", "_ELMON_COMPLETE": "complete_bash"}
    assert place.elmon(**typed).stdout.split() == ["status"]
    typed = {"COMP_WORDS": "elmon db ", "COMP_CWORD": "2", "_ELMON_COMPLETE": "complete_bash"}
    assert {"backup", "copy", "prune", "restore", "upgrade"} <= set(place.elmon(**typed).stdout.split())


def test_every_command_that_looks_after_it_is_in_the_handbook() -> None:
    said = (ROOT / "docs" / "operations.md").read_text("utf-8")
    commands = [f"elmon db {c.name}" for c in database.registered_commands]
    assert len(commands) == 5
    assert [c for c in [*commands, "elmon doctor", "elmon status", "--install-completion"] if c not in said] == []
    assert {path for path in ("/healthz", "/readyz", "/metrics") if f"`{path}`" in said} == {
        "/healthz",
        "/readyz",
        "/metrics",
    }
