"""Alerts out of the outbox, through a real mail server and a real webhook."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from monitor.alerting.alerts import trial_alert
from monitor.alerting.dispatch import message_id
from monitor.alerting.recipients import recipients
from monitor.alerting.send_times import SendTimes
from monitor.clock import EASTERN
from monitor.config import ConsoleChannel
from monitor.demo.sinks import WebhookReply
from monitor.model import Alert, ChangeKind, Stage
from monitor.store.processes import this_instance
from tests.monitoring import Monitor

FIRST = date(2019, 10, 9)


def test_everybody_gets_it_once(monitor: Monitor) -> None:
    monitor.day(FIRST)
    report = monitor.deliver()
    assert (report.sent, report.postponed, report.failed) == (3, 0, 0)
    assert sorted(m.recipients for m in monitor.mail.received) == [("one@example.org",), ("two@example.org",)]
    assert len(monitor.slack.received) == 1
    message = monitor.mail.received[0]
    for part in ("plain", "html"):
        assert "Hangzhou Hikvision Digital Technology Co., Ltd." in message.part(part)
    assert monitor.deliver().sent == 0


@pytest.mark.parametrize("replies", [[WebhookReply(500), WebhookReply(0)]])
def test_a_webhook_that_is_down_delays_nobody_and_gets_it_later(monitor: Monitor) -> None:
    monitor.day(FIRST)
    report = monitor.deliver()
    assert (report.sent, report.postponed) == (2, 1)
    assert monitor.deliver().postponed == 0  # not due yet
    for minutes in (2, 5):
        monitor.clock.set(monitor.clock.now() + timedelta(minutes=minutes))
        monitor.deliver()
    assert {r.state for r in monitor.store.outbox.rows()} == {"sent"}
    assert len(monitor.slack.received) == 3  # two tries that failed, and the one that was taken


@pytest.mark.parametrize("replies", [[WebhookReply(404, "no_service")]])
def test_a_webhook_that_is_gone_leaves_a_dead_letter_with_the_reason(monitor: Monitor) -> None:
    monitor.day(FIRST)
    assert monitor.deliver().failed == 1
    dead = next(r for r in monitor.store.outbox.rows() if r.state == "dead")
    assert (dead.channel, "no_service" in dead.last_error or "404" in dead.last_error) == ("slack", True)
    assert "services" not in dead.last_error
    monitor.store.outbox.retry(None, monitor.clock.now())
    assert monitor.deliver().sent == 1


def test_a_channel_taken_out_of_the_settings_leaves_dead_letters(monitor: Monitor) -> None:
    monitor.day(FIRST)
    del monitor.channels["slack"]
    assert monitor.deliver().failed == 1
    assert 'No channel "slack"' in next(r.last_error for r in monitor.store.outbox.rows() if r.state == "dead")


def test_stopping_leaves_the_rest_for_the_next_start(monitor: Monitor) -> None:
    monitor.day(FIRST)
    stops = iter([False, True])
    dispatcher = replace(monitor.dispatcher(), stop=lambda: next(stops))
    assert dispatcher._serve("mail").sent == 1
    assert monitor.store.outbox.backlog(monitor.clock.now()).waiting == 2
    assert monitor.deliver().sent == 2


def test_a_message_keeps_its_id_at_every_try() -> None:
    assert message_id("2019-22210/published", "mail", "a@b.c") == message_id("2019-22210/published", "mail", "a@b.c")
    ids = {message_id("2019-22210/published", c, r) for c in ("mail", "slack") for r in ("a@b.c", "d@e.f")}
    assert len(ids) == 4
    assert all(i.startswith("<2019-22210.published.") and i.endswith(">") for i in ids)


def test_what_a_process_of_this_machine_was_sending_when_it_died_is_sent_again_at_once(monitor: Monitor) -> None:
    monitor.day(FIRST)
    machine, number, began = this_instance().rsplit(":", 2)
    now = monitor.clock.now()
    assert len(monitor.store.outbox.lease(now, f"{machine}:{number}:{int(began) - 1}", 300, 9)) == 3
    assert monitor.deliver().sent == 3


def channel(**filters: Any) -> ConsoleChannel:
    return ConsoleChannel(name="mail", **filters)


@pytest.mark.parametrize(
    ("filters", "wanted"),
    [
        ({}, True), ({"countries": ("China",)}, True), ({"countries": ("RUSSIA",)}, False),
        ({"kinds": (ChangeKind.ADDED,)}, True), ({"kinds": (ChangeKind.REMOVED,)}, False),
        ({"countries": ("Russia",), "kinds": (ChangeKind.ADDED,)}, False),
        ({"stages": (Stage.PUBLIC_INSPECTION,)}, False),
    ],
)  # fmt: skip
def test_a_filter_decides_who_is_alerted(filters: dict[str, Any], wanted: bool) -> None:
    alert = trial_alert(FIRST)
    assert bool(recipients(alert, [channel(**filters)], {"mail": ("a@example.org",)})) is wanted


def test_what_needs_attention_passes_the_filters(monitor: Monitor) -> None:
    alert = replace(trial_alert(FIRST), attention="Could not be read.", changes=())
    assert recipients(alert, [channel(countries=("RUSSIA",))], {"mail": ("a@example.org",)})


def test_a_message_that_makes_the_monitor_fail_holds_up_no_other(monitor: Monitor) -> None:
    """The bug is planted in when to send; there are others between the outbox and the channel."""

    class Planted(SendTimes):
        def gathers(self, alert: Alert) -> bool:
            raise IndexError("list index out of range")

    monitor.day(FIRST)
    dispatcher = monitor.dispatcher()
    dispatcher.send_times = {**dispatcher.send_times, "slack": Planted(EASTERN)}
    report = dispatcher.round()
    assert (report.sent, report.postponed) == (2, 1)
    (waiting,) = [row for row in monitor.store.outbox.rows() if row.state != "sent"]
    assert (waiting.attempts, waiting.last_error) == (1, "The monitor failed unexpectedly (IndexError).")
