"""What stands right before or behind a token of an instruction, and changes what the token means."""

from __future__ import annotations

import re
from functools import cache

from monitor.text.destinations import destination_pattern
from monitor.text.numbers import NUMBER
from monitor.text.quotes import CLOSE, OPEN

NEAR = 80
"""Letters before or behind a token in which what belongs to it stands."""


def before(pattern: re.Pattern[str], match: re.Match[str]) -> bool:
    """Whether ``pattern`` stands right before a token."""
    return pattern.search(match.string, max(0, match.start() - NEAR), match.start()) is not None


def behind(pattern: re.Pattern[str], match: re.Match[str]) -> bool:
    """Whether ``pattern`` stands right behind a token."""
    return pattern.match(match.string, match.end()) is not None


def is_passive(verb: re.Match[str]) -> bool:
    """Whether a verb speaks of what stands before it: "is removed", "should read"."""
    return before(_PASSIVE, verb) or _SHOULD_READ.fullmatch(verb.group()) is not None


# e.g. "adding a new entry for CHILE"
@cache
def for_a_destination() -> re.Pattern[str]:
    """Behind a noun: the entry that heads a destination."""
    return re.compile(
        rf"\s+(?:for|of)\s+(?:the\s+)?(?:(?:destination|country)\s+of\s+)?{destination_pattern()}", re.IGNORECASE
    )


