"""An alert as plain text: the mail's text part and the terminal's view are one layout at two widths."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from monitor.model import ChangeKind
from monitor.rendering.facts import DISCLAIMER, FactItem, Facts, first_of
from monitor.rendering.safe import wrap
from monitor.rendering.worddiff import END, NEW, OLD
from monitor.rendering.words import MARKS

# e.g. "See § 744.11"
_SECTION = re.compile("(§) ")
MAIL_WIDTH = 76
MOST_LISTED = 500
MOST_ALIASES = 12

BOLD, DIM, RED, GREEN, YELLOW, CYAN = "1", "2", "31", "32", "33", "36"
KIND_COLOURS = {
    ChangeKind.ADDED: GREEN,
    ChangeKind.REVISED: YELLOW,
    ChangeKind.REMOVED: RED,
    ChangeKind.RENAMED: CYAN,
    ChangeKind.MOVED: CYAN,
    ChangeKind.EDITORIAL: DIM,
}


def painted(text: str, code: str, colour: bool) -> str:
    """``text`` in an ANSI colour, or as it is."""
    return f"\x1b[{code}m{text}\x1b[0m" if colour and text else text


def tinted(lines: list[str], colour: bool) -> list[str]:
    """Lines with the marks of :mod:`monitor.rendering.worddiff` as red and green, carried over a line's end; or without."""
    if not colour:
        return lines
    shown, open_code = [], ""
    for line in lines:
        text = f"\x1b[{open_code}m" if open_code else ""
        for character in line:
            if character in _TINTS:
                open_code = _TINTS[character]
                text += f"\x1b[{open_code or 0}m"
            else:
                text += character
        shown.append(text + ("\x1b[0m" if open_code else ""))
    return shown


_TINTS = {OLD: RED, NEW: GREEN, END: ""}


@dataclass(frozen=True, slots=True)
class OtherMention:
    """Where to find what is too much to be listed: ``attached`` in words, then for changes and for the user's parties."""

    attached: str = ""
    changes: str = "see the rule"
    parties: str = "run elmon screen"


ALONE = OtherMention()
"""Nothing goes with the text."""


def render_plain(
    facts: Facts, width: int = MAIL_WIDTH, colour: bool = False, rule: str = "=", elsewhere: OtherMention = ALONE
) -> str:
    """The alert in lines of at most ``width`` columns (a link stays whole), closing with a line break."""
    page = _Page(max(width, 30), colour, rule, elsewhere)
    return "\n".join(page.lines(first_of(facts, MOST_LISTED))) + "\n"


