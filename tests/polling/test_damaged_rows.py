"""One damaged row of the database stops nothing: it is named to the operator, and what it does not concern goes on."""

from __future__ import annotations

import sqlite3
from datetime import date, datetime, timedelta

import pytest

from monitor.alerting.watchlist import Screener
from monitor.clock import EASTERN
from monitor.errors import Damaged
from monitor.model import RuleAlert, Verdict, WatchedParty
from monitor.polling.completeness import CompletenessCheck, CompletenessReport
from monitor.store.page_queries import PageQueries
from tests.demo.made import Made, made_rule
from tests.monitoring import Monitor

FIRST, SECOND = date(2019, 10, 15), date(2019, 10, 22)
RULE, LATER = "2019-20001", "2019-20002"


def rule(number: str, day: date, name: str) -> Made:
    filed = datetime(day.year, day.month, day.day, 8, 45, tzinfo=EASTERN) - timedelta(days=3)
    return made_rule(number, filed, day, name)


def change(monitor: Monitor, statement: str) -> None:
    with sqlite3.connect(str(monitor.store.database.url.database)) as connection:
        assert connection.execute(statement).rowcount > 0
    connection.close()


def turn(monitor: Monitor, when: str) -> None:
    monitor.restart()
    monitor.set(when)
    monitor.watch.turn(lambda source, report: None)


def about_damage(monitor: Monitor) -> list[str]:
    return [key for key in monitor.alerted() if key.startswith("operator/damage/")]


def alert(monitor: Monitor, key: str) -> RuleAlert:
    (found,) = [one for one, _ in PageQueries(monitor.store.database).alerts(100) if one.change_set == key]
    assert isinstance(found, RuleAlert)
    return found


@pytest.mark.parametrize(
    "damage",
    [
        "UPDATE filing SET record = substr(record, 1, 40)",
        "UPDATE filing SET rule = substr(rule, 1, 40)",
        "UPDATE filing SET record = CAST(x'7bff7d' AS TEXT)",
        "UPDATE document SET verdict = 'verifiec'",
        "UPDATE document SET record = '{'",
        "UPDATE document SET rule = '[]'",
        "UPDATE source SET last_good_at = 'x2027-13-45'",
    ],
)
def test_a_damaged_row_is_named_and_the_others_go_on(monitor: Monitor, damage: str) -> None:
    for made in (rule(RULE, FIRST, "Omega"), rule(LATER, SECOND, "Sigma")):
        made.put_on(monitor.register)
    monitor.register.documents = [d for d in monitor.register.documents if d["document_number"] in (RULE, LATER)]
    turn(monitor, "2019-10-16T09:00:00")
    assert {f"{RULE}/published"} <= set(monitor.alerted())
    rule("2019-20003", date(2019, 10, 18), "Delta").put_on(monitor.register)
    turn(monitor, "2019-10-17T09:00:00")
    assert "2019-20003/public-inspection" in monitor.alerted()
    monitor.deliver()
    change(monitor, damage)
    turn(monitor, "2019-10-19T09:00:00")
    turn(monitor, "2019-10-20T09:00:00")
    turn(monitor, "2019-10-22T09:00:00")
    CompletenessCheck(monitor.poller).turn()
    alerted = monitor.alerted()
    assert {f"{LATER}/public-inspection", f"{LATER}/published"} <= set(alerted)
    assert any(key.startswith(("2019-20003/confirmed", "2019-20003/published")) for key in alerted)
    assert about_damage(monitor)
    monitor.deliver()
    identities = [str(mail.message["Message-ID"]) for mail in monitor.mail.received]
    assert len(identities) == len(set(identities))


def test_a_damaged_filing_is_read_again_and_nobody_is_alerted_twice(monitor: Monitor) -> None:
    rule(RULE, FIRST, "Omega").put_on(monitor.register)
    turn(monitor, "2019-10-14T09:00:00")
    before = monitor.alerted()
    change(monitor, "UPDATE filing SET rule = substr(rule, 1, 40)")
    with pytest.raises(Damaged, match=RULE):
        monitor.store.filings.get(RULE)
    turn(monitor, "2019-10-14T09:10:00")
    kept = monitor.store.filings.get(RULE)
    assert kept is not None
    assert kept.rule is not None
    assert kept.rule.verdict is Verdict.VERIFIED
    assert {key: to for key, to in monitor.alerted().items() if not key.startswith("operator/damage/")} == before
    assert len(about_damage(monitor)) == 1


