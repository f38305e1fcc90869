"""Slack's webhook through real HTTP: taken, slowed down, refused, broken; and its address told to nobody."""

from __future__ import annotations

import io
import socket
from datetime import UTC, date, datetime
from typing import Any

import pytest
from pydantic import SecretStr, TypeAdapter

from monitor.config import AppriseChannel, ConsoleChannel, EmailChannel, SlackChannel
from monitor.config import channels as configured
from monitor.delivery.build import build_channels
from monitor.delivery.console import ConsoleSender
from monitor.delivery.email import EmailSender
from monitor.delivery.posting import Ask, Post
from monitor.delivery.protocol import Channel, Delivered, Envelope, Refused, Result, RetryAfter
from monitor.delivery.slack import SlackSender
from monitor.delivery.slackbot import SlackBot
from monitor.delivery.webhook import WebhookSender
from monitor.demo.sinks import WebhookReply, WebhookSink
from monitor.errors import Blocked, SettingsError
from monitor.model import Alert, RuleAlert

TODAY = date(2024, 12, 5)
NOW = datetime(2024, 12, 5, 14, tzinfo=UTC)


def send(channel: Channel, alert: Alert) -> Result:
    return channel.send(alert, channel.recipients[0], Envelope("<a@b>", NOW, TODAY))


def test_a_message_arrives(post: Post, alert: RuleAlert) -> None:
    with WebhookSink() as sink:
        assert send(SlackSender("team", sink.url, post), alert) == Delivered("ok")
    (message,) = sink.received
    assert message["text"] == "1 added to the Entity List: IRAN (1) – 89 FR 96830"
    assert "Kerman Tablo Co. – &lt;b&gt;&amp;" in str(message["blocks"])


@pytest.mark.parametrize(
    ("reply", "result"),
    [
        (WebhookReply(429, "slow down", "17"), RetryAfter(17, "Slack asks to slow down (429).")),
        (WebhookReply(429, "", "Wed, 21 Oct 2026 07:28:00 GMT"), RetryAfter(60, "Slack asks to slow down (429).")),
        (WebhookReply(429, "", "nan"), RetryAfter(60, "Slack asks to slow down (429).")),
        (WebhookReply(429, "", "9" * 50), RetryAfter(3600, "Slack asks to slow down (429).")),
        (WebhookReply(429, ""), RetryAfter(60, "Slack asks to slow down (429).")),
        (WebhookReply(500, "oops"), RetryAfter(60, "Slack has trouble of its own (500).")),
        (WebhookReply(503, ""), RetryAfter(60, "Slack has trouble of its own (503).")),
        (WebhookReply(200, "<html>sign in</html>"),
         RetryAfter(300, "The answer was 200, but not Slack's ok: is a proxy in between?")),
        (WebhookReply(400, "invalid_payload"),
         Refused("Slack refused the message (400 invalid_payload): "
                 "Slack cannot read the message; please report this.")),
        (WebhookReply(410, "channel_is_archived"),
         Refused("Slack refused the message (410 channel_is_archived): the channel it posts to is archived: "
                 "restore it, or make a webhook for another.")),
        (WebhookReply(404, "no_service"),
         Refused("Slack refused the message (404 no_service): the webhook was removed or switched off: "
                 "make a new one and set webhook_url.")),
        (WebhookReply(404, "<html>/services/T0/B0/demo not here</html>"),
         Refused("Slack refused the message (404): check webhook_url.")),
        (WebhookReply(302, ""),
         Refused("The webhook's address answers with a redirect (302): set webhook_url to the right one.")),
    ],
)  # fmt: skip
def test_what_slack_answers(reply: WebhookReply, result: Result, post: Post, alert: RuleAlert) -> None:
    with WebhookSink([reply]) as sink:
        channel = SlackSender("team", sink.url, post)
        assert send(channel, alert) == result
        assert send(channel, alert) == Delivered("ok")


def test_no_answer_is_passing_trouble_and_does_not_tell_the_address(post: Post, alert: RuleAlert) -> None:
    with WebhookSink([WebhookReply(0)]) as sink:
        hung_up = send(SlackSender("team", sink.url, post), alert)
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    nobody = send(SlackSender("team", f"http://127.0.0.1:{port}/services/secret", post), alert)
    for result in (hung_up, nobody):
        assert isinstance(result, RetryAfter)
        assert "services" not in result.reason


def test_a_client_that_is_turned_away_waits_as_told(alert: RuleAlert) -> None:
    def blocked(url: str, payload: Any, headers: Any = None, /) -> Any:
        raise Blocked(f"{url} answered 429", retry_after=33)

    assert send(SlackSender("team", "https://x/secret", blocked), alert) == RetryAfter(
        33, "Slack turned the message away for now."
    )


