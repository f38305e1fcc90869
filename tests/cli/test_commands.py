"""Every command, typed as a user types it."""

from __future__ import annotations

import csv
import io
import json
import stat
import subprocess
from datetime import date, timedelta
from importlib.resources import files
from pathlib import Path

import pytest

from tests.cli.conftest import Place, snapshot
from tests.commands import elmon

RULES = files("monitor.demo") / "documents"
DAY = date(2023, 12, 6)
CHINA, CRIMEA = "CHINA, PEOPLE'S REPUBLIC OF", "CRIMEA REGION OF UKRAINE"


def test_help_names_every_command(place: Place) -> None:
    said = place.elmon("--help").stdout
    for command in ("demo", "run", "poll", "diff", "list", "read", "baseline", "status", "alerts", "db"):
        assert command in said
    for command in ("diff", "read", "alerts", "db", "alerts test"):
        assert place.elmon(*command.split(), "--help").returncode == 0
    assert place.elmon("--version").stdout.startswith("elmon ")


@pytest.mark.parametrize("command", [("db", "upgrade"), ("list",), ("watch", "list"), ("export", "list")])
def test_config_and_debug_are_taken_behind_the_command_too(place: Place, command: tuple[str, ...]) -> None:
    def run(*arguments: str) -> subprocess.CompletedProcess[str]:
        return elmon(*arguments, folder=place.folder, environment=place.environment())

    missing = place.folder / "missing.toml"
    before = run("--config", str(missing), *command)
    for option in (("--config", str(missing)), (f"--config={missing}",), ("-c", str(missing))):
        behind = run(*command, *option)
        assert (behind.returncode, behind.stderr) == (before.returncode, before.stderr) != (0, "")
    between = run(command[0], "-c", str(missing), *command[1:])
    assert between.stderr == before.stderr
    assert "Traceback" not in before.stderr
    assert "Traceback" in run(*command, "--config", str(missing), "--debug").stderr
    assert run(*command, "--config", str(place.config)).returncode == 0


def test_poll_finds_tells_and_delivers_once(place: Place) -> None:
    place.start_from("2023-26935", DAY)
    place.register.publish_through(date(2024, 7, 3))
    first = place.elmon("poll")
    assert first.returncode == 0, first.stderr
    assert "88 FR 85095" in first.stderr
    assert "4 sent" in first.stderr
    assert [m.message["Subject"].split(" - ")[-1].strip() for m in place.mail.received] == [
        "88 FR 85095",
        "89 FR 55033",
    ]
    assert len(place.slack.received) == 2
    again = place.elmon("poll")
    assert (again.returncode, "0 of the Entity List" in again.stderr) == (0, True)
    assert (len(place.mail.received), len(place.slack.received)) == (2, 2)

    assert json.loads(place.elmon("diff", "2023-12-06", "2023-12-07", "-f", "json").stdout)["summary"]["added"] == 44
    changed = json.loads(place.elmon("diff", "2023-26935", "-f", "json").stdout)
    assert {c["document_number"] for c in changed["changes"]} == {"2023-26935"}
    dated = json.loads(place.elmon("diff", "2023-12-06", "2023-12-07", "-f", "json").stdout)["changes"][0]
    assert (dated["document_number"], dated["effective_on"]) == ("2023-26935", "2023-12-07")
    listed = place.elmon("list", "--as-of", "2023-12-07", "-f", "csv").stdout
    assert len(list(csv.DictReader(io.StringIO(listed)))) == 46
    alerts = json.loads(place.elmon("alerts", "list", "-f", "json").stdout)
    assert {(a["state"], a["channel"]) for a in alerts} == {("sent", "mail"), ("sent", "slack")}
    status = place.elmon("status")
    assert status.returncode == 0
    assert "last good poll" in status.stdout
    assert "2024-14635" in status.stdout  # it revises an entry that this small list does not have


def test_an_empty_database_starts_from_the_bundled_list(place: Place) -> None:
    said = place.elmon("poll")
    assert said.returncode == 3, "a Register without any rule in 400 days is not believed"
    assert "bundled eCFR copy of 2026-07-18: the Entity List (3,411 entries), the Military" in said.stderr
    assert len(place.elmon("list", "-f", "jsonl").stdout.splitlines()) == 3411


def test_status_is_stale_before_the_first_poll_and_after_failed_ones(place: Place) -> None:
    assert place.elmon("status").returncode == 1
    place.register.fault("request_access", times=9)
    polled = place.elmon("poll")
    assert polled.returncode == 3
    assert "Request Access" in polled.stderr
    status = place.elmon("status", "-f", "json")
    assert status.returncode == 1
    assert "Request Access" in json.loads(status.stdout)["sources"][0]["last_error"]


def test_a_baseline_is_not_replaced_unasked(place: Place) -> None:
    place.start_from("2023-26935", DAY)
    source = str(place.folder / "list.xml")
    again = place.elmon("baseline", source, "--as-of", "2023-12-08")
    assert (again.returncode, "--replace" in again.stderr) == (2, True)
    assert place.elmon("baseline", source, "--as-of", "2023-12-08", "--replace").returncode == 0
    assert place.elmon("list", "--as-of", "2023-12-07").returncode == 2


