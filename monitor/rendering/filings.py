"""A filing on public inspection in a few sentences: since when, what it will do, when it is published and takes effect."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime

from monitor.model import ChangeKind, Rule, Stage
from monitor.rendering.words import count_of, eastern_words, long_date
from monitor.text.sentences import listed

_COUNTS_FROM_PUBLICATION = "publication"
_ON = {"the day of filing": "on the day of filing", "the day of publication": "on the day of publication"}

WILL = {
    ChangeKind.ADDED: "add",
    ChangeKind.REVISED: "revise",
    ChangeKind.REMOVED: "remove",
    ChangeKind.RENAMED: "rename",
    ChangeKind.MOVED: "move",
}

_CLOSED = {
    "withdrawn": "Withdrawn from public inspection, and not published: it changes nothing.",
    "missed": "Not published on the day for which it was scheduled, and on public inspection no more: it may have been "
    "withdrawn or postponed. Look at the Federal Register.",
    "irrelevant": "It does not amend the list.",
}
"""By the words with which a filing is stored that is awaited no more."""

DOES = {kind: f"{verb}s" for kind, verb in WILL.items()}


def does(kinds: Mapping[ChangeKind, int]) -> str:
    """ "adds 28, revises 2"."""
    return ", ".join(f"{DOES[kind]} {kinds[kind]:,}" for kind in DOES if kinds.get(kind))


def filing_in_words(
    kinds: Mapping[ChangeKind, int],
    filed_at: datetime | None,
    scheduled: date | None,
    effective: date | None,
    effective_as: str = "",
) -> tuple[str, ...]:
    """ "On public inspection since …", "Will add 6 entries and revise 2.", "Scheduled for publication …", "Effective …".

    ``kinds`` are the changes that it names; ``scheduled`` is its day of publication, ``effective`` the day that it states,
    ``effective_as`` as what (:class:`Rule`).
    """
    since = f" since {eastern_words(filed_at)}" if filed_at else ""
    return (
        f"On public inspection{since}.",
        will_do_in_words(kinds),
        f"Scheduled for publication {long_date(scheduled)}." if scheduled else "Day of publication: not scheduled.",
        f"{takes[:1].upper()}{takes[1:]}, as the filing says."
        if (takes := effective_in_words(effective, effective_as))
        else "Effective date: not stated in the filing.",
    )


def effective_in_words(effective: date | None, effective_as: str) -> str:
    """ "effective July 1, 2024 (the day of filing)"; "" where it states none."""
    if effective is None:
        return f"effective {_ON.get(effective_as, effective_as)}" if effective_as else ""
    scheduled = " as scheduled" if _COUNTS_FROM_PUBLICATION in effective_as else ""
    how = f" ({effective_as}{scheduled})" if effective_as else ""
    return f"effective {long_date(effective)}{how}"


def rescheduled(rule: Rule, published: date | None) -> Rule:
    """A filing's rule where it is now to be published on another day: what it counts from that day moves with it."""
    moves = rule.stage is Stage.PUBLIC_INSPECTION and _COUNTS_FROM_PUBLICATION in rule.effective_as
    was, said = rule.publication_date, rule.effective_on
    if not (moves and published and was and said and published != was):
        return rule
    day = said + (published - was)
    amendments = tuple(replace(a, effective_on=day) if a.effective_on == said else a for a in rule.amendments)
    return replace(rule, publication_date=published, effective_on=day, amendments=amendments)


def no_more_in_words(closed: str) -> str:
    """Why nothing is awaited of a filing any more, by what it is closed as; "" of one that is on public inspection."""
    return _CLOSED.get(closed, "")


def will_do_in_words(kinds: Mapping[ChangeKind, int]) -> str:
    """ "Will add 6 entries and revise 2.", or that it could not be read: a filing is never "no change"."""
    will = will_do(kinds)
    return f"{will[:1].upper()}{will[1:]}." if will else "Which entries it will change could not be read."


def to_be(kind: ChangeKind) -> str:
    """ "will add": what a filing will do to one entry."""
    return f"will {WILL[kind]}" if kind in WILL else kind.value


def to_be_in_words(kinds: Mapping[ChangeKind, int]) -> str:
    """ "will add 6, revise 2" of one destination."""
    named = [f"{verb} {kinds[kind]:,}" for kind, verb in WILL.items() if kinds.get(kind)]
    return f"will {', '.join(named)}" if named else ""


def will_do(kinds: Mapping[ChangeKind, int], of: str = "") -> str:
    """ "will add 6 entries and revise 2", "will add 6 entries to the Entity List and revise 2"; "" for nothing named."""
    named = [(verb, kinds[kind]) for kind, verb in WILL.items() if kinds.get(kind)]
    said = [
        f"{verb} {n:,}" if at else f"{verb} {count_of(n, 'entry', 'entries')}{of}" for at, (verb, n) in enumerate(named)
    ]
    return f"will {listed(said)}" if said else ""
