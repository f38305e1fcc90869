"""From a rule and what it did to the list: the alert, and who gets it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import Protocol

from monitor.clock import eastern_day
from monitor.model import Alert, Change, ChangeKind, Document, Entry, Rule, Stage, Subject, Verdict
from monitor.text.destinations import as_heading

RULES, OPERATOR = "rules", "operator"
"""What a channel can be told about: the list and its rules, or the monitor itself."""


class Route(Protocol):
    """What routing asks of a channel's settings; an empty filter lets everything pass."""

    @property
    def name(self) -> str:
        """The channel's name in the settings."""
        ...

    @property
    def countries(self) -> Sequence[str]:
        """Destinations it wants, however written."""
        ...

    @property
    def kinds(self) -> Sequence[ChangeKind]:
        """Kinds of change it wants."""
        ...

    @property
    def stages(self) -> Sequence[Stage]:
        """Stages it wants; never empty."""
        ...

    @property
    def only_matches(self) -> bool:
        """Whether it wants only what may be about one of the user's parties."""
        ...

    @property
    def subjects(self) -> Sequence[str]:
        """ "rules", "operator", or both; never empty."""
        ...


def make_alert(
    document: Document, rule: Rule, changes: Sequence[Change], problems: Sequence[str], note: str = ""
) -> Alert:
    """The alert for one document; ``problems`` are those of applying it, the rule's own come first."""
    return Alert(
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
        return (
            "This document could not be read. Read the official text now; no change of the list was recorded from it."
        )
    if rule.verdict is Verdict.CONFLICTING:
        wrong = [c for c in rule.checks if not c.agrees]
        what = "; ".join(f"{c.check}: stated {c.expected}, found {c.found}" for c in wrong[:3])
        more = f" (and {len(wrong) - 3} more)" if len(wrong) > 3 else ""
        return f"The rule's own statements disagree{': ' + what + more if what else ''}. Check the official text."
    if problems:
        return f"The rule does not fit the list as we have it: {problems[0]} Check the official text."
    return ""


def recipients(
    alert: Alert, routes: Iterable[Route], addresses: dict[str, tuple[str, ...]]
) -> tuple[tuple[str, str], ...]:
    """(channel, recipient) pairs that want this alert; ``addresses`` are each channel's recipients.

    What needs attention passes every filter of destination and kind: unread is louder than read. What has become of a
    filing, and how it was printed, is for those who were told of it, which the caller knows. A message about the monitor
    itself goes to the channels that take such, or to all where none does.
    """
    routes = tuple(routes)
    if alert.about is Subject.OPERATOR:
        wanting = [r for r in routes if OPERATOR in r.subjects] or routes
    else:
        wanting = [r for r in routes if RULES in r.subjects and _wants(r, alert)]
    return tuple((r.name, a) for r in wanting for a in addresses.get(r.name, ()))


def _wants(route: Route, alert: Alert) -> bool:
    if alert.about in (Subject.FILING, Subject.PARTIES):
        return True
    wanted_stage = alert.stage in route.stages
    if alert.about is Subject.CONFIRMATION:  # what was told and is not so is taken back wherever it was told
        return wanted_stage or bool(alert.attention)
    if not wanted_stage:
        return False
    if alert.attention:
        return True
    countries = {as_heading(c) for c in route.countries}
    if route.only_matches and not any(not countries or m.entry.country in countries for m in alert.matches):
        return False
    return (not countries and not route.kinds) or any(
        (not countries or c.country in countries) and (not route.kinds or c.kind in route.kinds) for c in alert.changes
    )


def operator_alert(change_set: str, headline: str, said: Sequence[str]) -> Alert:
    """A message about the monitor itself."""
    return Alert(
        change_set=change_set,
        title="",
        document_number="",
        citation="",
        stage=Stage.PUBLISHED,
        verdict=Verdict.VERIFIED,
        publication_date=None,
        effective_on=None,
        url="",
        about=Subject.OPERATOR,
        headline=headline,
        said=tuple(said),
    )


def undeliverable(alert: Alert, channel: str, recipient: str, reason: str, now: datetime) -> Alert:
    """What is told through the other ways when a message was given up: once a day for each channel."""
    about = alert.citation or alert.document_number or alert.headline or alert.change_set
    return operator_alert(
        f"operator/undelivered/{channel}/{eastern_day(now)}",
        f"Alerts do not get through: channel {channel}",
        (
            f"The alert about {about} to {recipient} was given up. {reason}",
            "Mend the channel, then run elmon alerts retry; elmon alerts list shows all that was not sent.",
        ),
    )


def digest_alert(alerts: Sequence[Alert], at: datetime) -> Alert:
    """The alerts of a day in one; ``at`` is the digest's moment on the channel's own clock."""
    gathered = sorted(alerts, key=lambda a: not a.pressing)
    return replace(
        operator_alert(f"digest/{at:%Y-%m-%d}", "", ()),
        about=Subject.DIGEST,
        publication_date=at.date(),
        matches=tuple(match for alert in gathered for match in alert.matches),
        gathered=tuple(gathered),
    )


def trial_alert(today: date) -> Alert:
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
    return Alert(
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