def test_two_files_need_no_database(place: Place) -> None:
    old, new = place.folder / "old.xml", place.folder / "new.xml"
    old.write_bytes(snapshot())
    new.write_bytes(
        snapshot().replace(b"Alpha Co.,", b"Gamma Co.,").replace(b"Presumption of denial", b"Policy of denial", 2)
    )
    same = place.elmon("diff", str(old), str(old), "--exit-code", ELMON_DATABASE__URL="sqlite:////nonexistent/x.db")
    assert (same.returncode, same.stdout.splitlines()[0].count("0 ")) == (0, 5)
    other = place.elmon("diff", str(old), str(new), "--exit-code", ELMON_DATABASE__URL="sqlite:////nonexistent/x.db")
    assert other.returncode == 1
    assert "+ Gamma Co." in other.stdout
    for form in ("json", "jsonl", "csv", "markdown"):
        assert "Gamma Co." in place.elmon("diff", str(old), str(new), "--format", form).stdout
    stat_only = place.elmon("diff", str(old), str(new), "--stat").stdout
    assert "Gamma" not in stat_only
    only = place.elmon("diff", str(old), str(new), "--country", "iraq", "-f", "json")
    assert {c["country"] for c in json.loads(only.stdout)["changes"]} <= {"IRAQ"}


def test_read_prints_a_rule_a_snapshot_or_lines_for_several(place: Place) -> None:
    rule = str(RULES / "2024-14635.xml")
    said = place.elmon("read", rule).stdout
    assert "Verified" in said
    assert "Mega Fast Cargo LLC" in said
    shape = json.loads(place.elmon("read", rule, "-f", "json").stdout)
    assert (shape["verdict"], len(shape["amendments"]), shape["stage"]) == ("verified", 8, "published")
    copy = place.folder / "list.xml"
    copy.write_bytes(snapshot())
    broken = place.folder / "broken.xml"
    broken.write_bytes((RULES / "2024-14635.xml").read_bytes()[:5000])
    several = place.elmon("read", rule, str(copy), str(broken), str(place.folder / "none.xml"), "-f", "jsonl")
    lines = [json.loads(line) for line in several.stdout.splitlines()]
    assert several.returncode == 4
    assert [Path(line["file"]).name for line in lines] == ["2024-14635.xml", "list.xml", "broken.xml", "none.xml"]
    assert len(lines[1]["entries"]) == 2
    assert [line["verdict"] for line in lines[2:]] == ["unreadable"] * 2
    assert "line" in lines[2]["problems"][0]


def test_a_damaged_rule_is_read_as_far_as_it_can_be(place: Place) -> None:
    broken = place.folder / "broken.xml"
    broken.write_bytes((RULES / "2024-14635.xml").read_bytes().replace(b"<ENT>", b"<7 & <ENT>", 1))
    read = place.elmon("read", str(broken))
    assert (read.returncode, "Not read" in read.stdout, "not well-formed" in read.stderr) == (4, True, True)
    shape = place.elmon("read", str(broken), "-f", "json")
    rule = json.loads(shape.stdout)
    assert (shape.returncode, rule["verdict"], len(rule["amendments"])) == (4, "unreadable", 8)
    assert "outside of the damage" in rule["problems"][1]


def test_alerts_can_be_tried_and_sent_again(place: Place) -> None:
    tried = place.elmon("alerts", "test", "mail")
    assert (tried.returncode, "delivered" in tried.stderr) == (0, True)
    assert "trial message" in place.mail.received[0].part("plain").lower()
    assert place.elmon("alerts", "test", "nobody").returncode == 2
    assert place.elmon("alerts", "retry").returncode == 0
    wrong = place.elmon("alerts", "retry", "77")
    assert (wrong.returncode, "no alert that was given up" in wrong.stderr) == (1, True)


def test_alerts_can_be_narrowed(place: Place) -> None:
    place.start_from("2023-26935", DAY)
    place.register.publish_through(DAY + timedelta(days=1))
    place.elmon("poll")

    def listed(*options: str) -> list[dict[str, str]]:
        return json.loads(place.elmon("alerts", "list", *options, "-f", "json").stdout)  # type: ignore[no-any-return]

    assert [r["channel"] for r in listed("--channel", "mail")] == ["mail"]
    assert len(listed("--document", "2023-26935")) == len(listed("--state", "sent")) == 2
    assert listed("--document", "2023-2") == listed()
    assert listed("--state", "dead") == []
    assert listed()[0]["message_id"].startswith("<2023-26935.published.")
    short = place.elmon("alerts", "list", "--limit", "1")
    assert "The newest 1 are shown" in short.stderr
    assert place.elmon("alerts", "list", "--state", "lost").returncode == 2
    assert place.elmon("db", "upgrade").returncode == 0


def test_the_database_is_its_users_alone(place: Place) -> None:
    place.elmon("db", "upgrade")
    assert stat.S_IMODE((place.folder / "elmon.db").stat().st_mode) == 0o600


