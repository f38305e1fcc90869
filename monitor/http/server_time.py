"""The time that a server says it is (its Date header), and how far this machine's clock is off it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from monitor.wire import date_in

# e.g. "120"
_SECONDS = re.compile("[0-9]{1,9}")


@dataclass(frozen=True, slots=True)
class ServerTime:
    """What one answer said: its ``host``, the ``time`` there, and by how much this machine's clock is ``ahead`` of it,
    negative where it is behind."""

    host: str
    time: datetime
    ahead: timedelta


def server_time(headers: Mapping[str, str], host: str, begun: datetime, ended: datetime) -> ServerTime | None:
    """What an answer's headers, by their names in small letters, say that was asked for at ``begun`` and was there at
    ``ended``; None where they say nothing.

    One that a cache has kept was dated when it was made: its Age is added.
    """
    date = date_in(headers)
    if date is None:
        return None
    age = headers.get("age", "").strip()
    kept = timedelta(seconds=int(age) if _SECONDS.fullmatch(age) else 0)
    try:
        return ServerTime(host, date + kept, ahead_of(date + kept, begun, ended))
    except OverflowError:  # the end of the calendar
        return None


def ahead_of(theirs: datetime, begun: datetime, ended: datetime) -> timedelta:
    """By how much a clock is ahead that showed ``begun`` before a server wrote the time ``theirs``, and ``ended`` after.

    What it was in between is not known, and a Date header is cut to the second: it is the least that it can be.
    """
    if begun > theirs:
        return begun - theirs
    return min(ended - theirs, timedelta(0))
