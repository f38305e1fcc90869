"""What an alert says, the same in every channel, and that nothing from upstream gets through unescaped."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from monitor.alerting.alerts import operator_alert
from monitor.model import Alert, RuleAlert, Stage, Verdict
from monitor.rendering.console import render_console
from monitor.rendering.effect import effect_in_words
from monitor.rendering.facts import facts_of
from monitor.rendering.headlines import headline
from monitor.rendering.mail import LONGEST_HTML, render_mail
from monitor.rendering.safe import columns, short, web_link
from monitor.rendering.slack import render_slack
from monitor.rendering.terms import policy_in_words, requirement_in_words
from tests.rendering import making

DAY = date(2019, 10, 9)
MARKS = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff\ud800-\udfff]")


def every_channel(alert: Alert, today: date = DAY) -> dict[str, str]:
    mail = render_mail(alert, today)
    slack = "\n".join(slack_texts(render_slack(alert, today)))
    unescaped = slack.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
    html = re.sub(r"<style>.*?</style>|<[^>]+>", " ", mail.html, flags=re.S)
    for entity, text in (("&#39;", "'"), ("&#34;", '"'), ("&lt;", "<"), ("&gt;", ">"), ("\xa0", " "), ("&amp;", "&")):
        html = html.replace(entity, text)
    said = {"mail": mail.text, "html": html, "slack": unescaped, "console": render_console(alert, today)}
    return {name: " ".join(text.split()) for name, text in said.items()}


def slack_texts(value: object) -> list[str]:
    if isinstance(value, dict):
        return [t for v in value.values() for t in slack_texts(v)]
    if isinstance(value, list):
        return [t for v in value for t in slack_texts(v)]
    return [value] if isinstance(value, str) else []


def test_the_headline_counts_and_names(additions: RuleAlert) -> None:
    assert headline(additions) == "28 added to the Entity List: CHINA, PEOPLE'S REPUBLIC OF (28) – 84 FR 54002"


def test_the_headline_of_a_mixed_filing(mixed: RuleAlert) -> None:
    assert headline(mixed) == (
        "Check this rule: will add 1 entry to the Entity List, revise 1, remove 1, rename 1 and move 1: "
        "CHINA, PEOPLE'S REPUBLIC OF (3), IRAN (1), UNITED KINGDOM (1) – 2024-1 (filed for public inspection)"
    )


def test_the_headline_says_how_many_destinations_it_leaves_out(large: RuleAlert) -> None:
    assert headline(large).endswith("DESTINATION 2 (20) and 4 more destinations – 84 FR 54002")


def test_an_alert_without_changes_says_so(additions: RuleAlert) -> None:
    quiet = replace(additions, changes=())
    assert headline(quiet).endswith("Entity List: no change to the Entity List – 84 FR 54002")
    unread = replace(quiet, verdict=Verdict.UNREADABLE, attention="The XML breaks off.")
    assert headline(unread) == "Check this rule: Addition of Certain Entities to the Entity List – 84 FR 54002"
    assert all("The XML breaks off." in text for text in every_channel(unread).values())


@pytest.mark.parametrize(
    ("effective", "stage", "said"),
    [
        (date(2019, 10, 9), Stage.PUBLISHED, "in force now (from today, October 9, 2019)"),
        (date(2019, 10, 1), Stage.PUBLISHED, "in force now (since October 1, 2019)"),
        (date(2019, 10, 10), Stage.PUBLISHED, "from October 10, 2019"),
        (None, Stage.PUBLISHED, "no effective date stated: read the official text"),
        (None, Stage.PUBLIC_INSPECTION, "effective date not stated in the filing"),
    ],
)
def test_when_it_takes_effect(effective: date | None, stage: Stage, said: str, additions: RuleAlert) -> None:
    alert = replace(additions, effective_on=effective, stage=stage)
    assert effect_in_words(alert, DAY) == said
    assert all(said.lower() in text.lower() for text in every_channel(alert).values())


def test_every_channel_says_the_same(additions: RuleAlert, mixed: RuleAlert) -> None:
    for alert in (additions, mixed):
        facts = facts_of(alert, DAY)
        for name, text in every_channel(alert).items():
            for said in (
                facts.title,
                facts.source,
                facts.verdict_meaning,
                facts.attention,
                facts.note,
                *facts.problems,
            ):
                assert said in text, (name, said)
            for said in (*facts.disagreements, *(i.title for g in facts.groups for i in g.items)):
                assert said in text, (name, said)
            for term in facts.terms:
                assert term.policy in text, (name, term)
    assert all("Hikvision" in text and "Yitu" in text for text in every_channel(additions).values())


def test_what_disagrees_is_said_and_what_agrees_is_not(mixed: RuleAlert) -> None:
    assert facts_of(mixed, DAY).disagreements == ("entities added: expected 2, found 1",)
    assert all("entities removed: expected" not in text for text in every_channel(mixed).values())


@pytest.mark.parametrize(
    ("policy", "words"),
    [
        ("Presumption of denial", "presumption of denial"),
        ("Presumption of denial.", "presumption of denial"),
        ("Case-by-case basis", "case-by-case review"),
        ("Case-by-case review for ECCN 1A004.c; and presumption of denial for all other items subject to the EAR",
         "case-by-case review for named items, otherwise presumption of denial"),
        ("Policy of denial for all items subject to the EAR apart from food and medicine designated as EAR99, which will "
         "be reviewed on a case-by-case basis. See §§ 746.8(b) and 744.21(e)",
         "policy of denial, but case-by-case review for food and medicine (EAR99)"),
        ("Policy of denial for all items subject to the EAR apart from food and medicine designated as EAR99 and for items "
         "for U.S. Government supported use in the International Space Station (ISS), which will be reviewed on a "
         "case-by-case basis", "policy of denial or case-by-case review, by item"),
        ("Case-by-Case review for the safety of civil aviation; Presumption of Denial for all others",
         "case-by-case review for named items, otherwise presumption of denial"),
        ("Policy of denial for all items apart from food, reviewed on a case-by-case basis",
         "policy of denial or case-by-case review, by item"),
        ("See § 744.2(d) of the EAR", "see § 744.2(d) of the EAR"),
        ("", ""),
    ],
)  # fmt: skip
def test_policies_in_words(policy: str, words: str) -> None:
    assert policy_in_words(policy) == words


@pytest.mark.parametrize(
    ("requirement", "words"),
    [
        ("For all items subject to the EAR. (See § 744.11 of the EAR)", "all items subject to the EAR (§ 744.11)"),
        ("For all items subject to the EAR. (See §§ 734.9(e) and 744.11 of the EAR)",
         "all items subject to the EAR, foreign-produced ones included (§§ 734.9(e) and 744.11)"),
        ("For all items subject to the EAR, see §§ 734.9(e) and 744.11 of the EAR",
         "all items subject to the EAR, foreign-produced ones included (§§ 734.9(e) and 744.11)"),
        ("For items on the CCL", "items on the CCL"),
        ("All items subject to the EAR except EAR99", "all items subject to the EAR except EAR99"),
    ],
)  # fmt: skip
def test_requirements_in_words(requirement: str, words: str) -> None:
    assert requirement_in_words(requirement) == words


def test_the_text_part_reads_well_alone(additions: RuleAlert, mixed: RuleAlert) -> None:
    for alert in (additions, mixed):
        lines = render_mail(alert, DAY).text.splitlines()
        assert all(columns(line) <= 76 or "https://" in line for line in lines)


def test_the_mail_stays_below_what_gmail_clips(large: RuleAlert, hostile: RuleAlert) -> None:
    huge = replace(large, changes=large.changes * 20)
    for alert in (large, huge, hostile):
        assert len(render_mail(alert, DAY).html.encode()) <= LONGEST_HTML
    assert re.search(r"and 2,\d{3} more</strong> – see", render_mail(huge, DAY).html)
    assert "and 2,300 more – see 2019-22210.csv" in render_mail(huge, DAY).text


def test_a_mail_that_grows_too_large_drops_addresses_before_names(large: RuleAlert) -> None:
    """What it drops is in the table that goes with it."""
    wordy = replace(
        large,
        changes=tuple(
            replace(c, after=replace(c.after, addresses=tuple(f"{n} Long Street, Beijing" for n in range(12))))
            for c in large.changes
            if c.after
        ),
    )
    mail = render_mail(wordy, DAY)
    assert "Long Street" not in mail.html
    assert mail.html.count("Aqsu District Public Security Bureau") >= 7
    assert "Long Street" in mail.text
    assert [a.text.count("11 Long Street") for a in mail.attachments] == [140]


def test_the_mail_of_a_large_rule_names_every_entry(large: RuleAlert) -> None:
    html = render_mail(large, DAY).html
    assert html.count("Aksu District Public Security Bureau") >= 7
    assert "more</strong> – see" not in html


def test_slack_stays_within_its_limits(
    additions: RuleAlert, mixed: RuleAlert, large: RuleAlert, hostile: RuleAlert
) -> None:
    for alert in (additions, mixed, large, hostile, replace(large, changes=large.changes * 20)):
        message = render_slack(alert, DAY)
        blocks = message["blocks"]
        assert len(blocks) <= 50
        assert len(json.dumps(message, ensure_ascii=False)) <= 13_000
        for block in blocks:
            if block["type"] == "header":
                assert 0 < len(block["text"]["text"]) <= 150
            if block["type"] == "section":
                assert 0 < len(block["text"]["text"]) <= 3_000


def test_slack_counts_what_it_leaves_out(large: RuleAlert) -> None:
    wordy = replace(
        large, changes=tuple(replace(c, name=f"{c.name} {'x' * 90} {n}") for n, c in enumerate(large.changes))
    )
    text = "\n".join(b["text"]["text"] for b in render_slack(wordy, DAY)["blocks"] if b["type"] == "section")
    listed = text.count("\n`+`") + text.startswith("`+`")
    more = re.search(r"\*and (\d+) more\* – <https://www.federalregister.gov/d/2019-22210\|see the rule>", text)
    assert more is not None
    assert listed + int(more[1]) == 140
    names = {f"`+` {c.name}" for c in wordy.changes}
    assert {line.partition("  _")[0] for line in text.splitlines() if line.startswith("`+`")} <= names


def test_slack_has_a_button_to_the_official_text(additions: RuleAlert) -> None:
    buttons = [e for b in render_slack(additions, DAY)["blocks"] if b["type"] == "actions" for e in b["elements"]]
    assert [b["url"] for b in buttons] == ["https://www.federalregister.gov/d/2019-22210"]
    no_link = render_slack(replace(additions, url="javascript:alert(1)"), DAY)
    assert not any(b["type"] == "actions" for b in no_link["blocks"])


def test_hostile_text_reaches_no_channel(hostile: RuleAlert) -> None:
    mail = render_mail(hostile, DAY)
    slack = render_slack(hostile, DAY)
    console = render_console(hostile, DAY)
    assert "\n" not in mail.subject
    assert len(mail.subject) <= 200
    for text in (mail.subject, mail.text, mail.html, console, *slack_texts(slack)):
        assert not MARKS.search(text)
        assert len(text) < 400_000
        text.encode()
    assert "<script" not in mail.html
    assert "<img" not in mail.html
    assert "&lt;script&gt;" in mail.html
    marked = [b["text"]["text"] for b in slack["blocks"] if b["type"] == "section"] + [slack["text"]]
    assert not any(mark in text for text in marked for mark in ("<!", "<@", "<script", "|x>"))
    assert "characters]" in mail.text


def test_what_is_cut_says_how_long_it_was() -> None:
    assert short("A" * 1000, 100) == "A" * 80 + "… [1,000 characters]"
    assert short("kept", 100) == "kept"


@pytest.mark.parametrize(
    ("url", "link"),
    [
        ("https://example.org/a?b=c#d", "https://example.org/a?b=c#d"),
        ('https://example.org/"><script>', "https://example.org/%22%3E%3Cscript%3E"),
        ("javascript:alert(1)", ""),
        ("https://", ""),
        ("http://[bad", ""),
        ("https://example.org/\ud800", ""),
        ("", ""),
    ],
)
def test_links_are_web_addresses_or_nothing(url: str, link: str) -> None:
    assert web_link(url) == link


def test_the_console_is_plain_unless_told(mixed: RuleAlert) -> None:
    assert "\x1b" not in render_console(mixed, DAY)
    assert "\x1b[31m" in render_console(mixed, DAY, colour=True)
    assert all(columns(line) <= 60 or "https://" in line for line in render_console(mixed, DAY, width=60).splitlines())


# -- what lies on the desk, what becomes of it, and the monitor itself ------------------------------------------------

FILED = datetime(2019, 10, 7, 20, 15, tzinfo=UTC)


def test_a_filing_tells_its_hour_and_what_is_not_known_yet(additions: RuleAlert) -> None:
    unknown = ("the page in the Federal Register", "aliases, addresses and terms")
    alert = replace(
        additions, stage=Stage.PUBLIC_INSPECTION, citation="", effective_on=None, filed_at=FILED, unknown=unknown
    )
    for name, text in every_channel(alert).items():
        assert (
            "filed for public inspection October 7, 2019, 4:15 p.m. Eastern, scheduled for publication October 9, 2019"
            in text
        ), name
        assert all(said.lower() in text.lower() for said in ("not yet", *unknown)), name


def test_a_confirmation_is_short_and_names_nobody(additions: RuleAlert) -> None:
    agrees = replace(additions, confirms=True, said=("The printed rule names the same parties.",))
    assert headline(agrees).startswith("Printed as filed: 28 added to the Entity List")
    for name, text in every_channel(agrees).items():
        assert "The printed rule names the same parties." in text, name
        assert "84 FR 54002" in text, name
        assert "Hikvision" not in text, name
        assert "presumption of denial" not in text, name


def test_a_printed_rule_that_differs_says_how_and_names_all(additions: RuleAlert) -> None:
    said = ("New: adds “Yitu” (CHINA, PEOPLE'S REPUBLIC OF).",)
    differs = replace(additions, confirms=True, said=said, attention="It differs from what was filed.")
    assert headline(differs).startswith("Printed, check this rule: 28 added")
    for name, text in every_channel(differs).items():
        assert all(words in text for words in (*said, "It differs from what was filed.", "Hikvision")), name


def test_what_became_of_a_filing_is_a_few_sentences(additions: RuleAlert) -> None:
    said = ("The agency has withdrawn it.",)
    gone = making.became(additions, "Withdrawn: Addition of Certain Entities", said=said)
    assert headline(gone) == "Withdrawn: Addition of Certain Entities – 2019-22210"
    for name, text in every_channel(gone).items():
        assert "The agency has withdrawn it." in text, name
        assert "Verified" not in text, name
        assert "ffective date" not in text, name


def test_a_message_about_the_monitor_is_about_no_rule() -> None:
    said = ("It has had no good answer since noon.", "It shows its “Request Access” page.")
    alert = operator_alert("operator/x/overdue/1", "The monitor cannot see the public inspection", said)
    assert headline(alert) == "The monitor cannot see the public inspection"
    for name, text in every_channel(alert).items():
        assert all(sentence in text for sentence in said), name
        assert not any(word in text for word in ("Source", "Effect", "Verified", "Read the official text")), name


def test_hostile_sentences_reach_no_channel_raw(hostile: RuleAlert) -> None:
    said = (hostile.title,) * 40
    filing = making.became(hostile, hostile.title, said=said)
    rule = replace(hostile, said=said, unknown=said[:3], attention="")
    operator = operator_alert("operator/x", hostile.title, said)
    for alert in (filing, rule, operator):
        assert len(facts_of(alert, DAY).news) == 13 + (alert is rule), "what a filing will do is a sentence of its own"
        assert len(json.dumps(render_slack(alert, DAY), ensure_ascii=False)) <= 13_000
        mail = render_mail(alert, DAY)
        assert "<script" not in mail.html
        assert not MARKS.search(mail.text)
