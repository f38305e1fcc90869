"""What an alert says of a document that could not be read, or not all of it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from monitor.alerting.recipients import Audience, recipients
from monitor.alerting.rule_alerts import compose_alert
from monitor.config import ConsoleChannel
from monitor.model import (
    MENTION,
    Amendment,
    Check,
    Document,
    EntryTexts,
    Match,
    Named,
    Operation,
    Rule,
    RuleAlert,
    Stage,
    Verdict,
    WatchedParty,
)
from monitor.rendering.attention import MOST_NAMED, attention, texts_read
from monitor.rendering.headlines import headline

CHINA = "CHINA, PEOPLE'S REPUBLIC OF"
TEXTS = Check("entry texts", "57", "0", agrees=False)
COUNTS = Check("entries added", "57", "56", agrees=False)
ADDED = Amendment(Operation.ADD, CHINA, "Alpha Co.")
NAMES_ONLY = Rule(
    "2024-1", amendments=(ADDED,), verdict=Verdict.CONFLICTING, checks=(TEXTS,), entry_texts=EntryTexts(0, 57)
)


def test_names_verified_without_texts() -> None:
    assert attention(NAMES_ONLY, ()) == "Names verified, 0 of 57 entry texts read. Check the official text."
    filed = replace(NAMES_ONLY, verdict=Verdict.VERIFIED, checks=(), stage=Stage.PUBLIC_INSPECTION)
    assert texts_read(filed) == "Names verified, 0 of 57 entry texts read."


@pytest.mark.parametrize(
    "rule",
    [
        replace(NAMES_ONLY, checks=(TEXTS, COUNTS)),
        replace(NAMES_ONLY, amendments=(ADDED, replace(ADDED, operation=Operation.UNREADABLE))),
    ],
)
def test_names_that_are_in_doubt_are_not_called_verified(rule: Rule) -> None:
    assert "entry texts: stated 57, found 0" in attention(rule, ())
    assert texts_read(rule) == ""


def test_a_damaged_rule_names_whom_it_can_and_records_nothing() -> None:
    rule = replace(NAMES_ONLY, verdict=Verdict.UNREADABLE, named=(Named(CHINA, "Alpha Co."), Named(CHINA, "Beta Co.")))
    alert = compose_alert(Document("2024-1"), rule, (), (), "", Audience())
    assert [(c.name, c.before, c.after) for c in alert.changes] == [("Alpha Co.", None, None)]
    assert alert.said == (f"Its preamble also lists \u201cBeta Co.\u201d ({CHINA}).",)
    assert "names the parties below" in alert.attention
    assert "could not be parsed" in headline(alert)


def mentioning(country: str) -> RuleAlert:
    mention = Match(WatchedParty("C-1", "Alpha", country), Named("", "Alpha Co."), "Alpha Co.", MENTION, 0.98, "why")
    filed = replace(NAMES_ONLY, verdict=Verdict.VERIFIED, checks=(), stage=Stage.PUBLIC_INSPECTION)
    alert = compose_alert(Document("2024-1"), filed, (), (), "", Audience())
    return replace(alert, stage=Stage.PUBLISHED, matches=(mention,))


@pytest.mark.parametrize(("country", "wanted"), [("", True), ("ATLANTIS", True), ("IRAN", True), (CHINA, False)])
def test_a_mention_passes_filters_of_destination_by_the_partys_own_country(country: str, wanted: bool) -> None:
    channel = ConsoleChannel(name="c", type="console", countries=["IRAN"], only_matches=True)
    assert bool(recipients(mentioning(country), [channel], {"c": ("x",)})) is wanted


def test_a_review_names_each_amendment_that_does_not_fit() -> None:
    rule = replace(NAMES_ONLY, verdict=Verdict.VERIFIED, checks=())
    lead = "The rule does not fit the list as we have it: A is not listed."
    assert attention(rule, ("A is not listed.",)) == f"{lead} Check the official text."
    problems = ("A is not listed.", "B is not listed.", "C is not listed.")
    assert attention(rule, problems) == f"{lead} B is not listed. C is not listed. Check the official text."
    many = tuple(f"{n} is not listed." for n in range(MOST_NAMED + 3))
    assert f" {MOST_NAMED - 1} is not listed. And 3 more. Check" in attention(rule, many)


def test_what_does_not_fit_is_named_beside_what_disagrees() -> None:
    wrong = (Check("entries added", "6", "0", agrees=False),)
    rule = replace(NAMES_ONLY, verdict=Verdict.CONFLICTING, checks=wrong)
    said = attention(rule, ("Not removed: A.", "Not removed: B."))
    assert (
        "entries added: stated 6, found 0. It does not fit the list as we have it: Not removed: A. Not removed: B."
        in said
    )
    assert "fit the list" not in attention(rule, ())


def test_what_does_not_fit_is_named_where_entry_texts_are_missing_too() -> None:
    assert "fit the list as we have it: Not removed: A." in attention(NAMES_ONLY, ("Not removed: A.",))
