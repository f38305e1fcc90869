"""Where parties come from: named sources, the mapping that is remembered of them, and several files of the settings."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

import pytest

from tests.cli.conftest import Place

DAY = date(2023, 12, 6)


@pytest.fixture
def started(place: Place) -> Place:
    place.start_from("2023-26935", DAY)
    write(place, "Nr,Wer,Firma\n1,Quiet Orchard,X\n2,Second Orchard,Y\n")
    assert place.elmon("watch", "import", "ours.csv", "--column", "name=Wer", "--owner", "ann").returncode == 0
    return place


def write(place: Place, text: str, name: str = "ours.csv") -> None:
    (place.folder / name).write_text(text)


def sources(place: Place) -> dict[str, Any]:
    return {s["name"]: s for s in json.loads(place.elmon("watch", "sources", "list", "-f", "json").stdout)}


def names(place: Place) -> list[str]:
    return sorted(p["name"] for p in json.loads(place.elmon("watch", "list", "-f", "json").stdout))


def test_a_source_has_its_file_mapping_import_and_owner(started: Place) -> None:
    source = sources(started)["ours"]
    assert (source["file"], source["parties"], source["owner"]) == ("ours.csv", 2, "ann")
    assert source["path"] == str(started.folder / "ours.csv")
    assert source["mapping"]["columns"] == {"reference": "Nr", "name": "Wer"}
    assert "name from “Wer”" in started.elmon("watch", "sources", "list", "-f", "csv").stdout


def test_the_next_version_is_read_as_the_last_one(started: Place) -> None:
    write(started, "Firma,Wer,Nr\nX,Quiet Orchard,1\nY,Second Orchard,2\nZ,Third Orchard,3\n", "ours-2026-11-30.csv")
    done = started.elmon("watch", "import", "ours-2026-11-30.csv")
    assert "1 new, 0 changed, 2 unchanged" in done.stderr
    assert names(started) == ["Quiet Orchard", "Second Orchard", "Third Orchard"]


def test_a_column_that_is_missing_now_is_a_question(started: Place) -> None:
    write(started, "Nr,Firma\n1,Other Orchard\n")
    asked = started.elmon("watch", "import", "ours.csv")
    assert (asked.returncode, "“Wer”, which was the name" in asked.stderr) == (2, True)
    assert "--new-mapping" in asked.stderr
    assert names(started) == ["Quiet Orchard", "Second Orchard"]
    again = started.elmon("watch", "import", "ours.csv", "--column", "name=Firma", "--yes")
    assert "name from “Firma”" in again.stderr
    assert sources(started)["ours"]["mapping"]["columns"]["name"] == "Firma"
    assert started.elmon("watch", "import", "ours.csv", "--new-mapping").returncode == 0


def test_several_columns_of_a_field_are_remembered(started: Place) -> None:
    write(started, "Vendor,Name 1,Name 2\n7,Quiet,Meadow\n", "vendors.csv")
    started.elmon("watch", "import", "vendors.csv")
    write(started, "Name 2,Name 1,Vendor\nForest,Quiet,8\n", "vendors.csv")
    started.elmon("watch", "import", "vendors.csv")
    assert [name for name in names(started) if "Quiet " in name] == ["Quiet Forest", "Quiet Meadow", "Quiet Orchard"]


def test_a_source_is_renamed_read_again_and_removed(started: Place) -> None:
    assert started.elmon("watch", "sources", "rename", "ours", "customers").returncode == 0
    write(started, "Nr,Wer,Firma\n1,Quiet Orchard,X\n2,Second Orchard,Y\n3,Third Orchard,Z\n")
    assert "1 new, 0 changed, 2 unchanged" in started.elmon("watch", "sources", "reimport", "customers").stderr
    assert list(sources(started)) == ["customers"]
    asked = started.elmon("watch", "sources", "remove", "customers")
    assert (asked.returncode, "3 parties would go" in asked.stderr, len(names(started))) == (2, True, 3)
    assert started.elmon("watch", "sources", "remove", "customers", "--yes").returncode == 0
    assert (names(started), sources(started)) == ([], {})


def test_the_next_file_of_a_renamed_source_is_asked(started: Place) -> None:
    started.elmon("watch", "sources", "rename", "ours", "customers")
    write(started, "Nr,Wer,Firma\n1,Quiet Orchard,X\n7,Seventh,Y\n8,Eighth,Z\n", "ours-2026-02.csv")
    asked = started.elmon("watch", "import", "ours-2026-02.csv")
    assert (asked.returncode, '--source "customers"' in asked.stderr, list(sources(started))) == (
        2,
        True,
        ["customers"],
    )
    assert "Source “customers”: 0 new" in started.elmon("watch", "import", "ours.csv").stderr  # from the same place
    assert (
        started.elmon(
            "watch", "import", "ours-2026-02.csv", "--source", "ours", "--new-mapping", "--column", "name=Wer"
        ).returncode
        == 0
    )
    refused = started.elmon("watch", "list", "--source", "custmers")
    assert (refused.returncode, "Did you mean customers?" in refused.stderr) == (2, True)


@pytest.mark.parametrize("command", [("rename", "our", "x"), ("remove", "our", "--yes"), ("reimport", "our")])
def test_a_source_that_there_is_not_is_a_sentence(started: Place, command: tuple[str, ...]) -> None:
    refused = started.elmon("watch", "sources", *command)
    assert (refused.returncode, "Did you mean ours?" in refused.stderr) == (2, True)


def test_a_name_that_is_taken_is_refused(started: Place) -> None:
    write(started, "id,name\n1,Other Meadow\n", "other.csv")
    started.elmon("watch", "import", "other.csv")
    refused = started.elmon("watch", "sources", "rename", "other", "ours")
    assert (refused.returncode, "already" in refused.stderr, sorted(sources(started))) == (2, True, ["other", "ours"])


def test_several_files_of_the_settings_are_sources_of_their_own(started: Place) -> None:
    with started.config.open("a") as file:
        for name in ("asia", "europe"):
            file.write(f'\n[[watchlist.source]]\nname = "{name}"\nfile = "{name}.csv"\n')
            write(started, f"id,name\n1,Meadow of {name}\n", f"{name}.csv")
    started.elmon("poll")
    assert {name: source["parties"] for name, source in sources(started).items()} == {"ours": 2, "asia": 1, "europe": 1}
    write(started, "id,wer\n1,Other\n", "asia.csv")
    write(started, "id,name\n1,Meadow of europe\n2,Hill of europe\n", "europe.csv")
    before = len(started.mail.received)
    started.elmon("poll")
    assert "Hill of europe" in names(started)  # the other file goes its way
    assert "Meadow of asia" in names(started)
    assert len(started.mail.received) == before + 1
    started.config.write_text(started.config.read_text().replace("asia.csv", "nowhere.csv"))
    assert started.elmon("poll").returncode == 0  # a file that is missing keeps nothing from running
    assert "nowhere.csv" in str(started.mail.received[-1].message)
    assert "Meadow of asia" in names(started)
    config = started.config.read_text()
    started.config.write_text(config.replace('name = "europe"', 'name = "asia"'))
    refused = started.elmon("watch", "list")
    assert (refused.returncode, "two sources are named “asia”" in refused.stderr) == (2, True)
