"""Outcomes made for tests."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

from monitor.model import Change, ChangeKind, Document, Entry, Rule, RuleAlert, Snapshot, Stage, Verdict
from monitor.store import Store
from monitor.store.ledger import Outcome

NOW = datetime(2030, 1, 3, 11, 5, tzinfo=UTC)
DAY = date(2030, 1, 2)
TO = (("mail", "a@example.org"), ("mail", "b@example.org"), ("slack", "webhook"))


def entry(name: str, country: str = "IRAN") -> Entry:
    return Entry(country, name, ("Alias",), ("12 Street, Tehran",), text=f"{name}, 12 Street, Tehran.")


LIST = Snapshot("a copy", DAY, (entry("Alpha"), entry("Beta"), entry("Beta"), entry("Gamma", "IRAQ")))


def added(name: str, day: date | None = date(2030, 2, 1)) -> Change:
    return Change(ChangeKind.ADDED, "IRAN", name, after=entry(name), document_number="2030-00001", effective_on=day)


def outcome(*changes: Change, number: str = "2030-00001", verdict: Verdict = Verdict.VERIFIED, **more: Any) -> Outcome:
    document = Document(
        number, "A rule", publication_date=date(2030, 2, 1), cfr_references=((15, "744"),), agencies=("x",)
    )
    rule = Rule(number, "95 FR 100", "A rule", effective_on=date(2030, 2, 1), verdict=verdict)
    alert = RuleAlert(
        change_set=f"{number}/published", title="A rule", document_number=number, citation="95 FR 100",
        stage=Stage.PUBLISHED, verdict=verdict, publication_date=document.publication_date,
        effective_on=rule.effective_on, url="https://example.org", changes=changes,
        attention=more.pop("attention", ""),
    )  # fmt: skip
    made = Outcome(document, rule, "a" * 64, changes, alert, TO)
    return replace(made, **more)


def by_our_clock(store: Store) -> Store:
    """The store, on a server whose clock shows what the tests say it is: leases there are judged by the server's."""
    store.database.moment = lambda now: now  # type: ignore[method-assign]
    return store
