"""The heart of ``elmon run``: schedules, signals, drain, lease.

When a source is asked is its plan's business (``monitor.polling.source_watch``); timers on the monotonic clock wake us then,
and at least once a minute, so that the lease is kept and a machine that slept is noticed. APScheduler 3.11 runs the jobs in
threads, each "now": its own triggers go by the wall clock, so that one put back two hours would silence them for two hours
and one put forward a year would make them count every second missed (its issues 35, 351 and 1066). Sources and channels
work in threads of their own: a mail server that hangs must not blind the monitor. Draining is ours: SIGTERM lets the
message at work finish, and the document unless it is being read; that is given up, and read at the next start.
"""

from __future__ import annotations

import os
import signal
import threading
import time
from collections.abc import Callable, Mapping
from datetime import timedelta
from functools import partial

import structlog
from apscheduler.schedulers.background import BackgroundScheduler

from monitor.alerting.dispatch import Dispatcher
from monitor.clock import Clock, StepWatch, Timers, steady
from monitor.errors import MonitorError, Stopping
from monitor.history.baseline import Telling, ensure_baseline, told_of
from monitor.operations.liveness import Liveness
from monitor.operations.measurements import Measurements, read_measurements
from monitor.operations.status import Status, read_status
from monitor.operations.watchdog import Watchdog
from monitor.polling.clock_steps import report_clock_step
from monitor.polling.lease import HEARTBEAT_SECONDS, take_lease
from monitor.polling.schedule import Plan
from monitor.polling.source_watch import Source, SourceReport, SourceWatch
from monitor.store import Store
from monitor.store.sources import POLL_LEASE

LONGEST_PAUSE = timedelta(seconds=60)
AFTER_TROUBLE = timedelta(seconds=60)
DELIVERY_SECONDS = 15
ROUNDS = 4
DRAIN_SECONDS = 60
DOUBTFUL_SECONDS = 3600.0
"""How long after the clock was set nothing is done that is due once a day: it may be put right again."""

WATCH, HEART, DELIVERY, PING = "watch", "heartbeat", "deliver", "ping"
"""The jobs by their names."""

log = structlog.get_logger()


