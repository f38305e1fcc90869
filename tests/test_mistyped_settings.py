"""Settings as people mistype them (tests/data/mistyped.toml): each is refused or found, none makes a silent monitor."""

from __future__ import annotations

import os
import tomllib
from datetime import UTC, datetime
from pathlib import Path

import pytest

from monitor.alerting.rehearsal import MOST, cited_alerts, rehearse
from monitor.cli.channel_checks import try_channel
from monitor.cli.context import CommandContext
from monitor.cli.doctor import findings_of
from monitor.cli.rehearsal import rehearsal_findings, rehearsal_text
from monitor.clock import SetClock
from monitor.config import load_settings
from monitor.errors import SettingsError
from monitor.history.baseline import bundled
from monitor.model import RuleAlert
from monitor.operations.checkup import CheckOutcome
from monitor.reading.files import read_snapshot

TABLE = tomllib.loads((Path(__file__).parent / "data" / "mistyped.toml").read_text("utf-8"))
MAIL = {
    "name": '"mail"', "type": '"email"', "host": '"smtp.example.org"',
    "sender": '"monitor@example.org"', "recipients": '["desk@example.org"]',
}  # fmt: skip
SLACK = '[[channel]]\nname = "slack"\ntype = "slack"\nwebhook_url = "https://hooks.slack.com/services/T/B/x"\n'
BASE = '[database]\nurl = "sqlite:///elmon.db"\n'


@pytest.fixture(autouse=True)
def _token(empty_folder: Path) -> None:
    (empty_folder / "token").write_text("xoxb-1")
    (empty_folder / "token").chmod(0o600)
    os.mkfifo(empty_folder / "pipe")


def written(mistyped: str) -> Path:
    """A settings file with the mistyped lines, and otherwise sound."""
    text = mistyped.replace("SLACK", SLACK)
    if text.startswith("MAIL"):
        given = text.removeprefix("MAIL").lstrip()
        key = given.partition(" = ")[0]
        kept = {k: v for k, v in MAIL.items() if k not in {key, f"{key}s"}}
        text = "[[channel]]\n" + "".join(f"{k} = {v}\n" for k, v in kept.items()) + given
    file = Path("monitor.toml")
    file.write_text((BASE if "[database]" not in text else "") + "\n" + text if text[0] == "[" else text + "\n" + BASE)
    file.chmod(0o600)
    return file


def test_there_are_a_hundred_and_none_twice() -> None:
    cases = [case for kind in ("refused", "found") for case, _ in TABLE[kind]]
    assert len(cases) >= 100
    assert len(set(cases)) == len(cases)


@pytest.mark.parametrize(("mistyped", "says"), TABLE["refused"])
def test_it_is_refused_with_a_sentence(mistyped: str, says: str) -> None:
    with pytest.raises(SettingsError) as caught:
        load_settings(written(mistyped))
    assert says in str(caught.value)
    assert all(line.startswith("monitor.toml") and line[-1] in ".?" for line in str(caught.value).splitlines())


@pytest.mark.parametrize(("mistyped", "says"), TABLE["found"])
def test_doctor_finds_it_and_names_the_remedy(mistyped: str, says: str) -> None:
    context = CommandContext(config=written(mistyped), given_clock=SetClock(datetime(2026, 11, 30, 12, tzinfo=UTC)))
    findings = [one for one in findings_of(context, offline=True) if one.outcome is not CheckOutcome.OK]
    assert any(says in one.found and one.remedy for one in findings), findings


def test_as_it_should_be_nothing_is_found() -> None:
    context = CommandContext(
        config=written("MAIL port = 0\n" + SLACK), given_clock=SetClock(datetime(2026, 11, 30, 12, tzinfo=UTC))
    )
    findings = [one for one in findings_of(context, offline=True) if one.outcome is not CheckOutcome.OK]
    assert [one.found for one in findings] == ["elmon.db is not there yet"]


