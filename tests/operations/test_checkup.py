"""The doctor's checks against real parts: databases, clocks, mail servers, TLS, folders."""

from __future__ import annotations

import os
import socket
import sqlite3
import ssl
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from aiosmtpd.smtp import AuthResult, LoginPassword

from monitor.clock import SetClock
from monitor.demo.register import RecordedRegister
from monitor.http import Client, HttpResponse
from monitor.operations import checkup
from monitor.operations.checkup import CheckOutcome, Finding, check_database, check_source, check_zones
from monitor.operations.probes import Failed, try_folder, try_host, try_mail
from monitor.store import open_store
from monitor.store.processes import this_instance
from tests.delivery.smtp import Handler, Serve, certificate, serve  # noqa: F401 - fixtures
from tests.operations.test_copying import Fresh, fresh  # noqa: F401 - fixtures
from tests.store.conftest import postgres  # noqa: F401 - a fixture

TLS = Path(__file__).resolve().parents[1] / "data" / "tls"
NOW = datetime(2030, 1, 2, 12, tzinfo=UTC)
CLOCK = SetClock(NOW)


def by_check(findings: object) -> dict[str, Finding]:
    return {f.check: f for f in findings}  # type: ignore[attr-defined]


def looked_at(url: str, **options: bool) -> dict[str, Finding]:
    return by_check(check_database(url, CLOCK, auto_upgrade=options.get("auto_upgrade", True)))


@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
def test_a_database_that_is_well(kind: str, fresh: Fresh) -> None:  # noqa: F811
    url = fresh(kind)
    store = open_store(url)
    store.leases.acquire("poll", this_instance(), 60, NOW)
    store.close()
    found = looked_at(url)
    assert {f.outcome for f in found.values()} <= {CheckOutcome.OK}
    assert set(found) == {"database", "tables", "polling"} | ({"file mode", "disk"} if kind == "sqlite" else set())
    assert ("PostgreSQL" if kind == "postgresql" else "SQLite 3") in found["database"].found
    assert this_instance() in found["polling"].found


def test_a_database_that_is_not_there_is_not_made(tmp_path: Path) -> None:
    file = tmp_path / "data" / "elmon.db"
    found = looked_at(f"sqlite:///{file}")
    assert (found["database"].outcome, found["database"].remedy) == (
        CheckOutcome.WARN,
        "elmon poll or elmon run makes it",
    )
    assert not file.parent.exists()
    file.parent.touch()
    assert looked_at(f"sqlite:///{file}")["database"].outcome is CheckOutcome.FAIL
    hidden = looked_at(f"sqlite:///{tmp_path / ('x' * 300)}")["database"]  # as below a folder that is closed to us
    assert hidden.outcome is CheckOutcome.FAIL
    assert "cannot be reached" in hidden.found


def test_what_is_unwise_about_a_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "elmon.db"
    open_store(f"sqlite:///{file}").close()
    file.chmod(0o644)
    monkeypatch.setattr(checkup, "FEW_BYTES", 1 << 60)
    found = looked_at(f"sqlite:///{file}")
    assert found["file mode"] == Finding(
        "file mode", CheckOutcome.WARN, f"{file} is open to others (0644)", f"chmod 600 {file}"
    )
    assert (found["disk"].outcome, found["polling"].outcome) == (CheckOutcome.WARN, CheckOutcome.WARN)
    monkeypatch.setattr(checkup, "FEWEST_BYTES", 1 << 59)
    assert looked_at(f"sqlite:///{file}")["disk"].outcome is CheckOutcome.FAIL


