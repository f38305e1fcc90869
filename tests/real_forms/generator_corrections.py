"""The instructions of generated documents that correct another: each entry is corrected to read as follows."""

from __future__ import annotations

from dataclasses import replace
from random import Random

from tests.real_forms.generator_instructions import Group
from tests.real_forms.generator_items import Item
from tests.real_forms.generator_names import destination, quoted
from tests.real_forms.generator_spelling import misspelt
from tests.real_forms.generator_styles import Style

OTHER_DOCUMENT = "In FR Doc. 2029-12345 appearing on page 8180 in the Federal Register of December 3, 2029, the following corrections are made:"
RULE_ALONE = "In rule document 2029-12345, beginning on page 8180 in the issue of Monday, December 3, 2029, make the following {}:"
NAMES_ANOTHER = ("document", "paragraphs", "rule only", "should read")
"""The corrections that name the document they correct."""


def correcting(style: Style, found: list[Group]) -> list[str]:
    """The paragraphs of a document that corrects another."""
    style = replace(style, quotes="outside" if style.correction != "should read" else "comma inside")
    if style.correction == "added and corrected":
        return list(_added_and_corrected(style, found))
    many = sum(len(g.items) for g in found) > 1
    lines = []
    if style.correction in ("document", "paragraphs"):
        lines.append(OTHER_DOCUMENT)
    elif style.correction in ("rule only", "should read"):
        lines.append(RULE_ALONE.format("corrections" if many else "correction"))
    for n, group in enumerate(found, 1 if lines else 2):
        said = _should_read(style, n, group) if style.correction == "should read" else _corrected(style, n, group)
        lines.append(f"{n}. {said[0].upper()}{said[1:]}")
    return lines


def _corrected(style: Style, n: int, group: Group) -> str:
    names, many = quoted(style, group.items), len(group.items) > 1
    under = f"under {destination(style, group.country)}"
    what = f"the {'entries' if many else 'entry'} for {names}"
    where = {"amendment": f"in {style.supplement}", "rule only": f"on page {8180 + n}, in the table"}.get(
        style.correction, f"on page {8180 + n}, in {style.supplement}"
    )
    done = f"{'are' if many else 'is'} corrected to read as follows:"
    if style.correcting == "correcting" and style.correction != "rule only":
        if where.startswith("on"):
            return f"{where} is corrected by correcting {what} {under} to read as follows:"
        return f"{style.supplement} is amended by correcting {what} {under} to read as follows:"
    return f"{where}, {what} {under} {done}" if style.place == "after" else f"{where}, {under}, {what} {done}"


def _should_read(style: Style, n: int, group: Group) -> str:
    item = group.items[0]
    under = f"under {destination(style, group.country)}"
    return f"on page {8180 + n}, in {style.supplement}, in the table, {under}, in the entry for {quoted(style, [item])}, {item.in_words}."


def _added_and_corrected(style: Style, found: list[Group]) -> list[str]:
    """A destination a paragraph, in which entries are added and others corrected, their old names misspelt."""
    lines = []
    for n, country in enumerate(dict.fromkeys(g.country for g in found), 2):
        parts = []
        for group in (g for g in found if g.country == country):
            many = len(group.items) > 1
            done = "added in alphabetical order" if group.operation == "add" else "corrected to read as follows"
            names = quoted(style, [_misspelt(i) for i in group.items] if group.operation == "correct" else group.items)
            parts.append(f"the {'entries' if many else 'entry'} for {names} {'are' if many else 'is'} {done}")
        parts.sort(key=lambda p: "corrected" in p)
        lines.append(
            f"{n}. In {style.supplement}, under {destination(style, country)}, {', and '.join(parts)}{':' if 'corrected' in parts[-1] else '.'}"
        )
    return lines


def _misspelt(item: Item) -> Item:
    """The old entry as the correction names it, with the slip that it corrects; two in three have one."""
    random = Random(item.name)
    return replace(item, old_name=misspelt(item.name, random)) if random.random() < 0.66 else item


def in_words(items: list[Item]) -> list[Item]:
    """Corrections of single words: no row, but what is printed and what should be read."""
    said = "in the second column, “Building 4, No. 1690 Main Street” should read “Building 4, No. 1960 Main Street”"
    return [replace(item, lines=(), in_words=said) for item in items]
