"""Slack with a token, through real HTTP: threads, replies, refusals in answers of status 200; and no word of the token."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from monitor.delivery.posting import Post
from monitor.delivery.protocol import Delivered, EarlierMessage, Envelope, Refused, Result, RetryAfter
from monitor.delivery.slackbot import SlackBot
from monitor.demo.sinks import WebhookReply, WebhookSink
from monitor.model import Alert, FilingAlert, RuleAlert

TOKEN = "xoxb-S3CRET"
NOW = datetime(2024, 12, 5, 14, tzinfo=UTC)
FIRST = Envelope("<2024-28267.published.0123456789abcdef@entity-list-monitor>", NOW, date(2024, 12, 5))
ANSWER = replace(FIRST, message_id="<b@c>", answers=EarlierMessage("<a@b>", "C1:1700000000.000100"))


def taken(n: int = 1) -> WebhookReply:
    return WebhookReply(200, json.dumps({"ok": True, "channel": "C1", "ts": f"1700000000.{n:06}"}))


def no(error: str, retry_after: str = "") -> WebhookReply:
    return WebhookReply(200, json.dumps({"ok": False, "error": error}), retry_after)


def bot(sink: WebhookSink, post: Post) -> SlackBot:
    return SlackBot("team", "C1", TOKEN, post, f"http://127.0.0.1:{sink.port}/api")


def deliver(sink: WebhookSink, post: Post, alert: Alert, envelope: Envelope = FIRST) -> Result:
    channel = bot(sink, post)
    return channel.send(alert, channel.recipients[0], envelope)


@pytest.fixture
def large(alert: RuleAlert) -> RuleAlert:
    """140 entries with long names and aliases."""
    (change,) = alert.changes
    assert change.after is not None
    entries = [
        replace(change.after, name=f"Company {n} {'of Somewhere ' * 6}", aliases=("Alias " * 8,) * 3)
        for n in range(140)
    ]
    return replace(alert, changes=tuple(replace(change, name=e.name, after=e) for e in entries))


def test_the_first_message_begins_a_thread(post: Post, alert: RuleAlert) -> None:
    with WebhookSink(last=taken()) as sink:
        assert deliver(sink, post, alert) == Delivered("C1:1700000000.000001")
    (request,) = sink.posted
    (message,) = sink.received
    assert request.path == "/api/chat.postMessage"
    assert request.headers["authorization"] == f"Bearer {TOKEN}"
    assert request.headers["content-type"] == "application/json; charset=utf-8"
    assert message["channel"] == "C1"
    assert "thread_ts" not in message
    assert message["metadata"]["event_payload"] == {
        "message_id": "2024-28267.published.0123456789abcdef@entity-list-monitor",
        "part": 1,
        "attempt": 1,
    }
    assert TOKEN not in request.body.decode()
    assert "Message 0123456789abcdef." in message["blocks"][-1]["elements"][0]["text"]


def quiet(alert: RuleAlert) -> RuleAlert:
    return replace(alert, confirms=True)


def differing(alert: RuleAlert) -> RuleAlert:
    return replace(alert, confirms=True, attention="Printed otherwise than filed.")


def withdrawn(alert: RuleAlert) -> FilingAlert:
    return FilingAlert(
        change_set=alert.change_set, title=alert.title, document_number=alert.document_number, publication_date=None,
        url=alert.url, headline="Withdrawn",
    )  # fmt: skip


@pytest.mark.parametrize(("make", "broadcast"), [(quiet, False), (differing, True), (withdrawn, True)])
def test_later_messages_answer_in_the_thread(
    make: Callable[[RuleAlert], Alert], broadcast: bool, post: Post, alert: RuleAlert
) -> None:
    with WebhookSink(last=taken(7)) as sink:
        assert deliver(sink, post, make(alert), ANSWER) == Delivered("C1:1700000000.000007")
    (message,) = sink.received
    assert (message["thread_ts"], message["reply_broadcast"]) == ("1700000000.000100", broadcast)


def test_a_receipt_that_is_none_begins_a_thread(post: Post, alert: RuleAlert) -> None:
    with WebhookSink(last=taken()) as sink:
        deliver(sink, post, alert, replace(ANSWER, answers=EarlierMessage("<a@b>", "ok")))
    assert "thread_ts" not in sink.received[0]


def test_a_thread_whose_first_message_was_deleted_is_begun_anew(post: Post, alert: RuleAlert) -> None:
    with WebhookSink([no("thread_not_found")], taken(3)) as sink:
        assert deliver(sink, post, alert, ANSWER) == Delivered("C1:1700000000.000003")
    assert ["thread_ts" in message for message in sink.received] == [True, False]


def test_a_rule_of_140_entries_goes_on_in_the_thread(post: Post, large: RuleAlert) -> None:
    with WebhookSink([taken(n) for n in range(1, 20)]) as sink:
        assert deliver(sink, post, large) == Delivered("C1:1700000000.000001")
    first, *replies = sink.received
    assert 1 < len(replies) <= 5
    assert {reply["thread_ts"] for reply in replies} == {"1700000000.000001"}
    assert not any("reply_broadcast" in reply for reply in replies)
    said = "".join(json.dumps(message) for message in sink.received)
    assert all(f"Company {n} of" in said for n in range(140))
    for message in sink.received:
        assert len(message["blocks"]) <= 50
        assert len(json.dumps({k: message[k] for k in ("text", "blocks")}, ensure_ascii=False)) <= 13_000
    assert "more* in the thread" in json.dumps(first)


def test_replies_to_an_answer_go_to_the_same_thread(post: Post, large: RuleAlert) -> None:
    with WebhookSink([taken(n) for n in range(1, 20)]) as sink:
        deliver(sink, post, replace(large, attention="Look."), ANSWER)
    assert {message["thread_ts"] for message in sink.received} == {"1700000000.000100"}


def test_a_reply_that_is_not_taken_repeats_nothing(post: Post, large: RuleAlert) -> None:
    with WebhookSink([taken(), taken(2), no("ratelimited"), no("ratelimited")], taken(9)) as sink:
        result = deliver(sink, post, large)
    assert isinstance(result, Delivered)
    assert result.receipt.startswith("C1:1700000000.000001 (2 of ")
    assert "(ratelimited)" in result.receipt
    assert sum("thread_ts" not in message for message in sink.received) == 1
    answers = replace(ANSWER, answers=EarlierMessage("<a@b>", result.receipt))
    with WebhookSink(last=taken(8)) as sink:
        deliver(sink, post, quiet(large), answers)
    assert sink.received[0]["thread_ts"] == "1700000000.000001"


def test_a_reply_is_tried_again_at_once(post: Post, large: RuleAlert) -> None:
    with WebhookSink([taken(), WebhookReply(500)], taken(2)) as sink:
        assert deliver(sink, post, large) == Delivered("C1:1700000000.000001")


@pytest.mark.parametrize(
    ("reply", "kind", "said"),
    [
        (WebhookReply(429, "", "17"), RetryAfter(17, "Slack asks to slow down (429)."), ""),
        (WebhookReply(429, json.dumps({"ok": False, "error": "ratelimited"})), RetryAfter, "(429)"),
        (no("ratelimited", "23"), RetryAfter(23, "Slack cannot take the message for now (ratelimited)."), ""),
        (no("internal_error"), RetryAfter, "(internal_error)"),
        (no("service_unavailable"), RetryAfter, "(service_unavailable)"),
        (WebhookReply(500, "oops"), RetryAfter, "trouble of its own (500)"),
        (WebhookReply(200, "<html>"), RetryAfter, "is a proxy in between?"),
        (WebhookReply(200, '{"ok": true}'), RetryAfter, "is a proxy in between?"),
        (WebhookReply(200, "[" * 100_000), RetryAfter, "is a proxy in between?"),
        (no(f"Bearer {TOKEN}"), RetryAfter, "is a proxy in between?"),
        (no("channel_not_found"), Refused, "set channel_id"),
        (no("not_in_channel"), Refused, "invite the app"),
        (no("invalid_auth"), Refused, "set token_file"),
        (no("token_revoked"), Refused, "set token_file"),
        (no("missing_scope"), Refused, "chat:write"),
        (no("brand_new_error"), Refused, "(brand_new_error)"),
        (WebhookReply(404, "nothing here"), Refused, "(404): check api_url"),
        (WebhookReply(302, ""), Refused, "set api_url"),
        (WebhookReply(0), RetryAfter, "No answer came from Slack (Unreachable)."),
    ],
)  # fmt: skip
def test_what_slack_answers(
    reply: WebhookReply, kind: Result | type[Result], said: str, post: Post, alert: RuleAlert
) -> None:
    with WebhookSink([reply], taken()) as sink:
        result = deliver(sink, post, alert)
        assert result == kind if not isinstance(kind, type) else isinstance(result, kind)
        assert not isinstance(result, Delivered)
        assert said in result.reason
        assert TOKEN not in result.reason
        assert deliver(sink, post, alert) == Delivered("C1:1700000000.000001")


def test_the_token_is_not_in_the_representation(post: Post) -> None:
    assert TOKEN not in repr(SlackBot("team", "C1", TOKEN, post))
