"""Other ways in which people write a name: shorter, in another order, otherwise punctuated, with a letter wrong."""

from __future__ import annotations

import re
from random import Random

_FORM = r"(?:Co\.?,? (?:Ltd|Limited)\.?|Ltd\.?|Limited|LLC|Inc\.?|GmbH|FZE|Corporation|JSC|OOO|AO)"
_BEHIND = re.compile(rf",? ({_FORM})$")
_BEFORE = re.compile(r"^(JSC|OOO|AO|LLC|OAO|ZAO|PJSC) ")
SHORTEST = 9
"""Letters of a name that is still told by the others where one is wrong."""
_SHORT_FORM = re.compile(r"^(?:JSC|OOO|AO|LLC)$")


def punctuated(name: str) -> str:
    """The name with the points and commas of its legal form set otherwise; the same where it has none."""
    if "Co., Ltd." in name:
        return name.replace("Co., Ltd.", "Co. Ltd.")
    if name.endswith(" Ltd."):
        return name.removesuffix(".")
    return name.replace(" Co. Ltd.", " Co., Ltd.") if name.endswith(" Co. Ltd.") else name


def shortened(name: str) -> str:
    """The name without its legal form; the same where too little would be left."""
    bare = _BEHIND.sub("", name)
    return bare if bare != name and len(bare) > 8 and " " in bare else name


def reordered(name: str) -> str:
    """The legal form from behind the name to before it, or the other way."""
    if before := _BEFORE.match(name):
        return f"{name[before.end() :]} {before[1]}"
    behind = _BEHIND.search(name)
    if behind and _SHORT_FORM.match(behind[1]):
        return f"{behind[1]} {name[: behind.start()]}"
    return name


def misspelt(name: str, random: Random) -> str:
    """The name with one letter of a long word doubled, left out, or changed for its neighbour."""
    words = list(re.finditer(r"[A-Za-z]{7,}", name))
    if not words or len(name) < SHORTEST:
        return name
    word = random.choice(words)
    at = random.randint(word.start() + 2, word.end() - 3)
    kind = random.choice(("doubled", "left out", "changed"))
    if kind == "doubled":
        return name[:at] + name[at] + name[at:]
    if kind == "left out":
        return name[:at] + name[at + 1 :]
    return name[:at] + name[at + 1] + name[at] + name[at + 2 :]


def otherwise(name: str) -> str:
    """One of these, the same one for a name every time."""
    random = Random(name)
    found = [punctuated(name), shortened(name), reordered(name), misspelt(name, random)]
    return random.choice([other for other in found if other != name] or [name])
