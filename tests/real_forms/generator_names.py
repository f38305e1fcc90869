"""How the instructions of generated rules write names, destinations and counts."""

from __future__ import annotations

from collections.abc import Sequence
from random import Random

from tests.real_forms.generator_cells import counted
from tests.real_forms.generator_items import Item
from tests.real_forms.generator_spelling import otherwise
from tests.real_forms.generator_styles import Style

ADJECTIVES = {"CHINA, PEOPLE'S REPUBLIC OF": "Chinese", "RUSSIA": "Russian", "IRAN": "Iranian", "PAKISTAN": "Pakistani",
              "TURKEY": "Turkish", "GERMANY": "German", "INDIA": "Indian", "UNITED ARAB EMIRATES": "Emirati",
              "HONG KONG": "Hong Kong", "SINGAPORE": "Singaporean", "SWITZERLAND": "Swiss"}  # fmt: skip
TITLES = {"CHINA, PEOPLE'S REPUBLIC OF": "China, People's Republic of"}
OTHER_WORDS = {
    "CHINA, PEOPLE'S REPUBLIC OF": ("PEOPLE'S REPUBLIC OF CHINA", "CHINA, PEOPLE's REPUBLIC OF", "China", "the People's Republic of China"),
    "CRIMEA REGION OF UKRAINE": ("Crimea region of Ukraine", "CRIMEA REGION OF UKRAINE"),
    "UNITED ARAB EMIRATES": ("the United Arab Emirates", "UNITED ARAB EMIRATES (UAE)", "the UAE"),
    "RUSSIA": ("the Russian Federation", "Russia"), "UNITED KINGDOM": ("the United Kingdom",),
}  # fmt: skip
"""How rules call destinations that the list heads otherwise."""


def title(heading: str) -> str:
    """A destination as running text has it."""
    return TITLES.get(heading, heading.title().replace("'S", "'s").replace(" Of", " of"))


def destination(style: Style, heading: str) -> str:
    """A destination as the instructions write it."""
    if style.country == "other words" and heading in OTHER_WORDS:
        words = OTHER_WORDS[heading]
        return words[len(style.levels + style.place) % len(words)]
    if style.country in ("title", "other words"):
        return title(heading)
    return f"“{heading}”" if style.country == "quoted" else heading


def number(style: Style, n: int) -> str:
    """A count in words or digits."""
    return counted(n, style.numbers)


def called(style: Style, item: Item) -> str:
    """The name that an instruction uses: the table's, or, of every third that has a row, another spelling of it."""
    if (
        style.called == "otherwise"
        and not style.slip
        and Random(item.name).random() < 0.35
        and item.operation in ("add", "revise")
        and item.lines
        and not item.old_name
    ):
        return otherwise(item.name)
    return item.quoted_name


def quotes_whole(style: Style, items: Sequence[Item]) -> bool:
    """Whether the instruction quotes the old entries with aliases and address."""
    return (
        style.quoting == "entry"
        and items[0].operation in ("remove", "revise")
        and all(i.old_text for i in items)
        and not items[0].in_words
    )


def quoted(style: Style, items: Sequence[Item]) -> str:
    """Names or whole entries in quotation marks, the list's punctuation inside or outside of them."""
    whole = quotes_whole(style, items)
    names = [i.old_text if whole else called(style, i) for i in items]
    if style.slip == "one pair for two" and len(names) > 1 and not whole and items[0].lines:
        names = [f"{names[0]}, {names[1]}", *names[2:]]
    kind = "semicolon outside" if whole and style.quotes in ("straight", "comma inside") else style.quotes
    if kind == "straight" and any('"' in n or "“" in n for n in names):
        kind = "inside"
    marked = [_marked(kind, n, last=k == len(names) - 1) for k, n in enumerate(names)]
    if style.slip in ("never closed", "never opened") and len(marked) > 1 and items[0].lines and not whole:
        at = len(marked) // 2 - 1  # never the last one: what follows it would be the name's
        marked[at] = marked[at].replace("”", "") if style.slip == "never closed" else marked[at].replace("“", "")
    if len(marked) > 1 and style.slip != "no and":
        marked[-1] = "and " + marked[-1]
    return " ".join(marked)


def _marked(kind: str, name: str, *, last: bool) -> str:
    if kind == "straight":
        return f'"{name};"'
    if kind == "outside":
        return f"“{name}”" + ("" if last else ",")
    if kind == "semicolon outside":
        return f"“{name}”" + ("" if last else ";")
    return (
        f"“{name},”" if kind == "comma inside" and not last else f"“{name}”" if kind == "comma inside" else f"“{name};”"
    )
