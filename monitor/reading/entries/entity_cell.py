"""The entity cell: what is the name, what the aliases, what the addresses.

Name, a.k.a., the following two aliases:      the marker parts the name from the aliases
—Alias; and                                   dash lines, or run on in one line, or in parentheses
—Alias.
                                              a blank line, mostly
Address; and Address. (See alternate address under Russia)
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from monitor.model import SubEntity
from monitor.reading.entries.addresses import ends_in_destination, personal_details, split_addresses, take_references
from monitor.reading.entries.alias_doubts import count_problem, doubled_lines, missing_aliases, surplus_aliases
from monitor.reading.entries.aliases import (
    DASH,
    GOES_ON,
    Aliases,
    find_marker,
    read_aliases,
)
from monitor.reading.entries.announcements import MARKER, TO_INCLUDE, announced_inside
from monitor.reading.entries.cell_words import words_nowhere
from monitor.reading.entries.listed_parties import ListedParties, take_listed
from monitor.reading.entries.names import ends_name, opens_address, quotes_address, split_name, tidy
from monitor.reading.entries.neighbours import lists_others, names_among, parties_inside
from monitor.reading.entries.oddities import corrected, is_odd, odd_name


@dataclass(frozen=True, slots=True)
class CellParty:
    """An entity cell, read. ``text`` is the whole cell in one line; nothing of it is lost.

    ``doubts`` are sentences on what cannot be right: aliases stated and not listed, one that announces others.
    ``remarks`` are words of the cell that are no field: what an entry takes in besides itself, an alias listed again,
    a person's details, cross references of the parties that it lists.
    """

    name: str
    aliases: tuple[str, ...] = ()
    addresses: tuple[str, ...] = ()
    cross_references: tuple[str, ...] = ()
    sub_entities: tuple[SubEntity, ...] = ()
    text: str = ""
    problems: tuple[str, ...] = ()
    doubts: tuple[str, ...] = ()
    remarks: tuple[str, ...] = ()


_DASHES = "\u2014\u2013- "
_LONGEST_CELL = 50_000  # the longest honest one, Huawei's, has 7,000
# e.g. "Affiliated entities:", "Subordinate institution: "
_SUBHEAD = re.compile(
    r"(?P<many>affiliated entities|subordinate entities)\s*+:?\s*+$|"
    r"(?:affiliated entity|subordinate (?:institution|entity))\b\s*+:?\s*+",
    re.IGNORECASE,
)
_SUBHEAD_INITIALS = frozenset("AaSs")
# e.g. "The following seven subordinate entities:"
_GROUP = re.compile(r"the following (?P<name>[^:]+):$", re.IGNORECASE)
# e.g. "The following addresses apply to all of them:"
_SHARED = re.compile(r"the following addresses apply\b.*:$", re.IGNORECASE)


@lru_cache(maxsize=16384)
def read_party(lines: tuple[str, ...], known_name: str = "") -> CellParty:
    """Read an entity cell from its printed ``lines`` (cleaned; blank ones kept as "").

    ``known_name``, as a rule's instruction quotes it, helps where the cell alone does not say where its name ends.
    """
    text = " ".join(line for line in lines if line)
    if len(text) > _LONGEST_CELL:
        return CellParty(
            text[:200], text=text, problems=(f"a cell of {len(text):,} characters is not cut into its parts",)
        )
    if lines and is_odd(lines[0]):
        lines = tuple(corrected("\n".join(lines)).split("\n"))
    party = _with_listed(lines, known_name, text)
    return replace(party, doubts=(*party.doubts, *doubled_lines(lines), *words_nowhere(text, _fields(party))))


def _with_listed(lines: tuple[str, ...], known_name: str, text: str) -> CellParty:
    """The party of ``lines``, with those that they list under a heading or an introduction."""
    if not lists_others(text) and ":" not in text:  # nearly all
        return read_lines(lines, known_name, text)
    main, below, shared = _parts(lines)
    own = take_listed(main)
    party = read_lines(own.without, known_name, text)
    if own.listed:
        party = _with_parties(party, [(one,) for one in own.listed])
        party = replace(party, doubts=(*party.doubts, *_miscounted(own)))
    if not below and not shared:
        return party
    groups = _groups(below)
    # Addresses behind the last subordinate institution are the entry's own where it has no others.
    last = read_lines(tuple(groups[-1])).addresses if groups else ()
    addresses = party.addresses + shared or last
    return _with_parties(replace(party, addresses=addresses), groups, shared)


def _miscounted(own: ListedParties) -> tuple[str, ...]:
    if own.stated in (None, len(own.listed)):
        return ()
    return (f"the text states {own.stated} parties and lists {len(own.listed)}",)


def _fields(party: CellParty) -> Iterator[str]:
    """All that was made of a cell; what it takes in without saying who or where is in its text alone."""
    yield from (party.name, *party.aliases, *party.addresses, *party.cross_references, *party.remarks)
    for one in party.sub_entities:
        yield from (one.name, *one.aliases, *one.addresses)


def _parts(lines: tuple[str, ...]) -> tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...]]:
    """The entity's own lines, those of the parties listed in its entry, and the addresses that hold for all."""
    if len(lines) > 1 and (group := _GROUP.match(lines[0])) and lines[1].startswith(DASH):
        return (group["name"],), ("subordinate entities", *lines[1:]), ()
    head = next(
        (i for i, line in enumerate(lines) if i and line[:1] in _SUBHEAD_INITIALS and _SUBHEAD.match(line)), len(lines)
    )
    below = lines[head:]
    for i, line in enumerate(below):
        if _SHARED.match(line):
            return lines[:head], below[:i], split_addresses(" ".join(below[i + 1 :]))
    return lines[:head], below, ()


