"""Mail through a Graph on loopback that answers as documented: 202, refused tokens and permissions, throttling, uploads."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from types import SimpleNamespace
from typing import Any

import pytest

from monitor.delivery.grants import client_credentials
from monitor.delivery.graph import RANGE, GraphSender
from monitor.delivery.posting import Ask
from monitor.delivery.protocol import Delivered, EarlierMessage, Refused, Result, RetryAfter
from monitor.delivery.tokens import TokenSource
from monitor.model import Alert, RuleAlert
from tests.delivery.microsoft import APP, SECRET, Graph, Reply, Tokens, error, no_token, served
from tests.delivery.smtp import ENVELOPE, ID
from tests.rendering import making

SCOPE = "https://graph.microsoft.com/.default"


@pytest.fixture
def graph() -> Iterator[Graph]:
    with served(Tokens()) as tokens, served(Graph(tokens)) as server:
        yield server


def sender(graph: Graph, ask: Ask, **given: Any) -> GraphSender:
    tokens = TokenSource("mail", client_credentials(graph.tokens.url, APP, SECRET, SCOPE), ask)
    keys: dict[str, Any] = {"sender": "elmon@example.com", **given}
    return GraphSender(
        "mail", recipients=("good@example.org",), tokens=tokens, ask=ask, graph_url=f"{graph.url}/v1.0", **keys
    )


def send(channel: GraphSender, alert: Alert, recipient: str = "good@example.org") -> Result:
    return channel.send(alert, recipient, ENVELOPE)


@pytest.fixture(scope="module")
def huge() -> RuleAlert:
    """A rule whose table has about 3.6 MB."""
    alert = making.rule_of_140()
    changes = [
        replace(change, after=replace(change.after, addresses=("No. 7 Example Street, " * 5_200,)))
        for change in alert.changes[:30]
        if change.after
    ]
    return replace(alert, changes=tuple(changes))


@pytest.fixture
def tabled(monkeypatch: pytest.MonkeyPatch) -> RuleAlert:
    """A rule with a table that is uploaded, small as it is."""
    monkeypatch.setattr("monitor.delivery.graph.LARGEST_REQUEST", 1_000)
    monkeypatch.setattr("monitor.delivery.graph.LARGEST_POSTED", 1_000)
    alert = making.rule_of_140()
    return replace(alert, changes=alert.changes[:21])


def test_a_mail_is_handed_over_as_it_would_go_over_smtp(graph: Graph, ask: Ask, alert: RuleAlert) -> None:
    channel = sender(graph, ask)
    assert send(channel, alert) == Delivered("202")
    (sent,) = graph.sent
    assert (sent.message["Message-ID"], sent.message["To"]) == (ID, "good@example.org")
    assert sent.message["Subject"].startswith("1 added to the Entity List")
    assert [p.get_content_type() for p in sent.message.iter_parts()] == ["text/plain", "text/html"]
    assert graph.asked[0].path == "/v1.0/users/elmon@example.com/sendMail"
    assert SECRET not in repr(channel)


def test_a_later_mail_answers_the_first(graph: Graph, ask: Ask, alert: RuleAlert) -> None:
    first = "<2024-28267.public-inspection.0123456789abcdef@entity-list-monitor>"
    sender(graph, ask).send(alert, "good@example.org", replace(ENVELOPE, answers=EarlierMessage(first)))
    assert graph.sent[0].message["In-Reply-To"] == first


def test_one_token_serves_many_mails(graph: Graph, ask: Ask, alert: RuleAlert) -> None:
    channel = sender(graph, ask)
    assert [send(channel, alert), send(channel, alert)] == [Delivered("202")] * 2
    assert graph.tokens.given == 1


def test_a_token_that_was_revoked_is_replaced_once(graph: Graph, ask: Ask, alert: RuleAlert) -> None:
    channel = sender(graph, ask)
    send(channel, alert)
    graph.tokens.valid.clear()
    assert send(channel, alert) == Delivered("202")
    assert (graph.tokens.given, len(graph.sent)) == (2, 2)


def test_a_token_that_is_refused_twice_is_for_something_else(graph: Graph, ask: Ask, alert: RuleAlert) -> None:
    graph.fails_at["sendMail"] = error(401, "InvalidAuthenticationToken", "Invalid audience.")
    result = send(sender(graph, ask), alert)
    assert isinstance(result, Refused)
    assert "(401 InvalidAuthenticationToken): the token is not for Graph" in result.reason
    assert graph.tokens.given == 2


def test_without_a_token_nothing_is_asked_of_graph(graph: Graph, ask: Ask, alert: RuleAlert) -> None:
    graph.tokens.first = [no_token("invalid_client", "AADSTS7000222: expired"), Reply(503)]
    assert isinstance(refused := send(sender(graph, ask), alert), Refused)
    assert "client_secret_file" in refused.reason
    assert isinstance(send(sender(graph, ask), alert), RetryAfter)
    assert graph.asked == []


@pytest.mark.parametrize(
    ("reply", "kind", "says"),
    [
        (error(429, "ApplicationThrottled", Retry_After="23"), RetryAfter, "cannot take the message for now (429 ApplicationThrottled)"),
        (error(503, "ErrorServerBusy", Retry_After="23"), RetryAfter, "503"),
        (Reply(502, b"<html>"), RetryAfter, "502"),
        (error(400, "ErrorExceededMessageLimit"), RetryAfter, "ErrorExceededMessageLimit"),
        (error(403, "ErrorAccessDenied"), Refused, "the application permission Mail.Send with admin consent"),
        (error(403, "Authorization_RequestDenied"), Refused, "Mail.Send"),
        (error(403, "ErrorSendAsDenied"), Refused, "set sender to the mailbox's own address"),
        (error(404, "ErrorInvalidUser"), Refused, "sender must be a mailbox of the tenant"),
        (error(404, "MailboxNotEnabledForRESTAPI"), Refused, "in Exchange Online and not on a server of your own"),
        (error(400, "ErrorInvalidRecipients"), Refused, "check the address of the recipient"),
        (error(400, "SomethingNew"), Refused, "(400 SomethingNew): see docs/mail.md."),
        (Reply(302, None, {"Location": "https://x"}), Refused, "set graph_url"),
        (Reply(404, b"<html>no such page"), RetryAfter, "answered 404, but not Graph's: is a proxy in between?"),
        (Reply(200, b"<html>Sign in to this network"), RetryAfter, "answered 200, but not Graph's: is a proxy in between?"),
        (Reply(200, {"error": {"code": "x"}}), RetryAfter, "answered 200, but not Graph's"),
        (Reply(204), RetryAfter, "answered 204, but not Graph's"),
        (error(403, "tok-7Zq-1 \x1b[2J"), RetryAfter, "is a proxy in between?"),
        (Reply(403, {"error": "tok-7Zq-1"}), RetryAfter, "is a proxy in between?"),
    ],
)  # fmt: skip
def test_what_graph_answers(
    reply: Reply, kind: type[RetryAfter | Refused], says: str, graph: Graph, ask: Ask, alert: RuleAlert
) -> None:
    graph.first = [reply]
    result = send(sender(graph, ask), alert)
    assert isinstance(result, kind)
    assert says in result.reason
    assert "tok-7Zq" not in result.reason and "\x1b" not in result.reason
    if "Retry-After" in reply.headers:
        assert isinstance(result, RetryAfter) and result.seconds == 23
    assert graph.sent == []


def test_a_permission_that_lacks_and_a_mailbox_that_is_none(graph: Graph, ask: Ask, alert: RuleAlert) -> None:
    stranger = send(sender(graph, ask, sender="other@example.com"), alert)
    assert isinstance(stranger, Refused) and "ErrorInvalidUser" in stranger.reason
    graph.permissions = set()
    result = send(sender(graph, ask), alert)
    assert isinstance(result, Refused)
    assert "Mail.Send" in result.reason and "application access policy" in result.reason


def test_nobody_there_is_tried_again(graph: Graph, ask: Ask, alert: RuleAlert) -> None:
    channel = replace(sender(graph, ask), graph_url="http://127.0.0.1:1/v1.0")
    assert send(channel, alert) == RetryAfter(60.0, "No answer came from 127.0.0.1 (Unreachable).")


@pytest.mark.parametrize("recipient", ["a@b\r\nBcc: x@y", ""])
def test_an_address_that_is_none_is_refused(recipient: str, graph: Graph, ask: Ask, alert: RuleAlert) -> None:
    assert isinstance(send(sender(graph, ask), alert, recipient), Refused)
    assert graph.asked == []


def test_a_table_of_a_usual_rule_goes_with_the_mail(graph: Graph, ask: Ask) -> None:
    assert send(sender(graph, ask), making.rule_of_140()) == Delivered("202")
    assert [p.get_filename() for p in graph.sent[0].message.iter_attachments()] == ["2024-28267.csv"]
    assert graph.drafts == {} == graph.uploads


def test_a_table_over_3_mb_is_uploaded_to_a_draft(graph: Graph, ask: Ask, huge: RuleAlert) -> None:
    assert send(sender(graph, ask), huge) == Delivered("202")
    (sent,) = graph.sent
    table = sent.files["2024-28267.csv"]
    assert len(table) > 3_000_000
    assert table.startswith(b"\xef\xbb\xbf") and table.decode("utf-8-sig").count("\n") == 31
    assert (sent.message["Message-ID"], list(sent.message.iter_attachments())) == (ID, [])
    assert "2024-28267.csv" in sent.message.get_body(("plain",)).get_content()  # type: ignore[union-attr]
    puts = [a for a in graph.asked if a.method == "PUT"]
    assert [len(a.body) for a in puts[:-1]] == [RANGE] * (len(puts) - 1)
    assert graph.drafts == {}


def test_a_smaller_table_is_posted_to_the_draft(
    graph: Graph, ask: Ask, huge: RuleAlert, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("monitor.delivery.graph.LARGEST_REQUEST", 100_000)
    assert send(sender(graph, ask), making.rule_of_140()) == Delivered("202")
    assert graph.uploads == {}
    assert graph.sent[0].files["2024-28267.csv"].decode("utf-8-sig").count("\n") == 141


def test_without_the_right_to_make_drafts_the_alert_goes_without_its_table(
    graph: Graph, ask: Ask, huge: RuleAlert
) -> None:
    graph.permissions = {"Mail.Send"}
    result = send(sender(graph, ask), huge)
    assert result == Delivered("202 (without its tables: to send them takes the permission Mail.ReadWrite)")
    (sent,) = graph.sent
    assert sent.files == {} and list(sent.message.iter_attachments()) == []
    assert ".csv" not in sent.message.get_body(("plain",)).get_content()  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("at", "reply", "kind"),
    [
        ("createUploadSession", error(503, "ErrorServerBusy"), RetryAfter),
        ("createUploadSession", Reply(201, {"uploadUrl": "ftp://elsewhere/x"}), RetryAfter),
        ("/upload/0", error(429, "ApplicationThrottled", Retry_After="9"), RetryAfter),
        ("/upload/0", Reply(500), RetryAfter),
        ("/send", error(403, "ErrorAccessDenied"), Refused),
        ("/send", Reply(200, b"<html>"), RetryAfter),
        ("/createUploadSession", Reply(200, b"<html>"), RetryAfter),
        ("/messages", Reply(201, {"id": ""}), RetryAfter),
        ("/messages", error(429, "ApplicationThrottled"), RetryAfter),
    ],
)
def test_what_fails_half_way_leaves_no_draft_behind(
    at: str, reply: Reply, kind: type[Result], graph: Graph, ask: Ask, tabled: RuleAlert
) -> None:
    graph.fails_at[at] = reply
    assert isinstance(send(sender(graph, ask), tabled), kind)
    assert graph.sent == [] and graph.drafts == {}
    graph.fails_at.clear()
    assert send(sender(graph, ask), tabled) == Delivered("202")
    assert len(graph.sent) == 1


def test_a_draft_that_cannot_be_taken_away_changes_nothing(graph: Graph, ask: Ask, tabled: RuleAlert) -> None:
    graph.fails_at = {
        "createUploadSession": error(503, "ErrorServerBusy"),
        "AAMk-0%3D": error(404, "ErrorItemNotFound"),
    }
    result = send(sender(graph, ask), tabled)
    assert isinstance(result, RetryAfter) and "503" in result.reason


def test_an_upload_that_takes_too_long_is_begun_anew_later(
    graph: Graph, ask: Ask, tabled: RuleAlert, monkeypatch: pytest.MonkeyPatch
) -> None:
    times = iter([0.0, 1.0, 119.0, 121.0])
    monkeypatch.setattr("monitor.delivery.graph.time", SimpleNamespace(monotonic=lambda: next(times)))
    result = send(sender(graph, ask), tabled)
    assert isinstance(result, RetryAfter)
    assert "takes the message too slowly" in result.reason
    assert graph.sent == [] and graph.drafts == {} and len(graph.uploads) == 1
