"""``elmon list``, ``show``, ``search``, ``export``, ``backfill``, ``replay`` and ``reconcile`` as their users type them."""

from __future__ import annotations

import csv
import io
import json
from datetime import date

import pytest

from tests.cli.conftest import Place, snapshot

DAY = date(2023, 12, 6)


@pytest.fixture
def filled(place: Place) -> Place:
    """A database that starts from a list of two and has taken the recorded rules since."""
    place.start_from("2023-26935", DAY)
    place.register.publish_through(date(2024, 7, 3))
    done = place.elmon("backfill", "--since", "2023-12-06")
    assert done.returncode == 0, done.stderr
    assert "2 new ones of the Entity List" in done.stderr
    assert place.mail.received == []
    return place


def test_an_entry_is_shown_with_its_life_and_found_by_a_word(filled: Place) -> None:
    found = filled.elmon("search", "parkovaya 16", "-f", "json")
    assert json.loads(found.stdout)[0]["name"].startswith("Digicom")
    shown = filled.elmon("show", "Alpha Co")
    assert "on the list already when this history begins" in shown.stdout
    life = json.loads(filled.elmon("show", json.loads(found.stdout)[0]["name"], "-f", "json").stdout)[0]
    assert life["events"][0]["document_number"] == "2023-26935"
    nobody = filled.elmon("search", "nobody-of-that-name")
    assert (nobody.returncode, "0 entries found" in nobody.stderr) == (1, True)
    missing = filled.elmon("show", "Alfa Co")
    assert (missing.returncode, "Nearest: “Alpha Co.”" in missing.stderr) == (2, True)


def test_what_was_known_on_a_day(filled: Place) -> None:
    assert filled.elmon("list", "--known-on", "2023-01-01").stdout.strip() == "No entries."


def test_the_list_and_its_changes_are_exported(filled: Place) -> None:
    out = filled.folder / "list.csv"
    assert filled.elmon("export", "list", "--out", str(out)).returncode == 0
    assert len(list(csv.DictReader(io.StringIO(out.read_text())))) == 2 + 44 + 8
    assert filled.elmon("diff", str(out), str(out), "--exit-code").returncode == 0
    lines = filled.elmon("export", "changes", "--since", "2024-01-01").stdout.splitlines()
    assert {json.loads(line)["document_number"] for line in lines} == {"2024-14635"}
    assert json.loads(filled.elmon("export", "list", "-f", "ftm").stdout.splitlines()[0])["schema"] == "LegalEntity"
    misplaced = filled.elmon("export", "list", "--format", "csl", "--check", "--out", str(filled.folder / "new.csv"))
    assert (misplaced.returncode, "--format ftm" in misplaced.stderr) == (2, True)
    assert not (filled.folder / "new.csv").exists()
    wrong = filled.elmon("export", "list", "--out", str(filled.folder / "no" / "where.csv"))
    assert (wrong.returncode, "--out" in wrong.stderr) == (5, True)


def test_a_destination_that_the_list_does_not_have_is_said_to_be_none(filled: Place) -> None:
    done = filled.elmon("list", "--country", "Nepal")
    assert (done.returncode, done.stdout.strip()) == (0, "No entries under NEPAL.")
    for command in (("list",), ("search", "alpha")):
        said = filled.elmon(*command, "--country", "Nepal", "-f", "json", "--envelope")
        assert "note: The list has no destination NEPAL." in said.stderr
        assert json.loads(said.stdout)["notes"] == ["The list has no destination NEPAL."]
        assert "has no destination" not in filled.elmon(*command, "--country", "Iran").stderr


def test_reading_the_archive_again_changes_nothing(filled: Place) -> None:
    again = filled.elmon("replay")
    assert again.returncode == 0, again.stderr
    assert "read otherwise than recorded: none" in again.stderr