# e.g. "and adding it under CHINA"
IT = re.compile(r"\s+(it|them)\b", re.IGNORECASE)
# e.g. "2 entities under Russia and 1 under Iran"
UNDER = re.compile(r"\s+under\b", re.IGNORECASE)
# e.g. "removing the words \ue0001\ue001", "adding in its place \ue0001\ue001"
QUOTED = re.compile(rf"\s+(?:in\s+(?:its|their)\s+place\s+)?(?:the\s+(?:words?|phrases?)\s+)?{OPEN}", re.IGNORECASE)
# e.g. "in the entry for “X”, removing ...", "from the entries for “X” and “Y”"
IN_THE_ENTRY = re.compile(
    r"\b(?:in|within|from|to|amend(?:ing)?)\s+(?:the|an|each)\s+(?:existing\s+)?(?:(?P<one>entry)|entries)\b",
    re.IGNORECASE,
)
# e.g. " to the entry for “X” the alias “Y”", " from the entry for “X” the address “Y”", ", in the entry for “X”, “Y”"
WITHIN_THE_ENTRY = re.compile(
    r",?\s+(?:in|within|from|to)\s+(?:the|an|each)\s+(?:existing\s+)?entr(?:y|ies)\b", re.IGNORECASE
)
# Before the noun of an entry from which something is taken, and behind it. e.g. "removing \ue0001\ue001 from the "
OF_THE = re.compile(r"\b(?:in|within|from|to)\s+(?:the|an|each|its)\s+(?:existing\s+)?$", re.IGNORECASE)
# e.g. " for \ue0001\ue001"
FOR_QUOTED = re.compile(rf"\s+(?:(?:for|of)\s+)?{OPEN}", re.IGNORECASE)
# e.g. "the entry for \ue0001\ue001 is amended by "
AMENDED_BY = re.compile(
    r"\bentr(?:y|ies)\s+for\b[^;]{0,60}\b(?:is|are)\s+(?:further\s+)?amended\s+by\s+$", re.IGNORECASE
)
# e.g. "is corrected by "
BY = re.compile(r"\bby\s+$", re.IGNORECASE)
# e.g. "“A” and “B”"
AND = re.compile(r"\band\b", re.IGNORECASE)
# Before the noun of a part: what was quoted is one. e.g. "as an ", "from the "
AS_A_PART = re.compile(r"\b(?:as\s+(?:(?:an?|the)\s+)?|from\s+(?:the|its)\s+)(?:[a-z]{1,20}\s+)?$", re.IGNORECASE)
# Between an entry and where it stands. e.g. " under the ", ", from "
PLACES = re.compile(
    r"(?:,\s++|(?<!\s)\s++)(?:that\s++is\s++)?(?:listed\s++)?(?:under|from)\s++(?:the\s++)?", re.IGNORECASE
)
# e.g. "removing “A” and adding “B” in its place"
IN_ITS_PLACE = re.compile(
    rf"\s+(?:in\s+(?:its|their)\s+place\b|{OPEN}[0-9]+{CLOSE}[,;]?\s+(?:and\s+(?:by\s+)?(?:add|insert)(?:ing)?\s+)?"
    rf"(?:{OPEN}[0-9]+{CLOSE}\s+)?in\s+(?:its|their)\s+place\b)",
    re.IGNORECASE,
)
# e.g. "adding in its place "
INTO_ITS_PLACE = re.compile(r"\bin\s+(?:its|their)\s+place\s+$", re.IGNORECASE)
# Before a verb whose entry was quoted right before. As in "the entry “X” should have been removed", “X” should read"
#   e.g. " is ", " should have been "
IS = re.compile(r"\s+(?:(?:is|are|should\s+(?:be|have\s+been))\s+)?", re.IGNORECASE)
# e.g. "should read"
_SHOULD_READ = re.compile(r"should\s+read", re.IGNORECASE)
# e.g. "is ", "are further ", "should have been "
_PASSIVE = re.compile(
    r"\b(?:is|are|was|were|be|been|being)\s+(?:(?:further|also|hereby|likewise|similarly|therefore|accordingly)\s+)*$",
    re.IGNORECASE,
)
# What follows a passive verb whose own entries were named before it. e.g. " in alphabetical order and the entry for “B”",
#   " and \ue0001\ue001 should have been removed"
NAMES_ANOTHER = re.compile(
    rf"[^{OPEN}]{{0,80}}(?:\band,?|[;.])\s+(?:(?:in\s+)?the\s+entr(?:y|ies)\b|"
    rf"{OPEN}[0-9]+{CLOSE}(?:(?:,\s+|\s+and\s+|,\s+and\s+){OPEN}[0-9]+{CLOSE}){{0,20}},?\s+(?:is|are|should|was|were)\s)",
    re.IGNORECASE,
)
# What a rule should not have done. e.g. "should not have been "
NOT = re.compile(r"\b(?:not\s+(?:be\s+|have\s+(?:been\s+)?)?|without\s+)$", re.IGNORECASE)
# Behind a passive verb: the entry's whole text is given below. e.g. " to read as follows", " to read:"
AS_FOLLOWS = re.compile(r"\s+(?:to\s+read\s+)?as\s+(?:follows|set\s+forth)\b|(?:\s+to\s+read)?\s*:?$", re.IGNORECASE)
# Before what a name or other words of an entry should read. e.g. "is corrected to read ", "should read as "
TO_READ = re.compile(r"\b(?:to|should)\s+read\s+(?:as\s+)?$", re.IGNORECASE)
# Before the new name of an entry. e.g. "redesignating \ue0001\ue001 as ", "is renamed as the entry for "
AS_NEW_NAME = re.compile(r"\bas\s+(?:the\s+)?(?:entr(?:y|ies)\s+for\s+)?(?:the\s+)?$", re.IGNORECASE)
# e.g. "renaming \ue0001\ue001 to "
TO_NEW_NAME = re.compile(r"\brenam[^;.]{1,60}\bto\s+$", re.IGNORECASE)
# e.g. "the entry for ", "one entity "
ENTRY_NAMED = re.compile(r"\b(?:entry|entries|entity|entities)\s+(?:for\s+|of\s+)?$", re.IGNORECASE)
# A number that counts nothing, as in "footnote 2 and the entries for “X”". e.g. "removing footnote "
NUMBERED = re.compile(r"\b(?:footnotes?|columns?|paragraphs?)\s+$", re.IGNORECASE)
# Whose part it is. e.g. "revising the license review policy for ", "as an alias of "
PART_FOR = re.compile(r"\b(?:for|of)\s+(?:the\s+)?$", re.IGNORECASE)
# An entry beside a part of another. e.g. "removing footnote 2 and the "
AND_THE = re.compile(r"\band\s+(?:the\s+)?(?:[\w-]+\s+)?$", re.IGNORECASE)
# e.g. "a.k.a."
AKA = re.compile(r"a\.k\.a\.?s?", re.IGNORECASE)
# e.g. "removing all entries except "
EXCEPT = re.compile(
    r"\b(?:except(?:ing)?|excluding|other\s+than|besides|but)\s+(?:for\s+)?(?:the\s+)?(?:entr(?:y|ies)\s+for\s+)?$",
    re.IGNORECASE,
)
# What only refers to another entry, or tells more of one. e.g. "(see alternate entry \ue0001\ue001 under HONG KONG)",
#   ", with five aliases"
ASIDE = re.compile(rf"\(\s*see\b[^()]{{0,300}}\)|,? with {NUMBER} alias(?:es)?\b,?", re.IGNORECASE)
# Before what tells more of a party that is named. e.g. "\ue0001\ue001 a.k.a., ", "formerly known as ", ", at "
OTHER_NAME = re.compile(
    r"(?:\b[afn]\.?k\.?a\b\.?|\b(?:formerly|also|now|previously|originally|currently)"
    r"(?:\s+(?:known|listed|named|called|identified|registered)(?:\s+as|\s+under\s+the\s+name(?:\s+of)?)?)?|"
    r"\bdoing\s+business\s+as|\bat|\blocated\s+in),?\s+(?:the\s+)?$",
    re.IGNORECASE,
)
# Between what is done and a name to which it is not. e.g. ", but not the entry for ", " (not to be confused with "
NOT_TO = re.compile(
    r"\b(?:not|rather\s+than|instead\s+of|without|unlike|distinct\s+from|distinguished\s+from)\b", re.IGNORECASE
)
# Words that lead from one entry to the next, and from a verb to its first. e.g. " as well as the ", " the name ", "), "
CONNECTS = re.compile(
    r"(?:[\s,;:.)\u2013\u2014-]|\b(?:in\s+(?:its|their)\s+place|as\s+well\s+as|for|they|the|of|and|or|by|also|an?|"
    r"in\s+alphabetical\s+order|alphabetically|names?|both|namely|following|new|existing|all|each|under|further|back|reserving|respectively|to|from|heading|destinations?|country)\b)*",
    re.IGNORECASE,
)
# Before words that another takes the place of. e.g. "should read \ue0001\ue001 instead of "
INSTEAD_OF = re.compile(
    r"\b(?:instead\s+of|rather\s+than|in\s+(?:the\s+)?place\s+of|in\s+lieu\s+of)\s+(?:the\s+(?:words?\s+)?)?$",
    re.IGNORECASE,
)
# Before the title of a rule. e.g. "The final rule ", "the rule entitled "
TITLED = re.compile(r"\b(?:rule|document|notice),?\s+(?:(?:en)?titled,?\s+)?$", re.IGNORECASE)
# Before a verb that works on words of an entry, as in "is corrected by removing “Road 7”". e.g. "are revised by "
CORRECTED_BY = re.compile(r"\b(?:is|are)\s+(?:further\s+)?(?:corrected|revised|amended)\s+by\s+$", re.IGNORECASE)
# Between two verbs that work on words of one entry, as in "removing “Road 7” and adding “Road 9”". e.g. " and "
JUST_AND = re.compile(r"\s+and\s+(?:by\s+)?", re.IGNORECASE)
# Behind a verb, before its first name. e.g. "the entity (listed as "
LISTED_AS = re.compile(
    r"(?:\b(?:known|listed|identified|appearing)\s+as|\b(?:named|called|identified|listed)|\()\s*$", re.IGNORECASE
)
# Behind words of an entry that are corrected. as in “Building 4, No. 1690” should read “Building 4, No. 1960”
# e.g. " should read \ue0001\ue001"
READS = re.compile(rf"[,\s]*(?:should|(?:is|are)\s+corrected\s+to)\s+read\s+(?:as\s+)?{OPEN}", re.IGNORECASE)
# e.g. "the destination of IRAN"
THE_DESTINATION_OF = re.compile(r"^the\s+(?:destination|country)\s+of\s+", re.IGNORECASE)
# Between two names of one kind. e.g. ", and "
COMMA_OR_AND = re.compile(r"\s*+(?:,\s*+)?(?:(?:and|or)\s+)?", re.IGNORECASE)
# Between two destinations of the same entries. e.g. "under IRAN and the UNITED ARAB EMIRATES"
JOINED = re.compile(r"[\s,;]*+(?:and|or)?\s*+(?:the\s+)?", re.IGNORECASE)
# Behind a destination that is of the entry before it. e.g. ".", "; and", " is removed"
PLACE_ENDS = re.compile(r"\s*+(?:[.;)]|$|(?:,\s*+)?(?:and|or|as\s+well\s+as|is|are)\b)", re.IGNORECASE)
# Behind one that is of what follows. e.g. ", by removing", " the entry for \ue0001\ue001"
PLACE_LEADS = re.compile(rf"[\s,:]*(?:(?:by|to)\b|[a-z]{{2,12}}ing\b|(?:the|an?)\s+entr|{OPEN})", re.IGNORECASE)
# A sentence that begins anew, with the entry it is about. e.g. ". The ", "\ue001 In addition, the "
NEW_SENTENCE = re.compile(rf"(?:\.|{CLOSE})\s+(?:[A-Z][a-z]{{1,15}}(?:\s+[a-z]{{2,15}})?,\s+the|The)\s+$")
# Before the destination that an entry goes to, or comes from. e.g. "transferring the entry from CHINA to "
TO = re.compile(r"\bto\s+(?:the\s+)?$", re.IGNORECASE)
# e.g. "adding it under the "
UNDER_OR_TO = re.compile(r"\b(?:to|under)\s+(?:the\s+)?$", re.IGNORECASE)
# e.g. "moving the entry from the "
FROM = re.compile(r"\bfrom\s+(?:the\s+)?$", re.IGNORECASE)
# Behind the heading of a destination in whose entries something changes. e.g. "revising the entry for CHINA by adding “X”"
BY_DOING = re.compile(r"[\s,]*(?:by|to)\s+(?:add|remov|revis|delet|correct|modif)", re.IGNORECASE)
# Between two texts that an instruction amends together. e.g. " and ", " (the Entity List) and the ", ", ", " are amended, and "
AND_TEXT = re.compile(
    r"\s*+(?:(?:\([^()]{0,60}\)|\)|(?:is|are)\s++amended)\s*+)?"
    r"(?:,\s*+(?:and\b|as\s++well\s++as\b)|,|\band\b|&|\bas\s++well\s++as\b)\s++(?:in\s++|to\s++|of\s++)?(?:the\s++)?\(?",
    re.IGNORECASE,
)
# The same before the name of a list, which a comma alone may set beside its supplement. e.g. ", and the "
AND_LIST = re.compile(
    r"\s*+(?:\)?,\s*+|\)\s*+)?(?:\band\b|&|\bas\s++well\s++as\b)\s++(?:in\s++|to\s++)?(?:the\s++)?", re.IGNORECASE
)
