"""The amendatory instructions of generated rules: phrases about one destination each, put together in levels."""

from __future__ import annotations

from dataclasses import dataclass, replace

from tests.reading.generator_items import WORDS, Item
from tests.reading.generator_styles import Style
from tests.reading.generator_tables import title

ADJECTIVES = {"CHINA, PEOPLE'S REPUBLIC OF": "Chinese", "RUSSIA": "Russian", "IRAN": "Iranian", "PAKISTAN": "Pakistani",
              "TURKEY": "Turkish", "GERMANY": "German", "INDIA": "Indian"}  # fmt: skip
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
    """The phrases a document needs; revisions in words and moves have one each."""
    found: dict[tuple[str, ...], list[Item]] = {}
    for item in items:
        apart = (item.name,) if item.in_words or item.to_country else ()
        found.setdefault((item.country, item.operation, *apart), []).append(item)
    return [Group(key[0], key[1], tuple(group)) for key, group in found.items()]


def number(style: Style, n: int) -> str:
    """A count in words or digits."""
    return WORDS[n] if style.numbers == "words" and n < len(WORDS) else str(n)


def destination(style: Style, heading: str) -> str:
    """A destination as the instructions write it."""
    if style.country == "title":
        return title(heading)
    return f"“{heading}”" if style.country == "quoted" else heading


def quoted(style: Style, names: list[str]) -> str:
    """Names in quotation marks, the list's punctuation inside or outside of them."""
    if style.quotes == "straight" and not any('"' in n or "“" in n for n in names):
        marked = [f'"{n};"' for n in names]
    elif style.quotes == "outside":
        marked = [f"“{n}”" + ("," if k < len(names) - 1 else "") for k, n in enumerate(names)]
    else:
        marked = [f"“{n};”" for n in names]
    if len(marked) > 1:
        marked[-1] = "and " + marked[-1]
    return " ".join(marked)


def phrase(style: Style, group: Group, place: str = "") -> str:
    """One order, with its destination where ``place`` (else the style) puts it; "none" leaves it to the level above."""
    place = place or style.place
    under = f"under {destination(style, group.country)}"
    if place == "destination of":
        under = f"under the destination of {destination(style, group.country)}"
    behind = f" {under}" if place == "after" else ""
    if group.items[0].in_words:
        said = _in_words(style, group.items[0], behind)
    elif group.operation == "move":
        said = _move(style, group, named=place == "after")
    else:
        said = _order(style, group, behind)
    opens = ""
    if style.new_destination and group.operation == "add" and place != "none":
        verb = VERBS["add"][style.mood == "imperative"]
        opens = f"{verb} the destination of {destination(style, group.country)} in alphabetical order and "
        if place != "after":
            return f"{_by(style)}{opens}{verb} {under} {said.removeprefix(verb).strip(' ,')}"
    if place in ("before", "destination of"):
        return f"{under[0].upper()}{under[1:]}, {_by(style)}{said}"
    return f"{_by(style)}{opens}{said}"


def _by(style: Style) -> str:
    return "by " if style.mood == "by gerund" else ""


def _order(style: Style, group: Group, behind: str) -> str:
    """ "adding in alphabetical order entries for “A;” and “B;” under CHINA"."""
    operation, many = group.operation, len(group.items) > 1
    verb = VERBS[operation][style.mood == "imperative"]
    if operation == "revise" and style.replacing == "modifying":
        verb = "modify" if style.mood == "imperative" else "modifying"
    order = {"after": " in alphabetical order", "commas": ", in alphabetical order,", "none": ""}[style.in_order]
    order = order if operation == "add" else ""
    names = quoted(style, [i.name for i in group.items])
    counted = f"{number(style, len(group.items))} {'entities' if many else 'entity'}"
    if style.wording == "count" and operation == "add":
        if group.country in ADJECTIVES and behind:
            adjective = ADJECTIVES[group.country]
            counted = f"{number(style, len(group.items))} {adjective} {'entities' if many else 'entity'}"
        what = counted
    elif style.wording == "count and names":
        what = f"{counted}, {names}"
    elif operation == "add":
        what = f"{'entries' if many else 'an entry'} for {names}"
    else:
        what = f"{'the entries' if many else 'the entry'} for {names}"
    return f"{verb}{order} {what}{behind}{_to_read(style, operation, many=many)}"


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
    entry = f"the entry for {quoted(style, [item.name])}{behind}"
    if item.in_words.startswith("by "):
        return f"{VERBS['revise'][style.mood == 'imperative']} {entry} {item.in_words}"
    verb, _, rest = item.in_words.partition(" ")
    return f"{PART_VERBS[verb] if style.mood == 'imperative' else verb} {rest} {entry}"


