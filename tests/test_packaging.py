"""What is shipped: wheel and sdist with what they need and nothing else; container, compose file and unit that fit."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import tarfile
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import monitor
from monitor.cli.shipped import COMPOSE, SETTINGS, UNIT
from monitor.config.wording import SECTIONS
from monitor.operations.status import Status
from monitor.web.health import HealthServer
from tests.test_repository import tracked

ROOT = Path(__file__).resolve().parent.parent
DOCKERFILE = (ROOT / "Dockerfile").read_text("utf-8")
VARIABLES = {f"ELMON_{section}__{key}".upper() for section, model in SECTIONS.items() for key in model.model_fields}
MOST_EXPOSED = 2.0


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A folder with the wheel and the sdist, made from a copy of what is under version control."""
    pytest.importorskip("hatchling", reason="hatchling, which builds the wheel, is not installed")
    source, target = tmp_path_factory.mktemp("source"), tmp_path_factory.mktemp("dist")
    for file in tracked():
        copy = source / file.relative_to(ROOT)
        copy.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(file, copy)
    build(source, target)
    yield target


def build(source: Path, target: Path) -> None:
    command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-t", "sdist", "-d", str(target)]
    subprocess.run(command, cwd=source, check=True, capture_output=True, timeout=120)


def wheel_names(folder: Path) -> set[str]:
    (wheel,) = folder.glob("*.whl")
    with zipfile.ZipFile(wheel) as archive:
        return set(archive.namelist())


def test_the_wheel_has_all_that_runs_and_no_more(built: Path) -> None:
    names = wheel_names(built)
    package = {str(f.relative_to(ROOT)) for f in tracked() if f.is_relative_to(ROOT / "monitor")}
    information = f"entity_list_monitor-{monitor.__version__}.dist-info/"
    inside = {f"monitor/data/shipped/{name}" for name in shipped_names()}
    assert {n for n in names if not n.startswith(information)} == package | inside
    for wanted in ("monitor/py.typed", "monitor/reading/entries/oddities.toml", "monitor/store/migrations/env.py"):
        assert wanted in names
    for pattern in (
        r"migrations/versions/0001_",
        r"rendering/templates/.*\.j2$",
        r"data/.*\.xml\.gz$",
        r"demo/documents/",
    ):
        assert any(re.search(pattern, n) for n in names), pattern
    assert {n.removeprefix(information) for n in names if n.startswith(information)} == {
        "METADATA", "WHEEL", "RECORD", "entry_points.txt", "licenses/LICENSE",
    }  # fmt: skip


def shipped_names() -> set[str]:
    """The files of the repository that the wheel has too."""
    names = {str(f.relative_to(ROOT)) for f in tracked()}
    return {n for n in names if n.startswith("docs/")} | {SETTINGS, UNIT, COMPOSE}


def test_a_wheel_alone_begins_a_set_up(built: Path, tmp_path: Path) -> None:
    (wheel,) = built.glob("*.whl")
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(tmp_path / "installed")
    (tmp_path / "empty").mkdir()
    run = [sys.executable, "-m", "monitor", "init", "--feed", "list.atom", "--systemd", "--compose"]
    environment = {"PYTHONPATH": str(tmp_path / "installed"), "PATH": os.environ["PATH"]}
    done = subprocess.run(
        run, cwd=tmp_path / "empty", env=environment, capture_output=True, text=True, check=False, timeout=60
    )
    assert done.returncode == 0, done.stderr
    assert "elmon doctor" in done.stderr
    assert f"{tmp_path / 'installed' / 'monitor/data/shipped/docs'}" in done.stderr
    assert (tmp_path / "empty" / "config" / "monitor.toml").is_file()


