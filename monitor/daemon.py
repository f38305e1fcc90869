"""The heart of ``elmon run``: schedules, signals, drain, lease.

APScheduler 3.11: ``misfire_grace_time=None`` and ``coalesce=True`` so that a round late by any amount is run once, and
``max_instances=1`` so that no round overtakes another. Draining is ours: SIGTERM lets the round at work finish.
"""

from __future__ import annotations

import signal
import threading
from collections.abc import Mapping
from typing import TYPE_CHECKING

import structlog
from apscheduler.schedulers.background import BackgroundScheduler

from monitor.clock import Clock
from monitor.delivery.protocol import Channel
from monitor.errors import MonitorError
from monitor.jobs.baseline import ensure_baseline
from monitor.jobs.deliver import deliver
from monitor.jobs.poll import Poller
from monitor.jobs.status import Status, read_status

if TYPE_CHECKING:
    from monitor.config import Settings

POLL_LEASE = "poll"
DELIVERY_SECONDS = 15
DRAIN_SECONDS = 60

log = structlog.get_logger()


class Daemon:
    """Polls and delivers on schedule until told to stop; several instances share the work through a lease row."""

    def __init__(
        self, poller: Poller, channels: Mapping[str, Channel], settings: Settings, clock: Clock, holder: str
    ) -> None:
        self.poller = poller
        self.store = poller.store
        self.channels = channels
        self.settings = settings
        self.clock = clock
        self.holder = holder
        self.stopping = threading.Event()
        self._at_work = threading.Lock()

    def run(self) -> None:
        """Run until SIGTERM or SIGINT; the round at work is finished first."""
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: self.stopping.set())
        started = ensure_baseline(self.store, self.clock)
        if started:
            log.info("started from a copy of the list", source=started.source, entries=len(started.entries))
        scheduler = self._scheduler()
        scheduler.start()
        log.info("watching", every=self.settings.federal_register.poll_seconds)
        self.stopping.wait()
        log.info("stopping")
        scheduler.shutdown(wait=False)
        if self._at_work.acquire(timeout=DRAIN_SECONDS):
            self._at_work.release()
        self.store.leases.release(POLL_LEASE, self.holder)
        log.info("stopped")

    def status(self) -> Status:
        """What ``elmon status`` tells, for the health page."""
        return read_status(self.store, self.clock, self.settings.federal_register.poll_seconds)

    def _scheduler(self) -> BackgroundScheduler:
        scheduler = BackgroundScheduler(
            timezone="UTC", job_defaults={"misfire_grace_time": None, "coalesce": True, "max_instances": 1}
        )
        seconds = self.settings.federal_register.poll_seconds
        now = self.clock.now()
        scheduler.add_job(
            self.poll, "interval", seconds=seconds, next_run_time=now, jitter=min(seconds // 10, 30) or None
        )
        scheduler.add_job(self.deliver, "interval", seconds=DELIVERY_SECONDS, next_run_time=now)
        return scheduler

    def poll(self) -> None:
        """One scheduled round, if the lease is ours; a failed one is logged and the next comes."""
        with self._at_work:
            if self.stopping.is_set():
                return
            try:
                seconds = self.settings.federal_register.poll_seconds
                if not self.store.leases.acquire(POLL_LEASE, self.holder, max(2 * seconds, 60), self.clock.now()):
                    log.debug("another instance polls")
                    return
                report = self.poller.poll()
            except MonitorError as error:
                log.error("poll failed", error=str(error))
                return
            except Exception:  # the job's boundary: whatever a round meets, the next one must come
                log.exception("poll failed unexpectedly")
                return
            if report.error:
                log.error("poll failed", error=str(report.error), unread=report.failed)
            for alert in report.recorded:
                log.info("rule", document=alert.document_number, citation=alert.citation, verdict=alert.verdict.value)
            if not report.error:
                log.info("poll good", documents=report.seen, rules=len(report.recorded), since=str(report.since))
        self.deliver()

    def deliver(self) -> None:
        """Send what is due; trouble is logged, and what was not marked stays in the outbox."""
        with self._at_work:
            if self.stopping.is_set():
                return
            try:
                report = deliver(self.store, self.channels, self.clock, self.holder, stop=self.stopping.is_set)
            except MonitorError as error:
                log.error("delivery failed", error=str(error))
                return
            except Exception:  # the job's boundary, as above
                log.exception("delivery failed unexpectedly")
                return
            if report.sent or report.postponed or report.dead:
                log.info("delivered", sent=report.sent, postponed=report.postponed, dead=report.dead)
