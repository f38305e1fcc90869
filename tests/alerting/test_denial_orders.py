"""Who is told of an order on export privileges, and when."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from monitor.alerting.recipients import Audience, recipients
from monitor.alerting.send_times import send_times_of
from monitor.config import EmailChannel
from monitor.model import DenialOrderAlert
from tests.alerting.making import EVERY_KIND, MATCH

STORED = EVERY_KIND["denial-order"]
assert isinstance(STORED, DenialOrderAlert)
ORDER = replace(STORED, matches=(), attention="")
OURS, UNREAD = replace(ORDER, matches=(MATCH,)), replace(ORDER, attention="It was not read.")
BASE: dict[str, Any] = {"type": "email", "host": "h", "sender": "a@b.c", "recipients": ("x@y.z",)}
FILTERS = {"countries": ("IRAN",), "kinds": ("added",), "stages": ("public-inspection",), "lists": ("meu-list",)}


@pytest.mark.parametrize(
    ("mail", "told"),
    [
        ({}, ()),
        ({"subjects": ("denial-orders",)}, (ORDER, OURS, UNREAD)),
        ({"subjects": ("rules", "denial-orders"), **FILTERS}, (ORDER, OURS, UNREAD)),  # they choose among rules
        ({"subjects": ("denial-orders",), "only_matches": True}, (OURS, UNREAD)),  # unread is louder than read
    ],
)
def test_who_is_told(mail: dict[str, Any], told: tuple[DenialOrderAlert, ...]) -> None:
    routes = [EmailChannel(name="mail", **BASE, **mail), EmailChannel(name="team", **BASE)]
    for alert in (ORDER, OURS, UNREAD):
        wanted = (("mail", "m"),) if alert in told else ()
        assert recipients(alert, routes, {"mail": ("m",), "team": ("t",)}) == wanted


def test_it_waits_for_its_digest_unless_it_presses() -> None:
    times = send_times_of(EmailChannel(name="mail", digest="daily", **BASE))
    assert [times.gathers(alert) for alert in (ORDER, OURS, UNREAD)] == [True, False, False]


def test_one_that_was_not_screened_says_so_and_is_told() -> None:
    def failing(alert: Any, words: str = "", /) -> Any:
        raise IndexError("list index out of range")

    told = Audience(screen=failing).screened(ORDER, "x")
    assert "Not all of your parties were screened" in told.attention
    assert told.pressing