def test_the_sdist_has_all_that_is_tested_and_the_wheel_can_be_made_of_it(built: Path, tmp_path: Path) -> None:
    (sdist,) = built.glob("*.tar.gz")
    with tarfile.open(sdist) as archive:
        archive.extractall(tmp_path, filter="data")
    (root,) = tmp_path.iterdir()
    names = {str(f.relative_to(root)) for f in root.rglob("*") if f.is_file()}
    made = {"PKG-INFO"}  # which is there already where these tests run in an unpacked one
    assert names - {str(f.relative_to(ROOT)) for f in tracked()} - made == set()
    assert made <= names
    assert {n.partition("/")[0] for n in names} >= {
        "monitor", "tests", "config", "deploy", "docs", "benchmarks", "test", ".ci", "Dockerfile", "requirements.lock",
    }  # fmt: skip
    build(root, tmp_path / "again")
    assert wheel_names(tmp_path / "again") == wheel_names(built)


def last_stage() -> str:
    return DOCKERFILE[DOCKERFILE.rindex("\nFROM ") :]


def test_the_container_is_nobody_s_root_and_holds_no_compiler() -> None:
    assert re.search(r"^USER 10001:10001$", last_stage(), re.M)
    assert last_stage().index("USER ") > last_stage().rindex("\nRUN ")
    assert not re.search(r"apt-get|apk |gcc|build-essential|pip ", last_stage())
    installs = re.findall(r"\bpip (?:[^&]|&(?!&))*install[^&]*", DOCKERFILE[: DOCKERFILE.rindex("\nFROM ")])
    assert len(installs) == 3
    assert all("--require-hashes" in one or "--no-index" in one for one in installs), "pip fetches nothing unpinned"
    assert "STOPSIGNAL SIGTERM" in DOCKERFILE
    assert "VOLUME /var/lib/elmon" in DOCKERFILE
    for variable in re.findall(r"\bELMON_\w+", DOCKERFILE):
        assert variable in VARIABLES


def test_what_the_container_copies_gets_past_dockerignore() -> None:
    let_in = {line[1:] for line in (ROOT / ".dockerignore").read_text().splitlines() if line.startswith("!")}
    copied = {name for line in re.findall(r"^COPY (?!--from)(.+)$", DOCKERFILE, re.M) for name in line.split()[:-1]}
    assert copied == let_in
    assert [name for name in copied if not (ROOT / name).exists()] == []


@pytest.mark.parametrize("trouble", ["", "stuck"])
def test_the_container_s_health_check_tells_who_lives(trouble: str) -> None:
    found = re.search(r"^HEALTHCHECK .*CMD (\[.*\])$", DOCKERFILE, re.M)
    assert found
    command = json.loads(found[1])
    status = Status((), 0, 0, None, 0, "", "", ())
    with HealthServer("127.0.0.1", 0, lambda: status, lambda: trouble) as server:
        port = server.url.rsplit(":", 1)[1].partition("/")[0]
        run = [sys.executable, *command[1:]]
        done = subprocess.run(run, env={"ELMON_HEALTH__PORT": port}, check=False, timeout=30)
    assert bool(done.returncode) == bool(trouble)
    done = subprocess.run(run, env={"ELMON_HEALTH__PORT": port}, check=False, timeout=30, capture_output=True)
    assert done.returncode != 0


def test_the_database_s_place_is_a_default_of_the_container_and_wins_over_no_setting() -> None:
    assert "ELMON_DATABASE__URL" not in DOCKERFILE
    assert re.search(r"^    XDG_DATA_HOME=/var/lib ", DOCKERFILE, re.M)


def test_hadolint_has_nothing_to_say() -> None:
    hadolint = shutil.which("hadolint", path=str(Path(sys.executable).parent)) or shutil.which("hadolint")
    if hadolint is None:
        pytest.skip("hadolint is not installed")
    done = subprocess.run([hadolint, "Dockerfile"], cwd=ROOT, capture_output=True, text=True, check=False, timeout=60)
    assert (done.returncode, done.stdout) == (0, "")


