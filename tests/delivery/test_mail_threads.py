"""A mail's headers and attachments: conversations, repeats, tables, and nothing that comes from upstream."""

from __future__ import annotations

from dataclasses import replace
from email import message_from_bytes, policy
from email.message import EmailMessage

import pytest

from monitor.alerting.dispatch import message_id
from monitor.delivery.email import EmailSender
from monitor.delivery.message import compose
from monitor.delivery.protocol import Delivered, EarlierMessage, Envelope, Refused
from monitor.model import Alert, RuleAlert, Stage
from tests.delivery.smtp import ENVELOPE, ID, Handler, Serve, channel, running, send
from tests.rendering import making

SENDER = "elmon@example.com"
FILED = "<2024-28267.public-inspection.0123456789abcdef@entity-list-monitor>"
ANSWER = replace(ENVELOPE, answers=EarlierMessage(FILED, "kept"))


def sent(alert: Alert, envelope: Envelope = ENVELOPE) -> EmailMessage:
    """The message as it comes out of a server."""
    handler = Handler()
    with running(handler) as server:
        assert isinstance(channel(server.port).send(alert, "good@example.org", envelope), Delivered)
    (received,) = handler.received
    raw = received.content
    assert isinstance(raw, bytes)
    assert max(map(len, raw.split(b"\r\n"))) <= 998, "longer lines are broken on the way, wherever that is"
    parsed = message_from_bytes(raw, policy=policy.default)
    assert isinstance(parsed, EmailMessage)
    return parsed


def test_the_first_mail_of_a_rule_answers_none(alert: RuleAlert) -> None:
    first = compose(alert, SENDER, "a@example.org", ENVELOPE)
    assert first["In-Reply-To"] is None
    assert first["References"] is None


def test_a_later_mail_answers_the_first_by_its_real_id(alert: RuleAlert) -> None:
    """Longer than a line: an id encoded as words, or folded, would tie nothing to anything."""
    assert len(f"In-Reply-To: {FILED}") > 78
    raw = bytes(compose(alert, SENDER, "a@example.org", ANSWER))
    assert f"\r\nIn-Reply-To: {FILED}\r\n".encode() in raw
    assert f"\r\nReferences: {FILED}\r\n".encode() in raw
    arrived = sent(alert, ANSWER)
    assert (arrived["In-Reply-To"], arrived["References"], arrived["Message-ID"]) == (FILED, FILED, ID)


@pytest.mark.parametrize(
    "change_set", ["2024-28267/public-inspection", "operator/public inspection/overdue/2024-12-05T14:00"]
)
def test_the_ids_that_deliveries_make_pass_unchanged(change_set: str, alert: RuleAlert) -> None:
    made = message_id(change_set, "mail", "good@example.org")
    arrived = sent(alert, replace(ENVELOPE, message_id=f"<x{made[1:]}", answers=EarlierMessage(made)))
    assert (arrived["Message-ID"], arrived["In-Reply-To"]) == (f"<x{made[1:]}", made)


def test_every_try_is_the_same_message(alert: RuleAlert) -> None:
    first = compose(alert, SENDER, "a@example.org", ENVELOPE)
    again = compose(alert, SENDER, "a@example.org", replace(ENVELOPE, attempts=3))
    assert first["Message-ID"] == again["Message-ID"] == ID


def test_all_mails_of_a_rule_have_one_topic_and_a_subject_of_their_own(alert: RuleAlert) -> None:
    filed = replace(alert, change_set="2024-28267/public-inspection", stage=Stage.PUBLIC_INSPECTION)
    correction = replace(alert, document_number="2025-00001", thread="2024-28267", citation="90 FR 1")
    mails = [compose(a, SENDER, "a@example.org", ANSWER) for a in (filed, alert, correction)]
    assert [m["Thread-Topic"] for m in mails] == ["Entity List: 2024-28267"] * 3
    assert len({m["Subject"] for m in mails}) == 3
    assert not any(m["Subject"].startswith("Re:") for m in mails), "nobody has answered"
    other = compose(replace(alert, document_number="2025-00001"), SENDER, "a@example.org", ENVELOPE)
    assert other["Thread-Topic"] == "Entity List: 2025-00001"


def test_programs_can_tell_what_sort_of_mail_it_is(alert: RuleAlert) -> None:
    message = sent(alert)
    assert message["List-Id"] == "Entity List monitor <entity-list-monitor.example.com>"
    assert message["Auto-Submitted"] == "auto-generated"
    assert message["X-Auto-Response-Suppress"] == "All"
    assert message["Date"].datetime == ENVELOPE.sent_at


def test_the_table_arrives_as_it_was_made(serve: Serve) -> None:
    handler = Handler()
    assert isinstance(send(channel(serve(handler).port), making.rule_of_140()), Delivered)
    (received,) = handler.received
    assert isinstance(received.content, bytes)
    message = message_from_bytes(received.content, policy=policy.default)
    assert isinstance(message, EmailMessage)
    assert message.get_content_type() == "multipart/mixed"
    body, table = message.iter_parts()
    assert body.get_content_type() == "multipart/alternative"
    assert [p.get_content_type() for p in body.iter_parts()] == ["text/plain", "text/html"]
    assert (table.get_content_type(), table.get_filename()) == ("text/csv", "2024-28267.csv")
    assert table.get_content_charset() == "utf-8"
    data = table.get_payload(decode=True)
    assert isinstance(data, bytes)
    lines = data.decode("utf-8-sig").splitlines()
    assert len(lines) == 1 + 140
    assert all(len(line) < 998 for line in received.content.split(b"\r\n"))


def test_a_digest_goes_through_the_same_door() -> None:
    message = sent(making.digest())
    assert message["Subject"].startswith("3 of your parties, daily digest: 3 rules (1 to check), 31 added, 3 removed")
    assert [p.get_filename() for p in message.iter_attachments()] == ["digest-2024-12-05.csv"]


def test_hostile_text_makes_no_header_and_no_part() -> None:
    message = sent(making.hostile())
    assert {name.lower() for name in message} == {
        "from", "to", "subject", "date", "message-id", "thread-topic", "list-id", "auto-submitted",
        "x-auto-response-suppress", "mime-version", "content-type",
    }  # fmt: skip
    assert [p.get_content_type() for p in message.iter_parts()] == ["text/plain", "text/html"]
    assert message["To"] == "good@example.org"
    for name in ("Subject", "Thread-Topic"):
        assert not set(message[name]) & set("\r\n\x1b\u202e\u2066\u200b")
        assert len(message[name]) <= 250


@pytest.mark.parametrize(
    "evil", ["<a@b>\r\nBcc: victim@example.org", "\n", "", "<a b@c>", "<a@b>\n", "<\ud800@b>", f"<{'a' * 1000}@b>"]
)
def test_an_id_that_is_none_makes_no_header(evil: str, alert: RuleAlert) -> None:
    for envelope in (replace(ENVELOPE, message_id=evil), replace(ENVELOPE, answers=EarlierMessage(evil))):
        result = channel(1).send(alert, "good@example.org", envelope)
        assert isinstance(result, Refused)
        assert "\n" not in result.reason


@pytest.mark.parametrize("sender", ["a@b\r\nBcc: victim@example.org", "no address"])
def test_a_sender_that_is_none_is_refused(sender: str, alert: RuleAlert) -> None:
    assert isinstance(EmailSender("mail", "127.0.0.1", 1, sender, ()).send(alert, "a@example.org", ENVELOPE), Refused)
