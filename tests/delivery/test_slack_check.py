"""Slack's word on a token and a channel, through real HTTP: what each answer means, and that no message is sent."""

from __future__ import annotations

import json
from collections.abc import Iterator
from urllib.parse import parse_qs

import pytest

from monitor.delivery.slack_check import SlackAnswer, check_token
from monitor.demo.sinks import LOOPBACK
from monitor.http import Client
from tests.delivery.slack_api import SlackApi

KNOWN = {"ok": True, "channel": {"id": "C1", "is_member": True, "is_archived": False}}


@pytest.fixture
def slack() -> Iterator[SlackApi]:
    with SlackApi({"auth.test": {"ok": True, "team": "T"}, "conversations.info": KNOWN}) as api:
        yield api


def asked(url: str) -> SlackAnswer:
    with Client(timeout_seconds=5, attempts=1) as client:
        return check_token(url, "xoxb-h1dden", "C1", client.ask)


def test_a_token_and_a_channel_that_work(slack: SlackApi) -> None:
    assert asked(slack.url) == SlackAnswer(True, "Slack takes the token and knows the channel; nothing was sent")
    assert [path for path, _, _ in slack.asked] == ["/api/auth.test", "/api/conversations.info"]
    assert {token for _, token, _ in slack.asked} == {"Bearer xoxb-h1dden"}
    assert parse_qs(slack.asked[1][2]) == {"channel": ["C1"]}


@pytest.mark.parametrize(
    ("method", "answer", "works", "says", "remedy"),
    [
        ("auth.test", {"ok": False, "error": "invalid_auth"}, False, "invalid_auth", "the token is wrong"),
        ("auth.test", {"ok": False, "error": "account_inactive"}, False, "account_inactive", "install it again"),
        ("auth.test", {"ok": False, "error": "xoxb-h1dden"}, False, "is not Slack", "check api_url"),
        ("auth.test", ["no object"], False, "is not Slack", "check api_url"),
        ("conversations.info", {"ok": False, "error": "missing_scope"}, True, "takes the token", "elmon alerts test"),
        ("conversations.info", {"ok": False, "error": "channel_not_found"}, False, "channel_not_found", "set channel_id"),
        ("conversations.info", {"ok": True, "channel": {"is_archived": True}}, False, "archived", "restore it"),
        ("conversations.info", {"ok": True, "channel": {"is_member": False}}, False, "not in the channel", "/invite"),
    ],
)  # fmt: skip
def test_what_slack_refuses_has_its_remedy(
    slack: SlackApi, method: str, answer: object, works: bool, says: str, remedy: str
) -> None:
    slack.answers[method] = answer
    found = asked(slack.url)
    assert found.works is works
    assert says in found.said
    assert remedy in found.remedy
    assert "h1dden" not in json.dumps([found.said, found.remedy])


def test_no_answer_is_no_word_of_slack() -> None:
    found = asked(f"http://{LOOPBACK}:9/api")
    assert not found.works
    assert "no answer came from Slack" in found.said
