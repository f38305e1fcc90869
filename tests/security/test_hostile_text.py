"""What a document says is only ever shown: no template, header, tag, mention, formula or terminal obeys it."""

from __future__ import annotations

import io
import re
from dataclasses import replace
from datetime import date, datetime
from email import message_from_bytes, policy
from html.parser import HTMLParser
from pathlib import Path
from xml.sax.saxutils import escape

import pytest

from monitor.alerting.alerts import operator_alert, trial_alert
from monitor.clock import EASTERN
from monitor.delivery.console import ConsoleSender
from monitor.delivery.feed import FeedSender
from monitor.delivery.protocol import Delivered, Envelope
from monitor.delivery.webhook import payload
from monitor.model import Alert, RuleAlert
from monitor.rendering.attachments import attachments_of
from monitor.shapes import json_bytes
from tests.demo.made import made_rule
from tests.monitoring import Monitor

DAY = date(2019, 10, 9)
WORDS = {
    "template": "{{ 7 * 191 }} {% include '/etc/passwd' %} ${7*191} #{7*191} <%= 7*191 %>",
    "mark-up": "<script>alert(1)</script><img src=x onerror=alert(1)> </td></table>",
    "mention": "<!channel> <@U123> <https://evil.invalid|click>",
    "link": "[click](https://evil.invalid) https://evil.invalid/x",
    "terminal": "\u009b31m \u202e reversed",
    "formula": '=HYPERLINK("https://evil.invalid")',
}


@pytest.mark.parametrize("words", WORDS.values(), ids=WORDS.keys())
def test_a_name_in_a_rule_is_shown_and_not_obeyed(monitor: Monitor, words: str) -> None:
    """All the way from a printed rule to mail and Slack."""
    rule = made_rule("2019-90001", datetime(2019, 10, 7, 9, tzinfo=EASTERN), DAY, "SLOT")
    monitor.register.documents[:] = [rule.record | {"title": f"Additions {words}"}]
    monitor.register.texts["2019-90001"] = rule.xml.replace(b"SLOT", escape(words).encode())
    monitor.day(DAY)
    assert monitor.deliver().sent == 3
    mail = monitor.mail.received[0]
    html, plain, post = mail.part("html"), mail.part("plain"), str(monitor.slack.received[0])
    for text in (html, plain, post, mail.data.decode()):
        assert "1337" not in text and "root:" not in text
        assert not any(c in text for c in "\x1b\u009b\u202e")
    tags = Tags(html)
    assert not {"script", "img", "iframe", "form", "object"} & tags.found
    assert not any("evil" in link or link.startswith("javascript:") for link in tags.links)
    assert "<!channel>" not in post and "<@U123>" not in post and "|click>" not in post
    assert set(mail.message.keys()) == HEADERS & set(mail.message.keys())


HEADERS = {
    "From", "To", "Subject", "Date", "Message-ID", "In-Reply-To", "References", "Auto-Submitted", "MIME-Version",
    "Content-Type", "Content-Transfer-Encoding", "X-Auto-Response-Suppress", "Precedence", "List-Id", "X-Priority", "Thread-Topic",
    "Importance", "X-Entity-List-Document", "X-Entity-List-Change-Set",
}  # fmt: skip


class Tags(HTMLParser):
    """The elements and links of a page, as a mail reader sees them."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: set[str] = set()
        self.links: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.add(tag)
        self.links += [value or "" for name, value in attrs if name in ("href", "src", "action")]
        assert not any(name.startswith("on") for name, _ in attrs)


INJECTED = "A rule\r\nBcc: everybody@example.org\n\nnew body \u2028Bcc: x@y\x00\x0b"


def hostile_alert() -> RuleAlert:
    alert = trial_alert(DAY)
    return replace(
        alert, title=INJECTED, document_number="../../etc/cron.d/x\r\nBcc: y", citation=INJECTED,
        url="javascript:alert(1)", changes=alert.changes * 40,
    )  # fmt: skip


@pytest.mark.parametrize("alert", [hostile_alert(), operator_alert(INJECTED, INJECTED, (INJECTED,))])
def test_no_header_is_added_by_any_field(monitor: Monitor, alert: Alert) -> None:
    sender = monitor.channels["mail"]
    envelope = Envelope("<1@x>", datetime(2019, 10, 9, 12, tzinfo=EASTERN), DAY, 0, None)
    assert isinstance(sender.send(alert, "one@example.org", envelope), Delivered)
    (mail,) = monitor.mail.received
    assert mail.recipients == ("one@example.org",)
    head = message_from_bytes(mail.data, policy=policy.default)
    assert head["Bcc"] is None and head["To"] == "one@example.org"
    assert not re.search(rb"^Bcc", mail.data.partition(b"\r\n\r\n")[0], re.M | re.I)


def test_no_file_name_climbs(monitor: Monitor) -> None:
    for table in attachments_of(hostile_alert(), in_full=False):
        assert re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9-]{0,60}\.csv", table.name)
        assert not any(line.startswith(("=", "+", "@", "-")) for line in table.text.splitlines())


def test_a_feed_writes_its_own_file_only(tmp_path: Path) -> None:
    envelope = Envelope("<1@x>", datetime(2019, 10, 9, 12, tzinfo=EASTERN), DAY, 0, None)
    sender = FeedSender("feed", tmp_path / "feed.xml")
    assert isinstance(sender.send(hostile_alert(), "file", envelope), Delivered)
    assert [path.name for path in tmp_path.iterdir()] == ["feed.xml"]
    assert "javascript:" not in (tmp_path / "feed.xml").read_text()


def test_a_webhook_carries_it_as_data() -> None:
    envelope = Envelope("<1@x>", datetime(2019, 10, 9, 12, tzinfo=EASTERN), DAY, 0, None)
    sent = payload(hostile_alert(), envelope)
    assert sent["link"] == ""
    assert b"\r" not in json_bytes(sent) and b"\n" not in json_bytes(sent)


def test_a_terminal_is_not_steered(monkeypatch: pytest.MonkeyPatch) -> None:
    out = io.StringIO()
    monkeypatch.setattr("sys.stdout", out)
    alert = replace(hostile_alert(), title="\x1b]0;owned\x07\x1b[2J title")
    ConsoleSender("console").send(
        alert, "x", Envelope("<1@x>", datetime(2019, 10, 9, 12, tzinfo=EASTERN), DAY, 0, None)
    )
    assert "title" in out.getvalue()
    assert not any(c in out.getvalue() for c in "\x1b\x07\x00\r")
