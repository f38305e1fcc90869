"""Who gets an alert: the channels that want it, by their settings."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Protocol

from monitor.model import Alert, ChangeKind, Stage, Subject
from monitor.text.destinations import as_heading

Recipients = Callable[[Alert], tuple[tuple[str, str], ...]]
"""Chooses the (channel, recipient) pairs of an alert."""
Screen = Callable[[Alert], Alert]
"""Adds to an alert which of the user's own parties its changes may be about."""
RULES, OPERATOR = "rules", "operator"
"""What a channel can be alerted about: the list and its rules, or the monitor itself."""


@dataclass(frozen=True, slots=True)
class Audience:
    """Whom alerts are for. Without ``recipients`` nobody gets any, as it is with the past; without ``screen`` there are
    no parties to look for. ``note`` captions every alert (the demo says "reconstructed")."""

    recipients: Recipients | None = None
    screen: Screen | None = None
    note: str = ""

    def screened(self, alert: Alert) -> Alert:
        """The alert with its matches."""
        return self.screen(alert) if self.screen else alert

    def of(self, alert: Alert) -> tuple[tuple[str, str], ...]:
        """The (channel, recipient) pairs that want an alert."""
        return self.recipients(alert) if self.recipients else ()


class Route(Protocol):
    """What routing asks of a channel's settings; an empty filter lets everything pass."""

    @property
    def name(self) -> str:
        """The channel's name in the settings."""
        ...

    @property
    def countries(self) -> Sequence[str]:
        """Destinations it wants, however written."""
        ...

    @property
    def kinds(self) -> Sequence[ChangeKind]:
        """Kinds of change it wants."""
        ...

    @property
    def stages(self) -> Sequence[Stage]:
        """Stages it wants; never empty."""
        ...

    @property
    def only_matches(self) -> bool:
        """Whether it wants only what may be about one of the user's parties."""
        ...

    @property
    def subjects(self) -> Sequence[str]:
        """ "rules", "operator", or both; never empty."""
        ...


def recipients(
    alert: Alert, routes: Iterable[Route], addresses: dict[str, tuple[str, ...]]
) -> tuple[tuple[str, str], ...]:
    """(channel, recipient) pairs that want this alert; ``addresses`` are each channel's recipients.

    What needs attention passes every filter of destination and kind: unread is louder than read. What has become of a
    filing, and how it was published, is for those who were alerted about it, which the caller knows. A message about the
    monitor itself goes to the channels that take such, or to all where none does.
    """
    routes = tuple(routes)
    if alert.about is Subject.OPERATOR:
        wanting = [r for r in routes if OPERATOR in r.subjects] or routes
    else:
        wanting = [r for r in routes if RULES in r.subjects and _wants(r, alert)]
    return tuple((r.name, a) for r in wanting for a in addresses.get(r.name, ()))


def _wants(route: Route, alert: Alert) -> bool:
    if alert.about in (Subject.FILING, Subject.PARTIES):
        return True
    wanted_stage = alert.stage in route.stages
    if alert.about is Subject.CONFIRMATION:  # what was reported and is not so is corrected wherever it was reported
        return wanted_stage or bool(alert.attention)
    if not wanted_stage:
        return False
    if alert.attention:
        return True
    countries = {as_heading(c) for c in route.countries}
    if route.only_matches and not any(not countries or m.entry.country in countries for m in alert.matches):
        return False
    return (not countries and not route.kinds) or any(
        (not countries or c.country in countries) and (not route.kinds or c.kind in route.kinds) for c in alert.changes
    )
