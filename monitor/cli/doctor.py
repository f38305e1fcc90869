"""``doctor``: everything a set-up needs, checked, with the remedy for what is wrong."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import TYPE_CHECKING

from monitor.cli.context import CommandContext, emit, say, terminal_width
from monitor.errors import SettingsError

if TYPE_CHECKING:
    from monitor.config import ChannelSettings, Settings
    from monitor.operations.checkup import Finding
    from monitor.rendering.words import Format


def examine(context: CommandContext, form: Format, offline: bool) -> int:
    """Print every finding; 1 where one is a fault."""
    from monitor.operations.checkup import CheckOutcome
    from monitor.rendering.grid import render_records

    findings = list(_findings(context, offline))
    records: list[dict[str, object]] = [
        {"outcome": f.outcome.value, "check": f.check, "found": f.found, "remedy": f.remedy} for f in findings
    ]
    emit(render_records(records, form, terminal_width()))
    failed = sum(f.outcome is CheckOutcome.FAIL for f in findings)
    warned = sum(f.outcome is CheckOutcome.WARN for f in findings)
    say(f"{len(findings)} checks: {failed} failed, {warned} with a warning." if failed or warned else "All is well.")
    return 1 if failed else 0


def _findings(context: CommandContext, offline: bool) -> Iterator[Finding]:
    from monitor import logs
    from monitor.config import DEFAULT_FILE, load_settings, secrets_of
    from monitor.operations.checkup import CheckOutcome, Finding, check_database, check_zones

    file = context.config or (DEFAULT_FILE if DEFAULT_FILE.exists() else None)
    try:
        settings = load_settings(context.config)
    except SettingsError as error:
        for fault in str(error).splitlines():
            found, _, remedy = fault.partition("; ")
            yield Finding("settings", CheckOutcome.FAIL, found.rstrip("."), remedy.rstrip("."))
        return
    logs.remember(secrets_of(settings))
    yield Finding("settings", CheckOutcome.OK, f"{file}, every key known" if file else "no file: the defaults hold")
    for warning in settings.warnings:
        found, _, remedy = warning.partition("; ")
        yield Finding("settings", CheckOutcome.WARN, found, remedy.removeprefix("run: "))
    yield from check_database(settings.database.url, context.clock, auto_upgrade=settings.database.auto_upgrade)
    yield check_zones(context.clock)
    if not offline:
        yield from _sources(context, settings)
    for channel in settings.channel:
        yield from _channel(context, channel, offline)
    if settings.ping.url is not None and not offline:
        yield from _host("ping", settings.ping.url.get_secret_value())


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


def _channel(context: CommandContext, channel: ChannelSettings, offline: bool) -> Iterator[Finding]:
    from monitor.cli.mail_check import try_mail_channel
    from monitor.config import AppriseChannel, ConsoleChannel, EmailChannel, FeedChannel, SlackChannel, WebhookChannel
    from monitor.operations.checkup import CheckOutcome, Finding, check
    from monitor.operations.probes import try_folder

    name = f"channel {channel.name}"
    match channel:
        case ConsoleChannel():
            yield Finding(name, CheckOutcome.OK, "standard output")
        case FeedChannel():
            yield check(name, partial(try_folder, channel.path))
        case _ if offline:
            yield Finding(name, CheckOutcome.OK, f"{channel.type}: not tried")
        case EmailChannel():
            yield check(name, partial(try_mail_channel, channel, context.clock.now()))
        case AppriseChannel():
            yield Finding(name, CheckOutcome.OK, "cannot be tried without sending", f"elmon alerts test {channel.name}")
        case SlackChannel():
            secret = channel.webhook_url
            yield from _host(name, secret.get_secret_value() if secret else channel.api_url)
        case WebhookChannel():
            yield from _host(name, channel.url)


def _host(name: str, url: str) -> Iterator[Finding]:
    from monitor.operations.checkup import check
    from monitor.operations.probes import try_host

    yield check(name, partial(try_host, url))
