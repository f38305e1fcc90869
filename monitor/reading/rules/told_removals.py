"""The removals of a list that a rule tells in sentences, held against those that its instructions order.

    This rule removes ENGRO Polymer & Chemicals Limited under the destination of Pakistan and the following 26 persons
    under the destination of China: “A Co., Ltd.;” and “B Co.” ... from the UVL.

Rules of the Unverified List tell so what they remove, where those of the Entity List list it by destination. Three things
are compared: that the sentences name no party that no instruction removes, that they name all that are removed or, of
those that enter another list and of the others, none; and that as many enter another list as they say.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import cache

from monitor.model import Amendment, Check, ListName
from monitor.reading.passages import Passage
from monitor.reading.rules.named_lists import list_named
from monitor.reading.rules.row_search import alike
from monitor.reading.rules.stated_counts import read_stated, sentences
from monitor.text.destinations import destination_pattern
from monitor.text.numbers import NUMBER, read_number

REMOVALS_TOLD = "removals told in sentences"
_AS_TOLD = "every removal as it is told"
_REMOVES = r"\b(?:remov|delet)(?:es?|ing)\s+"
# e.g. "removes ", "deleting "
_VERB = re.compile(_REMOVES, re.IGNORECASE)
# What another rule does. e.g. "Another BIS rule published in this same issue of the Federal Register is removing"
_OTHER_RULE = re.compile(
    r"\b(?:another|other|separate|earlier|previous|prior|subsequent)\s+(?:\w+\s+){0,2}rules?\b", re.IGNORECASE
)
# Names behind the verb. e.g. "removes Foo Co., Ltd. and Bar Inc. from the UVL", "removing the entries for Foo"
_NAMED = re.compile(
    rf"{_REMOVES}(?:the\s+(?:entr(?:y|ies)\s+for|entit(?:y|ies)|persons?|part(?:y|ies))\s+)?"
    rf"(?-i:(?P<names>\u201c?[A-Z0-9](?:(?!{_REMOVES}).){{1,2000}}?))"
    r"(?=,?\s{1,20}(?:all\s{1,20})?(?:from|under|located|because|after|pursuant|to\s+part)\b|[:;]|$)",
    re.IGNORECASE,
)
# e.g. "\u201cFoo Co., Ltd.;\u201d"
_QUOTED = re.compile("\u201c([^\u201c\u201d]{2,300})\u201d")
# A number is no name. e.g. "31 persons", "BIS", "UVL"
_NO_NAME = re.compile(rf"\u201c?(?:{NUMBER})\s+[a-z]|(?:BIS|UVL|MEU|EAR)\b", re.IGNORECASE)
# e.g. "Foo"
_WORD = re.compile(r"\w+")
# e.g. "removing 9 persons from the Unverified List (UVL) and adding them to the Entity List"
_MOVED = re.compile(
    rf"{_REMOVES}(?P<n>{NUMBER}|an?)\s+(?:[\w'\u2019-]+\s+){{0,3}}?(?:entit(?:y|ies)|persons?|part(?:y|ies))\s+from\s+"
    r"[^.;]{0,80}\band\s+(?:by\s+)?(?:add|transferr|mov|plac)ing\s+(?:them|these|those|it|that|this|him)\b",
    re.IGNORECASE,
)
# e.g. "removes this entity", "remove the person"
_ONE = re.compile(rf"{_REMOVES}(?:this|that|the)\s+(?:same\s+)?(?:entity|person|party)\b", re.IGNORECASE)
# What is removed because it is added elsewhere. e.g. "the addition of one entity to the Entity List ..., removes this entity"
_SAME_ONE = re.compile(
    rf"\badd(?:ition|s|ing)\b.{{1,300}}{_REMOVES}(?:this|that|the|these|those)\s+(?:same\s+)?(?:entit(?:y|ies)|persons?)\b",
    re.IGNORECASE,
)


def check_told_removals(
    of: ListName, removed: Sequence[Amendment], added: Sequence[Amendment], summary: str, passages: Iterable[Passage]
) -> Check | None:
    """The check of a list's removals against the sentences; None where they tell nothing of any.

    ``added`` are the parties that the rule adds to other lists.
    """
    texts = [summary, *(passage.text for passage in passages)]
    told = list(_sentences(of, texts))
    names = [a.name for a in removed if a.name]
    entered = {_words(one) for a in added for one in _names_of(a)}
    moved = [a.name for a in removed if a.name and (_words(a.name) in entered or _is_among(a, added))]
    stayed = [name for name in names if name not in moved]
    quoted = [name for sentence in told for name in _QUOTED.findall(sentence)]
    prose = _words(" ".join(texts))
    absent = {n for n in names if _words(n) not in prose and alike(n, quoted) is None}
    odd = [*_of_no_instruction(told, names)]
    tells = bool(odd) or any(name not in absent for name in names)
    for group in (moved, stayed):
        if odd or not absent.issuperset(group):
            odd += [f"\u201c{n}\u201d is removed, and the preamble does not name it" for n in group if n in absent]
    stated = _stated_moves(of, summary)
    if stated > len(moved):
        odd.append(f"{stated} said to leave it for another list, and {len(moved)} of those removed are added to one")
    one = _tells_of_one(of, summary)
    if one and len(names) != 1:
        odd.append(f"one is said to be removed, and {len(names)} are")
    return Check(REMOVALS_TOLD, _AS_TOLD, "; ".join(odd) or _AS_TOLD, not odd) if tells or stated or one else None


def _sentences(of: ListName, texts: Iterable[str]) -> Iterator[str]:
    """The sentences that tell what this rule removes from the list; each names it, or its paragraph does."""
    for text in texts:
        if list_named(text) is None:
            continue
        for sentence in sentences(text):
            verb = _VERB.search(sentence)
            if (
                verb
                and not _OTHER_RULE.search(sentence)
                and (list_named(sentence, verb.end()) or list_named(text)) is of
            ):
                yield sentence


def _of_no_instruction(told: Iterable[str], names: Sequence[str]) -> Iterator[str]:
    """Sentences on the names that are told and that no instruction removes."""
    known = sorted({words for name in names if (words := _words(name)).strip()}, key=len, reverse=True)
    for sentence in told:
        quoted = _QUOTED.findall(sentence)
        bare = [
            m["names"] for m in _NAMED.finditer(sentence) if not (_NO_NAME.match(m["names"]) or "\u201c" in m["names"])
        ]
        for name in (*quoted, *(part for text in bare for part in _unknown(text, known))):
            if _words(name) and _words(name) not in known and alike(name.strip(" ;,"), names) is None:
                yield f"\u201c{name.strip(' ;,')}\u201d is told to be removed, and no instruction does so"


def _unknown(text: str, known: Sequence[str]) -> Iterator[str]:
    """What stands in a list of names without marks besides those ``known``, which are words, the longest first."""
    by_first: dict[str, list[list[str]]] = {}
    for name in map(str.split, known):
        by_first.setdefault(name[0], []).append(name)
    left = _places().sub(" ", text)
    found = list(_WORD.finditer(left))
    words = [word.group().lower() for word in found]
    at, begun = 0, -1
    while at < len(words):
        taken = next((len(n) for n in by_first.get(words[at], ()) if words[at : at + len(n)] == n), 0)
        if taken or words[at] == "and":
            if begun >= 0:
                yield left[begun : found[at - 1].end()]
            at, begun = at + (taken or 1), -1
            continue
        begun = found[at].start() if begun < 0 else begun
        at += 1
    if begun >= 0:
        yield left[begun : found[-1].end()]


# e.g. "under the destination of Iran"
@cache
def _places() -> re.Pattern[str]:
    return re.compile(rf"\bunder\s+(?:the\s+destinations?\s+of\s+)?(?:the\s+)?{destination_pattern()}", re.IGNORECASE)


def _stated_moves(of: ListName, summary: str) -> int:
    """How many parties the summary says leave the list for another."""
    found = 0
    for sentence in sentences(summary):
        if list_named(sentence, (verb.end() if (verb := _VERB.search(sentence)) else 0)) is not of:
            continue
        if counted := _MOVED.search(sentence):
            found += 1 if counted["n"].lower() in ("a", "an") else read_number(counted["n"])
        elif _SAME_ONE.search(sentence):
            found += 1
    return found


def _tells_of_one(of: ListName, summary: str) -> bool:
    """Whether the summary removes "this entity" from the list, and counts no removals of it."""
    if read_stated(summary, of).stated.entities_removed is not None:
        return False
    singular = ((sentence, _ONE.search(sentence)) for sentence in sentences(summary))
    return any(one and list_named(sentence, one.end()) is of for sentence, one in singular)


def _is_among(removed: Amendment, added: Sequence[Amendment]) -> bool:
    """Whether a party that is removed is added elsewhere under its destination by another spelling."""
    return alike(removed.name, [one for a in added if a.country == removed.country for one in _names_of(a)]) is not None


def _names_of(amendment: Amendment) -> tuple[str, ...]:
    return amendment.name, *(amendment.entry.aliases if amendment.entry else ())


def _words(text: str) -> str:
    """The words of a text in small letters, so that a name stands in it as whole words do."""
    return f" {' '.join(_WORD.findall(text.lower()))} "
