"""Other services through Apprise, with its json:// service and a real HTTP server; its address is told to nobody."""

from __future__ import annotations

import logging
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from monitor.delivery.apprise import AppriseSender
from monitor.delivery.protocol import Delivered, Envelope, Refused, Result, RetryAfter
from monitor.demo.sinks import WebhookReply, WebhookSink
from monitor.model import Alert, DigestAlert, Match, Named, PartiesAlert, RuleAlert, WatchedParty

pytest.importorskip("apprise", reason="the extra apprise is not installed")


@pytest.fixture(autouse=True)
def the_libraries_loggers_as_they_were() -> Iterator[None]:
    """The channel silences them for the whole process; other tests of it want to hear them."""
    loggers = [logging.getLogger(name) for name in ("apprise", "urllib3", "requests")]
    before = [(logger.propagate, logger.handlers[:]) for logger in loggers]
    yield
    for logger, (propagate, handlers) in zip(loggers, before, strict=True):
        logger.propagate, logger.handlers[:] = propagate, handlers


LETTER = Envelope("<a@b>", datetime(2024, 12, 5, 14, tzinfo=UTC), date(2024, 12, 5))


def deliver(url: str, alert: Alert) -> Result:
    channel = AppriseSender("others", url)
    return channel.send(alert, channel.recipients[0], LETTER)


def address(sink: WebhookSink) -> str:
    return f"json://127.0.0.1:{sink.port}/S3CRET"


def test_one_message_with_title_and_text(alert: RuleAlert) -> None:
    with WebhookSink() as sink:
        assert deliver(address(sink), alert) == Delivered("taken")
    (message,) = sink.received
    assert message["title"] == "1 added to the Entity List: IRAN (1) – 89 FR 96830"
    assert "Kerman Tablo Co. – <b>&" in message["message"]
    assert "https://www.federalregister.gov/d/2024-28267" in message["message"]
    assert sink.posted[0].path == "/S3CRET"


@pytest.mark.parametrize(
    ("reply", "said"), [(WebhookReply(404), " (404)"), (WebhookReply(410), " (410)"), (WebhookReply(429), " (429)"), (WebhookReply(500), " (500)"), (WebhookReply(0), "")]
)  # fmt: skip
def test_what_is_not_taken_is_tried_again(
    reply: WebhookReply,
    said: str,
    alert: RuleAlert,
    capfd: pytest.CaptureFixture[str],
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.DEBUG)
    with WebhookSink(last=reply) as sink:
        result = deliver(address(sink), alert)
    assert result == RetryAfter(300, f"The service did not take the message{said}; check url.")
    assert "S3CRET" not in caplog.text
    assert capfd.readouterr() == ("", "")


@pytest.mark.parametrize("url", ["", "nonsense", "https://", "json://", "nosuch://S3CRET", "json://a/S3CRET json://b"])
def test_an_address_that_is_none_is_refused(url: str, alert: RuleAlert, capfd: pytest.CaptureFixture[str]) -> None:
    assert deliver(url, alert) == Refused(
        "The service's address is none that Apprise knows: set url or url_file again."
    )
    assert capfd.readouterr() == ("", "")


def test_channels_at_the_same_time_hear_their_own_trouble(alert: RuleAlert, caplog: pytest.LogCaptureFixture) -> None:
    with (
        WebhookSink(last=WebhookReply(404)) as one,
        WebhookSink(last=WebhookReply(500)) as other,
        ThreadPoolExecutor(2) as threads,
    ):
        urls = [address(one), address(other)] * 5
        results = list(threads.map(lambda url: deliver(url, alert), urls))
    assert ["(404)" in str(result) for result in results] == [True, False] * 5
    assert ["(500)" in str(result) for result in results] == [False, True] * 5
    assert "S3CRET" not in caplog.text


def test_a_text_too_long_ends_with_a_line_and_the_link(alert: RuleAlert, monkeypatch: pytest.MonkeyPatch) -> None:
    from apprise.plugins.custom_json import NotifyJSON

    monkeypatch.setattr(NotifyJSON, "body_maxlen", 500)
    with WebhookSink() as sink:
        deliver(address(sink), alert)
    (message,) = sink.received
    assert len(message["message"]) <= 500
    assert message["message"].splitlines()[-1] == f"… the whole text: {alert.url}"


def test_a_service_without_titles_gets_one_text(alert: RuleAlert, monkeypatch: pytest.MonkeyPatch) -> None:
    from apprise.plugins.custom_json import NotifyJSON

    monkeypatch.setattr(NotifyJSON, "title_maxlen", 0)
    monkeypatch.setattr(NotifyJSON, "body_maxlen", 600)
    with WebhookSink() as sink:
        assert deliver(address(sink), alert) == Delivered("taken")
    (message,) = sink.received
    assert message["message"].startswith("1 added to the Entity List")
    assert len(message["message"]) <= 600


def test_hostile_text_calls_nobody(alert: RuleAlert) -> None:
    hostile = "@everyone @here <@123> <!channel> \r\n\x1b[2J\u202e\ud800 " + "A" * 100_000
    match = Match(WatchedParty(hostile, hostile), Named(hostile, hostile), hostile, "name", 0.9, hostile)
    with WebhookSink() as sink:
        assert deliver(address(sink), replace(alert, title=hostile, citation=hostile, matches=(match,))) == Delivered(
            "taken"
        )
    (message,) = sink.received
    said = message["title"] + message["message"]
    assert not any(mark in said for mark in ("@everyone", "@here", "<@", "<!", "\x1b", "\u202e"))
    assert len(said) < 20_000


def test_digests_and_matches(alert: RuleAlert) -> None:
    match = Match(
        WatchedParty("C-1", "Kerman & Sons"), Named("IRAN", "Kerman Tablo Co."), "KT", "alias", 0.9, "Alike.", "m1"
    )
    digest = DigestAlert(
        change_set="digest/2024-12-05", day=date(2024, 12, 5), gathered=(alert, alert), matches=(match,)
    )
    parties = PartiesAlert(change_set="parties/1", matches=(match,))
    with WebhookSink() as sink:
        deliver(address(sink), digest)
        deliver(address(sink), parties)
    first, second = (message["message"] for message in sink.received)
    assert first.index("Kerman & Sons") < first.index("1 of 2") < first.index("2 of 2")
    assert "Alike. [match m1]" in second


def test_without_the_library_the_remedy_is_told(alert: RuleAlert, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "apprise", None)
    assert deliver("json://127.0.0.1/", alert) == Refused(
        'The Apprise library is not installed: pip install "entity-list-monitor[apprise]"'
    )


def test_the_address_is_not_in_the_representation() -> None:
    assert "S3CRET" not in repr(AppriseSender("others", "json://127.0.0.1/S3CRET"))
