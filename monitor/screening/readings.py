"""The names that one line of a customer list may hold: "Attn: Mr. Li, Purchasing Dept., Foo Ltd. - Dubai Branch" is Foo Ltd.

What goes with a name in such a line stands in words.toml. The line as it is written is always the first reading; that a
reading leaves something off is told with its matches.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from monitor.screening.names import Name, legal_forms_in_words, prepare, vocabulary
from monitor.screening.weights import generic, places

MOST_READINGS = 8
"""No line has more names in it; a hostile one might."""
LONGEST_PERSON, LONGEST_ACRONYM = 5, 6
"""Words of somebody with a title; letters of an acronym."""
LONGEST = 500
"""Characters of a line that is looked through for names."""
# e.g. "Attn: Mr. Li, Foo Ltd.", "Foo Ltd. - Dubai Branch"
_SEGMENT = re.compile(r"(?:(?<!\s)\s+)?[,;:\n]\s*|(?<!\s)\s+[-\u2010-\u2015/|]+\s+")
# e.g. "FooTrading"
_CAMEL = re.compile(r"(?<=[a-z]{2})(?=[A-Z][a-z]{2})")
# e.g. "Foo (HK) Ltd."
_BRACKET = re.compile(r"(?:(?<!\s)\s++)?\(([^()]*)\)")
# e.g. "A/S Foo & Bar"
_TOKEN = re.compile(r"[^\W_]+(?:[/&][^\W_]+)*")


@dataclass(frozen=True, slots=True)
class Reading:
    """A name that a line may hold, and the words of the line that are none of it."""

    name: Name
    left_off: tuple[str, ...] = ()


def readings_of(text: str) -> tuple[Reading, ...]:
    """The readings of a line, the line itself first."""
    whole = Reading(prepare(text))
    if len(text) > LONGEST or not _worth().search(text):
        return (whole,)
    found = [whole]
    known = {whole.name.words}
    for part in _parts(text):
        name = prepare(part)
        if name.words and name.words not in known and len(found) < MOST_READINGS:
            known.add(name.words)
            left = tuple(word for word in _TOKEN.findall(text) if word not in _TOKEN.findall(part))
            found.append(Reading(name, left if part in text else ()))
    return tuple(found)


def _parts(text: str) -> Iterator[str]:
    """Everything in a line that may be a name by itself, the longest of each kind first."""
    for piece in _joining().split(text):
        bare = _bare(piece)
        yield bare
        if (inner := _BRACKET.search(bare)) and not _says_little(inner[1]):
            yield _BRACKET.sub("", bare)
            if not _acronym(inner[1]) and (not prepare(after := bare[inner.end() :]).words or _plain(after)):
                yield inner[1]
        if (split := _CAMEL.sub(" ", bare)) != bare:
            yield split


def _bare(piece: str) -> str:
    """A piece without the segments at either end that say whom to address, and without titles and branches."""
    bounds = [0, *(at for found in _SEGMENT.finditer(piece) for at in found.span()), len(piece)]
    segments = list(zip(bounds[::2], bounds[1::2], strict=True))
    while len(segments) > 1 and _addressed(piece[slice(*segments[0])]) and not _is_form(piece[segments[1][0] :]):
        segments.pop(0)
    while len(segments) > 1 and (_attends(words := _words(piece[slice(*segments[-1])])) or _is_place(words)):
        segments.pop()
    kept = piece[segments[0][0] : segments[-1][1]]
    return _without_branch(_without_department(_without_title(kept)))


def _addressed(segment: str) -> bool:
    """Whether a segment names a department, or a person by title."""
    words = _words(segment)
    titled = bool(words) and words[0] in _set("titles") and len(words) <= LONGEST_PERSON
    return _attends(words) or (titled and not generic().union(_forms()).intersection(words))


def _attends(words: Sequence[str]) -> bool:
    """Whether words are those of a department or a branch, and no others but places and numbers."""
    known = _set("departments") | _set("branches")
    return any(w in known for w in words) and all(w in known or w in places() or w.isdigit() for w in words)


def _is_place(words: Sequence[str]) -> bool:
    """Whether words name a town or a country: "Dubai", "United Arab Emirates"."""
    known = [word in places() or word in _set("countries") for word in words]
    return any(known) and all(k or word in _set("of_countries") for k, word in zip(known, words, strict=True))


def _without_title(text: str) -> str:
    while (found := _TOKEN.search(text)) and found[0].casefold() in _set("titles") and found.end() < len(text):
        text = text[found.end() :].lstrip(" .,:")
    return text


# e.g. "of the Foo Co."
_OF_THE = re.compile(r"^(?:of|at|the)\s+(?:the\s+)?", re.IGNORECASE)


def _without_department(text: str) -> str:
    """ "Logistics Dept. of Foo Ltd." without its beginning."""
    tokens = list(_TOKEN.finditer(text))
    for n, token in enumerate(tokens[:6]):
        word = token[0].casefold()
        if word not in _set("departments"):
            return text
        if word in _set("sections") and n + 1 < len(tokens):
            rest = text[token.end() :].lstrip(" .,:-")
            return _OF_THE.sub("", rest)
    return text


def _without_branch(text: str) -> str:
    """ "Foo Ltd. Dubai Branch" without its end: the branch, what kind of one, and where it is, in a word."""
    tokens = list(_TOKEN.finditer(text))
    if len(tokens) < 2 or tokens[-1][0].casefold() not in _set("branches"):
        return text
    keep = len(tokens) - 1
    while keep > 1 and tokens[keep - 1][0].casefold() in _set("branches") | _set("departments") | places():
        keep -= 1
    if keep == len(tokens) - 1 and keep > 1:
        keep -= 1  # a town that is not in the table: "Lyon Branch"
    return text[: tokens[keep - 1].end()]


def _says_little(inner: str) -> bool:
    """Whether this is a place or a legal form: "Foo (HK) (Pvt) Ltd"."""
    return _is_form(inner) or set(prepare(inner).words) <= places()


def _acronym(inner: str) -> bool:
    """Whether this says less than what it is short for."""
    return inner.isupper() and len(inner) <= LONGEST_ACRONYM


def _plain(text: str) -> bool:
    return _says_little(text) or _acronym(text)


def _is_form(text: str) -> bool:
    return set(prepare(text).words) <= _forms()


def _words(text: str) -> list[str]:
    return [word.casefold() for word in _TOKEN.findall(text)]


@cache
def _set(name: str) -> frozenset[str]:
    return frozenset(vocabulary()["around"].get(name) or vocabulary()[name])


@cache
def _forms() -> frozenset[str]:
    return frozenset(form[0] for form in legal_forms_in_words() if len(form) == 1)


# e.g. "Foo Co. on behalf of Bar Co."
@cache
def _joining() -> re.Pattern[str]:
    """What stands between two names of one line."""
    return re.compile(_between(), re.IGNORECASE)


def _between() -> str:
    anywhere, within = (_said_as(vocabulary()["around"][kind]) for kind in ("joining", "joining_within"))
    return rf"(?<![\w/])(?:{anywhere}|(?<=[\s(,;])(?:{within}))(?![\w/])[.:-]*"


def _said_as(joining: Iterable[str]) -> str:
    """The longest first: "formerly known as" is not "formerly" and a name that begins with "known"."""
    return "|".join(re.escape(words).replace(r"\ ", r"\s+") for words in sorted(joining, key=len, reverse=True))


# e.g. "Foo Co. (Bar)"
@cache
def _worth() -> re.Pattern[str]:
    """What a line must have in it to be looked through."""
    words = "|".join(sorted(_set("titles") | _set("departments") | _set("branches")))
    towns = "|".join(sorted(places() | _set("countries") | _set("of_countries")))
    return re.compile(rf"(?i:{_between()}|\b(?:{words})\b|[-,;/]\s.*\b(?:{towns})\W*$)|\(|{_CAMEL.pattern}")
