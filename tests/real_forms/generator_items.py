"""What goes into generated rules: amendments of real entries, of every kind, drawn at random."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from random import Random

from monitor.history.baseline import bundled
from monitor.model import Entry, ListName
from monitor.reading.files import read_snapshot
from tests.real_forms.generator_cells import Party, affiliates, cell, draw_cell_style, in_one_line
from tests.real_forms.generator_spelling import punctuated

Cited = tuple[int, int | None, date | None]

MARK = "\ue010"
"""Stands on both sides of a footnote's number in a requirement that has its marks where it wants them."""

CASE_BY_CASE = (
    f"For all items subject to the EAR, see §§ 734.9(e),{MARK}1{MARK} and 744.11 of the EAR, EXCEPT {MARK}2{MARK} for technology subject "
    "to the EAR that is designated as EAR99, or controlled on the Commerce Control List for anti-terrorism reasons only, when released "
    "to members of a “standards organization” (see § 772.1) for the purpose of contributing to the revision or development of a "
    "“standard” (see § 772.1)."
)
COORDINATES = (
    "All items subject to the EAR except for:\n—crude oil, condensates, aromatics, natural gas liquids, hydrocarbon gas liquids, refined "
    "petroleum products, and compressed natural gas under the following Harmonized System (HS) codes: 271111, 2711210000, 2709, "
    "2709002010, 2707, 27075000, 2710, 271019, 2933194350; or\n—items required for the continued operation of joint ventures with persons "
    "from countries in Country Group A:1 in supplement no. 1 to part 740 of the EAR not operating in any body of water, or the airspace "
    "above any body of water, within the following coordinates:\nUpper Left:\n26°4′48.931″ N\n104°31′41.383″ E\nLower Right:\n0°0′0.00″ N\n"
    "123°19′22.225″ E"
)
"""Requirements as 2022-03029 and 2022-14069 print them: with two marks, and over eighty lines."""


@dataclass(frozen=True)
class Item:
    """One amendment to be written: what happens to which party, and its cell's printed lines (none for a removal).

    A revision with ``in_words`` has no row; the words stand behind the entry's name ("by removing two addresses"), or
    before it where they end in "from" or "to". ``to_country`` is where a moved entry goes. ``old_name`` is what a renamed
    entry was called, ``old_text`` the whole entry as the list has it. ``whole`` removes a destination with all that it
    has; ``apart`` says that the print tells where each alias and address ends.
    """

    operation: str
    country: str
    name: str
    lines: tuple[str, ...] = ()
    requirement: str = "For all items subject to the EAR. (See § 744.11 of the EAR)"
    policy: str = "Presumption of denial"
    footnote: int = 0
    old_cites: tuple[Cited, ...] = ()
    aliases: tuple[str, ...] = ()
    addresses: tuple[str, ...] = ()
    in_words: str = ""
    to_country: str = ""
    old_name: str = ""
    old_text: str = ""
    affiliated: tuple[str, ...] = ()
    whole: bool = False
    apart: bool = True

    @property
    def text(self) -> str | None:
        """The entity cell in one line, as the reader must give it."""
        return " ".join(self.lines) or None

    @property
    def row_country(self) -> str:
        """The destination that its row stands under."""
        return self.to_country or self.country

    @property
    def quoted_name(self) -> str:
        """What the instruction calls it."""
        return self.old_name or self.name

    @property
    def footnotes(self) -> tuple[int, ...]:
        """The footnotes marked in its requirement."""
        inner = tuple(int(n) for n in re.findall(f"{MARK}(\\d){MARK}", self.requirement))
        return inner or ((self.footnote,) if self.footnote else ())


@cache
def real_entries() -> tuple[Entry, ...]:
    """Entries of the bundled list whose cells can be written from their parts."""
    snapshot = read_snapshot(bundled(), "the bundled list")
    return tuple(
        e
        for e in snapshot.of(ListName.ENTITY)
        if e.addresses and e.name and not e.sub_entities and not e.name.startswith("Address ") and len(e.text) < 1500
        and e.name != "Djamshid Nezhad"  # its terms stand in each other's columns, in the eCFR itself
        and ";" not in e.name and all(e.name.lower() != a.lower() for a in e.aliases)
        and not e.name.upper().endswith(f", {e.country}")  # "Huawei OpenLab, Singapore" may be a name and its address
    )  # fmt: skip


@cache
def by_destination() -> dict[str, list[Entry]]:
    """The same by destination."""
    found: dict[str, list[Entry]] = {}
    for entry in real_entries():
        found.setdefault(entry.country, []).append(entry)
    return found


OPERATIONS = (*["add"] * 9, *["revise"] * 3, *["remove"] * 3, *["words"] * 2, "move", "correct", "rename")
IN_WORDS = (
    "by removing two addresses", "by adding one alias", "by revising the license review policy", "by removing one alias",
    "by adding two addresses in China", "by revising one address", "by removing six aliases and adding one address",
    "removing one alias from", "adding two addresses to", "removing the address “1 Main Road” from",
    "adding the alias “Other Name Co.” to", "revising the license requirement in",
)  # fmt: skip


