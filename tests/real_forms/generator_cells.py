"""How the entity cells of generated rules are written: name, aliases, addresses, references, affiliated parties."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from random import Random

WORDS = [
    "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve", "thirteen",
    "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen", "twenty",
]  # fmt: skip


@dataclass(frozen=True)
class Party:
    """What a cell tells: the parts, whatever way they are written in."""

    name: str
    aliases: tuple[str, ...] = ()
    addresses: tuple[str, ...] = ()
    references: tuple[str, ...] = ()


@dataclass(frozen=True)
class CellStyle:
    """How one cell is written. ``parts``: what follows an alias, the last but one, and the last."""

    intro: str = "a.k.a., the following {n} {alias}:"
    mark: str = "\u2014"
    parts: tuple[str, str, str] = (";", "; and", ".")
    address: str = "line"
    between: str = "; and "
    closing: str = "."
    joint: str = ", "
    reference: str = ". (See {})."
    numbers: str = "words"


AXES: dict[str, tuple[object, ...]] = {
    "intro": (*["a.k.a., the following {n} {alias}:"] * 6, "a.k.a., the following {alias}:", "the following {n} {alias}:",
              "a.k.a. the following {n} {alias}:", "a.k.a., the following {n} {entity}:"),
    "mark": (*["\u2014"] * 6, "\u2014 ", "", "-"),
    "parts": (*[(";", "; and", ".")] * 5, (";", ";", "."), (",", ", and", "."), (";", "; and", ""), (";", ", and,", ".")),
    "address": (*["line"] * 5, "own line", "run on", "dash", "each dash"),
    "between": (*["; and "] * 6, "; ", ", and ", " and "),
    "closing": (*["."] * 6, ""),
    "joint": (*[", "] * 8, " "),
    "reference": (". (See {}).", " (See {}).", " (See {})"),
    "numbers": ("words", "words", "words", "digits"),
}  # fmt: skip

_ENDS_IN_FORM = re.compile(r"\b(?:Ltd|Limited|LLC|Inc|GmbH|FZE|FZC|Corporation|JSC)\.?$")
_OPENS_ADDRESS = re.compile(r"(?:No\.? ?\d|\d|Room|Rm|Unit|Building|Flat|Suite|Office|P\.?O\.? Box)")


def draw_cell_style(random: Random) -> CellStyle:
    """A random way to write a cell; every second is BIS's usual one."""
    if random.random() < 0.5:
        return CellStyle()
    return CellStyle(**{axis: random.choice(values) for axis, values in AXES.items()})  # type: ignore[arg-type]


def counted(n: int, numbers: str) -> str:
    """A count in words or digits."""
    return WORDS[n] if numbers == "words" and n < len(WORDS) else str(n)


def cell(party: Party, style: CellStyle) -> tuple[tuple[str, ...], bool]:
    """The cell's printed lines, and whether they tell where each alias and address ends."""
    style = _fitting(party, style)
    addresses, apart = _addresses(party, style)
    if not party.aliases:
        if style.address == "own line":
            return (f"{party.name},", *addresses), apart
        return (f"{party.name}{style.joint}{addresses[0]}", *addresses[1:]), apart and style.joint == ", "
    intro = style.intro.format(
        n=counted(len(party.aliases), style.numbers),
        alias="alias" if len(party.aliases) == 1 else "aliases",
        entity="entity" if len(party.aliases) == 1 else "entities",
    )
    names = [f"{style.mark}{_bare(a, style)}{style.parts[0]}" for a in party.aliases]
    if len(names) > 1:
        names[-2] = names[-2].removesuffix(style.parts[0]) + style.parts[1]
    names[-1] = names[-1].removesuffix(style.parts[0]).rstrip(".") + style.parts[2]
    if style.address == "run on":
        return (f"{party.name}, {intro}", *names[:-1], f"{names[-1].rstrip('.')}. {addresses[0]}"), False
    return (f"{party.name}, {intro}", *names, *addresses), apart


def _bare(alias: str, style: CellStyle) -> str:
    return alias.rstrip(";") if style.parts[0] == ";" else alias


def _fitting(party: Party, style: CellStyle) -> CellStyle:
    """The style where the parts leave no doubt in it, else as much of it as they do."""
    fit = {axis: getattr(style, axis) for axis in AXES}
    counts = "{n}" in style.intro
    if not counts and style.address in ("dash", "each dash"):
        fit["address"] = "line"
    if style.mark.strip() == "" and (not counts or style.address in ("dash", "each dash") or style.parts[0] != ";"):
        fit["mark"] = "\u2014"
    if not party.aliases and style.address in ("run on", "dash", "each dash"):
        fit["address"] = "line"
    if style.parts[0] == "," and (style.mark == "-" or any("," in a for a in party.aliases)):
        fit["parts"] = (";", "; and", ".")
    if style.joint == " " and not (_ENDS_IN_FORM.search(party.name) and _OPENS_ADDRESS.match(party.addresses[0])):
        fit["joint"] = ", "
    return CellStyle(**fit)


def _addresses(party: Party, style: CellStyle) -> tuple[list[str], bool]:
    """The address lines, and whether they tell one address from the next."""
    if style.address == "each dash":
        marked = [f"\u2014{a.rstrip(' .')}; and" for a in party.addresses]
        marked[-1] = marked[-1].removesuffix("; and") + _end(party, style)
        return marked, True
    text = style.between.join(a.rstrip(" .") for a in party.addresses) + _end(party, style)
    apart = ";" in style.between or len(party.addresses) == 1
    return [f"\u2014{text}" if style.address == "dash" else text], apart


def _end(party: Party, style: CellStyle) -> str:
    if party.references:
        return style.reference.format(_reference(party))
    return style.closing


def affiliates(parties: Sequence[Party]) -> tuple[str, ...]:
    """The lines of parties listed inside an entry."""
    lines = ["Affiliated entities:"]
    for party in parties:
        written, _ = cell(party, CellStyle())
        lines += written
    return tuple(lines)


def in_one_line(party: Party, random: Random) -> str:
    """An entry as an instruction quotes it whole: "Peter Duenker, a.k.a., the following alias: -Peter Dunker. Dreichlinger …"."""
    text = party.name
    if party.aliases:
        count = random.choice((f"{counted(len(party.aliases), 'words')} ", ""))
        noun = "alias" if len(party.aliases) == 1 else "aliases"
        names = [f"-{a.rstrip(';.')}" for a in party.aliases]
        listed = "; and ".join(("; ".join(names[:-1]), names[-1])) if len(names) > 1 else names[0]
        text += f", a.k.a., the following {count}{noun}: {listed}. "
    else:
        text += ", "
    text += "; and ".join(a.rstrip(" .") for a in party.addresses)
    return text + (f" (See {_reference(party)})" if party.references else "")


def _reference(party: Party) -> str:
    """ "alternate address under Hong Kong"."""
    return re.sub(r"^see ", "", party.references[0].strip("() ."), flags=re.IGNORECASE)
