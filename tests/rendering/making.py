"""Alerts to look at: one of every sort that people get, from real entries where there are any."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime
from functools import cache
from typing import Any

from monitor.alerting.alerts import digest_alert, operator_alert
from monitor.alerting.denial_orders import alert_on_denial_order
from monitor.alerting.recipients import Audience
from monitor.comparing.lists import added, compare_entries, removed
from monitor.history.baseline import bundled
from monitor.model import (
    Alert,
    Change,
    ChangeKind,
    Check,
    DenialOrderAlert,
    DigestAlert,
    Document,
    Entry,
    FilingAlert,
    Match,
    Named,
    OperatorAlert,
    PartiesAlert,
    RuleAlert,
    Stage,
    Verdict,
    WatchedParty,
)
from monitor.reading.files import read_snapshot
from monitor.screening.index import Index
from monitor.screening.mentions import Mention, match_of

HOSTILE = (
    "<script>alert(1)</script><img src=x onerror=1> & <!channel> <@U1> <https://evil.example|x> "
    "\r\nBcc: victim@example.org\r\n\x1b[2J\x07\u202eevil\u2066\u200b\ud800 " + "A" * 100_000
)
CHINA = "CHINA, PEOPLE'S REPUBLIC OF"
DAY = date(2024, 12, 5)


@cache
def listed() -> tuple[Entry, ...]:
    """The bundled list of July 18, 2026."""
    return read_snapshot(bundled(), "the bundled list").entries


def citing(volume: int, page: int) -> tuple[Entry, ...]:
    """The entries that a rule has put on the list or changed."""
    return tuple(e for e in listed() if any((c.volume, c.page) == (volume, page) for c in e.citations))


def rule(number: str, citation: str, title: str, day: date, changes: tuple[Change, ...], in_force: date) -> RuleAlert:
    changes = tuple(replace(c, document_number=number, citation=citation, effective_on=in_force) for c in changes)
    return RuleAlert(
        change_set=f"{number}/published",
        title=title,
        document_number=number,
        citation=citation,
        stage=Stage.PUBLISHED,
        verdict=Verdict.VERIFIED,
        publication_date=day,
        effective_on=in_force,
        url=f"https://www.federalregister.gov/d/{number}",
        changes=changes,
        checks=(Check("entities added", "28", "28", True), Check("preamble's list: added", "28", "28", True)),
    )


def rule_of_28() -> RuleAlert:
    """84 FR 54002, which entries cite by the page of its table; they are as the list has them today."""
    changes = tuple(map(added, citing(84, 54004)))
    day = date(2019, 10, 9)
    return rule("2019-22210", "84 FR 54002", "Addition of Certain Entities to the Entity List", day, changes, day)


def rule_of_140() -> RuleAlert:
    """140 entries of 89 FR 96836, four destinations, some with footnote 5."""
    entries = sorted(citing(89, 96836), key=lambda e: (e.country == CHINA, not e.footnotes))[:140]
    title = "Additions and Modifications to the Entity List; Removals From the Validated End-User (VEU) Program"
    changes = tuple(map(added, sorted(entries, key=lambda e: e.country)))
    return rule("2024-28267", "89 FR 96830", title, DAY, changes, date(2024, 12, 2))


def conflicting() -> RuleAlert:
    entries = citing(89, 96836)[:3]
    return replace(
        rule("2024-28267", "89 FR 96830", "Additions to the Entity List", DAY, tuple(map(added, entries)), DAY),
        verdict=Verdict.CONFLICTING,
        checks=(
            Check("entities added", "4", "3", False),
            Check("CHINA, PEOPLE'S REPUBLIC OF", "4", "3", False),
            Check("entities removed", "none", "none", True),
        ),
        problems=("The instruction adds “S2C Limited”, but no row has its text.",),
        attention="The rule's own statements disagree: entities added: stated 4, found 3. Check the official text.",
    )


def removal() -> RuleAlert:
    names = ("Yitu Technologies", "Megvii Technology", "Dahua Technology")
    changes = tuple(removed(next(e for e in listed() if e.name == name)) for name in names)
    title = "Removal of Certain Entities From the Entity List"
    return rule("2025-01001", "90 FR 1001", title, DAY, changes, date(2025, 1, 6))


def revision() -> RuleAlert:
    """Changed words in an address, an alias more, another policy, a new name, another destination."""
    hikvision = next(e for e in listed() if "Hikvision" in e.name)
    huawei, dahua, megvii = (
        next(e for e in listed() if name in e.name) for name in ("Huawei Device Co.", "Dahua", "Megvii")
    )
    pairs = (
        (hikvision, replace(
            hikvision,
            aliases=(*hikvision.aliases, "HIK Digital Technology"),
            addresses=tuple(a.replace("555", "777") for a in hikvision.addresses),
        )),
        (huawei, replace(
            huawei,
            license_review_policy="Presumption of denial, except case-by-case review for items below 5G",
            footnotes=(*huawei.footnotes, 4),
        )),
        (dahua, replace(dahua, name=f"{dahua.name} (Group)")),
        (megvii, replace(megvii, country="SINGAPORE")),
    )  # fmt: skip
    # The cell's own text decides first whether anything but its spelling has changed.
    found = [compare_entries(before, replace(after, text=f"{after.text} (changed)")) for before, after in pairs]
    changes = tuple(change for change in found if change is not None)
    title = "Revisions of Certain Entries on the Entity List"
    return rule("2025-02002", "90 FR 2002", title, DAY, changes, date(2024, 12, 5))


def confirmation() -> RuleAlert:
    return replace(
        rule_of_28(),
        confirms=True,
        said=("The printed rule names the same 28 parties as the filing of October 7, 2019, 4:15 p.m. Eastern.",),
    )


def filing() -> RuleAlert:
    return replace(
        rule_of_28(),
        change_set="2019-22210/public-inspection",
        changes=tuple(
            replace(c, after=Entry(c.country, c.name)) for c in rule_of_28().changes[:8]
        ),
        stage=Stage.PUBLIC_INSPECTION,
        citation="",
        effective_on=None,
        filed_at=datetime(2019, 10, 7, 20, 15, tzinfo=UTC),
        unknown=("the page in the Federal Register", "aliases, addresses and terms of the entries"),
    )  # fmt: skip


def became(alert: RuleAlert, headline: str, **given: Any) -> FilingAlert:
    """What has become of the document of ``alert``."""
    return FilingAlert(
        change_set=f"{alert.change_set}/turn", title=alert.title, document_number=alert.document_number,
        publication_date=alert.publication_date, url=alert.url, note=alert.note, headline=headline, **given,
    )  # fmt: skip


def denial_order() -> DenialOrderAlert:
    """An order that names one of the user's parties in its text, and whose title says only what it is."""
    document = Document(
        "2024-28300",
        "Order Renewing Temporary Denial of Export Privileges; Azur Air, Office 29, Vzletnaya St. 57, Krasnoyarsk, Russia 660020",
        "Notice",
        citation="89 FR 97001",
        publication_date=DAY,
        html_url="https://www.federalregister.gov/d/2024-28300",
    )
    alert = alert_on_denial_order(document, "Azur Air has flown to Satori Corporation.", Audience())
    mention = Mention(WatchedParty("C-9", "Satori Corporation", "UNITED ARAB EMIRATES"), "Satori Corporation", (), 1.0)
    return replace(alert, matches=(match_of(mention, "an order on export privileges"),))


