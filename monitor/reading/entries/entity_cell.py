"""The entity cell: what is the name, what the aliases, what the addresses.

Name, a.k.a., the following two aliases:      the marker parts the name from the aliases
—Alias; and                                   dash lines, or run on in one line, or in parentheses
—Alias.
                                              a blank line, mostly
Address; and Address. (See alternate address under Russia)
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import lru_cache

from monitor.model import SubEntity
from monitor.reading.entries.addresses import ends_in_destination, split_addresses, take_references
from monitor.reading.entries.names import opens_address, split_name, tidy
from monitor.reading.entries.oddities import is_odd, mend, odd_name
from monitor.text.numbers import NUMBER, read_number


@dataclass(frozen=True, slots=True)
class CellParty:
    """An entity cell, read. ``text`` is the whole cell in one line; nothing of it is lost."""

    name: str
    aliases: tuple[str, ...] = ()
    addresses: tuple[str, ...] = ()
    cross_references: tuple[str, ...] = ()
    sub_entities: tuple[SubEntity, ...] = ()
    text: str = ""
    problems: tuple[str, ...] = ()


@dataclass(slots=True)
class _Aliases:
    """What stands between the name and the addresses, and the lines left for the addresses."""

    names: list[str]
    stated: int | None
    rest: str


_AKA = (
    r"(?:[af]\.\s?k\.\s?a\b\.?|[af]/k/a|d\.?/?b\.?/?a\.|n\.k\.a\b\.?|(?<=[,(] )aka\b|formerly known as|also known as)"
)
_ALIAS = r"(?:alia\w*|entity|entities|names?)"
_MARKER = re.compile(
    rf"(?P<paren>\s*\()?(?<![\w/])(?:{_AKA}|(?:and |including )?the follow(?:ing)? {NUMBER} {_ALIAS}\b)",
    re.IGNORECASE,
)
_INTRODUCTION = re.compile(
    rf"[\s,]*(?:(?:{_AKA}|aka\b)[\s,]*)?(?:(?:and|as|including)\s+)?"
    rf"(?:(?:the\s+)?(?:follow(?:ing)?\s+(?:the following\s+)?)?(?:(?P<stated>{NUMBER})\s+)?(?:following\s+)?{_ALIAS}"
    rf"(?:,? (?:and|including)\b[^:\n]*)?|the following)?\s*[:.,;]?",
    re.IGNORECASE,
)
_HINTS = (".k", "/k", "b/a", "b.a", "b./a", "aka", "known as", "the follow")
_AKA_AGAIN = re.compile(rf"[\s,;]*{_AKA}[\s,]*", re.IGNORECASE)
_LONGEST_CELL = 50_000  # the longest honest one, Huawei's, has 7,000
_DASH = ("\u2014", "\u2013", "-")
_GOES_ON = (";", " and", ";and")
_SUBHEAD = re.compile(
    r"(?P<many>affiliated entities|subordinate entities)\s*:?\s*$|"
    r"(?:affiliated entity|subordinate (?:institution|entity))\b\s*:?\s*",
    re.IGNORECASE,
)
_SUBHEAD_INITIALS = frozenset("AaSs")
_GROUP = re.compile(r"the following (?P<name>[^:]+):$", re.IGNORECASE)
_TO_INCLUDE = re.compile(r",? (?:and )?to include the following\b[^.:]*[.:]?\s*")
_SHARED = re.compile(r"the following addresses apply\b.*:$", re.IGNORECASE)
_AND_NAME = re.compile(r"^([^()]*?) and (?=[A-Z][^()]*$)(?!Research|Development|Trading|Calibration)")
_QUOTED_END = re.compile(r";(['\u2019\u201d])")
_ITEM = re.compile(r"\s*;\s*(?:and\b\s*)?", re.IGNORECASE)


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
        lines = tuple(mend("\n".join(lines)).split("\n"))
    if not _lists_others(lines, text):  # nearly all
        return _read(lines, known_name, text)
    main, below, shared = _parts(lines)
    party = _read(main, known_name, text)
    if not below and not shared:
        return party
    subs, last = _sub_entities(below, shared)
    # Addresses behind the last subordinate institution are the entry's own where it has no others.
    addresses = party.addresses + shared or last
    return replace(party, addresses=addresses, sub_entities=subs)


def _lists_others(lines: tuple[str, ...], text: str) -> bool:
    """Whether other parties may be listed in the cell; told quickly."""
    low = text.lower()
    return "subordinate" in low or "affiliated" in low or low.startswith("the following ")


def _parts(lines: tuple[str, ...]) -> tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...]]:
    """The entity's own lines, those of the parties listed in its entry, and the addresses that hold for all."""
    if len(lines) > 1 and (group := _GROUP.match(lines[0])) and lines[1].startswith(_DASH):
        return (group["name"],), ("subordinate entities", *lines[1:]), ()
    head = next(
        (i for i, line in enumerate(lines) if i and line[:1] in _SUBHEAD_INITIALS and _SUBHEAD.match(line)), len(lines)
    )
    below = lines[head:]
    for i, line in enumerate(below):
        if _SHARED.match(line):
            return lines[:head], below[:i], split_addresses(" ".join(below[i + 1 :]))
    return lines[:head], below, ()


