"""``--list``: the Entity List unless another is asked for, and what is known of which day."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.cli.conftest import Place
from tests.commands import elmon


@pytest.fixture(scope="module")
def started(tmp_path_factory: pytest.TempPathFactory) -> Place:
    """A database that starts from the bundled copy of all three lists."""
    folder = tmp_path_factory.mktemp("lists")
    (folder / "monitor.toml").write_text(f'[database]\nurl = "sqlite:///{folder / "elmon.db"}"\n')
    place = Place(folder, None, None, None)  # type: ignore[arg-type] # no source is asked
    assert place.elmon("list", "--format", "csv").returncode == 0
    return place


def lists(place: Place, *arguments: str) -> dict[str, int]:
    found = place.elmon("list", "--format", "json", *arguments)
    assert found.returncode == 0, found.stderr
    counts: dict[str, int] = {}
    for entry in json.loads(found.stdout):
        counts[entry["list"]] = counts.get(entry["list"], 0) + 1
    return counts


def test_the_entity_list_unless_another_is_asked_for(started: Place) -> None:
    assert lists(started) == {"entity-list": 3411}
    assert lists(started, "--list", "unverified-list") == {"unverified-list": 186}
    assert lists(started, "--list", "all") == {"entity-list": 3411, "meu-list": 70, "unverified-list": 186}


def test_an_entry_of_another_list_is_shown_with_the_terms_of_its_section(started: Place) -> None:
    assert started.elmon("show", "MM Cargo OY").returncode == 2
    shown = started.elmon("show", "MM Cargo OY", "--list", "all").stdout
    assert "UVL statement" in shown
    assert "§§ 744.15" in shown


def test_a_day_before_a_list_is_known_is_refused_with_the_reason(started: Place) -> None:
    refused = started.elmon("list", "--list", "meu-list", "--as-of", "2026-01-01")
    assert refused.returncode == 2
    assert "knows the Military End-User List from 2026-07-18 on" in refused.stderr


def test_an_unknown_list_is_refused_with_those_there_are(started: Place) -> None:
    refused = started.elmon("list", "--list", "uvl")
    assert refused.returncode == 2
    assert "entity-list, meu-list, unverified-list, all" in refused.stderr


def test_a_screening_says_which_lists_it_covered_and_which_not(started: Place) -> None:
    (started.folder / "parties.csv").write_text("name,country\nInter-Traid Electro,Kazakhstan\n")
    found = started.elmon("screen", "parties.csv", "--format", "json")
    (match,) = json.loads(found.stdout)
    assert match["entry"] == {"country": "KAZAKHSTAN", "name": "Inter-Traid Electro", "list": "unverified-list"}
    assert match["lists"] == ["entity-list", "meu-list", "unverified-list"]
    assert (
        "Covered: the Entity List (3,411 entries), the Military End-User List (70 entries) and the Unverified"
        in found.stderr
    )
    assert "Not covered: the Denied Persons List" in found.stderr


def test_the_watchlist_chooses_its_lists(started: Place) -> None:
    (started.folder / "parties.csv").write_text("name,country\nInter-Traid Electro,Kazakhstan\n")
    found = started.elmon("screen", "parties.csv", "--format", "json", ELMON_WATCHLIST__LISTS='["Entity List", "MEU"]')
    assert json.loads(found.stdout) == []
    assert "Not covered: the Unverified List; the Denied Persons List" in found.stderr


def test_copies_are_compared_list_by_list(tmp_path: Path) -> None:
    def copy(name: str, *entities: str) -> str:
        rows = "".join(
            f"<TR><TD>IRAN</TD><TD>{e}, 1 Road, Iran</TD><TD>85 FR 1, January 2, 2020.</TD></TR>" for e in entities
        )
        file = tmp_path / name
        file.write_text(f'<DIV9 N="Supplement No. 6 to Part 744"><TABLE>{rows}</TABLE></DIV9>')
        return str(file)

    old, new = copy("old.xml", "A", "B"), copy("new.xml", "A", "C Works")
    said = elmon("diff", old, new, "--list", "unverified-list", folder=tmp_path, environment=Place.environment())
    assert "1 added, 0 revised, 1 removed" in said.stdout
    assert "Unverified List: IRAN" in said.stdout
    refused = elmon("diff", old, new, folder=tmp_path, environment=Place.environment())
    assert (refused.returncode, "is no copy of the Entity List" in refused.stderr) == (2, True)