def read_lines(lines: tuple[str, ...], known_name: str = "", text: str = "") -> CellParty:
    """The party of ``lines`` that list no others; ``text`` and ``known_name`` as in :func:`read_party`."""
    raw, references = take_references("\n".join(_with_whole_name(lines)).strip("\n"))
    marker = find_marker(raw)
    aliases = Aliases([], None, "")
    odd = odd_name(raw) if is_odd(raw) else ""
    if marker and not odd:
        name = tidy(raw[: marker.start()])
        aliases = read_aliases(raw[marker.start() :])
    else:
        name, aliases.rest = _known(raw, odd, known_name)
        if marker and MARKER.match(aliases.rest.lstrip(" ,\n")) is not None:  # behind an odd name
            aliases = read_aliases(aliases.rest.lstrip(" ,\n"))
    rest = aliases.rest.replace("\n", " ").strip()
    if (others := TO_INCLUDE.search(rest)) and others.end() == len(rest):  # they are listed below
        rest = rest[: others.start()]
    listed = _without_numbers([one for one in map(tidy, aliases.names) if one])
    found = tuple(dict.fromkeys(listed))
    taken_in, rest = _taken_in(rest)
    addresses = split_addresses(rest)
    doubts = (
        *missing_aliases(aliases),
        *(() if lists_others(text) else surplus_aliases(aliases, found)),
        *announced_inside(found, addresses),
        *parties_inside(addresses),
        *names_among(addresses),
        *(
            (f"\u201c{taken_in}\u201d may name other parties",)
            if addresses and _NAMES_SOMEBODY.search(taken_in)
            else ()
        ),
    )
    doubled = (one for n, one in enumerate(listed) if one in listed[:n])
    remarks = (*((taken_in,) if taken_in else ()), *doubled, *personal_details(rest))
    return CellParty(name, found, addresses, references, (), text, count_problem(aliases), doubts, remarks)


# e.g. "(1) Zed One", "2. Zed Two"
_NUMBERED = re.compile(r"\(?(?P<number>[0-9]{1,2})[.)]\s+")


def _without_numbers(aliases: list[str]) -> list[str]:
    """``aliases`` without their numbers where they are numbered through."""
    numbers = [found and int(found["number"]) for found in map(_NUMBERED.match, aliases)]
    numbered = len(aliases) > 1 and numbers == list(range(1, len(aliases) + 1))
    return [_NUMBERED.sub("", one, count=1) for one in aliases] if numbered else aliases


# What an entry takes in besides itself, and where its address begins. e.g. "including all branches, 10 Main Street"
_TAKES_IN = re.compile(r"including\s[^:]{1,300}?[,.]\s+(?=\S)")
# e.g. "including the Zed Branch"
_NAMES_SOMEBODY = re.compile(r"\s[A-Z]")


