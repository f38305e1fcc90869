"""An entry with what it is found and shown by; each is worked out when it is first asked for, and kept."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from functools import cached_property, lru_cache

from monitor.comparing.finding import searched_texts
from monitor.exporting.identifiers import identifier
from monitor.model import Entry
from monitor.rendering.terms import policy_in_words, requirement_in_words
from monitor.text.names import fold

_requirement = lru_cache(maxsize=1024)(requirement_in_words)
_policy = lru_cache(maxsize=1024)(policy_in_words)


class IndexedEntry:
    """A text of an entry as the list history keeps it."""

    def __init__(self, entry: Entry) -> None:
        self.entry = entry

    @cached_property
    def id(self) -> str:
        """That of the exports, the same for all texts of one party."""
        return id_of(self.entry.country, self.entry.name)

    @cached_property
    def requirement(self) -> str:
        """The license requirement in plain words."""
        return _requirement(self.entry.license_requirement)

    @cached_property
    def policy(self) -> str:
        """The license review policy in plain words."""
        return _policy(self.entry.license_review_policy)

    @cached_property
    def since(self) -> date | None:
        """The day of the first rule that it cites; None where it cites none with a date."""
        return min((citation.date for citation in self.entry.citations if citation.date), default=None)

    @cached_property
    def folded(self) -> str:
        """Its whole text and its name, folded."""
        return fold(self.entry.text) + fold(self.entry.name)

    @cached_property
    def texts(self) -> tuple[tuple[str, str, str], ...]:
        """Its names, aliases, affiliated entities and addresses: the kind of each, its text, and the same folded."""
        return tuple((kind, text, fold(text)) for kind, text in searched_texts(self.entry))

    def prepare(self) -> None:
        """Work everything out now."""
        self.id, self.requirement, self.policy, self.since, self.folded, self.texts  # noqa: B018 - kept once asked for

    def found(self, words: Sequence[str]) -> tuple[str, str, str] | None:
        """The text of it in which all (folded) words stand: its kind, the text, the same folded; None for none."""
        everywhere = all(word in self.folded for word in words)
        if everywhere or self.entry.sub_entities:
            for one in self.texts:
                if all(word in one[2] for word in words):
                    return one
        return ("text", self.entry.text, self.folded) if everywhere else None


@lru_cache(maxsize=32_768)
def id_of(country: str, name: str) -> str:
    """The id of a party, as in the exports."""
    return identifier(country, name)