@dataclass(frozen=True, slots=True)
class _Page:
    """How the alert is laid out."""

    width: int
    colour: bool
    rule: str
    elsewhere: OtherMention

    def lines(self, facts: Facts) -> Iterator[str]:
        if facts.note:
            yield from self.painted(wrap(f"[{facts.note}]", self.width), YELLOW)
            yield ""
        yield from self.painted(wrap(facts.headline, self.width), BOLD)
        yield self.rule * self.width
        yield from self.body(facts)
        yield from self.labelled("Attached", self.elsewhere.attached)
        if self.elsewhere.attached and facts.parts:
            yield ""
        if len(facts.parts) > 1:
            for n, part in enumerate(facts.parts, 1):
                yield from wrap(part.headline, self.width, f"{n:>3}  ", "     ")
        for n, part in enumerate(facts.parts, 1):
            yield ""
            yield from self.part(part, f"{n} of {len(facts.parts)}")
        yield from self.groups(facts)
        yield ""
        yield "-" * self.width
        if facts.current:
            yield from wrap(facts.current, self.width)
        yield from wrap(f"Entity List monitor. {DISCLAIMER}", self.width)

    def part(self, facts: Facts, number: str) -> Iterator[str]:
        """One alert of a digest."""
        yield ""
        yield from self.painted(wrap(facts.headline, self.width), BOLD)
        yield f"{self.rule * 3} {number} ".ljust(self.width, self.rule)
        if facts.note:
            yield from self.painted(wrap(f"[{facts.note}]", self.width), YELLOW)
        yield from self.body(facts)
        yield from self.groups(facts)

    def body(self, facts: Facts) -> Iterator[str]:
        """All that stands before the changes."""
        if facts.attention:
            yield from self.painted(wrap(f"! {facts.attention}", self.width, rest="  "), RED)
            yield ""
        yield from self.parties(facts)
        for sentence in facts.news:
            yield from wrap(sentence, self.width)
        if facts.news and (facts.title or facts.source):
            yield ""
        yield from self.labelled(facts.title_label, facts.title)
        yield from self.labelled("Source", facts.source)
        yield from self.labelled("Effect", facts.effect)
        yield from self.terms(facts)
        for n, unknown in enumerate(facts.unknown):
            yield from self.labelled("" if n else "Not yet", unknown)
        code = GREEN if facts.in_order else RED
        checked = f"{facts.verdict_name}: {facts.verdict_meaning}" if facts.verdict_name else ""
        yield from self.painted(self.labelled("Parsed", checked), code)
        for disagreement in facts.disagreements:
            yield from wrap(disagreement, self.width, "         - ", "           ")
        for problem in facts.problems:
            yield from self.labelled("Problem", problem)
        if facts.link:
            yield f"Text     {facts.link}"
        if facts.pdf:
            yield f"PDF      {facts.pdf}"

    def terms(self, facts: Facts) -> Iterator[str]:
        for term in facts.terms:
            share = f" [{term.entries}]" if len(facts.terms) > 1 else ""
            yield from self.labelled("Terms" + share, term.words)
        for note in facts.footnotes:
            yield from self.labelled("Footnote", f"{note.number} [{note.entries}]: {note.words}")

    def parties(self, facts: Facts) -> Iterator[str]:
        """The user's own parties: who, which entry each may be, and why."""
        if not facts.parties:
            return
        yield from self.painted(["YOUR PARTIES"], BOLD)
        for party in facts.parties:
            yield from self.painted(wrap(party.who, self.width, "  * ", "    "), RED)
            yield from wrap(party.what, self.width, "    ", "    ")
            known = f" [match {party.id}]" if party.id and not party.confirmed else ""
            yield from wrap(
                f"Why: {party.reason}{known}" if party.reason else known.strip(), self.width, "    ", "    "
            )
        if facts.more_parties:
            yield f"    and {facts.more_parties:,} more – {self.elsewhere.parties}"
        if facts.decide:
            yield from wrap(facts.decide, self.width, "  ", "  ")
        yield ""

    def groups(self, facts: Facts) -> Iterator[str]:
        for group in facts.groups:
            yield ""
            yield from self.painted(wrap(f"{group.country}: {group.counts}", self.width), BOLD)
            for item in group.items:
                yield from self.item(item)
        if facts.more:
            yield ""
            yield f"and {facts.more:,} more – {self.elsewhere.changes}"

    def item(self, item: FactItem) -> Iterator[str]:
        width = self.width
        noted = f" [{item.noted}]" if item.noted else ""
        title = wrap(item.title + noted, width, f"  {MARKS[item.kind]} ", "    ")
        yield from self.painted(title, KIND_COLOURS[item.kind])
        if item.aliases:
            yield from wrap(f"a.k.a. {some(item.aliases, where=self.elsewhere.changes)}", width, "      ", "      ")
        for address in item.addresses[:MOST_ALIASES]:
            yield from wrap(address, width, "      ", "        ")
        if len(item.addresses) > MOST_ALIASES:
            yield f"      and {len(item.addresses) - MOST_ALIASES} more addresses – {self.elsewhere.changes}"
        for detail in item.details:
            yield from wrap(detail, width, "      ", "        ")

    def painted(self, lines: list[str], code: str) -> list[str]:
        return [painted(line, code, self.colour) for line in lines]

    def labelled(self, label: str, text: str) -> list[str]:
        kept = _SECTION.sub("\\1\u00a0", text)  # a section's sign stays with its number
        lines = wrap(kept, self.width, f"{label:<8} ", " " * 9) if text else []
        return [line.replace("\u00a0", " ") for line in lines]


def some(values: tuple[str, ...], most: int = MOST_ALIASES, where: str = ALONE.changes) -> str:
    """The values in one text, joined by semicolons; those beyond ``most`` are counted."""
    text = "; ".join(values[:most])
    return text if len(values) <= most else f"{text}; and {len(values) - most} more – {where}"
