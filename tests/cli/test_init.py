"""elmon init: from an empty folder to settings that work, and to the first alert."""

from __future__ import annotations

import base64
import os
import pty
import select
import subprocess
import sys
from datetime import date, timedelta
from pathlib import Path

import pytest

from monitor import __version__
from monitor.cli.init_refusals import host_and_port
from monitor.cli.init_settings import Answers, settings_text, with_value
from monitor.config import EmailChannel, SlackChannel, WebhookChannel, load_settings
from monitor.errors import UsageError
from tests.cli.conftest import Place
from tests.commands import elmon

DAY = date(2023, 12, 6)
Done = subprocess.CompletedProcess[str]


@pytest.fixture
def empty(tmp_path: Path) -> Path:
    folder = tmp_path / "new"
    folder.mkdir()
    return folder


def typed(folder: Path, *arguments: str, **environment: str) -> Done:
    return elmon(*arguments, folder=folder, environment=Place.environment(**environment))


def mode(path: Path) -> int:
    return path.stat().st_mode & 0o777


def hook(folder: Path, url: str = "https://hooks.slack.com/services/T0/B0/h1dden") -> str:
    (folder / "hook").write_text(url + "\n")
    return str(folder / "hook")


def test_options_become_settings_and_secrets(empty: Path) -> None:
    (empty / "word").write_text("s3cret-word\n")
    done = typed(
        empty, "init", "--contact", "ops@example.org", "--mail-to", "desk@example.org", "--mail-to", "legal@example.org",
        "--mail-from", "monitor@example.org", "--smtp", "smtp.example.org:2525", "--smtp-user", "monitor",
        "--smtp-password-file", "word", "--slack-webhook-file", hook(empty), "--webhook", "https://example.org/hook",
        "--pages", "--parties", "ours.csv",
    )  # fmt: skip
    assert (done.returncode, done.stdout) == (0, ""), done.stderr
    file, secrets = empty / "config" / "monitor.toml", empty / "config" / "secrets"
    settings = load_settings(file)
    mail, slack, webhook = settings.channel
    assert isinstance(mail, EmailChannel) and isinstance(slack, SlackChannel) and isinstance(webhook, WebhookChannel)
    assert (mail.host, mail.port, mail.sender, mail.username) == (
        "smtp.example.org",
        2525,
        "monitor@example.org",
        "monitor",
    )
    assert mail.recipients == ("desk@example.org", "legal@example.org")
    assert mail.password is not None and mail.password.get_secret_value() == "s3cret-word"
    assert slack.webhook_url is not None and slack.webhook_url.get_secret_value().endswith("h1dden")
    assert webhook.secret is not None
    assert (settings.federal_register.contact, settings.web.enabled) == ("ops@example.org", True)
    assert settings.watchlist.file == empty / "ours.csv"
    assert settings.web.token_file == secrets / "web-token"
    token = (secrets / "web-token").read_text().strip()
    assert len(token) >= 32
    assert len(base64.b64decode((secrets / "webhook-secret").read_text().strip().removeprefix("whsec_"))) == 32
    assert mode(secrets) == 0o700
    assert {mode(one) for one in secrets.iterdir()} == {0o600}
    for hidden in ("s3cret-word", "h1dden", token, (secrets / "webhook-secret").read_text().strip()):
        assert hidden not in file.read_text() + done.stderr
    assert "config/secrets/web-token: the token that signs people in" in done.stderr
    assert "\n  elmon doctor\n  elmon run\n" in done.stderr
    assert "# Settings of the Entity List monitor" in file.read_text(), "every key is still explained"


def test_without_answers_the_settings_are_those_that_ship_and_the_pages_have_a_token(empty: Path) -> None:
    assert typed(empty, "init").returncode == 0
    settings = load_settings(empty / "config" / "monitor.toml")
    assert [channel.type for channel in settings.channel] == ["console"]
    assert settings.web.token_file is not None and not settings.web.enabled


def test_nothing_is_overwritten_unless_it_is_meant(empty: Path) -> None:
    typed(empty, "init", "--feed", "list.atom")
    file, token = empty / "config" / "monitor.toml", empty / "config" / "secrets" / "web-token"
    file.write_text("[health]\nport = 1\n")
    before = token.read_text()
    refused = typed(empty, "init", "--feed", "list.atom")
    assert refused.returncode == 2
    assert "config/monitor.toml is there already; --force replaces it" in refused.stderr
    assert file.read_text() == "[health]\nport = 1\n"
    again = typed(empty, "init", "--feed", "list.atom", "--force")
    assert again.returncode == 0
    assert "web-token: the token that signs people in to the pages, kept as it was" in again.stderr
    assert token.read_text() == before
    assert "Slack's webhook" in typed(empty, "init", "--force", "--slack-webhook-file", hook(empty)).stderr
    file.unlink()
    assert "slack-webhook is there already; --force" in typed(empty, "init", "--slack-webhook-file", hook(empty)).stderr