def test_the_list_is_held_against_a_file_and_a_difference_taken_over(filled: Place) -> None:
    source = str(filled.folder / "list.xml")  # the list of two, without what the rules added
    first = filled.elmon("reconcile", source, "--as-of", "2023-12-10", "--force", "-f", "json")
    assert first.returncode == 0, first.stderr
    assert {d["reason"] for d in json.loads(first.stdout)["differences"]} == {"eCFR lags"}
    late = filled.elmon("reconcile", source, "--as-of", "2024-02-01", "--force")
    assert (late.returncode, "days before this copy, and the eCFR has not followed" in late.stdout) == (1, True)
    refused = filled.elmon("reconcile", source, "--as-of", "2024-02-01")
    assert (refused.returncode, "too few to be believed" in refused.stderr) == (4, True)
    before = filled.elmon("list", "-f", "json").stdout
    for more in ((), ("--accept", "--why", "as a trial")):
        older = filled.elmon("reconcile", source, "--as-of", "2020-01-01", "--force", *more)
        assert (older.returncode, "is of 2020-01-01, and this database knows the list from" in older.stderr) == (
            2,
            True,
        )
    assert filled.elmon("list", "-f", "json").stdout == before
    accept = ("reconcile", source, "--as-of", "2024-02-01", "--force", "--accept")
    assert filled.elmon(*accept).returncode == 2, "a reason is asked for"
    taken = filled.elmon(*accept, "--name", "Elem Group, LLC", "--why", "as a trial")
    assert "Accepted: 1 difference," in taken.stderr
    names = [e["name"] for e in json.loads(filled.elmon("list", "--as-of", "2024-02-01", "-f", "json").stdout)]
    assert "Elem Group, LLC" not in names
    assert len(names) == 2 + 43


def test_parties_of_a_file_are_screened(filled: Place) -> None:
    file = filled.folder / "parties.csv"
    file.write_text("id;name;country\n1;ELEM GROUP CO;KZ\n2;Apple Inc;US\n2;Twice;US\n")
    done = filled.elmon("screen", str(file), "-f", "json")
    assert done.returncode == 1
    (match,) = json.loads(done.stdout)
    assert (match["watch"]["reference"], match["entry"]["name"], match["kind"]) == ("1", "Elem Group, LLC", "name")
    assert "Differs in: legal form." in match["explanation"]
    assert "line 4 has the reference 2 of line 3" in done.stderr
    assert "name from “name”" in done.stderr
    assert filled.elmon("screen", str(file), "--minimum-score", "1.1").returncode == 2
    assert filled.elmon("screen", str(file), "--column", "nme=x").returncode == 2
    file.write_text("name\nApple Inc\n")
    assert filled.elmon("screen", str(file)).returncode == 0


def test_history_that_begins_later_is_filled_in_from_a_file_or_the_ecfr(place: Place) -> None:
    place.start_from("2023-26935", date(2024, 3, 1))
    place.register.publish_through(date(2024, 7, 3))
    assert place.elmon("poll").returncode == 0
    today = place.elmon("list", "-f", "csv").stdout
    early = place.elmon("list", "--as-of", "2023-12-06")
    assert (early.returncode, "elmon backfill --since 2023-12-06" in early.stderr) == (2, True)
    ecfr = {"ELMON_ECFR__BASE_URL": place.register.ecfr_url}
    place.register.copies = {}
    nothing = place.elmon("backfill", "--since", "2023-12-01", **ecfr)
    assert (nothing.returncode, "elmon backfill --since 2023-12-01 --from FILE" in nothing.stderr) == (3, True)
    done = place.elmon("backfill", "--since", "2023-12-06", "--from", "list.xml", "--force")
    assert done.returncode == 0, done.stderr
    assert "now lies beneath that of 2024-03-01, with 1 rule between them" in done.stderr
    assert "44 differences between the lists that these rules do not explain" in done.stderr
    assert place.elmon("list", "-f", "csv").stdout == today
    assert len(place.elmon("list", "--as-of", "2023-12-06", "-f", "jsonl").stdout.splitlines()) == 2
    assert len(place.elmon("list", "--as-of", "2023-12-08", "-f", "jsonl").stdout.splitlines()) == 46
    part = b'<DIV5 N="744" TYPE="PART">' + snapshot() + b"</DIV5>"
    place.register.copies = {date(2023, 11, 1): lambda: part, date(2024, 6, 1): lambda: part}
    older = place.elmon("backfill", "--since", "2023-11-15", **ecfr)
    assert older.returncode == 0, older.stderr
    assert "The list of 2023-11-15 (eCFR copy of 2023-11-15) now lies beneath that of 2023-12-06" in older.stderr
    assert place.elmon("list", "-f", "csv").stdout == today


def test_a_file_starts_an_empty_database_and_is_of_no_use_to_a_full_one(place: Place) -> None:
    (place.folder / "list.xml").write_bytes(snapshot())
    place.register.publish_through(date(2024, 7, 3))
    asked = ("backfill", "--since", "2023-12-06", "--from", "list.xml")
    assert place.elmon(*asked, "--force").returncode == 0
    assert len(place.elmon("list", "--as-of", "2023-12-08", "-f", "jsonl").stdout.splitlines()) == 46
    again = place.elmon(*asked, "--force")
    assert (again.returncode, "leave --from out" in again.stderr) == (2, True)
