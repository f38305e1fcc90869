"""What a clause of DATES speaks about: the rule, what is left of it, instructions, destinations, kinds of amendment,
supplements or sections.

A clause is understood only if every word of it is: "except that the policy for Tenfine Ltd. is effective" speaks of
something that no word here stands for, so its day is tied to nothing and :func:`read_scope` gives None. The parties that
it may name are those of the instructions, masked beforehand.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache

from monitor.model import SUPPLEMENT, Operation
from monitor.text.destinations import adjective_pattern, destination_pattern, heading, heading_of_adjective
from monitor.text.names import fold
from monitor.text.quotes import CLOSE, OPEN

Item = tuple[int, str]
"""An amendatory instruction by its number, and the letter of the level below it, "" for all of it."""

# e.g. "instructions 2 and 3", "amendatory instruction 17 (supplement no. 4 to part 744)"
_INSTRUCTIONS = re.compile(r"\b(?:amendatory\s+)?(?:instructions?|paragraphs?|items?)\b", re.IGNORECASE)
# One instruction of a list, with what it is about. e.g. "17 (supplement no. 4 to part 744)", "2.a", "2a", "2(a)"
_NUMBERED = re.compile(
    r"\s*(?:(?:nos?\.|numbers?)\s*)?(?P<number>[0-9]{1,3})(?:\.?(?P<letter>[a-z])\b|\((?P<in_brackets>[a-z])\))?\.?(?![\w])"
    r"(?:\s*\([^()]{2,200}\))?",
    re.IGNORECASE,
)
# A level beside the one before it. e.g. "c", "(c)"
_LETTER = re.compile(r"\s*(?:(?P<letter>[a-z])\b(?!\.?\w)|\((?P<in_brackets>[a-z])\))\.?", re.IGNORECASE)
# e.g. ", and ", "through "
_NEXT = re.compile(r"\s*(?:(?P<range>through|to|-|\u2013)|,\s*and\b|,|and\b|&)\s*(?:instructions?\b)?", re.IGNORECASE)
# A level that is named without the word "instruction". e.g. "3.a"
_ITEM_ALONE = re.compile(r"(?<![\w.])(?=[0-9]{1,2}(?:\.?[a-z]\b|\([a-z]\)))", re.IGNORECASE)
_ORDINALS = (
    "first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth", "eleventh", "twelfth",
    "thirteenth", "fourteenth", "fifteenth", "sixteenth", "seventeenth", "eighteenth", "nineteenth", "twentieth",
)  # fmt: skip
# e.g. "third amendatory instruction", "3rd and 4th instructions"
_ORDINAL = re.compile(
    rf"\b(?:(?P<word>{'|'.join(_ORDINALS)})|(?P<figure>[0-9]{{1,2}})(?:st|nd|rd|th))\b"
    rf"(?=(?:,|\s+and|\s+(?:{'|'.join(_ORDINALS)}|[0-9]{{1,2}}(?:st|nd|rd|th))){{0,8}}\s+(?:amendatory\s+)?instructions?\b)",
    re.IGNORECASE,
)
# e.g. "Supplement No. 4 to part 744"
_SUPPLEMENTS = re.compile(
    r"\bsupplements?\s+nos?\.?\s*([0-9]{1,2})(?:\s+(?:to|of)\s+part\s+([0-9]{1,4}))?(?:\s+of\s+the\s+EAR\b)?",
    re.IGNORECASE,
)
# e.g. "the Entity List"
_ENTITY_LIST = re.compile(r"\bEntity\s+List\b", re.IGNORECASE)
# e.g. "Section 744.23(a)", "§ 744.23"
_SECTIONS = re.compile(
    r"(?:\u00a7{1,2}|\bsections?\b|\bsecs?\.)\s*[0-9]{1,4}\.[0-9]{1,3}(?:\([0-9a-z]{1,4}\)){0,5}", re.IGNORECASE
)
# e.g. "all other amendatory instructions", "the rest of this rule"
_REST = re.compile(
    r"\b(?:all\s+other|the\s+other|the\s+remaining|remaining|the\s+rest|the\s+remainder)\b", re.IGNORECASE
)
# e.g. "(supplement no. 4 to part 744)"
_BRACKETS = re.compile(r"\([^()]{0,200}\)")
# A time of day. e.g. "11:59 p.m. Eastern time", "12:01 am EST"
_TIME = re.compile(
    r"\b[0-9]{1,2}(?::[0-9]{2})?\s*[ap]\.?m\b\.?,?(?:\s*\(?(?:eastern(?:\s+(?:standard|daylight))?(?:\s+time)?|E[SD]?T)\b\)?)?",
    re.IGNORECASE,
)
# e.g. "part 744"
_WORDS = re.compile(r"[\w\u2019']+")
_PLAIN = """
    15 744 a action all also amendatory amended amending amendment amendments an and applicability applicable
    applies apply are as at be become becomes becoming been beginning but by cfr change changed changes comes
    correcting correction corrections date dates delayed direct document ear effect effective effectively
    federal final following for force foregoing from goes however immediately in indicated instruction
    instructions interim into is it made notice of on only order other others otherwise part postponed
    publication register regulation regulations remainder respect remaining rest retroactively rule rules set shall
    start starting take takes taking technical temporary that the their these they this through title to until
    upon was were which while will with
