"""An entry with what it is found and shown by."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

from monitor.comparing.finding import searched_texts
from monitor.exporting.identifiers import identifier
from monitor.model import Change, Entry, Named
from monitor.rendering.terms import policy_in_words, requirement_in_words
from monitor.text.names import fold

_requirement = lru_cache(maxsize=1024)(requirement_in_words)
_kept_id = lru_cache(maxsize=32_768)(identifier)
LONGEST_KEPT = 400
"""Characters of the names whose ids are kept: an uploaded list may have any."""
_policy = lru_cache(maxsize=1024)(policy_in_words)


class IndexedEntry:
    """A text of an entry with its terms in plain words, and ``since``, the day of the first rule that it cites (None where
    it cites none with a date). What takes longer is worked out when it is first asked for, and kept."""

    __slots__ = ("_folded", "_id", "_texts", "entry", "policy", "requirement", "since")

    def __init__(self, entry: Entry) -> None:
        self.entry = entry
        self.requirement = _requirement(entry.license_requirement)
        self.policy = _policy(entry.license_review_policy)
        self.since = min((citation.date for citation in entry.citations if citation.date), default=None)
        self._id = ""
        self._folded: str | None = None
        self._texts: tuple[tuple[str, str, str], ...] | None = None

    @property
    def id(self) -> str:
        """That of the exports, the same for all texts of one party."""
        self._id = self._id or id_of(self.entry)
        return self._id

    @property
    def folded(self) -> str:
        """Its whole text and its name, folded."""
        if self._folded is None:
            self._folded = fold(self.entry.text) + fold(self.entry.name)
        return self._folded

    @property
    def texts(self) -> tuple[tuple[str, str, str], ...]:
        """Its names, aliases, affiliated entities and addresses: the kind of each, its text, and the same folded."""
        if self._texts is None:
            self._texts = tuple((kind, text, fold(text)) for kind, text in searched_texts(self.entry))
        return self._texts

    def prepare(self) -> None:
        """Work everything out now."""
        self.id, self.folded, self.texts  # noqa: B018 - kept once asked for

    def found(self, words: Sequence[str]) -> tuple[str, str, str] | None:
        """The text of it in which all (folded) words stand: its kind, the text, the same folded; None for none."""
        folded = self._folded or self.folded
        everywhere = all(word in folded for word in words)
        if everywhere or self.entry.sub_entities:
            for one in self.texts:
                if all(word in one[2] for word in words):
                    return one
        return ("text", self.entry.text, folded) if everywhere else None


def id_of(named: Entry | Named | Change) -> str:
    """The id of a party on its list, as in the exports."""
    kept = len(named.country) + len(named.name) <= LONGEST_KEPT
    return (_kept_id if kept else identifier)(named.country, named.name, named.list)
