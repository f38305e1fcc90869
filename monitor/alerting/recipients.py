"""Who gets an alert: the channels that want it, by their settings."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Protocol, TypeVar

import structlog

from monitor.errors import Damaged, StoreError
from monitor.model import (
    MENTION,
    Alert,
    DenialOrderAlert,
    DigestAlert,
    FilingAlert,
    ListName,
    OperatorAlert,
    PartiesAlert,
    RuleAlert,
)
from monitor.text.countries import agreeing, country_named
from monitor.text.destinations import as_heading

if TYPE_CHECKING:
    from monitor.config import ChannelBase

Recipients = Callable[[Alert], tuple[tuple[str, str], ...]]
"""Chooses the (channel, recipient) pairs of an alert."""
RULES, OPERATOR = "rules", "operator"
"""Two of the ``subjects`` that a channel can ask for: the lists and their rules, or the monitor itself."""
A = TypeVar("A", bound=Alert)

log = structlog.get_logger()


class Screen(Protocol):
    """Adds to an alert which of the user's own parties its changes, or the words of its document, may be about."""

    def __call__(self, alert: A, words: str = "", /) -> A:
        """The alert with its matches; those of ``words`` behind those of its changes."""
        ...


def no_note(number: str) -> str:
    """Alerts without a caption: every monitor's but the demo's."""
    return ""


@dataclass(frozen=True, slots=True)
class Audience:
    """Whom alerts are for. Without ``recipients`` nobody gets any, as it is with the past; without ``screen`` there are
    no parties to look for. ``note_on`` gives the caption of the alerts about a document, by its number (the demo says
    which documents are real and which reconstructed)."""

    recipients: Recipients | None = None
    screen: Screen | None = None
    note_on: Callable[[str], str] = no_note

    def screened(self, alert: A, words: str = "") -> A:
        """The alert with its matches; ``words`` are all words of its document, where they are to be searched too.

        Where screening fails the alert goes out all the same, and says that nobody was screened against it.
        """
        if self.screen is None:
            return alert
        try:
            return self.screen(alert, words)
        except Damaged as error:
            return not_screened(alert, str(error))
        except StoreError:
            raise
        except Exception as error:  # a bug in screening must cost nobody the alert
            log.exception("screening failed unexpectedly", alert=alert.change_set)
            return not_screened(alert, f"{type(error).__name__}: {error}")

    def of(self, alert: Alert) -> tuple[tuple[str, str], ...]:
        """The (channel, recipient) pairs that want an alert."""
        return self.recipients(alert) if self.recipients else ()


def not_screened(alert: A, why: str) -> A:
    """The alert, saying that the watchlist was not screened against it, or not all of it, and ``why``."""
    sentence = f"Not all of your parties were screened against this document. Check them by hand. ({why[:300]})"
    alert = replace(alert, said=(*alert.said, sentence))
    if isinstance(alert, RuleAlert | DenialOrderAlert):
        return replace(alert, attention=alert.attention or sentence)
    return alert


def recipients(
    alert: Alert, channels: Iterable[ChannelBase], addresses: Mapping[str, tuple[str, ...]]
) -> tuple[tuple[str, str], ...]:
    """(channel, recipient) pairs that want this alert, by the settings of the channels; an empty filter lets all pass.

    ``addresses`` are each channel's recipients. What needs attention passes every filter of destination and kind: unread
    is louder than read. What has become of a filing, and how it was published, is for those who were alerted to it, which
    the caller knows. An order on export privileges is for those who ask for such; it has no destination, list or kind.
    A message about the monitor itself goes to the channels that take such, or to all where none does.
    """
    channels = tuple(channels)
    if isinstance(alert, OperatorAlert):
        wanting = [c for c in channels if OPERATOR in c.subjects] or channels
    elif isinstance(alert, DenialOrderAlert):
        wanting = [c for c in channels if c.takes_denial_orders and (alert.pressing or not c.only_matches)]
    else:
        wanting = [c for c in channels if RULES in c.subjects and _wants(c, alert)]
    return tuple((c.name, address) for c in wanting for address in addresses.get(c.name, ()))


def _destinations(written: str) -> tuple[str, ...]:
    country = country_named(written)
    return country.destinations if country else (as_heading(written),)


def _agreeing(written: str) -> set[str] | None:
    """The destinations that a party's country agrees with; None where its country is not known."""
    country = country_named(written)
    return set(agreeing(country.name)) if country else None


def _wants(channel: ChannelBase, alert: RuleAlert | FilingAlert | PartiesAlert | DigestAlert) -> bool:
    if not isinstance(alert, RuleAlert):
        return True
    wanted_stage = alert.stage in channel.stages
    if alert.confirms:  # what was reported and is not so is corrected wherever it was reported
        return wanted_stage or bool(alert.attention)
    if not wanted_stage:
        return False
    if alert.attention:
        return True
    countries = {place for c in channel.countries for place in _destinations(c)}
    # A mention has no destination: it is the party's own country that counts, where that is known.
    if any(
        m.kind == MENTION and (not countries or (of := _agreeing(m.watch.country)) is None or countries & of)
        for m in alert.matches
    ):
        return True
    lists = channel.lists or tuple(ListName)
    if channel.only_matches and not any(
        m.entry.list in lists and (not countries or m.entry.country in countries) for m in alert.matches
    ):
        return False
    return not (countries or channel.kinds or channel.lists) or any(
        c.list in lists and (not countries or c.country in countries) and (not channel.kinds or c.kind in channel.kinds)
        for c in alert.changes
    )
