"""Names that an instruction prints without quotation marks, or with the opening one alone.

    By removing the entry for “Orel Works Ltd.;             closed nowhere
    By removing the entry for Orel Works Ltd.;              not quoted
    By removing the entries for “A Co.” and B Works Ltd.;   the last of a list
    By removing the entry for “A Co., a.k.a., the following alias: -B. 12 Main Street, Orel, Russia;   an entry, closed nowhere

They are names as good as the quoted ones, but where they end is a guess: a removal has to be borne out by what else names
the party (see instruction_checks).
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cache

from monitor.reading.rules.quoted_entries import is_surely_one
from monitor.text.destinations import adjective_pattern, destination_pattern
from monitor.text.quotes import CLOSE, OPEN

_NO_NAME = (
    r"(?!(?:By|Under|In|The|Each|An?|For|To|Add|Revis|Remov|Delet|Correct|Mov|Transfer|Supplement|Part|Section|Footnote|Country|"
    r"Federal|Licen[sc]e|Entit|Entr|List)[a-z]*\b)"
)
_ENDS = (
    rf"(?=['\u2019]?(?:[;:\u201c\u201d\"{OPEN}]|,?(?: and)?$|,? (?:(?:and|or) (?:by|the|for|an?|adding|removing)\b|"
    rf"(?:and |or )?[{OPEN}\u201c\"]|(?:under|by|to|from|as|is|are|was|were|which|located in|and adding)\b)))"
)
_BODY = rf"[^;:{OPEN}{CLOSE}\u201c\u201d\"]{{1,200}}?"
# A whole entry, with colons and semicolons of its own.
#   e.g. "removing the entry for \u201cOrel Works, a.k.a., the following alias: -OW. 2 Lenin St., Orel, Russia; b. By removing"
_OPENED_ENTRY = re.compile(
    rf"(?<!\S)[\u201c\"]\s?(?P<name>[A-Z0-9][^{OPEN}{CLOSE}\u201c\u201d\"]{{1,1500}}?)"
    rf"(?=[;.,]? ?(?:and)?$|[;.,]? (?:and )?[{OPEN}\u201c\"]|[;.,] (?:and )?(?:by )?(?:add|remov|revis|delet|correct|mov)ing\b|"
    r"[;.] (?:and )?\(?(?:[a-z]{1,4}|[0-9]{1,2})[.)] (?:By|Under|In|Add|Remov|Revis|Correct)|"
    r",?(?<!address)(?<!addresses)(?<!entry) under\b)"
)
# e.g. "removing the entry for \u201cOrel Works Ltd.;"
_OPENED = re.compile(rf"(?<!\S)[\u201c\"]\s?(?P<name>[A-Z0-9]{_BODY}){_ENDS}")
# e.g. "one entity, \u201cOrel Works, 2 Lenin St., Orel, 302040\u2033;"
_CLOSED_BY_INCHES = re.compile(
    r"(?<!\S)[\u201c\"](?P<name>[A-Z0-9][^\u201c\u201d\"\u2033\ue000\ue001]{1,400})\u2033(?=[;,.]|$)"
)
# e.g. "removing the entry for Orel Works Ltd.;", "one entity, Orel Works;", "\ue0001\ue001 and Orel Works Ltd.;"
_BARE = re.compile(
    rf"(?:\b[Ee]ntr(?:y|ies) (?:for (?:the )?)?|\b[Ee]ntit(?:y|ies), |{CLOSE}[,;.]? and (?:for )?)"
    rf"(?P<name>{_NO_NAME}[A-Z]{_BODY}){_ENDS}"
)
# How an instruction goes on behind a name in single marks, which part it from an apostrophe.
_BEHIND_SINGLE = (
    r"(?=[;,.]?(?:$|[;.] | (?:(?:and|or) )?(?:for )?(?:the )?['\u2018`]\w| and$|"
    r" (?:under|to read|is|are|by|in their|in its|from)\b| (?:and )?(?:by )?(?:add|remov|revis|delet|correct)ing\b))"
)
_SINGLE = (
    rf"['\u2018`](?=\w)(?:[^'\u2019\u201c\u201d\"]|['\u2019](?!{_BEHIND_SINGLE})){{1,600}}['\u2019]{_BEHIND_SINGLE}"
)
# Names in single marks. e.g. "removing the entries for \u2018Orel Works,\u2019 and \u2018Tula's Works\u2019"
_SINGLE_NAMES = re.compile(
    rf"(?P<lead>\b(?:[Ee]ntr(?:y|ies) (?:for (?:the )?)?|[Ee]ntit(?:y|ies),? |(?:[Aa]dd|[Rr]emov|[Rr]evis)ing )"
    rf"|(?<=[A-Z]{{3}}), )"
    rf"(?P<names>{_SINGLE}(?:[;,.]? (?:(?:and|or) )?(?:for )?(?:the )?{_SINGLE}){{0,200}})"
)
# One of these. e.g. "\u2018Orel Works,\u2019"
_ONE_SINGLE = re.compile(_SINGLE)
# e.g. " National Offshore Oil"
_GOES_ON = re.compile(r" [A-Z]\w")


# e.g. "China", "Chinese"
@cache
def _place() -> re.Pattern[str]:
    return re.compile(f"(?:{destination_pattern()}|{adjective_pattern()})", re.IGNORECASE)


@dataclass(slots=True)
class Unmarked:
    """The names that were found ``opened`` and not closed, and those that are ``bare`` of marks.

    Those ``guessed`` were closed, or opened, by a mark that stands for another one.
    """

    opened: list[str] = field(default_factory=list)
    bare: list[str] = field(default_factory=list)
    guessed: list[str] = field(default_factory=list)

    @property
    def names(self) -> tuple[str, ...]:
        """All of them."""
        return (*self.opened, *self.bare, *self.guessed)

    def as_printed(self, text: str) -> str:
        """``text`` without the marks that were not printed."""
        for name in self.bare:
            text = text.replace(f"\u201c{name}\u201d", name)
        for name in self.opened:
            text = text.replace(f"\u201c{name}\u201d", f"\u201c{name}")
        return text


def with_double_marks(text: str) -> str:
    """``text`` with the names that an instruction prints in single marks in double ones."""
    if not ("'" in text or "\u2019" in text):
        return text
    return _SINGLE_NAMES.sub(
        lambda m: m["lead"] + _ONE_SINGLE.sub(lambda one: f"\u201c{one.group()[1:-1]}\u201d", m["names"]), text
    )


def mask_unmarked(masked: str, quotes: list[str], unmarked: Unmarked) -> str:
    """``masked`` with the names in it that lack a mark masked as well; they are added to ``quotes`` and to ``unmarked``."""

    def mask(match: re.Match[str]) -> str:
        is_bare = match.re is _BARE
        if is_bare and _is_place(match["name"]):
            return match.group()
        if match.re is _OPENED_ENTRY and not is_surely_one(match["name"]):
            return match.group()
        (unmarked.bare if is_bare else unmarked.opened).append(match["name"])
        quotes.append(match["name"])
        lead = match.group()[: match.start("name") - match.start()]
        lead = lead if is_bare else lead.rstrip().rstrip('\u201c"')
        return f"{lead}{OPEN}{len(quotes) - 1}{CLOSE}"

    for pattern in (_OPENED_ENTRY, _CLOSED_BY_INCHES, _OPENED, _BARE):
        masked = pattern.sub(mask, masked)
    return masked


def _is_place(name: str) -> bool:
    """Whether a destination's name stands there; "China National Offshore Oil" only begins with one."""
    place = _place().match(name)
    return place is not None and _GOES_ON.match(name, place.end()) is None