WRONG = [
    (["diff", "yesterday"], 2, "yesterday"),
    (["diff", "2023-26935", "2024-01-01"], 2, "elmon backfill"),
    (["list", "--as-of", "soon"], 2, "soon"),
    (["list", "--format", "yaml"], 2, "yaml"),
    (["nonsense"], 2, "nonsense"),
    (["diff", "a.xml", "b.xml", "--kind", "eaten"], 2, "a.xml"),
    (["read", "none.xml"], 4, "does not exist"),
    (["baseline", "none.xml", "--as-of", "2024-01-01"], 4, "does not exist"),
    (["baseline", "monitor.toml", "--as-of", "2024-01-01"], 4, "monitor.toml"),
    (["--config", "none.toml", "status"], 2, "none.toml"),
]


@pytest.mark.parametrize(("arguments", "status", "said"), WRONG, ids=[" ".join(w[0]) for w in WRONG])
def test_a_mistake_is_one_clear_sentence(place: Place, arguments: list[str], status: int, said: str) -> None:
    done = place.elmon(*arguments)
    assert done.returncode == status
    assert said in done.stderr
    assert "Traceback" not in done.stderr
    assert not done.stdout


@pytest.mark.parametrize(
    ("line", "said"),
    [("[htp]\ntimeout_seconds = 1", "http"), ("[http]\ntimeout = 1", "timeout_seconds"), ("[database]\nurl = 7", "database"), ("nonsense", "TOML")],
)  # fmt: skip
def test_wrong_settings_name_the_key(place: Place, line: str, said: str) -> None:
    place.config.write_text(line)
    done = place.elmon("status")
    assert (done.returncode, said in done.stderr, "Traceback" in done.stderr) == (2, True, False)
    assert not (place.folder / "elmon.db").exists()


def test_debug_shows_the_traceback(place: Place) -> None:
    assert "Traceback" in place.elmon("--debug", "read", "none.xml").stderr


def test_an_unreachable_register_is_status_3(place: Place) -> None:
    done = place.elmon("poll", ELMON_FEDERAL_REGISTER__BASE_URL="http://127.0.0.1:9/api/v1")
    assert done.returncode == 3
    assert "127.0.0.1:9" in done.stderr
    assert "Traceback" not in done.stderr


def test_diff_takes_a_citation_and_an_american_date_and_says_how_it_reads_them(place: Place) -> None:
    place.start_from("2023-26935", DAY)
    place.register.publish_through(date(2024, 7, 3))
    assert place.elmon("poll").returncode == 0
    cited = place.elmon("diff", "88 FR 85095", "-f", "json")
    assert cited.stdout == place.elmon("diff", "2023-26935", "-f", "json").stdout
    assert "“88 FR 85095” is document 2023-26935." in cited.stderr
    dated = place.elmon("diff", "12/06/2023", "12/7/2023", "-f", "json")
    assert dated.stdout == place.elmon("diff", "2023-12-06", "2023-12-07", "-f", "json").stdout
    assert "“12/06/2023” is read as December 6, 2023 (month/day/year)." in dated.stderr
    for wrong, said in (("31/12/2023", "is not a day"), ("88 FR 1", "no document that begins on page 1 of volume 88")):
        refused = place.elmon("diff", wrong)
        assert (refused.returncode, refused.stdout) == (2, "")
        assert said in refused.stderr


@pytest.mark.parametrize(
    "command", [("list",), ("search", "Alpha"), ("diff", "now"), ("watch", "add", "Some Party")], ids=lambda c: c[0]
)
def test_an_unknown_country_is_an_error_with_the_nearest(place: Place, command: tuple[str, ...]) -> None:
    place.start_from("2023-26935", DAY)
    refused = place.elmon(*command, "--country", "Irann Islamic")
    assert (refused.returncode, refused.stdout) == (2, "")
    assert "“Irann Islamic” is not a destination or country." in refused.stderr
    refused = place.elmon(*command, "--country", "Chna")
    assert (refused.returncode, "Did you mean CHINA, PEOPLE'S REPUBLIC OF" in refused.stderr) == (2, True)


def test_a_country_is_known_however_it_is_written_and_hong_kong_is_listed_under_china(place: Place) -> None:
    def listed(country: str) -> tuple[list[str], str]:
        done = place.elmon("list", "--country", country, "-f", "json")
        assert done.returncode == 0, done.stderr
        return sorted({e["country"] for e in json.loads(done.stdout)}), done.stderr

    assert place.elmon("list", "-f", "json").returncode == 0
    for written, destination in (
        ("IR", "IRAN"), ("IRN", "IRAN"), ("Iranian", "IRAN"), ("T\u00fcrkiye", "TURKEY"), ("prc", CHINA), ("Crimea", CRIMEA),
    ):  # fmt: skip
        destinations, said = listed(written)
        assert (destinations, "note:" in said) == ([destination], False)
    destinations, said = listed("Hong Kong")
    assert destinations == [CHINA]
    assert "BIS lists parties in Hong Kong under CHINA, PEOPLE'S REPUBLIC OF since December 23, 2020" in said
    assert "“Ukrane” is read as UKRAINE." in listed("Ukrane")[1]
    assert listed("Fiji")[0] == []
