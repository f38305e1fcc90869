"""What each channel would have been told of the newest rules, by the settings as they are: a filter that lets nothing pass
shows here, and not months later.

The rules are those recorded. Where none is, they are made out of what the entries of the list cite: the first citation of
an entry added it, a later one revised it; whom they removed is not known then.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING

from monitor.alerting.alerts import make_alert
from monitor.alerting.recipients import recipients
from monitor.model import Change, ChangeKind, Entry, RuleAlert, Stage, Verdict
from monitor.model.named_changes import named_changes
from monitor.rendering.words import citation_text
from monitor.store import Store

if TYPE_CHECKING:
    from monitor.config import ChannelBase

MOST = 10
"""Rules that are looked back on."""


@dataclass(frozen=True, slots=True)
class Rehearsed:
    """What one channel would have been told ``of`` so many rules, the newest first."""

    channel: str
    told: tuple[RuleAlert, ...]
    of: int


def recorded_alerts(
    store: Store, screened: Callable[[RuleAlert], RuleAlert], most: int = MOST
) -> tuple[RuleAlert, ...]:
    """The whole alerts about the newest rules that are recorded, with the parties that may match, the newest first."""
    rules = [one for one in store.documents.recorded() if one.rule.verdict is not Verdict.IRRELEVANT]
    newest = sorted(rules, key=lambda one: (one.document.publication_date or date.max, one.document.number))[-most:]
    found = []
    for one in reversed(newest):
        changes = store.ledger.changes(document_number=one.document.number) or named_changes(one.rule)
        found.append(screened(make_alert(one.document, one.rule, changes, ())))
    return tuple(found)


def cited_alerts(entries: Iterable[Entry], most: int = MOST) -> tuple[RuleAlert, ...]:
    """Alerts as the newest rules that ``entries`` cite may have raised them, the newest first."""
    cited: dict[tuple[date, str], list[Change]] = defaultdict(list)
    for entry in entries:
        dated = sorted((c.date, citation_text(replace(c, date=None))) for c in entry.citations if c.date)
        for number, (day, citation) in enumerate(dated):
            kind = ChangeKind.REVISED if number else ChangeKind.ADDED
            cited[day, citation].append(Change(kind, entry.country, entry.name, after=entry, citation=citation))
    newest = sorted(cited, reverse=True)[:most]
    return tuple(_cited(day, citation, cited[day, citation]) for day, citation in newest)


def _cited(day: date, citation: str, changes: Sequence[Change]) -> RuleAlert:
    return RuleAlert(
        change_set=f"rehearsal/{citation}", title=citation, document_number="", citation=citation, stage=Stage.PUBLISHED,
        verdict=Verdict.VERIFIED, publication_date=day, effective_on=day, url="", changes=tuple(changes),
    )  # fmt: skip


def rehearse(
    alerts: Sequence[RuleAlert], channels: Iterable[ChannelBase], addresses: Mapping[str, tuple[str, ...]]
) -> list[Rehearsed]:
    """Each channel's share of ``alerts``, at whichever stage it would have heard of them."""
    stages = [[replace(alert, stage=stage) for stage in Stage] for alert in alerts]
    return [
        Rehearsed(
            channel.name,
            tuple(
                alert
                for alert, staged in zip(alerts, stages, strict=True)
                if any(recipients(one, [channel], addresses) for one in staged)
            ),
            len(alerts),
        )
        for channel in channels
    ]