@pytest.mark.parametrize(
    ("options", "says"),
    [
        (["--mail-to", "Desk <desk@example.org>", "--smtp", "h"], "must be a bare mail address"),
        (["--mail-to", "desk@example.org", "--smtp", "https://h"], 'without "https://"'),
        (["--mail-to", "desk@example.org"], "add --smtp HOST"),
        (["--smtp", "smtp.example.org"], "add --mail-to ADDRESS"),
        (["--mail-to", "a@b.org", "--smtp", "h", "--smtp-user", "u"], "add --smtp-password-file FILE"),
        (["--slack-webhook-file", "nowhere"], "nowhere cannot be read"),
        (["--slack-webhook-file", "blank"], "blank is empty"),
        (["--webhook", "https://hooks.slack.com/services/T/B/x"], 'use type = "slack"'),
        (["--database", "postgresql+psycopg://elmon:s3cret@db/elmon"], "has a password in it"),
        (["--webhook", "https://u:s3cret@example.org/"], "has a password in it"),
        (["--database", "elmon.db"], "must start with sqlite:///"),
        (["--smtp-security", "nonsense"], "--smtp-security must be"),
        (["--smtp-security", "tls"], "--smtp-security is for mail"),
        (["--mail-to", "a@b", "--smtp", "h:99999"], "--smtp must be"),
        (["--mail-to", "a@b.org", "--smtp", "[::1"], "--smtp must be"),
        (["--webhook", "nowhere"], "--webhook must be an address"),
        (["--feed", "no/such/x.atom"], "--feed is in a folder that does not exist"),
        (["--slack-token-file", "word"], "--slack-token-file and --slack-channel ID"),
        (["--slack-token-file", "word", "--slack-channel", "#general"], "--slack-channel must be the ID"),
    ],
)
def test_what_cannot_work_is_refused_and_leaves_no_settings_behind(empty: Path, options: list[str], says: str) -> None:
    (empty / "blank").write_text("\n")
    (empty / "word").write_text("xoxb-s3cret\n")
    done = typed(empty, "init", *options)
    assert done.returncode == 2
    assert ", line " not in done.stderr, "the file is not there"
    assert says in done.stderr
    assert "s3cret" not in done.stderr
    assert not (empty / "config" / "monitor.toml").exists()
    left = [one.name for one in (empty / "config" / "secrets").glob("*")]
    assert set(left) <= {".gitignore"}


@pytest.mark.parametrize("option", ["--systemd", "--compose"])
def test_settings_at_hand_are_kept_where_a_unit_or_a_compose_file_is_replaced(empty: Path, option: str) -> None:
    typed(empty, "init", "--webhook", "https://example.org/hook", option)
    file = empty / "config" / "monitor.toml"
    written = empty / ("elmon.service" if option == "--systemd" else "compose.yaml")
    before, text = file.read_bytes(), written.read_text()
    written.write_text("old")
    done = typed(empty, "init", option, "--force")
    assert done.returncode == 0, done.stderr
    assert (file.read_bytes(), written.read_text()) == (before, text)
    refused = typed(empty, "init", option, "--force", "--feed", "list.atom")
    assert refused.returncode == 2
    assert "write their files for it as it is; leave the other options out" in refused.stderr
    assert file.read_bytes() == before


def test_a_bot_posts_to_slack_with_a_token_and_a_channel(empty: Path) -> None:
    (empty / "word").write_text("xoxb-s3cret\n")
    done = typed(empty, "init", "--slack-token-file", "word", "--slack-channel", "C0123456789")
    assert done.returncode == 0, done.stderr
    (slack,) = load_settings(empty / "config" / "monitor.toml").channel
    assert isinstance(slack, SlackChannel) and slack.token is not None
    assert (slack.token.get_secret_value(), slack.channel_id) == ("xoxb-s3cret", "C0123456789")
    assert mode(empty / "config" / "secrets" / "slack-token") == 0o600


