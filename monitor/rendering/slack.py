"""The alert as Slack messages: Block Kit within Slack's limits, and a text for notifications.

The first message can be read in ten seconds; with a thread, the changes that it cannot list follow as replies.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from enum import Enum
from typing import Any

from monitor.model import Alert, ListCurrency
from monitor.rendering.facts import DISCLAIMER, FactItem, Facts, facts_of
from monitor.rendering.parties import MatchedParty
from monitor.rendering.plain import some
from monitor.rendering.safe import short
from monitor.rendering.slackblocks import (
    LONGEST_HEADER,
    LONGEST_MESSAGE,
    MOST_BLOCKS,
    Block,
    SlackPiece,
    button,
    context,
    count,
    escaped,
    header,
    linked,
    pack,
    section,
    size,
)
from monitor.rendering.words import MARKS, count_of

Message = dict[str, Any]

MOST_REPLIES = 10
"""Of one alert; what they cannot list is counted."""

_ALIASES, _ADDRESSES = 6, 2
_LINE = 600
_NAME = 400
_TOP = 8_500
"""Room for all that stands before the changes."""
_RESERVE = 400
"""Room for the line that counts what is not listed."""


class Detail(Enum):
    """How much of each change is shown, most first; addresses are the first to go, as in mails."""

    ALL = "names, aliases, differences and addresses"
    MOST = "names, aliases and differences"
    NAMES = "names"


def render_slack(alert: Alert, today: date, message_id: str = "", current: ListCurrency | None = None) -> Message:
    """``{"text": …, "blocks": […]}`` for ``alert`` as of ``today`` (Eastern calendar day): one message, for a webhook.

    The end of ``message_id`` stands in its last line, so that a repeat is known as one.
    """
    return _messages(facts_of(alert, today, current), message_id, 0)[0]


def render_slack_thread(
    alert: Alert, today: date, message_id: str = "", current: ListCurrency | None = None
) -> tuple[Message, ...]:
    """The same, and the replies with the changes that the first message cannot list, as few as they fit into."""
    return tuple(_messages(facts_of(alert, today, current), message_id, MOST_REPLIES))


def _messages(facts: Facts, message_id: str, replies: int) -> list[Message]:
    """The message and its replies, with as much of each change as lets all of them fit."""
    for detail in Detail:
        messages, left = _laid_out(facts, message_id, replies, detail)
        if not left:
            break
    return messages


def _laid_out(facts: Facts, message_id: str, replies: int, detail: Detail) -> tuple[list[Message], list[SlackPiece]]:
    top, end = list(_top(facts)), list(_end(facts, message_id))
    first: Message = {"text": escaped(short(facts.headline, 300)), "blocks": top, "unfurl_links": False}
    room = LONGEST_MESSAGE - size(first) - size(end) - _RESERVE
    sections, left = pack(list(_listing(facts, detail)), room, MOST_BLOCKS - len(top) - len(end) - 1)
    more = count(left)
    following: list[list[Block]] = []
    while left and len(following) < replies:
        packed, left = pack(left, LONGEST_MESSAGE - 2 * _RESERVE - size(first["text"]), MOST_BLOCKS - 2)
        following.append(packed)
    first["blocks"] = [*top, *sections, *_more(facts, more, bool(following)), *end]
    if following:
        following[-1] += _more(facts, count(left), False)
    texts = (f"{first['text']} ({n} of {len(following) + 1})" for n in range(2, len(following) + 2))
    thread: list[Message] = [
        {"text": t, "blocks": b, "unfurl_links": False} for t, b in zip(texts, following, strict=True)
    ]
    return [first, *thread], left


def _more(facts: Facts, more: int, in_thread: bool) -> Iterator[Block]:
    """The line on what is not listed; it is true even where a reply gets lost."""
    if more:
        where = linked(facts.link, "see the rule") if facts.link or not facts.parts else "see the rules"
        yield section(f"*and {more:,} more*{' in the thread' if in_thread else ''} – {where}")


def _top(facts: Facts) -> Iterator[Block]:
    headline = facts.headline
    if len(headline) > LONGEST_HEADER and not facts.attention:  # the destinations are in the text below anyway
        headline = _without_destinations(headline)
    yield header(headline)
    if facts.note:
        yield context(f":information_source: {escaped(facts.note, 1_000)}")
    pieces = [piece for piece in _pieces(facts) if piece.lines]
    sections, left = pack(pieces, _TOP, MOST_BLOCKS // 2)
    yield from sections
    if left:
        yield section(
            f"*and {count_of(sum(len(p.lines) for p in left), 'more remark')}* – {linked(facts.link, 'see the rule')}"
        )


def _without_destinations(headline: str) -> str:
    """ "2 of your parties: 140 added to the Entity List", of a headline that names destinations behind it."""
    counted, _, _ = headline.rpartition(": ")
    return counted or headline


def _pieces(facts: Facts) -> Iterator[SlackPiece]:
    """All that stands before the changes, the most pressing first."""
    if facts.attention:
        yield SlackPiece("", (f":warning: *A person must look.* {escaped(facts.attention, 2_000)}",))
    yield from _parties(facts)
    yield SlackPiece("", tuple(escaped(sentence, 500) for sentence in facts.news))
    yield SlackPiece("", tuple(_particulars(facts)))
    yield SlackPiece("", tuple(_check(facts)))


def _parties(facts: Facts) -> Iterator[SlackPiece]:
    """The user's own parties: who, which entry each may be, and why."""
    if not facts.parties:
        return
    lines = [*map(_party, facts.parties)]
    if facts.more_parties:
        lines.append(f"and {facts.more_parties:,} more – run elmon screen")
    if facts.decide:
        lines.append(escaped(facts.decide))
    yield SlackPiece(":dart: *Your parties*", tuple(lines))


