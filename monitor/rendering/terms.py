"""What an entry's license requirement and review policy mean, in a few plain words."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from monitor.model import Entry, ListName
from monitor.rendering.safe import clean

# e.g. "Presumption of denial", "Policy of denial", "Presumption of approval", "Case-by-case review"
_OUTCOMES = (
    ("presumption of denial", re.compile(r"presumption of denial", re.I)),
    ("policy of denial", re.compile(r"policy of denial", re.I)),
    ("presumption of approval", re.compile(r"presumption of approval", re.I)),
    ("case-by-case review", re.compile(r"case[- ]by[- ]case|on a case", re.I)),
)
# e.g. "presumption of denial for all other items subject to the EAR"
_REST = re.compile(r"all other items|other items subject to the EAR|all others|otherwise", re.I)
# e.g. "Policy of denial for all items subject to the EAR apart from food and medicine designated as EAR99, "
#     "that will be reviewed on a case-by-case basis"
_FOOD = re.compile(
    r"^Policy of denial for all items subject to the EAR apart from food and medicine designated as EAR99,? "
    r"(?:that|which) (?:will be|are) reviewed on a case-by-case basis\b", re.I,
)  # fmt: skip
# e.g. "See §§ 744.2(d), 744.3(d) and 744.11 of the EAR"
_SECTIONS = re.compile(r"§\s*((?:[0-9]{3}\.[0-9]+(?:\([a-z0-9]+\))*(?:,? and |, )?)+)")
# e.g. "For all items subject to the EAR. (See § 744.11 of the EAR)"
_SEE = re.compile(r"[Ss]ee §.*$")
# e.g. "case-by-case review"
_NO_LETTERS = re.compile(r"[^a-z]+")
# e.g. "744.2(d), and "
_LOOSE_END = re.compile(r"(?<![ ,])[ ,]++(?:and)?[ ,]*+$")
# e.g. "For all items subject to the EAR"
_ALL_ITEMS = re.compile(r"(?:for )?all items subject to the EAR", re.I)
# e.g. "For all items"
_FOR = re.compile(r"^for (?=\w)", re.I)
_LONGEST = 160


@dataclass(frozen=True, slots=True)
class Term:
    """One license requirement with its review policy, and how many of the alert's entries it stands in.

    ``of`` is the list of these entries: the Unverified List asks for no license (15 CFR 744.15).
    """

    entries: int
    requirement: str
    policy: str
    of: ListName = ListName.ENTITY

    @property
    def asks_for_a_license(self) -> bool:
        """Whether the requirement is one of a license."""
        return bool(self.requirement) and self.of is not ListName.UNVERIFIED

    @property
    def words(self) -> str:
        """ "license for all items subject to the EAR (§ 744.11); presumption of denial"."""
        asked = f"license for {self.requirement}" if self.asks_for_a_license else self.requirement
        return "; ".join(filter(None, (asked, self.policy)))


def policy_in_words(policy: str) -> str:
    """ "presumption of denial", "case-by-case review for named items, otherwise presumption of denial", or the text."""
    policy = clean(policy).rstrip(". ")
    found = [(match.start(), word) for word, pattern in _OUTCOMES if (match := pattern.search(policy))]
    if not found:
        return _brief(policy)
    if len(found) == 1:
        word = found[0][1]
        plain = _NO_LETTERS.sub(" ", policy.lower()).strip()
        bare = plain in {_NO_LETTERS.sub(" ", word), "case by case basis", "reviewed on a case by case basis"}
        return word if bare else _brief(policy)
    found.sort()
    first, last = found[0][1], found[-1][1]
    if _FOOD.search(policy):
        return "policy of denial, but case-by-case review for food and medicine (EAR99)"
    if _REST.search(policy):
        return f"{first} for named items, otherwise {last}"
    return " or ".join(word for _, word in found) + ", by item"


def requirement_in_words(requirement: str) -> str:
    """ "all items subject to the EAR (§ 744.11)" and the like; the text where it says anything else."""
    text = clean(requirement)
    if not text:
        return ""
    sections = ", ".join(_LOOSE_END.sub("", s) for s in _SECTIONS.findall(text))
    body = _SEE.sub("", text).rstrip(" .,(")
    if _ALL_ITEMS.fullmatch(body):
        words = "all items subject to the EAR"
        if "734.9" in text:
            words += ", foreign-produced ones included"
        sign = "§§" if "," in sections or " and " in sections else "§"
        return f"{words} ({sign} {sections})" if sections else words
    return _brief(_FOR.sub("", text))


def _brief(text: str) -> str:
    text = text[:1].lower() + text[1:] if text[1:2].islower() else text
    if len(text) <= _LONGEST:
        return text
    return text[:_LONGEST].rsplit(" ", 1)[0] + " … (see the rule)"


def terms_of(entries: Iterable[Entry]) -> tuple[Term, ...]:
    """The distinct terms of ``entries``, the most frequent first."""
    keys = (
        (requirement_in_words(e.license_requirement), policy_in_words(e.license_review_policy), e.list) for e in entries
    )
    counts = Counter(key for key in keys if any(key[:2]))
    return tuple(Term(count, *key) for key, count in counts.most_common())
