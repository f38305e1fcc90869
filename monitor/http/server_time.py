"""The time that a server says it is (its Date header), and how far this machine's clock is off it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from monitor.wire import date_in

_JUST_MADE = ("", "0")


@dataclass(frozen=True, slots=True)
class ServerTime:
    """What one answer said: its ``host``, the ``time`` there, and by how much this machine's clock is ``ahead`` of it,
    negative where it is behind."""

    host: str
    time: datetime
    ahead: timedelta


def server_time(headers: Mapping[str, str], host: str, begun: datetime, ended: datetime) -> ServerTime | None:
    """What an answer's headers, by their names in small letters, say that was asked for at ``begun`` and was there at
    ``ended``; None where they say nothing: what a cache has kept (Age) was dated when it was made, or by the cache.
    """
    date = date_in(headers)
    if date is None or headers.get("age", "").strip() not in _JUST_MADE:
        return None
    return ServerTime(host, date, ahead_of(date, begun, ended))


def ahead_of(theirs: datetime, begun: datetime, ended: datetime) -> timedelta:
    """By how much a clock is ahead that showed ``begun`` before a server wrote the time ``theirs``, and ``ended`` after.

    What it was in between is not known, and a Date header is cut to the second: it is the least that it can be.
    """
    if begun > theirs:
        return begun - theirs
    return min(ended - theirs, timedelta(0))