def _read(lines: tuple[str, ...], known_name: str = "", text: str = "") -> CellParty:
    raw, references = take_references("\n".join(lines).strip("\n"))
    name, rest = _known(raw, known_name) if known_name or is_odd(raw) else ("", raw)
    marker = None if name else _marker(raw)
    aliases = _Aliases([], None, rest)
    if marker:
        name = tidy(raw[: marker.start()])
        aliases = _read_aliases(raw[marker.start() :])
    elif not name:
        name, aliases.rest = _name_and_rest(raw)
    elif _MARKER.match(rest.lstrip(" ,\n")) is not None:
        aliases = _read_aliases(rest.lstrip(" ,\n"))
    rest = aliases.rest.replace("\n", " ").strip()
    found = tuple(dict.fromkeys(one for one in map(tidy, aliases.names) if one))
    # "Ministry of Defence ..., including the Armed Forces": what it takes in, not where it is; the text has it.
    addresses = () if rest.startswith("including ") else split_addresses(rest)
    return CellParty(name, found, addresses, references, (), text, _count_problem(aliases))


def _marker(raw: str) -> re.Match[str] | None:
    """The first word that announces aliases; looked for only where its letters can be (most cells have none)."""
    low = raw.lower()
    starts = [low.find(hint) for hint in _HINTS if hint in low]
    return _MARKER.search(raw, max(min(starts) - 12, 0)) if starts else None


def _count_problem(aliases: _Aliases) -> tuple[str, ...]:
    if aliases.stated is None or aliases.stated == len(aliases.names):
        return ()
    return (f"the text states {aliases.stated} aliases and lists {len(aliases.names)}",)


def _known(raw: str, known_name: str) -> tuple[str, str]:
    """The name and what follows it where somebody else already knows the name, or the register of oddities does."""
    first = raw.split("\n", 1)[0]
    name = odd_name(raw) if is_odd(first) else ""
    if not name and known_name:
        known = tidy(known_name)
        # Some instructions quote a part of the address with the name ("OOO Druzhba,Ul. Profsoyuznaya d.3 Balei").
        if not _MARKER.search(known) and split_name(known)[0] == known:
            name = known
    if name and first.startswith(name) and not first[len(name) : len(name) + 1].isalnum():
        name += "." if first[len(name) :].startswith(".,") else ""
        return name, raw[len(name) :].lstrip(" ,.;\n") if not _MARKER.search(raw) else raw[len(name) :]
    return "", raw


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


def _read_aliases(raw: str) -> _Aliases:
    """The aliases from their marker on."""
    if raw.lstrip(" ,\n").startswith("("):
        return _in_parentheses(raw.lstrip(" ,\n"))
    introduction = _INTRODUCTION.match(raw)
    end = introduction.end() if introduction else 0
    stated = read_number(introduction["stated"]) if introduction and introduction["stated"] else None
    rest = raw[end:].lstrip(" ")
    if rest.startswith("\n") and rest.lstrip("\n ").startswith(_DASH):
        return _dash_lines(rest.strip("\n ").split("\n"), stated)
    return _run_on(rest.lstrip("\n "), stated)


def _in_parentheses(raw: str) -> _Aliases:
    depth = 0
    end = len(raw)
    for at, char in enumerate(raw):
        depth += (char == "(") - (char == ")")
        if depth == 0:
            end = at
            break
    inner = raw[1:end].replace("\n", " ")
    names = [one for part in _ITEM.split(inner) for one in _AKA_AGAIN.split(part) if one.strip()]
    if len(names) == 1 and " and " in inner:  # "(a.k.a. Lin Rongnan, Steven Lim and Yong Nam Lim)"
        names = _enumerated(names[0])
    rest = raw[end + 1 :].lstrip(" ,")
    if (marker := _MARKER.match(rest)) is not None:
        more = _read_aliases(rest[marker.start() :])
        return _Aliases(names + more.names, None, more.rest)
    return _Aliases(names, None, rest.lstrip(".;\n"))


