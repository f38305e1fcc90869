"""Webhooks through real HTTP: signed by the Standard Webhooks scheme, and received by the example of the documentation."""

from __future__ import annotations

import json
import re
import threading
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from http.server import ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
import time_machine
from standardwebhooks import Webhook, WebhookVerificationError

from monitor.clock import eastern_day
from monitor.delivery.posting import Post
from monitor.delivery.protocol import Delivered, EarlierMessage, Envelope, Refused, Result, RetryAfter
from monitor.delivery.webhook import PATIENCE, WebhookSender, webhook_id
from monitor.demo.sinks import WebhookReply, WebhookSink
from monitor.http import Client, HttpResponse
from monitor.model import Alert, DigestAlert, Match, Named, PartiesAlert, RuleAlert, Subject, WatchedParty
from monitor.shapes import alert_from, as_json

DOCS = Path(__file__).resolve().parents[2] / "docs"
SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
NOW = datetime(2024, 12, 5, 14, 30, tzinfo=UTC)
ID = "<2024-28267.published.0123456789abcdef@entity-list-monitor>"


def envelope(now: datetime = NOW, attempts: int = 0) -> Envelope:
    return Envelope(ID, now, eastern_day(now), attempts)


def deliver(url: str, post: Post, alert: Alert, letter: Envelope | None = None, secret: str = SECRET) -> Result:
    channel = WebhookSender("hook", url, post, secret)
    return channel.send(alert, channel.recipients[0], letter or envelope())


def test_what_is_sent_is_signed_and_whole(post: Post, alert: RuleAlert) -> None:
    with WebhookSink() as sink:
        assert deliver(sink.url, post, alert) == Delivered("200")
    (request,) = sink.posted
    with time_machine.travel(NOW, tick=False):
        event = Webhook(SECRET).verify(request.body, dict(request.headers))
    assert event["id"] == request.headers["webhook-id"] == webhook_id(ID)
    assert re.fullmatch("msg_[0-9a-f]{32}", event["id"])
    assert (event["type"], event["answers"], event["pressing"]) == ("alert.rule", "", False)
    assert event["headline"] == "1 added to the Entity List: IRAN (1) – 89 FR 96830"
    assert event["link"] == alert.url
    assert "Kerman Tablo Co. – <b>&" in event["text"]
    assert event["alert"] == as_json(alert)
    assert alert_from(event["alert"]) == alert


def test_every_try_has_the_same_id_and_a_time_of_its_own(post: Post, alert: RuleAlert) -> None:
    with WebhookSink([WebhookReply(500)]) as sink:
        deliver(sink.url, post, alert)
        deliver(sink.url, post, alert, envelope(NOW + timedelta(minutes=7), 1))
    first, second = (request.headers for request in sink.posted)
    assert first["webhook-id"] == second["webhook-id"]
    assert int(second["webhook-timestamp"]) - int(first["webhook-timestamp"]) == 420
    assert first["webhook-signature"] != second["webhook-signature"]


def test_another_message_has_another_id() -> None:
    assert webhook_id(ID) != webhook_id(ID.replace("cdef", "cdee"))


def test_without_a_secret_nothing_is_signed(post: Post, alert: RuleAlert) -> None:
    with WebhookSink() as sink:
        deliver(sink.url, post, alert, secret="")
    assert "webhook-signature" not in sink.posted[0].headers
    assert sink.posted[0].headers["webhook-id"] == webhook_id(ID)


def test_an_answer_names_the_first_message(post: Post, alert: RuleAlert) -> None:
    with WebhookSink() as sink:
        deliver(sink.url, post, alert, replace(envelope(), message_id="<b@c>", answers=EarlierMessage(ID, "200")))
    assert sink.received[0]["answers"] == webhook_id(ID)


def test_digests_and_matches_are_whole(post: Post, alert: RuleAlert) -> None:
    match = Match(
        WatchedParty("C_1", "Kerman <!channel>"), Named("IRAN", "Kerman Tablo Co."), "KT", "alias", 0.9, "why", "m1"
    )
    pressing = PartiesAlert(change_set="parties/1", matches=(match,))
    digest = DigestAlert(
        change_set="digest/2024-12-05", day=date(2024, 12, 5), gathered=(alert, pressing), matches=(match,)
    )
    with WebhookSink() as sink:
        deliver(sink.url, post, pressing)
        deliver(sink.url, post, digest)
    parties, gathered = sink.received
    assert (parties["type"], parties["pressing"]) == ("alert.parties", True)
    assert parties["alert"]["matches"][0]["watch"]["name"] == "Kerman <!channel>"
    assert alert_from(gathered["alert"]) == digest


