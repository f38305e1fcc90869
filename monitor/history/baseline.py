"""The starting state: a snapshot of the user's choice, or the copy that ships with the package."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date, timedelta
from importlib.resources import files
from pathlib import PurePath

from monitor.clock import Clock, eastern_day
from monitor.errors import CannotRead, Damaged, UsageError, WouldLose
from monitor.model import ListName, Snapshot
from monitor.store import Store
from monitor.store.outbox import Addressed
from monitor.text.sentences import listed

COPIES = {
    date(2023, 12, 5): "supp4-2023-12-05.xml.gz",
    date(2026, 7, 18): "part744-2026-07-18.xml.gz",
}
"""The copies of the list that ship with the package, by the day of each."""
BUNDLED_AS_OF = max(COPIES)
BUNDLED = COPIES[BUNDLED_AS_OF]
MAY_BE_CUT = " (may be cut short)"
MUST_REMAIN = 0.9
"""A copy with fewer entries than this share of those known is refused as broken. No rule removed a tenth of the list."""


def bundled(name: str = BUNDLED) -> bytes:
    """The bytes of a list copy that ships with the package; monitor/data/README.md gives its origin."""
    return (files("monitor.data") / name).read_bytes()


def take_baseline(
    store: Store,
    data: bytes,
    source: str,
    as_of: date,
    clock: Clock,
    *,
    replace_list: bool = False,
    force: bool = False,
) -> Snapshot:
    """Archive ``data``, read it and make it the starting state of ``store``, as it stood on ``as_of``.

    Raises CannotRead for what is no copy of the list, or, without ``force``, one that may be cut short or has lost too many
    entries: one that was forced says so wherever it is named;
    StoreError if there is a list already and not ``replace_list``.
    """
    from monitor.reading.files import read_snapshot  # noqa: PLC0415 - most commands find a list and read none

    now = clock.now()
    refuse_future(as_of, source, clock)
    snapshot = replace(read_snapshot(data, source), as_of=as_of)
    if not force:
        refuse_cut(snapshot)
        refuse_shrunken(store, snapshot, as_of)
    sha256 = store.archive.put(data, url=source, media_type="application/octet-stream", fetched_at=now)
    name = PurePath(source).name + (MAY_BE_CUT if snapshot.cuts else "")
    shown = replace(snapshot, source=name)  # readers of the pages need no path of the server's
    store.ledger.take_baseline(shown, as_of=as_of, sha256=sha256, now=now, replace=replace_list)
    return snapshot


def refuse_future(as_of: date, source: str, clock: Clock) -> None:
    """Raise UsageError where a copy of the list is said to be of a day that has not come, in Washington."""
    if as_of > eastern_day(clock.now()):
        raise UsageError(f"--as-of {as_of} lies in the future; give the day on which {source} was the list.")


def _known_sizes(store: Store, lists: Iterable[ListName], day: date) -> Iterator[tuple[ListName, int, str]]:
    """How many entries each list had on ``day`` or last before it, and where the number comes from, as far as it is known."""
    begins = store.ledger.days_of_baselines()
    older = max((d for d in COPIES if d <= day), default=None)
    copy: Snapshot | None = None
    for name in lists:
        if name in begins and begins[name] <= day:
            yield name, store.ledger.count_entries(day, name), "the database"
        elif older is not None:
            from monitor.reading.files import read_snapshot  # noqa: PLC0415 - only where the database has no list

            copy = copy or read_snapshot(bundled(COPIES[older]), "bundled")
            yield name, len(copy.of(name)), f"the copy of {older}"


def refuse_shrunken(store: Store, snapshot: Snapshot, day: date) -> None:
    """Raise CannotRead where a copy, as of a day, has lost too many entries of a list: most likely a broken download."""
    for name, known, who in _known_sizes(store, snapshot.lists, day):
        found = len(snapshot.of(name))
        if found < known * MUST_REMAIN:
            of = "" if name is ListName.ENTITY else f" of the {name.title}"
            raise CannotRead(
                f"{snapshot.source} has {found:,} entries{of}, where {who} has {known:,}: {known - found:,} too few to be "
                "believed. It is likely cut short; fetch it again, or say --force if it is right."
            )


def refuse_cut(snapshot: Snapshot) -> None:
    """Raise CannotRead where a copy of the list may be cut short, so that nothing is removed which it only lost."""
    for cut in snapshot.cuts[:1]:
        raise CannotRead(
            f"{snapshot.source}: {cut}. Nothing is accepted from it; fetch it again, or say --force if it is whole."
        )


def take_bundled(store: Store, day: date, clock: Clock) -> Snapshot:
    """Start from the bundled copy of ``day``."""
    return take_baseline(store, bundled(COPIES[day]), f"bundled eCFR copy of {day}", day, clock, force=True)


def told_of(started: Snapshot, store: Store) -> str:
    """The sentences that say which lists a database has from now on, where they come from, and what they lack."""
    counts = listed([f"the {name.title} ({len(started.of(name)):,} entries)" for name in started.lists])
    if ListName.ENTITY in started.lists:
        return f"The database was empty: it now starts from the {started.source}: {counts}."
    return f"Covered from now on: {counts}, from the {started.source}.{not_applied(started, store)}"


def not_applied(started: Snapshot, store: Store) -> str:
    """A sentence on the rules that were recorded before a list was covered, and are of days after its copy; "" if none."""
    since = started.as_of
    if since is None or ListName.ENTITY in started.lists or not store.documents.published(since + timedelta(days=1)):
        return ""
    return (
        f" Rules recorded since {since} may have changed them and are not applied to them yet: elmon replay shows what "
        "they do, elmon replay --accept records it."
    )


Telling = Callable[[Snapshot, str], Sequence[Addressed]]
"""The messages about lists that a database has from now on, with what :func:`not_applied` says."""


def ensure_baseline(store: Store, clock: Clock, telling: Telling | None = None) -> Snapshot | None:
    """Start an empty database from the newest bundled copy, and one that lacks a list with that list of it.

    What was taken; None if the database has every list already. What ``telling`` says of it is kept with it, or neither is.
    """
    missing = [name for name in ListName if name not in store.ledger.lists_known()]
    if not missing or (store.database.read_only and ListName.ENTITY not in missing):
        return None
    from monitor.reading.files import read_snapshot  # noqa: PLC0415 - most commands find a list and read none

    data, source = bundled(BUNDLED), f"bundled eCFR copy of {BUNDLED_AS_OF}"
    whole = read_snapshot(data, source)
    taken = replace(whole, as_of=BUNDLED_AS_OF, entries=tuple(e for e in whole.entries if e.list in missing))
    now = clock.now()
    sha256 = store.archive.put(data, url=source, media_type="application/octet-stream", fetched_at=now)
    try:
        told = telling(taken, not_applied(taken, store)) if telling else ()
        store.ledger.take_baseline(taken, as_of=BUNDLED_AS_OF, sha256=sha256, now=now, told=told)
    except (
        WouldLose,
        Damaged,
    ):  # another was first, rules have changed the missing list, or nobody can say what is there
        return None
    return taken
