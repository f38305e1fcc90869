"""``backfill``, ``replay`` and ``reconcile``: the past fetched, read again, and held against the eCFR."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from monitor.cli.context import CommandContext, emit, say, terminal_width, wants_colour
from monitor.cli.currency import say_currency
from monitor.cli.list_commands import day_of
from monitor.cli.progress import progress
from monitor.errors import UsageError

if TYPE_CHECKING:
    from datetime import date

    from monitor.polling.published import PublishedPoller
    from monitor.rendering.reconcile import Reconciliation
    from monitor.rendering.words import Format
    from monitor.sources.results import Failure


def backfill(context: CommandContext, since: str, file: Path | None, force: bool) -> int:
    """Fetch and apply past rules; the exit status is an upstream's if one failed."""
    from monitor.polling.backfill import backfill
    from monitor.polling.failures import exit_status_of
    from monitor.rendering.words import count_of
    from monitor.store.change_sets import PENDING

    poller, day = context.poller(), day_of(context, since, "--since")
    if failed := _start_earlier(context, poller, day, file, force):
        say(f"elmon: {failed.message}")
        say("Nothing was changed. The same command tries it again.")
        return exit_status_of(failed)
    with progress("rules") as done:
        report = backfill(poller, day, done)
    say(
        f"Looked at {report.seen:,} documents published {report.since} to {report.until}: {len(report.recorded):,} new ones "
        f"of the Entity List, {report.irrelevant:,} that are not.{report.not_taken}"
    )
    for alert in report.recorded:
        if alert.attention:
            say(f"{alert.citation or alert.document_number}: {alert.attention}")
    rows = context.store.outbox.rows(10_000)
    if confirmed := len({r.change_set for r in rows if r.state == PENDING and r.change_set.endswith("/confirmed")}):
        what = count_of(confirmed, "confirmation")
        say(f"{what} of what was reported on public inspection: sent at the next round (elmon poll, or the daemon).")
    if report.error:
        say(f"elmon: {report.error.message}")
        if report.failed:
            say("The same command goes on from there.")
    return exit_status_of(report.error) if report.error else 0


def _start_earlier(
    context: CommandContext, poller: PublishedPoller, since: date, file: Path | None, force: bool
) -> Failure | None:
    """Make the list begin on ``since`` where it begins later, or nowhere and a file of that day is given."""
    from monitor.history.baseline import refuse_future, take_baseline
    from monitor.polling.beneath import OlderCopy, begins_later, lay_beneath, older_copy
    from monitor.reading.local_file import read_file
    from monitor.rendering.words import count_of
    from monitor.sources.results import Failure

    refuse_future(since, "--since", context.clock)
    own = OlderCopy(since, read_file(file), str(file)) if file else None
    if own and not context.store.ledger.has_list():
        take_baseline(context.store, own.data, own.source, since, context.clock, force=force)
        return None
    if own is None and begins_later(context.store, since) is None:
        return None
    copy = own or older_copy(context.ecfr, since)
    with progress("rules between the lists") as done:
        laid = lay_beneath(poller, copy, done, force=force)
    if isinstance(laid, Failure):
        return laid
    say(
        f"The list of {laid.older} ({copy.source}) now lies beneath that of {laid.newer}, with "
        f"{count_of(laid.rules, 'rule')} between them."
    )
    if laid.seam:
        say(
            f"{count_of(laid.unexplained, 'difference')} between the lists that these rules do not explain: kept as "
            f"{laid.seam}, of {laid.newer}; elmon diff {laid.seam} shows them."
        )
    for number in laid.late:
        say(f"note: {number} was not known and takes effect after {laid.newer}: it changes the list since then.")
    return None


