"""What ``doctor`` says of each channel: what it would have been told of the newest rules."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

from monitor.cli.context import CommandContext

if TYPE_CHECKING:
    from monitor.alerting.rehearsal import Rehearsed
    from monitor.config import ChannelBase
    from monitor.model import RuleAlert
    from monitor.operations.checkup import Finding

MOST_NAMED = 3
"""Rules that a table names in a cell; all of them are listed below it."""


def rehearsed(context: CommandContext, *, with_database: bool) -> list[Rehearsed]:
    """What each channel that takes rules would have been told; ``with_database`` says that there is one to ask."""
    from monitor.alerting.rehearsal import rehearse
    from monitor.config.contradictions import RULES

    channels = [channel for channel in context.settings.channel if RULES in channel.subjects]
    alerts = _alerts(context, with_database)
    return rehearse(alerts, channels, {channel.name: ("",) for channel in channels}) if alerts else []


def _alerts(context: CommandContext, with_database: bool) -> tuple[RuleAlert, ...]:
    """Those of the rules recorded; without any, of those that the copy of the list cites that ships with the package."""
    from monitor.alerting.rehearsal import cited_alerts, recorded_alerts
    from monitor.history.baseline import bundled
    from monitor.reading.files import read_snapshot

    found = recorded_alerts(context.store, context.audience.screened) if with_database else ()
    if found:
        return found
    cited = cited_alerts(read_snapshot(bundled(), "bundled").entries)
    return tuple(map(context.audience.screened, cited)) if with_database else cited


def rehearsal_findings(
    outcomes: Sequence[Rehearsed], channels: Iterable[ChannelBase], parties: int
) -> Iterator[Finding]:
    """A finding for each channel; a warning for one that would have been told of nothing, unless it waits for matches with
    one of so many ``parties``."""
    from monitor.operations.checkup import CheckOutcome, Finding

    settings = {channel.name: channel for channel in channels}
    for one in outcomes:
        check, channel = f"alerts of {one.channel}", settings[one.channel]
        said = f"{len(one.told)} of the last {one.of} rules"
        if one.told:
            named = ", ".join(alert.citation or alert.document_number for alert in one.told[:MOST_NAMED])
            more = ", \u2026" if len(one.told) > MOST_NAMED else ""
            yield Finding(check, CheckOutcome.OK, f"{said}: {named}{more}")
        elif channel.only_matches and parties:
            yield Finding(check, CheckOutcome.OK, f"{said}: none has a potential match")
        else:
            filters = ", ".join(_filters(channel)) or "its filters"
            remedy = "import your parties" if channel.only_matches else f"see whether {filters} are meant so"
            yield Finding(check, CheckOutcome.WARN, f"none of the last {one.of} rules", remedy)


def _filters(channel: ChannelBase) -> Iterator[str]:
    """The keys of a channel that choose among rules, as far as they are not as they would be by default."""
    for key in ("countries", "kinds", "stages", "only_matches"):
        if getattr(channel, key) != type(channel).model_fields[key].default:
            yield key


def rehearsal_text(outcomes: Sequence[Rehearsed], width: int = 100) -> str:
    """The same as lines for people: below each channel its rules, by day, with their headlines."""
    from monitor.rendering.grid import pairs
    from monitor.rendering.headlines import headline

    alike: dict[tuple[RuleAlert, ...], list[str]] = {}
    for one in outcomes:
        alike.setdefault(one.told, []).append(one.channel)
    parts: list[str] = []
    for told, names in alike.items():
        channels = f"{'channels' if len(names) > 1 else 'channel'} {', '.join(names)}"
        parts.append(f"\nOf the last {outcomes[0].of} rules, {channels} would have been told {len(told)}:")
        rules = [(str(alert.publication_date or "filed"), headline(alert)) for alert in told]
        parts.append(pairs(rules, width).rstrip() if rules else "none")
    return "\n".join(parts)
