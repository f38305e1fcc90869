"""The heart of ``elmon run``: schedules, signals, drain, lease.

When a source is asked is its plan's business (``monitor.polling.source_watch``); APScheduler 3.11 only wakes us then, and at
least once a minute, so that the lease is kept and a machine that slept is noticed. ``misfire_grace_time=None`` and
``coalesce=True`` so that a turn late by any amount is run once, and ``max_instances=1`` so that none overtakes another.
Sources and channels work in threads of their own: a mail server that hangs must not blind the monitor. Draining is ours:
SIGTERM lets the document and the message at work finish.
"""

from __future__ import annotations

import os
import signal
import threading
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta

import structlog
from apscheduler.schedulers.background import BackgroundScheduler

from monitor.alerting.dispatch import Dispatcher
from monitor.clock import Clock
from monitor.errors import MonitorError
from monitor.history.baseline import ensure_baseline
from monitor.operations.liveness import Liveness
from monitor.operations.measurements import Measurements, read_measurements
from monitor.operations.status import Status, read_status
from monitor.polling.schedule import Plan
from monitor.polling.source_watch import Source, SourceReport, SourceWatch
from monitor.store import Store
from monitor.store.processes import has_ended
from monitor.store.sources import POLL_LEASE

HEARTBEAT_SECONDS = 1
"""How often an instance looks after its lease, or whether it can have another's."""
LEASE_SECONDS = 5.0
"""How long another instance waits before it takes over from one that has died on another machine."""
LEASE_SECONDS_ALONE = 180.0
"""The same on SQLite, whose instances share a machine and see each other die: renewing must not keep the disk busy."""
LONGEST_PAUSE = timedelta(seconds=60)
AFTER_TROUBLE = timedelta(seconds=60)
DELIVERY_SECONDS = 15
ROUNDS = 4
DRAIN_SECONDS = 60

log = structlog.get_logger()


def prepare(store: Store, clock: Clock) -> None:
    """Give an empty database the list that everything starts from."""
    started = ensure_baseline(store, clock)
    if started:
        log.info("started from a copy of the list", source=started.source, entries=len(started.entries))


def _signals(*numbers: signal.Signals) -> int:
    """A pipe that is written to when one of the signals arrives.

    Python runs handlers in the main thread, and a main thread that waits for a lock is not woken when the kernel gives the
    signal to another thread. The pipe is written to in whichever thread it arrives.
    """
    reading, writing = os.pipe()
    os.set_blocking(writing, False)
    signal.set_wakeup_fd(writing)
    for number in numbers:
        signal.signal(number, lambda *_: None)
    return reading


