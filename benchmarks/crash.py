"""Kills elmon's processes at random points, hundreds of times, and looks whether anything was lost or marked twice.

Usage: python benchmarks/crash.py [--tries 300] [--database sqlite|postgresql|both] [--seed N] [--verbose]

The tries come in campaigns. Each starts from a database of an earlier version with data in it, which is migrated, filled
with past rules and then watched by one instance (SQLite) or three (PostgreSQL) while rules are filed and printed; all of it
under SIGKILL: before, inside or after a step chosen by chance, or at a moment chosen by chance. Those killed are started
again. In the end an undisturbed instance finishes, and the books are checked: every rule is in the ledger once, the list
and its history are what an undisturbed run makes, every alert has arrived and is marked once, no lease is left. Messages
that arrived more than once are counted: they came between sending and marking, under the same id.

The seed decides campaigns, rules, steps and order; at which instruction a kill meets a process it cannot decide.
"""

from __future__ import annotations

import argparse
import random
import statistics
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from benchmarks.storm import LIST_OF, TO, LeaseWatch, World, databases, kill, seed, start_over, world
from benchmarks.victims import STEPS, Fuse
from monitor.history.list_history import load_history
from monitor.model import Entry, ListName, Stage
from monitor.store import Store, open_store
from monitor.store.outbox import OutboxEntry
from tests.store.older import revisions

SIGKILLED = -9
LONGEST_LIFE = 7.0
MANY_FAULTS = 5
PATIENCE = 90.0
MIGRATIONS, BACKFILLS = 3, 4
"""Kills of each campaign that are kept for these; the others are the storm's."""


@dataclass
class Books:
    """What the tries came to."""

    kills: Counter[str] = field(default_factory=Counter)
    rules: int = 0
    messages: int = 0
    repeats: int = 0
    takeovers: list[float] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)

    def lines(self) -> Iterator[str]:
        """The report."""
        steps = ", ".join(f"{step} {n}" for step, n in sorted(self.kills.items()))
        yield f"  {sum(self.kills.values())} kills ({steps})"
        yield f"  {self.rules} rules, {self.messages} messages; repeated under their id: {self.repeats}"
        if self.takeovers:
            most = max(self.takeovers)
            yield (f"  the poller was killed and replaced {len(self.takeovers)} times: median "
                   f"{statistics.median(self.takeovers):.1f} s, longest {most:.1f} s")  # fmt: skip
        yield f"  lost, marked twice, left over or different: {len(self.faults)}"
        yield from (f"    {fault}" for fault in self.faults)