@pytest.mark.parametrize(
    "damage",
    [
        "content = substr(content, 1, 20)",
        "content = replace(content, 'Example', 'Exemple')",
        "content = CAST(x'7bff7d' AS TEXT)",
    ],
)
def test_a_rule_is_alerted_about_and_not_applied_while_the_list_is_damaged(monitor: Monitor, damage: str) -> None:
    rule(RULE, FIRST, "Omega").put_on(monitor.register)
    rule(LATER, SECOND, "Sigma").put_on(monitor.register)
    monitor.print("2019-10-15T06:05:00")
    whole = monitor.store.ledger.entries(SECOND)
    path = str(monitor.store.database.url.database)
    with sqlite3.connect(path) as connection:
        written = connection.execute("SELECT id, content FROM entry_version").fetchall()
    connection.close()
    change(monitor, f"UPDATE entry_version SET {damage} WHERE name LIKE 'Omega%'")
    turn(monitor, "2019-10-22T09:00:00")
    turn(monitor, "2019-10-22T10:00:00")
    alerted = monitor.alerted()
    assert [key for key in alerted if key.startswith(LATER)] == [f"{LATER}/published"]
    told = alert(monitor, f"{LATER}/published")
    assert "was not applied" in told.attention
    assert {change.name.partition(" ")[0] for change in told.changes} == {"Sigma"}
    assert any(LATER in review and "not applied" in review for review in monitor.store.documents.reviews())
    assert any("Omega" in problem for problem in told.problems)
    assert len(about_damage(monitor)) == 1
    assert not monitor.store.ledger.changes(document_number=LATER)
    with sqlite3.connect(path) as connection:
        connection.executemany("UPDATE entry_version SET content = ? WHERE id = ?", [(c, n) for n, c in written])
    connection.close()
    turn(monitor, "2019-10-22T11:00:00")
    assert len(monitor.store.ledger.entries(SECOND)) == len(whole) + 2, "the list is whole again: it is applied"
    assert not monitor.store.documents.reviews()
    assert [key.split("/")[-1] for key in monitor.alerted() if key.startswith(LATER)] == ["published", "read"]


def test_a_damaged_entry_costs_nobody_the_screening(monitor: Monitor) -> None:
    monitor.print("2019-10-15T06:05:00")
    change(monitor, "UPDATE entry_version SET content = substr(content, 1, 20) WHERE id = 1")
    monitor.store.watchlist.take([WatchedParty("1", "Omega Trading Co., Ltd.", "", "")], "test", monitor.clock.now())
    screen = Screener(monitor.store, 0.8, monitor.clock)
    for poller in (monitor.poller, monitor.looker):
        poller.audience = type(poller.audience)(poller.audience.recipients, screen)
    rule(RULE, date(2019, 10, 25), "Omega").put_on(monitor.register)
    turn(monitor, "2019-10-23T09:00:00")
    assert [m.watch.reference for m in alert(monitor, f"{RULE}/public-inspection").matches] == ["1"]


def test_a_rule_is_not_applied_where_nobody_can_say_which_others_act(monitor: Monitor) -> None:
    """One published earlier comes late: all that follows is worked out anew, from rules of which one has no verdict."""
    rule(RULE, SECOND, "Omega").put_on(monitor.register)
    monitor.print("2019-10-22T06:05:00")
    change(monitor, f"UPDATE document SET verdict = 'verifiec' WHERE number = '{RULE}'")
    rule(LATER, FIRST, "Sigma").put_on(monitor.register)
    before = monitor.store.ledger.entries(SECOND)
    turn(monitor, "2019-10-22T09:00:00")
    assert "was not applied" in alert(monitor, f"{LATER}/published").attention
    assert monitor.store.ledger.entries(SECOND) == before


def test_the_daily_check_passes_over_a_damaged_document(monitor: Monitor) -> None:
    monitor.print("2019-10-15T06:05:00")
    change(monitor, "UPDATE document SET rule = '{'")
    rule(RULE, FIRST, "Omega").put_on(monitor.register)
    monitor.set("2019-10-16T08:00:00")
    found = CompletenessCheck(monitor.poller).turn()
    assert isinstance(found, CompletenessReport)
    assert [one.document_number for one in found.taken.recorded] == [RULE]
    assert len(about_damage(monitor)) == 1


def test_a_message_whose_state_is_damaged_is_sent_and_the_operator_hears_of_it(monitor: Monitor) -> None:
    rule(RULE, FIRST, "Omega").put_on(monitor.register)
    turn(monitor, "2019-10-16T09:00:00")
    change(monitor, f"UPDATE outbox SET state = 'x' WHERE change_set = '{RULE}/published'")
    turn(monitor, "2019-10-16T09:10:00")
    assert about_damage(monitor)
    monitor.deliver()
    assert monitor.store.outbox.backlog(monitor.clock.now()).waiting == 0