class Daemon:
    """Watches and delivers until told to stop; several instances share the work through a lease row."""

    def __init__(
        self,
        watch: SourceWatch,
        dispatcher: Dispatcher,
        plans: Mapping[str, Plan],
        daily: Callable[[], object] | None = None,
        ping: Callable[[], object] | None = None,
        parties: Callable[[], object] | None = None,
    ) -> None:
        self.watch = watch
        self.store = watch.store
        self.clock = watch.clock
        self.dispatcher = dispatcher
        self.plans = plans
        self.daily = daily
        self.ping = ping
        self.parties = parties
        self.liveness = Liveness()
        self.holder = dispatcher.holder
        self.stopping = threading.Event()
        dispatcher.stop = self.stopping.is_set
        self._watching = threading.Lock()
        self.leading = False
        self._lease_seconds = LEASE_SECONDS_ALONE if self.store.database.is_sqlite else LEASE_SECONDS
        self._scheduler = BackgroundScheduler(
            timezone="UTC", job_defaults={"misfire_grace_time": None, "coalesce": True, "max_instances": 1}
        )

    def run(self) -> None:
        """Run until SIGTERM or SIGINT; what is at work is finished first."""
        asked = _signals(signal.SIGTERM, signal.SIGINT)
        self.start()
        os.read(asked, 1)
        self.stop()

    def start(self) -> None:
        """Begin to watch, in the background."""
        prepare(self.store, self.clock)
        self._scheduler.add_job(self.turn, "date", run_date=datetime.now(UTC), id="watch")
        self._scheduler.add_job(self.heartbeat, "interval", seconds=HEARTBEAT_SECONDS, next_run_time=datetime.now(UTC))
        # Several at a time: a round that waits for a slow channel must not keep the next one from the others.
        self._scheduler.add_job(
            self.deliver, "interval", seconds=DELIVERY_SECONDS, next_run_time=datetime.now(UTC), max_instances=ROUNDS
        )
        self._scheduler.start()
        log.info("watching", sources=", ".join(self.plans))

    def stop(self) -> None:
        """Finish what is at work and give the lease to another instance."""
        self.stopping.set()
        log.info("stopping")
        self._scheduler.shutdown(wait=False)
        if self._watching.acquire(timeout=DRAIN_SECONDS):
            self._watching.release()
        self.dispatcher.drain(DRAIN_SECONDS)
        try:
            self.store.leases.release(POLL_LEASE, self.holder)
        except MonitorError as error:  # then it runs out by itself
            log.warning("the lease could not be given up", error=str(error))
        log.info("stopped")

    def status(self) -> Status:
        """What ``elmon status`` shows, for the health server."""
        return read_status(self.store, self.clock, self.plans)

    def measure(self) -> Measurements:
        """All that is measured, for the metrics. Raises StoreError where the database does not answer."""
        return read_measurements(self.store, self.clock, self.plans, self.dispatcher.channels, POLL_LEASE, self.holder)

    def turn(self) -> None:
        """One scheduled turn, if the lease is ours, and the next one planned; one that failed is logged."""
        pause = AFTER_TROUBLE
        with self._watching:
            if self.stopping.is_set():
                return
            self.liveness.begin()
            try:
                pause = self._turn()
            except MonitorError as error:  # the database's
                log.error("poll failed", error=str(error))
            except Exception:  # the job's boundary, as below
                log.exception("poll failed unexpectedly")
            self.liveness.end()
            if self.stopping.is_set():
                return
            if self.ping and self.liveness.went_well():
                self._scheduler.add_job(self.ping, "date", run_date=datetime.now(UTC), id="ping", replace_existing=True)
            wake = datetime.now(UTC) + pause
            self._scheduler.add_job(self.turn, "date", run_date=wake, id="watch", replace_existing=True)

    def heartbeat(self) -> None:
        """Keep the lease while a long turn is at work; take the turn of an instance that has died."""
        self.liveness.beat()
        try:
            leads = self._leads()
        except Exception as error:  # noqa: BLE001 - the database's trouble is told by the turns; the heart must go on
            log.debug("no heartbeat", error=str(error))
            return
        if leads and not self.leading and not self.stopping.is_set() and not self._watching.locked():
            self._scheduler.add_job(self.turn, "date", run_date=datetime.now(UTC), id="watch", replace_existing=True)
        self.leading = self.leading and leads

    def _leads(self) -> bool:
        self.store.require_ours()  # whoever stays behind an upgrade of the others writes nothing any more
        now = self.clock.now()
        return self.store.leases.acquire(POLL_LEASE, self.holder, self._lease_seconds, now, has_ended=has_ended)

    def _turn(self) -> timedelta:
        """Ask who is due; how long to wait until the next turn."""
        if not self._leads():
            self.leading = False
            return LONGEST_PAUSE  # the heartbeat wakes us when the other is gone
        if not self.leading:
            log.info("this instance polls", holder=self.holder)
            self.watch.resume()
            self.leading = True
        for what, job in (
            ("reading the parties", self.parties),
            ("poll", lambda: self.watch.turn(self._report)),
            ("daily work", self.daily),
        ):
            try:
                if job:
                    job()
            except MonitorError as error:
                log.error(f"{what} failed", error=str(error))
            except Exception:  # the job's boundary: whatever a turn meets, the next one must come
                log.exception(f"{what} failed unexpectedly")
        return max(min(self.watch.due() - self.clock.now(), LONGEST_PAUSE), timedelta(0))

    def _report(self, source: Source, report: SourceReport) -> None:
        """Log what a source has answered, and deliver what came of it."""
        self.liveness.heard(source.name, report)
        if report.error:
            log.error("poll failed", source=source.name, error=report.error.message, again=str(source.due))
        for alert in report.recorded:
            log.info(
                "rule",
                document=alert.document_number,
                stage=alert.stage.value,
                citation=alert.citation,
                verdict=alert.verdict.value,
            )
        if not report.error:
            log.debug("poll good", source=source.name, summary=report.summary)
        if report.alerted:
            self._scheduler.add_job(
                self.deliver, "date", run_date=datetime.now(UTC), id="deliver", replace_existing=True
            )

    def deliver(self) -> None:
        """Send what is due; trouble is logged, and what was not marked stays in the outbox."""
        if self.stopping.is_set():
            return
        try:
            self.store.require_ours()
            report = self.dispatcher.round()
        except MonitorError as error:
            log.error("delivery failed", error=str(error))
            return
        except Exception:  # the job's boundary, as above
            log.exception("delivery failed unexpectedly")
            return
        if report.sent or report.postponed or report.failed:
            log.info("delivered", sent=report.sent, postponed=report.postponed, dead=report.failed)
