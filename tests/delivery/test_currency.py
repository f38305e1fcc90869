"""Every message says how current the list is when it is sent, in each channel's own form."""

from __future__ import annotations

import io
import json
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from monitor.delivery.console import ConsoleSender
from monitor.delivery.feed import FeedSender
from monitor.delivery.message import compose
from monitor.delivery.posting import Post
from monitor.delivery.protocol import Envelope
from monitor.delivery.slack import SlackSender
from monitor.delivery.webhook import WebhookSender
from monitor.demo.sinks import WebhookSink
from monitor.model import ListCurrency, RuleAlert, SourceCheck

NOW = datetime(2024, 12, 5, 14, 30, tzinfo=UTC)
FRESH = ListCurrency(date(2024, 12, 5), (SourceCheck("federal register", NOW, out_of_date=False),))
STALE = ListCurrency(
    date(2024, 11, 1), (SourceCheck("federal register", datetime(2024, 11, 1, 14, tzinfo=UTC), out_of_date=True),)
)
WORDS = {
    FRESH: "List current through December 5, 2024. Last successful checks: Federal Register December 5, 2024, 9:30 a.m.",
    STALE: "OUT OF DATE: list current through November 1, 2024. Last successful checks: Federal Register November 1, 2024",
}


def mail(alert: RuleAlert, envelope: Envelope, folder: Path, post: Post) -> list[Any]:
    message = compose(alert, "a@example.org", "b@example.org", envelope)
    return [
        part.get_content()
        for part in message.walk()
        if part.get_content_maintype() == "text" and not part.get_filename()
    ]


def console(alert: RuleAlert, envelope: Envelope, folder: Path, post: Post) -> list[Any]:
    stream = io.TextIOWrapper(io.BytesIO(), "utf-8")
    ConsoleSender(stream=stream).send(alert, "stdout", envelope)
    stream.seek(0)
    return [stream.read()]


def feed(alert: RuleAlert, envelope: Envelope, folder: Path, post: Post) -> list[Any]:
    path = folder / "list.atom"
    FeedSender("feed", path).send(alert, "file", envelope)
    return [path.read_text("utf-8")]


def slack(alert: RuleAlert, envelope: Envelope, folder: Path, post: Post) -> list[Any]:
    with WebhookSink() as sink:
        SlackSender("slack", sink.url, post).send(alert, "webhook", envelope)
    return [json.dumps(sink.received[0], ensure_ascii=False)]


def webhook(alert: RuleAlert, envelope: Envelope, folder: Path, post: Post) -> list[Any]:
    with WebhookSink() as sink:
        WebhookSender("hook", sink.url, post, "").send(alert, "webhook", envelope)
    body = json.loads(sink.posted[0].body)
    assert envelope.current is not None
    assert body["current_through"] == str(envelope.current.current_through)
    assert body["out_of_date"] is envelope.current.out_of_date
    return [body["text"]]


@pytest.mark.parametrize("current", [FRESH, STALE], ids=["fresh", "stale"])
@pytest.mark.parametrize("sent", [mail, console, feed, slack, webhook])
def test_a_message_says_it(
    alert: RuleAlert, post: Post, tmp_path: Path, sent: Callable[..., list[Any]], current: ListCurrency
) -> None:
    envelope = Envelope("<1@entity-list-monitor>", NOW, date(2024, 12, 5), current=current)
    found = sent(alert, envelope, tmp_path, post)
    assert found
    for text in found:
        assert WORDS[current] in " ".join(text.split())
