"""An order on export privileges in every form that an alert takes."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from monitor.alerting.alerts import digest_alert
from monitor.alerting.denial_orders import alert_on_denial_order
from monitor.alerting.recipients import Audience
from monitor.model import Alert, Document
from monitor.rendering.facts import facts_of
from monitor.rendering.feed import feed_entry
from monitor.rendering.headlines import headline
from monitor.rendering.mail import render_mail
from monitor.rendering.plain import render_plain
from monitor.rendering.slack import render_slack
from tests.rendering.making import DAY, HOSTILE, denial_order

NOW = datetime(2024, 12, 5, 17, tzinfo=UTC)
ORDER = denial_order()


def forms(alert: Alert) -> dict[str, str]:
    mail, entry = render_mail(alert, DAY), feed_entry(alert, message_id="<a@b>", updated=NOW, today=DAY)
    return {
        "mail": mail.text,
        "html": mail.html,
        "slack": json.dumps(render_slack(alert, DAY), ensure_ascii=False),
        "console": render_plain(facts_of(alert, DAY), 100, colour=True),
        "feed": f"{entry.title} {entry.html}",
        "digest": render_mail(digest_alert([alert], NOW), DAY).text,
    }


@pytest.mark.parametrize("form", forms(ORDER))
def test_every_form_says_what_it_is_whom_it_names_and_where_it_stands(form: str) -> None:
    text = " ".join(forms(ORDER)[form].split())
    for words in (
        "enial order: Azur Air", "89 FR 97001", "Notice", "December 5, 2024", "Satori Corporation", "federalregister.gov/d/",
        "It changes no list of part 744.", "which is BIS's own list", "bis.gov/denied-persons-list",
    ):  # fmt: skip
        assert words in text.replace("&#39;", "'").replace("&#x27;", "'").replace("\\u2019", "'"), words
    for words in ("Rule ", "Parsed", "Effect", "no change to the Entity List"):
        assert words not in text


def test_headlines() -> None:
    assert headline(ORDER) == "1 of your parties: Denial order: Azur Air – 89 FR 97001"
    assert headline(replace(ORDER, matches=())) == "Denial order: Azur Air – 89 FR 97001"
    assert headline(replace(ORDER, matches=(), citation="")) == "Denial order: Azur Air – 2024-28300"


def made(title: str, words: str = "") -> str:
    document = Document("2024-1", title, citation="91 FR 12345", publication_date=date(2026, 9, 17))
    return headline(alert_on_denial_order(document, words, Audience()))


def test_a_headline_names_three_parties_and_counts_the_others() -> None:
    title = "Action Affecting Export Privileges; " + "; ".join(f"Example {n} Ltd." for n in "ABCDE")
    assert made(title) == "Denial order: Example A Ltd., Example B Ltd., Example C Ltd. and 2 more – 91 FR 12345"


def test_a_title_that_names_nobody_is_told_by_its_texts_caption() -> None:
    assert made("Order Terminating Denial of Export Privileges; Example Air") == (
        "Order ending a denial of export privileges: Example Air – 91 FR 12345"
    )
    assert made("Order Denying Export Privileges") == "Denial order – 91 FR 12345"
    text = "In the Matter of: Gregory Allen Justice, Inmate Number: 1-\n112, FCI Safford.\n\nOn September 19, 2017"
    assert made("Order Denying Export Privileges", text) == "Denial order: Gregory Allen Justice – 91 FR 12345"


def test_an_order_that_need_not_deny_is_called_what_it_is() -> None:
    title = "In the Matter of: Dina Zhu, 101 Windsor Chase Drive, Lawrenceville, GA 30043; Order Relating to Dina Zhu"
    assert made(title) == "Order in an export case: Dina Zhu – 91 FR 12345"
    alert = alert_on_denial_order(Document("2024-1", title), "", Audience())
    assert "does not say that it is about export privileges" in alert.said[0]


def test_a_hostile_title_harms_no_form() -> None:
    document = Document("2024-1", f"{HOSTILE}; Order Denying Export Privileges", citation=HOSTILE, html_url=HOSTILE)
    alert = alert_on_denial_order(document, HOSTILE, Audience(), HOSTILE)
    assert len(headline(alert).splitlines()) == 1
    made = forms(alert)
    assert "<script>alert" not in made["html"]
    assert not any("\x1b[2J" in text or "\u202e" in text for text in made.values())