def _move(style: Style, group: Group, *, named: bool) -> str:
    """ "moving the entry for “A” from HONG KONG to CHINA", or a removal and "adding it under CHINA"."""
    item, imperative = group.items[0], style.mood == "imperative"
    entry = f"the entry for {quoted(style, [item.name])}"
    to = destination(style, item.to_country)
    here = destination(style, group.country)
    if style.moving == "removing and adding":
        said = f"{VERBS['remove'][imperative]} {entry}{f' under {here}' if named else ''}"
        return f"{said} and {VERBS['add'][imperative]} it under {to}, in alphabetical order"
    verb = "transfer" if style.moving == "transferring" else "move"
    verb = verb if imperative else {"move": "moving", "transfer": "transferring"}[verb]
    return f"{verb} {entry}{f' from {here}' if named else ''} to {to}"


def opening(style: Style, further: bool = False) -> str:
    """The words that open an instruction of one paragraph, up to what is done."""
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
            lowered[0] = lowered[0].replace(", ", ", by ", 1) if "PEOPLE" not in lowered[0][:40] else lowered[0]
    return f"{start} {'; '.join(lowered)}."


def levels(style: Style, found: list[Group]) -> list[str]:
    """The amendatory paragraphs of a rule whose instructions stand together."""
    phrases = [phrase(style, g) for g in found]
    raised = [p[0].upper() + p[1:] for p in phrases]
    head = f"2. {opening(style).removesuffix(':')}"
    if style.levels == "one sentence" or len(found) == 1:
        return [f"2. {sentence(style, phrases)}"]
    if style.levels == "run on":
        return [f"{head}: " + "; ".join(f"{chr(97 + n)}. {p}" for n, p in enumerate(raised)) + "."]
    if style.levels == "parentheses":
        return [f"{head}:", *(f"({n}) {p};" for n, p in enumerate(raised, 1))]
    if style.levels in ("romans", "destinations"):
        return [f"{head}:", *_by_destination(style, found)]
    return [f"{head}:", *(f"{chr(97 + n)}. {p};" for n, p in enumerate(raised))]


def _by_destination(style: Style, found: list[Group]) -> list[str]:
    """A level a destination; its orders in levels below (romans), or mixed in one sentence."""
    lines = []
    for n, country in enumerate(dict.fromkeys(g.country for g in found)):
        here = [phrase(style, g, "none") for g in found if g.country == country]
        under = f"{chr(97 + n)}. Under {destination(style, country)}"
        if style.levels == "romans":
            romans = ("i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x")
            lines += [f"{under}:", *(f"{romans[k]}. {p[0].upper()}{p[1:]};" for k, p in enumerate(here))]
        else:
            lines.append(f"{under}, {'; and '.join(here)};")
    return lines


def correcting(style: Style, found: list[Group]) -> list[str]:
    """The paragraphs of a document that corrects another: each entry is corrected to read as follows."""
    lines = []
    if style.correction != "amendment":
        lines.append(
            "In FR Doc. 2029-12345 appearing on page 8180 in the Federal Register of December 3, 2029, the following corrections are made:"
        )
    for n, group in enumerate(found, 1 if lines else 2):
        names = quoted(replace(style, quotes="outside"), [i.name for i in group.items])
        under = f"under {destination(style, group.country)}"
        many = len(group.items) > 1
        what = f"the {'entries' if many else 'entry'} for {names}"
        where = (
            f"in {style.supplement}"
            if not lines or style.correction == "amendment"
            else f"on page {8180 + n}, in {style.supplement}"
        )
        done = f"{'are' if many else 'is'} corrected to read as follows:"
        said = f"{where}, {what} {under} {done}" if style.place == "after" else f"{where}, {under}, {what} {done}"
        if style.correcting == "correcting":
            said = (
                f"{where} is corrected by correcting {what} {under} to read as follows:"
                if where.startswith("on")
                else f"{style.supplement} is amended by correcting {what} {under} to read as follows:"
            )
        lines.append(f"{n}. {said[0].upper()}{said[1:]}")
    return lines
