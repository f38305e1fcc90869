"""The user's own parties in an alert: which they are, which entry each may be, and why."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from monitor.model import MENTION, Match
from monitor.rendering.safe import clean, short
from monitor.rendering.words import count_of, place_in_words

MOST_PARTIES = 10
"""How many matches an alert lists one by one; the rest are counted."""

CONFIRMED = "confirmed"
_LONGEST = 200


@dataclass(frozen=True, slots=True)
class MatchedParty:
    """One of the user's parties and the entry it may be: clean single lines, nothing escaped for any channel yet.

    ``score`` is "confirmed" where somebody has decided so, else the score ("96 %"). ``id`` is what
    ``elmon watch confirm`` and ``dismiss`` take, "" where the match has none. One that is ``mentioned`` is named in the
    document's text, and ``entry`` is that name as the text has it.
    """

    reference: str
    name: str
    country: str
    entry: str
    destination: str
    reason: str
    score: str
    id: str = ""
    mentioned: bool = False

    @property
    def confirmed(self) -> bool:
        """Whether somebody has decided that they are the same."""
        return self.score == CONFIRMED

    @property
    def who(self) -> str:
        """ "Hikvision (UK) Ltd (UNITED KINGDOM), your C-1042"."""
        place = f" ({self.country})" if self.country else ""
        return f"{self.name}{place}" + (f", your {self.reference}" if self.reference else "")

    @property
    def what(self) -> str:
        """ "may be Hangzhou Hikvision … (CHINA …): 96 %", "is … : confirmed" or "is named in the document's text: 96 %"."""
        if self.mentioned:
            return f"is named in the document\u2019s text: {self.score}"
        place = f" ({self.destination})" if self.destination else ""
        return f"{'is' if self.confirmed else 'may be'} {self.entry}{place}: {self.score}"


def parties_of(matches: Sequence[Match]) -> tuple[MatchedParty, ...]:
    """The first :data:`MOST_PARTIES` matches, in their order."""
    return tuple(map(_party, matches[:MOST_PARTIES]))


def _party(match: Match) -> MatchedParty:
    return MatchedParty(
        short(match.watch.reference, 60),
        short(match.watch.name, _LONGEST) or "(no name)",
        short(match.watch.country, 80),
        short(match.entry.name, _LONGEST) or "(no name)",
        short(place_in_words(match.entry.list, match.entry.country), 80),
        short(match.explanation, 400),
        CONFIRMED if match.decision == CONFIRMED else match.percent,
        short(match.id, 40),
        match.kind == MENTION,
    )


def parties_in_words(matches: Sequence[Match]) -> str:
    """ "2 of your parties"; a party that may be several entries is one. "" where there are none."""
    number = len({(m.watch.reference, m.watch.name, m.watch.country) for m in matches})
    return count_of(number, "of your parties", "of your parties") if number else ""


def party_names(matches: Sequence[Match], most: int = 3) -> str:
    """ "Hikvision (UK) Ltd, Satori and 4 more"."""
    names = list(dict.fromkeys(short(m.watch.name, 80) for m in matches if clean(m.watch.name)))
    more = len(names) - most
    return ", ".join(names[:most]) + (f" and {more:,} more" if more > 0 else "")