def _taken_in(rest: str) -> tuple[str, str]:
    """What an entry takes in ("including all branches"), and the addresses behind it, if any.

    "Ministry of Defence ..., including the Armed Forces of Russia" says nothing of where it is.
    """
    if not rest.startswith("including ") or ":" in rest:
        return "", rest
    for end in (m.end() for m in _TAKES_IN.finditer(rest)):
        if opens_address(rest[end:]) and ends_in_destination(rest):
            return rest[:end].rstrip(" ,."), rest[end:]
    return rest, ""


def _with_whole_name(lines: tuple[str, ...]) -> tuple[str, ...]:
    """2022-27151: "... subordinate institution:" and below it "\u2014Hebei Brightway International,", one name in two lines."""
    if len(lines) > 1 and lines[0].endswith(":") and lines[1].startswith(DASH) and find_marker(lines[0]) is None:
        return (f"{lines[0]} {lines[1].strip(_DASHES)}", *lines[2:])
    return lines


def _known(raw: str, odd: str, known_name: str) -> tuple[str, str]:
    """The name and what follows it: as the register of oddities or somebody else knows the name, or as the cell says."""
    first = raw.split("\n", 1)[0]
    name = odd
    if not name and known_name:
        known = tidy(known_name)
        # Some instructions quote a part of the address with the name ("OOO Druzhba,Ul. Profsoyuznaya d.3 Balei").
        if MARKER.search(known) is None and not quotes_address(known) and ends_name(first[len(known) :]):
            name = known
    if name and "\n" in raw and len(name) > len(first) and _in_one_line(raw, name):
        raw = raw.replace("\n", " ", raw[: len(name)].count("\n"))
        first = raw.split("\n", 1)[0]
    if not name or not first.startswith(name) or first[len(name) : len(name) + 1].isalnum():
        return _name_and_rest(raw)
    name += "." if first[len(name) :].startswith(".,") else ""
    return name, raw[len(name) :].lstrip(" ,.;\n") if not MARKER.search(raw) else raw[len(name) :]


def _in_one_line(raw: str, name: str) -> bool:
    """Whether a cell begins with ``name``, broken over some of its lines."""
    return raw[: len(name)].replace("\n", " ") == name


def _name_and_rest(raw: str) -> tuple[str, str]:
    """Name and addresses of a cell without aliases: parted by a blank line, or else by the comma before the address."""
    before, blank, after = raw.partition("\n\n")
    if blank and after.strip() and not before.endswith((";", " and")):
        before = before.replace("\n", " ")
        more = split_name(before)[1]
        if not more or (before.endswith(",") and not _has_number(more) and not ends_in_destination(before)):
            return tidy(before), after
    return split_name(raw)


def _has_number(text: str) -> bool:
    return any(char.isdigit() for char in text)


def _with_parties(party: CellParty, groups: Iterable[Sequence[str]], shared: tuple[str, ...] = ()) -> CellParty:
    """``party`` with others in its entry, each of the lines of a group, and the addresses that are shared."""
    read = [read_lines(tuple(group)) for group in groups]
    subs = (SubEntity(one.name, one.aliases, one.addresses + shared) for one in read)
    remarks = (words for one in read for words in (*one.cross_references, *one.remarks))
    return replace(party, sub_entities=(*party.sub_entities, *subs), remarks=(*party.remarks, *remarks))


def _groups(lines: tuple[str, ...]) -> list[list[str]]:
    """The lines below "Affiliated entities" or "Subordinate institution", one group a party."""
    groups: list[list[str]] = []
    many = True
    state = "new"
    for line in lines:
        if head := _SUBHEAD.match(line):
            many = head["many"] is not None
            state = "new"
            if not many:
                groups.append([line[head.end() :]] if line[head.end() :] else [])
        elif not many:
            groups[-1].append(line)
        elif line:
            state = _gather(groups, line, state)
    return [group for group in groups if group]


def _gather(groups: list[list[str]], line: str, state: str) -> str:
    """Add ``line`` to the parties below a plural heading; tells what the next line is expected to be."""
    if state == "alias":
        groups[-1].append(line)
        return "alias" if line.endswith(GOES_ON) else ("new" if ends_in_destination(line) else "address")
    if state == "address" and not line.startswith(DASH):
        groups[-1] += ["", line]
        return "new"
    groups.append([line.lstrip("\u2014\u2013- ")])
    return "alias" if line.endswith(":") else "new"
