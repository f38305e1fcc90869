"""The alerts about rules and about the monitor itself, digests, and the trial message."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import date, datetime

from monitor.clock import eastern_day
from monitor.model import (
    Alert,
    Change,
    ChangeKind,
    DigestAlert,
    Document,
    Entry,
    FilingAlert,
    Operation,
    OperatorAlert,
    PartiesAlert,
    Rule,
    RuleAlert,
    Stage,
    Verdict,
)
from monitor.reading.rules.checks import ENTRY_TEXTS
from monitor.rendering.words import count_of


def make_alert(
    document: Document, rule: Rule, changes: Sequence[Change], problems: Sequence[str], note: str = ""
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
    )


def attention(rule: Rule, problems: Sequence[str]) -> str:
    """Why a person must look at the official text now; "" when reading and list agree."""
    if rule.verdict is Verdict.UNREADABLE:
        named = any(a.name and a.operation is not Operation.UNREADABLE for a in rule.amendments)
        some = " It names the parties below, as far as they could be read." if named else ""
        return (
            "This document could not be read. Read the official text now; no change of the list was recorded from it."
            f"{some}"
        )
    if _only_texts_are_missing(rule):
        return f"{texts_read(rule)} Check the official text."
    if rule.verdict is Verdict.CONFLICTING:
        wrong = [c for c in rule.checks if not c.agrees]
        what = "; ".join(f"{c.check}: stated {c.expected}, found {c.found}" for c in wrong[:3])
        more = f" (and {len(wrong) - 3} more)" if len(wrong) > 3 else ""
        return f"The rule's own statements disagree{': ' + what + more if what else ''}. Check the official text."
    if problems:
        return f"The rule does not fit the list as we have it: {problems[0]} Check the official text."
    return ""


def texts_read(rule: Rule) -> str:
    """ "Names verified, 0 of 57 entry texts read."; "" where all of them were, or where names are not verified."""
    texts = rule.entry_texts
    if texts.found == texts.expected or not (rule.verdict is Verdict.VERIFIED or _only_texts_are_missing(rule)):
        return ""
    return f"Names verified, {texts.found:,} of {count_of(texts.expected, 'entry text')} read."


def _only_texts_are_missing(rule: Rule) -> bool:
    """Whether a rule is conflicting for nothing but the texts of entries that were not read."""
    wrong = [check.check for check in rule.checks if not check.agrees]
    understood = all(a.operation is not Operation.UNREADABLE for a in rule.amendments)
    return rule.verdict is Verdict.CONFLICTING and wrong == [ENTRY_TEXTS] and understood


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
        case RuleAlert():
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
    contents = hashlib.sha256("\n".join(sorted(alert.change_set for alert in alerts)).encode()).hexdigest()[:12]
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
