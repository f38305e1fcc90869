"""What a set-up needs, checked piece by piece: each finding is well, unwise or a fault, with the remedy."""

from __future__ import annotations

import zoneinfo
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from pathlib import Path

from monitor.clock import EASTERN, Clock
from monitor.errors import MonitorError
from monitor.http import HttpResponse, ahead_of, date_of, host_of
from monitor.operations.backup import at_work
from monitor.operations.probes import Failed, try_folder
from monitor.store.database_check import DatabaseCheck, examine, file_of
from monitor.store.engine import Database

SKEW_SECONDS = 60
FEW_BYTES, FEWEST_BYTES = 1_000_000_000, 100_000_000


class CheckOutcome(StrEnum):
    """How a check came out."""

    OK = "ok"
    WARN = "warn"
    FAIL = "fail"


@dataclass(frozen=True, slots=True)
class Finding:
    """One check. ``remedy`` is "" where there is nothing to do."""

    check: str
    outcome: CheckOutcome
    found: str
    remedy: str = ""


def trouble(check: str, error: MonitorError) -> Finding:
    """The finding of a check that failed; our sentences name the thing before the semicolon, the remedy behind it."""
    found, _, remedy = str(error).partition("; ")
    return Finding(check, CheckOutcome.FAIL, found.rstrip("."), remedy.rstrip("."))


def check_database(url: str, clock: Clock, *, auto_upgrade: bool) -> Iterator[Finding]:
    """Reachable, of this version, writable; of a file also its disk, journal and permissions. Nothing is made or changed."""
    path = file_of(url)
    try:
        if path is not None and not path.exists():
            yield _missing(path)
            return
        found = examine(url)
    except OSError as error:
        yield Finding(
            "database", CheckOutcome.FAIL, f"{path} cannot be reached ({error.strerror})", "check its permissions"
        )
        return
    except MonitorError as error:
        yield trouble("database", error)
        return
    yield Finding("database", CheckOutcome.OK, f"{found.shown}: {found.engine}, readable and writable")
    yield _version(found, auto_upgrade)
    if path is not None:
        yield from _file(path, found)
    if found.version == found.newest:
        yield _instance(url, clock)


def _missing(path: Path) -> Finding:
    try:
        try_folder(path)
    except Failed as failed:
        return Finding("database", CheckOutcome.FAIL, failed.found, failed.remedy)
    return Finding("database", CheckOutcome.WARN, f"{path} is not there yet", "elmon poll or elmon run makes it")


def _version(found: DatabaseCheck, auto_upgrade: bool) -> Finding:
    if found.version > found.newest:
        said = f"the tables are at {found.version}, this version knows {found.newest}"
        return Finding("tables", CheckOutcome.FAIL, said, "install the newer version of elmon; there is no way back")
    if found.version < found.newest:
        said = f"the tables are at {found.version or 'nothing'}, this version wants {found.newest}"
        outcome = CheckOutcome.WARN if auto_upgrade else CheckOutcome.FAIL
        return Finding("tables", outcome, said, "elmon db upgrade" + (", or the next start" if auto_upgrade else ""))
    return Finding("tables", CheckOutcome.OK, f"at {found.version}, as this version wants")


def _file(path: Path, found: DatabaseCheck) -> Iterator[Finding]:
    if found.mode & 0o077:
        yield Finding(
            "file mode", CheckOutcome.WARN, f"{path} is open to others ({found.mode:04o})", f"chmod 600 {path}"
        )
    else:
        yield Finding("file mode", CheckOutcome.OK, f"{found.mode:04o}")
    if not found.wal:
        yield Finding(
            "journal", CheckOutcome.WARN, "the file is not in WAL mode", "put it on a local disk, not a network one"
        )
    room = f"{found.free / 1e9:.1f} GB free beside the database"
    if found.free < FEW_BYTES:
        outcome = CheckOutcome.FAIL if found.free < FEWEST_BYTES else CheckOutcome.WARN
        yield Finding("disk", outcome, room, "make room; elmon db prune --vacuum frees some")
    else:
        yield Finding("disk", CheckOutcome.OK, room)


def _instance(url: str, clock: Clock) -> Finding:
    database = Database(url)
    try:
        holder = at_work(database, clock)
    except MonitorError as error:
        return trouble("polling", error)
    finally:
        database.close()
    if holder:
        return Finding("polling", CheckOutcome.OK, f"{holder} polls")
    return Finding(
        "polling",
        CheckOutcome.WARN,
        "no elmon run is at work on this database",
        "start it, or run elmon poll from cron",
    )


def check_zones(clock: Clock) -> Finding:
    """Legal time is Eastern; without time zone data nothing is right."""
    try:
        zoneinfo.ZoneInfo("America/New_York")
    except (zoneinfo.ZoneInfoNotFoundError, OSError):
        return Finding("time zones", CheckOutcome.FAIL, "America/New_York is not known", "pip install tzdata")
    return Finding(
        "time zones", CheckOutcome.OK, f"it is {clock.now().astimezone(EASTERN):%Y-%m-%d %H:%M} in Washington"
    )


def check_source(name: str, get: Callable[[str], HttpResponse], url: str, clock: Clock) -> Iterator[Finding]:
    """One small question to a source: whether it answers, and whether its clock and ours agree."""
    begun = clock.now()
    try:
        answer = get(url)
    except MonitorError as error:
        yield trouble(name, error)
        return
    if answer.status >= 400:
        yield Finding(
            name,
            CheckOutcome.FAIL,
            f"{host_of(url)} answers, but {answer.status} to what the API should know",
            "check its base_url",
        )
    elif not answer.body.lstrip().startswith(b"{"):
        said = f"{host_of(url)} answers, but with a page and not as the API"
        yield Finding(name, CheckOutcome.FAIL, said, "check the path of its base_url, and proxies that ask to sign in")
    else:
        yield Finding(name, CheckOutcome.OK, f"{host_of(url)} answers ({answer.status})")
    theirs = date_of(answer)
    if theirs is not None:
        yield _clock(theirs, begun, clock.now())


def _clock(theirs: datetime, begun: datetime, ended: datetime) -> Finding:
    ahead = ahead_of(theirs, begun, ended).total_seconds()
    if abs(ahead) > SKEW_SECONDS:
        said = f"this machine is {abs(ahead):.0f} s {'ahead of' if ahead > 0 else 'behind'} the source's clock"
        return Finding("clock", CheckOutcome.WARN, said, "let the machine keep time (NTP: timedatectl set-ntp true)")
    return Finding("clock", CheckOutcome.OK, "agrees with the source's to within a minute")


def check(name: str, probe: Callable[[], str]) -> Finding:
    """One connection tried."""
    try:
        return Finding(name, CheckOutcome.OK, probe())
    except Failed as failed:
        return Finding(name, CheckOutcome.FAIL, failed.found, failed.remedy)


def check_words(name: str, against: tuple[str, str], well: str) -> Finding:
    """A check whose answer is what stands against it and the remedy, both "" where all is ``well``."""
    found, remedy = against
    return Finding(name, CheckOutcome.FAIL, found, remedy) if found else Finding(name, CheckOutcome.OK, well)
