"""The amendatory instructions of generated rules: phrases about one destination each, put together in levels."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from tests.real_forms.generator_items import Item
from tests.real_forms.generator_names import ADJECTIVES, destination, number, quoted, quotes_whole, title
from tests.real_forms.generator_styles import Style

VERBS = {"add": ("adding", "add"), "revise": ("revising", "revise"), "remove": ("removing", "remove"),
         "correct": ("correcting", "correct"), "move": ("moving", "move")}  # fmt: skip
PART_VERBS = {"removing": "remove", "adding": "add", "revising": "revise"}


@dataclass(frozen=True)
class Group:
    """What one phrase is about: items of one kind under one destination."""

    country: str
    operation: str
    items: tuple[Item, ...]


def groups(items: list[Item]) -> list[Group]:
    """The phrases a document needs; revisions in words, moves, renamings and whole destinations have one each."""
    found: dict[tuple[str, ...], list[Item]] = {}
    for item in items:
        apart = (item.name,) if item.in_words or item.to_country or item.old_name else ()
        found.setdefault((item.country, item.operation, *apart), []).append(item)
    return [Group(key[0], key[1], tuple(group)) for key, group in found.items()]


def phrase(style: Style, group: Group, place: str = "") -> str:
    """One order, with its destination where ``place`` (else the style) puts it; "none" leaves it to the level above."""
    place = place or style.place
    if group.items[0].whole:
        return _whole(style, group)
    if place == "commas" and (group.items[0].in_words or group.operation in ("move", "correct")):
        place = "after"
    under = f"under {destination(style, group.country)}"
    if place == "destination of":
        under = f"under the destination of {destination(style, group.country)}"
    behind = f" {under}" if place == "after" else ""
    if group.items[0].in_words:
        said = _in_words(style, group.items[0], behind)
    elif group.operation == "move":
        said = _move(style, group, named=place == "after")
    elif place == "commas":
        said = _between_commas(style, group, under)
    else:
        said = _order(style, group, behind)
    if style.new_destination and group.operation == "add" and place != "none":
        return _with_new_destination(style, group, said, under, place)
    if place == "before, by" and style.mood != "imperative":
        return f"Under {destination(style, group.country)} by {said}"
    if place in ("before", "before, by", "destination of"):
        return f"{under[0].upper()}{under[1:]}, {_by(style)}{said}"
    return f"{_by(style)}{said}"


def _whole(style: Style, group: Group) -> str:
    """ "By removing the entry for Australia"."""
    noun = "entry" if len(group.items) == 1 else "entries"
    verb = VERBS["remove"][style.mood == "imperative"]
    return f"{_by(style)}{verb} the {noun} for {title(group.country)}"


def _with_new_destination(style: Style, group: Group, said: str, under: str, place: str) -> str:
    """A destination is added with its entries: "a heading for Lithuania and one entry for “A”"."""
    verb = VERBS["add"][style.mood == "imperative"]
    if style.new_destination == "heading":
        count = number(style, len(group.items))
        what = (
            f"one entry for {quoted(style, group.items)}"
            if len(group.items) == 1
            else f"{count} entries for {quoted(style, group.items)}"
        )
        return f"{_by(style)}{verb} in alphabetical order a heading for {title(group.country)} and {what}"
    opens = f"{verb} the destination of {destination(style, group.country)} in alphabetical order and "
    if place in ("after", "commas"):
        return f"{_by(style)}{opens}{said}"
    return f"{_by(style)}{opens}{verb} {under} {said.removeprefix(verb).strip(' ,')}"


def _by(style: Style) -> str:
    return "by " if style.mood == "by gerund" else ""


def _order(style: Style, group: Group, behind: str) -> str:
    """ "adding in alphabetical order entries for “A;” and “B;” under CHINA"."""
    verb = _verb(style, group.operation)
    order = {"after": " in alphabetical order", "commas": ", in alphabetical order,", "none": ""}[style.in_order]
    order = order if group.operation == "add" else ""
    what = _what(style, group, people=bool(behind))
    return f"{verb}{order} {what}{behind}{_to_read(style, group.operation, many=len(group.items) > 1)}"


def _between_commas(style: Style, group: Group, under: str) -> str:
    """ "adding, under Pakistan, in alphabetical order, eleven Pakistani entities"."""
    order = " in alphabetical order," if group.operation == "add" and style.in_order != "none" else ""
    what = _what(style, group, people=True)
    return f"{_verb(style, group.operation)}, {under},{order} {what}{_to_read(style, group.operation, many=len(group.items) > 1)}"


def _verb(style: Style, operation: str) -> str:
    if operation == "revise" and style.replacing == "modifying":
        return "modify" if style.mood == "imperative" else "modifying"
    return VERBS[operation][style.mood == "imperative"]


def _what(style: Style, group: Group, *, people: bool) -> str:
    """What is added, revised or removed: names, a count, or both; ``people`` makes it "two Chinese entities"."""
    many, n = len(group.items) > 1, len(group.items)
    adjective = f" {ADJECTIVES[group.country]}" if people and group.country in ADJECTIVES else ""
    counted = f"{number(style, n)}{adjective} {'entities' if many else 'entity'}"
    only_counted = style.wording == "count" and not (group.operation == "revise" and group.items[0].old_name)
    if only_counted and (group.operation == "add" or (group.operation == "revise" and people)):
        return counted
    names = quoted(style, group.items)
    if style.wording == "count and names" or quotes_whole(style, group.items):
        return f"{counted}, {names}"
    article = ("", "an ") if group.operation == "add" else ("the ", "the ")
    the = "they " if style.slip == "they entry" and group.operation == "remove" and not many else article[not many]
    return f"{the}{'entries' if many else 'entry'} for {names}"


def _to_read(style: Style, operation: str, *, many: bool) -> str:
    """What may stand behind an entry that is given anew."""
    if operation == "revise" and style.replacing == "entirety":
        return f" in {'their' if many else 'its'} entirety"
    reads = (operation, style.replacing) == ("revise", "to read") or (operation, style.correcting) == (
        "correct",
        "is corrected",
    )
    return " to read as follows" if reads else ""


def _in_words(style: Style, item: Item, behind: str) -> str:
    """ "revising the entry for “A” by removing two addresses", "removing one alias from the entry for “A”"."""
    entry = f"the entry for {quoted(style, [item])}{behind}"
    if item.in_words.startswith("by "):
        return f"{VERBS['revise'][style.mood == 'imperative']} {entry} {item.in_words}"
    verb, _, rest = item.in_words.partition(" ")
    return f"{PART_VERBS[verb] if style.mood == 'imperative' else verb} {rest} {entry}"


def _move(style: Style, group: Group, *, named: bool) -> str:
    """ "moving the entry for “A” from HONG KONG to CHINA", or a removal and "adding it under CHINA"."""
    item, imperative = group.items[0], style.mood == "imperative"
    entry = f"the entry for {quoted(style, [item])}"
    to = destination(style, item.to_country)
    here = destination(style, group.country)
    if style.moving == "removing and adding":
        said = f"{VERBS['remove'][imperative]} {entry}{f' under {here}' if named else ''}"
        return f"{said} and {VERBS['add'][imperative]} it under {to}, in alphabetical order"
    verb = "transfer" if style.moving == "transferring" else "move"
    verb = verb if imperative else {"move": "moving", "transfer": "transferring"}[verb]
    return f"{verb} {entry}{f' from {here}' if named else ''} to {to}"


# -- levels -----------------------------------------------------------------------------------------------------------


def opening(style: Style, further: bool = False) -> str:
    """The words that open an instruction of one paragraph, up to what is done."""
    if style.opening == "amend by":
        return (
            f"{'Further amend' if further else 'Amend'} {style.supplement}"
            + {"by gerund": "", "imperative": " as follows:", "gerund": " by"}[style.mood]
        )
    amended = "is further amended" if further else "is amended"
    return (
        f"{style.supplement} {amended}" + {"by gerund": "", "imperative": " as follows:", "gerund": " by"}[style.mood]
    )


def sentence(style: Style, phrases: list[str], further: bool = False) -> str:
    """An instruction in one sentence."""
    lowered = [p[0].lower() + p[1:] if p.startswith("Under") else p for p in phrases]
    start = opening(style, further)
    if lowered[0].startswith("under"):
        start = start.removesuffix(" by")
        if style.mood == "gerund":
            lowered[0] = re.sub(r"^(under [^,“\"]*), (?!by |PEOPLE|People)", r"\1, by ", lowered[0])
    return f"{start} {'; '.join(lowered)}{'' if style.slip == 'no full stop' else '.'}"


def levels(style: Style, found: list[Group]) -> list[str]:
    """The amendatory paragraphs of a rule whose instructions stand together.

    A destination that is removed whole, and orders with their destination between commas, have a level of their own.
    """
    apart = len(found) > 1 and (style.place == "commas" or any(g.items[0].whole for g in found))
    if style.levels == "one sentence" and apart:
        style = replace(style, levels="letters")
    phrases = [phrase(style, g) for g in found]
    raised = [p[0].upper() + p[1:] for p in phrases]
    head = f"2. {opening(style).removesuffix(':')}"
    if style.levels == "one sentence" or len(found) == 1:
        return [f"2. {sentence(style, phrases)}"]
    letters = list(_letters(style, len(raised)))
    if style.levels == "run on":
        return [f"{head}: " + "; ".join(f"{letter}. {p}" for letter, p in zip(letters, raised, strict=True)) + "."]
    if style.levels == "under" and len({g.country for g in found}) == 1 and not found[0].items[0].whole:
        phrases = [phrase(style, g, "none") for g in found]
        head = f"2. {opening(style).removesuffix(':').removesuffix(' by').removesuffix(' as follows')} under {destination(style, found[0].country)}"
        return [f"{head}:", *(f"{letter}. {p[0].upper()}{p[1:]};" for letter, p in zip(letters, phrases, strict=True))]
    if style.levels == "parentheses":
        return [f"{head}:", *(f"({n}) {p};" for n, p in enumerate(raised, 1))]
    if style.levels in ("romans", "destinations"):
        return [f"{head}:", *_by_destination(style, found)]
    return [
        f"{head}:",
        *(f"{letter}. {p};{end}" for letter, p, end in zip(letters, raised, _ends(style, len(raised)), strict=True)),
    ]


def _letters(style: Style, n: int) -> Iterator[str]:
    """a, b, c ...; the second one again or left out where the style slips."""
    names = [chr(97 + k) for k in range(n + 1)]
    if style.slip == "letter twice" and n > 1:
        names[1] = names[0]
    if style.slip == "letter left out" and n > 1:
        del names[1]
    yield from names[:n]


def _ends(style: Style, n: int) -> list[str]:
    """What follows the semicolon: "and" before the last, or sooner."""
    return [" and" if k == n - 2 or (style.slip == "and too early" and k == 0 < n - 1) else "" for k in range(n)]


def _by_destination(style: Style, found: list[Group]) -> list[str]:
    """A level a destination; its orders in levels below (romans), or mixed in one sentence."""
    lines = []
    romans = ("i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x", "xi", "xii")
    for n, country in enumerate(dict.fromkeys(g.country for g in found)):
        here = [phrase(style, g, "none") for g in found if g.country == country]
        under = f"{chr(97 + n)}. Under {destination(style, country)}"
        if any(g.items[0].whole for g in found if g.country == country):
            lines.append(f"{chr(97 + n)}. {here[0][0].upper()}{here[0][1:]};")
        elif len(here) == 1 and style.place == "before, by":  # 2022-14069: a level below only where there are several
            lines.append(
                f"{under} {'by ' if not here[0].startswith('by ') else ''}{here[0]};"
                if style.mood != "imperative"
                else f"{under}, {here[0]};"
            )
        elif style.levels == "romans":
            lines += [f"{under}:", *(f"{romans[k]}. {p[0].upper()}{p[1:]};" for k, p in enumerate(here))]
        else:
            lines.append(f"{under}, {'; and '.join(here)};")
    return lines