def operator() -> OperatorAlert:
    return operator_alert(
        "operator/public inspection/overdue/2024-12-05T14:00",
        "The monitor cannot see the public inspection",
        (
            "It has had no good answer since December 5, 2024, 8:45 a.m. Eastern. What is published meanwhile is not "
            "lost: it is caught up with when the source answers again. Until then, look at the Register yourself.",
            "It shows its “Request Access” page to programs.",
        ),
    )


def _ours(alert: RuleAlert, *watched: WatchedParty) -> tuple[Match, ...]:
    index = Index([c.after for c in alert.changes if c.after])
    found = [m for watch in watched for m in index.matches(watch, 0.85)]
    return tuple(replace(m, id=f"{n:03}7fa") for n, m in enumerate(sorted(found, key=lambda m: -m.score), 1))


def with_matches() -> RuleAlert:
    alert = rule_of_28()
    first, *rest = _ours(
        alert,
        WatchedParty("C-1042", "Hikvision (UK) Ltd", "UNITED KINGDOM"),
        WatchedParty("V-77", "SenseTime Group Limited", ""),
        WatchedParty("V-78", "Dahua Techonlogy", CHINA),
    )
    return replace(alert, matches=(replace(first, decision="confirmed"), *rest))


def many_matches() -> RuleAlert:
    """Half of a rule's entries are parties of the user's."""
    alert = rule_of_28()
    watched = (WatchedParty(f"C-{n}", c.name.upper()) for n, c in enumerate(alert.changes[:14], 1))
    return replace(alert, matches=_ours(alert, *watched))


