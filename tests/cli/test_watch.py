"""The user's own parties as their owner meets them: imported, screened, told on top of alerts, decided on."""

from __future__ import annotations

import io
import json
import os
import re
import subprocess
import sys
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook

from monitor.errors import CannotRead
from monitor.reading.local_file import read_file
from tests.cli.conftest import Place, snapshot

DAY = date(2023, 12, 6)
PARTIES = (
    "Customer No;Customer name;Country code;Street\n"
    "K-1;Alpha Company;IR;Tehran\n"
    "K-2;Quiet Orchard GmbH;DE;Berlin\n"
    "K-3;;DE;\n"
    "K-4;RosAero;RU;\n"
)
MAPPED = ("--column", "reference=Customer No")


@pytest.fixture
def started(place: Place) -> Place:
    place.start_from("2023-26935", DAY)
    (place.folder / "ours.csv").write_text(PARTIES)
    return place


def data(place: Place, *arguments: str) -> Any:
    return json.loads(place.elmon(*arguments, "-f", "json").stdout)


def test_import_shows_what_it_understood_and_screens_what_is_new(started: Place) -> None:
    done = started.elmon("watch", "import", "ours.csv", *MAPPED)
    assert done.returncode == 1
    said = done.stderr
    assert "reference from “Customer No”, name from “Customer name”, country from “Country code”" in said
    assert "line 4 has no name and is left out" in said
    assert "3 new, 0 changed, 0 unchanged, 0 removed; 1 line left out or odd." in said
    assert "K-1 · Alpha Company · IRAN · Tehran" in said
    assert "Alpha Co." in done.stdout
    assert "elmon watch dismiss ID" in said
    again = started.elmon("watch", "import", "ours.csv", *MAPPED)
    assert (again.returncode, again.stdout) == (0, "")
    assert "0 new, 0 changed, 3 unchanged" in again.stderr
    assert [p["reference"] for p in data(started, "watch", "list")] == ["K-1", "K-2", "K-4"]


KILLED = """
import os, sys
from monitor.cli import main
from monitor.store.watchlist import Watchlist
take = Watchlist.take
def killed(*given, **named):
    if "after" in sys.argv[-1]:
        take(*given, **named)
    os._exit(9)
Watchlist.take = killed
del sys.argv[-1]
main()
"""


