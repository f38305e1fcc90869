"""What is said of a filing on public inspection: what it will do and when, and never that nothing changes."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from monitor.alerting.filing_alerts import alert_on_filing
from monitor.history.filed import filed_notes, filed_of
from monitor.model import Amendment, ChangeKind, Operation, Rule, Stage, Verdict
from monitor.rendering.facts import facts_of
from monitor.rendering.feed import feed_entry
from monitor.rendering.filings import filing_in_words, rescheduled, will_do
from monitor.rendering.headlines import headline
from monitor.rendering.mail import render_mail
from monitor.rendering.plain import render_plain
from monitor.rendering.slack import render_slack
from monitor.sources.public_inspection import Filing
from monitor.store.filings import RecordedFiling

FILED = datetime(2024, 12, 2, 13, 45, tzinfo=UTC)
PDF = "https://public-inspection.example.org/2024-28267.pdf"
FILING = Filing("2024-28267", "Additions", filed_at=FILED, publication_date=date(2024, 12, 5), pdf_url=PDF,
                html_url="https://register.example.org/2024-28267")  # fmt: skip
CHINA = "CHINA, PEOPLE'S REPUBLIC OF"
RULE = Rule(
    "2024-28267", title="Additions", stage=Stage.PUBLIC_INSPECTION, verdict=Verdict.VERIFIED, effective_on=date(2024, 12, 2),
    amendments=(
        *(Amendment(Operation.ADD, CHINA, f"Firm {n}") for n in range(6)),
        *(Amendment(Operation.REVISE, "IRAN", f"Revised {n}") for n in range(2)),
    ),
)  # fmt: skip
SAID = (
    "On public inspection since December 2, 2024, 8:45 a.m. Eastern. Will add 6 entries and revise 2. "
    "Scheduled for publication December 5, 2024. Effective December 2, 2024, as the filing says."
)


def test_an_alert_on_a_filing_says_what_it_will_do_in_every_channel() -> None:
    alert, today = alert_on_filing(FILING, RULE), date(2024, 12, 2)
    text = " ".join(render_plain(facts_of(alert, today)).split())
    assert SAID in text
    assert PDF in text
    assert SAID in feed_entry(alert, message_id="x", updated=FILED, today=today).html
    assert PDF in feed_entry(alert, message_id="x", updated=FILED, today=today).html
    assert SAID in str(render_slack(alert, today))
    assert PDF in str(render_slack(alert, today))
    assert SAID in " ".join(render_mail(alert, today).html.split())
    assert PDF in render_mail(alert, today).html
    assert headline(alert).startswith("Will add 6 entries to the Entity List and revise 2: ")


def test_what_it_does_not_state_is_not_stated() -> None:
    said = " ".join(filing_in_words({ChangeKind.ADDED: 1}, None, None, None))
    assert said == (
        "On public inspection. Will add 1 entry. Day of publication: not scheduled. Effective date: not stated in the filing."
    )


@pytest.mark.parametrize("verdict", list(Verdict))
def test_a_filing_never_says_that_nothing_changes(verdict: Verdict) -> None:
    alert = alert_on_filing(FILING, replace(RULE, amendments=(), verdict=verdict))
    facts = facts_of(alert, date(2024, 12, 2))
    assert "no change to" not in headline(alert) + render_plain(facts)
    assert "Which entries it will change could not be read." in " ".join(facts.news)


def test_several_kinds_are_listed() -> None:
    kinds = {ChangeKind.ADDED: 1200, ChangeKind.REVISED: 1, ChangeKind.REMOVED: 3}
    assert will_do(kinds) == "will add 1,200 entries, revise 1 and remove 3"


COUNTED = [
    (date(2024, 12, 2), "the day of filing", "effective December 2, 2024 (the day of filing)"),
    (date(2024, 12, 5), "the day of publication", "effective December 5, 2024 (the day of publication as scheduled)"),
    (
        date(2025, 1, 4),
        "30 days after publication",
        "effective January 4, 2025 (30 days after publication as scheduled)",
    ),
    (None, "the day of publication", "effective on the day of publication"),
    (None, "30 days after publication", "effective 30 days after publication"),
]


@pytest.mark.parametrize(("day", "counted", "said"), COUNTED)
def test_a_day_without_a_date_is_told_as_the_filing_says_it(day: date | None, counted: str, said: str) -> None:
    alert = alert_on_filing(FILING, replace(RULE, effective_on=day, effective_as=counted))
    text = " ".join(render_plain(facts_of(alert, date(2024, 12, 2))).split())
    assert f"{said[:1].upper()}{said[1:]}, as the filing says." in text
    assert f"Effect {said}, as the filing says" in text
    assert "not stated" not in text
    assert not any("effective date" in unknown for unknown in alert.unknown)


def test_what_counts_from_publication_moves_with_it() -> None:
    later = date(2024, 12, 9)
    filed = replace(RULE, publication_date=date(2024, 12, 5), effective_on=date(2024, 12, 5))
    filed = replace(filed, amendments=(replace(filed.amendments[0], effective_on=date(2024, 12, 5)),))
    moved = rescheduled(replace(filed, effective_as="the day of publication"), later)
    assert (moved.effective_on, moved.amendments[0].effective_on, moved.publication_date) == (later, later, later)
    assert rescheduled(replace(filed, effective_as="4 days after publication"), later).effective_on == later
    for stays in (filed, replace(filed, effective_as="the day of filing")):
        assert rescheduled(stays, later) == stays
    assert rescheduled(replace(filed, effective_as="the day of publication"), None).effective_on == date(2024, 12, 5)


def test_a_filing_counts_from_the_day_on_which_it_takes_effect() -> None:
    kept = RecordedFiling(
        "2024-28267", {}, replace(RULE, effective_on=date(2024, 12, 2), effective_as="the day of filing")
    )
    (filed,) = filed_of([kept])
    assert filed.since == date(2024, 12, 2)
    assert "effective December 2, 2024 (the day of filing) as the filing says: adds 6" in filed_notes([filed.rule])[0]