@pytest.mark.parametrize(
    ("reply", "result"),
    [
        (WebhookReply(204, ""), Delivered("204")),
        (WebhookReply(429, "", "17"), RetryAfter(17, "127.0.0.1 cannot take it for now (429).")),
        (WebhookReply(429, "", "nonsense"), RetryAfter(60, "127.0.0.1 cannot take it for now (429).")),
        (WebhookReply(408, ""), RetryAfter(60, "127.0.0.1 cannot take it for now (408).")),
        (WebhookReply(425, ""), RetryAfter(60, "127.0.0.1 cannot take it for now (425).")),
        (WebhookReply(500, ""), RetryAfter(60, "127.0.0.1 cannot take it for now (500).")),
        (WebhookReply(503, "", "90"), RetryAfter(90, "127.0.0.1 cannot take it for now (503).")),
        (WebhookReply(404, ""), RetryAfter(300, "127.0.0.1 refused the message (404): check url.")),
        (WebhookReply(410, ""), Refused("127.0.0.1 refused the message (410): the receiver is gone for good; "
                                 "remove the channel, or set url to its new address.")),
        (WebhookReply(413, ""), Refused("127.0.0.1 refused the message (413): the receiver must take larger bodies.")),
        (WebhookReply(418, ""), Refused("127.0.0.1 refused the message (418): see its log.")),
        (WebhookReply(302, ""), Refused("127.0.0.1 answers with a redirect (302): set url to the address it leads to.")),
        (WebhookReply(0), RetryAfter(60, "No answer came from 127.0.0.1 (Unreachable).")),
    ],
)  # fmt: skip
def test_what_the_receiver_answers(reply: WebhookReply, result: Result, post: Post, alert: RuleAlert) -> None:
    with WebhookSink([reply]) as sink:
        assert deliver(sink.url, post, alert) == result
        assert deliver(sink.url, post, alert) == Delivered("200")


@pytest.mark.parametrize("status", [401, 403, 404, 405])
def test_an_address_that_is_not_there_is_given_up_after_a_while(status: int, post: Post, alert: RuleAlert) -> None:
    with WebhookSink(last=WebhookReply(status, "")) as sink:
        results = [deliver(sink.url, post, alert, envelope(attempts=n)) for n in range(PATIENCE + 1)]
    assert [type(result) for result in results] == [RetryAfter] * PATIENCE + [Refused]


def test_a_date_to_wait_for_counts_by_the_receivers_clock(alert: RuleAlert) -> None:
    def post(url: str, payload: Any, headers: Any = None, /) -> HttpResponse:
        dates = {"retry-after": "Thu, 05 Dec 2024 14:02:00 GMT", "date": "Thu, 05 Dec 2024 14:00:30 GMT"}
        return HttpResponse(url, 429, dates, b"")

    result = deliver("https://x.example/S3CRET", post, alert)
    assert result == RetryAfter(90, "x.example cannot take it for now (429).")


@pytest.mark.parametrize(
    "reply",
    [
        WebhookReply(-1),
        WebhookReply(0),
        WebhookReply(404),
        WebhookReply(410),
        WebhookReply(302),
        WebhookReply(500),
        WebhookReply(429),
    ],
)
def test_the_real_client_waits_so_long_and_tells_nothing_of_the_address(reply: WebhookReply, alert: RuleAlert) -> None:
    with WebhookSink(last=reply) as sink, Client(timeout_seconds=0.3, requests_per_second=100) as client:
        result = deliver(f"http://me:pw@127.0.0.1:{sink.port}/S3CRET?key=S3CRET", client.post_json, alert)
    assert not isinstance(result, Delivered)
    assert "127.0.0.1" in result.reason
    assert "S3CRET" not in result.reason
    assert "pw" not in result.reason


def test_nothing_secret_is_in_the_representation(post: Post) -> None:
    shown = repr(WebhookSender("hook", "https://x.example/S3CRET", post, SECRET))
    assert "S3CRET" not in shown
    assert "whsec" not in shown


