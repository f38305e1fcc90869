"""The settings for nginx that docs/web.md gives, run by nginx itself in front of the pages."""

from __future__ import annotations

import re
import shutil
import socket
import ssl
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from monitor.web.app import build_app
from monitor.web.history_cache import HistoryCache
from monitor.web.request import Site
from tests.web.making import TOKEN, served

NGINX = shutil.which("nginx", path="/usr/sbin:/usr/local/sbin:/usr/bin:/bin") or shutil.which("nginx")
DOCS = Path(__file__).resolve().parents[2] / "docs" / "web.md"
NAME = "lists.example.org"
# e.g. "```nginx\nserver {\n}\n```"
RECIPE = re.compile(r"```nginx\n(server \{.*?\n\})\n```", re.DOTALL)
MAIN = """
daemon off; master_process off; pid {folder}/pid; error_log {folder}/error.log;
events {{}}
http {{
    access_log off; client_body_temp_path {folder}/body; proxy_temp_path {folder}/proxy; fastcgi_temp_path {folder}/f;
    uwsgi_temp_path {folder}/u; scgi_temp_path {folder}/s;
    {server}
}}
"""


def recipe() -> str:
    found = RECIPE.search(DOCS.read_text("utf-8"))
    assert found
    return found[1]


def certificate(folder: Path) -> tuple[Path, Path]:
    if shutil.which("openssl") is None:
        pytest.skip("openssl, which makes nginx its certificate, is not installed")
    cert, key = folder / "cert.pem", folder / "key.pem"
    command = f"openssl req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN={NAME} -addext subjectAltName=DNS:{NAME}"
    subprocess.run([*command.split(), "-keyout", key, "-out", cert], check=True, capture_output=True, timeout=60)
    return cert, key


def put(text: str, old: str, new: str) -> str:
    """``text`` with what stands in it once put in another's place: the recipe is to have it."""
    assert text.count(old) == 1, old
    return text.replace(old, new)


@pytest.fixture(scope="module")
def proxied(cache: HistoryCache, tmp_path_factory: pytest.TempPathFactory) -> Iterator[httpx.Client]:
    """A client of the pages behind nginx; what it asks for goes to nginx under the pages' name."""
    if NGINX is None:
        pytest.skip("nginx, which is to run the settings of docs/web.md, is not installed")
    folder = tmp_path_factory.mktemp("nginx")
    cert, key = certificate(folder)
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    site = Site(names=(NAME,), trusted_proxies=("127.0.0.1",))
    with served(build_app(cache, site, token=TOKEN, fresh_seconds=0)) as pages:
        server = put(recipe(), "listen 443 ssl", f"listen 127.0.0.1:{port} ssl")
        server = put(server, "http://127.0.0.1:8745", pages)
        server = put(server, "/etc/ssl/lists.example.org.pem", str(cert))
        server = put(server, "/etc/ssl/private/lists.example.org.key", str(key))
        (folder / "nginx.conf").write_text(MAIN.format(folder=folder, server=server))
        running = subprocess.Popen([NGINX, "-p", folder, "-c", folder / "nginx.conf"], stderr=subprocess.DEVNULL)
        try:
            wait_for(port, running, folder)
            trusting = ssl.create_default_context(cafile=str(cert))
            with httpx.Client(
                base_url=f"https://127.0.0.1:{port}", verify=trusting, headers={"Host": NAME}, timeout=60
            ) as client:
                client.event_hooks["request"] = [lambda r: r.extensions.update(sni_hostname=NAME)]
                yield client
        finally:
            running.terminate()
            running.wait(20)


def wait_for(port: int, running: subprocess.Popen[bytes], folder: Path) -> None:
    limit = time.monotonic() + 20
    while running.poll() is None and time.monotonic() < limit:
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
        except OSError:
            time.sleep(0.01)
        else:
            return
    pytest.fail(f"nginx does not run: {(folder / 'error.log').read_text()}")


def test_the_pages_are_read_under_their_name_and_parties_by_those_who_sign_in(proxied: httpx.Client) -> None:
    assert proxied.get("/list.json").status_code == 200
    assert f"https://{NAME}/" in proxied.get("/feed.atom").text
    assert proxied.get("/parties.json").status_code == 403
    assert proxied.get("/parties.json", headers={"X-Forwarded-For": "127.0.0.1"}).status_code == 403
    own = {"Origin": f"https://{NAME}", "Sec-Fetch-Site": "same-origin"}
    answer = proxied.post("/sign-in", data={"who": "Ann", "token": TOKEN}, headers=own)
    assert answer.status_code == 303, answer.text
    assert "Secure" in answer.headers["set-cookie"]
    cookie = {"Cookie": answer.headers["set-cookie"].partition(";")[0]}
    assert proxied.get("/parties.json", headers=cookie).status_code == 200


def test_what_a_client_says_of_itself_does_not_pass_the_proxy(proxied: httpx.Client) -> None:
    spoofed = {"X-Forwarded-Host": "evil.example", "X-Forwarded-Proto": "http"}
    page = proxied.get("/feed.atom", headers=spoofed)
    assert page.status_code == 200
    assert "evil.example" not in page.text


def test_a_form_of_another_site_is_refused_behind_the_proxy_too(proxied: httpx.Client) -> None:
    answer = proxied.post("/sign-in", data={"who": "E", "token": TOKEN}, headers={"Origin": "https://evil.example"})
    assert (answer.status_code, "https://evil.example" in answer.text) == (403, True)