@pytest.mark.parametrize(
    ("typed_so", "meant"),
    [("[::1]:25", ("::1", 25)), ("[::1]", ("::1", 0)), ("h", ("h", 0)), ("h:587", ("h", 587)), ("127.0.0.1:25", ("127.0.0.1", 25)),
     ("https://h", ("https://h", 0)), ("h:587:1", ("h:587:1", 0))],
)  # fmt: skip
def test_a_server_and_its_port(typed_so: str, meant: tuple[str, int]) -> None:
    assert host_and_port(typed_so) == meant


def test_settings_that_tell_nobody_say_so(empty: Path) -> None:
    assert "Nobody is sent alerts yet" in typed(empty, "init").stderr


def test_files_of_the_settings_can_be_used_under_the_unit_and_in_containers(empty: Path) -> None:
    (empty / "public").mkdir()
    typed(empty, "init", "--feed", "public/list.atom", "--parties", "ours/parties.csv", "--systemd", "--compose")
    unit, compose = (empty / "elmon.service").read_text(), (empty / "compose.yaml").read_text()
    assert f"\nReadWritePaths=-{empty}/public\n" in unit
    assert f"#   install -d -o elmon -m 0755 {empty}/public\n" in unit
    assert (
        f"    - public:/srv/public\n    - {empty}/public:{empty}/public\n    - {empty}/ours:{empty}/ours:ro\n"
        in compose
    )
    file = empty / "config" / "monitor.toml"
    file.write_text(file.read_text().replace(f'"{empty}/public/', '"../public/').replace(f'"{empty}/ours/', '"'))
    done = typed(empty, "init", "--systemd", "--compose", "--force")
    assert f"    - {empty}/config/../public:" not in (empty / "compose.yaml").read_text()
    assert f"{empty}/ours:{empty}" not in (empty / "compose.yaml").read_text(), (
        "what is beside the settings is there anyway"
    )
    assert "parties.csv is " in done.stderr, "a service has no such folder"


def test_from_an_empty_folder_to_the_first_alert_in_three_lines(place: Place, empty: Path) -> None:
    place.start_from("2023-26935", DAY)
    sources = {
        "ELMON_DATABASE__URL": f"sqlite:///{place.folder / 'elmon.db'}",
        "ELMON_FEDERAL_REGISTER__BASE_URL": place.register.base_url,
        "ELMON_ECFR__BASE_URL": place.register.ecfr_url,
        "ELMON_HTTP__REQUESTS_PER_SECOND": "100",
        "ELMON_PUBLIC_INSPECTION__ENABLED": "false",
    }
    begun = typed(
        empty, "init", "--mail-to", "desk@example.org", "--smtp", f"127.0.0.1:{place.mail.port}", "--smtp-security", "none",
        "--slack-webhook-file", hook(empty, place.slack.url), "--try", **sources,
    )  # fmt: skip
    assert begun.returncode == 0, begun.stderr
    assert "mail to desk@example.org: delivered" in begun.stderr
    assert (len(place.mail.received), len(place.slack.received)) == (1, 1)
    checked = typed(empty, "doctor", **sources)
    assert checked.returncode == 0, checked.stdout
    assert "ELMON_FEDERAL_REGISTER__BASE_URL is" in checked.stdout
    place.register.publish_through(DAY + timedelta(days=1))
    polled = typed(empty, "poll", **sources)
    assert polled.returncode == 0, polled.stderr
    assert (len(place.mail.received), len(place.slack.received)) == (2, 2)


def test_a_channel_that_does_not_take_its_trial_message_is_told(empty: Path) -> None:
    done = typed(
        empty, "init", "--mail-to", "desk@example.org", "--smtp", "127.0.0.1:9", "--smtp-security", "none", "--try"
    )
    assert done.returncode == 3
    assert "mail to desk@example.org: " in done.stderr
    assert "elmon doctor" in done.stderr


def test_a_unit_for_the_settings_at_hand(empty: Path) -> None:
    typed(empty, "init", "--webhook", "https://example.org/hook", "--slack-webhook-file", hook(empty))
    done = typed(empty, "init", "--systemd")
    assert done.returncode == 0, done.stderr
    unit = (empty / "elmon.service").read_text()
    config = empty / "config"
    assert f"ExecStart={Path(sys.executable).parent / 'elmon'} --config %d/monitor.toml run\n" in unit
    loaded = {line for line in unit.splitlines() if line.startswith("LoadCredential=")}
    assert loaded == {
        f"LoadCredential=monitor.toml:{config / 'monitor.toml'}",
        *(
            f"LoadCredential={name}:{config / 'secrets' / name}"
            for name in ("slack-webhook", "webhook-secret", "web-token")
        ),
    }
    assert "/opt/elmon" not in unit and "/etc/elmon" not in unit
    assert "ELMON_DATABASE__URL=sqlite:////var/lib/elmon/elmon.db" in unit
    assert "elmon.service is there already" in typed(empty, "init", "--systemd").stderr


