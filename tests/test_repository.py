"""The repository keeps its own promises: clean files, documented settings, one version, a complete wheel."""

from __future__ import annotations

import ast
import re
import shutil
import subprocess
import sys
import tomllib
import zipfile
from pathlib import Path

import pytest

import monitor
from monitor.config import EmailChannel, channels, load_settings
from monitor.config.wording import CHANNEL_TYPES, SECTIONS, keys_of

ROOT = Path(__file__).resolve().parent.parent
MAX_MODULE_LINES = 350

# Written in parts, so that this file does not hold what it looks for.
REGISTRIES = ["pypi" + ".org", "python" + "hosted.org", "npm" + "js.org", "devpi" + ".", "arti" + "factory"]
MACHINE_PATH = re.compile(
    r"(?<![\w.$~{}-])/(?:root|work|tmp/w|home/(?!you/)\w+|Users|opt/(?:wheels|py" + r"pi))(?:/|\b)"
)
INSIDE_THE_WHEEL = re.compile(r"monitor/|entity_list_monitor-[\d.]+\.dist-info/")


def tracked() -> list[Path]:
    """The files under version control; where there is none (an unpacked sdist), all but hidden folders, of which .ci is ours."""
    try:
        done = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=False)
        names = done.stdout.split("\0")[:-1] if done.returncode == 0 else []
    except FileNotFoundError:
        names = []
    found = [ROOT / name for name in names] or [
        file
        for file in ROOT.rglob("*")
        if not any(
            (part.startswith(".") and part != ".ci") or part == "__pycache__"
            for part in file.relative_to(ROOT).parts[:-1]
        )
    ]
    return [file for file in found if file.is_file()]


def text_of(file: Path) -> str:
    """The file's text; empty for binary files."""
    raw = file.read_bytes()
    return "" if b"\0" in raw else raw.decode("utf-8")


def test_no_file_names_a_registry_or_a_path_of_one_machine() -> None:
    found = []
    for file in tracked():
        for number, line in enumerate(text_of(file).splitlines(), start=1):
            if MACHINE_PATH.search(line) or any(host in line for host in REGISTRIES):
                found.append(f"{file.relative_to(ROOT)}:{number}: {line.strip()[:120]}")
    assert found == []


@pytest.mark.parametrize("folder", ["work", "root", "tmp" + "/w", "home" + "/ann", "opt" + "/wheels"])
def test_machine_paths_are_recognised(folder: str) -> None:
    for text in (f"cd /{folder}", f'"/{folder}/x"', f"file:///{folder}/x", f"x=/{folder}/y"):
        assert MACHINE_PATH.search(text)


@pytest.mark.parametrize("text", ["/opt/elmon", "/workflow", "https://x.org/home", "$dir/work", "/home/you/"])
def test_other_paths_are_left_alone(text: str) -> None:
    assert not MACHINE_PATH.search(text)


def test_modules_stay_short() -> None:
    lengths = {file: text_of(file).count("\n") for file in (ROOT / "monitor").rglob("*.py")}
    assert {str(file.relative_to(ROOT)): n for file, n in lengths.items() if n > MAX_MODULE_LINES} == {}


def classes_twice(sources: dict[str, str]) -> dict[str, list[str]]:
    """The class names that are defined more than once, private and nested ones too, with the files that define them."""
    places: dict[str, list[str]] = {}
    for file, source in sources.items():
        for node in ast.walk(ast.parse(source)):
            if isinstance(node, ast.ClassDef):
                places.setdefault(node.name, []).append(file)
    return {name: files for name, files in places.items() if len(files) > 1}


def test_no_two_classes_have_one_name() -> None:
    files = (ROOT / "monitor").rglob("*.py")
    assert classes_twice({str(file.relative_to(ROOT)): text_of(file) for file in files}) == {}


def test_a_class_name_used_twice_is_noticed() -> None:
    nested = "def f():\n    class _A: ..."
    assert classes_twice({"a.py": "class _A: ...\nclass B: ...", "b.py": nested}) == {"_A": ["a.py", "b.py"]}


def test_every_setting_is_documented() -> None:
    example = (ROOT / "config" / "monitor.toml").read_text()
    for section, model in SECTIONS.items():
        body = example.partition(f"[{section}]\n")[2].partition("\n[")[0]
        assert body, section
        for key in keys_of(model):
            assert re.search(rf"^(?:# *)?{key} = ", body, re.M), f"[{section}] {key}"
    tables = example.partition("# Channels:")[2]
    for kind, channel in CHANNEL_TYPES.items():
        assert f'type = "{kind}"' in tables
        for key in keys_of(channel):
            assert re.search(rf"\b{key}\b", tables), f"[[channel]] of type {kind}: {key}"
    for key in channels.NEVER_IN_THE_FILE | {"webhook_url", "url"}:
        assert f"__{key.upper()}" in tables


