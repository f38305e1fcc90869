"""Logs: lines for people or JSON, from us and from libraries, and no secret in any of them, whoever throws it."""

from __future__ import annotations

import base64
import io
import json
import logging
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import pytest
import structlog

from monitor import logs
from monitor.config import load_settings, secrets_of

SETTINGS = """
[database]
url = "postgresql+psycopg://elmon:d%40ta-pass@db.example.org/elmon"
[ping]
url = "https://ping.example.org/5f0c2a1e-77aa-4b0e-9d0c-2b1c6b8a9a01"
[[channel]]
name = "mail"
type = "email"
host = "h"
username = "robot"
password_file = "smtp"
sender = "a@b"
recipients = ["c@d"]
[[channel]]
name = "slack"
type = "slack"
webhook_url = "https://hooks.slack.com/services/T0123/B0456/kQxZ9uVw7tSr"
[[channel]]
name = "hook"
type = "webhook"
url = "https://compliance.example.org/in/Zk7-hidden-path"
secret_file = "signing"
[[channel]]
name = "more"
type = "apprise"
url = "tgram://110201543:AAHdqTcvCH1vGWJxfSeofSAs0K5PALDsaw/42"
"""
SMTP, SIGNING = 'sm"tp p\\ss/wörd', "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
SHOWN = (
    "d%40ta-pass", "d@ta-pass", "5f0c2a1e-77aa-4b0e-9d0c-2b1c6b8a9a01", SMTP, SIGNING, "kQxZ9uVw7tSr",
    "AAHdqTcvCH1vGWJxfSeofSAs0K5PALDsaw", "Zk7-hidden-path",
)  # fmt: skip
FORMS = [
    str, quote, repr, json.dumps, lambda s: base64.b64encode(s.encode()).decode().rstrip("="), lambda s: repr([s]),
    lambda s: repr(s.encode()),
]  # fmt: skip


