"""The user's own parties come first, in every channel, with the reason; a digest is the alerts of a day in one."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from monitor.alerting.alerts import digest_alert
from monitor.model import MENTION, Alert, Match, Named, RuleAlert, Stage, WatchedParty
from monitor.rendering.console import render_console
from monitor.rendering.facts import facts_of, first_of
from monitor.rendering.headlines import headline
from monitor.rendering.mail import LONGEST_HTML, render_mail
from tests.rendering import making
from tests.rendering.making import CHINA, DAY, HOSTILE
from tests.rendering.test_render_alert import MARKS

EVENING = datetime(2024, 12, 5, 17, tzinfo=UTC)


def said(alert: Alert, today: date = DAY) -> dict[str, str]:
    """What a person reads in each, in one line."""
    mail = render_mail(alert, today)
    html = re.sub(r"<style>.*?</style>|<[^>]+>", " ", mail.html.partition("</h1>")[2], flags=re.S)
    for entity, text in (("&#39;", "'"), ("&#34;", '"'), ("&lt;", "<"), ("&gt;", ">"), ("&#183;", "·"), ("&amp;", "&")):
        html = html.replace(entity, text)
    everywhere = {"text": mail.text, "html": html, "console": render_console(alert, today)}
    return {name: " ".join(text.split()) for name, text in everywhere.items()}


def match(n: int, **given: str) -> Match:
    return Match(
        WatchedParty(f"C-{n}", f"Party {n}"), Named(CHINA, f"Entry {n}"), "x", "name", 0.9, "they are alike", **given
    )


@pytest.mark.parametrize(
    ("alert", "line"),
    [
        (making.with_matches(), "3 of your parties: 28 added to the Entity List: CHINA, PEOPLE'S REPUBLIC OF (28) – 84 FR 54002"),
        (replace(making.conflicting(), matches=(match(1),)),
         "1 of your parties, check this rule: 3 added to the Entity List: CHINA, PEOPLE'S REPUBLIC OF (3) – 89 FR 96830"),
        (replace(making.confirmation(), matches=(match(1), match(1), match(2))),
         "2 of your parties, printed as filed: 28 added to the Entity List: "
         "CHINA, PEOPLE'S REPUBLIC OF (28) – 84 FR 54002"),
        (making.became(making.filing(), "Withdrawn: a rule", matches=(match(1),)),
         "1 of your parties: Withdrawn: a rule – 2019-22210"),
        (replace(making.parties(), matches=tuple(map(match, range(5)))),
         "5 of your parties may be on the Entity List already: Party 0, Party 1, Party 2 and 2 more"),
        (replace(making.parties(), headline="Told otherwise"), "Told otherwise"),
    ],
)  # fmt: skip
def test_the_headline_says_first_whose_parties(alert: RuleAlert, line: str) -> None:
    assert headline(alert) == line


def test_each_match_says_who_what_why_and_how_sure() -> None:
    alert = making.with_matches()
    for name, text in said(alert).items():
        top, _, rest = text.partition("Addition of Certain Entities")
        assert rest, name
        for words in (
            "Hikvision (UK) Ltd", "UNITED KINGDOM", "your C-1042", "may be Hangzhou Hikvision Digital Technology Co., Ltd.",
            "90 %", "Why: Similar alias: “Hikvision”. Agrees in: “hikvision”. Differs in: “uk” (yours)", "match 0027fa",
            "is Dahua Technology", "confirmed", "elmon watch dismiss MATCH --why",
        ):  # fmt: skip
            assert words in top, (name, words)
        assert "match 0017fa" not in top, "nothing is left to decide on the confirmed one"


def test_attention_stands_above_the_parties() -> None:
    for text in said(replace(making.conflicting(), matches=(match(1),))).values():
        assert (
            0 < text.index("The rule's own statements disagree") < text.index("Party 1") < text.index("89 FR 96830 ·")
        )


def test_ten_are_told_and_the_rest_counted() -> None:
    alert = replace(making.removal(), matches=tuple(map(match, range(13))))
    facts = facts_of(alert, DAY)
    assert ([p.reference for p in facts.parties], facts.more_parties) == ([f"C-{n}" for n in range(10)], 3)
    texts = said(alert)
    assert all("Party 9" in text and "Party 10" not in text for text in texts.values())
    assert "and 3 more – run elmon screen" in texts["console"]
    assert "and 3 more – see your-parties.csv" in texts["text"]


def test_parties_newly_watched_are_told_without_a_rule() -> None:
    for name, text in said(making.parties()).items():
        assert "may be Hangzhou Hikvision" in text, name
        assert not any(word in text for word in ("Source", "Effect", "Verified", "official text →")), name


def test_a_digest_counts_what_its_parts_hold() -> None:
    gathered = (making.rule_of_28(), making.removal(), making.revision())
    assert headline(digest_alert(gathered, EVENING)) == (
        "Daily digest: 3 rules, 28 added, 2 revised, 3 removed, 1 renamed, 1 moved – December 5, 2024"
    )
    assert headline(digest_alert((making.operator(),), EVENING)) == "Daily digest: 1 other message – December 5, 2024"
    assert headline(digest_alert((), EVENING)) == "Daily digest: nothing new – December 5, 2024"
    assert headline(making.digest()).startswith("3 of your parties, daily digest: 3 rules (1 to check), 31 added")


def test_what_was_filed_and_then_printed_is_counted_once() -> None:
    """The filing had 8, the printed rule has 28; the order of the parts does not tell which came last."""
    both = (making.filing(), replace(making.confirmation(), attention="It differs."))
    for gathered in (both, both[::-1]):
        digest = digest_alert(gathered, EVENING)
        assert headline(digest).startswith("Daily digest: 1 rule (1 to check), 28 added –")
        assert [number for _, number in facts_of(digest, DAY).counts] == [28]


def test_a_digest_tells_every_part_whole_in_every_channel() -> None:
    digest = making.digest()
    parts = facts_of(digest, DAY).parts
    assert [p.headline for p in parts] == [headline(a) for a in digest.gathered]
    for name, text in said(digest).items():
        for part in parts:
            wanted = (
                part.headline, part.title, part.source, part.attention, part.verdict_meaning, *part.news, *part.problems,
                *part.disagreements, *(i.title for g in part.groups for i in g.items),
                *(t.policy for t in part.terms), *(t.requirement for t in part.terms),
            )  # fmt: skip
            for words in wanted:
                assert words in text, (name, words)
            if part.link and name != "html":
                assert part.link in text, name
    html = render_mail(digest, DAY).html
    assert all(f'href="{part.link}"' in html for part in parts if part.link)


def test_a_digests_matches_stand_on_top_once() -> None:
    for name, text in said(making.digest()).items():
        assert text.count("may be Hangzhou Hikvision") == 1, name
        assert text.index("may be Hangzhou Hikvision") < text.index("1 of 5" if name != "html" else "1 OF 5"), name


def test_a_large_digest_stays_below_what_gmail_clips() -> None:
    digest = digest_alert([replace(making.rule_of_140(), document_number=f"2024-{n}") for n in range(8)], EVENING)
    mail = render_mail(digest, DAY)
    assert len(mail.html.encode()) <= LONGEST_HTML
    assert "1,120 added" in mail.subject
    assert "and 60 more – see digest-2024-12-05.csv" in mail.text, "500 in all are listed"
    assert mail.text.count("and 140 more – see digest-2024-12-05.csv") == 4
    assert [a.name for a in mail.attachments] == ["digest-2024-12-05.csv"]


def test_the_first_changes_of_all_parts_together() -> None:
    facts = facts_of(making.digest(), DAY)
    cut = first_of(facts, 29)
    assert [part.listed for part in facts.parts] == [28, 3, 3, 0, 0]
    assert ([part.listed for part in cut.parts], [part.more for part in cut.parts]) == (
        [28, 1, 0, 0, 0],
        [0, 2, 3, 0, 0],
    )
    assert first_of(facts, 100).listed == 34


BIDI = "\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"


def test_hostile_parties_reach_no_mail_raw() -> None:
    evil = f"{BIDI}{HOSTILE}"
    watch = WatchedParty(evil, evil, evil, evil)
    matches = tuple(
        Match(watch, Named(evil, evil), evil, evil, 0.9, evil, f"{evil}{n}", decision)
        for n, decision in enumerate(("confirmed", evil, *[""] * 10))
    )
    alert = replace(making.removal(), matches=matches)
    for one in (alert, replace(making.parties(), matches=matches), digest_alert((alert, alert), EVENING)):
        mail = render_mail(one, DAY)
        attached = [a.text for a in mail.attachments]
        for text in (mail.subject, mail.text, mail.html, render_console(one, DAY), mail.topic, *attached):
            assert not MARKS.search(text)
            assert not set(BIDI) & set(text)
        assert "\n" not in mail.subject
        assert len(mail.subject) <= 200
        assert len(mail.html.encode()) <= LONGEST_HTML
        assert "<script" not in mail.html
        assert "<img" not in mail.html
        assert "&lt;script&gt;" in mail.html


def test_a_stage_alone_makes_no_rule_printed() -> None:
    """Two filings of one day are two rules."""
    filed = replace(making.filing(), document_number="2019-22211")
    assert headline(digest_alert((making.filing(), filed), EVENING)).startswith("Daily digest: 2 rules, 16 added")
    assert making.filing().stage is Stage.PUBLIC_INSPECTION


def test_a_mention_is_said_to_be_named_in_the_text() -> None:
    watch = WatchedParty("C-1", "Beijing Leike Defense Technology")
    why = (
        "your party \u201cBeijing Leike Defense Technology\u201d is named in this document, which could not be parsed."
    )
    mention = Match(watch, Named("", "Beijing Leike Defense Technology Co."), "x", MENTION, 0.98, why)
    for text in said(replace(making.rule_of_28(), matches=(mention,))).values():
        assert "is named in the document\u2019s text" in text.replace("&#8217;", "\u2019")
        assert "98" in text
        assert "is named in this document, which could not be parsed" in text
        assert "may be Beijing Leike" not in text
        assert "elmon watch confirm" not in text, "a mention has nothing to confirm"