def test_a_unit_leaves_the_database_of_the_settings_alone(empty: Path) -> None:
    typed(empty, "init", "--database", "postgresql+psycopg://elmon@db/elmon", "--systemd")
    assert "ELMON_DATABASE__URL" not in (empty / "elmon.service").read_text()


def test_a_unit_cannot_name_every_path(tmp_path: Path) -> None:
    odd = tmp_path / "100% mine"
    odd.mkdir()
    done = typed(odd, "init", "--systemd")
    assert done.returncode == 2
    assert "has a character that a unit does not take" in done.stderr


def test_a_compose_file_for_the_settings_at_hand(empty: Path) -> None:
    yaml = pytest.importorskip("yaml", reason="pyyaml is not installed")
    done = typed(empty, "init", "--feed", "list.atom", "--compose")
    assert done.returncode == 0, done.stderr
    text = (empty / "compose.yaml").read_text()
    one = yaml.safe_load(text)["services"]["one"]
    assert one["volumes"][0] == "./config:/srv/elmon/config:ro"
    assert (one["image"], "build" in one) == (f"elmon:{__version__}", False)
    assert f"docker build -t {one['image']} ." in text, "nothing else says where the image comes from"
    user, group = one["user"].split(":")
    assert user != "0"
    assert f"/var/lib/elmon:uid={user},gid={group},mode=0700" in one["tmpfs"]
    assert mode(empty / "config" / "secrets") == 0o700
    assert mode(empty / "config" / "secrets" / "db-password") == 0o600
    assert "  docker compose exec one elmon doctor\n" in done.stderr
    assert "  elmon run\n" not in done.stderr
    named = yaml.safe_load(text)["secrets"]
    assert {name: one["file"] for name, one in named.items()} == {
        name: f"./config/secrets/{name}" for name in ("db-password", "web-token")
    }
    assert (empty / named["web-token"]["file"]).is_file()
    password = (empty / named["db-password"]["file"]).read_text().strip()
    assert len(password) == 48
    assert password not in text + done.stderr


def test_on_a_terminal_it_asks_and_shows_no_secret(empty: Path, place: Place) -> None:
    ours, theirs = pty.openpty()
    answers = [
        "ops@example.org", "Desk <desk@example.org>", "desk@example.org, legal@example.org", f"127.0.0.1:{place.mail.port}", "monitor@example.org", "",
        "xoxb is no token", place.slack.url, "http", "", "no/such/list.atom", "", "", "n", "n",
    ]  # fmt: skip
    with subprocess.Popen(
        [sys.executable, "-m", "monitor", "init"], cwd=empty, env=Place.environment(), stdin=theirs, stderr=theirs,
        stdout=theirs, start_new_session=True,
    ) as asking:  # fmt: skip
        shown = ""
        for answer in answers:  # one by one: what is typed ahead of a hidden answer is thrown away
            while not shown.endswith(": "):
                assert select.select([ours], [], [], 30)[0], shown
                shown += os.read(ours, 1000).decode()
            shown += "\n"
            os.write(ours, f"{answer}\n".encode())
        assert asking.wait(60) == 0
    os.close(theirs)
    assert place.slack.url not in shown
    assert shown.count("Who gets alerts by mail") == 2, "what cannot work is asked again"
    assert "That must be a bare mail address" in shown and "That is in a folder that does not exist" in shown
    settings = load_settings(empty / "config" / "monitor.toml")
    assert [channel.type for channel in settings.channel] == ["email", "slack"]
    assert not settings.web.enabled
    os.close(ours)


def test_every_key_of_the_shipped_settings_can_take_an_answer() -> None:
    answers = Answers(contact="a@b.org", database="sqlite:///x.db", parties="p", pages=True, feed='a "b"\\c')
    text = settings_text(answers)
    for line in (
        'contact = "a@b.org"',
        'url = "sqlite:///x.db"',
        'file = "p"',
        "enabled = true",
        'path = "a \\"b\\"\\\\c"',
    ):
        assert f"\n{line}\n" in text
    with pytest.raises(UsageError, match="report this"):
        with_value(text, "watchlist", "nothing", 1)