def draw_items(random: Random, operations: tuple[str, ...] = OPERATIONS) -> list[Item]:
    """A few amendments of real entries under one to four destinations, sorted as BIS does.

    Drawn from all operations, one rule in twelve removes a destination with all its entries, one merges two entries.
    """
    pools = by_destination()
    special = random.choice(("whole", "merge", *[""] * 10)) if operations is OPERATIONS else ""
    drawn: list[tuple[str, Entry]] = []
    for country in random.sample(sorted(pools), random.randint(1, 4)):
        for entry in random.sample(pools[country], min(len(pools[country]), random.choice((1, 1, 2, 3, 5)))):
            if all((e.name.lower(), e.country) != (entry.name.lower(), country) for _, e in drawn):
                drawn.append((random.choice(operations), entry))
    items = [
        _item(random, operation, entry, {e.name.lower() for _, e in drawn if e is not entry})
        for operation, entry in drawn
    ]
    if special == "merge":
        items += _merged(random, items)
    if special == "whole":
        items += _whole(random, {i.country for i in items} | {i.to_country for i in items})
    return sorted(items, key=lambda i: (i.country, i.name.lower(), i.operation != "remove"))


def _item(random: Random, operation: str, entry: Entry, others: set[str]) -> Item:
    party = _party(entry)
    if operation == "words":
        return Item("revise", entry.country, entry.name, in_words=random.choice(IN_WORDS))
    if operation == "remove":
        return Item("remove", entry.country, entry.name, old_text=_whole_text(party, random))
    to_country, old_name = "", ""
    if operation == "move":
        elsewhere = [c for c in sorted(by_destination()) if c != entry.country]
        to_country = random.choice(elsewhere) if entry.name.lower() not in others else ""
        operation = "move" if to_country else "revise"
    if operation == "rename":
        operation = "revise"
        free = [a for a in entry.aliases if a.lower() not in others and ";" not in a and len(a) > 3]
        old_name = random.choice(free) if free else ""
    lines, apart = cell(party, draw_cell_style(random))
    affiliated: tuple[str, ...] = ()
    if not to_country and random.random() < 0.03:
        parties = [_party(e) for e in random.sample(by_destination()["IRAN"], random.randint(1, 3))]
        lines, affiliated = lines + affiliates(parties), tuple(p.name for p in parties)
    requirement = random.choice((*[entry.license_requirement or "All items."] * 20, CASE_BY_CASE, COORDINATES))
    return Item(
        operation, entry.country, entry.name, lines, requirement, entry.license_review_policy or "Denial",
        random.choice((0, 0, 3, 4)) * (requirement != COORDINATES), () if operation == "add" else _old_cites(random), entry.aliases, entry.addresses,
        to_country=to_country, old_name=old_name, affiliated=affiliated, apart=apart,
        old_text=_whole_text(replace_name(party, old_name), random),
    )  # fmt: skip


def _party(entry: Entry) -> Party:
    return Party(entry.name, entry.aliases, entry.addresses, entry.cross_references[:1])


def replace_name(party: Party, old_name: str) -> Party:
    """The party before it was renamed: the present name is not yet among the aliases."""
    if not old_name:
        return party
    return replace(party, name=old_name, aliases=tuple(a for a in party.aliases if a != old_name))


def _whole_text(party: Party, random: Random) -> str:
    """The entry as an instruction may quote it whole; "" where nothing tells where its name ends."""
    bare = re.sub(r", (?:Ltd|Inc|LLC|S\.A)\.?$", "", party.name)
    told = "," not in bare and "," in party.addresses[0]  # "Huawei Technologies Japan K.K., Japan" may be a name
    return in_one_line(party, random) if told else ""


def has_coordinates(items: Sequence[Item]) -> bool:
    """Whether a requirement holds coordinates, of which a narrow column would break the numbers."""
    return any(i.requirement == COORDINATES for i in items)


def _old_cites(random: Random) -> tuple[Cited, ...]:
    """What an entry that is given anew has cited before."""
    known: tuple[Cited, ...] = (
        (80, 1234, date(2015, 3, 4)), (84, 54002, date(2019, 10, 9)), (87, 8182, date(2022, 2, 14)),
    )  # fmt: skip
    return known[: random.choice((1, 1, 2, 3))]


def _merged(random: Random, items: list[Item]) -> list[Item]:
    """Two entries of nearly one name are removed, and one is added that merges them (2022-03029)."""
    taken = {i.country for i in items}
    fit = [e for e in by_destination()["CHINA, PEOPLE'S REPUBLIC OF"] if punctuated(e.name) != e.name]
    entry = random.choice(fit)
    if entry.country in taken:
        return []
    gone = [Item("remove", entry.country, name) for name in (punctuated(entry.name), entry.name)]
    return [*gone, _item(random, "add", entry, set())]


def _whole(random: Random, taken: set[str]) -> list[Item]:
    """A destination is removed with the one or two entries that it has (2017-20406)."""
    small = [c for c, entries in by_destination().items() if len(entries) <= 2 and c not in taken]
    entries = by_destination()[random.choice(sorted(small))]
    return [Item("remove", e.country, e.name, old_text=_whole_text(_party(e), random), whole=True) for e in entries]
