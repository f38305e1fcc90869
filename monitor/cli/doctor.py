"""``doctor``: everything a set-up needs, checked, with the remedy for what is wrong."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import TYPE_CHECKING

from monitor.cli.context import CommandContext, emit, say, terminal_width
from monitor.cli.records import records_text
from monitor.errors import MonitorError, SettingsError

if TYPE_CHECKING:
    from pathlib import Path

    from monitor.config import Settings
    from monitor.operations.checkup import Finding
    from monitor.rendering.words import Format


def examine(context: CommandContext, form: Format, offline: bool) -> int:
    """Print every finding, for people also what each channel would have been told; 1 where one is a fault."""
    from monitor.cli.rehearsal import rehearsal_findings, rehearsal_text, rehearsed
    from monitor.operations.checkup import CheckOutcome
    from monitor.rendering.words import count_of

    findings = list(findings_of(context, offline))
    outcomes = []
    if any(finding.check == SOUND and finding.outcome is CheckOutcome.OK for finding in findings):
        tables = {CheckOutcome.OK} == {
            finding.outcome for finding in findings if finding.check in ("database", "tables")
        }
        outcomes = rehearsed(context, with_database=tables)
        parties = context.store.watchlist.count() if tables else 0
        findings += rehearsal_findings(outcomes, context.settings.channel, parties)
    records: list[dict[str, object]] = [
        {"outcome": f.outcome.value, "check": f.check, "found": f.found, "remedy": f.remedy} for f in findings
    ]
    emit(records_text("doctor", records, form))
    if form == "text":
        emit(rehearsal_text(outcomes, terminal_width()))
    failed = sum(f.outcome is CheckOutcome.FAIL for f in findings)
    warned = sum(f.outcome is CheckOutcome.WARN for f in findings)
    say(
        f"{count_of(len(findings), 'check')}: {failed} failed, {warned} with a warning."
        if failed or warned
        else "All is well."
    )
    return 1 if failed else 0


SOUND = "settings"


def findings_of(context: CommandContext, offline: bool) -> Iterator[Finding]:
    """All that is checked but what the channels would have been told."""
    from monitor import logs
    from monitor.cli.channel_checks import try_address, try_channel
    from monitor.config import DEFAULT_FILE, load_settings, secrets_of
    from monitor.operations.checkup import CheckOutcome, Finding, check_database, check_zones

    file = context.config or (DEFAULT_FILE if DEFAULT_FILE.exists() else None)
    try:
        settings = load_settings(context.config)
    except SettingsError as error:
        for fault in str(error).splitlines():
            found, _, remedy = fault.partition("; ")
            yield Finding(SOUND, CheckOutcome.FAIL, found.rstrip("."), remedy.rstrip("."))
        return
    logs.remember(secrets_of(settings))
    yield from _of_settings(settings, file)
    yield from check_database(settings.database.url, context.clock, auto_upgrade=settings.database.auto_upgrade)
    yield check_zones(context.clock)
    yield from _of_this_machine(settings)
    if not offline:
        yield from _sources(context, settings)
    for channel in settings.channel:
        yield from try_channel(context, channel, offline)
    if settings.ping.url is not None and not offline:
        yield try_address("ping", settings.ping.url.get_secret_value())


def _of_settings(settings: Settings, file: Path | None) -> Iterator[Finding]:
    from monitor.config import overrides
    from monitor.operations.checkup import CheckOutcome, Finding

    yield Finding(SOUND, CheckOutcome.OK, f"{file}, every key known" if file else "no file: the defaults hold")
    for warning in settings.warnings:
        found, _, remedy = warning.partition("; ")
        yield Finding(SOUND, CheckOutcome.WARN, found, remedy.removeprefix("run: ").rstrip("."))
    for said in overrides(file):
        yield Finding("environment", CheckOutcome.OK, said)
    if settings.demo.ends_at:
        said = "these are the settings of elmon demo, with which no source is asked"
        yield Finding("demo", CheckOutcome.FAIL, said, "use settings of your own: elmon init writes them")


def _of_this_machine(settings: Settings) -> Iterator[Finding]:
    """The parties' file, the addresses to listen on, and what signs people in."""
    from monitor.cli.serving import read_token
    from monitor.operations.checkup import CheckOutcome, Finding, check, trouble
    from monitor.operations.probes import try_address

    watched = settings.watchlist
    for file in (*filter(None, [watched.file]), *(source.file for source in watched.source)):
        yield _parties(file)
    yield check("health", partial(try_address, settings.health.host, settings.health.port))
    if settings.web.enabled:
        yield check("pages", partial(try_address, settings.web.host, settings.web.port))
    if settings.web.token_file:
        try:
            read_token(settings.web.token_file)
        except SettingsError as error:
            yield trouble("token", error)
        else:
            yield Finding("token", CheckOutcome.OK, f"{settings.web.token_file} signs people in")


def _parties(file: Path) -> Finding:
    from monitor.alerting.watch_file import read_party_file
    from monitor.operations.checkup import CheckOutcome, Finding, trouble
    from monitor.rendering.words import count_of

    try:
        found, _ = read_party_file(file, waits=False)
    except MonitorError as error:
        return trouble("parties", error)
    said = f"{file}: {count_of(len(found.parties), 'party', 'parties')}"
    if found.problems:
        said += f", {count_of(len(found.problems), 'line')} left out or odd"
        return Finding("parties", CheckOutcome.WARN, said, f"elmon watch import {file} --preview shows them")
    return Finding("parties", CheckOutcome.OK, said)


def _sources(context: CommandContext, settings: Settings) -> Iterator[Finding]:
    from monitor.http import Client
    from monitor.operations.checkup import check_source

    seconds = min(settings.http.timeout_seconds, 10.0)
    register, ecfr = settings.federal_register, settings.ecfr
    with Client(timeout_seconds=seconds, contact=register.contact, attempts=1) as client:
        question = f"{register.base_url}/documents.json?per_page=1&fields%5B%5D=document_number"
        yield from check_source("Federal Register", client.get, question, context.clock)
        found = check_source("eCFR", client.get, f"{ecfr.base_url}/titles.json", context.clock)
        yield from (f for f in found if f.check != "clock")  # said once is enough
