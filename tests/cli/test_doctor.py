"""elmon doctor as its users run it."""

from __future__ import annotations

import json
from datetime import date

import pytest

from monitor.clock import SystemClock
from tests.cli.conftest import Place


def found(place: Place, *options: str, **environment: str) -> tuple[int, dict[str, dict[str, str]]]:
    done = place.elmon("doctor", "--format", "json", *options, **environment)
    return done.returncode, {row["check"]: row for row in json.loads(done.stdout)}


@pytest.fixture(autouse=True)
def _settled(place: Place) -> None:
    ecfr = f'[ecfr]\nbase_url = "{place.register.ecfr_url}"\n'
    place.config.write_text(ecfr + place.config.read_text())
    place.config.chmod(0o600)


def test_a_sound_set_up(place: Place) -> None:
    place.register.set(SystemClock().now())
    status, rows = found(place)
    assert {name: row["outcome"] for name, row in rows.items() if row["outcome"] != "ok"} == {"database": "warn"}
    assert list(rows) == [
        "settings", "database", "time zones", "health", "Federal Register", "clock", "eCFR", "channel mail",
        "channel slack", "alerts of mail", "alerts of slack",
    ]  # fmt: skip
    assert status == 0
    assert place.mail.received == [] == place.slack.received
    assert not (place.folder / "elmon.db").exists()
    assert place.elmon("db", "upgrade").returncode == 0
    text = place.elmon("doctor").stdout
    assert "nobody" in text or "no elmon run is at work" in " ".join(text.split())


def test_every_fault_has_its_remedy(place: Place) -> None:
    (place.folder / "hook").chmod(0o644)
    with place.register.refusing():
        status, rows = found(place)
    assert status == 1
    assert rows["settings"]["remedy"].startswith("chmod o-r")
    assert rows["Federal Register"]["outcome"] == "fail"
    assert all(row["remedy"] for row in rows.values() if row["outcome"] != "ok")
    assert place.slack.url not in json.dumps(rows)


def test_offline_asks_nobody(place: Place) -> None:
    status, rows = found(place, "--offline")
    assert status == 0
    assert place.register.requests == []
    assert rows["channel mail"]["found"] == "email: not tried"


def test_what_the_environment_overrides_is_shown_and_no_secret(place: Place) -> None:
    done = place.elmon(
        "doctor", "--offline", "--format", "json",
        ELMON_FEDERAL_REGISTER__POLL_SECONDS="7", ELMON_LOG__LEVEL="debug",
        ELMON_DATABASE__URL=f"sqlite:///{place.folder}/h1dden.db", ELMON_CHANNEL_SLACK__WEBHOOK_URL="https://h1dden.example.org",
    )  # fmt: skip
    said = [row["found"] for row in json.loads(done.stdout) if row["check"] == "environment"]
    assert said[0].startswith("ELMON_DATABASE__URL is set and wins over url (")
    assert said[1].startswith("ELMON_FEDERAL_REGISTER__POLL_SECONDS is 7 and wins over poll_seconds = 1 (")
    assert said[2:] == [
        "ELMON_LOG__LEVEL is debug",
        "ELMON_CHANNEL_SLACK__WEBHOOK_URL is set and wins over webhook_url_file of the channel",
    ]
    assert "h1dden" not in " ".join(said)


def test_the_rules_that_are_recorded_are_what_a_channel_would_have_been_told(place: Place) -> None:
    place.start_from("2023-26935", date(2023, 12, 6))
    place.register.publish_through(date(2023, 12, 7))
    place.elmon("poll")
    place.config.write_text(place.config.read_text() + 'countries = ["Iceland"]\n')
    done = place.elmon("doctor", "--offline", "--format", "json")
    told = {row["check"]: row for row in json.loads(done.stdout) if row["check"].startswith("alerts of ")}
    assert told["alerts of mail"]["found"].startswith("1 of the last 1 rules: 88 FR ")
    assert told["alerts of slack"]["outcome"] == "warn" and "countries" in told["alerts of slack"]["remedy"]


def test_wrong_settings_are_findings_too(place: Place) -> None:
    place.config.write_text(place.config.read_text().replace("poll_seconds", "pol_seconds"))
    status, rows = found(place)
    assert status == 1
    assert "line" in rows["settings"]["found"]
    assert 'did you mean "poll_seconds"' in rows["settings"]["remedy"]


def test_a_table_fits_the_terminal(place: Place) -> None:
    assert max(map(len, place.elmon("doctor", COLUMNS="80").stdout.splitlines())) <= 160
