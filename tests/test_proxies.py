"""Proxies and certificates by the environment: what works, what goes directly, and mistakes as one sentence."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from monitor.errors import SettingsError
from monitor.http import Client
from monitor.proxies import proxies_from, trusted_certificates

PROXY = "http://proxy.example:3128"
ROOT = Path(__file__).resolve().parent.parent
NAMES = ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "NO_PROXY", "SSL_CERT_FILE", "SSL_CERT_DIR", "SSLKEYLOGFILE")


@pytest.mark.parametrize(
    ("listed", "host", "port", "direct"),
    [
        ("", "www.example.org", 443, False),
        ("*", "www.example.org", 443, True),
        ("example.org", "www.example.org", 443, True),
        ("example.org", "example.org", 443, True),
        ("example.org", "notexample.org", 443, False),
        (".example.org", "www.example.org", 443, True),
        ("*.example.org", "www.example.org", 443, True),
        ("EXAMPLE.org", "www.Example.ORG.", 443, True),
        ("example.org:8443", "example.org", 443, False),
        ("example.org:443", "example.org", None, True),
        ("a.example , example.org", "example.org", 443, True),
        ("10.0.0.0/8", "10.20.30.40", 443, True),
        ("10.0.0.0/8", "11.20.30.40", 443, False),
        ("10.20.30.40", "10.20.30.40", 443, True),
        ("10.20.30.40:80", "10.20.30.40", 443, False),
        ("::1", "::1", 443, True),
        ("[::1]", "::1", 443, True),
        ("[::1]:443", "[::1]", 443, True),
        ("[::1]:80", "::1", 443, False),
        ("2001:db8::/32", "2001:db8:1::7", 443, True),
        ("2001:db8::/32", "2001:db9::7", 443, False),
        ("10.0.0.0/8", "ten.example", 443, False),
        ("[::1,%%%,,:::99999999, ", "www.example.org", 443, False),
    ],
)
def test_what_is_asked_directly(listed: str, host: str, port: int | None, direct: bool) -> None:
    found = proxies_from({"HTTPS_PROXY": PROXY, "NO_PROXY": listed})
    assert found.of("https", host, port) == ("" if direct else PROXY)


def test_which_proxy_is_taken() -> None:
    found = proxies_from({"ALL_PROXY": "http://all:1", "https_proxy": "http://small:1", "HTTPS_PROXY": "http://big:1"})
    assert (found.of("https", "a", None), found.of("http", "a", None)) == ("http://small:1", "http://all:1")
    assert proxies_from({"HTTP_PROXY": "host:3128"}).of("http", "a", None) == "http://host:3128"
    assert proxies_from({"HTTP_PROXY": "host:3128", "REQUEST_METHOD": "GET"}).of("http", "a", None) == ""
    assert proxies_from({"HTTP_PROXY": "  "}).of("http", "a", None) == ""


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("ALL_PROXY", "socks5://secret@localhost:1080", "names a SOCKS proxy"),
        ("HTTPS_PROXY", "'http://proxy:3128'", "is no proxy's address"),
        ("HTTPS_PROXY", 'http://us er:sec"ret@proxy:3128', "odd characters as %XX"),
        ("http_proxy", "http://\udcff\udcfe:8", "http_proxy is no proxy's address"),
        ("HTTPS_PROXY", ":::", "is no proxy's address"),
        ("HTTPS_PROXY", "foo://proxy", "is no proxy's address"),
        ("HTTPS_PROXY", "http://[::1", "is no proxy's address"),
        ("HTTPS_PROXY", "http://proxy:99999", "is no proxy's address"),
        ("https_proxy", "http://", "https_proxy is no proxy's address"),
        ("SSL_CERT_FILE", "/nowhere/ca.pem", "SSL_CERT_FILE is /nowhere/ca.pem, from which no certificates"),
        ("SSL_CERT_FILE", str(ROOT / "README.md"), "from which no certificates can be read"),
        ("SSL_CERT_DIR", "/nowhere", "SSL_CERT_DIR is /nowhere, from which no certificates"),
        ("SSLKEYLOGFILE", "/nowhere/keys", "SSLKEYLOGFILE is /nowhere/keys, which cannot be written"),
    ],
)
def test_a_mistake_is_one_sentence(name: str, value: str, said: str, monkeypatch: pytest.MonkeyPatch) -> None:
    clear(monkeypatch)
    monkeypatch.setenv(name, value)
    with pytest.raises(SettingsError) as refused:
        Client()
    assert said in str(refused.value)
    assert "unset" in str(refused.value)
    assert "sec" not in str(refused.value), "an address may hold a password"


def clear(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in NAMES:
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.lower(), raising=False)


class Recorded(BaseHTTPRequestHandler):
    """Answers every request with the address that was asked for: a proxy is asked for the whole one."""

    def do_GET(self) -> None:
        body = self.path.encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Says nothing."""


@pytest.fixture
def server() -> Iterator[str]:
    with ThreadingHTTPServer(("127.0.0.1", 0), Recorded) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()


def test_requests_take_the_proxy_or_the_direct_way(server: str, monkeypatch: pytest.MonkeyPatch) -> None:
    clear(monkeypatch)
    monkeypatch.setenv("HTTP_PROXY", server)
    monkeypatch.setenv("NO_PROXY", "10.0.0.0/8,127.0.0.0/8")
    with Client(requests_per_second=10_000) as client:
        assert client.get("http://registry.example/a").body == b"http://registry.example/a"
        assert client.get(f"{server}/b").body == b"/b"


def test_the_certificates_of_the_environment_are_used(tmp_path: Path) -> None:
    authority = ROOT / "tests" / "data" / "tls"
    (file,) = [f for f in authority.iterdir() if f.suffix in (".crt", ".pem") and "key" not in f.name][:1]
    assert trusted_certificates({"SSL_CERT_FILE": str(file)}, "").cert_store_stats()["x509"] >= 1
    assert trusted_certificates({"SSL_CERT_DIR": str(tmp_path)}, "").cert_store_stats()["x509"] == 0


@pytest.mark.parametrize(("name", "value"), [("ALL_PROXY", "socks5://localhost:1"), ("SSL_CERT_FILE", "/nowhere")])
def test_a_command_ends_with_the_sentence(tmp_path: Path, name: str, value: str) -> None:
    (tmp_path / "monitor.toml").write_text('[federal_register]\nbase_url = "http://127.0.0.1:9"\n')
    environment = {k: v for k, v in os.environ.items() if k.upper() not in NAMES and not k.startswith("ELMON_")}
    environment |= {name: value, "PYTHONPATH": str(ROOT)}
    for command in ("poll", "run"):
        done = subprocess.run(
            [sys.executable, "-m", "monitor", "--config", "monitor.toml", command],
            cwd=tmp_path, env=environment, capture_output=True, text=True, timeout=60, check=False,
        )  # fmt: skip
        assert done.returncode == 2, done.stderr
        assert name in done.stderr
        assert "Traceback" not in done.stderr
