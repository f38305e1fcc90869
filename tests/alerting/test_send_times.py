"""When a channel gets its alerts: at once, once a day, never in the quiet hours, a match always."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

import pytest

from monitor.alerting.alerts import operator_alert, trial_alert
from monitor.alerting.send_times import AT_ONCE, SendTimes
from monitor.model import Alert, Match, Named, WatchedParty

BERLIN = ZoneInfo("Europe/Berlin")
NEW_YORK = ZoneInfo("America/New_York")
PLAIN = trial_alert(date(2024, 12, 5))
MATCH = Match(WatchedParty("7", "Example"), Named("CHINA", "Example"), "Example", "name", 0.99, "equal")
MATCHED = replace(PLAIN, matches=(MATCH,))
CONFLICTING = replace(PLAIN, attention="The counts disagree.")
OPERATOR = operator_alert("operator/x", "blind", ())
DAILY = SendTimes(NEW_YORK, digest_at=time(8))
NIGHT = SendTimes(BERLIN, quiet=(time(22), time(7)))
NOON = SendTimes(BERLIN, quiet=(time(12), time(13, 30)))
BOTH = SendTimes(NEW_YORK, time(6), (time(22), time(7)))


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("hours", "alert", "made", "sent"),
    [
        (AT_ONCE, PLAIN, "2024-12-05 03:00", "2024-12-05 03:00"),
        (DAILY, PLAIN, "2024-12-05 12:59", "2024-12-05 13:00"),  # 08:00 in New York
        (DAILY, PLAIN, "2024-12-05 13:00", "2024-12-06 13:00"),
        (DAILY, PLAIN, "2024-07-05 11:30", "2024-07-05 12:00"),  # summer time
        (DAILY, PLAIN, "2025-03-08 14:00", "2025-03-09 12:00"),  # the night in which clocks are put forward
        (DAILY, MATCHED, "2024-12-05 03:00", "2024-12-05 03:00"),
        (DAILY, CONFLICTING, "2024-12-05 03:00", "2024-12-05 03:00"),
        (DAILY, OPERATOR, "2024-12-05 03:00", "2024-12-05 03:00"),
        (NIGHT, PLAIN, "2024-12-05 20:59", "2024-12-05 20:59"),
        (NIGHT, PLAIN, "2024-12-05 21:00", "2024-12-06 06:00"),
        (NIGHT, PLAIN, "2024-12-06 05:59", "2024-12-06 06:00"),
        (NIGHT, PLAIN, "2024-12-06 06:00", "2024-12-06 06:00"),
        (NIGHT, OPERATOR, "2024-12-05 23:00", "2024-12-06 06:00"),
        (NIGHT, MATCHED, "2024-12-05 23:00", "2024-12-05 23:00"),
        (NOON, PLAIN, "2024-12-05 11:15", "2024-12-05 12:30"),
        (NOON, PLAIN, "2024-12-05 12:30", "2024-12-05 12:30"),
        (BOTH, PLAIN, "2024-12-05 10:00", "2024-12-05 12:00"),  # the digest of 06:00 waits for 07:00
    ],
)
def test_when_it_is_sent(hours: SendTimes, alert: Alert, made: str, sent: str) -> None:
    assert hours.send_at(alert, utc(made), utc(made)) == utc(sent)


def test_a_time_that_clocks_jump_over_still_comes() -> None:
    hours = SendTimes(NEW_YORK, digest_at=time(2, 30))
    assert hours.digest_for(utc("2025-03-09 06:00")) == utc("2025-03-09 07:30")


def test_a_digest_whose_hour_has_passed_goes_at_once() -> None:
    assert DAILY.send_at(PLAIN, utc("2024-12-05 12:00"), utc("2024-12-05 15:00")) == utc("2024-12-05 15:00")
