"""A name taken apart for comparison: its telling words, without case, accents, legal forms and little words."""

from __future__ import annotations

import re
import tomllib
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files
from typing import Any

from monitor.screening.hebrew import read_hebrew
from monitor.screening.signs import forms_apart, without_signs
from monitor.screening.slavic import in_english, slavic_forms, stem
from monitor.text.legal_forms import legal_forms

# e.g. "u.a.e", "l. l. c."
_DOTTED = re.compile(r"(?<![a-z0-9])(?:[a-z]\.[ ]?){2,}(?![a-z0-9])|(?<![a-z0-9])(?:[a-z]\.)+[a-z](?![a-z0-9])")
# e.g. "a/s", "s/a"
_SLASHED = re.compile(r"(?<=\b[a-z])/(?=[a-z]\b)")
# e.g. "plant n9", "no9"
_NUMERO = re.compile(r"\bno?(?=[0-9])")
# e.g. "people's"
_APOSTROPHE = re.compile(r"(?<=[a-z])['\u2019`](?=[a-z])")
# e.g. "sherkat-e sanaye", "havafaza-ye parsin"
_EZAFE = re.compile("(?<=[a-z]{3})-y?e(?= )")
# e.g. "701st institute", "4-ya ulitsa"
_ORDINAL = re.compile(r"(?<=[0-9])(?:st|nd|rd|th|[-\u2010-\u2015](?:y|i|ya|go|oy|yy|iy))\b")
# e.g. "foo-bar"
_WORD = re.compile(r"[a-z0-9]+")


@dataclass(frozen=True, slots=True)
class Name:
    """``words`` are compared; ``forms`` are the legal forms taken off; ``joined`` is all words in one.

    ``vowelless`` names come from a script that writes few vowels, or others (Arabic, Hebrew,
    Thai, Korean). ``honoured`` are the words of the person
    an organisation is named after, ``initials`` the acronyms that the name may have, in small letters; ``only_forms`` has
    nothing but legal forms.
    """

    text: str
    words: tuple[str, ...]
    forms: tuple[str, ...]
    joined: str
    vowelless: bool = False
    honoured: tuple[str, ...] = ()
    initials: tuple[str, ...] = ()
    only_forms: bool = False


@cache
def vocabulary() -> dict[str, Any]:
    """The words that say little, and those that are said in several ways: data in words.toml."""
    return tomllib.loads((files("monitor.screening") / "words.toml").read_text("utf-8"))


@cache
def legal_forms_in_words() -> tuple[tuple[str, ...], ...]:
    """The legal forms in words, each as names are read, the longest first."""
    listed = {tuple(_spelt(form)) for form in legal_forms()}
    return tuple(sorted(listed, key=lambda form: (-len(form), form)))


@cache
def _forms() -> tuple[frozenset[str], dict[str, list[tuple[str, ...]]]]:
    """Legal forms of one word, and those of several by their first one, longest first."""
    several: dict[str, list[tuple[str, ...]]] = defaultdict(list)
    for form in legal_forms_in_words():
        if len(form) > 1:
            several[form[0]].append(form)
    return frozenset(form[0] for form in legal_forms_in_words() if len(form) == 1), dict(several)


@lru_cache(maxsize=262_144)
def prepare(text: str) -> Name:
    """``text`` ready to be compared. Any script: what is not Latin is transliterated (Chinese as pinyin)."""
    spelt = _as_one(_in_digits(_spelt(text)))
    kept, forms = without_forms(spelt)
    # The first word is an initial if it is a letter: "i" is "and" in Russian names, and Ivan's in "I. Komarov".
    read = tuple(said for n, word in enumerate(kept) for said in ((word,) if n == 0 == len(word) - 1 else meant(word)))
    few_vowels = bool(_FEW_VOWELS.search(text))
    honoured, initials = _honoured(text, spelt), _initials(spelt, kept)
    return Name(text, read, forms, "".join(read), few_vowels, honoured, initials, only_forms=kept is spelt)


def _honoured(text: str, words: list[str]) -> tuple[str, ...]:
    """Whom an organisation is named after: the surname behind "named after" or "imeni", or behind two initials, with them."""
    for at, word in enumerate(words[:-1]):
        if word in _NAMED:
            behind = [n for n in range(at + 1, len(words)) if len(words[n]) > 2 and words[n] not in _RANKS]
            return tuple(words[at + 1 : behind[0] + 1]) if behind else ()
    if found := _WITH_INITIALS.search(text):
        first, second, surname = (part.lower() for part in found.groups())
        return (first, second, first + second, surname)
    return ()