def prepare(store: Store, clock: Clock, telling: Telling | None = None) -> None:
    """Give a database the lists that everything starts from, as far as it lacks them."""
    started = ensure_baseline(store, clock, telling)
    if started:
        log.info("started from a copy of the list", said=told_of(started, store), entries=len(started.entries))


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
    """Watches and delivers until told to stop; several instances share the work through a lease row.

    ``stopping`` is set on SIGTERM; who asks the sources ends the pauses between two attempts by it. ``end_reading`` is
    called then.
    """

    def __init__(
        self,
        watch: SourceWatch,
        dispatcher: Dispatcher,
        plans: Mapping[str, Plan],
        daily: Callable[[], object] | None = None,
        ping: Callable[[], object] | None = None,
        parties: Callable[[], object] | None = None,
        watchdog: Watchdog | None = None,
        seconds: Callable[[], float] = steady,
        stopping: threading.Event | None = None,
        telling: Telling | None = None,
        end_reading: Callable[[], object] | None = None,
    ) -> None:
        self.watch = watch
        self.store = watch.store
        self.clock = watch.clock
        self.dispatcher = dispatcher
        self.plans = plans
        self.daily = daily
        self.ping = ping
        self.parties = parties
        self.watchdog = watchdog
        self.telling = telling
        self.end_reading = end_reading
        self.liveness = Liveness()
        self.holder = dispatcher.holder
        self.stopping = stopping or threading.Event()
        dispatcher.stop = self.stopping.is_set
        self._watching = threading.Lock()
        self.leading = False
        self._steps = StepWatch(self.clock, seconds)
        self._unreported: list[timedelta] = []
        self._daily_from = 0.0
        self._timers = Timers(lambda error: log.error("a timer's call failed", error=str(error)))
        self._scheduler = BackgroundScheduler(timezone="UTC", job_defaults={"misfire_grace_time": None})

    def run(self) -> None:
        """Run until SIGTERM or SIGINT; what is at work is finished first."""
        asked = _signals(signal.SIGTERM, signal.SIGINT)
        self.start()
        os.read(asked, 1)
        self.stop()

    def start(self) -> None:
        """Begin to watch, in the background."""
        prepare(self.store, self.clock, self.telling)
        self._scheduler.start()
        self._timers.every(LONGEST_PAUSE.total_seconds(), WATCH, self._begin_turn)
        self._timers.every(HEARTBEAT_SECONDS, HEART, partial(self._run_now, self.heartbeat, HEART))
        # Several at a time: a round that waits for a slow channel must not keep the next one from the others.
        self._timers.every(DELIVERY_SECONDS, DELIVERY, partial(self._run_now, self.deliver, DELIVERY, at_once=ROUNDS))
        self._timers.start()
        if self.watchdog:
            self.watchdog.ready()
        log.info("watching", sources=", ".join(self.plans))

    def _run_now(self, job: Callable[[], object], name: str, at_once: int = 1) -> None:
        """Have a job run in a thread; not where it is at work as many times as it may be. One that waits is replaced."""
        if not self.stopping.is_set():
            self._scheduler.add_job(job, id=name, replace_existing=True, max_instances=at_once)

    def _begin_turn(self) -> None:
        if not self._watching.locked():  # a turn at work plans the next one itself
            # Two at a time: the one that plans the next may not have returned when that begins.
            self._run_now(self.turn, WATCH, at_once=2)

    def stop(self) -> None:
        """Finish what is at work, but for a document that is being read, and give the lease to another instance."""
        self.stopping.set()
        log.info("stopping")
        if self.end_reading:
            self.end_reading()
        if self.watchdog:
            self.watchdog.stopping()
        self._timers.stop()
        self._scheduler.shutdown(wait=False)
        if self._watching.acquire(timeout=DRAIN_SECONDS):
            self._watching.release()
        self.dispatcher.drain(DRAIN_SECONDS)
        try:
            self.store.leases.release(POLL_LEASE, self.holder)
        except MonitorError as error:  # then it runs out by itself
            log.warning("the lease could not be given up", error=str(error))
        if self.watchdog:
            self.watchdog.stopped()
        log.info("stopped")

    def status(self) -> Status:
        """What ``elmon status`` shows, for the health server. Raises StoreError where the database is gone."""
        self.store.database.require_file()
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
            except Stopping:  # the document is read by whoever polls next
                return
            except Exception:  # the job's boundary, as below
                log.exception("poll failed unexpectedly")
            self.liveness.end()
            if self.stopping.is_set():
                return
            if self.ping and self.liveness.went_well():
                self._run_now(self.ping, PING)
        self._timers.wake(WATCH, pause.total_seconds())

    def heartbeat(self) -> None:
        """Keep the lease while a long turn is at work; take the turn of an instance that has died."""
        self.liveness.beat()
        if self.watchdog and not self.stopping.is_set():
            if stuck := self.liveness.stuck_thread():
                log.critical("this process ends, to be started again", reason=stuck)
                self.watchdog.end()
            self.watchdog.alive()
        self._look_at_the_clock()
        try:
            leads = self._leads()
        except Exception as error:  # noqa: BLE001 - the database's trouble is told by the turns; the heart must go on
            log.debug("no heartbeat", error=str(error))
            return
        if leads and not self.leading and not self.stopping.is_set() and not self._watching.locked():
            self._timers.wake(WATCH)
        self.leading = self.leading and leads

    def _look_at_the_clock(self) -> None:
        """Notice that the clock was set: report it, plan again, and leave daily work for a while."""
        if (step := self._steps.step()) is not None:
            log.warning("the machine's clock was set", seconds=round(step.total_seconds()))
            self._unreported.append(step)
            self._daily_from = time.monotonic() + DOUBTFUL_SECONDS
            self._timers.wake(WATCH)
        try:
            while self._unreported:
                report_clock_step(self.store, self.watch.recipients, self.holder, self._unreported[0], self.clock.now())
                self._unreported.pop(0)
                self._timers.wake(DELIVERY)
        except MonitorError as error:  # it is tried again with the next beat
            log.debug("the step of the clock was not reported yet", error=str(error))

    def _leads(self) -> bool:
        self.store.require_ours()  # whoever stays behind an upgrade of the others writes nothing any more
        return take_lease(self.store, self.clock, self.holder)

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
            ("daily work", self.daily if time.monotonic() >= self._daily_from else None),
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
        self.liveness.on_answer(source.name, report)
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
            self._timers.wake(DELIVERY)

    def deliver(self) -> None:
        """Send what is due; trouble is logged, and what was not marked stays in the outbox."""
        if self.stopping.is_set():
            return
        self.liveness.begin_delivery()
        try:
            self.store.require_ours()
            report = self.dispatcher.round()
        except MonitorError as error:
            log.error("delivery failed", error=str(error))
            return
        except Exception:  # the job's boundary, as above
            log.exception("delivery failed unexpectedly")
            return
        finally:
            self.liveness.end_delivery()
        if report.sent or report.postponed or report.failed:
            log.info("delivered", sent=report.sent, postponed=report.postponed, dead=report.failed)
