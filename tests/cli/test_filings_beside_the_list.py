"""What is filed on public inspection and not on the list yet is said beside every answer, and screened against."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import httpx
import pytest

from monitor.cli.context import CommandContext
from monitor.cli.diff_and_read import show_diff
from monitor.cli.exporting import export_changes, export_list
from monitor.cli.list_commands import search_list, show_entry, show_list
from monitor.cli.party_commands import import_parties
from monitor.cli.watchlist_commands import screen
from monitor.clock import SetClock
from monitor.errors import NotKnown, UsageError
from monitor.model import Amendment, Operation, Rule, Stage, Verdict
from monitor.reading.parties.tables import AS_FOUND
from monitor.rendering.words import Format
from monitor.store.filings import IRRELEVANT, MISSED, WITHDRAWN, RecordedFiling
from monitor.web.app import build_app
from monitor.web.history_cache import HistoryCache
from monitor.web.request import Site
from tests.web.making import TODAY, cache_of, served

FILED = (
    "1 filing on public inspection is not in this list (2024-99992, effective July 3, 2024 as the filing says: "
    "adds 6, revises 2)."
)


@pytest.fixture
def context(tmp_path: Path) -> Iterator[CommandContext]:
    url = f"sqlite:///{tmp_path / 'elmon.db'}"
    cache_of(url).store.close()
    settings = tmp_path / "monitor.toml"
    settings.write_text(f'[database]\nurl = "{url}"\n')
    context = CommandContext(config=settings, given_clock=SetClock(TODAY))
    yield context
    context.store.close()


def test_every_answer_says_what_is_filed(
    context: CommandContext, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    show_list(context, "", "", ["IRAN"], "text")
    assert FILED in capsys.readouterr().err
    search_list(context, "trading", "", (), "text")
    assert FILED in capsys.readouterr().err
    export_list(context, "csv", "", tmp_path / "x.csv")
    assert FILED in capsys.readouterr().err


def test_a_day_before_the_filing_says_nothing_of_it(
    context: CommandContext, capsys: pytest.CaptureFixture[str]
) -> None:
    show_list(context, "2024-06-01", "", ["IRAN"], "text")
    assert "public inspection is" not in capsys.readouterr().err


def test_the_envelope_has_it_as_a_note(context: CommandContext, capsys: pytest.CaptureFixture[str]) -> None:
    show_list(context, "", "", ["IRAN"], "json", enveloped=True)
    assert FILED in json.loads(capsys.readouterr().out)["notes"]


def unlisted(context: CommandContext) -> None:
    """The filing names a party that no list has."""
    filing = context.store.filings.open()[0]
    assert filing.rule
    first, *others = filing.rule.amendments
    rule = replace(filing.rule, amendments=(replace(first, name="Quellwasser Maschinenbau"), *others))
    context.store.filings.keep(replace(filing, rule=rule), (), now=TODAY)


def test_show_says_that_a_party_is_named_in_a_filing(
    context: CommandContext, capsys: pytest.CaptureFixture[str]
) -> None:
    unlisted(context)
    with pytest.raises(UsageError):
        show_entry(context, "quellwasser maschinenbau", "", "text")
    said = capsys.readouterr().err
    assert "\u201cQuellwasser Maschinenbau\u201d" in said
    assert (
        "is named in the filing 2024-99992 on public inspection, which adds it; this list does not have that yet."
        in said
    )


@pytest.mark.parametrize("command", ["screen", "import"])
def test_parties_are_looked_up_in_filings_too(
    context: CommandContext, capsys: pytest.CaptureFixture[str], tmp_path: Path, command: str
) -> None:
    unlisted(context)
    file = tmp_path / "parties.csv"
    file.write_text("reference,name\nA1,Quellwasser Maschinenbau\nA2,Nobody Whatever\n")
    if command == "screen":
        assert screen(context, file, AS_FOUND, None, "", False, "json", enveloped=True) == 1
        found = json.loads(capsys.readouterr().out)
        (match,) = found["items"]
        assert (match["watch"]["reference"], match["kind"]) == ("A1", "mention")
        assert match["explanation"].startswith(
            "Named in the filing 2024-99992 on public inspection, not on this list yet."
        )
        assert any("2024-99992" in note for note in found["notes"])
        assert screen(context, file, AS_FOUND, None, "2024-06-01", False, "json") == 0
    else:
        assert import_parties(context, file, AS_FOUND, "", True, False, True, True, "json") == 1
        shown, said = capsys.readouterr()
        assert "Named in the filing 2024-99992" in shown
        assert "is not in this list (2024-99992" in said


def test_every_day_may_be_written_as_americans_do(context: CommandContext, capsys: pytest.CaptureFixture[str]) -> None:
    show_list(context, "12/05/2023", "", ["IRAN"], "text")
    assert "is read as December 5, 2023 (month/day/year)." in capsys.readouterr().err
    with pytest.raises(UsageError, match="may be month and day, or day and month"):
        show_list(context, "05.12.2023", "", ["IRAN"], "text")


def test_an_import_counts_only_what_it_does(
    context: CommandContext, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    file = tmp_path / "parties.csv"
    file.write_text("reference,name\nA1,Nobody Whatever\nA2,Orchard Pump\nA3,Lantern Works\n")
    import_parties(context, file, AS_FOUND, "", True, False, True, True, "json")
    file.write_text("reference,name\nA1,Zebra Quarry\nA3,Lantern Works\n")
    capsys.readouterr()
    assert import_parties(context, file, AS_FOUND, "", True, False, False, False, "json") == 2
    said = capsys.readouterr().err
    assert "0 new, 0 changed, 1 unchanged, 0 removed; 1 to replace, 1 to remove only with your consent" in said


@pytest.mark.parametrize("form", ["text", "json", "jsonl", "csv", "markdown"])
def test_a_comparison_with_today_says_what_is_filed(
    context: CommandContext, capsys: pytest.CaptureFixture[str], form: Format
) -> None:
    said = FILED.replace("this list", "this comparison")
    for stat in (False, True):
        show_diff(context, "2024-06-01", "now", form, False, (), (), stat, False)
        shown, words = capsys.readouterr()
        where = words if form in ("jsonl", "csv") else json.loads(shown)["notes"] if form == "json" else shown
        assert said in (" ".join(where.split()) if isinstance(where, str) else where)
    show_diff(context, "2023-01-01", "2024-06-01", form, False, (), (), False, False)
    assert "on public inspection" not in "".join(capsys.readouterr()), "it was not filed then"


def test_an_export_of_changes_says_what_is_filed(
    context: CommandContext, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    export_changes(context, "csv", "2024-06-01", "", tmp_path / "x.csv")
    assert FILED.replace("this list", "this export") in capsys.readouterr().err
    export_changes(context, "csv", "2024-01-01", "2024-06-01", tmp_path / "x.csv")
    assert "on public inspection" not in capsys.readouterr().err


def test_a_filing_that_could_not_be_read_is_no_silence(
    context: CommandContext, capsys: pytest.CaptureFixture[str]
) -> None:
    (filing,) = context.store.filings.open()
    assert filing.rule
    unread = Amendment(Operation.UNREADABLE, "", "", None, "3. Something else.")
    rule = replace(filing.rule, amendments=(*filing.rule.amendments, unread))
    context.store.filings.keep(replace(filing, rule=rule), (), now=TODAY)
    nothing = RecordedFiling("2024-99993", {"title": "Filed"}, None, "", "Its text did not come.")
    context.store.filings.keep(nothing, (), now=TODAY)
    beside = Rule("2024-99994", verdict=Verdict.IRRELEVANT, stage=Stage.PUBLIC_INSPECTION)
    context.store.filings.keep(RecordedFiling("2024-99994", {"title": "Filed"}, beside), (), now=TODAY)
    show_list(context, "", "", ["IRAN"], "text")
    said = capsys.readouterr().err
    assert "2 filings on public inspection are not in this list" in said
    assert "adds 6, revises 2, and 1 amendment of it could not be read" in said
    assert "2024-99993, effective date not stated: what it changes could not be read" in said


def test_a_search_says_that_a_filing_names_the_party(
    context: CommandContext, capsys: pytest.CaptureFixture[str]
) -> None:
    unlisted(context)
    assert search_list(context, "quellwasser maschinenbau", "", (), "text") == 1
    assert "is named in the filing 2024-99992 on public inspection" in capsys.readouterr().err


def test_a_match_names_the_source_of_the_party(
    context: CommandContext, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    file = tmp_path / "vendors-2024-07-01.csv"
    file.write_text("reference,name\nA1,Twin Trading\n")
    import_parties(context, file, AS_FOUND, "", True, False, True, True, "json")
    capsys.readouterr()
    for ours in (None, file):
        screen(context, ours, AS_FOUND, None, "", False, "json")
        assert {match["watch"]["source"] for match in json.loads(capsys.readouterr().out)} == {"vendors"}


@pytest.mark.parametrize(
    ("closed", "said"),
    [(WITHDRAWN, "Withdrawn from public inspection"), (MISSED, "Not published on the day"), (IRRELEVANT, "not amend")],
)
def test_a_filing_that_is_awaited_no_more_is_not_compared_as_what_will_be(
    context: CommandContext, capsys: pytest.CaptureFixture[str], closed: str, said: str
) -> None:
    (filing,) = context.store.filings.open()
    assert show_diff(context, "2024-99992", "", "text", False, (), (), False, False) == 0
    assert "Will add 6 entries and revise 2." in " ".join(capsys.readouterr().out.split())
    context.store.filings.keep(replace(filing, closed=closed), (), now=TODAY)
    with pytest.raises(NotKnown, match=said):
        show_diff(context, "2024-99992", "", "text", False, (), (), False, False)
    cache = HistoryCache(context.store, context.clock, {})
    with served(build_app(cache, Site())) as address:
        assert httpx.get(f"{address}/compare.json?from=2024-99992").status_code == 404
        page = httpx.get(f"{address}/rule/2024-99992").text
    assert said in page
    assert "On public inspection" not in page
    assert "What it will do" not in page
