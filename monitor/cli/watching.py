"""``poll`` and ``run``: one round, or the daemon."""

from __future__ import annotations

import os
import socket

from monitor.cli.context import Context, say


def poll_once(context: Context) -> int:
    """One round of everything: catch up, alert, deliver. The exit status is an upstream's if one failed."""
    from monitor.jobs.baseline import ensure_baseline
    from monitor.jobs.deliver import deliver

    poller = context.poller()
    started = ensure_baseline(context.store, context.clock)
    if started:
        say(f"Starting from {started.source}: {len(started.entries)} entries.")
    report = poller.poll()
    for alert in report.recorded:
        say(f"{alert.citation or alert.document_number}: {alert.title} ({alert.verdict.value})")
    delivered = deliver(context.store, context.channels, context.clock, holder())
    if report.error:
        say(f"elmon: {report.error}")
    if not report.error or report.recorded:
        say(
            f"Looked at {report.seen} documents published {report.since} to {report.until}: {len(report.recorded)} of "
            f"the Entity List, {report.irrelevant} new ones that are not."
        )
    if delivered.sent or delivered.postponed or delivered.dead:
        say(f"Alerts: {delivered.sent} sent, {delivered.postponed} to be tried again, {delivered.dead} given up.")
    return report.error.exit_status if report.error else 0


def run_daemon(context: Context) -> None:
    """Run until SIGTERM or SIGINT."""
    import logging
    import sys

    import structlog

    from monitor.daemon import Daemon
    from monitor.web.health import HealthServer

    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.format_exc_info,
            structlog.processors.KeyValueRenderer(key_order=("timestamp", "level", "event")),
        ],
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
    )
    logging.getLogger("apscheduler").setLevel(logging.ERROR)  # a round that takes longer than its interval is no news

    daemon = Daemon(context.poller(), context.channels, context.settings, context.clock, holder())
    health = context.settings.health
    with HealthServer(health.host, health.port, daemon.status) as server:
        say(f"Watching; health at {server.url}. Stop with Ctrl-C or SIGTERM.")
        daemon.run()


def holder() -> str:
    """Who holds leases: this process on this machine."""
    return f"{socket.gethostname()}:{os.getpid()}"