def _initials(words: list[str], kept: list[str]) -> tuple[str, ...]:
    """The acronyms of a name of several words: with its legal forms, without, and with the first of those at its end."""
    left = frozenset(kept)
    last = max((at for at, word in enumerate(words) if word in left), default=0)
    ways = {"".join(word[0] for word in some if word not in _LITTLE) for some in (words, kept, words[: last + 2])}
    return tuple(sorted(way for way in ways if len(way) >= SHORTEST_ACRONYM and way.isalpha()))


_NAMED = frozenset({"after", "imeni", "im"})
_LITTLE = frozenset({"and", "of", "the", "for", "in", "i", "de", "under", "on"})
_RANKS = frozenset({"academician", "academy", "akademika", "professor", "marshal", "general", "the"})
# e.g. "POLYUS Research Institute of M.F. Stelmakh"
_WITH_INITIALS = re.compile(r"(?<=\s)([A-Z])\.\s?([A-Z])\.\s?([A-Za-z]{4,40})")
SHORTEST_ACRONYM = 3
"""Shorter acronyms are those of too many; those of so many letters are ranked and not shown."""


@lru_cache(maxsize=65536)
def meant(word: str) -> tuple[str, ...]:
    """A word as the list says it; several ("shipyard": "ship plant") or none ("and")."""
    same: dict[str, str] = vocabulary()["same"]
    if (said := same.get(word, elsewhere().get(word))) is not None:
        return tuple(said.split())
    english = in_english(word)
    if english is None:
        return (word,)
    return tuple(said for one in english for said in same.get(one, one).split() if said not in _forms()[0])


def _spelt(text: str) -> list[str]:
    """The words of ``text`` in small Latin letters and digits."""
    plain = forms_apart(_latin(_OWNER.sub("", without_signs(text)))).lower().replace("%", " percent")
    plain = _DOTTED.sub(lambda found: found.group().replace(".", "").replace(" ", "") + " ", plain)
    plain = _EZAFE.sub(" ", plain)
    plain = _APOSTROPHE.sub("", _SLASHED.sub("", _NUMERO.sub("", plain)))
    return _WORD.findall(_ORDINAL.sub("", plain))


def _as_one(words: list[str]) -> list[str]:
    """Words with what is said in several as one: "United States" is "us"."""
    phrases = _phrases()
    read: list[str] = []
    for word in words:
        read.append(word)
        for many in (3, 2):
            if one := phrases.get(" ".join(read[-many:])):
                read[-many:] = [one]
    return read


@cache
def _phrases() -> dict[str, str]:
    """What is said in several words, and the one that it is read as."""
    several = {theirs: theirs.replace(" ", "") for theirs in elsewhere() if " " in theirs}
    phrases: dict[str, str] = vocabulary()["phrases"]
    return several | phrases


@cache
def elsewhere() -> dict[str, str]:
    """Words of other languages in Latin letters, and the English for them; several words as they are and in one."""
    data = tomllib.loads((files("monitor.screening") / "elsewhere.toml").read_text("utf-8"))
    said = {word: english for words in data.values() for english, theirs in words.items() for word in theirs}
    return said | {word.replace(" ", ""): english for word, english in said.items()}


def _in_digits(words: list[str]) -> list[str]:
    """ "Fifty-eighth Institute" as it is more often written: "58th"."""
    ordinals, tens, units = (vocabulary()["numbers"][kind] for kind in ("ordinals", "tens", "units"))
    read: list[str] = []
    for before, word in zip(("", *words), words, strict=False):
        unit = units.get(word) or ordinals.get(word, 0)
        if before in tens and 0 < unit < 10:
            read[-1] = str(tens[before] + unit)
        else:
            read.append(str(tens.get(word) or ordinals.get(word) or word))
    return read


def _latin(text: str) -> str:
    if not text.isascii():
        from anyascii import anyascii  # noqa: PLC0415 - most names need it not

        text = _CHINESE.sub(lambda run: _pinyin(run.group(), anyascii), text)
        text = _KOREAN.sub(lambda run: _romanised(run.group(), anyascii), text)
        if _RIGHT_TO_LEFT.search(text):
            for theirs, english in vocabulary()["right_to_left"].items():
                text = text.replace(theirs, f" {english} ")
            text = read_hebrew(text)
            text = _SERVANT.sub(r"\1", text).translate(_LIKE_Z)
        text = anyascii(text)
    return text


def _pinyin(run: str, latin: Callable[[str], str]) -> str:
    """Chinese has no blanks between words: the known ones (有限公司, 科技) are put into English, the rest is one word."""
    run = _CHINESE_NUMBER.sub(_number, run.translate(_simplified()))
    for chinese, english in vocabulary()["chinese"].items():
        run = run.replace(chinese, f" {english} ")
    return " " + " ".join("".join(map(latin, word)).lower() for word in run.split()) + " "


