"""The alert as a Slack message: Block Kit within Slack's limits, and a text for notifications."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date
from typing import Any

from monitor.model import Alert, Verdict
from monitor.rendering.facts import DISCLAIMER, Facts, Item, facts_of
from monitor.rendering.plain import some
from monitor.rendering.safe import short
from monitor.rendering.words import MARKS, count_of

Block = dict[str, Any]

MOST_BLOCKS = 50
LONGEST_SECTION = 3_000
LONGEST_HEADER = 150
LONGEST_MESSAGE = 12_500
"""Characters of the whole payload; Slack refuses messages of about 13,000."""

_LINE = 600
_NAME = 400
_RESERVE = 700
"""Room for the line that counts what is not listed, the button and the closing words."""


def render_slack(alert: Alert, today: date) -> dict[str, Any]:
    """``{"text": …, "blocks": […]}`` for ``alert`` as of ``today`` (Eastern calendar day)."""
    facts = facts_of(alert, today)
    message: dict[str, Any] = {"text": _escaped(short(facts.headline, 300)), "blocks": list(_top(facts))}
    end = list(_end(facts))
    room = LONGEST_MESSAGE - _size(message) - _size({"blocks": end}) - _RESERVE
    listing = _listing(facts, room, MOST_BLOCKS - len(message["blocks"]) - len(end))
    message["blocks"] += [*listing, *end]
    return message


def _size(value: object) -> int:
    return len(json.dumps(value, ensure_ascii=False))


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _section(text: str) -> Block:
    # verbatim: Slack shall not turn names into links, channels or people.
    return {"type": "section", "text": {"type": "mrkdwn", "text": text, "verbatim": True}}


def _context(text: str) -> Block:
    return {"type": "context", "elements": [{"type": "mrkdwn", "text": text, "verbatim": True}]}


def _top(facts: Facts) -> Iterator[Block]:
    header = facts.headline
    if len(header) > LONGEST_HEADER:  # the destinations are in the text below anyway
        header = short(header.partition(": ")[0] if not facts.attention else header, LONGEST_HEADER)
    yield {"type": "header", "text": {"type": "plain_text", "text": header, "emoji": False}}
    if facts.note:
        yield _context(f":information_source: {_escaped(facts.note)}")
    if facts.attention:
        yield _section(f":warning: *A person must look.* {_escaped(short(facts.attention, 900))}")
    if facts.news:
        yield _section("\n".join(_escaped(short(sentence, 220)) for sentence in facts.news))
    labelled = {"Rule": facts.title, "Source": facts.source, "Effect": facts.force, "Not yet": "; ".join(facts.unknown)}
    lines = [f"*{label}*  {_escaped(text)}" for label, text in labelled.items() if text]
    for term in facts.terms[:3]:
        share = f" _({term.entries})_" if len(facts.terms) > 1 else ""
        words = "; ".join(filter(None, (f"license for {term.requirement}" if term.requirement else "", term.policy)))
        lines.append(f"*Terms*{share}  {_escaped(words)}")
    if len(facts.terms) > 3:
        lines.append(f"*Terms*  and {len(facts.terms) - 3} more – see the rule")
    if lines:
        yield _section("\n".join(lines))
    if facts.verdict_name:
        yield from _check(facts)


def _check(facts: Facts) -> Iterator[Block]:
    mark = ":white_check_mark:" if facts.verdict is Verdict.VERIFIED else ":rotating_light:"
    lines = [f"{mark} *{facts.verdict_name}*: {_escaped(facts.verdict_meaning)}"]
    said = [f"• {_escaped(short(text, 300))}" for text in (*facts.disagreements, *facts.problems)]
    lines += said[:6]
    if len(said) > 6:
        lines.append(f"• and {count_of(len(said) - 6, 'more remark')} – see elmon read")
    yield _section("\n".join(lines))


def _listing(facts: Facts, room: int, blocks: int) -> list[Block]:
    """The changes by destination, whole lines only; with names alone where names with aliases do not fit."""
    for most_aliases in (6, 0):
        listed, sections = _sections(facts, room, blocks - 1, most_aliases)
        if listed == facts.listed:
            return sections
    more = facts.listed - listed
    where = f"<{_target(facts.link)}|see the rule>" if facts.link else "see the rule"
    return [*sections, _section(f"*and {more:,} more* – {where}")]


def _sections(facts: Facts, room: int, blocks: int, most_aliases: int) -> tuple[int, list[Block]]:
    """(how many changes were laid out, the sections); ``room`` in characters of JSON."""
    sections: list[Block] = []
    listed = 0
    for group in facts.groups:
        head = f"*{_escaped(group.country)}*  {group.counts}"
        text = head
        full = False
        for item in group.items:
            line = _line(item, most_aliases)
            if len(text) + 1 + len(line) > LONGEST_SECTION:
                sections.append(_section(text))
                room -= _size(sections[-1]) + 2
                text = line
            else:
                text = f"{text}\n{line}"
            if _size(_section(text)) + 2 > room or len(sections) + 1 > blocks:
                full = True
                text = text[: -len(line)].rstrip("\n")
                break
            listed += 1
        if text and text != head and len(sections) < blocks:
            sections.append(_section(text))
            room -= _size(sections[-1]) + 2
        if full:
            break
    return listed, sections


def _line(item: Item, most_aliases: int) -> str:
    line = f"`{MARKS[item.kind]}` {_escaped(short(item.title, _NAME))}"
    extra = ""
    if item.aliases and most_aliases:
        extra = f"  _a.k.a. {_escaped(some(tuple(short(a, 120) for a in item.aliases), most_aliases))}_"
    elif item.details and most_aliases:
        extra = "  " + _escaped(short("; ".join(item.details), 300))
    return line + (extra if len(line) + len(extra) <= _LINE else "")


def _target(link: str) -> str:
    return _escaped(link).replace("|", "%7C")


def _end(facts: Facts) -> Iterator[Block]:
    if facts.link:
        button = {
            "type": "button",
            "text": {"type": "plain_text", "text": facts.link_name},
            "url": facts.link,
            "style": "primary",
        }
        yield {"type": "actions", "elements": [button]}
    yield _context(_escaped(f"Entity List monitor. {DISCLAIMER}"))