@pytest.mark.parametrize(
    ("version", "upgrade", "outcome", "remedy"),
    [
        ("0001", True, CheckOutcome.WARN, "elmon db upgrade, or the next start"),
        ("0001", False, CheckOutcome.FAIL, "elmon db upgrade"),
        ("9999", True, CheckOutcome.FAIL, "install the newer version of elmon; there is no way back"),
    ],
)
def test_tables_of_another_version(
    version: str, upgrade: bool, outcome: CheckOutcome, remedy: str, tmp_path: Path
) -> None:
    url = f"sqlite:///{tmp_path / 'elmon.db'}"
    open_store(url).close()
    connection = sqlite3.connect(tmp_path / "elmon.db", isolation_level=None)
    connection.execute("UPDATE alembic_version SET version_num = ?", (version,))
    connection.close()
    found = looked_at(url, auto_upgrade=upgrade)["tables"]
    assert (found.outcome, found.remedy) == (outcome, remedy)


def test_a_file_that_is_no_database(tmp_path: Path) -> None:
    (tmp_path / "elmon.db").write_bytes(b"no database at all" * 100)
    found = looked_at(f"sqlite:///{tmp_path / 'elmon.db'}")["database"]
    assert (found.outcome, found.remedy) == (CheckOutcome.FAIL, "move it away or restore a backup")


def test_a_server_that_is_not_there() -> None:
    pytest.importorskip("psycopg", reason="psycopg, of the extra postgres, is not installed")
    found = looked_at("postgresql+psycopg://elmon:hunter2@127.0.0.1:1/elmon")["database"]
    assert found.outcome is CheckOutcome.FAIL
    assert "hunter2" not in found.found + found.remedy


@pytest.mark.skipif(os.geteuid() == 0, reason="the tests run as root, who may write everywhere")
def test_a_folder_without_permission(tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    with pytest.raises(Failed, match="may not be written to"):
        try_folder(tmp_path / "feed.atom")


def test_folders(tmp_path: Path) -> None:
    assert "can be written" in try_folder(tmp_path / "new" / "feed.atom")
    with pytest.raises(Failed, match="is a folder"):
        try_folder(tmp_path)
    (tmp_path / "file").touch()
    with pytest.raises(Failed, match="may not be written to"):
        try_folder(tmp_path / "file" / "feed.atom")


@pytest.mark.parametrize(
    ("seconds", "outcome", "says"),
    [
        (0, "ok", "agrees"),
        (50, "ok", "agrees"),
        (-50, "ok", "agrees"),
        (90, "warn", "90 s ahead"),
        (-3600, "warn", "s behind"),
    ],
)
def test_the_machine_s_clock_is_held_against_the_source_s(seconds: int, outcome: str, says: str) -> None:
    with RecordedRegister(now=lambda: NOW) as register, Client(timeout_seconds=5, requests_per_second=1000) as client:
        clock = SetClock(NOW + timedelta(seconds=seconds))
        found = by_check(check_source("Register", client.get, f"{register.base_url}/documents.json?per_page=1", clock))
    assert found["Register"].outcome is CheckOutcome.OK
    assert found["clock"].outcome.value == outcome
    assert says in found["clock"].found


def test_a_source_that_answers_nonsense_or_not() -> None:
    with RecordedRegister() as register, Client(timeout_seconds=5, requests_per_second=1000, attempts=1) as client:
        wrong = by_check(check_source("Register", client.get, f"{register.host}/nowhere", CLOCK))["Register"]
        assert (wrong.outcome, wrong.remedy) == (CheckOutcome.FAIL, "check its base_url")
        with register.refusing():
            gone = by_check(check_source("Register", client.get, register.base_url, CLOCK))["Register"]
        assert gone.outcome is CheckOutcome.FAIL
        assert gone.remedy.startswith("check the network")


def test_a_page_in_the_api_s_place_is_no_answer_of_it() -> None:
    """As the address without its path gives one, and a network that wants somebody to sign in."""

    def page(url: str) -> HttpResponse:
        return HttpResponse(url, 200, {}, b"<!doctype html><title>Sign in</title>")

    found = by_check(check_source("Register", page, "https://register.example.org/documents.json", CLOCK))["Register"]
    assert found.outcome is CheckOutcome.FAIL
    assert found.found == "register.example.org answers, but with a page and not as the API"


def test_time_zones() -> None:
    assert check_zones(CLOCK) == Finding("time zones", CheckOutcome.OK, "it is 2030-01-02 07:00 in Washington")


def authenticates(server: object, session: object, envelope: object, mechanism: str, data: LoginPassword) -> AuthResult:
    right = data.password == b"right"
    return AuthResult(success=right, handled=right)


def contexts(files: tuple[Path, Path]) -> tuple[ssl.SSLContext, ssl.SSLContext]:
    cert, key = sorted(files, key=lambda f: "PRIVATE" in f.read_text())
    server, client = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER), ssl.create_default_context(cafile=str(cert))
    server.load_cert_chain(cert, key)
    return server, client


