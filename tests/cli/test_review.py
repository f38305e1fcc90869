"""``elmon review``, and what the commands say of days that are known from the eCFR alone."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime

from monitor.model import Amendment, Document, Operation, Rule, Verdict
from monitor.polling.intake import take_rule
from monitor.store import open_store
from tests.cli.conftest import Place, snapshot


def test_reviews_are_listed_and_closed_with_a_name_and_a_reason(place: Place) -> None:
    place.start_from("", date(2023, 12, 5))
    now, day = datetime(2024, 1, 3, 12, tzinfo=UTC), date(2024, 1, 3)
    gone = Amendment(Operation.REMOVE, "IRAN", "Nowhere Ltd.", None, "2. Remove.")
    rule = Rule(
        "2024-00001",
        title="A rule",
        publication_date=day,
        effective_on=day,
        amendments=(gone,),
        verdict=Verdict.VERIFIED,
    )
    store = open_store(f"sqlite:///{place.folder / 'elmon.db'}")
    take_rule(store, Document("2024-00001", "A rule", publication_date=day), rule, "", now)
    store.close()
    listed = place.elmon("review", "list", "-f", "json")
    (one,) = json.loads(listed.stdout)
    assert (listed.returncode, one["document"], one["state"]) == (1, "2024-00001", "open")
    shown = place.elmon("diff", "2024-00001", "-f", "json")
    state = json.loads(shown.stdout)
    assert (state["parsed"], state["applied"]["applied"], state["applied"]["of"]) == ("verified", 0, 1)
    assert state["applied"]["not_applied"][0]["amendment"]["name"] == "Nowhere Ltd."
    in_words = place.elmon("diff", "2024-00001").stdout
    assert ("no change known" in in_words, "0 removed" in in_words) == (True, False), "its removal could not be applied"
    assert place.elmon("review", "close", "2024-00001", "--why", " ").returncode == 2
    closed = place.elmon("review", "close", "2024-00001", "--why", "BIS wrote back.", "--by", "ann")
    assert (closed.returncode, "is closed" in closed.stderr) == (0, True)
    assert place.elmon("review", "list").returncode == 0
    (past,) = json.loads(place.elmon("review", "list", "--all", "-f", "json").stdout)
    assert (past["state"], past["closed_by"], past["why"]) == ("closed", "ann", "BIS wrote back.")
    assert "closed by ann" in place.elmon("review", "close", "2024-00001", "--why", "again").stderr


def test_days_known_from_the_ecfr_alone_are_said_to_be(place: Place) -> None:
    place.start_from("", date(2023, 12, 5))
    copy = place.folder / "later.xml"
    cited = (
        snapshot()
        .replace(b"Beta, Baghdad, Iraq.", b"Gamma, Basra, Iraq.")
        .replace(b"80 FR 1, 1/2/15", b"89 FR 9, 3/1/24")
    )
    copy.write_bytes(cited)
    accept = ("reconcile", str(copy), "--as-of", "2024-06-01", "--force", "--accept", "--why", "no rules are loaded")
    accepted = place.elmon(*accept)
    assert "rule not yet loaded" in accepted.stdout
    assert "Accepted: " in accepted.stderr
    assert "list current through June 1, 2024" in accepted.stderr, "it is the copy's list from now on"
    said = "Changes between 2023-12-05 and 2024-06-01 are known from the eCFR only; dates come from citations."
    for command in (("list",), ("search", "alpha"), ("show", "Alpha Co."), ("export", "list")):
        assert said in place.elmon(*command, "--as-of", "2024-03-02").stderr
    parties = place.folder / "parties.csv"
    parties.write_text("name\nAlpha\n")
    asked: dict[str, tuple[str, ...]] = {
        "list": (),
        "search": ("alpha",),
        "show": ("Alpha Co.",),
        "screen": (str(parties),),
    }
    for typed, words in asked.items():
        done = place.elmon(typed, *words, "--as-of", "2024-03-02", "-f", "json", "--envelope")
        assert (said in json.loads(done.stdout)["notes"], said in done.stderr) == (True, True)
        after = place.elmon(typed, *words, "--as-of", "2024-06-01", "-f", "json", "--envelope")
        notes = json.loads(after.stdout)["notes"]
        assert [note.partition(" is known from")[0] for note in notes] == (
            ["The Military End-User List", "The Unverified List"] if typed == "screen" else []
        )
    names = [e["name"] for e in json.loads(place.elmon("list", "--as-of", "2024-03-02", "-f", "json").stdout)]
    assert {"Gamma", "Beta"} <= set(names), "one since the day it cites, the other gone on an unknown day"
    removed = place.elmon("show", "Beta", "-f", "csv").stdout.splitlines()[-1]
    assert removed.startswith("IRAQ,Beta,,removed,"), removed
    assert removed.endswith(",on an unknown day between 2023-12-05 and 2024-06-01"), removed
    assert said in place.elmon("export", "changes", "--since", "2024-01-01").stderr
    quiet = place.elmon("diff", "2024-01-01", "2024-01-02").stdout
    assert ("no change known" in quiet, "0 added" in quiet, said in quiet) == (True, False, True)
    diff = place.elmon("diff", "2024-01-01", "2024-06-01")
    assert "0 renamed" not in diff.stdout, "nobody knows that of days without rules"
    assert said in diff.stdout
    assert "on an unknown day between 2023-12-05 and 2024-06-01" in diff.stdout
    assert said in json.loads(place.elmon("diff", "2024-01-01", "2024-06-01", "-f", "json").stdout)["notes"]
    assert str(place.folder) not in place.elmon("status").stdout, "no path of the server's"
