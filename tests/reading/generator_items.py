"""What goes into generated rules: amendments of real entries, of every kind, drawn at random."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from random import Random

from monitor.history.baseline import bundled
from monitor.model import Entry
from monitor.reading.files import read_snapshot

WORDS = [
    "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve", "thirteen",
    "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen", "twenty",
]  # fmt: skip


@dataclass(frozen=True)
class Item:
    """One amendment to be written: what happens to which party, and its cell's printed lines (none for a removal).

    A revision with ``in_words`` has no row; the words stand behind the entry's name ("by removing two addresses"), or
    before it where they end in "from" or "to". ``to_country`` is where a moved entry goes.
    """

    operation: str
    country: str
    name: str
    lines: tuple[str, ...] = ()
    requirement: str = "For all items subject to the EAR. (See § 744.11 of the EAR)"
    policy: str = "Presumption of denial"
    footnote: int = 0
    old_citation: str = ""
    aliases: tuple[str, ...] = ()
    addresses: tuple[str, ...] = ()
    in_words: str = ""
    to_country: str = ""

    @property
    def text(self) -> str | None:
        """The entity cell in one line, as the reader must give it."""
        return " ".join(self.lines) or None

    @property
    def row_country(self) -> str:
        """The destination that its row stands under."""
        return self.to_country or self.country


@cache
def real_entries() -> tuple[Entry, ...]:
    """Entries of the bundled list whose cells can be written from their parts."""
    snapshot = read_snapshot(bundled(), "the bundled list")
    return tuple(
        e
        for e in snapshot.entries
        if e.addresses and e.name and not e.sub_entities and not e.name.startswith("Address ") and len(e.text) < 1500
        and e.name != "Djamshid Nezhad"  # its terms stand in each other's columns, in the eCFR itself
        and ";" not in e.name and all(e.name.lower() != a.lower() for a in e.aliases)
    )  # fmt: skip


@cache
def by_destination() -> dict[str, list[Entry]]:
    """The same by destination."""
    found: dict[str, list[Entry]] = {}
    for entry in real_entries():
        found.setdefault(entry.country, []).append(entry)
    return found


def cell_lines(entry: Entry) -> tuple[str, ...]:
    """The entity cell's lines as BIS prints them."""
    addresses = "; and ".join(entry.addresses).rstrip(" .") + "."
    if entry.cross_references:
        addresses += f" ({entry.cross_references[0].strip('() .')})."
    if not entry.aliases:
        return (f"{entry.name}, {addresses}",)
    count = WORDS[len(entry.aliases)] if len(entry.aliases) < len(WORDS) else str(len(entry.aliases))
    noun = "alias" if len(entry.aliases) == 1 else "aliases"
    names = [f"—{a.rstrip(';')};" for a in entry.aliases]
    if len(names) > 1:
        names[-2] += " and"
    names[-1] = names[-1][:-1].rstrip(".") + "."
    return (f"{entry.name}, a.k.a., the following {count} {noun}:", *names, addresses)


OPERATIONS = (*["add"] * 9, *["revise"] * 3, *["remove"] * 3, *["words"] * 2, "move", "correct")
IN_WORDS = (
    "by removing two addresses", "by adding one alias", "by revising the license review policy", "by removing one alias",
    "by adding two addresses in China", "by revising one address", "by removing six aliases and adding one address",
    "removing one alias from", "adding two addresses to", "removing the address “1 Main Road” from",
    "adding the alias “Other Name Co.” to", "revising the license requirement in",
)  # fmt: skip


def draw_items(random: Random, operations: tuple[str, ...] = OPERATIONS) -> list[Item]:
    """A few amendments of real entries under one to four destinations, sorted as BIS does."""
    pools = by_destination()
    drawn: list[tuple[str, Entry]] = []
    for country in random.sample(sorted(pools), random.randint(1, 4)):
        for entry in random.sample(pools[country], min(len(pools[country]), random.choice((1, 1, 2, 3, 5)))):
            if all((e.name.lower(), e.country) != (entry.name.lower(), country) for _, e in drawn):
                drawn.append((random.choice(operations), entry))
    items = [
        _item(random, operation, entry, {e.name.lower() for _, e in drawn if e is not entry})
        for operation, entry in drawn
    ]
    return sorted(items, key=lambda i: (i.country, i.name.lower()))


def _item(random: Random, operation: str, entry: Entry, others: set[str]) -> Item:
    if operation == "words":
        return Item("revise", entry.country, entry.name, in_words=random.choice(IN_WORDS))
    if operation == "remove":
        return Item("remove", entry.country, entry.name)
    to_country = ""
    if operation == "move":
        elsewhere = [c for c in sorted(by_destination()) if c != entry.country]
        to_country = random.choice(elsewhere) if entry.name.lower() not in others else ""
        operation = "move" if to_country else "revise"
    return Item(
        operation, entry.country, entry.name, cell_lines(entry),
        entry.license_requirement or "All items.", entry.license_review_policy or "Denial",
        random.choice((0, 0, 3, 4)), "" if operation == "add" else "80 FR 1234, 3/4/15. ",
        entry.aliases, entry.addresses, to_country=to_country,
    )  # fmt: skip
