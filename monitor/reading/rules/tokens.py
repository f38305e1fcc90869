"""The tokens of an amendatory instruction: verbs, nouns, counts, destinations, supplements and masked quotations."""

from __future__ import annotations

import re
from functools import cache

from monitor.model import SUPPLEMENT, Operation
from monitor.text.destinations import adjective_pattern, destination_pattern
from monitor.text.numbers import NUMBER
from monitor.text.quotes import CLOSE, OPEN
from monitor.text.remembered import remembered

_VERBS = {
    Operation.ADD: r"add(?:ing|s|ed)?|insert(?:ing|s|ed)?|reinstat(?:e|ing|es|ed)|addition(?=\s+of)",
    Operation.REVISE: r"revis(?:e|ing|es|ed)|modif(?:y|ying|ies|ied)|republish(?:ing|es|ed)?|updat(?:e|ing|es|ed)|"
    r"renam(?:e|ing|es|ed)",
    Operation.REMOVE: r"remov(?:e|ing|es|ed)|delet(?:e|ing|es|ed)|removal(?=\s+of)",
    Operation.CORRECT: r"correct(?:ing|s|ed)?|should\s+read",
    Operation.MOVE: r"mov(?:e|ing|es|ed)|transfer(?:ring|s|red)?|redesignat(?:e|ing|es|ed)|relocat(?:e|ing|es|ed)",
}
_ENTRY_NOUN = r"entr(?:y|ies)|entit(?:y|ies)|persons?|part(?:y|ies)\b(?!\s+7)|compan(?:y|ies)|listings?|organizations?"
_PART_NOUN = (
    r"alias(?:es)?|a\.k\.a\.?s?|address(?:es)?|licen[sc]e\s+requirements?|licen[sc]e\s+review\s+polic(?:y|ies)|"
    r"review\s+polic(?:y|ies)|citations?|columns?|spellings?|phrases?|words?|language|references?|parenthetical|"
    r"cross-references?|subordinates?|text|typographical\s+errors?|footnotes?"
)


# e.g. "Supplement No. 4 to part 744", "\u00a7 744.11", "two Chinese entities"
@cache
def _tokens() -> re.Pattern[str]:
    verbs = "|".join(f"(?P<{op.name}>\\b(?:{pattern})\\b)" for op, pattern in _VERBS.items())
    return re.compile(
        rf"(?P<supplement>(?:\bsupplements?\s+(?:(?:no|nos|number)s?\b\.?\s*)?|\bno\.?\s+(?=[0-9]{{1,4}}\s+to\s+part\b))"
        rf"(?P<numbers>[0-9]{{1,4}}(?:(?:\s*,\s*|\s+(?:and|&)\s+|\s*,\s*and\s+)(?:nos?\.?\s*)?[0-9]{{1,4}})*)(?:\s+(?:to|of)\s+(?:15\s+CFR\s+)?part\s+(?P<part>[0-9]{{1,4}}))?)"
        rf"|(?P<the_list>\b(?P<list_name>Entity|Unverified|Military\s+End[- ]User)\s+(?:\(MEU\)\s+)?List\b)"
        rf"|(?P<elsewhere>(?:(?<!\u00a7)\u00a7+|\bsections?)\s*[0-9]+\.[0-9]+|\bauthority\s+citation|\bpart\s+(?!744\b)[0-9]+)"
        rf"|(?P<beside>\b(?:after|before|following|preceding)\s+the\s+(?:existing\s+)?(?:entry|entity)\s+(?:for\s+)?{OPEN}[0-9]+{CLOSE})"
        rf"|{verbs}"
        rf"|(?P<quote>{OPEN}(?P<index>[0-9]+){CLOSE})"
        rf"|(?P<country>{destination_pattern()})"
        rf"|(?P<adjective>{adjective_pattern()})(?=\s+(?:\w+\s+)?(?:{_ENTRY_NOUN})\b)"
        rf"|(?P<count>\b(?:{NUMBER}|an?)\b)(?=\s+(?:[\w'-]+\s+){{0,3}}?(?:{_ENTRY_NOUN}|{_PART_NOUN})\b|\s+under\b)"
        rf"|(?P<part_noun>\b(?:{_PART_NOUN})(?!\w))"
        rf"|(?P<entry_noun>\b(?:{_ENTRY_NOUN})\b)"
        rf"|(?P<new_country>(?<=under\s)(?!the\s+(?:destination|country)\s+of\s+{destination_pattern()})"
        rf"(?:the\s+(?:destination|country)\s+of\s+)?"
        rf"(?-i:[A-Z][A-Z'\u2019.\-]+(?:,?\s+[A-Z][A-Z'\u2019.\-]+)*))",
        re.IGNORECASE,
    )


@remembered(32, longest=20_000)
def _matches(text: str) -> tuple[re.Match[str], ...]:
    """All that looks like a token of ``text``; each item of an instruction is asked for several times."""
    return tuple(_tokens().finditer(text))


def tokens_in(text: str) -> list[re.Match[str]]:
    """The tokens of an item's masked text, in its order."""
    return [match for match in _matches(text) if not _is_noise(match, text)]


def speaks_of_entries(text: str) -> bool:
    """Whether the text of an instruction may be about entries of a list: it names one, or the list."""
    found = tokens_in(text)
    quotes = any(m["quote"] for m in found)
    return any(m["entry_noun"] or m["the_list"] or (quotes and (m["country"] or m["new_country"])) for m in found)


