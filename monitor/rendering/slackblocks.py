"""Slack's Block Kit: text made harmless for its markup, and lines packed into sections within its limits."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from monitor.rendering.safe import short

Block = dict[str, Any]

MOST_BLOCKS = 50
LONGEST_SECTION = 3_000
LONGEST_HEADER = 150
LONGEST_MESSAGE = 12_500
"""Characters of the whole payload; Slack refuses messages of about 13,000."""

# Slack reads these as markup only beside a space or punctuation; within a word ("C_1042") they are letters to it.
# e.g. "*bold*", "`code`"
_MARKUP = re.compile(r"(?<![^\W_])[*_~]|[*_~](?![^\W_])|`")
_LOOKALIKES = {"*": "∗", "_": "ˍ", "~": "∼", "`": "ˋ"}  # seen alike, read as nothing; invisible joiners would be copied
# e.g. ":warning:"
_EMOJI = re.compile(r":(?=[a-z0-9_+'-]+:)", re.I)
# e.g. "@here"
_CALL = re.compile(r"@(?=(?:here|channel|everyone|group)\b)", re.I)


def size(value: object) -> int:
    """The characters that ``value`` takes in a payload."""
    return len(json.dumps(value, ensure_ascii=False))


def escaped(text: str, limit: int = LONGEST_SECTION) -> str:
    """``text`` as mrkdwn that shows it and nothing else: no link, no mention, no formatting; at most ``limit`` long."""
    most = limit
    while len(shown := _escaped(short(text, most))) > limit and most > 10:
        most = most * limit // (len(shown) + 1)
    return shown


def _escaped(text: str) -> str:
    text = _MARKUP.sub(lambda mark: _LOOKALIKES[mark[0]], text)
    text = _CALL.sub("＠", _EMOJI.sub("∶", text))
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def linked(link: str, words: str) -> str:
    """A link in mrkdwn; the words alone where there is none."""
    return f"<{_target(link)}|{words}>" if link else words


def _target(link: str) -> str:
    return link.replace("&", "&amp;").replace("<", "%3C").replace(">", "%3E").replace("|", "%7C")


def header(text: str) -> Block:
    """The message's first line, as plain text."""
    return {"type": "header", "text": {"type": "plain_text", "text": short(text, LONGEST_HEADER), "emoji": False}}


def section(text: str) -> Block:
    """A paragraph of mrkdwn, escaped already."""
    # verbatim: Slack shall not turn names into links, channels or people.
    return {"type": "section", "text": {"type": "mrkdwn", "text": text, "verbatim": True}}


def context(text: str) -> Block:
    """A small line of mrkdwn, escaped already."""
    return {"type": "context", "elements": [{"type": "mrkdwn", "text": text, "verbatim": True}]}


def button(link: str, words: str) -> Block:
    """A link as a button."""
    what = {"type": "button", "text": {"type": "plain_text", "text": words}, "url": link, "style": "primary"}
    return {"type": "actions", "elements": [what]}


@dataclass(frozen=True, slots=True)
class SlackPiece:
    """Lines of mrkdwn, each a whole, under a head; ``changes`` says whether they are changes and counted as such."""

    head: str
    lines: tuple[str, ...]
    changes: bool = False


def count(pieces: Sequence[SlackPiece]) -> int:
    """How many changes the pieces list."""
    return sum(len(piece.lines) for piece in pieces if piece.changes)


def pack(pieces: Sequence[SlackPiece], room: int, most: int) -> tuple[list[Block], list[SlackPiece]]:
    """As many lines as fit, in their order, as sections; and what is left, each piece under its head again.

    ``room`` is in characters of the payload, ``most`` in sections.
    """
    sections: list[Block] = []
    for n, piece in enumerate(pieces):
        text, held = piece.head, 0  # held: how many of the piece's lines are in `text`
        for i, line in enumerate(piece.lines):
            longer = f"{text}\n{line}" if text else line
            if len(longer) > LONGEST_SECTION:
                if held:
                    sections.append(section(text))
                    room -= size(sections[-1]) + 2
                longer, held = line[:LONGEST_SECTION], 0
            if len(sections) >= most or size(section(longer)) + 2 > room:
                if held:
                    sections.append(section(text))
                rest = SlackPiece(piece.head, piece.lines[i:], piece.changes)
                return sections, [rest, *pieces[n + 1 :]]
            text, held = longer, held + 1
        if held:
            sections.append(section(text))
            room -= size(sections[-1]) + 2
    return sections, []
