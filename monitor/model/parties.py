"""The user's own parties, as their files have them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields
from datetime import datetime
from operator import attrgetter
from typing import Any


@dataclass(frozen=True, slots=True)
class PartyDetails:
    """What a file says of a party beside its name, country and address; every text "" where it says nothing.

    ``aliases`` and ``addresses`` are those beside the name and the address. ``type`` is "company", "person" or "vessel".
    ``born_on`` and ``share`` (of ``owner`` in the party) are as the file writes them; ``parent`` is a group or parent company.
    """

    aliases: tuple[str, ...] = ()
    addresses: tuple[str, ...] = ()
    city: str = ""
    state: str = ""
    postcode: str = ""
    type: str = ""
    born_on: str = ""
    lei: str = ""
    registration_number: str = ""
    parent: str = ""
    owner: str = ""
    share: str = ""

    def __reduce__(self) -> tuple[object, ...]:
        """As pickles have it; see :class:`WatchedParty`."""
        return PartyDetails, _all_of(self)


_all_of: Callable[[PartyDetails], tuple[object, ...]] = attrgetter(*(field.name for field in fields(PartyDetails)))
NO_DETAILS = PartyDetails()
_DETAILS = tuple(field.name for field in fields(PartyDetails))


def details_said(details: PartyDetails) -> tuple[tuple[str, Any], ...]:
    """Those of the details that are not empty, by their names."""
    return tuple((name, value) for name, value in zip(_DETAILS, _all_of(details), strict=True) if value)


@dataclass(frozen=True, slots=True)
class WatchedParty:
    """One of the user's own parties; ``country`` as the list heads it, "" where it is not known.

    ``source`` is whose reference it is: the file or system that it came from, "" for one added by hand. Two are the same party
    whatever it is.
    """

    reference: str
    name: str
    country: str = ""
    address: str = ""
    source: str = field(default="", compare=False)
    details: PartyDetails = NO_DETAILS

    def __reduce__(self) -> tuple[object, ...]:
        """As pickles have it: what slots are pickled by takes most of the time in which a million go from a child to us."""
        return WatchedParty, (self.reference, self.name, self.country, self.address, self.source, self.details)

    @property
    def names(self) -> tuple[str, ...]:
        """The name and the aliases."""
        return (self.name, *self.details.aliases)

    @property
    def addresses(self) -> tuple[str, ...]:
        """All addresses, the first one first."""
        return (self.address, *self.details.addresses) if self.address else self.details.addresses


@dataclass(frozen=True, slots=True)
class SourceFile:
    """What is noted of a file that a source's parties were taken from; "" and nothing where it is as it was.

    ``path`` is where it can be read again, "" for one that was uploaded. ``mapping`` is how it was read, as JSON has it, so
    that its next version is read alike.
    """

    name: str = ""
    path: str = ""
    owner: str = ""
    mapping: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class PartySource:
    """A source of parties: whose references they are, the file that was taken last, and how many parties it has here."""

    name: str
    file: SourceFile
    parties: int
    added_at: datetime
    taken_at: datetime


@dataclass(frozen=True, slots=True)
class PartyEvent:
    """What became of a party: "added", "changed" or "removed", by whom ("" where nobody is known), and what it was and is."""

    what: str
    at: datetime
    who: str
    before: WatchedParty | None
    after: WatchedParty | None

    @property
    def fields(self) -> tuple[tuple[str, str, str], ...]:
        """What was changed: field, before and after."""
        if self.before is None or self.after is None:
            return ()
        sides = [_said(self.before), _said(self.after)]
        return tuple((key, sides[0][key], sides[1][key]) for key in sides[0] if sides[0][key] != sides[1][key])


def _said(party: WatchedParty) -> dict[str, str]:
    details = {field.name: getattr(party.details, field.name) for field in fields(PartyDetails)}
    texts = {key: "; ".join(value) if isinstance(value, tuple) else value for key, value in details.items()}
    return {"name": party.name, "country": party.country, "address": party.address, **texts}
