"""The user's own parties as their owner meets them: imported, screened, told on top of alerts, decided on."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook

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
    assert "3 new, 0 changed, 0 unchanged, 0 removed; 1 lines left out or odd." in said
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


def test_a_file_that_replaces_is_not_let_empty_the_list(started: Place) -> None:
    started.elmon("watch", "import", "ours.csv", *MAPPED)
    (started.folder / "one.csv").write_text("id,name\nK-2,Quiet Orchard GmbH\n")
    refused = started.elmon("watch", "import", "one.csv", "--replace")
    assert (refused.returncode, "would take 2 of 3 parties off" in refused.stderr) == (4, True)
    assert started.elmon("watch", "import", "one.csv", "--replace", "--yes").returncode == 0
    assert [p["reference"] for p in data(started, "watch", "list")] == ["K-2"]


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
