"""One alert of every kind, made as the monitor makes it; their JSON as databases have it is in tests/data/alerts."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

from monitor.alerting.alerts import digest_alert, make_alert, operator_alert, undeliverable
from monitor.alerting.denial_orders import alert_on_denial_order
from monitor.alerting.filing_alerts import (
    alert_on_filing,
    alert_on_filing_change,
    alert_on_missing_publication,
    confirmation,
)
from monitor.alerting.recipients import Audience
from monitor.model import (
    MENTION,
    Alert,
    Amendment,
    Change,
    ChangeKind,
    Check,
    Citation,
    Document,
    Entry,
    FieldChange,
    Match,
    Named,
    Operation,
    PartiesAlert,
    Rule,
    Stage,
    Verdict,
    WatchedParty,
)  # fmt: skip
from monitor.sources.public_inspection import Filing, Turn

ENTRY = Entry(
    "IRAN", "Kérman Tablo Co.", ("KT",), ("12 Azadi St., Tehran",), "For all items subject to the EAR.",
    "Presumption of denial", (Citation(89, 96830, date(2024, 12, 5)),), (5,), text="Kérman Tablo Co., a.k.a. KT.",
)  # fmt: skip
DOCUMENT = Document(
    "2024-28267", "Additions to the Entity List", citation="89 FR 96830", publication_date=date(2024, 12, 5),
    effective_on=date(2024, 12, 2), html_url="https://www.federalregister.gov/d/2024-28267",
)  # fmt: skip
RULE = Rule(
    "2024-28267", "89 FR 96830", "Additions to the Entity List", effective_on=date(2024, 12, 2),
    amendments=(Amendment(Operation.ADD, "IRAN", ENTRY.name, ENTRY),),
    checks=(Check("entities added", "1", "2", False),), verdict=Verdict.CONFLICTING, problems=("A row has no name.",),
)  # fmt: skip
FILED = Rule(
    "2024-28267", title="Additions to the Entity List", stage=Stage.PUBLIC_INSPECTION,
    filed_at=datetime(2024, 12, 2, 13, 45, tzinfo=UTC), amendments=(Amendment(Operation.ADD, "IRAN", "Kerman Tablo"),),
    checks=(Check("entities added", "1", "1", True),), verdict=Verdict.VERIFIED,
)  # fmt: skip
FILING = Filing(
    "2024-28267", "Additions to the Entity List", "RULE", filed_at=datetime(2024, 12, 2, 13, 45, tzinfo=UTC),
    publication_date=date(2024, 12, 5), html_url="https://www.federalregister.gov/public-inspection/2024-28267",
)  # fmt: skip
ORDER = Document(
    "2024-28300", "Aviastar-TU, 5 b. 7 Leningradsky prospect, Moscow, Russia; Order Renewing Temporary Denial of Export Privileges",
    "Notice", citation="89 FR 97001", publication_date=date(2024, 12, 6),
    html_url="https://www.federalregister.gov/d/2024-28300",
)  # fmt: skip
CHANGES = (
    Change(ChangeKind.ADDED, "IRAN", ENTRY.name, None, ENTRY, (), "2024-28267", "89 FR 96830", date(2024, 12, 2)),
    Change(
        ChangeKind.REVISED, "IRAN", "Alpha", replace(ENTRY, name="Alpha"), replace(ENTRY, name="Alpha", aliases=()),
        (FieldChange("aliases", ("KT",), ()), FieldChange("text", "a", "b")),
    ),
)  # fmt: skip
MATCH = Match(
    WatchedParty("C-1", "Kerman Tablo Company", "IRAN", "Tehran"), Named("IRAN", ENTRY.name), ENTRY.name, "name", 0.97,
    "Similar name.", "4f1c2a", "confirmed",
)  # fmt: skip
NOW = datetime(2024, 12, 5, 15, 0, 0, 123456, tzinfo=UTC)
RULE_ALERT = replace(
    make_alert(DOCUMENT, RULE, CHANGES, ("The entry is there already.",), "Reconstructed."),
    thread="2024-00001",
    matches=(MATCH,),
)
CONFIRMATION = confirmation(FILED, RULE_ALERT, RULE)
UNPUBLISHED = alert_on_missing_publication(FILING)
EVERY_KIND: dict[str, Alert] = {
    "rule": RULE_ALERT,
    "rule-filed": alert_on_filing(FILING, FILED, said=("Its text can be read now.",)),
    "confirmation": CONFIRMATION,
    "confirmation-same": confirmation(
        FILED, make_alert(DOCUMENT, replace(FILED, stage=Stage.PUBLISHED), (), ()), FILED
    ),
    "filing-postponed": alert_on_filing_change(
        FILING,
        replace(FILING, publication_date=date(2024, 12, 9), editorial_note="Put off."),
        (Turn.POSTPONED, Turn.NOTED),
        ("Its text was replaced.",),
        "Trial.",
    ),
    "filing-withdrawn": alert_on_filing_change(
        FILING,
        replace(FILING, publication_date=None, filed_at=None, editorial_note="Withdrawn at the agency's request."),
        (Turn.WITHDRAWN,),
        (),
    ),
    "filing-unpublished": UNPUBLISHED,
    "operator": operator_alert(
        "operator/x/2024-12-05T14:00",
        "The monitor cannot see the public inspection",
        ("It has had no good answer.", "Look."),
    ),
    "operator-undeliverable": undeliverable(RULE_ALERT, "mail", "one@example.org", "550 no such user.", NOW),
    "denial-order": replace(
        alert_on_denial_order(ORDER, "Aviastar-TU, when acting for or on its behalf", Audience(), "It did not come."),
        matches=(replace(MATCH, kind=MENTION, id="", decision=""),),
    ),
    "parties": PartiesAlert(
        change_set="parties/0123456789ab",
        headline="1 of your new parties may be on the Entity List",
        said=("ours.csv: line 4 has no name and is left out.",),
        matches=(MATCH,),
    ),
    "digest": digest_alert([UNPUBLISHED, RULE_ALERT, CONFIRMATION], NOW),
}