def test_hostile_text_is_json_like_any_other(post: Post, alert: RuleAlert) -> None:
    hostile = '"}\r\nX: y\x00\x1b[2J\u202e\ud800<script>' + "A" * 100_000
    with WebhookSink() as sink:
        assert deliver(sink.url, post, replace(alert, title=hostile, citation=hostile)) == Delivered("200")
    event = json.loads(sink.posted[0].body)
    assert event["alert"]["title"] == hostile
    assert not re.search("[\x00-\x09\x0b-\x1f\u202a-\u202e\ud800-\udfff]", event["text"] + event["headline"])
    with time_machine.travel(NOW, tick=False):
        Webhook(SECRET).verify(sink.posted[0].body, dict(sink.posted[0].headers))


# -- the example of docs/webhook.md -----------------------------------------------------------------------------------


class Receiver:
    """The documentation's own code, running."""

    def __init__(self, server: ThreadingHTTPServer, events: list[Any]) -> None:
        self.url = f"http://127.0.0.1:{server.server_address[1]}/"
        self.events = events


@pytest.fixture
def receiver(tmp_path: Path) -> Iterator[Receiver]:
    code = re.findall(r"```python\n(.*?)```", (DOCS / "webhook.md").read_text("utf-8"), re.S)[0]
    names: dict[str, Any] = {}
    exec(compile(code, "docs/webhook.md", "exec"), names)
    events: list[Any] = []
    server = names["receiver"](SECRET, tmp_path / "seen.db", events.append, ("127.0.0.1", 0))
    thread = threading.Thread(target=server.serve_forever, args=(0.02,))
    thread.start()
    yield Receiver(server, events)
    server.shutdown()
    server.server_close()
    thread.join()


def test_the_example_takes_an_alert_once(receiver: Receiver, post: Post, alert: RuleAlert) -> None:
    now = datetime.now(UTC)
    assert deliver(receiver.url, post, alert, envelope(now)) == Delivered("204")
    assert deliver(receiver.url, post, alert, envelope(now, 1)) == Delivered("204")
    (event,) = receiver.events
    assert event["alert"]["document_number"] == "2024-28267"


def test_the_example_refuses_what_is_played_again_later(receiver: Receiver, post: Post, alert: RuleAlert) -> None:
    old = deliver(receiver.url, post, alert, envelope(datetime.now(UTC) - timedelta(minutes=6)))
    early = deliver(receiver.url, post, alert, envelope(datetime.now(UTC) + timedelta(minutes=6)))
    assert (
        old
        == early
        == RetryAfter(300, "127.0.0.1 refused the message (401): check secret_file and what the receiver asks for.")
    )
    assert receiver.events == []


def test_the_example_refuses_what_was_changed_or_signed_by_others(
    receiver: Receiver, post: Post, alert: RuleAlert
) -> None:
    def tampering(url: str, payload: Any, headers: Any = None, /) -> Any:
        return post(url, payload.replace(b"IRAN", b"IRAQ"), headers)

    letter = envelope(datetime.now(UTC))
    assert isinstance(deliver(receiver.url, tampering, alert, letter), RetryAfter)
    assert isinstance(deliver(receiver.url, post, alert, letter, f"whsec_{'A' * 32}"), RetryAfter)
    assert isinstance(deliver(receiver.url, post, alert, letter, ""), RetryAfter)
    assert receiver.events == []


def test_the_documents_fields_are_those_that_are_sent(post: Post, alert: RuleAlert) -> None:
    with WebhookSink() as sink:
        deliver(sink.url, post, alert)
    said = (DOCS / "webhook.md").read_text("utf-8")
    assert [key for key in sink.received[0] if f"| `{key}` |" not in said] == []
    assert [s.value for s in Subject if f"`alert.{s.value}`" not in said] == []
    assert [h for h in sink.posted[0].headers if h.startswith("webhook-") and f"`{h}`" not in said] == []


def test_a_signature_with_the_wrong_secret_does_not_hold(post: Post, alert: RuleAlert) -> None:
    with WebhookSink() as sink:
        deliver(sink.url, post, alert, envelope(datetime.now(UTC)))
    with pytest.raises(WebhookVerificationError):
        Webhook(f"whsec_{'A' * 32}").verify(sink.posted[0].body, dict(sink.posted[0].headers))