def test_the_address_is_not_in_the_representation(post: Post) -> None:
    channel = SlackSender("team", "https://hooks.example/services/secret", post)
    assert "secret" not in repr(channel) + str(channel.recipients)


def test_the_console_writes_plainly_into_a_pipe(alert: RuleAlert) -> None:
    out = io.StringIO()
    assert send(ConsoleSender("here", out), alert) == Delivered("written")
    assert "Kerman Tablo Co. – <b>&" in out.getvalue()
    assert "\x1b" not in out.getvalue()


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


@pytest.mark.parametrize(
    ("no_color", "term", "coloured"), [("", "xterm", True), ("1", "xterm", False), ("", "dumb", False)]
)
def test_colour_on_a_terminal_only_where_wanted(
    no_color: str, term: str, coloured: bool, alert: RuleAlert, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NO_COLOR", no_color)
    monkeypatch.setenv("TERM", term)
    out = Terminal()
    send(ConsoleSender("here", out), alert)
    assert ("\x1b[" in out.getvalue()) is coloured


def test_an_ascii_terminal_gets_question_marks(alert: RuleAlert) -> None:
    raw = io.BytesIO()
    out = io.TextIOWrapper(raw, encoding="ascii")
    assert isinstance(send(ConsoleSender("here", out), alert), Delivered)
    assert b"Kerman Tablo Co. ? <b>&" in raw.getvalue()


def test_a_closed_output_is_passing_trouble(alert: RuleAlert) -> None:
    out = io.StringIO()
    out.close()
    assert isinstance(send(ConsoleSender("here", out), alert), RetryAfter)


def test_channels_are_built_from_settings(post: Post, ask: Ask) -> None:
    channels = build_channels(
        [
            ConsoleChannel(name="here"),
            EmailChannel(
                name="mail", type="email", host="mail.example.org", username="me", password=SecretStr("pw"),
                sender="elmon@example.com", recipients=("a@example.org", "b@example.org"),
            ),
            SlackChannel(name="team", type="slack", webhook_url=SecretStr("https://hooks.example/x")),
        ],
        post,
        ask,
    )  # fmt: skip
    assert [(c.name, c.kind, c.recipients) for c in channels.values()] == [
        ("here", "console", ("stdout",)),
        ("mail", "email", ("a@example.org", "b@example.org")),
        ("team", "slack", ("webhook",)),
    ]
    mail, team = channels["mail"], channels["team"]
    assert isinstance(mail, EmailSender)
    assert (mail.port, mail.password) == (587, "pw")
    assert isinstance(team, SlackSender)
    assert team.webhook_url == "https://hooks.example/x"


def test_channels_are_built_from_the_real_settings(post: Post, ask: Ask) -> None:
    made = TypeAdapter(list[configured.Channel]).validate_python(
        [
            {"type": "console", "name": "here"},
            {"type": "email", "name": "mail", "host": "h", "sender": "a@b.c", "recipients": ["d@e.f"]},
            {"type": "slack", "name": "team", "webhook_url": "https://hooks.example/x"},
            {
                "type": "slack",
                "name": "bot",
                "token": "xoxb-1",
                "channel_id": "C1",
                "api_url": "https://a.example/api/",
            },
            {"type": "webhook", "name": "hook", "url": "https://x.example", "secret": f"whsec_{'A' * 32}"},
            {"type": "feed", "name": "feed", "path": "feed.atom"},
            {"type": "apprise", "name": "other", "url": "json://127.0.0.1/S3CRET"},
        ]
    )
    channels = build_channels(made, post, ask)
    assert [c.kind for c in channels.values()] == ["console", "email", "slack", "slack", "webhook", "feed", "apprise"]
    bot, hook = channels["bot"], channels["hook"]
    assert isinstance(bot, SlackBot)
    assert (bot.channel_id, bot.token, bot.api_url) == ("C1", "xoxb-1", "https://a.example/api")
    assert isinstance(hook, WebhookSender)
    assert hook.secret == f"whsec_{'A' * 32}"
    shown = repr(list(channels.values())) + str([c.recipients for c in channels.values()])
    assert not any(secret in shown for secret in ("xoxb", "whsec", "S3CRET", "hooks.example", "x.example"))


def test_without_the_apprise_extra_the_settings_say_what_to_install(
    post: Post, ask: Ask, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("monitor.delivery.build.find_spec", lambda name: None)
    with pytest.raises(SettingsError, match=r'needs the Apprise library: pip install "entity-list-monitor\[apprise\]"'):
        build_channels([AppriseChannel(name="x", type="apprise", url=SecretStr("json://127.0.0.1/"))], post, ask)


def test_two_channels_of_one_name_are_refused(post: Post, ask: Ask) -> None:
    with pytest.raises(SettingsError, match='Two channels are named "x"'):
        build_channels([ConsoleChannel(name="x"), ConsoleChannel(name="x")], post, ask)
