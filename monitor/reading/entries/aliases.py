"""The aliases of an entity cell: announced by a marker, and followed by the addresses.

| printed as | e.g. | where the aliases end |
|---|---|---|
| dash lines | "a.k.a., the following two aliases:" "—Alias; and" "—Alias." | at a line without dash, or at the stated number |
| lines without dashes | "the following one entity:" "Alias." | at the stated number |
| run on | "a.k.a., the following one alias: -Alias. 12 Main Street" | at the stated number, the last one at its full stop |
| in parentheses | "(a.k.a. Alias; a.k.a. Alias)" | at the parenthesis |
| bare | "a.k.a. Alias, Alias, 12 Main Street" | where an address opens |
| announced again | "f.k.a., Alias, and a.k.a., the following two aliases:" | at the next one, the last as above |
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from monitor.reading.entries.addresses import ends_in_destination
from monitor.reading.entries.announcements import AKA, INTRODUCTION, MARKER, TO_INCLUDE, announcements
from monitor.reading.entries.names import is_name, is_street, names_place, opens_address, opens_house, split_name
from monitor.text.numbers import read_number


@dataclass(slots=True)
class Aliases:
    """What stands between the name and the addresses, and the lines left for the addresses."""

    names: list[str]
    stated: int | None
    rest: str


_HINTS = (".k", "/k", "b/a", "b.a", "b./a", "aka", "known as", "business as", "the follow", "alias")
# e.g. "; a.k.a., ", " a.k.a. ", "aka "
_AKA_AGAIN = re.compile(rf"(?:(?<![\s,;])[\s,;]++)?(?:{AKA}|\Aaka\b)[\s,;]*+", re.IGNORECASE)
DASH = ("\u2014", "\u2013", "-")
_DASHES = DASH[:2]
# Between dash lines run on in one. e.g. "\u2014MACS; and \u2014MEACS. 12 Main Street", "\u2014MACS, and, \u2014 MEACS"
_DASH_INSIDE = re.compile(
    r"(?<=[\w;,.)'\u2019\u201d])\s+[\u2014\u2013](?=\S)|(?:(?<=[;,])|(?<=[;,]\sand))\s+[\u2014\u2013]\s+(?=\S)"
)
GOES_ON = (";", " and", ";and", " and,")
"""How a line of a list ends that has another behind it."""
# e.g. "; and"
_JOINS = re.compile(r"[\s;,]*+(?:and|or)?[\s;,.]*+", re.IGNORECASE)
# The number and short name of a body, behind which an address stands. e.g. "502 ZRVTI. Noginsk-5 Village"
_NUMBERED_BODY = re.compile(r"[0-9]{1,5} [A-Z]{3,9}\.\s+(?=[A-Z0-9])")
# Two names that only "and" parts. e.g. "Steven Lim and Yong Nam Lim"
_AND_NAME = re.compile(r"^(?=[^()]*$)([^()]*?) and (?=[A-Z])(?!Research|Development|Trading|Calibration)")
# e.g. ";\u201d"
_QUOTED_END = re.compile(r";(['\u2019\u201d])")
# The end of a name behind which another sentence stands. e.g. "Foo Works. No. 12 Main Street"
SENTENCE_END = re.compile(r"(?<=[a-z)]{3})\.\s+(?=[A-Z0-9])")
# e.g. "Anhui Cambricon"
_WHOLE_WORD = re.compile(r"[a-z]{6}$")
# Before the last of several that semicolons part. e.g. "Foo Council, and, Bar Council"
_LAST_OF_LIST = re.compile(r", and,? (?=[A-Z])")
# e.g. "; and "
_ITEM = re.compile(r"(?:(?<!\s)\s++)?;\s*+(?:and\b\s*+)?", re.IGNORECASE)


def find_marker(raw: str) -> re.Match[str] | None:
    """The first word that announces aliases; looked for only where its letters can be (most cells have none)."""
    low = raw.lower()
    starts = [low.find(hint) for hint in _HINTS if hint in low]
    return MARKER.search(raw, max(min(starts) - 12, 0)) if starts else None


def read_aliases(raw: str) -> Aliases:
    """The aliases from their marker on, of every announcement."""
    *before, last = announcements(raw)
    read = [_read_closed(one) for one in before]
    aliases = _read_one(last)
    if not read:
        return aliases
    all_of = [*read, aliases]
    stated = sum(len(one.names) if one.stated is None else one.stated for one in all_of)
    rest = "; ".join(one.rest for one in all_of if one.rest)
    return Aliases(
        [name for one in all_of for name in one.names], stated if any(one.stated for one in all_of) else None, rest
    )


def _read_closed(raw: str) -> Aliases:
    """The aliases of an announcement that another one ends; no address is expected behind them."""
    aliases = _read_one(raw)
    if aliases.rest and not (ends_in_destination(aliases.rest) or opens_address(aliases.rest)):
        aliases.names += _enumerated(aliases.rest)
        aliases.rest = ""
    return aliases


def _read_one(raw: str) -> Aliases:
    if raw.lstrip(" ,\n").startswith("("):
        return _in_parentheses(raw.lstrip(" ,\n"))
    introduction = INTRODUCTION.match(raw)
    end = introduction.end() if introduction else 0
    stated = read_number(introduction["stated"]) if introduction and introduction["stated"] else None
    if stated is None and introduction and introduction["one"]:  # "the following alias:"
        stated = 1
    rest = raw[end:].lstrip(" ")
    if rest.startswith("\n"):
        lines = rest.strip("\n ").split("\n")
        if lines[0].startswith(DASH):
            return _dash_lines(lines, stated)
        if stated and _are_listed(lines, stated):
            return Aliases(
                [part for line in lines[:stated] for part in _parted(line)], stated, "\n".join(lines[stated:])
            )
    first, _, below = rest.partition("\n")
    if (
        stated is None and below.startswith(_DASHES) and not ends_in_destination(first)
    ):  # "a.k.a., Alias." "\u2014Address"
        return _dash_lines([f"\u2014{first}", *below.split("\n")], stated)
    rest = rest.lstrip("\n ")
    if rest.startswith(_DASHES) and len(lines := _DASH_INSIDE.split(rest.replace("\n", " "))) > 1:
        return _dash_lines([lines[0], *(f"\u2014{line}" for line in lines[1:])], stated)
    return _run_on(rest, stated)


def _are_listed(lines: list[str], stated: int) -> bool:
    """Whether the stated number of aliases stands in lines without dashes, an address below them."""
    listed = lines[:stated]
    if (
        len(lines) <= stated
        or not all(listed)
        or any(line.rstrip().endswith(",") and not line.rstrip().endswith(GOES_ON) for line in listed)
    ):
        return False
    closed = all(line.rstrip().endswith(GOES_ON) for line in listed[:-1])
    located = any("," in line and ends_in_destination(line) for line in listed)
    return closed and not listed[-1].rstrip().endswith(GOES_ON) and not located


def _in_parentheses(raw: str) -> Aliases:
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
    if (marker := MARKER.match(rest)) is not None:
        more = read_aliases(rest[marker.start() :])
        return Aliases(names + more.names, None, more.rest)
    return Aliases(names, None, rest.lstrip(".;\n"))


def _enumerated(text: str) -> list[str]:
    names: list[str] = []
    while text:
        name, text = split_name(text, bodies=False)
        names += [one for one in _AND_NAME.split(name) if one]
    return names


def _dash_lines(lines: list[str], stated: int | None) -> Aliases:
    """Aliases in dash lines. Addresses may be marked so, too: the stated number tells where they begin (2022-18268).

    Without a number, the first line that can be nothing but an address.
    """
    names: list[str] = []
    found = 0
    at = 0
    while at < len(lines):
        line = lines[at].strip()
        if "to include" in line:
            line = TO_INCLUDE.sub(". ", line).strip()
        goes_on = not names or names[-1].endswith(GOES_ON)
        if line.startswith(DASH) and found and _begins_addresses(line, stated, found):
            break
        if (found or stated) and _is_house(line) and (line.startswith(DASH) or found < (stated or 0)):
            break  # an address, whatever number is stated
        if line and _JOINS.fullmatch(line):  # "; and" on a line of its own
            names[-1:] = [f"{names[-1]} and"] if names else []
        elif line.startswith(DASH) or (line and goes_on):
            names.append(line)
            found += len(_parted(line))
        elif line or not _dash_follows(lines, at):
            break
        at += 1
    rest = "\n".join(_unmarked(line) for line in lines[at:]).strip("\n")
    if names and not rest:
        names[-1], rest = _part_address(names[-1])
    return Aliases([part for name in names for part in _parted(name)], stated, rest)


def _unmarked(line: str) -> str:
    """A line of addresses; a dash line that ends as a full address does is parted from the one below."""
    bare = line.lstrip("\u2014\u2013- ")
    is_whole = bare != line and bare.endswith(".") and ends_in_destination(bare)
    return f"{bare[:-1]};" if is_whole else bare


def _begins_addresses(line: str, stated: int | None, found: int) -> bool:
    """Whether the dash lines of addresses begin at ``line``, behind as many aliases as were ``found``."""
    if stated is not None:
        return found >= stated and _is_address(line)
    first, *others = _ITEM.split(line.strip("\u2014\u2013- "))
    if any(map(opens_address, others)) or is_name(first):
        return False
    is_located = "," in first and ends_in_destination(first)
    return (
        is_located or (opens_house(first) and ("," in first or is_street(first))) or ("," in first and is_street(first))
    )


def _is_house(line: str) -> bool:
    """Whether a line opens with a house's number and goes on as an address, and is no body's name ("12th Institute, Foo")."""
    first = _ITEM.split(line.strip("\u2014\u2013- "))[0].removesuffix(" and").rstrip(" ,")
    return opens_house(first) and "," in first and not (is_name(first) or _NUMBERED_BODY.match(first))


def _is_address(line: str) -> bool:
    """Whether a dash line behind the stated number of aliases is an address, and no further alias.

    "Zavod, OAO. Passage 1-33 Yaroslavl Highway, ..., Russia" is an alias with an address behind its full stop.
    """
    line = line.strip("\u2014\u2013- ")
    name, _ = split_name(line, sentences=True)
    if line.startswith(f"{name}. ") and " " in name and not opens_address(name):
        return False
    first, *others = _ITEM.split(line)
    if any(map(ends_in_destination, (first, *others))) or any(map(opens_address, others)):
        return True
    return opens_address(line) and ("," in line or is_street(line))


def _parted(name: str) -> list[str]:
    """The aliases of one line: mostly one, several where semicolons part them."""
    if ";" not in name[:-5].rstrip(" ;"):
        return [name]
    return [part for part in _ITEM.split(_QUOTED_END.sub(r"\1;", name)) if _is_name(part)]


def _is_name(part: str) -> bool:
    return bool(part.strip(" .,\u2014-")) and not (part.startswith("(") and part.rstrip(" ,;.").endswith(")"))


def _dash_follows(lines: list[str], at: int) -> bool:
    following = next((line for line in lines[at:] if line.strip()), "")
    return following.strip().startswith(DASH)


def _run_on(rest: str, stated: int | None) -> Aliases:
    """Aliases in one line with each other and often with the address: "Sawa Aviation; and Sawa Air. P.O. Box 42707"."""
    block, blank, after = rest.partition("\n\n")
    block = block.replace("\n", " ")
    count = stated or 1
    parts = _ITEM.split(block)
    if stated and len(parts) == stated - 1 and (closed := _LAST_OF_LIST.search(parts[-1])):
        parts[-1:] = [parts[-1][: closed.start()], parts[-1][closed.end() :]]
    names = parts[: count - 1]
    last = "; ".join(parts[count - 1 :])
    if blank and after.strip() and not ends_in_destination(last):
        return Aliases([*names, last], stated, after)
    name, left = split_name(last, sentences=True, bodies=stated is not None)
    if stated is None and ";" in name:  # "a.k.a., UM Airlines; and UM Air, 7, Shulyavskaya Str."
        listed = _ITEM.split(name)
        at = next((n for n, one in enumerate(listed) if n and opens_house(one)), len(listed))
        names += listed[:at]
        left = ", ".join((*listed[at:], left)) if at < len(listed) else left
    else:
        names.append(name)
    if stated is None:
        left = _further_names(names, left)
    return Aliases(names, stated, left + blank + after)


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
    parted = (one for name in names for one in ([name] if "(" in name else _AKA_AGAIN.split(name)))
    names[:] = [one for name in parted for one in _AND_NAME.split(name) if one]
    return left


def _part_address(line: str) -> tuple[str, str]:
    """The last alias of a list parted from an address that runs on in the same line."""
    line = line.lstrip("\u2014\u2013- ")
    has_number = any(char.isdigit() for char in line)
    if ends_in_destination(line) or (";" in line and has_number):
        name, address = split_name(line, sentences=True)
        if name and (any(char.isdigit() for char in address) or ends_in_destination(address)):
            return name, address
    for sentence in SENTENCE_END.finditer(line):
        address = line[sentence.end() :]
        is_word = _WHOLE_WORD.search(line, 0, sentence.start()) is not None  # and no "Corp." or "Inst."
        if (opens_house(address) and ("," in address or is_street(address))) or (is_word and names_place(address)):
            return line[: sentence.start() + 1], address
    return line, ""
