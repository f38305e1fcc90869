"""What is known of a document before it is read, on both databases."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from monitor.errors import StoreError
from monitor.model import Change, ChangeKind, Document, Match, Named, Rule, Stage, Verdict, WatchedParty
from monitor.store import Store
from monitor.store.context import Context, NewestRule
from monitor.store.filings import RecordedFiling
from tests.store.making import DAY, LIST, NOW, TO, added, entry, outcome

NUMBER = "2030-00001"


def test_of_a_new_document_in_an_empty_database_nothing_is_known(store: Store) -> None:
    assert store.ledger.context(NUMBER) == Context(NUMBER, list_mark=(None, None, None, 0))


def test_a_recorded_rule_is_known_with_its_text_and_its_place(store: Store) -> None:
    store.ledger.take_baseline(LIST, as_of=DAY, sha256="b" * 64, now=NOW)
    store.ledger.record(outcome(added("Delta")), now=NOW)
    known = store.ledger.context(NUMBER)
    assert (known.since, known.verdict, known.sha256, known.acts) == (DAY, Verdict.VERIFIED, "a" * 64, True)
    assert known.newest == NewestRule(date(2030, 2, 1), NUMBER, date(2030, 2, 1))
    assert known.is_settled("a" * 64) and known.is_settled("c" * 64)
    other = store.ledger.context("2030-00002")
    assert (other.verdict, other.acts, other.newest) == (None, False, known.newest)
    assert not other.is_settled("a" * 64)


def test_a_document_that_could_not_be_read_is_settled_in_the_same_bytes_alone(store: Store) -> None:
    store.ledger.record(outcome(verdict=Verdict.UNREADABLE), now=NOW)
    known = store.ledger.context(NUMBER)
    assert (known.acts, known.newest) == (False, NewestRule())
    assert (known.is_settled("a" * 64), known.is_settled("c" * 64)) == (True, False)


def test_a_filing_is_known_with_those_who_were_alerted_about_it(store: Store) -> None:
    kept = RecordedFiling(NUMBER, {"a": 1}, Rule(NUMBER, stage=Stage.PUBLIC_INSPECTION, verdict=Verdict.VERIFIED))
    alert = outcome().alert
    assert alert is not None
    store.filings.keep(kept, [(replace(alert, change_set=f"{NUMBER}/public-inspection"), TO)], now=NOW)
    assert store.ledger.context(NUMBER).alerted == frozenset(), "no message was sent yet"
    first, second, _ = store.outbox.lease(NOW, "me", 60, 3)
    store.outbox.mark_sent(first.id, "me", NOW)
    store.outbox.mark_failed(second.id, "me", "no such mailbox")
    known = store.ledger.context(NUMBER)
    assert (known.filing, known.alerted) == (replace(kept, seen_at=NOW), frozenset({(first.channel, first.recipient)}))
    assert store.filings.alerted(NUMBER) == frozenset(TO), "whoever was to be alerted hears what becomes of it"
    assert store.ledger.context("2030-00002").filing is None


def test_what_the_baseline_has_already_does_not_act(store: Store) -> None:
    store.ledger.record(outcome(added("Delta")), now=NOW)
    assert store.ledger.context(NUMBER).acts
    store.ledger.take_baseline(LIST, as_of=date(2030, 2, 1), sha256="b" * 64, now=NOW)
    known = store.ledger.context(NUMBER)
    assert (known.verdict, known.acts, known.newest) == (Verdict.VERIFIED, False, NewestRule())


ORDER = [
    # (number, published, effective) of the recorded rules, those of the new one, and whether it comes last
    ([], ("2030-00001", 1, 1), True),
    ([("2030-00001", 1, 1)], ("2030-00002", 2, 2), True),
    ([("2030-00001", 1, 1)], ("2030-00002", 1, 1), True),
    ([("2030-00002", 1, 1)], ("2030-00001", 1, 1), False),  # of one day, by their numbers
    ([("2030-00001", 1, 20)], ("2030-00002", 2, 2), False),  # waits for its day while the new one acts
    ([("2030-00001", 5, 1)], ("2030-00002", 2, 2), False),  # was published later
    ([("2030-00001", 2, 5)], ("2030-00002", 5, 5), True),
    ([("2030-00003", 1, 4), ("2030-00001", 3, 3)], ("2030-00002", 3, 5), True),
    ([("2030-00003", 1, 4), ("2030-00001", 3, 3)], ("2030-00002", 3, 4), False),
    ([("2030-00001", 1, 1)], ("2030-00001", 2, 2), False),  # it acts itself already
    ([("2030-00001", 1, None)], ("2030-00002", 1, None), True),
    ([("2030-00001", None, None)], ("2030-00002", None, 1), True),
    ([], ("2030-00001", None, None), False),  # no day is stated at all
]


@pytest.mark.parametrize(("recorded", "new", "last"), ORDER)
def test_whether_a_document_comes_last(
    store: Store,
    recorded: list[tuple[str, int | None, int | None]],
    new: tuple[str, int | None, int | None],
    last: bool,
) -> None:
    store.ledger.take_baseline(LIST, as_of=DAY, sha256="b" * 64, now=NOW)
    for one in recorded:
        document, rule = made(*one)
        made_of_it = outcome(number=one[0])
        store.ledger.record(replace(made_of_it, document=document, rule=rule), now=NOW)
    document, rule = made(*new)
    assert store.ledger.context(new[0]).comes_last(document, rule) is last


def made(number: str, published: int | None, effective: int | None) -> tuple[Document, Rule]:
    """A document of February 2030, published and effective on these days."""
    printed, day = (date(2030, 2, d) if d else None for d in (published, effective))
    return Document(number, publication_date=printed), Rule(number, effective_on=day, verdict=Verdict.VERIFIED)


def test_an_outcome_is_refused_where_the_list_is_another_one_by_now(store: Store) -> None:
    store.ledger.take_baseline(LIST, as_of=DAY, sha256="b" * 64, now=NOW)
    before = store.ledger.context("2030-00002")
    store.ledger.record(outcome(added("Delta")), now=NOW)
    gone = Change(ChangeKind.REMOVED, "IRAN", "Alpha", before=entry("Alpha"), effective_on=date(2030, 2, 1))
    late = outcome(gone, number="2030-00002", list_mark=before.list_mark)
    with pytest.raises(StoreError, match="changed by another process meanwhile; 2030-00002 was not recorded"):
        store.ledger.record(late, now=NOW)
    assert not store.documents.has_document("2030-00002", Stage.PUBLISHED)
    assert len(store.outbox.rows()) == len(TO)
    again = replace(late, list_mark=store.ledger.context("2030-00002").list_mark)
    assert store.ledger.record(again, now=NOW)


def test_what_the_matches_of_an_alert_stand_for_commits_with_it(store: Store) -> None:
    made_of_it = outcome(added("Delta"))
    assert made_of_it.alert is not None
    party = WatchedParty("C-1", "Delta Ltd")
    match = Match(party, Named("IRAN", "Delta"), "Delta", "name", 0.9, "Similar.", "ab12")
    alert = replace(made_of_it.alert, matches=(match, match))
    store.ledger.record(replace(made_of_it, alert=alert), now=NOW)
    assert store.watchlist.seen("ab") == [("ab12", "C-1", Named("IRAN", "Delta"))]
