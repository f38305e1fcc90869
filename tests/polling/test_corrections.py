"""Corrections that name only the rule they correct: they are of the list where that rule is, whoever polls or reads again."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime

import pytest

from monitor.clock import EASTERN
from monitor.history.replay import replay
from monitor.model import Applied, Verdict
from tests.demo.made import Made, made_other, made_rule
from tests.monitoring import Monitor

RULE, NUMBER = "2019-20001", "C1-2019-20001"
PRINTED, CORRECTED = date(2019, 10, 15), date(2019, 10, 22)
PARTY = "Omega Works LLC"
OTHER_TITLE = "Export Administration Regulations"


def at(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 8, 45, tzinfo=EASTERN)


def correction(of: str, title: str = OTHER_TITLE) -> Made:
    """A correction as the Register prints it: plain paragraphs that say what rule they correct, and nothing of a list."""
    other = made_other(NUMBER, at(date(2019, 10, 21)), CORRECTED, "Rule")
    body = (
        f"<HD SOURCE='HD2'>Correction</HD><P>In {of}, in the issue of Tuesday, October 15, 2019, make the following correction:"
        f"</P><P>On page 1001, in the table, under IRAN, in the entry for \u201c{PARTY}\u201d, \u201c2 Example Street\u201d should "
        "read \u201c12 Example Street\u201d.</P>"
    )
    xml = (
        "<RULE><PREAMB><AGENCY TYPE='S'>DEPARTMENT OF COMMERCE</AGENCY><SUBAGY>Bureau of Industry and Security</SUBAGY>"
        f"<CFR>15 CFR Part 744</CFR><SUBJECT>{title}</SUBJECT></PREAMB><SUPLINF>{body}</SUPLINF>"
        f"<FRDOC>[FR Doc. {NUMBER} Filed 10-21-19; 8:45 am]</FRDOC></RULE>"
    ).encode()
    record = {**other.record, "title": title, "abstract": "", "action": ""}
    return replace(other, record=record, filing={**other.filing, "title": title}, xml=xml)


def rule_of(title: str = "Additions to the Entity List: Omega") -> Made:
    made = made_rule(RULE, at(date(2019, 10, 11)), PRINTED, "Omega")
    return replace(made, record={**made.record, "title": title})


@pytest.mark.parametrize(
    ("of", "title"),
    [
        (f"rule document {RULE}", OTHER_TITLE),
        ("the rule beginning at 84 FR 21001", OTHER_TITLE),
        ("the rule document beginning on page 21001", "Revisions of Part 744; Correction"),
    ],
    ids=["number", "citation", "title"],
)
def test_a_correction_is_of_the_list_where_the_rule_is_that_it_names(monitor: Monitor, of: str, title: str) -> None:
    rule_of("Revisions of Part 744").put_on(monitor.register)
    correction(of, title).put_on(monitor.register)
    assert [a.document_number for a in monitor.day(PRINTED).recorded] == ["2019-22210", RULE]
    (alert,) = monitor.day(CORRECTED).recorded
    assert alert.document_number == NUMBER
    assert alert.applied == Applied(1, 1), "its words stand in the entry once"
    read = monitor.store.documents.rule(NUMBER)
    assert read is not None
    assert [(a.operation.value, a.country, a.name) for a in read.amendments] == [("correct", "IRAN", PARTY)]
    assert replay(monitor.store, monitor.clock).readings == {}, "read again, it is of the list as before"


def test_a_correction_of_a_rule_that_was_never_of_the_list_alerts_nobody(monitor: Monitor) -> None:
    made_other("2019-19999", at(date(2019, 10, 11)), PRINTED, "Rule").put_on(monitor.register)
    correction("rule document 2019-19999").put_on(monitor.register)
    monitor.day(PRINTED)
    assert monitor.day(CORRECTED).recorded == ()
    assert monitor.store.documents.verdicts([NUMBER]) == {NUMBER: Verdict.IRRELEVANT}


def test_a_correction_of_a_rule_that_was_never_seen_is_for_review(monitor: Monitor) -> None:
    correction("rule document 2019-19999").put_on(monitor.register)
    monitor.day(PRINTED)
    (alert,) = monitor.day(CORRECTED).recorded
    assert (alert.document_number, bool(alert.attention)) == (NUMBER, True)
    assert monitor.store.documents.verdicts([NUMBER]) == {NUMBER: Verdict.CONFLICTING}


def test_a_filed_correction_is_of_the_list_where_the_rule_is_that_it_names(monitor: Monitor) -> None:
    rule_of().put_on(monitor.register)
    correction(f"rule document {RULE}").put_on(monitor.register)
    monitor.day(PRINTED)
    monitor.look("2019-10-21T09:00")
    kept = monitor.store.filings.get(NUMBER)
    assert kept is not None
    assert kept.rule is not None
    assert kept.rule.verdict is not Verdict.IRRELEVANT