class Campaign:
    """One monitor's life under fire."""

    def __init__(
        self, place: World, chance: random.Random, instances: int, apart: bool, life: float = LONGEST_LIFE
    ) -> None:
        self.world, self.chance, self.instances, self.apart, self.life = place, chance, instances, apart, life
        self.books = Books()
        self._started = 0

    def run(self, kills: int, spare: Callable[[], str]) -> Books:
        """All stages; ``spare`` makes databases for the seed and for the undisturbed run."""
        chance, place = self.chance, self.world
        revision = chance.choice(revisions())
        rows = seed(place, spare())
        start_over(place, rows, revision)
        self._repeat(["db", "upgrade"], "migrate", MIGRATIONS, lambda: self._at_statement(25))
        for day in range(5, 13):
            place.publish(date(2027, 2, day), told=False)
        self._repeat(["backfill", "--since", "2027-02-02"], "backfill", BACKFILLS, lambda: self._any(120))
        with LeaseWatch(place.url) as watch:
            left = max(kills - sum(self.books.kills.values()), 2)
            self._storm(left * 3 // 4, watch)
            place.later(days=2)  # what lay on the desk is printed
            self._storm(left - left * 3 // 4, watch)
            self.books.takeovers = watch.times
        place.later(minutes=10)  # leases that died with their holders elsewhere run out
        self._finish()
        self._check(rows, spare())
        return self.books

    # -- killing ------------------------------------------------------------------------------------------------------

    def _at_statement(self, most: int) -> Fuse:
        return Fuse(moment="statement", nth=self.chance.randint(1, most))

    def _any(self, statements: int = 60) -> Fuse:
        """A step, or a statement."""
        if self.chance.random() < 0.3:
            return self._at_statement(statements)
        step = self.chance.choice(list(STEPS))
        return Fuse(step, self.chance.choice(["before", "after"]), self.chance.randint(1, 3))

    def _repeat(self, arguments: list[str], what: str, kills: int, fuse: Callable[[], Fuse]) -> None:
        """A command that ends by itself, killed some times (several at once where there are several), then let be."""
        for _ in range(kills):
            processes = [self._start(arguments, fuse()) for _ in range(self.instances if what == "migrate" else 1)]
            for process in processes:
                self._ended(process, what)
        process = self._start(arguments, None)
        process.join(PATIENCE)
        if process.exitcode:
            self.books.faults.append(f"{what}, undisturbed, ended with {process.exitcode}: {self._last_words()}")

    def _ended(self, process: Any, what: str) -> None:
        process.join(PATIENCE)
        if process.exitcode is None:
            self.books.faults.append(f"{what} hangs: {self._last_words()}")
            kill(process)
        elif process.exitcode == SIGKILLED:
            self.books.kills[what] += 1
        elif process.exitcode:
            self.books.faults.append(f"{what} ended with {process.exitcode}: {self._last_words()}")

    def _start(self, arguments: list[str], fuse: Fuse | None) -> Any:
        self._started += 1
        machine = f"machine-{self._started}" if self.apart else ""
        return self.world.start(*arguments, fuse=fuse, machine=machine)

    def _storm(self, kills: int, watch: LeaseWatch) -> None:
        """Instances that die and are started again, while rules come."""
        end = sum(self.books.kills.values()) + kills
        alive: dict[int, tuple[Any, str, float]] = {}
        fuses: dict[int, Fuse] = {}
        publish = 0.0
        while sum(self.books.kills.values()) < end and len(self.books.faults) < MANY_FAULTS:
            for slot in range(self.instances):
                if slot not in alive:
                    fuse = fuses[slot] = self._any()
                    life = time.monotonic() + self.chance.uniform(0.3, self.life)
                    alive[slot] = (self._start(["run"], fuse), fuse.step or "statement", life)
                process, step, life = alive[slot]
                if process.exitcode is None and time.monotonic() > life:
                    step = "any moment"
                    kill(process)
                if process.exitcode is not None:
                    watch.died(process.pid)
                    del alive[slot]
                    self.books.kills[step] += process.exitcode == SIGKILLED
                    if process.exitcode != SIGKILLED:
                        self.books.faults.append(f"run ended with {process.exitcode}: {self._last_words()}")
            if time.monotonic() > publish:
                publish = time.monotonic() + self.chance.uniform(0.3, 1.5)
                self._publish()
            time.sleep(0.02)
        for process, _, _ in alive.values():
            kill(process)
            self.books.kills["any moment"] += 1

    def _publish(self) -> None:
        """A rule in print, or on the desk and printed in two days."""
        if self.chance.random() < 0.5:
            self.world.publish()
        else:
            self.world.publish(self.world.now.date() + timedelta(days=2), filed=self.world.now)

    # -- checking -----------------------------------------------------------------------------------------------------

    def _finish(self) -> None:
        """Undisturbed instances until there is nothing left to do, and then told to stop."""
        if any(d["publication_date"] > self.world.now.date().isoformat() for d in self.world.register.documents):
            self.world.later(days=2)
        processes = [self._start(["run"], None) for _ in range(self.instances)]
        store = open_store(self.world.url)
        end = time.monotonic() + PATIENCE
        quiet = 0
        while time.monotonic() < end and quiet < 15:  # three seconds: what is found last is told too
            time.sleep(0.2)
            quiet = quiet + 1 if self._is_done(store) else 0
        store.close()
        for process in processes:
            process.terminate()
        for process in processes:
            process.join(PATIENCE)
            if process.exitcode != 0:
                self.books.faults.append(f"told to stop, it ended with {process.exitcode}: {self._last_words()}")
                kill(process)

    def _is_done(self, store: Store) -> bool:
        known = all(store.documents.has_document(number, Stage.PUBLISHED) for number in self.world.numbers)
        return known and all(row.state == "sent" or _may_wait(row) for row in store.outbox.rows(100_000))

    def _check(self, rows: Any, spare: str) -> None:
        """Everything that has to hold."""
        store, fault = open_store(self.world.url), self.books.faults.append
        self.books.rules = len(self.world.numbers)
        start_over(World(Path(), spare, *[None] * 3, timedelta()), rows, revisions()[-1])  # type: ignore[arg-type]
        still = self.world.settle(spare)
        day = self.world.now.date()
        for what, of in _BOOKS.items():
            if (found := of(store, day)) != (wanted := of(still, day)):
                fault(f"{what}: {_difference(found, wanted)}")
        outbox = store.outbox.rows(100_000)
        sent = {(row.change_set, row.channel) for row in outbox if row.state == "sent"}
        for row in outbox:
            if row.state != "sent" and not _may_wait(row):
                fault(f"message {row.id} ({row.change_set} to {row.recipient}) is {row.state}: {row.last_error}")
        for number in self.world.told:
            for channel, _ in TO:
                if not {(f"{number}/{kind}", channel) for kind in ("published", "confirmed")} & sent:
                    fault(f"nobody was told of {number} by {channel}")
        for number_, times in Counter(self.world.marks()).items():
            if times > 1:
                fault(f"message {number_} was marked {times} times")
        self._count_messages(outbox)
        store.database.moment = lambda now: now  # type: ignore[method-assign]
        if store.leases.acquire("poll", "nobody", 10_000, self.world.now) is False:
            fault("the lease of the poller is held by nobody that lives")
        store.close()
        still.close()

    def _count_messages(self, outbox: list[Any]) -> None:
        mails = Counter(str(mail.message["Message-ID"]) for mail in self.world.mail.received)
        posts = [str(post) for post in self.world.slack.received]
        for row in outbox:
            number = row.change_set.partition("/")[0]
            if number == self.world.numbers[0] or row.state != "sent":  # sent before all this; told of already
                continue
            if row.channel == "mail" and not mails[row.message_id]:
                self.books.faults.append(f"the mail about {row.change_set} did not arrive")
            if row.channel == "slack" and number != "operator" and not any(number in post for post in posts):
                self.books.faults.append(f"the post about {row.change_set} did not arrive")
        wanted = Counter(row.channel for row in outbox if row.state == "sent")
        wanted.subtract(channel for channel, _ in TO)  # of the first rule, sent before all this
        self.books.messages = wanted.total()
        self.books.repeats = mails.total() + len(posts) - wanted.total()
        if len(mails) != wanted["mail"] or self.books.repeats < 0:
            self.books.faults.append(f"{len(mails)} different mails arrived, {wanted['mail']} were written")

    def _last_words(self) -> str:
        return " | ".join(self.world.said().splitlines()[-8:])[-1500:]


def _listed(store: Store, day: date) -> list[Entry]:
    """The Entity List: the rules change no other, and the monitor gives an older database the others when it starts."""
    return [entry for entry in store.ledger.entries(day) if entry.list is ListName.ENTITY]


_BOOKS: dict[str, Callable[[Store, date], Any]] = {
    "the list": _listed,
    "the list of the first day": lambda store, day: _listed(store, LIST_OF),
    "the versions": lambda store, day: sorted(map(str, load_history(store).versions)),
    "the changes": lambda store, day: sorted(str(change) for change in store.ledger.changes()),
    "the documents": lambda store, day: sorted(r.document.number for r in store.documents.recorded()),
}  # fmt: skip
"""What must be as an undisturbed run makes it."""


def _may_wait(row: OutboxEntry) -> bool:
    """A message about the monitor itself (what the eCFR has and we have not) comes last, and waits for the next start."""
    return row.state == "pending" and row.change_set.startswith("operator/")


def _difference(found: list[Any], wanted: list[Any]) -> str:
    more = [str(one)[:100] for one in found if one not in wanted]
    less = [str(one)[:100] for one in wanted if one not in found]
    return f"{len(found)} instead of {len(wanted)}; too many: {more[:3]}, missing: {less[:3]}"


def main(
    tries: int, kind: str, number: int, each: int = 30, verbose: bool = False, life: float = LONGEST_LIFE
) -> list[Books]:
    """Campaigns of about ``each`` kills until there have been ``tries``; their books."""
    chance = random.Random(f"{number} {kind}")
    done: list[Books] = []
    with databases(kind) as make:
        while (left := tries - sum(sum(books.kills.values()) for books in done)) > 0:
            apart = kind == "postgresql" and len(done) % 2 == 1
            with world(make()) as place:
                campaign = Campaign(place, chance, 1 if kind == "sqlite" else 3, apart, life)
                done.append(campaign.run(min(each, left), make))
                if verbose or done[-1].faults:
                    print(f"campaign {len(done)}{' (each on a machine of its own)' if apart else ''}:", flush=True)
                    print("\n".join(done[-1].lines()), flush=True)
                if done[-1].faults:
                    Path("crash.log").write_text(place.said())
    return done


def total(many: list[Books]) -> Books:
    """All of them together."""
    whole = Books()
    for books in many:
        whole.kills += books.kills
        whole.rules += books.rules
        whole.messages += books.messages
        whole.repeats += books.repeats
        whole.takeovers += books.takeovers
        whole.faults += books.faults
    return whole


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description="Kill elmon's processes at random points and check the books.")
    parser.add_argument("--tries", type=int, default=300, help="kills in all")
    parser.add_argument("--database", choices=["sqlite", "postgresql", "both"], default="both")
    parser.add_argument("--seed", type=int, default=744)
    parser.add_argument("--verbose", action="store_true", help="print every campaign")
    asked = parser.parse_args()
    kinds = ["sqlite", "postgresql"] if asked.database == "both" else [asked.database]
    status = 0
    for each_kind in kinds:
        began = time.monotonic()
        result = total(main(-(-asked.tries // len(kinds)), each_kind, asked.seed, verbose=asked.verbose))
        print(f"{each_kind}, seed {asked.seed}, {time.monotonic() - began:.0f} s:")
        print("\n".join(result.lines()), flush=True)
        status |= bool(result.faults)
    sys.exit(status)
