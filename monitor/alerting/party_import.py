"""What a file of parties would do to the watchlist, and what of it needs somebody's consent.

The same in a terminal, in a script, on the page and for a file that the settings name: what only adds or updates is taken;
what removes a party, or puts a dissimilar name under its reference, needs consent; a party on whose matches somebody has
decided needs it once more.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

from rapidfuzz import fuzz

from monitor.errors import UsageError
from monitor.model import WatchedParty
from monitor.model.packed_parties import PackedParties
from monitor.store import Store
from monitor.store.party_comparison import Taken
from monitor.text.names import fold, telling_words

SIMILAR = 75
"""How like two names are, in percent, that are one party's before and after an update."""
LARGELY = 0.5
"""The part of a file's parties that, known from another source, makes it likely to be that source's next file."""
FEWEST_ALIKE = 2
OPEN = "open"


@dataclass(frozen=True)
class ImportPlan:
    """What an import would do: ``taken``, of which these parties are ``decided`` on, by their references."""

    taken: Taken
    decided: frozenset[str]

    @cached_property
    def replaced(self) -> tuple[tuple[WatchedParty, WatchedParty], ...]:
        """Known references that would get a dissimilar name: before and after."""
        return tuple(pair for pair in self.taken.revised if not is_similar(pair[0].name, pair[1].name))

    def spared(self, *, yes: bool, accept_replacements: bool) -> tuple[str, ...]:
        """The references of parties that stay as they are without more consent than this."""
        lost = [before.reference for before, _ in self.replaced] + [party.reference for party in self.taken.gone]
        if not yes:
            return tuple(lost)
        return () if accept_replacements else tuple(one for one in lost if one in self.decided)

    def not_taken(self, spared: Sequence[str]) -> list[str]:
        """A line for each party that stays as it is, with what the file has in its place."""
        kept = frozenset(spared)
        decided = {True: " (somebody has decided on its matches)", False: ""}
        lines = [
            f"{before.reference}: \u201c{before.name}\u201d is not replaced by \u201c{after.name}\u201d"
            f"{decided[before.reference in self.decided]}"
            for before, after in self.replaced
            if before.reference in kept
        ]
        lines += [
            f"{party.reference}: \u201c{party.name}\u201d is not removed{decided[party.reference in self.decided]}"
            for party in self.taken.gone
            if party.reference in kept
        ]
        return lines

    def remedy(self, spared: Sequence[str]) -> str:
        """Which options take what was spared."""
        decided = " --accept-replacements" if any(one in self.decided for one in spared) else ""
        return f"--yes{decided}"


def plan_import(store: Store, parties: Iterable[WatchedParty], source: str, *, replace: bool) -> ImportPlan:
    """What the parties of a source would do; nothing is written."""
    taken = store.watchlist.compared(parties, source, replace=replace)
    decisions = store.watchlist.newest_decisions().values() if taken.revised or taken.gone else ()
    return ImportPlan(taken, frozenset(d.reference for d in decisions if d.decision != OPEN))


def is_similar(first: str, second: str) -> bool:
    """Whether two names may well be one party's, renamed or spelt otherwise."""
    if fuzz.ratio(fold(first), fold(second)) >= SIMILAR:
        return True
    ours, theirs = set(telling_words(first)), set(telling_words(second))
    return bool(ours and theirs) and (ours <= theirs or theirs <= ours)


def require_own_source(store: Store, parties: PackedParties, source: str) -> None:
    """Raise UsageError where a file under a new name has largely the parties of a source that is known under another."""
    sources = store.watchlist.sources()
    if source in sources or not sources - {""}:
        return
    for name, alike in _alike(store, parties).items():
        if alike >= FEWEST_ALIKE and alike > LARGELY * len(parties):
            raise UsageError(
                f"{alike:,} of the {len(parties):,} parties are those of the source \u201c{name}\u201d. Nothing was taken. "
                f'If this is its next file, say --source "{name}"; if it is another source, say --source "{source}".'
            )


def _alike(store: Store, parties: PackedParties) -> Counter[str]:
    """How many of the parties each source has under the same reference and name."""
    found = store.watchlist.called(parties)
    return Counter(source for source, name, row in found if source and fold(name) == fold(row[1]))
