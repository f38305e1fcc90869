"""The counts a rule states about itself in its SUMMARY.

BIS writes them as "adding twenty-eight entities", "adding 36 entities under 41 entries", "adding 29 entries (26
entities and 3 addresses)", "modifies two existing entries", "removes one entity", with destinations and their shares
"Armenia (3), Belarus (1)". A count belongs to the verb right before it; "these 36 entities" and "two entities are
added under two destinations, accounting for the difference" repeat or explain and count nothing. Counts of other
lists (Military End-User, Unverified) in the same sentence are told apart by the list that is named with them.

The wording was collected from the abstracts of 54 rules of 2020-2025 (federalregister.gov API).
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache

from monitor.model import ListName, Operation, Stated
from monitor.reading.rules.named_lists import list_named
from monitor.text.clean import one_line
from monitor.text.destinations import destination_pattern, heading
from monitor.text.numbers import NUMBER, read_number

VERBS: tuple[tuple[Operation, str], ...] = (
    (Operation.ADD, r"add(?:s|ed|ing)?|transfer(?:s|red|ring)?"),
    (
        Operation.REVISE,
        r"revis(?:e|es|ed|ing)|modif(?:y|ies|ied|ying)|correct(?:s|ed|ing)?|updat(?:e|es|ed|ing)|amend(?:s|ed|ing)?|"
        r"combin(?:e|es|ed|ing)|merg(?:e|es|ed|ing)|consolidat(?:e|es|ed|ing)",
    ),
    (Operation.REMOVE, r"remov(?:e|es|ed|ing)|delet(?:e|es|ed|ing)"),
)  # fmt: skip

_NOUNS = {
    Operation.ADD: r"additions?\s+of",
    Operation.REVISE: r"(?:revision|modification|correction|amendment)s?\s+(?:of|to)",
    Operation.REMOVE: r"(?:removal|deletion)s?\s+of",
}
"""The same as nouns. They say what a rule does only where it does so by them: "by the addition of seven entities"."""
_SAID = "|".join(
    (*(verbs for _, verbs in VERBS), rf"(?:(?<=by the )|(?<=through the ))(?:{'|'.join(_NOUNS.values())})")
)

_NOUN = r"(?P<noun>entit(?:y|ies)|entr(?:y|ies)|persons?|parties|party|compan(?:y|ies))"
_NOT_FILLING = r"(?:address(?:es)?|alias(?:es)?|from|of|under|to|in|for|and)\b"
# e.g. "adds 28 entities", "removes two persons under three entries"
_COUNT = re.compile(
    rf"\b(?P<verb>{_SAID})\s+(?:a\s+total\s+of\s+|up\s+to\s+|the\s+following\s+)?"
    rf"(?P<n>{NUMBER}|an?)\s+(?:(?!{_NOT_FILLING})[\w'\u2019-]+\s+){{0,4}}?{_NOUN}\b"
    rf"(?:\s+(?:under|in)\s+(?:a\s+total\s+of\s+)?(?P<entries>{NUMBER})\s+entr(?:y|ies))?"
    rf"(?:\s+\(\s*(?P<of_them>{NUMBER})\s+entities\s+and\s+{NUMBER}\s+addresses\s*\))?"
    rf"(?:\s+and\s+(?P<addresses>{NUMBER})\s+address(?:es)?\b)?",
    re.IGNORECASE,
)
# Behind persons that leave another list. e.g. "removing 9 persons from the Unverified List and adding them to the Entity List"
_INTO_OURS = re.compile(
    r"[^.;]{0,80}\band\s+(?:by\s+)?(?:add|transferr|mov|plac)ing\s+(?:them|these|those|it)\b(?:\s+\w+)?\s+(?:to|onto|on)\s+"
    r"the\s+(?:BIS\s+)?Entity\s+List\b",
    re.IGNORECASE,
)
# A revision of a part. e.g. "corrects typographical errors in two existing entries", "modifying the addresses of one entity"
_IN_ENTRIES = re.compile(
    rf"\b(?:{VERBS[1][1]})\s+(?:(?!\b(?:{_SAID})\b)[^.;]){{0,80}}?\b(?:in|of|for|to)\s+(?:the\s+)?"
    rf"(?P<n>{NUMBER})\s+(?:existing\s+)?(?:entr(?:y|ies)|entit(?:y|ies))\b",
    re.IGNORECASE,
)
# A share in words. e.g. "four persons listed under the destination of Germany"
_SHARE_IN_WORDS = re.compile(
    rf"\b(?P<n>{NUMBER})\s+(?:(?!{_NOT_FILLING})[\w'\u2019-]+\s+){{0,3}}?{_NOUN}\s+(?:(?:listed|located|added)\s+)?"
    r"(?:under|in)\s+the\s+destinations?\s+of\s+",
    re.IGNORECASE,
)
# e.g. "the Unverified List"
_OTHER_LIST = re.compile(r"\b(Military[- ]End[- ]?User|MEU|Unverified|UVL|Denied Persons|SDN)\b", re.IGNORECASE)
# e.g. "the Entity List"
_OUR_LIST = re.compile(r"\bEntity List\b", re.IGNORECASE)
# e.g. "28 entities. The rule"
_SENTENCE_END = re.compile(r"(?<!\bU\.S)(?<!\bU\.A\.E)(?<!\bU\.K)(?<!\bNo)(?<!\bCo)(?<!\bLtd)\.\s+(?=[A-Z\u201c(])")
# Sentences that count nothing of this rule: they explain a difference, or tell what an earlier rule did.
# e.g. "accounts for the difference", "That final rule"
_EXPLAINS = re.compile(r"\baccount(?:s|ing)?\s+for\s+the\s+difference|^That\s+(?:\w+\s+){0,2}rule\b", re.IGNORECASE)
# e.g. "also", "in addition"
_MORE = re.compile(r"\b(?:also|in addition|further|furthermore|another|additional|finally|lastly)\b", re.IGNORECASE)
# e.g. "adds", "removing"
_ANY_VERB = re.compile(rf"\b(?:{'|'.join(p for _, p in VERBS)})\b", re.IGNORECASE)

# e.g. "from the MEU List to the "
_ONTO = re.compile(r"\bto\s+(?:the\s+|BIS's\s+)?$", re.IGNORECASE)
# e.g. "under the destination of China"
_UNDER_ONE = re.compile(r"\bunder\s+the\s+destination\s+of\b", re.IGNORECASE)
# e.g. "adds", "revises", "removing"
_OPERATIONS = tuple((op, re.compile(rf"{verbs}|{_NOUNS[op]}", re.IGNORECASE)) for op, verbs in VERBS)


@dataclass(frozen=True, slots=True)
class StatedCounts:
    """What the summary states: the contract's counts, the shares of revisions and removals by destination, how many
    entries are removed, and how many addresses are besides."""

    stated: Stated = field(default_factory=Stated)
    revised_by_country: dict[str, int] = field(default_factory=dict)
    removed_by_country: dict[str, int] = field(default_factory=dict)
    entries_removed: int | None = None
    addresses_removed: int = 0


def read_stated(summary: str, of: ListName = ListName.ENTITY) -> StatedCounts:
    """The counts of a list that ``summary`` states (a rule's SUMMARY, or the API's abstract: the same text)."""
    counts: Counter[tuple[Operation, str]] = Counter()
    shares: dict[Operation, dict[str, int]] = {op: {} for op, _ in VERBS}
    in_all: set[Operation] = set()
    for sentence in sentences(summary):
        if _EXPLAINS.search(sentence):
            continue
        found = list(_counts_of(sentence, of))
        counts.update(_not_said_before(sentence, found, counts, in_all))
        if of is ListName.ENTITY:
            _add_shares(sentence, found, shares)
        if not _places().search(sentence):
            in_all |= {op for op, _, _ in found}
    entities, entries = counts.get((Operation.ADD, "entities")), counts.get((Operation.ADD, "entries"))
    revised = [n for (op, _), n in counts.items() if op is Operation.REVISE]
    removed, entries_removed = (counts.get((Operation.REMOVE, noun)) for noun in ("entities", "entries"))
    return StatedCounts(
        Stated(
            entities_added=entities,
            entries_added=entries,
            entries_revised=sum(revised) if revised else None,
            entities_removed=removed if removed is not None else entries_removed,
            by_country=shares[Operation.ADD],
        ),
        shares[Operation.REVISE],
        shares[Operation.REMOVE],
        entries_removed if removed is not None else None,
        counts[Operation.REMOVE, "addresses"],
    )


def _not_said_before(
    sentence: str,
    found: list[tuple[Operation, str, int]],
    counts: Counter[tuple[Operation, str]],
    in_all: set[Operation],
) -> Counter[tuple[Operation, str]]:
    """The counts of a sentence that add to those before it.

    "modifying one entity on the Entity List. This final rule modifies one entity under ... Russia." (2022-28033) says one
    thing twice; "this rule also modifies one" would be another. Without such a word, additions that a later sentence
    counts are shares of those counted before, and so are others by destination where all were counted (2017-06228).
    """
    here: Counter[tuple[Operation, str]] = Counter()
    for op, noun, number in found:
        here[op, noun] += number
    if _MORE.search(sentence):
        return here
    if here.items() <= counts.items():
        return Counter()
    placed = bool(_places().search(sentence))
    added_before = any(op is Operation.ADD for op, _ in counts)
    return Counter(
        {
            key: n
            for key, n in here.items()
            if not (key[0] is Operation.ADD and added_before) and not (placed and key[0] in in_all)
        }
    )


# e.g. "under the destination of China"
@cache
def _places() -> re.Pattern[str]:
    return re.compile(rf"\bunder\s+the\s+destinations?\s+of\s+(?:the\s+)?{destination_pattern()}", re.IGNORECASE)


def sentences(text: str) -> list[str]:
    """``text`` in sentences; abbreviations such as "U.S." end none."""
    return [s for s in _SENTENCE_END.split(one_line(text)) if s]


def operation_of(verb: str) -> Operation:
    """The operation a verb of :data:`VERBS` stands for."""
    return next(op for op, verbs in _OPERATIONS if verbs.fullmatch(verb))


def _counts_of(sentence: str, of: ListName) -> Iterator[tuple[Operation, str, int]]:
    ours = of is ListName.ENTITY
    revises = False
    for match in _COUNT.finditer(sentence):
        if _about_list(sentence, match) is not of:
            if ours and _INTO_OURS.match(sentence, match.end()):
                yield Operation.ADD, "entities", read_number(match["n"])
            continue
        op = operation_of(match["verb"])
        number = 1 if match["n"].lower() in ("a", "an") else read_number(match["n"])
        entries = match["noun"].lower().startswith("entr")
        yield op, "entries" if entries else "entities", number
        if op is not Operation.REVISE and match["entries"]:
            yield op, "entries", read_number(match["entries"])
        if op is Operation.REMOVE and match["addresses"]:
            yield op, "addresses", read_number(match["addresses"])
        if op is Operation.ADD and match["of_them"]:
            yield op, "entities", read_number(match["of_them"])
        revises = revises or op is Operation.REVISE
    if ours and not revises and (inside := _IN_ENTRIES.search(sentence)) and not _OTHER_LIST.search(sentence):
        yield Operation.REVISE, "entries", read_number(inside["n"])


def _about_list(sentence: str, match: re.Match[str]) -> ListName | None:
    """The list whose count it is: the first one named between it and the next counted verb, else the Entity List; None for
    a list that is none of part 744."""
    following = _COUNT.search(sentence, match.end())
    scope = sentence[match.end() : following.start() if following else len(sentence)]
    other = _OTHER_LIST.search(scope)
    if other is None:
        return ListName.ENTITY
    ours = _OUR_LIST.search(scope)
    # "transfer forty-five entities from the MEU List to the Entity List" goes onto ours.
    added = operation_of(match["verb"]) is Operation.ADD
    if (added and ours and _ONTO.search(scope[: ours.start()])) or (ours and ours.start() <= other.start()):
        return ListName.ENTITY
    return list_named(f"{other.group()} List")


# e.g. "Armenia (3)"
@cache
def _share() -> re.Pattern[str]:
    return re.compile(
        rf"(?P<name>{destination_pattern()})(?:\s*\([A-Za-z.' ]+\))?,?\s*\((?P<n>{NUMBER})\)", re.IGNORECASE
    )


def _add_shares(
    sentence: str, found: list[tuple[Operation, str, int]], shares: dict[Operation, dict[str, int]]
) -> None:
    """Destinations with their shares, "Armenia (3), Belarus (1)", under the operation the sentence is about."""
    if _OTHER_LIST.search(sentence) and not _OUR_LIST.search(sentence):
        return
    verbs = _verbs_in(sentence)
    for match in _share().finditer(sentence):
        shares[_operation_at(verbs, match.start(), found)][heading(match["name"])] = read_number(match["n"])
    if len(found) == 1 and not shares[found[0][0]]:
        named = {heading(m.group()) for m in _names().finditer(sentence)}
        under = _UNDER_ONE.search(sentence)
        if under and len(named) == 1:
            shares[found[0][0]][named.pop()] = found[0][2]
    for match in _SHARE_IN_WORDS.finditer(sentence):
        _add_share_in_words(sentence, match, shares[_operation_at(verbs, match.start(), found)])


def _add_share_in_words(sentence: str, match: re.Match[str], shares: dict[str, int]) -> None:
    """ "one entity listed under the destinations of Iran and the United Arab Emirates" is an entry under each."""
    named: list[str] = []
    at = match.end()
    while place := _next_place().match(sentence, at):
        named.append(heading(place["name"]))
        at = place.end()
    number = read_number(match["n"])
    if number == 1 or number == len(named):
        shares.update(dict.fromkeys(named, 1))
    elif len(named) == 1:
        shares[named[0]] = number


def _verbs_in(sentence: str) -> list[tuple[int, Operation]]:
    """Where each verb of a sentence ends that says what the sentence is about, and what it says, in their order."""
    verbs = (v for v in _ANY_VERB.finditer(sentence) if v.group().lower() not in ("amends", "added", "located"))
    return [(verb.end(), operation_of(verb.group())) for verb in verbs]


def _operation_at(verbs: list[tuple[int, Operation]], at: int, found: list[tuple[Operation, str, int]]) -> Operation:
    """What the sentence is about at ``at``: the last verb before, or the last thing it counted."""
    before = bisect_right(verbs, at, key=lambda verb: verb[0])
    op = verbs[before - 1][1] if before else Operation.ADD
    return found[-1][0] if found and op not in {o for o, _, _ in found} else op


# e.g. "Iran"
@cache
def _names() -> re.Pattern[str]:
    return re.compile(destination_pattern(), re.IGNORECASE)


# e.g. ", and the United Arab Emirates"
@cache
def _next_place() -> re.Pattern[str]:
    return re.compile(rf"(?:\s*,\s*(?:and\s+)?|\s+and\s+)?(?:the\s+)?(?P<name>{destination_pattern()})", re.IGNORECASE)