def _enumerated(text: str) -> list[str]:
    names: list[str] = []
    while text:
        name, text = split_name(text, bodies=False)
        names += [one for one in _AND_NAME.split(name) if one]
    return names


def _dash_lines(lines: list[str], stated: int | None) -> _Aliases:
    names: list[str] = []
    at = 0
    while at < len(lines):
        line = lines[at].strip()
        if "to include" in line:
            line = _TO_INCLUDE.sub(". ", line).strip()
        goes_on = not names or names[-1].endswith(_GOES_ON)
        if line.startswith(_DASH) or (line and goes_on):
            names.append(line)
        elif line or not _dash_follows(lines, at):
            break
        at += 1
    rest = "\n".join(lines[at:]).strip("\n")
    if names and not rest:
        names[-1], rest = _part_address(names[-1])
    return _Aliases([part for name in names for part in _parted(name)], stated, rest)


def _parted(name: str) -> list[str]:
    """The aliases of one line: mostly one, several where semicolons part them."""
    if ";" not in name[:-5].rstrip(" ;"):
        return [name]
    return [part for part in _ITEM.split(_QUOTED_END.sub(r"\1;", name)) if _is_name(part)]


def _is_name(part: str) -> bool:
    return bool(part.strip(" .,\u2014-")) and not (part.startswith("(") and part.rstrip(" ,;.").endswith(")"))


def _dash_follows(lines: list[str], at: int) -> bool:
    following = next((line for line in lines[at:] if line.strip()), "")
    return following.strip().startswith(_DASH)


def _run_on(rest: str, stated: int | None) -> _Aliases:
    """Aliases in one line with each other and often with the address: "Sawa Aviation; and Sawa Air. P.O. Box 42707"."""
    block, blank, after = rest.partition("\n\n")
    block = block.replace("\n", " ")
    count = stated or 1
    parts = _ITEM.split(block)
    names = parts[: count - 1]
    last = "; ".join(parts[count - 1 :])
    if blank and after.strip() and not ends_in_destination(last):
        return _Aliases([*names, last], stated, after)
    name, left = split_name(last, sentences=True, bodies=stated is not None)
    names.append(name)
    if stated is None:
        left = _further_names(names, left)
    return _Aliases(names, stated, left + blank + after)


def _further_names(names: list[str], left: str) -> str:
    """ "a.k.a., UM Airlines, UM Air, 7, Shulyavskaya Str.": further aliases until an address opens.

    The last two parts, a town and a country, are never aliases.
    """
    while left:
        again = _AKA_AGAIN.match(left)
        name, more = split_name(left[again.end() :] if again else left, bodies=False)
        if not again and ("," not in more or opens_address(left)):
            break
        names.append(name)
        left = more
    names[:] = [one for name in names for one in _AND_NAME.split(name) if one]
    return left


def _part_address(line: str) -> tuple[str, str]:
    """The last alias of a list parted from an address that runs on in the same line."""
    line = line.lstrip("\u2014\u2013- ")
    if ends_in_destination(line) or (";" in line and _has_number(line)):
        name, address = split_name(line, sentences=True)
        if name and (_has_number(address) or ends_in_destination(address)):
            return name, address
    return line, ""


def _sub_entities(lines: tuple[str, ...], shared: tuple[str, ...]) -> tuple[tuple[SubEntity, ...], tuple[str, ...]]:
    """The parties below a heading, and the last one's addresses."""
    found: list[SubEntity] = []
    last: tuple[str, ...] = ()
    for group in _groups(lines):
        party = _read(tuple(group))
        found.append(SubEntity(party.name, party.aliases, party.addresses + shared))
        last = party.addresses
    return tuple(found), last


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
        return "alias" if line.endswith(_GOES_ON) else ("new" if ends_in_destination(line) else "address")
    if state == "address" and not line.startswith(_DASH):
        groups[-1] += ["", line]
        return "new"
    groups.append([line.lstrip("\u2014\u2013- ")])
    return "alias" if line.endswith(":") else "new"