def names_another_text(said: str) -> bool:
    """Whether words name another text than the Entity List: a section, another part, another supplement."""
    return any(
        m["elsewhere"] or (m["supplement"] and (m["part"] or "744", m["numbers"]) != ("744", str(SUPPLEMENT)))
        or (m["the_list"] and not m["list_name"].lower().startswith("entity"))
        for m in _matches(said)
    )  # fmt: skip


def without_tokens(text: str, start: int, end: int) -> str:
    """The words of ``text`` between two places that are no tokens."""
    return _without_all(text[start:end])


@remembered(256, longest=200)
def _without_all(words: str) -> str:
    return _tokens().sub(" ", words)


def verb_of(match: re.Match[str]) -> Operation:
    """The operation that a verb's token stands for."""
    return next(operation for operation in _VERBS if match[operation.name])


def says_something(text: str) -> bool:
    """Whether the text says more than where: more than supplement, destinations and the words around them."""
    return bool(_BOILERPLATE.sub("", _without_places(text)).strip())


# e.g. "is amended"
_BOILERPLATE = re.compile(
    r"\b(?:in|is|are|further|amend(?:ed|ing)?|by|as|follows|under|the|destinations?|of|and|to|read|part|744|following|"
    r"continues|reads?|for|entry|entries|table|list|entity|revised|corrected|its|entirety)\b|[^\w]",
    re.IGNORECASE,
)


def _without_places(text: str) -> str:
    """``text`` without what only says where: the supplement and the destinations."""
    out, at = [], 0
    for match in _matches(text):
        if match["supplement"] or match["country"] or match["new_country"]:
            out.append(text[at : match.start()])
            at = match.end()
    return "".join((*out, text[at:]))


def names_before_destinations(tokens: list[re.Match[str]]) -> bool:
    """Whether the item names or counts entries first and their destination after: “A” and “B” under CHINA."""
    places = [m for m in tokens if (m["country"] or m["new_country"]) and not adds_with_entries(m)]
    beside = False
    for match in tokens:
        near = (match.string, max(0, match.start() - _NEAR), match.start())
        goes_on = match["country"] or match["new_country"] or any(match[operation.name] for operation in _VERBS)
        beside = adds_with_entries(match) or (beside and not goes_on)
        if beside or _IS_ADDED.search(*near) or (match["country"] and ENTRY_FOR.search(*near)):
            continue  # "adding the destination of CHILE", "removing the entry for Australia": no place yet
        if match["country"] or match["new_country"] or match["adjective"]:
            return False
        if match["quote"] or match["count"]:
            return bool(places)
    return False


def adds_with_entries(match: re.Match[str]) -> bool:
    """Whether a destination is added together with entries: "a heading for Lithuania and one entry for “A”"."""
    near = (match.string, max(0, match.start() - _NEAR), match.start())
    is_place = match["country"] or match["new_country"]
    return bool(is_place and _IS_ADDED.search(*near) and _WITH_ENTRIES.match(match.string, match.end()))


_NEAR = 120
"""Letters before a token in which what belongs to it stands."""
# The heading of a destination in the place of a name. e.g. "removing the entry for "
ENTRY_FOR = re.compile(r"\b(?:entry|entries)\s+for\s+(?:the\s+)?(?:destinations?\s+of\s+)?(?:the\s+)?$", re.IGNORECASE)
# e.g. "adding the destination of "
_IS_ADDED = re.compile(
    r"\badd(?:ing)?\b(?:(?!\bunder\b)[^;:]){0,40}\b(?:destinations?\s+(?:of\s+)?|heading\s+for\s+)(?:the\s+)?$",
    re.IGNORECASE,
)
# Behind a destination that is added: its own entries. e.g. " and one entry for"
_WITH_ENTRIES = re.compile(rf",?\s+and\s+(?:{NUMBER}|an)\s+(?:new\s+)?entr(?:y|ies)\s+for\b", re.IGNORECASE)
# e.g. "located in "
_LOCATES = re.compile(r"\b(?:in|located\s+in|address(?:es)?\s+under)\s+(?:the\s+)?$", re.IGNORECASE)
# e.g. "which was "
_TELLS = re.compile(r"\b(?:which|that|who)\s+(?:was|were|(?:has|have|had)\s+been)\s+$", re.IGNORECASE)
# Before a verb that tells what went wrong, as in "was inadvertently removed and should have been revised".
#   e.g. "was inadvertently "
_HAPPENED = re.compile(r"\b(?:was|were|has\s+been|have\s+been)\s+(?:[a-z]{3,20}ly\s+)?$", re.IGNORECASE)
# Behind it: how that is set right. e.g. " in error and should"
_SET_RIGHT = re.compile(rf"[^.;:{OPEN}]{{0,60}}\b(?:and|but)\s+(?:it\s+)?(?:is|are|should)\b", re.IGNORECASE)
# e.g. "removing the aliases"
_OF_A_PART = re.compile(rf"\b(?:{_PART_NOUN})\b[^.;:]{{0,80}}$", re.IGNORECASE)


def _is_noise(match: re.Match[str], text: str) -> bool:
    """Destinations that only locate something ("two addresses in China"), and verbs that tell what once happened."""
    near = (text, max(0, match.start() - _NEAR), match.start())
    if any(match[operation.name] for operation in _VERBS):
        happened = _HAPPENED.search(*near) is not None and _SET_RIGHT.match(text, match.end()) is not None
        return happened or _TELLS.search(*near) is not None
    if not match["country"]:
        return False
    return _LOCATES.search(*near) is not None and _OF_A_PART.search(*near) is not None