@pytest.fixture
def secrets(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    monkeypatch.setattr(logs, "_redactor", logs.Redactor())
    for name, value in (("smtp", SMTP), ("signing", SIGNING), ("monitor.toml", SETTINGS)):
        (tmp_path / name).touch(mode=0o600)
        (tmp_path / name).write_text(value)
    found = secrets_of(load_settings(tmp_path / "monitor.toml"))
    root, hooks = logging.getLogger(), (sys.excepthook, logs.threading.excepthook)  # type: ignore[attr-defined]
    handlers, level = root.handlers[:], root.level
    yield found
    root.handlers[:] = handlers
    root.setLevel(level)
    sys.excepthook, logs.threading.excepthook = hooks  # type: ignore[attr-defined]
    structlog.reset_defaults()


def written(form: str, secrets: list[str]) -> tuple[io.StringIO, structlog.stdlib.BoundLogger]:
    out = io.StringIO()
    logs.remember(secrets)
    logs.set_up(form, "debug", out)
    return out, structlog.get_logger()


def test_every_secret_of_the_settings_is_known(secrets: list[str]) -> None:
    joined = "\n".join(secrets)
    assert [s for s in SHOWN if s not in joined] == []


@pytest.mark.parametrize("form", ["console", "json"])
@pytest.mark.parametrize("dress", FORMS)
def test_no_line_shows_a_secret_however_it_is_written(form: str, dress, secrets: list[str]) -> None:  # type: ignore[no-untyped-def]
    out, log = written(form, secrets)
    for secret in SHOWN:
        said = dress(secret)
        log.info(f"posting to {said}", address=said, deep={"a": [said, (said,)]}, thing=ValueError(said))
        logging.getLogger("httpx").warning("HTTP Request: %s", said)
        logging.getLogger("sqlalchemy.engine").info("%(x)s", {"x": said})
        try:
            try:
                raise OSError(said)
            except OSError as error:
                raise RuntimeError({"address": said}) from error
        except RuntimeError:
            log.exception("failed unexpectedly")
            logging.getLogger("apprise").exception("failed")
    text = out.getvalue()
    assert text.count("Traceback") == 4 * len(SHOWN)
    everything = text + "".join(str(json.loads(line)) for line in text.splitlines() if form == "json")
    assert [s for s in SHOWN if dress(s) in everything or s in everything] == []
    assert text.count(logs.HIDDEN) >= 8 * len(SHOWN)


def test_json_is_one_object_a_line_with_the_same_keys_for_libraries(secrets: list[str]) -> None:
    out, log = written("json", secrets)
    log.info("rule", document="2024-28267", count=3)
    logging.getLogger("apprise").error("odd %d", 5)
    ours, theirs = map(json.loads, out.getvalue().splitlines())
    assert ours == {
        "document": "2024-28267", "count": 3, "event": "rule", "level": "info", "timestamp": ours["timestamp"],
    }  # fmt: skip
    assert (theirs["event"], theirs["level"], theirs["logger"]) == ("odd 5", "error", "apprise")
    assert ours["timestamp"].endswith("Z") and theirs["timestamp"].endswith("Z")


def test_lines_below_the_level_are_left_out(secrets: list[str]) -> None:
    out = io.StringIO()
    logs.set_up("console", "warning", out)
    structlog.get_logger().info("no")
    structlog.get_logger().warning("yes")
    logging.getLogger("httpx").info("HTTP Request: GET https://…")
    assert "yes" in out.getvalue() and "no" not in out.getvalue().split() and "HTTP" not in out.getvalue()


@pytest.mark.parametrize(
    ("said", "left"),
    [
        ("https://ann:hunter22@host/x", "https://•••@host/x"),
        ("GET /a?token=abc&b=1", "GET /a?token=•••&b=1"),
        ("Authorization: Bearer abcdefghijk", "Authorization: Bearer •••"),
        ("https://hooks.slack.com/services/T1/B1/zzz ok", "https://hooks.slack.com/services/••• ok"),
        ("host=db password=x port=1", "host=db password=••• port=1"),
        ("nothing to hide: a key entry, tokens=3 parties", "nothing to hide: a key entry, tokens=3 parties"),
        ('{"access_token": "0.AXoA", "expires_in": 3599}', '{"access_token": "•••", "expires_in": 3599}'),
        ('{\\"refresh_token\\":\\"1//0g\\"}', '{\\"refresh_token\\":\\"•••\\"}'),
        ("client_id=a&client_secret=b8Q~c&assertion=d.e", "client_id=a&client_secret=•••&assertion=•••"),
        ("got eyJ0eXAiOiJKV1QiLCJ.eyJhdWQiOiJodHRwcz.c2ln for it", "got ••• for it"),
        ("AUTH XOAUTH2 dXNlcj1hQGIBYXV0aD1CZWFyZXIg", "AUTH XOAUTH2 •••"),
        ("the access_token is cached: it holds", "the access_token is cached: it holds"),
    ],
)
def test_what_looks_like_a_secret_is_hidden_unasked(said: str, left: str) -> None:
    assert logs.Redactor().text(said) == left


def test_short_and_plain_words_do_not_blot_out_the_log() -> None:
    redactor = logs.Redactor()
    redactor.remember(["a", "", "https://hooks.example.org/services/workflows/Zx81kQ2w9"])
    assert redactor.text("a rule of services and workflows") == "••• rule of services and workflows"
    assert redactor.text("at /services/workflows/Zx81kQ2w9") == "at /services/workflows/•••"


def words_with(*secrets: str) -> logs.Redactor:
    redactor = logs.Redactor()
    redactor.remember(secrets)
    return redactor


@pytest.mark.parametrize(
    "address",
    [
        "https://example.org/hooks/entity-list",
        "https://example.org/api/v1/Entity-List_2024/monitor.alerts",
        "https://example.org/hooks/compliance?list=entity-list",
    ],
)
def test_the_words_of_an_address_are_no_secrets_and_the_address_is(address: str) -> None:
    redactor = words_with(address)
    line = "entity-list-monitor 0.4.0: Entity-List_2024, monitor.alerts and compliance of the entity-list"
    assert redactor.text(line) == line
    assert redactor.text(f"posting to {address} failed") == "posting to ••• failed"


@pytest.mark.parametrize(
    ("secret", "line"),
    [
        ("monitor", "entity-list-monitor reads monitor.toml and monitors"),
        ("elmon", "elmon-db, elmon.service and velmon"),
        ("list", "entity-list, lists and list-price"),
        ("2024", "2024-28267 of 2024-12-05 and 120244"),
        ("entity-list", "entity-list-monitor"),
    ],
)
def test_a_secret_like_a_plain_word_is_not_taken_out_of_longer_ones(secret: str, line: str) -> None:
    assert words_with(secret).text(line) == line


@pytest.mark.parametrize("secret", ["monitor", "entity-list", "correct horse battery staple", "abcd efgh ijkl mnop"])
@pytest.mark.parametrize(
    "around", ["pw {}.", "({})", "x={}&y", '"{}"', "\\n{}", "user%3A{}", "//u:{}@h", "{}", "a: {}, b", "/bot/{}/send"]
)
def test_a_secret_like_plain_words_is_hidden_where_it_stands_whole(secret: str, around: str) -> None:
    assert secret not in words_with(secret).text(around.format(secret))


def test_a_secret_that_is_no_word_is_hidden_wherever_it_occurs() -> None:
    assert words_with("Zk7-hidden", "h4x").text("aZk7-hidden0 and Zk7-hidden-path") == "a•••0 and •••-path"


def test_of_tokens_that_replace_one_another_the_last_few_are_hidden() -> None:
    redactor = words_with("setting-7a")
    for n in range(5):
        redactor.renew("mail", f"opaque{n}tok")
    redactor.renew("other", "opaque9tok")
    said = redactor.text(" ".join([*(f"opaque{n}tok" for n in range(5)), "opaque9tok", "setting-7a"]))
    assert said == "opaque0tok opaque1tok ••• ••• ••• ••• •••"


def test_a_library_s_wrong_arguments_cost_no_line(secrets: list[str]) -> None:
    out, _ = written("console", secrets)
    logging.getLogger("apprise").error("%d parties", SIGNING)
    assert "parties" in out.getvalue() and SIGNING not in out.getvalue()


@pytest.mark.parametrize("where", ["main", "thread"])
def test_a_traceback_that_ends_the_process_shows_none(where: str) -> None:
    raising = "boom()" if where == "main" else "t = threading.Thread(target=boom); t.start(); t.join()"
    program = (
        "import threading; from monitor import logs; logs.remember(['hunter2-is-long']); logs.guard()\n"
        f"def boom(): raise ValueError('cannot log in with hunter2-is-long')\n{raising}"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False, timeout=30)
    assert "cannot log in with •••" in done.stderr
    assert done.stderr.count("Traceback") == 1
