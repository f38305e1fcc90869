"""``poll`` and ``run``: one round, or the daemon."""

from __future__ import annotations

import contextlib
import os
from typing import TYPE_CHECKING

from monitor.cli.context import CommandContext, say

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from monitor.model import RuleAlert
    from monitor.polling.source_watch import SourceReport, SourceWatch


def poll_once(context: CommandContext) -> int:
    """One round of everything: public inspection, published documents, alerts, delivery. The exit status is a source's if
    one failed, 1 where an alert could not be delivered. Where another instance polls this database, only the delivery is
    done."""
    from monitor.history.baseline import ensure_baseline, told_of
    from monitor.operations.liveness import result_of
    from monitor.polling.lease import leading
    from monitor.store.processes import this_instance

    started = ensure_baseline(context.store, context.clock, context.newly_covered)
    if started:
        say(told_of(started, context.store))
    status = 0
    reports: dict[str, SourceReport] = {}
    trouble: Exception | None = None
    with leading(context.store, context.clock, this_instance()) as leads:
        if leads:
            try:
                status = _ask_everything(context, reports)
            except Exception as error:  # noqa: BLE001 - what is recorded already is sent first
                trouble = error
        else:
            say("Another instance polls this database; no source was asked.")
    delivered = context.dispatcher().round()
    if delivered.sent or delivered.postponed or delivered.failed:
        say(f"Alerts: {delivered.sent} sent, {delivered.postponed} to be tried again, {delivered.failed} failed.")
    went_well = not status and "good" in {result_of(report) for report in reports.values()}
    if went_well and (ping := context.ping()):
        ping()
    if trouble is not None:
        raise trouble
    return status or _exit_status_of_delivery(context, delivered.failed, leads)


def _exit_status_of_delivery(context: CommandContext, failed: int, leads: bool) -> int:
    """1, with a sentence, where an alert failed or is to be tried again: cron mails what a command with a status says.

    What waits while another instance polls (``leads`` is false) may be on its way in that one's hands.
    """
    waiting = context.store.outbox.backlog(context.clock.now()).waiting if leads else 0
    if waiting:
        alerts = "1 alert is" if waiting == 1 else f"{waiting} alerts are"
        say(f"elmon: {alerts} not delivered yet and will be tried again; elmon alerts list shows why.")
    return 1 if waiting or failed else 0


def _ask_everything(context: CommandContext, reports: dict[str, SourceReport]) -> int:
    """Ask the sources that are due and say what came of it, into ``reports`` as well; the exit status."""
    from monitor.errors import UpstreamError
    from monitor.polling.failures import exit_status_of

    watch = context.watch()
    watch.resume(at_once=True)
    status = 0
    missing: list[int] = []
    steps: list[Callable[[], object]] = [
        *(file.turn for file in context.watch_files()),
        lambda: watch.turn(lambda source, report: reports.update({source.name: report})),
        lambda: missing.append(_look_for_missing(context, watch)),
    ]
    trouble = [error for step in steps if (error := _tried(step)) is not None]
    if watch.clock_check and watch.clock_check.trouble:
        say(f"elmon: {watch.clock_check.trouble}; correct it.")
    for source in watch.sources:
        report = reports.get(source.name)
        if report is None:
            say(f"The {source.name} is not asked now; it is to be asked again at {source.due:%Y-%m-%d %H:%M} UTC.")
            continue
        _say_rules(report.recorded)
        if report.error:
            say(f"elmon: {report.error.message}")
            status = status or exit_status_of(report.error)
        for odd in report.set_aside:
            say(f"elmon: {odd.number or 'a document without a number'} was set aside: {odd.why}")
            status = status or UpstreamError.exit_status
        if not report.error or report.recorded:
            say(report.summary)
    if trouble:
        raise trouble[0]
    return status or max(missing, default=0)


def _tried(step: Callable[[], object]) -> Exception | None:
    """What a step of the round raised: the others are done all the same."""
    try:
        step()
    except Exception as error:  # noqa: BLE001 - raised at the end of the round
        return error
    return None


def _look_for_missing(context: CommandContext, watch: SourceWatch) -> int:
    """Make the daily check if it is time; the exit status."""
    from monitor.polling.failures import exit_status_of
    from monitor.sources.results import Failure

    found = context.completeness(watch).turn()
    if isinstance(found, Failure):
        say(f"elmon: the daily check for missing rules failed: {found.message}")
        return exit_status_of(found)
    if found is not None:
        _say_rules(found.taken.recorded)
    return 0


def _say_rules(alerts: Iterable[RuleAlert]) -> None:
    for alert in alerts:
        say(f"{alert.citation or alert.document_number}: {alert.title} ({alert.verdict.value})")


def run_daemon(context: CommandContext) -> None:
    """Run until SIGTERM or SIGINT."""
    import structlog

    from monitor.cli.service_log import begin_log
    from monitor.cli.serving import pages_beside
    from monitor.daemon import Daemon
    from monitor.operations.watchdog import Watchdog
    from monitor.polling.completeness import CompletenessReport
    from monitor.reading_process import DOCUMENTS, PARTY_FILES
    from monitor.sources.results import Failure
    from monitor.web.health import HealthServer
    from monitor.web.metrics import Metrics

    begin_log(context)
    _prepare_apart(context)
    log = structlog.get_logger()
    watch = context.watch()
    reconcile, prune = context.reconciliation().turn, context.pruning(log.info).turn
    complete = context.completeness(watch).turn

    def daily() -> None:
        with contextlib.ExitStack() as jobs:  # one that fails does not hold up the others
            jobs.callback(prune)
            jobs.callback(lambda: failed("the daily check of the eCFR", reconcile()))
            failed("the daily check for missing rules", found := complete())
            if isinstance(found, CompletenessReport) and found.numbers:
                log.warning("what polling had not seen", documents=", ".join(found.numbers))

    def failed(what: str, found: object) -> None:
        if isinstance(found, Failure):
            log.error(f"{what} failed", error=found.message)

    def end_reading() -> None:
        for process in (DOCUMENTS, PARTY_FILES):
            process.stop()

    from monitor.alerting.watch_file import take_files

    files = context.watch_files()
    parties = (lambda: take_files(files)) if files else None
    ping, watchdog = context.ping(log.warning), Watchdog()
    daemon = Daemon(
        watch, context.dispatcher(), context.plans, daily, ping, parties, watchdog, stopping=context.stopping,
        telling=context.newly_covered, end_reading=end_reading,
    )  # fmt: skip
    health, metrics = context.settings.health, Metrics(daemon.liveness, context.plans, daemon.measure)
    names = context.settings.web.hosts
    with (
        HealthServer(health.host, health.port, daemon.status, daemon.liveness.trouble, metrics, names) as server,
        pages_beside(context),
    ):
        log.info("stop with Ctrl-C or SIGTERM", health=server.url)
        daemon.run()


def _prepare_apart(context: CommandContext) -> None:
    """Migrate, and read the first copy of the list, in a process of its own: the 40 MB it takes go with it.

    Whatever goes wrong in it goes wrong again in ours, which says so.
    """
    from monitor.daemon import prepare

    assert context.settings  # noqa: S101 - read, and warned about, once
    if not hasattr(os, "fork"):
        return
    child = os.fork()
    if not child:
        try:
            prepare(context.store, context.clock, context.newly_covered)
        finally:
            os._exit(0)
    os.waitpid(child, 0)
