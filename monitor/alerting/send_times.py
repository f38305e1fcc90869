"""When a channel wants its alerts: at once, gathered once a day, or not in the quiet hours."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from monitor.model import Alert, DocumentAlert

if TYPE_CHECKING:
    from monitor.config import ChannelBase


def send_times_of(settings: ChannelBase) -> SendTimes:
    """The send times of a channel by its settings."""
    digest_at = settings.digest_at if settings.digest == "daily" else None
    return SendTimes(ZoneInfo(settings.time_zone), digest_at, settings.quiet_hours)


@dataclass(frozen=True, slots=True)
class SendTimes:
    """``digest_at`` and ``quiet`` (from, to; over midnight where from is later) are times of day in ``zone``.

    What is pressing waits for neither: a match, and a rule that could not be read as it stands and may hide one. A message
    about the monitor itself is in no digest: it would be too late to act on.
    """

    zone: ZoneInfo
    digest_at: time | None = None
    quiet: tuple[time, time] | None = None

    def gathers(self, alert: Alert) -> bool:
        """Whether the alert belongs in a digest."""
        return self.digest_at is not None and not alert.pressing and isinstance(alert, DocumentAlert)

    def digest_for(self, created_at: datetime) -> datetime:
        """When the digest goes out that gathers an alert of ``created_at``: the first one after it."""
        assert self.digest_at is not None  # noqa: S101 - who asks has seen that there is one
        return self._next(self.digest_at, created_at)

    def send_at(self, alert: Alert, created_at: datetime, now: datetime) -> datetime:
        """When to send an alert that was made at ``created_at``: ``now``, or a later moment."""
        if alert.pressing:
            return now
        moment = max(now, self.digest_for(created_at)) if self.gathers(alert) else now
        return self._next(self.quiet[1], moment) if self.quiet and self._is_quiet(moment) else moment

    def _is_quiet(self, moment: datetime) -> bool:
        assert self.quiet is not None  # noqa: S101 - as above
        begins, ends = self.quiet
        at = moment.astimezone(self.zone).time().replace(tzinfo=None)
        return begins <= at < ends if begins <= ends else at >= begins or at < ends

    def _next(self, at: time, after: datetime) -> datetime:
        """The first moment after ``after`` at which clocks in the zone show ``at``.

        Where a clock is put forward over it, it is the moment that the hour would have been.
        """
        day = after.astimezone(self.zone).date()
        for later in range(3):
            moment = datetime.combine(day + timedelta(days=later), at, self.zone).astimezone(UTC)
            if moment > after:
                return moment
        raise AssertionError("a day has every time of day")


AT_ONCE = SendTimes(ZoneInfo("UTC"))
"""For channels that want everything when it happens."""
