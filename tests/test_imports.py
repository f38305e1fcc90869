"""The rooms and what they may import: .importlinter's contracts, the table, and the proof that each of them bites."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import grimp
import pytest

ROOT = Path(__file__).resolve().parent.parent
LINT = "from importlinter.cli import lint_imports_command; lint_imports_command()"

VALUES = {"model", "shapes"}
"""The domain's values and their JSON; who may import one may import both."""

MAY_IMPORT: dict[str, set[str]] = {
    "model": set(),
    "errors": set(),
    "clock": {"text"},  # the Register's time zone, which the pure rooms need too
    "data": set(),
    "shapes": {"model"},
    "text": VALUES,
    "reading": VALUES | {"text", "errors"},
    "comparing": VALUES | {"text"},
    "screening": VALUES | {"text"},
    "rendering": VALUES | {"text"},  # the Register's time zone
    "exporting": VALUES | {"text", "rendering", "errors"},
    "wire": set(),
    "reading_process": {"errors"},
    "logs": set(),
    "proxies": {"errors"},
    "http": {"errors", "clock", "wire", "proxies"},
    "sources": VALUES | {"http", "reading", "text", "errors", "clock"},  # text: what a document number is
    "store": VALUES | {"errors", "clock"},
    "delivery": VALUES
    | {
        "http",
        "wire",
        "config",
        "rendering",
        "errors",
        "logs",
    },  # config: the channels' settings; logs: tokens are secrets
    "config": VALUES | {"errors", "text"},
    "demo": VALUES | {"text"},  # the Register's time zone
    "alerting": VALUES
    | {"errors", "clock", "config", "text", "reading", "screening", "rendering", "sources", "store", "delivery"}
    | {"reading_process"},
    "history": VALUES | {"errors", "clock", "data", "text", "reading", "comparing", "rendering", "exporting", "store"},
    "polling": VALUES
    | {"errors", "clock", "http", "reading", "rendering", "sources", "store", "history", "alerting"}
    | {"reading_process"},
    "operations": VALUES
    | {"errors", "clock", "http", "sources", "store", "polling"},  # sources: what a failed poll is called
    "contracts": VALUES | {"rendering", "store", "history", "operations"},
    "web": VALUES
    | {"errors", "clock", "text", "reading", "screening", "rendering", "store"}
    | {"alerting", "history", "polling", "operations", "reading_process", "contracts"},
    "daemon": VALUES | {"errors", "clock", "store", "alerting", "history", "polling", "operations"},
    "__main__": {"cli"},
}
"""Which room may import which, room by room. ``cli`` may import everything but other people's commands."""

PLANTS = [
    ("layers", "monitor/text/planted.py", "import monitor.reading"),
    ("layers", "monitor/newroom/__init__.py", ""),
    ("layers", "monitor/store/planted.py", "from monitor import delivery"),
    ("layers", "monitor/alerting/planted.py", "import monitor.history.recording"),
    ("layers", "monitor/history/planted.py", "import monitor.alerting.recipients"),
    ("layers", "monitor/history/planted.py", "import monitor.polling.published"),
    ("layers", "monitor/polling/planted.py", "import monitor.operations.status"),
    ("layers", "monitor/operations/planted.py", "import monitor.web.app"),
    ("pure", "monitor/reading/planted.py", "from monitor.clock import SystemClock"),
    ("pure", "monitor/comparing/planted.py", "def f() -> None:\n    import socket"),
    ("pure", "monitor/rendering/planted.py", "import time"),
    ("pure", "monitor/text/planted.py", "import sqlmodel"),
    ("httpx", "monitor/sources/planted.py", "import httpx"),
    ("httpx", "monitor/cli/planted.py", "from httpx import get"),
    ("sql", "monitor/history/planted.py", "from sqlalchemy import select"),
    ("sql", "monitor/cli/planted.py", "import sqlite3"),
    ("scheduler", "monitor/polling/planted.py", "import apscheduler.schedulers.asyncio"),
    ("channels", "monitor/delivery/planted.py", "import monitor.delivery.other"),
    ("acyclic", "monitor/text/planted.py", "import monitor.text.other"),
]

HEAVY = {"alembic", "apscheduler", "httpx", "jinja2", "lxml", "pydantic", "rapidfuzz", "sqlalchemy", "sqlmodel"}


def lint(folder: Path, *options: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", LINT, "--no-cache", "--no-logo", *options],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """The package's Python files and the contracts, in a folder of their own."""
    for source in [ROOT / ".importlinter", *(ROOT / "monitor").rglob("*.py")]:
        target = tmp_path / source.relative_to(ROOT)
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(source.read_bytes())
    return tmp_path


def test_all_contracts_are_kept() -> None:
    done = lint(ROOT)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "0 broken" in done.stdout


@pytest.mark.parametrize(("contract", "file", "text"), PLANTS)
def test_a_planted_import_breaks_its_contract(contract: str, file: str, text: str, copy: Path) -> None:
    planted = copy / file
    planted.parent.mkdir(exist_ok=True)
    planted.write_text(text)
    planted.with_name("other.py").write_text("import monitor.text.planted" if contract == "acyclic" else "")
    done = lint(copy, "--contract", contract)
    assert done.returncode == 1
    assert "BROKEN" in done.stdout or "newroom" in done.stdout, done.stdout


def stray_imports(imports: list[tuple[str, str]]) -> list[str]:
    """The imports between rooms that the table does not allow; ``cli`` composes and may import every room."""
    return [
        f"{importer} imports {imported}"
        for importer, imported in imports
        if (room := importer.split(".")[1]) != (other := imported.split(".")[1])
        and room != "cli"
        and other not in MAY_IMPORT[room]
    ]


def test_every_room_imports_what_the_table_allows() -> None:
    graph = grimp.build_graph("monitor", cache_dir=None)
    imports = [
        (importer, imported)
        for importer in sorted(graph.modules - {"monitor"})
        for imported in sorted(graph.find_modules_directly_imported_by(importer) - {"monitor"})
    ]
    assert imports
    assert stray_imports(imports) == []


def test_the_table_bites() -> None:
    assert stray_imports([("monitor.rendering.plain", "monitor.comparing.lists")])
    assert stray_imports([("monitor.polling.published", "monitor.config.settings")])
    assert not stray_imports(
        [("monitor.reading.rules.rule", "monitor.text.clean"), ("monitor.text.a", "monitor.text.b")]
    )


def tells_the_time(source: str) -> list[int]:
    """The lines that ask for the present moment."""
    return [
        node.lineno
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.Attribute) and node.attr in {"now", "today", "utcnow", "localtime"}
    ]


@pytest.mark.parametrize("room", ["text", "reading", "comparing", "screening", "rendering", "exporting"])
def test_pure_rooms_do_not_ask_what_time_it_is(room: str) -> None:
    for file in (ROOT / "monitor" / room).rglob("*.py"):
        assert tells_the_time(file.read_text()) == [], file


def test_asking_for_the_time_is_noticed() -> None:
    assert tells_the_time("import datetime\nx = datetime.date.today()") == [2]


def test_nothing_heavy_is_on_the_way_to_the_help_text() -> None:
    """What is heavy belongs inside the commands."""
    program = (
        "import sys; from monitor.cli.entry_point import run; status = run(['--help']);"
        "print(*{name.partition('.')[0] for name in sys.modules}); sys.exit(status)"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True, timeout=60)
    assert HEAVY & set(done.stdout.split()) == set()
