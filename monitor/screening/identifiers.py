"""Numbers by which registers and banks know a party: LEI, registration number, SWIFT code.

No entry of the list has given one so far; where a text names one, a party that has it is found whatever it is called.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache

from monitor.model import Entry, WatchedParty
from monitor.screening.names import vocabulary
from monitor.text.countries import countries_agree

AGREEING, OTHER_LEI = 0.1, -0.1
"""What a number that both have raises the score of two names by, and what another LEI lowers it by: a legal entity has one."""
LEI, SWIFT, REGISTERED = "LEI", "SWIFT code", "registration number"
FEWEST_DIGITS = 5
"""Digits of a registered number: shorter ones are those of too many."""
BANK = 8
"""Characters of a SWIFT code that name the bank; those behind them are a branch."""
# e.g. "5493001KJTIIGC8Y1R12"
_LEI = re.compile(r"\b[0-9A-Z]{18}[0-9]{2}\b")
# e.g. "FOOBRUMM", "FOOBRUMMXXX"
_SWIFT = re.compile(r"[A-Z]{6}[A-Z0-9]{2}(?:[A-Z0-9]{3})?")
# e.g. "7701234567; 1027700001234"
_APART = re.compile(r"[,;|\n]")
# e.g. "77-01.234/567"
_MARKS = re.compile(r"[\W_]+")


@dataclass(frozen=True, slots=True)
class Identifier:
    """A number of an entry: of what kind, as it is written, and without marks and leading zeros."""

    kind: str
    text: str
    number: str


@dataclass(frozen=True, slots=True)
class Evidence:
    """What the numbers of a party and of an entry say: one that both have, or an LEI of which each has another."""

    same: Identifier | None = None
    other: tuple[str, Identifier] | None = None
    """The party's, and the listed one."""

    @property
    def raises(self) -> float:
        """What is added to the score of the two names."""
        return AGREEING if self.same else OTHER_LEI if self.other else 0.0


NO_EVIDENCE = Evidence()


class Identifiers:
    """The numbers of entries."""

    def __init__(self, entries: Iterable[Entry]) -> None:
        self._by_number: dict[str, list[tuple[Entry, Identifier]]] = defaultdict(list)
        self._with_lei: list[tuple[Entry, Identifier]] = []
        for entry in entries:
            for found in identifiers_in(_text_of(entry)):
                self._by_number[found.number].append((entry, found))
                if found.kind == LEI:
                    self._with_lei.append((entry, found))

    def beside(self, watch: WatchedParty) -> Iterator[tuple[Entry, Evidence]]:
        """The entries of which the party's numbers say something; those that it is first.

        A registered number is another party's in another country.
        """
        said: set[int] = set()
        for number in numbers_of(watch):
            for entry, found in self._by_number.get(number, ()):
                elsewhere = found.kind == REGISTERED and countries_agree(watch.country, entry.country) is False
                if not elsewhere and id(entry) not in said:
                    said.add(id(entry))
                    yield entry, Evidence(same=found)
        for entry, found in self._with_lei if watch.details.lei else ():
            if id(entry) not in said:
                yield entry, Evidence(other=(watch.details.lei, found))


def identifiers_in(text: str) -> tuple[Identifier, ...]:
    """The numbers that a text gives: an LEI wherever its check digits are right, others behind the word for them."""
    found = [Identifier(LEI, said, plain(said)) for said in _LEI.findall(text) if _checked(said)]
    for labelled in _labelled().finditer(text):
        said = labelled[2].rstrip("./-")
        if labelled[1].casefold() in _banks():
            if _SWIFT.fullmatch(said):
                found += (Identifier(SWIFT, said, number) for number in dict.fromkeys((said, said[:BANK])))
        elif sum(map(str.isdigit, said)) >= FEWEST_DIGITS:
            found.append(Identifier(REGISTERED, said, plain(said)))
    return tuple({one.number: one for one in reversed(found)}.values())


def numbers_of(watch: WatchedParty) -> tuple[str, ...]:
    """The numbers that a party has, without marks."""
    details = watch.details
    if not (details.lei or details.registration_number):
        return ()
    lei, cell = plain(details.lei), details.registration_number
    registered = [plain(one) for one in (cell, *_several(cell))]
    banks = [one[:BANK] for one in registered if _SWIFT.fullmatch(one)]
    return tuple(dict.fromkeys(filter(None, (lei, *registered, *banks))))


def _several(cell: str) -> Iterator[str]:
    """The numbers of one cell: behind the words for them, or apart: "OGRN 1027700001234", "7701234567; 1027700001234"."""
    yield from (found.text for found in identifiers_in(cell))
    yield from (one for one in _APART.split(cell) if sum(map(str.isdigit, one)) >= FEWEST_DIGITS)


def numbers_in(entry: Entry) -> Iterator[str]:
    """The numbers of an entry, without marks."""
    return (found.number for found in identifiers_in(_text_of(entry)))


def plain(text: str) -> str:
    """A number without marks, and without the zeros before it, which a table loses."""
    return _MARKS.sub("", text).upper().lstrip("0")


def _text_of(entry: Entry) -> str:
    return entry.text or "\n".join((entry.name, *entry.aliases, *entry.addresses))


def _checked(lei: str) -> bool:
    """Whether the check digits are those of ISO 17442."""
    return int("".join(str(int(sign, 36)) for sign in lei)) % 97 == 1


@cache
def _banks() -> frozenset[str]:
    return frozenset(label.casefold() for label in vocabulary()["identifiers"]["banks"])


# e.g. "Reg. No. 12345-67", "INN 7701234567", "SWIFT: FOOBRUMM"
@cache
def _labelled() -> re.Pattern[str]:
    """A number behind the word for it. Words in capitals are written so: "INN 77", not "Royal Inn 77"."""
    words = sorted({word for kind in vocabulary()["identifiers"].values() for word in kind}, key=len, reverse=True)
    said = (re.escape(word).replace(r"\ ", r"[ .]{1,2}") for word in words)
    labels = "|".join(one if one.isupper() else f"(?i:{one})" for one in said)
    number = r"(?:(?i:number|no|nr)\b[ .:#\u2116]{0,3})?"
    return re.compile(rf"\b({labels})[ .:#\u2116()-]{{1,4}}{number}([A-Za-z0-9][A-Za-z0-9./-]{{4,30}})")
