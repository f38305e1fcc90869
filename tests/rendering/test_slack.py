"""Slack messages: the user's parties first, within Slack's limits whatever comes, and no name that is markup."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest

from monitor.alerting.alerts import digest_alert
from monitor.model import Match, Named, PartiesAlert, RuleAlert, SubEntity, WatchedParty
from monitor.rendering.slack import MOST_REPLIES, Message, render_slack, render_slack_thread
from monitor.rendering.slackblocks import SlackPiece, count, escaped, linked, pack

NOON = datetime(2024, 12, 5, 17, tzinfo=UTC)
DAY = date(2019, 10, 9)
MATCH = Match(
    WatchedParty("C_1042", "Hikvision (UK) Ltd", "UNITED KINGDOM"),
    Named("CHINA", "Hangzhou Hikvision"),
    "HIKVISION",
    "alias",
    0.96,
    "The alias equals your name.",
    "m17",
)


def texts(message: Message) -> str:
    """All that the message shows, in its order."""

    def of(value: Any) -> list[str]:
        if isinstance(value, dict):
            return [value["text"]] if isinstance(value.get("text"), str) else [t for v in value.values() for t in of(v)]
        return [t for v in value for t in of(v)] if isinstance(value, list) else []

    return "\n".join(of(message["blocks"]))


def in_limits(message: Message) -> bool:
    sections = [b["text"]["text"] for b in message["blocks"] if b["type"] == "section"]
    return (
        len(message["blocks"]) <= 50
        and all(0 < len(text) <= 3_000 for text in sections)
        and len(json.dumps(message, ensure_ascii=False)) <= 13_000
    )


def test_parties_come_before_the_rule_and_its_entries(additions: RuleAlert) -> None:
    message = render_slack(replace(additions, matches=(MATCH,)), DAY)
    said = texts(message)
    assert message["text"].startswith("1 of your parties: 28 added")
    assert said.index("*Your parties*") < said.index("*Rule*") < said.index("`+`")
    assert (
        "• *Hikvision (UK) Ltd (UNITED KINGDOM), your C_1042* may be Hangzhou Hikvision (CHINA): 96 %"
        " – The alias equals your name. [match m17]" in said
    )
    assert "elmon watch confirm MATCH" in said


def test_many_parties_are_counted(additions: RuleAlert) -> None:
    wordy = replace(MATCH, explanation="why " * 90, watch=replace(MATCH.watch, name="& " * 99))
    message = render_slack(replace(additions, matches=(wordy,) * 2_000), DAY)
    assert "and 1,990 more – run elmon screen" in texts(message)
    assert "`+`" in texts(message)
    assert in_limits(message)


def test_a_rule_of_140_entries_is_told_in_full_in_its_thread(large: RuleAlert) -> None:
    wordy = replace(
        large, changes=tuple(replace(c, name=f"{c.name} {'x' * 90} {n}") for n, c in enumerate(large.changes))
    )
    messages = render_slack_thread(wordy, DAY)
    assert 1 < len(messages) <= 4
    assert all(map(in_limits, messages))
    said = [line for message in messages for line in texts(message).splitlines()]
    assert sum(line.startswith("`+`") for line in said) == 140
    more = next(line for line in said if " more* in the thread" in line)
    assert more.endswith("<https://www.federalregister.gov/d/2019-22210|see the rule>")
    assert [m["text"].rpartition(" ")[2] for m in messages[1:]] == [f"{len(messages)})"] * (len(messages) - 1)


def test_the_thread_tells_aliases_that_a_single_message_has_no_room_for(large: RuleAlert) -> None:
    alias = next(c.after.aliases[0] for c in large.changes if c.after and c.after.aliases)
    assert "_a.k.a." not in texts(render_slack(large, DAY))
    assert any(alias in texts(message) for message in render_slack_thread(large, DAY))


def test_a_change_is_told_with_its_addresses(additions: RuleAlert) -> None:
    change = next(c for c in additions.changes if c.after and c.after.aliases)
    assert change.after
    sites = ("1 First Rd., Beijing, China", "2 Second Rd., Beijing, China", "3 Third Rd., Beijing, China")
    entry = replace(change.after, addresses=sites, sub_entities=(SubEntity("Far Works", ("FW",), ("4 Far Rd.",)),))
    said = texts(render_slack(replace(additions, changes=(replace(change, after=entry),)), DAY))
    line = next(line for line in said.splitlines() if line.startswith("`+`"))
    assert line.endswith(f"  – {sites[0]}; {sites[1]}; and 1 more – see the rule")
    assert f"_a.k.a. {entry.aliases[0]}" in line
    assert line.index("a.k.a.") < line.index("Far Works") < line.index(sites[0])


def test_where_room_is_short_the_addresses_go_first_then_the_aliases(large: RuleAlert) -> None:
    def single(number: int) -> str:
        return texts(render_slack(replace(large, changes=large.changes[:number]), DAY))

    told = [("  – " in said, "_a.k.a." in said) for said in map(single, range(10, 141, 5))]
    assert list(dict.fromkeys(told)) == [(True, True), (False, True), (False, False)]


def test_a_small_rule_is_one_message(additions: RuleAlert) -> None:
    few = replace(additions, changes=additions.changes[:5])
    assert len(render_slack_thread(few, DAY)) == 1
    assert render_slack_thread(few, DAY)[0] == render_slack(few, DAY)
    assert "more*" not in texts(render_slack(few, DAY))


def test_a_thread_has_an_end(large: RuleAlert) -> None:
    endless = replace(large, changes=large.changes * 60)
    messages = render_slack_thread(endless, DAY)
    assert len(messages) == MOST_REPLIES + 1
    assert all(map(in_limits, messages))
    listed = sum(line.startswith("`+`") for m in messages for line in texts(m).splitlines())
    assert f"*and {len(endless.changes) - listed:,} more* – " in texts(messages[-1])


@pytest.mark.parametrize("replies", [False, True])
def test_hostile_text_stays_in_limits_and_is_no_markup(replies: bool, hostile: RuleAlert) -> None:
    evil = "*b* _i_ `c` ~s~ :skull: <!channel> @here <https://evil.example|x> \u202e&&&&" + "&" * 100_000
    match = Match(WatchedParty(evil, evil, evil), Named(evil, evil), evil, "name", 0.9, evil, evil)
    alert = replace(hostile, matches=(match,) * 30, said=(evil,) * 30, title=evil)
    digest = digest_alert((alert,) * 20, NOON)
    for one in (alert, digest):
        messages = render_slack_thread(one, DAY) if replies else (render_slack(one, DAY),)
        for message in messages:
            assert in_limits(message)
            said = texts(message).replace("<https://evil.example/%22%3E%3Cscript%3E%7Cx%3E|", "")
            for mark in (
                "<!",
                "<@",
                "<https://evil.example|",
                "*b*",
                "_i_",
                "`c`",
                "~s~",
                ":skull:",
                "@here",
                "\u202e",
            ):
                assert mark not in said.partition("\n")[2]  # the first line is plain text, not mrkdwn
                assert mark not in message["text"]


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("A & B <c>", "A &amp; B &lt;c&gt;"),
        ("C_1042 snake_case a*b", "C_1042 snake_case a*b"),
        ("*bold* _it_ ~no~ `code`", "∗bold∗ ˍitˍ ∼no∼ ˋcodeˋ"),
        ("<!channel> <@U1> <#C1>", "&lt;!channel&gt; &lt;@U1&gt; &lt;#C1&gt;"),
        ("@here and @Channel, me@heredity.org", "＠here and ＠Channel, me@heredity.org"),
        (":warning: at 10:30:15, a: b: c", "∶warning: at 10∶30:15, a: b: c"),
        ("a\u202eb\u200b\x00c\n\nd", "ab c d"),
    ],
)
def test_text_is_shown_as_it_is(text: str, shown: str) -> None:
    assert escaped(text) == shown


@pytest.mark.parametrize("text", ["&" * 5_000, "<a>" * 5_000, "x" * 5_000, "& x" * 1_100])
@pytest.mark.parametrize("limit", [100, 600, 3_000])
def test_escaped_text_keeps_its_limit(text: str, limit: int) -> None:
    said = escaped(text, limit)
    assert limit // 3 < len(said) <= limit
    assert said.replace("&amp;", "").replace("&lt;", "").replace("&gt;", "").count("&") == 0


def test_a_link_cannot_be_broken_out_of() -> None:
    assert linked("https://x.example/a|b>c&d", "text") == "<https://x.example/a%7Cb%3Ec&amp;d|text>"
    assert linked("", "text") == "text"


def test_packing_loses_no_line() -> None:
    pieces = [
        SlackPiece(f"head {p}", tuple(f"line {p}.{n} {'x' * (n % 700)}" for n in range(90)), p > 0) for p in range(4)
    ]
    left, found, rounds = pieces, [], 0
    while left:
        sections, rest = pack(left, 5_000, 3)
        assert 1 <= len(sections) <= 3
        assert count(rest) <= count(left)
        found += [line for s in sections for line in s["text"]["text"].splitlines()]
        left, rounds = rest, rounds + 1
        assert rounds < 200
    assert [line for line in found if line.startswith("line")] == [line for p in pieces for line in p.lines]
    assert {line for line in found if line.startswith("head")} == {p.head for p in pieces}


def test_a_digest_tells_each_alert_with_its_link(additions: RuleAlert, mixed: RuleAlert) -> None:
    day = date(2024, 12, 5)
    parts = (replace(additions, changes=additions.changes[:2]), replace(mixed, note="Trial."))
    digest = replace(digest_alert(parts, NOON), gathered=parts, matches=(MATCH,))
    message = render_slack(digest, day)
    said = texts(message)
    assert in_limits(message)
    assert said.index("Hikvision (UK) Ltd") < said.index("*1 of 2: ") < said.index("*2 of 2: ")
    assert "<https://www.federalregister.gov/d/2019-22210|Read the official text>" in said
    assert "A person must look" in said
    assert sum(line.startswith("`") for line in said.splitlines()) == 7
    large = replace(digest, gathered=(replace(additions, changes=additions.changes * 30),) * 3)
    assert in_limits(render_slack(large, day))
    assert "more* – see the rules" in texts(render_slack(large, day))


def test_parties_already_on_the_list() -> None:
    message = render_slack(PartiesAlert(change_set="parties/1", matches=(MATCH,)), DAY)
    assert message["text"] == "1 of your parties may be on the Entity List already: Hikvision (UK) Ltd"
    assert "may be Hangzhou Hikvision (CHINA): 96 %" in texts(message)


def test_the_last_line_names_the_message(additions: RuleAlert) -> None:
    message = render_slack(additions, DAY, "<2019-22210.published.0123456789abcdef@entity-list-monitor>")
    assert texts(message).endswith("Message 0123456789abcdef.")
    assert "Message" not in texts(render_slack(additions, DAY)).splitlines()[-1]
