"""An alert as plain text: the mail's text part and the terminal's view are one layout at two widths."""

from __future__ import annotations

from collections.abc import Iterator

from monitor.model import ChangeKind, Verdict
from monitor.rendering.facts import DISCLAIMER, Facts, Item
from monitor.rendering.safe import wrap
from monitor.rendering.worddiff import END, NEW, OLD
from monitor.rendering.words import MARKS

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
        said = f"\x1b[{open_code}m" if open_code else ""
        for character in line:
            if character in _TINTS:
                open_code = _TINTS[character]
                said += f"\x1b[{open_code or 0}m"
            else:
                said += character
        shown.append(said + ("\x1b[0m" if open_code else ""))
    return shown


_TINTS = {OLD: RED, NEW: GREEN, END: ""}


def render_plain(facts: Facts, width: int = MAIL_WIDTH, colour: bool = False, rule: str = "=") -> str:
    """The alert in lines of at most ``width`` columns (a link stays whole), closing with a line break."""
    return "\n".join(_lines(facts, max(width, 30), colour, rule)) + "\n"


def _lines(facts: Facts, width: int, colour: bool, rule: str) -> Iterator[str]:
    if facts.note:
        yield from _painted(wrap(f"[{facts.note}]", width), YELLOW, colour)
        yield ""
    yield from _painted(wrap(facts.headline, width), BOLD, colour)
    yield rule * width
    if facts.attention:
        yield from _painted(wrap(f"! {facts.attention}", width, rest="  "), RED, colour)
        yield ""
    for sentence in facts.news:
        yield from wrap(sentence, width)
    if facts.news:
        yield ""
    yield from _labelled("Rule", facts.title, width)
    yield from _labelled("Source", facts.source, width)
    yield from _labelled("Effect", facts.force, width)
    for term in facts.terms:
        share = f" [{term.entries}]" if len(facts.terms) > 1 else ""
        words = "; ".join(filter(None, (f"license for {term.requirement}" if term.requirement else "", term.policy)))
        yield from _labelled("Terms" + share, words, width)
    for n, unknown in enumerate(facts.unknown):
        yield from _labelled("" if n else "Not yet", unknown, width)
    code = GREEN if facts.verdict is Verdict.VERIFIED else RED
    checked = f"{facts.verdict_name}: {facts.verdict_meaning}" if facts.verdict_name else ""
    yield from _painted(_labelled("Check", checked, width), code, colour)
    for disagreement in facts.disagreements:
        yield from wrap(disagreement, width, "         - ", "           ")
    for problem in facts.problems:
        yield from _labelled("Problem", problem, width)
    if facts.link:
        yield f"Text     {facts.link}"
    yield from _groups(facts, width, colour)
    yield ""
    yield "-" * width
    yield from wrap(f"Entity List monitor. {DISCLAIMER}", width)


def _painted(lines: list[str], code: str, colour: bool) -> list[str]:
    return [painted(line, code, colour) for line in lines]


def _labelled(label: str, text: str, width: int) -> list[str]:
    return wrap(text, width, f"{label:<8} ", " " * 9) if text else []


def _groups(facts: Facts, width: int, colour: bool) -> Iterator[str]:
    left = MOST_LISTED
    for group in facts.groups:
        if left <= 0:
            break
        yield ""
        yield from _painted(wrap(f"{group.country}: {group.counts}", width), BOLD, colour)
        for item in group.items[:left]:
            yield from _item(item, width, colour)
        left -= len(group.items)
    if facts.listed > MOST_LISTED:
        yield ""
        yield f"and {facts.listed - MOST_LISTED:,} more – see the rule"


def _item(item: Item, width: int, colour: bool) -> Iterator[str]:
    footnotes = "".join(f" [footnote {n}]" for n in item.footnotes)
    yield from _painted(
        wrap(item.title + footnotes, width, f"  {MARKS[item.kind]} ", "    "), KIND_COLOURS[item.kind], colour
    )
    if item.aliases:
        yield from wrap(f"a.k.a. {some(item.aliases)}", width, "      ", "      ")
    for address in item.addresses[:MOST_ALIASES]:
        yield from wrap(address, width, "      ", "        ")
    if len(item.addresses) > MOST_ALIASES:
        yield f"      and {len(item.addresses) - MOST_ALIASES} more addresses – see the rule"
    for detail in item.details:
        yield from wrap(detail, width, "      ", "        ")


def some(values: tuple[str, ...], most: int = MOST_ALIASES) -> str:
    """The values in one text, joined by semicolons; those beyond ``most`` are counted."""
    text = "; ".join(values[:most])
    return text if len(values) <= most else f"{text}; and {len(values) - most} more – see the rule"