def replay(context: CommandContext, accept: bool, form: Format) -> int:
    """Read the archive again and show what would change; with ``accept`` take it over. 1 if anything would change."""
    from monitor.history.replay import accept as accept_readings
    from monitor.history.replay import replay
    from monitor.polling.filings_again import accept_filings, read_filings_again
    from monitor.rendering.currency import diff_keys
    from monitor.rendering.diff import render_diff
    from monitor.rendering.words import count_of

    with progress("documents") as done:
        found = replay(context.store, context.clock, done)
    with progress("filings") as done:
        filings = read_filings_again(context.store, done)
    keys = diff_keys(context.currency())
    emit(render_diff(found.diff, form, width=terminal_width(), colour=wants_colour(), keys=keys))
    say_currency(context.currency())
    for problem in (*found.problems, *filings.problems):
        say(f"note: {problem}")
    documents = ", ".join(sorted(found.readings)) or "none"
    say(f"Documents read otherwise than recorded: {documents}; changes in the history that differ: {found.events:,}.")
    for reading in filings.readings:
        say(f"Read otherwise than recorded: {reading.sentence}")
    if not found.readings and not found.events and not filings.readings:
        return 0
    if not accept:
        say("Nothing was changed; accept it with elmon replay --accept.")
        return 1
    if found.readings or found.events:
        accept_readings(context.store, found, context.clock)
    if alerts := accept_filings(context.store, filings, context.audience, context.clock):
        say(f"{count_of(alerts, 'alert')} about filings: sent at the next round (elmon poll, or the daemon).")
    say("Accepted. What was known before can still be shown with elmon list --known-on DATE.")
    return 0


def reconcile(
    context: CommandContext,
    file: Path | None,
    as_of: str,
    accept: bool,
    names: list[str],
    why: str,
    force: bool,
    form: Format,
) -> int:
    """Hold the ledger against the eCFR; 1 if a difference is left that nothing explains."""
    from monitor.history.baseline import ensure_baseline, refuse_cut, refuse_shrunken
    from monitor.history.reconcile import reconcile
    from monitor.reading.files import is_ecfr
    from monitor.reading.list_and_notes import read_list_and_notes
    from monitor.rendering.reconcile import render_report

    if accept and not why:
        raise UsageError("--accept needs --why: who looks at the history later will want to know.")
    ensure_baseline(context.store, context.clock, context.newly_covered)
    day, data, source = _from_file(context, file, as_of) if file else _from_ecfr(context)
    snapshot, notes = read_list_and_notes(data, source)
    for cut in snapshot.cuts:
        say(f"note: {cut}")
    if not force:
        refuse_shrunken(context.store, snapshot, day)
    if accept and not force:
        refuse_cut(snapshot)
    copy_of = f"the {file.name}" if file and not is_ecfr(data, source) else "the eCFR"
    theirs = [entry for entry in snapshot.entries if entry.list in context.lists]
    if not theirs:
        raise UsageError(f"{source} is no copy of the {context.lists[0].title}; there is nothing to compare.")
    report = reconcile(context.store, source, day, theirs, notes, copy_of)
    emit(render_report(report, form, terminal_width(), wants_colour()))
    left = any(not one.settled for one in report.differences) and not (accept and _accept(context, report, names, why))
    say_currency(context.currency())
    return int(left)


def _from_file(context: CommandContext, file: Path, as_of: str) -> tuple[date, bytes, str]:
    from monitor.history.baseline import refuse_future
    from monitor.reading.local_file import read_file

    if not as_of:
        raise UsageError(f"Say of which day {file} is: --as-of DATE.")
    day = day_of(context, as_of)
    refuse_future(day, str(file), context.clock)
    return day, read_file(file), str(file)


def _from_ecfr(context: CommandContext) -> tuple[date, bytes, str]:
    """The newest copy of the eCFR, archived."""
    from monitor.errors import UpstreamError
    from monitor.polling.daily_reconciliation import newest_copy
    from monitor.sources.results import Failure

    copy = newest_copy(context.ecfr, context.store, context.clock.now())
    if isinstance(copy, Failure):
        raise UpstreamError(copy.message)  # a command ends with a sentence and the exit status of its kind
    return copy.day, copy.data, "the eCFR"


def _accept(context: CommandContext, report: Reconciliation, names: list[str], why: str) -> bool:
    """Accept the differences that are open, or those of the names given; whether none is left open."""
    import getpass

    from monitor.polling.daily_reconciliation import accept
    from monitor.rendering.words import count_of
    from monitor.text.names import fold

    wanted = {fold(name) for name in names}
    chosen = [d.change for d in report.differences if (fold(d.change.name) in wanted if wanted else not d.settled)]
    if missing := [n for n in names if fold(n) not in {fold(c.name) for c in chosen}]:
        raise UsageError(f"No difference is named {', '.join(missing)}; nothing was accepted.")
    if not chosen:
        say("There is nothing to accept.")
        return True
    accepted = accept(context.store, chosen, report, getpass.getuser(), why, context.clock.now())
    for problem in accepted.problems:
        say(f"note: {problem}")
    say(f"Accepted: {count_of(len(chosen), 'difference')}, as {accepted.number}.")
    return accepted.whole
