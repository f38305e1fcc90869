"""The days of changes that are not their rule's, and what a verdict says was compared."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from monitor.model import Amendment, Change, Check, EntryHistory, Operation, Rule, RuleAlert, Verdict
from monitor.rendering.attention import attention
from monitor.rendering.effect import own_day
from monitor.rendering.facts import facts_of
from monitor.rendering.history import render_entry_histories
from monitor.rendering.read import render_read
from monitor.rendering.verdicts import verdict_meaning
from tests.rendering.test_render_alert import DAY, every_channel

LATER, EARLIER = date(2019, 12, 31), date(2019, 10, 7)


def on(day: date, changes: tuple[Change, ...]) -> tuple[Change, ...]:
    return tuple(replace(change, effective_on=day) for change in changes)


def test_a_change_on_another_day_than_its_rule_says_so_in_every_channel(additions: RuleAlert) -> None:
    alert = replace(additions, changes=(*additions.changes[:1], *on(LATER, additions.changes[1:2])))
    facts = facts_of(alert, DAY)
    titles = [item.title for group in facts.groups for item in group.items]
    assert [" \u2013 from December 31, 2019" in title for title in titles] == [False, True]
    assert facts.effect.endswith("; 1 of 2 changes from December 31, 2019")
    for text in every_channel(alert).values():
        assert titles[1] in text
        assert "1 of 2 changes from December 31, 2019" in text


def test_a_rule_that_applies_before_it_takes_effect_says_from_when(additions: RuleAlert) -> None:
    facts = facts_of(replace(additions, changes=on(EARLIER, additions.changes)), DAY)
    assert facts.effect.endswith("; the changes apply from October 7, 2019")


def test_a_day_that_is_not_known_is_not_told_as_one(additions: RuleAlert) -> None:
    change = replace(additions.changes[0], effective_on=LATER, unknown_since=EARLIER)
    assert own_day(change, DAY) == ""
    assert own_day(replace(change, unknown_since=None), None) == ""


def test_a_rule_that_is_read_prints_every_day() -> None:
    one = Amendment(Operation.REMOVE, "IRAN", "Foo", effective_on=DAY)
    two = Amendment(Operation.REMOVE, "IRAQ", "Bar", effective_on=LATER)
    shown = render_read(Rule("2019-1", effective_on=DAY, amendments=(one, two), verdict=Verdict.VERIFIED))
    assert "October 9, 2019; 1 of 2 amendments from December 31, 2019" in shown
    assert "Bar \u2013 from December 31, 2019" in shown
    assert "Foo \u2013" not in shown


def test_a_text_that_is_to_come_is_not_said_to_be_in_force(additions: RuleAlert) -> None:
    entry = additions.changes[0].after
    assert entry is not None
    history = EntryHistory(entry, LATER, None, ())
    assert "with this text from December 31, 2019 on" in render_entry_histories([history], today=DAY)
    assert "with this text since December 31, 2019" in render_entry_histories([history], today=LATER)


@pytest.mark.parametrize(
    ("checks", "said", "unsaid"),
    [
        (("entries added", "preamble's list: added"), "stated counts, its preamble and its amendments agree.", "no "),
        (("Unverified List: entries added",), "the rule's stated counts and its amendments agree;", "its preamble and"),
        (("preamble's list: removed",), "the rule's preamble and its amendments agree;", "stated counts"),
        (("rows of the table",), "its instructions and its table agree; the rule states no counts", "stated counts,"),
        ((), "its instructions were read whole; the rule states no counts", "agree"),
    ],
)
def test_verified_names_only_what_was_compared(checks: tuple[str, ...], said: str, unsaid: str) -> None:
    meaning = verdict_meaning(Verdict.VERIFIED, [Check(name, "1", "1", True) for name in checks])
    assert said in meaning
    assert unsaid not in meaning


def test_a_document_that_could_not_be_read_prints_its_instructions() -> None:
    order = "On page 96836, in the third column, “5 Mira St.” should read “15 Mira St.”"
    unread = Amendment(Operation.UNREADABLE, "", "", None, order, "The instruction names a page, and not the entry.")
    said = attention(Rule("2030-1", amendments=(unread,), verdict=Verdict.UNREADABLE), ())
    assert said.endswith(f"The instruction names a page, and not the entry. It reads: “{order}”")
