"""What casts doubt on the aliases of an entity cell: another number than stated, an address among them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from monitor.reading.entries.aliases import SENTENCE_END, Aliases
from monitor.reading.entries.announcements import MARKER
from monitor.reading.entries.names import is_name, is_street, names_place, opens_house

# e.g. "; and"
_JOINT = re.compile(r"[;,]?\s(?:and|or),?$")

STATED = "the text states "
"""How a sentence begins on a stated number that does not fit."""


def count_problem(aliases: Aliases) -> tuple[str, ...]:
    """A sentence on a stated number that is not that of the aliases listed."""
    if aliases.stated is None or aliases.stated == len(aliases.names):
        return ()
    return (f"{STATED}{aliases.stated} aliases and lists {len(aliases.names)}",)


def missing_aliases(aliases: Aliases) -> tuple[str, ...]:
    """A sentence on aliases that the stated number has and that are not listed: one of them is lost.

    Of 3,411 official entries none lists fewer than it states, an alias's own alias counted; nine list more.
    """
    listed = len(aliases.names) + sum(len(MARKER.findall(name)) for name in aliases.names)
    if aliases.stated is None or listed >= aliases.stated:
        return ()
    return (f"the text states {aliases.stated} aliases, of which {len(aliases.names)} are listed",)


def surplus_aliases(aliases: Aliases, names: Sequence[str]) -> tuple[str, ...]:
    """A sentence on more aliases (``names``, tidied) than are stated, one of them an address or listed twice."""
    if aliases.stated is None or aliases.stated >= len(aliases.names):
        return ()
    odd = [one for one in names if opens_house(one) and not is_name(one)]
    if not odd and len(names) == len(aliases.names):
        return ()
    said = f"\u201c{odd[0]}\u201d is no alias" if odd else "one is listed twice"
    return (f"the text states {aliases.stated} aliases and lists {len(aliases.names)}: {said}",)


def doubled_lines(lines: Sequence[str]) -> Iterator[str]:
    """Sentences on printed lines of a cell that stand right behind themselves.

    Of 3,411 official entries none has such lines; three give one address twice in one line.
    """
    bare = [_JOINT.sub("", line).strip(" ;,.\u2014\u2013-") for line in lines if line]
    yield from (f"\u201c{one}\u201d stands in two lines" for one, other in pairwise(bare) if one and one == other)


def unparted_address(aliases: Sequence[str], addresses: Sequence[str]) -> tuple[str, ...]:
    """A sentence on a last alias that may go on with the entry's only address, which nothing parts from it."""
    last = aliases[-1] if aliases and not addresses else ""
    ended = SENTENCE_END.search(last)
    if ("," in last and is_street(last)) or (ended and names_place(last[ended.end() :])):
        return (f"the alias \u201c{last}\u201d may go on with an address",)
    return ()