# -- filters that are possible, and let nothing pass -------------------------------------------------------------------


@pytest.fixture(scope="module")
def rules() -> tuple[RuleAlert, ...]:
    """The newest rules that the copy of the list cites that ships with the package."""
    return cited_alerts(read_snapshot(bundled(), "bundled").entries)


@pytest.mark.parametrize(
    ("filters", "told"),
    [
        ("", MOST), ('countries = ["PRC"]', 10), ('countries = ["Hong Kong"]', 10), ('countries = ["Türkiye"]', 3), ('countries = ["RU"]', 1),
        ('countries = ["Iceland"]', 0), ('kinds = ["editorial"]', 0), ('kinds = ["removed"]', 0), ("only_matches = true", 0),
        ('kinds = ["revised"]\ncountries = ["Burma"]', 0), ('stages = ["public-inspection"]', 10), ('kinds = ["added"]', 9),
    ],
)  # fmt: skip
def test_what_a_channel_would_have_been_told_shows_a_filter_that_lets_nothing_pass(
    rules: tuple[RuleAlert, ...], filters: str, told: int
) -> None:
    channels = load_settings(written(f"MAIL port = 0\n{filters}")).channel
    (outcome,) = rehearse(rules, channels, {"mail": ("",)})
    (finding,) = rehearsal_findings([outcome], channels, parties=0)
    assert (len(outcome.told), outcome.of) == (told, MOST)
    assert finding.outcome is (CheckOutcome.OK if told else CheckOutcome.WARN)
    assert bool(finding.remedy) == (not told)
    if told:
        assert f"{told} of the last {MOST} rules: 90 FR " in finding.found
        assert rehearsal_text([outcome]).count("\n20") == told
    else:
        assert "\nnone" in rehearsal_text([outcome])


def test_who_waits_for_matches_alone_and_has_parties_is_no_mistake(rules: tuple[RuleAlert, ...]) -> None:
    channels = load_settings(written("MAIL only_matches = true")).channel
    (finding,) = rehearsal_findings(rehearse(rules, channels, {"mail": ("",)}), channels, parties=3)
    assert finding.outcome is CheckOutcome.OK


@pytest.mark.parametrize(
    "mistyped",
    [
        'MAIL host = "smtp..example.org"',
        'MAIL host = "127.0.0.1"\nport = 9\nsecurity = "none"',
        '[[channel]]\nname = "w"\ntype = "webhook"\nurl = "https://hooks..example.org/x"',
        '[[channel]]\nname = "s"\ntype = "slack"\nwebhook_url = "http://127.0.0.1:9/services/T/B/x"',
        '[[channel]]\nname = "s"\ntype = "slack"\ntoken_file = "token"\nchannel_id = "C1"\napi_url = "http://127.0.0.1:9/api"',
    ],
)
def test_a_host_that_cannot_be_reached_is_a_fault_of_its_channel(mistyped: str) -> None:
    context = CommandContext(config=written(mistyped), given_clock=SetClock(datetime(2026, 11, 30, 12, tzinfo=UTC)))
    (finding,) = try_channel(context, context.settings.channel[0], offline=False)
    assert finding.outcome is CheckOutcome.FAIL
    assert finding.remedy


LONG = "x" * 300
"""No system can tell what is at such a path, as at one below a folder that is closed to us."""


@pytest.mark.parametrize(
    "mistyped",
    [f'[[channel]]\nname = "a"\ntype = "feed"\npath = "{LONG}"', f'[database]\nurl = "sqlite:///{LONG}"'],
)
def test_a_path_at_which_nothing_can_be_seen_is_refused(mistyped: str) -> None:
    with pytest.raises(SettingsError, match=r"can(not)? be reached"):
        load_settings(written(mistyped))


def test_a_parties_file_that_cannot_be_seen_keeps_nothing_from_running() -> None:
    (warning,) = load_settings(written(f'[watchlist]\nfile = "{LONG}"')).warnings
    assert "cannot be reached" in warning