@cache
def _simplified() -> dict[int, str]:
    """Traditional characters and the simplified ones that the vocabulary has."""
    text = (files("monitor.screening") / "simplified.txt").read_text("utf-8")
    lines = [line for line in text.splitlines() if not line.startswith("#")]
    return {ord(a): b for old, new in zip(lines[::2], lines[1::2], strict=True) for a, b in zip(old, new, strict=True)}


def _romanised(run: str, latin: Callable[[str], str]) -> str:
    """Korean: known words in English, a person's name of three syllables by its family, all else syllable by syllable."""
    if len(run) == SYLLABLES_OF_A_PERSON and (family := vocabulary()["korean_families"].get(run[0])):
        return " ".join((family, *map(latin, run[1:])))
    for korean, english in vocabulary()["korean"].items():
        run = run.replace(korean, f" {english} ")
    return " ".join("".join(map(latin, word)) for word in run.split())


SYLLABLES_OF_A_PERSON = 3

_DIGITS = dict(zip("零一二三四五六七八九", range(10), strict=True))
# e.g. "第五十五研究所"
_CHINESE_NUMBER = re.compile("第([零一二三四五六七八九十百]+)")


def _number(found: re.Match[str]) -> str:
    """第五十五 (the 55th) as 55, 七〇 and other ways of numbers as they are."""
    total = digit = 0
    for sign in found[1]:
        if sign in _DIGITS:
            digit = _DIGITS[sign]
        else:
            total += (digit or 1) * (10 if sign == "十" else 100)
            digit = 0
    return f" {total + digit} "


# e.g. "شركة"
_RIGHT_TO_LEFT = re.compile("[\u0590-\u06ff\u0750-\u077f\ufb50-\ufdff\ufe70-\ufeff]")
# e.g. "\u05de\u05e9\u05d4", "\u0e2a\u0e21\u0e0a\u0e32\u0e22", "\uae40\uc815\uc740"
_FEW_VOWELS = re.compile(
    "[\u0590-\u06ff\u0750-\u077f\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\uac00-\ud7a3\ufb1d-\ufdff\ufe70-\ufeff]"
)
# e.g. "\u0639\u0628\u062f \u0627\u0644\u0644\u0647"
_SERVANT = re.compile("\\b(\u0639\u0628\u062f) (?=\u0627\u0644)")
_LIKE_Z = str.maketrans({"ض": "ز", "ظ": "ز", "ذ": "ز", "ث": "س"})
# e.g. "\uc0bc\uc131\uc804\uc790"
_KOREAN = re.compile("[\uac00-\ud7a3]+")
# e.g. "Bank's"
_OWNER = re.compile("['\u2019]s\\b", re.IGNORECASE)
# e.g. "华为 Huawei"
_CHINESE = re.compile("[\u3400-\u9fff\U00020000-\U0003ffff]+")


def without_forms(words: list[str]) -> tuple[list[str], tuple[str, ...]]:
    """Words without legal forms; a name that is nothing else ("Est. Co.") keeps its words."""
    single, several = _forms()
    kept: list[str] = []
    forms: list[str] = []
    at = 0
    while at < len(words):
        word = words[at]
        run = _run(words, at, several.get(word, ())) or _slavic_form(words, at)
        if run:
            forms.append(" ".join(run))
            at += len(run)
            continue
        cut = (
            at == len(words) - 1
            and bool(kept)
            and _is_cut_form(word, after_form=len(forms) > 0 and words[at - 1] in forms[-1])
        )
        (forms if word in single or cut else kept).append(word)
        at += 1
    return (kept, tuple(forms)) if kept else (words, ())


def _is_cut_form(word: str, *, after_form: bool) -> bool:
    """Whether the last word of a name is the beginning of a legal form, cut by a system that takes no more: "CO LIMI"."""
    fewest = SHORTEST_CUT_FORM - 2 if after_form else SHORTEST_CUT_FORM
    return len(word) >= fewest and any(form.startswith(word) for form in _CUT_FORMS)


_CUT_FORMS = ("company", "corporation", "incorporated", "liability", "limited", "ltd", "private")
SHORTEST_CUT_FORM = 4
"""Letters of a form that was cut; two less where another form stands before it."""


def _slavic_form(words: list[str], at: int) -> tuple[str, ...]:
    """A legal form of several words whose endings and transliteration vary."""
    for form in slavic_forms().get(stem(words[at]), ()):
        if tuple(map(stem, words[at : at + len(form)])) == form:
            return tuple(words[at : at + len(form)])
    return ()


def _run(words: list[str], at: int, several: Sequence[tuple[str, ...]]) -> tuple[str, ...]:
    return next((form for form in several if tuple(words[at : at + len(form)]) == form), ())