def compose() -> dict[str, Any]:
    yaml = pytest.importorskip("yaml", reason="pyyaml is not installed")
    loaded: dict[str, Any] = yaml.safe_load((ROOT / "deploy" / "compose.yaml").read_text("utf-8"))
    return loaded


def test_the_compose_file_starts_two_instances_on_one_database() -> None:
    services = compose()["services"]
    instances = {name: service for name, service in services.items() if name != "db"}
    assert len(instances) == 2
    for service in instances.values():
        assert set(service["environment"]) <= VARIABLES
        assert service["environment"]["ELMON_DATABASE__URL"].startswith("postgresql+psycopg://")
        assert service["depends_on"]["db"]["condition"] == "service_healthy"
        assert service["read_only"] and service["cap_drop"] == ["ALL"]
        assert (ROOT / "deploy" / service["volumes"][0].partition(":")[0]).is_dir()
        assert all(port.startswith("127.0.0.1:") for port in service["ports"])
        assert [port.rpartition(":")[2] for port in service["ports"]] == ["8744", "8745"]
    ports = [port for service in instances.values() for port in service["ports"]]
    assert len(set(ports)) == len(ports)
    assert "ports" not in services["db"]
    mounted = {v.partition(":")[0] for service in services.values() for v in service["volumes"]}
    assert {name for name in mounted if not name.startswith(".")} == set(compose()["volumes"])


def test_no_password_stands_in_the_compose_file() -> None:
    """They are secrets: files of the host that only those services get which name them."""
    secrets = compose()["secrets"]
    for service in compose()["services"].values():
        assert set(service["secrets"]) <= set(secrets)
        for name, value in service["environment"].items():
            assert not re.search(r"//[^/@]*:[^/@]*@", value), f"{name} has a password"
            if "PASSWORD" in name or "TOKEN" in name:
                assert name.endswith("_FILE")
                assert value.removeprefix("/run/secrets/") in service["secrets"]
    ignored = (ROOT / ".gitignore").read_text().splitlines()
    assert {".env", "secrets/"} <= set(ignored)
    assert all(one["file"].startswith("./secrets/") for one in secrets.values())


def unit() -> dict[str, list[str]]:
    keys: dict[str, list[str]] = {}
    for line in (ROOT / "deploy" / "elmon.service").read_text("utf-8").splitlines():
        if "=" in line and not line.startswith("#"):
            key, _, value = line.partition("=")
            keys.setdefault(key, []).append(value)
    return keys


def test_the_unit_names_settings_that_there_are() -> None:
    variables = [v.partition("=")[0] for v in unit()["Environment"] if v.startswith("ELMON_")]
    assert set(variables) <= VARIABLES
    assert "ELMON_DATABASE__URL" not in variables, "the settings' own would count for nothing"
    assert "XDG_DATA_HOME=/var/lib" in unit()["Environment"]
    assert unit()["RestartPreventExitStatus"] == ["2"]
    assert unit()["UMask"] == ["0077"]


def test_the_unit_is_shut_in(tmp_path: Path) -> None:
    analyze = shutil.which("systemd-analyze")
    if analyze is None:
        pytest.skip("systemd-analyze is not installed")
    shut_in = [analyze, "security", "--offline=true", str(ROOT / "deploy" / "elmon.service")]
    done = subprocess.run(shut_in, capture_output=True, text=True, check=False, timeout=60)
    found = re.search(r"Overall exposure level for elmon.service: ([\d.]+)", done.stdout)
    if found is None:
        pytest.skip(f"this systemd-analyze cannot check a file: {done.stderr.strip()[:200]}")
    assert float(found[1]) < MOST_EXPOSED
    sound = tmp_path / "elmon.service"
    sound.write_text((ROOT / "deploy" / "elmon.service").read_text().replace("/opt/elmon/bin/elmon", "/bin/true"))
    done = subprocess.run([analyze, "verify", str(sound)], capture_output=True, text=True, check=False, timeout=60)
    assert "elmon.service" not in done.stderr
