"""The alerts about rules and about the monitor itself, digests, and the trial message."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import date, datetime

from monitor.clock import eastern_day
from monitor.model import (
    Alert,
    Applied,
    Change,
    ChangeKind,
    DenialOrderAlert,
    DigestAlert,
    Document,
    Entry,
    FilingAlert,
    OperatorAlert,
    PartiesAlert,
    Rule,
    RuleAlert,
    Stage,
    Verdict,
)
from monitor.rendering.attention import attention


def short_hash(*what: str) -> str:
    """Twelve letters for ``what`` an alert is about, for its key: for the same thing the same, in every run and everywhere."""
    return hashlib.sha256("\0".join(what).encode("utf-8", "surrogatepass")).hexdigest()[:12]


def make_alert(
    document: Document,
    rule: Rule,
    changes: Sequence[Change],
    problems: Sequence[str],
    note: str = "",
    applied: Applied | None = None,
) -> RuleAlert:
    """The alert for one document; ``problems`` are those of applying it, the rule's own come first."""
    return RuleAlert(
        change_set=f"{document.number}/{rule.stage.value}",
        title=rule.title or document.title,
        document_number=document.number,
        citation=rule.citation or document.citation,
        stage=rule.stage,
        verdict=rule.verdict,
        publication_date=rule.publication_date or document.publication_date,
        effective_on=rule.effective_on or document.effective_on,
        url=document.html_url,
        changes=tuple(changes),
        checks=rule.checks,
        problems=tuple(dict.fromkeys((*rule.problems, *problems))),
        attention=attention(rule, problems),
        note=note,
        applied=applied,
    )


def operator_alert(change_set: str, headline: str, said: Sequence[str]) -> OperatorAlert:
    """A message about the monitor itself."""
    return OperatorAlert(change_set=change_set, headline=headline, said=tuple(said))


def undeliverable(alert: Alert, channel: str, recipient: str, reason: str, now: datetime) -> OperatorAlert:
    """The message to the other channels that an alert failed for good; one a day for each channel that fails."""
    return operator_alert(
        f"operator/undelivered/{channel}/{eastern_day(now)}",
        f"Alerts do not get through: channel {channel}",
        (
            f"The alert about {_reference(alert)} to {recipient} was given up. {reason}",
            "Mend the channel, then run elmon alerts retry; elmon alerts list shows all that was not sent.",
        ),
    )


def _reference(alert: Alert) -> str:
    """What people call the subject of an alert by: a citation or a document number, else the headline or the key."""
    match alert:
        case RuleAlert() | DenialOrderAlert():
            named = alert.citation or alert.document_number
        case FilingAlert():
            named = alert.document_number or alert.headline
        case OperatorAlert() | PartiesAlert():
            named = alert.headline
        case DigestAlert():
            named = ""
    return named or alert.change_set


def digest_alert(alerts: Sequence[Alert], at: datetime) -> DigestAlert:
    """The alerts of a day in one; ``at`` is the digest's moment on the channel's own clock.

    Its key holds what it gathers: a second digest of the day is another message, which no receiver drops as a repeat.
    """
    gathered = sorted(alerts, key=lambda a: not a.pressing)
    contents = short_hash(*sorted(alert.change_set for alert in alerts))
    return DigestAlert(
        change_set=f"digest/{at:%Y-%m-%d}/{contents}",
        day=at.date(),
        matches=tuple(match for alert in gathered for match in alert.matches),
        gathered=tuple(gathered),
    )


def trial_alert(today: date) -> RuleAlert:
    """A message that shows what an alert looks like, for ``elmon alerts test``; nothing in it is real."""
    entry = Entry(
        country="CHINA, PEOPLE'S REPUBLIC OF",
        name="Example Trading Co., Ltd.",
        aliases=("Example Trading",),
        addresses=("1 Example Road, Shenzhen, China",),
        license_requirement="For all items subject to the EAR. (See § 744.11 of the EAR)",
        license_review_policy="Presumption of denial",
        text="Example Trading Co., Ltd., a.k.a., the following one alias: —Example Trading. 1 Example Road, Shenzhen, China.",
    )
    change = Change(
        ChangeKind.ADDED, entry.country, entry.name, after=entry, document_number="TRIAL", effective_on=today
    )
    return RuleAlert(
        change_set="trial/published",
        title="Trial message of the Entity List monitor",
        document_number="TRIAL",
        citation="",
        stage=Stage.PUBLISHED,
        verdict=Verdict.VERIFIED,
        publication_date=today,
        effective_on=today,
        url="",
        changes=(change,),
        note="This is a trial message. The entry in it is made up.",
    )
