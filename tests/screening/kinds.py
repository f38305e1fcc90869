"""How many entries are found when they are written as customer lists write them: ``python -m tests.screening.kinds``.

Every kind of writing is done to the names of entries drawn at random, by rules that use no part of the matcher. Unlike
the labelled pairs nobody chose the names.
"""

from __future__ import annotations

import random
import re
import sys
from collections.abc import Callable, Iterator

from monitor.jobs.baseline import bundled
from monitor.model import Entry, Watch
from monitor.reading.files import read_snapshot
from monitor.screening.index import Index

DEFAULT = 0.85
Writing = Callable[[str, random.Random], str]
"""Another way to write a name; "" where it cannot be done to this one."""

SHORT = {
    "Technology": "Tech", "Technologies": "Tech", "International": "Intl", "Institute": "Inst", "University": "Univ",
    "Electronics": "Elec", "Electronic": "Elec", "Company": "Co", "Limited": "Ltd", "Corporation": "Corp", "Industry": "Ind",
    "Industries": "Ind", "Engineering": "Eng", "Equipment": "Equip", "Development": "Dev", "Manufacturing": "Mfg",
    "Science": "Sci", "Sciences": "Sci", "Communications": "Comm", "Communication": "Comm", "Group": "Grp", "Trading": "Trdg",
    "Services": "Svcs", "Aviation": "Avn", "Aerospace": "Aerosp", "Information": "Info", "Import": "Imp", "Export": "Exp",
    "Research": "Res", "Systems": "Sys", "National": "Natl", "Academy": "Acad", "Laboratory": "Lab", "Scientific": "Sci",
    "Semiconductor": "Semicon", "Production": "Prod", "Department": "Dept", "Management": "Mgmt",
}  # fmt: skip
_LEGAL = re.compile(r",? (?:Co\.?,? )?(?:Ltd|Limited|LLC|OOO|Inc|AO|JSC)\.?$")


def _before(*words: str) -> Writing:
    return lambda name, chance: f"{chance.choice(words)} {name}"


def _after(*words: str) -> Writing:
    return lambda name, chance: f"{name} {chance.choice(words)}"


def _cut(at: int) -> Writing:
    return lambda name, chance: name[:at] if len(name) > at + 5 else ""


def _shortened(name: str, chance: random.Random) -> str:
    said = re.sub(r"\w+", lambda word: SHORT.get(word[0], word[0]), name)
    return said if said != name else ""


def _mistyped(name: str, chance: random.Random) -> str:
    """One letter of the longest word gone, wrong, or exchanged with the next; words of eight letters or more."""
    word = max(name.split(), key=len)
    if len(word) < 8 or not word.isalpha():
        return ""
    at = chance.randrange(1, len(word) - 1)
    typed = chance.choice(
        (
            word[:at] + word[at + 1 :],
            word[:at] + word[at + 1] + word[at] + word[at + 2 :],
            word[:at] + chance.choice("aeiou") + word[at + 1 :],
        )
    )
    return name.replace(word, typed)


def _without_form(name: str, chance: random.Random) -> str:
    said = _LEGAL.sub("", name)
    return said if said != name else ""


def _family_first(name: str, chance: random.Random) -> str:
    words = name.split()
    people = len(words) in (2, 3) and all(word.isalpha() and word.istitle() for word in words)
    return f"{words[-1]}, {' '.join(words[:-1])}" if people else ""


KINDS: dict[str, Writing] = {
    "as it is listed": lambda name, chance: name,
    "capitals without marks": lambda name, chance: re.sub(r"[^A-Z0-9 ]", " ", name.upper()),
    "without the legal form": _without_form,
    "& for and": lambda name, chance: name.replace(" and ", " & ") if " and " in name else "",
    "family name first": _family_first,
    "a title before": _before("Mr.", "Mrs.", "Dr.", "M/s.", "Messrs"),
    "a department before": _before("Purchasing Dept.,", "Procurement Department,", "Accounts Payable -", "Logistics Division of"),
    "whom to address": _before("c/o", "Attn: Mr. Li,", "Attn.:", "Some Forwarder GmbH c/o"),
    "a branch after": _after("Shanghai Branch", "- Moscow Office", "Dubai Branch Office", "- Sales Office", ", Warehouse 2"),
    "another legal form": lambda name, chance: f"{_LEGAL.sub('', name)} {chance.choice(('GmbH', 'FZE', 'Sdn Bhd', 'LLC'))}",
    "abbreviated": _shortened,
    "cut at 35": _cut(35),
    "cut at 40": _cut(40),
    "a letter mistyped": _mistyped,
}  # fmt: skip


def written(entries: list[Entry], kind: str, many: int, seed: int) -> Iterator[tuple[Entry, str]]:
    """``many`` entries drawn at random, with their names written in a ``kind`` of way."""
    chance = random.Random(f"{seed} {kind}")
    done = 0
    for entry in chance.sample(entries, len(entries)):
        if said := KINDS[kind](entry.name, chance):
            yield entry, said
            done += 1
            if done == many:
                return


def share_found(index: Index, entries: list[Entry], kind: str, many: int, seed: int = 1) -> tuple[float, list[str]]:
    """The share that is found at the default threshold, no country given, and the names that are not."""
    pairs = list(written(entries, kind, many, seed))
    missed = [
        said
        for entry, said in pairs
        if entry.name not in {match.entry.name for match in index.matches(Watch("1", said), DEFAULT)}
    ]
    return 1 - len(missed) / max(len(pairs), 1), missed


def main() -> int:
    """Print the share of each kind; ``python -m tests.screening.kinds 500 7`` takes 500 entries and another seed."""
    given = [int(number) for number in sys.argv[1:3]]
    many, seed = (*given, *(200, 1)[len(given) :])
    entries = list(read_snapshot(bundled(), "the bundled copy").entries)
    index = Index(entries)
    for kind in KINDS:
        share, missed = share_found(index, entries, kind, many, seed)
        print(f"{kind:24} {share:6.1%}   {'; '.join(missed[:3])[:100]}")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