def parties() -> PartiesAlert:
    """Parties newly on the watchlist."""
    return PartiesAlert(change_set="parties/1", matches=with_matches().matches)


def digest() -> DigestAlert:
    gathered = (with_matches(), removal(), confirmation(), conflicting(), operator())
    return digest_alert(gathered, datetime(2024, 12, 5, 17, tzinfo=UTC))


def hostile() -> RuleAlert:
    """Everything that comes from upstream, and the user's own list, is out to harm."""
    entry = Entry(HOSTILE, HOSTILE, (HOSTILE,) * 4, (HOSTILE,) * 4, HOSTILE, HOSTILE, text=HOSTILE, footnotes=(9,))
    other = replace(entry, name="a", aliases=())
    changes = tuple(
        replace(change, kind=kind)
        for kind in ChangeKind
        if (change := compare_entries(other, entry)) is not None
    )  # fmt: skip
    match = Match(
        WatchedParty(HOSTILE, HOSTILE, HOSTILE, HOSTILE),
        Named(HOSTILE, HOSTILE),
        HOSTILE,
        HOSTILE,
        0.9,
        HOSTILE,
        HOSTILE,
    )
    return replace(
        conflicting(),
        change_set=HOSTILE,
        title=HOSTILE,
        document_number=HOSTILE,
        citation=HOSTILE,
        url='https://evil.example/"><script>|x>\u202e',
        changes=changes,
        checks=(Check(HOSTILE, HOSTILE, HOSTILE, False),) * 2,
        problems=(HOSTILE,) * 2,
        attention=HOSTILE,
        note=HOSTILE,
        said=(HOSTILE,),
        unknown=(HOSTILE,),
        matches=(match, replace(match, score=0.2)),
        thread=HOSTILE,
    )


CASES: dict[str, tuple[Callable[[], Alert], date]] = {
    "rule-of-28": (rule_of_28, date(2019, 10, 9)),
    "rule-of-140": (rule_of_140, DAY),
    "conflicting": (conflicting, DAY),
    "removal": (removal, DAY),
    "revision": (revision, DAY),
    "filing": (filing, date(2019, 10, 7)),
    "confirmation": (confirmation, date(2019, 10, 9)),
    "denial-order": (denial_order, DAY),
    "operator": (operator, DAY),
    "digest": (digest, DAY),
    "with-matches": (with_matches, date(2019, 10, 9)),
    "many-matches": (many_matches, date(2019, 10, 9)),
    "parties": (parties, DAY),
    "hostile": (hostile, DAY),
}
"""By name: the alert, and the day it is looked at."""