@pytest.mark.parametrize("when", ["before", "after"])
def test_an_import_that_is_killed_has_shown_its_matches_or_shows_them_again(started: Place, when: str) -> None:
    arguments = ["--config", str(started.config), "watch", "import", "ours.csv", *MAPPED]
    killed = subprocess.run(
        [sys.executable, "-c", KILLED, *arguments, f"{when} the commit"],
        cwd=started.folder, env=started.environment(), capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip
    assert killed.returncode == 9
    again = started.elmon("watch", "import", "ours.csv", *MAPPED)
    shown = {"before": again.stdout, "after": killed.stdout}
    assert "Alpha Co." in shown[when]


def test_a_dry_run_takes_nothing(started: Place) -> None:
    assert "Nothing was taken" in started.elmon("watch", "import", "ours.csv", *MAPPED, "--dry-run").stderr
    assert data(started, "watch", "list") == []


def test_a_preview_shows_how_a_file_is_understood_and_takes_nothing(started: Place) -> None:
    text = "Kunden, Stand 5.12.\nNr;Firma;Land;Notiz\n7;Alpha Company;IR;neu\n8;;DE;\n9;Büro Söhne;DE;\n"
    (started.folder / "ours.csv").write_bytes(text.encode("cp1252"))
    shown = started.elmon("watch", "import", "ours.csv", "--preview", "-f", "csv")
    assert shown.returncode == 0
    assert "Encoding: windows-1252, separated by semicolon" in shown.stderr
    assert "name from “Firma”, country from “Land” (headings in line 2)" in shown.stderr
    assert "Not taken: “Notiz” (neu)" in shown.stderr
    assert "line 4 has no name and is left out" in shown.stderr
    assert "2 new, 0 changed" in shown.stderr
    assert "7,Alpha Company,IRAN" in shown.stdout
    assert data(started, "watch", "list") == []


def test_doubt_is_exit_2_and_the_option_settles_it_for_screening_too(started: Place) -> None:
    (started.folder / "ours.csv").write_bytes("id,name,name\n1,Alpha Company,Dvořák\n".encode("cp1250"))
    asked = started.elmon("screen", "ours.csv")
    assert (asked.returncode, "--encoding windows-1250" in asked.stderr) == (2, True)
    asked = started.elmon("screen", "ours.csv", "--encoding", "windows-1250")
    assert (asked.returncode, "--column name=HEADING" in asked.stderr) == (2, True)
    done = started.elmon("screen", "ours.csv", "--encoding", "windows-1250", "--column", "name=name")
    assert (done.returncode, "Alpha Co." in done.stdout) == (1, True)


def named(place: Place) -> dict[str, str]:
    return {p["reference"]: p["name"] for p in data(place, "watch", "list")}


def test_what_removes_needs_consent_and_is_listed(started: Place) -> None:
    started.elmon("watch", "import", "ours.csv", *MAPPED)
    (started.folder / "ours.csv").write_text("Customer No,name\nK-2,Quiet Orchard GmbH\nK-9,Newcomer\n")
    kept = started.elmon("watch", "import", "ours.csv", *MAPPED, "--new-mapping", "--replace")
    assert (kept.returncode, "K-1: “Alpha Company” is not removed" in kept.stderr) == (2, True)
    assert "Not taken: 2, listed above. Take them with --yes." in kept.stderr
    assert list(named(started)) == ["K-1", "K-2", "K-4", "K-9"], "what only adds is taken"
    assert started.elmon("watch", "import", "ours.csv", *MAPPED, "--new-mapping", "--replace", "--yes").returncode == 0
    assert list(named(started)) == ["K-2", "K-9"]


def test_a_dissimilar_name_under_a_known_reference_needs_consent(started: Place) -> None:
    started.elmon("watch", "import", "ours.csv", *MAPPED)
    (started.folder / "ours.csv").write_text("Customer No,name\nK-1,Alpha Company Ltd\nK-2,Acme Shipping\n")
    kept = started.elmon("watch", "import", "ours.csv", *MAPPED, "--new-mapping")
    assert kept.returncode == 2
    assert "K-2: “Quiet Orchard GmbH” is not replaced by “Acme Shipping”" in kept.stderr
    assert (named(started)["K-1"], named(started)["K-2"]) == ("Alpha Company Ltd", "Quiet Orchard GmbH")
    assert started.elmon("watch", "import", "ours.csv", *MAPPED, "--new-mapping", "--yes").returncode == 0
    assert named(started)["K-2"] == "Acme Shipping"


def test_a_decided_party_goes_only_with_more_consent(started: Place) -> None:
    started.elmon("watch", "import", "ours.csv", *MAPPED)
    (match,) = data(started, "screen")
    started.elmon("watch", "confirm", match["id"])
    (started.folder / "ours.csv").write_text("Customer No,name\nK-1,Somebody Else\n")
    again = ("watch", "import", "ours.csv", *MAPPED, "--new-mapping", "--yes")
    kept = started.elmon(*again)
    assert (kept.returncode, "(somebody has decided on its matches)" in kept.stderr) == (2, True)
    assert "Take them with --yes --accept-replacements." in kept.stderr
    assert named(started)["K-1"] == "Alpha Company"
    assert started.elmon(*again, "--accept-replacements").returncode == 0
    assert named(started)["K-1"] == "Somebody Else"


def test_a_second_file_whose_references_overlap_replaces_nothing(started: Place) -> None:
    started.elmon("watch", "import", "ours.csv", *MAPPED)
    (started.folder / "vendors-2024-12-05.csv").write_text("id,name\nK-1,Acme Shipping\nV-1,Other Firm\n")
    assert started.elmon("watch", "import", "vendors-2024-12-05.csv").returncode == 0
    assert named(started) == {
        "K-1": "Alpha Company", "K-2": "Quiet Orchard GmbH", "K-4": "RosAero", "V-1": "Other Firm",
        "vendors: K-1": "Acme Shipping",
    }  # fmt: skip
    (started.folder / "vendors-2025-01-09.csv").write_text("id,name\nK-1,Acme Shipping Ltd\nV-1,Other Firm\n")
    again = started.elmon("watch", "import", "vendors-2025-01-09.csv")
    assert (again.returncode, "Source “vendors”: 0 new, 1 changed, 1 unchanged" in again.stderr) == (0, True)
    assert len(named(started)) == 5


def test_a_known_sources_parties_under_another_name_are_asked_about(started: Place) -> None:
    started.elmon("watch", "import", "ours.csv", *MAPPED)
    (started.folder / "exported.csv").write_text(PARTIES)
    asked = started.elmon("watch", "import", "exported.csv", *MAPPED)
    assert (asked.returncode, asked.stdout) == (2, "")
    assert "3 of the 3 parties are those of the source “ours”. Nothing was taken." in asked.stderr
    assert '--source "ours"' in asked.stderr
    assert '--source "exported"' in asked.stderr
    assert len(named(started)) == 3
    same = started.elmon("watch", "import", "exported.csv", *MAPPED, "--source", "ours")
    assert (same.returncode, "3 unchanged" in same.stderr) == (0, True)
    started.elmon("watch", "import", "exported.csv", *MAPPED, "--source", "exported")
    assert len(named(started)) == 6


def test_a_reference_that_stands_twice_in_a_file_keeps_both_parties(started: Place) -> None:
    text = "account,name,country\nC100,Acme GmbH,DE\nC100,Huawei Technologies Co. Ltd.,CN\nC100,Acme GmbH,DE\n"
    (started.folder / "twice.csv").write_text(text)
    done = started.elmon("watch", "import", "twice.csv")
    assert "line 3 has the reference C100 of line 2: both are kept, this one as C100 (2)" in done.stderr
    assert "line 4 repeats line 2 and is left out" in done.stderr
    assert named(started) == {"C100": "Acme GmbH", "C100 (2)": "Huawei Technologies Co. Ltd."}
    assert "2 unchanged" in started.elmon("watch", "import", "twice.csv").stderr


def test_two_columns_of_one_heading_lose_no_company(started: Place) -> None:
    (started.folder / "columns.csv").write_text("id,name,name,country\n1,Huawei Technologies Co Ltd,Mr Li,CN\n")
    asked = started.elmon("watch", "import", "columns.csv")
    assert asked.returncode == 2
    assert "“name” (Huawei Technologies Co Ltd), “name (2)” (Mr Li). Say which: --column name=HEADING." in asked.stderr
    assert named(started) == {}
    assert started.elmon("watch", "import", "columns.csv", "--column", "name=name").returncode in (0, 1)
    assert named(started) == {"1": "Huawei Technologies Co Ltd"}
    for column in ("name", "name (2)"):
        screened = started.elmon("screen", "columns.csv", "--column", f"name={column}")
        assert f"name from “{column}”" in screened.stderr


def test_a_workbook_is_taken(started: Place) -> None:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    for row in (["Vendor ID", "Vendor name", "Country"], [7, "Alpha Co", "Iran"]):
        sheet.append(row)
    book.save(started.folder / "ours.xlsx")
    (match,) = data(started, "watch", "import", "ours.xlsx")
    assert (match["watch"]["reference"], match["entry"]["name"]) == ("7", "Alpha Co.")


def test_parties_by_hand(started: Place) -> None:
    added = started.elmon("watch", "add", "Alpha Company", "--country", "Iran")
    assert (added.returncode, "added" in added.stderr) == (1, True)
    (party,) = data(started, "watch", "list")
    assert (party["name"], party["country"]) == ("Alpha Company", "IRAN")
    wrong = started.elmon("watch", "remove", party["reference"] + "x")
    assert (wrong.returncode, f"Did you mean {party['reference']}?" in wrong.stderr) == (2, True)
    assert started.elmon("watch", "remove", party["reference"]).returncode == 0
    empty = started.elmon("screen")
    assert (empty.returncode, "elmon watch import" in empty.stderr) == (2, True)
    assert started.elmon("watch", "add", "...").returncode == 2


def test_a_party_is_changed_searched_and_removed_and_has_its_history(started: Place) -> None:
    started.elmon("watch", "import", "ours.csv", *MAPPED)
    changed = started.elmon("watch", "edit", "K-2", "--name", "Quiet Meadow GmbH", "--alias", "Leise Wiese")
    assert (changed.returncode, "The next file of “ours” has the last word." in changed.stderr) == (0, True)
    assert "is so already" in started.elmon("watch", "edit", "K-2", "--alias", "Leise Wiese").stderr
    (party,) = data(started, "watch", "list", "leise wiese", "--source", "ours")
    assert (party["name"], party["country"], party["details"]["aliases"]) == (
        "Quiet Meadow GmbH",
        "GERMANY",
        ["Leise Wiese"],
    )
    assert "no source “others”" in started.elmon("watch", "list", "--source", "others").stderr
    assert started.elmon("watch", "remove", "K-2").returncode == 0
    events = data(started, "watch", "history", "K-2")
    assert [event["what"] for event in events] == ["removed", "changed"]
    assert "name: “Quiet Orchard GmbH” → “Quiet Meadow GmbH”; aliases: “” → “Leise Wiese”" in events[1]["fields"]
    assert [event["what"] for event in data(started, "watch", "history", "K-1")] == ["added"]
    started.elmon("watch", "add", "Loud Meadow", "--reference", "M-1")
    (added,) = data(started, "watch", "history", "M-1")
    assert (added["what"], bool(added["who"])) == ("added", True)
    for command in (("edit", "K-22", "--name", "X"), ("history", "K-22")):
        refused = started.elmon("watch", *command)
        assert (refused.returncode, "K-22" in refused.stderr) == (2, True)


def test_a_score_is_one_number_in_table_csv_and_mail(started: Place) -> None:
    (started.folder / "list.xml").write_bytes(snapshot().replace(b"Alpha Co.", b"Zybrex Optics Co."))
    assert started.elmon("baseline", "list.xml", "--as-of", DAY.isoformat(), "--force", "--replace").returncode == 0
    (started.folder / "like.csv").write_text("id,name,country\n1,Zybrex Optics Company,Iran\n2,ZYBREX OPTICS CO,Iran\n")
    shown = started.elmon("watch", "import", "like.csv").stdout
    assert sorted(re.findall(r"\d+ %", shown)) == ["100 %", "99 %"]
    assert [row.split(",")[1] for row in started.elmon("screen", "-f", "csv").stdout.splitlines()[1:]] == [
        "1.00",
        "0.99",
    ]
    assert [m["score"] for m in data(started, "screen")] == [1.0, 0.99]


def test_a_match_is_dismissed_confirmed_and_opened_again(started: Place) -> None:
    started.elmon("watch", "import", "ours.csv", *MAPPED)
    (match,) = data(started, "screen")
    assert (match["watch"]["reference"], match["decision"]) == ("K-1", "")
    dismissed = started.elmon("watch", "dismiss", match["id"][:6], "--why", "a bakery", "--by", "counsel")
    assert (dismissed.returncode, "is dismissed until either changes" in dismissed.stderr) == (0, True)
    assert started.elmon("screen").returncode == 0
    assert data(started, "screen") == []
    assert [m["decision"] for m in data(started, "screen", "--all")] == ["dismissed"]
    assert started.elmon("watch", "confirm", match["id"]).returncode == 0
    assert [m["decision"] for m in data(started, "screen")] == ["confirmed"]
    assert started.elmon("screen").returncode == 0  # nothing waits
    started.elmon("watch", "reopen", match["id"])
    assert started.elmon("screen").returncode == 1
    found = data(started, "watch", "decisions")
    assert [(d["decision"], d["counts"]) for d in found] == [
        ("open", "yes"), ("confirmed", "superseded"), ("dismissed", "superseded"),
    ]  # fmt: skip
    assert (found[2]["who"], found[2]["why"], bool(found[2]["when"])) == ("counsel", "a bakery", True)


@pytest.mark.parametrize("arguments", [("zzzz", "--why", "x"), ("", "--why", "x"), ("1", "--why", " ")])
def test_a_decision_on_nothing_is_refused(started: Place, arguments: tuple[str, ...]) -> None:
    started.elmon("watch", "import", "ours.csv", *MAPPED)
    assert started.elmon("watch", "dismiss", *arguments).returncode == 2
    assert data(started, "watch", "decisions") == []


def test_a_party_that_a_new_rule_lists_is_on_top_of_its_alert(started: Place) -> None:
    started.elmon("watch", "import", "ours.csv", *MAPPED)
    started.register.publish_through(DAY + timedelta(days=1))
    started.elmon("poll")
    (mail,) = started.mail.received
    assert str(mail.message["Subject"]).startswith("1 of your parties")
    text = mail.part("plain")
    assert text.index("RosAero") < text.index("Rule ")
    (slack,) = started.slack.received
    assert "K-4" in str(slack["blocks"][:4])


def test_the_file_of_the_settings_is_taken_at_every_round(started: Place) -> None:
    with started.config.open("a") as file:
        file.write('\n[watchlist]\nfile = "parties.csv"\n')
    (started.folder / "parties.csv").write_text("id,name,country\n1,Alpha Company,Iran\n")
    started.elmon("poll")
    (mail,) = started.mail.received
    assert "1 of your" in str(mail.message["Subject"])
    started.elmon("poll")
    assert len(started.mail.received) == 1


@pytest.mark.parametrize("broken", ["missing", "folder", "nonsense", "pipe"])
def test_a_parties_file_that_is_missing_or_broken_keeps_nothing_from_running(started: Place, broken: str) -> None:
    """The parties that are there are screened, rules are alerted about, and the operator is told."""
    started.elmon("watch", "import", "ours.csv", *MAPPED)
    with started.config.open("a") as file:
        file.write('\n[watchlist]\nfile = "parties.csv"\n')
    if broken == "folder":
        (started.folder / "parties.csv").mkdir()
    elif broken == "pipe":
        os.mkfifo(started.folder / "parties.csv")  # whoever reads it waits for whoever writes into it
    elif broken == "nonsense":
        (started.folder / "parties.csv").write_bytes(bytes(range(256)) * 4)
    started.register.publish_through(DAY + timedelta(days=1))
    done = started.elmon("poll")
    assert done.returncode == 0, done.stderr
    subjects = sorted(str(mail.message["Subject"]) for mail in started.mail.received)
    assert len(subjects) == 2
    assert subjects[0].startswith("1 of your parties")
    assert "Your parties could not be read" in subjects[1]
    assert "parties.csv" in started.elmon("doctor", "--offline", "--format", "json").stdout


def test_hostile_parties_reach_no_channel_as_markup(started: Place, tmp_path: Path) -> None:
    hostile = "RosAero <b>\u202e\r\nLtd"
    (tmp_path / "h.jsonl").write_text(
        json.dumps({"id": "<script>7</script><!channel>\r\nBcc: evil@example.org", "name": hostile, "country": "RU"})
        + "\n"
    )
    started.elmon("watch", "import", str(tmp_path / "h.jsonl"))
    started.register.publish_through(DAY + timedelta(days=1))
    started.elmon("poll")
    (mail,) = started.mail.received
    assert mail.message["Bcc"] is None
    html = mail.part("html")
    assert "&lt;script&gt;7" in html  # it is told, as text
    assert "<script>" not in html
    assert "RosAero <b>" not in html
    assert "\u202e" not in html
    assert "<!channel>" not in json.dumps(started.slack.received)


def test_what_is_kept_of_a_party_is_handed_out_and_deleted(started: Place) -> None:
    started.elmon("watch", "import", "ours.csv", *MAPPED)
    found = json.loads(started.elmon("watch", "data", "K-1").stdout)
    assert found["party"]["party"]["name"] == "Alpha Company"
    (seen,) = found["seen"]
    assert started.elmon("watch", "dismiss", seen, "--why", "Another Alpha").returncode == 0
    asked = started.elmon("watch", "forget", "K-1")
    assert (asked.returncode, "--yes" in asked.stderr) == (2, True)
    done = started.elmon("watch", "forget", "K-1", "--yes")
    assert done.returncode == 0, done.stderr
    assert "K-1 is deleted: 1 party, 1 match shown, 0 decisions." in done.stderr
    assert "1 decision kept, until 20" in done.stderr
    assert "15 CFR 762.6" in done.stderr
    left = json.loads(started.elmon("watch", "data", "K-1").stdout)
    assert (left["party"], left["seen"], [d["why"] for d in left["decisions"]]) == (None, [], ["Another Alpha"])
    nobody = started.elmon("watch", "data", "K-9")
    assert (nobody.returncode, "Nothing is kept of a party with the reference K-9" in nobody.stderr) == (2, True)


def test_parties_come_on_standard_input_under_a_name(started: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    nameless = started.elmon("watch", "import", "-")
    assert (nameless.returncode, "--source NAME" in nameless.stderr) == (2, True)
    taken = subprocess.run(
        [sys.executable, "-m", "monitor", "--config", started.config, "watch", "import", "-", "--source", "piped"],
        cwd=started.folder, env=started.environment(), input="reference,name\nC-1,Foo Trading\n", capture_output=True,
        text=True, timeout=60, check=False,
    )  # fmt: skip
    assert "Source “piped”: 1 new" in taken.stderr
    (source,) = [
        one
        for one in json.loads(started.elmon("watch", "sources", "list", "-f", "json").stdout)
        if one["name"] == "piped"
    ]
    assert (source["parties"], source["path"]) == (1, "")
    again = started.elmon("watch", "sources", "reimport", "piped")
    assert (again.returncode, "elmon watch import FILE --source" in again.stderr) == (2, True)
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(b"reference,name\nC-1,Foo Trading\n")))
    assert read_file(Path("-")) == b"reference,name\nC-1,Foo Trading\n"
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(b"four")))
    with pytest.raises(CannotRead, match="Standard input is longer than 3 bytes"):
        read_file(Path("-"), 3)