def test_the_example_is_valid_and_holds_the_defaults(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    example = load_settings(ROOT / "config" / "monitor.toml")
    assert example == load_settings()
    assert example.warnings == ()


def test_the_commented_examples_are_valid(tmp_path: Path) -> None:
    """Every ``# key = value`` and ``# [[channel]]`` of the example works when its mark is taken off."""
    example = (ROOT / "config" / "monitor.toml").read_text()
    lines = example[example.index("\n[[channel]]") :].splitlines()
    settings = [re.sub(r"^# ?(?=\[\[|\w+ = )", "", line) for line in lines]
    text = "\n".join(line for line in settings if not line.startswith(("token_file", "channel_id", "api_url")))
    assert len(tomllib.loads(text)["channel"]) == 10
    (tmp_path / "secrets").mkdir()
    written = {
        "webhook-secret": f"whsec_{'A' * 32}",
        "google-service-account.json": '{"client_email": "a@b.c", "private_key": "k"}',
    }
    for name in re.findall(r'^\w+_file = "secrets/([^"]+)"', text, re.M):
        secret = tmp_path / "secrets" / name
        secret.touch(mode=0o600)
        secret.write_text(written.get(name, "https://example.org/secret"))
    (tmp_path / "monitor.toml").write_text(text)
    made = load_settings(tmp_path / "monitor.toml").channel
    assert [c.type for c in made] == ["console", *["email"] * 5, "slack", "webhook", "feed", "apprise"]
    logins = [channel.login for channel in made if isinstance(channel, EmailChannel)]
    assert logins == ["password", *["client_credentials"] * 2, "refresh_token", "service_account"]


def test_the_changelog_begins_with_this_version() -> None:
    heading = re.search(r"^## (\S+) \((?:unreleased|\d{4}-\d\d-\d\d)\)$", (ROOT / "CHANGELOG.md").read_text(), re.M)
    assert heading
    assert heading[1] == monitor.__version__


def pins_of(name: str) -> list[str]:
    return re.split(r"\n(?=[a-z])", (ROOT / name).read_text().strip())


def test_what_builds_the_wheel_is_what_the_tests_build_it_with() -> None:
    assert set(pins_of("requirements-build.lock")) <= set(pins_of("requirements-dev.lock"))


@pytest.mark.parametrize(
    "name", ["requirements.lock", "requirements-apprise.lock", "requirements-dev.lock", "requirements-build.lock"]
)
def test_the_locks_pin_every_dependency_by_hash(name: str) -> None:
    lock, pins = (ROOT / name).read_text(), pins_of(name)
    assert all("==" in pin.splitlines()[0] and "--hash=sha256:" in pin for pin in pins)
    assert "--index" not in lock
    assert "--find-links" not in lock
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text())
    project = settings["project"]
    wanted = [
        *project["dependencies"],
        *project["optional-dependencies"]["postgres"],
        *project["optional-dependencies"]["google"],
    ]
    wanted = settings["build-system"]["requires"] if "build" in name else wanted
    wanted += project["optional-dependencies"].get(
        "dev" if "dev" in name else "apprise" if "apprise" in name else "", []
    )
    locked = {re.split(r"[=\[ ]", pin, maxsplit=1)[0] for pin in pins}
    missing = {re.split(r"[^\w.-]", spec, maxsplit=1)[0].lower() for spec in wanted} - locked
    assert missing == set(), f"compile {name} anew (CONTRIBUTING.md says how)"


def test_continuous_integration_runs_the_tests_as_the_readme_says() -> None:
    commands = (ROOT / ".ci" / "run").read_text().splitlines()
    assert commands[-1] == "./test"
    assert (ROOT / "test").stat().st_mode & 0o111
    assert (ROOT / ".ci" / "run").stat().st_mode & 0o111
    installing = [at for at, line in enumerate(commands) if line.startswith(".ci/install ")]
    assert 0 < max(installing) < commands.index('step "tests"')
    assert (ROOT / ".ci" / "install").stat().st_mode & 0o111


@pytest.mark.parametrize(
    ("asked", "programs", "said"),
    [
        (("chromium", "the tests in the browser are", "chromium", "google-chrome"), ["google-chrome"], "there is "),
        (("nginx", "its test is"), ["nginx"], "there is "),
        (("nginx", "its test is"), [], "nginx cannot be installed (there is no apt-get); its test is skipped"),
        (("nginx", "its test is"), ["apt-get"], "nginx cannot be installed ("),
    ],
)
def test_continuous_integration_goes_on_without_a_program(
    asked: tuple[str, ...], programs: list[str], said: str, tmp_path: Path
) -> None:
    for name in ("bash", "env", "grep", "id", "timeout"):
        (tmp_path / name).symlink_to(shutil.which(name) or name)
    for name in programs:  # which do nothing but fail
        (tmp_path / name).symlink_to(shutil.which("false") or "/bin/false")
    command = [str(ROOT / ".ci" / "install"), *asked]
    done = subprocess.run(command, env={"PATH": str(tmp_path)}, capture_output=True, text=True, check=True, timeout=60)
    assert done.stdout.startswith(said)
    assert (done.stdout.count("\n"), done.stderr) == (1, "")


def test_the_wheel_holds_the_package_and_nothing_else(tmp_path: Path) -> None:
    pytest.importorskip("hatchling", reason="hatchling, which builds the wheel, is not installed")
    command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(tmp_path)]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True, timeout=120)
    (wheel,) = tmp_path.glob("*.whl")
    with zipfile.ZipFile(wheel) as archive:
        names = set(archive.namelist())
    package = {str(file.relative_to(ROOT)) for file in tracked() if file.is_relative_to(ROOT / "monitor")}
    assert package - names == set()
    assert {"monitor/py.typed", "monitor/data/part744-2026-07-18.xml.gz"} <= names
    assert any(name.startswith("monitor/demo/documents/") for name in names)
    assert [name for name in names if not INSIDE_THE_WHEEL.match(name) or "__pycache__" in name] == []
    assert any(name.endswith("/licenses/LICENSE") for name in names)


def test_cases_have_the_same_names_in_every_process() -> None:
    # gzip writes the second into its header, and a parallel run that collects across a second's end finds two suites.
    unsteady = [
        f"{file.relative_to(ROOT)}:{number}"
        for file in (ROOT / "tests").rglob("*.py")
        for number, line in enumerate(text_of(file).splitlines(), 1)
        if "gzip" + ".compress(" in line and "mtime=0" not in line
    ]
    assert unsteady == []
