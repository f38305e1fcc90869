"""What one look at public inspection did."""

from __future__ import annotations

from dataclasses import dataclass

from monitor.model import Alert, RuleAlert
from monitor.rendering.words import count_of
from monitor.sources.results import AccessBlocked, Failure, SetAside


@dataclass(frozen=True, slots=True)
class PublicInspectionReport:
    """What one look did. ``read`` counts the texts read, ``failed`` names filings that were not taken.

    ``blacked_out`` is the hour at which no list is given; ``error`` is why the list or a text did not come.
    """

    seen: int = 0
    read: int = 0
    alerts: tuple[Alert, ...] = ()
    failed: tuple[str, ...] = ()
    error: Failure | None = None
    listed: bool = True
    blacked_out: bool = False
    unchanged: bool = False
    set_aside: tuple[SetAside, ...] = ()

    @property
    def good(self) -> bool:
        """Whether the list was given; a text that is not there yet is asked for again by the minute."""
        return self.listed and not self.blacked_out and not isinstance(self.error, AccessBlocked)

    @property
    def recorded(self) -> tuple[RuleAlert, ...]:
        """The alerts about rules, those about what has become of a filing left out."""
        return tuple(a for a in self.alerts if isinstance(a, RuleAlert))

    @property
    def alerted(self) -> bool:
        """Whether there is anything to deliver."""
        return bool(self.alerts)

    @property
    def summary(self) -> str:
        """A sentence for people on what was looked at."""
        if self.blacked_out:
            return "Public Inspection does not publish its list at this hour."
        return (
            f"Looked at {count_of(self.seen, 'document')} on public inspection: {count_of(self.read, 'new text')} read, "
            f"{count_of(len(self.alerts), 'alert')}."
        )
