"""How many entries are found when they are written as customer lists write them: ``python -m tests.screening.kinds``.

Every kind of writing is done to the names of entries drawn at random, by rules that use no part of the matcher. Unlike
the labelled pairs nobody chose the names.
"""

from __future__ import annotations

import random
import re
import sys
from collections.abc import Callable, Iterator

from monitor.history.baseline import bundled
from monitor.model import Entry, WatchedParty
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
SPELT = [
    ("zh", "j"), ("kh", "h"), ("ks", "x"), ("iy", "y"), ("ts", "c"), ("yu", "iu"), ("ya", "ia"), ("v", "w"), ("j", "dzh"), ("ou", "u"),
    ("q", "k"), ("ph", "f"), ("c", "k"), ("ee", "i"), ("oo", "u"), ("iya", "ia"), ("ov", "off"), ("ei", "ey"), ("ch", "tch"),
    ("z", "s"), ("dj", "j"), ("shch", "sch"), ("y", "i"), ("u", "ou"), ("k", "c"), ("s", "z"), ("i", "y"),
]  # fmt: skip
"""Letters that one transliteration has where another has others."""
BEFORE = [
    "Obshchestvo s ogranichennoy otvetstvennostyu", "Общество с ограниченной ответственностью", "Joint Stock Company",
    "Товариство з обмеженою відповідальністю", "Публичное акционерное общество", "Federal State Unitary Enterprise",
    "Công ty TNHH", "PT", "株式会社", "주식회사",
]  # fmt: skip
BEHIND = [
    "Aktiengesellschaft", "Gesellschaft mit beschränkter Haftung", "Anonim Şirketi", "Limited Şirketi", "Sociedad Anónima",
    "Société à responsabilité limitée", "Società a responsabilità limitata", "Spółka z o.o.", "Kabushiki Kaisha", "ApS", "A/S",
    "Limited Liability Partnership", "Naamloze Vennootschap", "Osakeyhtiö", "Aktiebolag", "společnost s ručením omezeným",
    "Sendirian Berhad", "Free Zone Company", "FZ-LLC", "S. de R.L. de C.V.", "GmbH & Co. KG", "Incorporated", "S.p.A.", "B.V.",
    "Proprietary Limited", "OÜ", "SIA", "UAB", "d.o.o.", "Zártkörűen működő részvénytársaság", "S.r.l.", "L L C", "S R O",
]  # fmt: skip
ORDINALS = [
    "first",
    "second",
    "third",
    "fourth",
    "fifth",
    "sixth",
    "seventh",
    "eighth",
    "ninth",
    "tenth",
    "eleventh",
    "twelfth",
    "thirteenth",
    "fourteenth",
    "fifteenth",
    "sixteenth",
    "seventeenth",
    "eighteenth",
    "nineteenth",
]
TENS = ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"]
COUNTRIES = [
    "China",
    "P.R. China",
    "United Arab Emirates",
    "Islamic Republic of Iran",
    "Russian Federation",
    "Hong Kong",
    "UK",
]
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


def _mistyped(name: str, chance: random.Random, lengths: range = range(8, 100)) -> str:
    """One letter of the longest word gone, wrong, or exchanged with the next, if the word is so long."""
    word = max(_LEGAL.sub("", name).split(), key=len)
    if len(word) not in lengths or not word.isalpha():
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


def _mistyped_short(name: str, chance: random.Random) -> str:
    return _mistyped(name, chance, range(6, 8))


def _spelt_otherwise(name: str, chance: random.Random) -> str:
    """The longest word, of six letters or more, by another transliteration but for its first letter."""
    word = max(re.findall("[A-Za-z]+", _LEGAL.sub("", name)), key=len, default="")
    ways = [said for a, b in SPELT if (said := word[0] + word[1:].replace(a, b, 1)) != word] if len(word) > 5 else []
    return name.replace(word, chance.choice(ways)) if ways else ""


def _form_written_out(name: str, chance: random.Random) -> str:
    bare = _LEGAL.sub("", name)
    if bare == name:
        return ""
    return f"{chance.choice(BEFORE)} {bare}" if chance.random() < 0.4 else f"{bare} {chance.choice(BEHIND)}"


def _number_in_words(name: str, chance: random.Random) -> str:
    """ "Fifty-Eighth" for "58th" and "No. 58"; the list's "Address 09", which is no name, is left out."""
    if name.startswith("Address "):
        return ""

    def said(found: re.Match[str]) -> str:
        tens, ones = divmod(int(found[1]), 10)
        if int(found[1]) < 20:
            return ORDINALS[int(found[1]) - 1].title() if int(found[1]) else found[0]
        ten = TENS[tens - 2].title()
        return f"{ten}-{ORDINALS[ones - 1].title()}" if ones else f"{ten[:-1]}ieth"

    wordy = re.sub(r"\b(?:No\. ?)?(\d{1,2})(?:st|nd|rd|th)?\b", said, name, count=1)
    return wordy if wordy != name else ""


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
    "a letter of few mistyped": _mistyped_short,
    "spelt otherwise": _spelt_otherwise,
    "the legal form in full": _form_written_out,
    "a number in words": _number_in_words,
    "a country behind": lambda name, chance: f"{name}, {chance.choice(COUNTRIES)}",
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
        if entry.name not in {match.entry.name for match in index.matches(WatchedParty("1", said), DEFAULT)}
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