"""
_LISTED = """
    destination destinations entities entity entries entry heading headings license licensing listed
    located parties party person persons requirement requirements under
"""
_KINDS = {
    (Operation.ADD,): "addition additions added inclusion inclusions",
    (Operation.REMOVE,): "removal removals removed deletion deletions deleted",
    (
        Operation.REVISE,
        Operation.CORRECT,
        Operation.MOVE,
    ): "revision revisions revised modification modifications modified",
    (Operation.CORRECT,): "corrected",
}
"""What words say of the kind of the amendments that are meant."""
_OPERATIONS = {word: operations for operations, words in _KINDS.items() for word in words.split()}
_SAYS_NOTHING = frozenset(_PLAIN.split())
_OF_ENTITIES = frozenset(_LISTED.split())
"""Words that limit nothing further where a destination, a party, a kind of amendment or the list itself is named."""
# A party, by its index. e.g. "\ue0001\ue001"
_PARTY = re.compile(f"{OPEN}([0-9]{{1,6}}){CLOSE}")


@dataclass(frozen=True, slots=True)
class Scope:
    """What a day is said of. ``items`` are in the order in which they stand; ``elsewhere`` is no amendment of the list.

    ``parties`` are the folded names of those that alone are meant, ``operations`` the kinds of amendment; with
    ``destinations``, those under them.
    """

    items: tuple[Item, ...] = ()
    destinations: tuple[str, ...] = ()
    whole_list: bool = False
    elsewhere: bool = False
    rest: bool = False
    parties: tuple[str, ...] = ()
    operations: tuple[Operation, ...] = ()

    @property
    def whole_rule(self) -> bool:
        """Whether it is the rule without any limit."""
        named = self.items or self.parties or self.destinations or self.operations
        return not (named or self.whole_list or self.elsewhere)

    @property
    def one_by_one(self) -> tuple[Scope, ...]:
        """Each instruction, party or destination alone, in the order in which they stand."""
        return (
            *(replace(self, items=(item,)) for item in self.items),
            *(replace(self, parties=(party,)) for party in self.parties),
            *(replace(self, destinations=(place,)) for place in self.destinations),
        )


def without_times(text: str) -> str:
    """``text`` without times of day: "11:59 p.m. Eastern time on "."""
    return _TIME.sub(" ", text)


def mask_parties(text: str, names: Sequence[str]) -> str:
    """``text`` with each of ``names`` replaced by its index between OPEN and CLOSE, the longest first."""
    text = text.replace(OPEN, "").replace(CLOSE, "")
    for name in sorted({name for name in names if name}, key=len, reverse=True):
        if name in text:
            text = text.replace(name, f"{OPEN}{names.index(name)}{CLOSE}")
    return text


def unmask_parties(text: str, names: Sequence[str]) -> str:
    """The inverse of :func:`mask_parties`."""
    return _PARTY.sub(lambda m: names[int(m[1])], text)


def read_scope(clause: str, names: Sequence[str] = ()) -> Scope | None:
    """What ``clause`` speaks about; None where any of its words is not understood. ``names`` are the masked parties."""
    parties = tuple(dict.fromkeys(fold(names[int(index)]) for index in _PARTY.findall(clause)))
    items, left = _items(_PARTY.sub(" ", clause))
    if items:
        left = _BRACKETS.sub(" ", left)
    rest = bool(_REST.search(left))
    supplements = [(int(number), part) for number, part in _SUPPLEMENTS.findall(left)]
    left, named = _ENTITY_LIST.subn(" ", _SUPPLEMENTS.sub(" ", left))
    ours = bool(named) or any(number == SUPPLEMENT and part in ("", "744") for number, part in supplements)
    left, sections = _SECTIONS.subn(" ", left)
    destinations, left = _destinations(left)
    words = [word.casefold() for word in _WORDS.findall(left)]
    operations = tuple(dict.fromkeys(one for word in words for one in _OPERATIONS.get(word, ())))
    known = _SAYS_NOTHING | _OPERATIONS.keys()
    known = known | _OF_ENTITIES if destinations or ours or parties or operations else known
    known = known | {"entries", "entities", "destinations"} if rest else known
    if any(word not in known for word in words):
        return None
    if (destinations or operations) and (items or sections):
        return None  # of an instruction that part which concerns a destination, or a kind of amendment
    if parties:  # a destination beside them says where they stand, and what happens to one is one amendment
        return None if items or sections or rest else Scope(parties=parties)
    elsewhere = not items and not destinations and not ours and bool(supplements or sections)
    if operations:
        return Scope(destinations=destinations, elsewhere=elsewhere, operations=operations)
    return Scope(items, destinations, ours and not items and not destinations, elsewhere, rest and not items)


def _items(clause: str) -> tuple[tuple[Item, ...], str]:
    """The instructions that a clause names, and the clause without them."""
    found: list[Item] = []
    for ordinal in _ORDINAL.finditer(clause):
        number = _ORDINALS.index(ordinal["word"].lower()) + 1 if ordinal["word"] else int(ordinal["figure"])
        found.append((number, ""))
    if found:
        return tuple(found), _ORDINAL.sub(" ", clause)
    kept: list[str] = []
    end = 0
    starts = sorted(
        {m.end() for m in _INSTRUCTIONS.finditer(clause)} | {m.start() for m in _ITEM_ALONE.finditer(clause)}
    )
    for start in starts:
        if start < end:
            continue
        items, after = _list(clause, start)
        if items:
            found += items
            kept.append(clause[end:start])
            end = after
    return tuple(dict.fromkeys(found)), " ".join((*kept, clause[end:]))


def _list(text: str, at: int) -> tuple[list[Item], int]:
    """The instructions of a list that begins at ``at``, and where it ends."""
    items: list[Item] = []
    is_range = False
    end = at
    while True:
        found = _NUMBERED.match(text, at)
        letter = None if found or not items or not items[-1][1] else _LETTER.match(text, at)
        if found:
            item = int(found["number"]), (found["letter"] or found["in_brackets"] or "").lower()
        elif letter:
            item = items[-1][0], (letter["letter"] or letter["in_brackets"]).lower()
        else:
            break
        items += _between(items[-1], item) if is_range else []
        items.append(item)
        end = (found or letter).end()  # type: ignore[union-attr]
        further = _NEXT.match(text, end)
        if not further:
            break
        is_range, at = further["range"] is not None, further.end()
    return items, end


def _between(first: Item, last: Item) -> list[Item]:
    if first[1] and last[1] and first[0] == last[0]:
        return [(first[0], chr(n)) for n in range(ord(first[1]) + 1, ord(last[1]))]
    return [(n, "") for n in range(first[0] + 1, last[0])]


# e.g. "Russia"
@cache
def _places() -> re.Pattern[str]:
    return re.compile(rf"\b(?:(?P<name>{destination_pattern()})|(?P<adjective>{adjective_pattern()}))\b", re.IGNORECASE)


def _destinations(clause: str) -> tuple[tuple[str, ...], str]:
    found = [
        heading(m["name"]) if m["name"] else heading_of_adjective(m["adjective"]) for m in _places().finditer(clause)
    ]
    return tuple(dict.fromkeys(filter(None, found))), _places().sub(" ", clause)