@pytest.mark.parametrize("security", ["none", "starttls", "tls"])
def test_a_mail_server_is_logged_in_to_and_nothing_is_sent(
    security: str,
    serve: Serve,  # noqa: F811
    certificate: tuple[Path, Path],  # noqa: F811
) -> None:
    ours, theirs = contexts(certificate)
    options: dict[str, object] = {"authenticator": authenticates, "auth_require_tls": security == "starttls"}
    if security == "starttls":
        options |= {"tls_context": ours, "require_starttls": True}
    if security == "tls":
        options["ssl_context"] = ours
    server = serve(handler := Handler(), **options)
    said = try_mail("127.0.0.1", server.port, security, "robot", "right", theirs)
    assert said.endswith("logged in; nothing was sent")
    assert ("encrypted" in said) == (security != "none")
    with pytest.raises(Failed, match="refused the login") as caught:
        try_mail("127.0.0.1", server.port, security, "robot", "wrong-word", theirs)
    assert "wrong-word" not in caught.value.found
    assert caught.value.remedy == "check username and password_file of the channel"
    assert handler.received == []
    if security != "none":
        with pytest.raises(Failed, match="certificate that does not hold"):
            try_mail("127.0.0.1", server.port, security, "robot", "right")


def test_mail_servers_that_do_not_do(serve: Serve) -> None:  # noqa: F811
    server = serve(Handler())
    with pytest.raises(Failed, match="offers no STARTTLS"):
        try_mail("127.0.0.1", server.port, "starttls", "", "")
    with pytest.raises(Failed) as caught:
        try_mail("127.0.0.1", server.port, "tls", "", "")
    assert "port" in caught.value.remedy
    with pytest.raises(Failed, match=r"127\.0\.0\.1:1: .*refused"):
        try_mail("127.0.0.1", 1, "none", "", "")


@pytest.fixture
def direct(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("http_proxy", "https_proxy", "all_proxy", "HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"):
        monkeypatch.delenv(name, raising=False)


def test_hosts_are_connected_to_and_not_asked(direct: None, monkeypatch: pytest.MonkeyPatch) -> None:
    trusting = ssl.create_default_context(cafile=str(TLS / "trusted.pem"))
    with RecordedRegister(certificate=TLS / "loopback.pem") as register:
        assert "connected, encrypted; nothing was sent" in try_host(f"{register.host}/secret/path", trusting)
        assert register.requests == []
        with pytest.raises(Failed, match="certificate that does not hold") as caught:
            try_host(f"{register.host}/secret/path")
        assert "secret" not in caught.value.found + caught.value.remedy
    with pytest.raises(Failed, match=r"127\.0\.0\.1:1: "):
        try_host("http://127.0.0.1:1/secret")
    with socket.create_server(("127.0.0.1", 0)) as proxy:
        monkeypatch.setenv("https_proxy", f"http://127.0.0.1:{proxy.getsockname()[1]}")
        assert "its proxy 127.0.0.1" in try_host("https://hooks.example.org/x")


def test_every_probe_is_a_finding() -> None:
    def fails() -> str:
        raise Failed("x is shut", "open it")

    assert checkup.check("x", fails) == Finding("x", CheckOutcome.FAIL, "x is shut", "open it")
    probe: Callable[[], str] = lambda: "open"  # noqa: E731
    assert checkup.check("x", probe) == Finding("x", CheckOutcome.OK, "open")