def _party(party: MatchedParty) -> str:
    known = f" [match {party.id}]" if party.id and not party.confirmed else ""
    why = f" – {party.reason}" if party.reason else ""
    return f"• *{escaped(party.who, 240)}* {escaped(party.what, 240)}{escaped(why, 240)}{escaped(known, 100)}"


def _particulars(facts: Facts) -> Iterator[str]:
    labelled = {
        facts.title_label: facts.title,
        "Source": facts.source,
        "Effect": facts.effect,
        "Not yet": "; ".join(facts.unknown),
    }
    for label, text in labelled.items():
        if text:
            yield f"*{label}*  {escaped(text, 800)}"
    if facts.pdf:
        yield f"*PDF*  {linked(facts.pdf, 'as filed')}"
    for term in facts.terms[:3]:
        share = f" _({term.entries})_" if len(facts.terms) > 1 else ""
        yield f"*Terms*{share}  {escaped(term.words, 500)}"
    if len(facts.terms) > 3:
        yield f"*Terms*  and {len(facts.terms) - 3} more – see the rule"
    for note in facts.footnotes[:3]:
        yield f"*Footnote {note.number}* _({note.entries})_  {escaped(note.words, 500)}"


def _check(facts: Facts) -> Iterator[str]:
    if not facts.verdict_name:
        return
    mark = ":white_check_mark:" if facts.in_order else ":rotating_light:"
    yield f"{mark} *{facts.verdict_name}*: {escaped(facts.verdict_meaning)}"
    remarks = [f"• {escaped(text, 400)}" for text in (*facts.disagreements, *facts.problems)]
    yield from remarks[:6]
    if len(remarks) > 6:
        yield f"• and {count_of(len(remarks) - 6, 'more remark')} – see elmon read"


def _listing(facts: Facts, detail: Detail) -> Iterator[SlackPiece]:
    """The changes by destination; of a digest, alert by alert behind its own statements."""
    for n, part in enumerate(facts.parts, 1):
        statements = [f"*{n} of {len(facts.parts)}: {escaped(part.headline, 600)}*"]
        statements += [line for piece in _pieces(part) for line in ((piece.head,) if piece.head else ()) + piece.lines]
        if part.link:
            statements.append(linked(part.link, part.link_name))
        yield SlackPiece("", tuple(statements))
        yield from _listing(part, detail)
    for group in facts.groups:
        lines = tuple(_line(item, detail) for item in group.items)
        yield SlackPiece(f"*{escaped(group.country, 400)}*  {group.counts}", lines, changes=True)


def _line(item: FactItem, detail: Detail) -> str:
    line = f"`{MARKS[item.kind]}` {escaped(short(item.title, _NAME), _LINE)}"
    if detail is Detail.NAMES:
        return line
    extra = [f"  [footnote {n}]" for n in item.footnotes]
    if item.aliases:
        extra.append(f"  _a.k.a. {escaped(some(tuple(short(a, 120) for a in item.aliases), _ALIASES))}_")
    if item.details:
        extra.append("  " + escaped("; ".join(item.details), _LINE))
    if item.addresses and detail is Detail.ALL:
        extra.append(f"  – {escaped(some(tuple(short(a, 200) for a in item.addresses), _ADDRESSES))}")
    for more in extra:
        line += more if len(line) + len(more) <= 2 * _LINE else ""
    return line


def _end(facts: Facts, message_id: str) -> Iterator[Block]:
    if facts.link:
        yield button(facts.link, facts.link_name)
    known = message_id.strip("<>").partition("@")[0][-16:]
    if facts.current:
        yield context(escaped(facts.current))
    yield context(escaped(f"Entity List monitor. {DISCLAIMER}" + (f" Message {known}." if known else "")))
