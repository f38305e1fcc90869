"""Destinations: from whatever a rule calls a country to the heading under which the list keeps it."""

from __future__ import annotations

import re
import tomllib
from functools import cache
from importlib.resources import files

from monitor.text.clean import one_line

# e.g. "Russia (Russian Federation)"
_BRACKETS = re.compile(r"(?<!\s)\s*\([^()]*\)\s*$")

# e.g. "'"
_NO_WORD = re.compile(r"[^\w ]")


def _key(name: str) -> str:
    # Rules write PEOPLE'S with either apostrophe, and "U.A.E." or "UAE".
    return _NO_WORD.sub("", one_line(name).lower().replace("\u2019", "'"))


@cache
def _tables() -> tuple[dict[str, str], dict[str, str]]:
    data = tomllib.loads((files("monitor.text") / "destinations.toml").read_text("utf-8"))["destinations"]
    names = {_key(n): heading for heading, more in data.items() for n in (heading, *more.get("names", ()))}
    adjectives = {_key(a): heading for heading, more in data.items() for a in more.get("adjective", ())}
    return names, adjectives


def heading(name: str) -> str:
    """The list's heading for a destination however a rule names it; "" for what is no known destination."""
    key = _key(name).removeprefix("the ")
    names, _ = _tables()
    if key in names:
        return names[key]
    # "People's Republic of China (China)", "Russia (Russian Federation)": either half says it.
    bare = _BRACKETS.sub("", one_line(name))
    return names.get(_key(bare).removeprefix("the "), "") if bare != name else ""


def headings() -> tuple[str, ...]:
    """Every heading of a destination that the list is known to have."""
    return tuple(dict.fromkeys(_tables()[0].values()))


def opens_heading(name: str) -> bool:
    """Whether ``name`` holds the first words of a destination, and not yet all of them ("CHINA, PEOPLE'S")."""
    key = f"{_key(name)} "
    return any(known.startswith(key) for known in _tables()[0])


def as_heading(name: str) -> str:
    """Like :func:`heading`, but a destination nobody has met yet heads its group in its own capitals."""
    return heading(name) or one_line(name).strip(" .,;:").upper().removeprefix("THE ")


def _alternatives(words: list[str]) -> str:
    parts = sorted(
        (re.escape(w).replace(r"\ ", r"\s+").replace("'", "['\u2019]") for w in words), key=len, reverse=True
    )
    return "|".join(parts)


@cache
def destination_pattern() -> str:
    """A regular expression source (case-insensitive) that matches any known way to name a destination."""
    data = tomllib.loads((files("monitor.text") / "destinations.toml").read_text("utf-8"))["destinations"]
    words = [n for head, more in data.items() for n in (head, *more.get("names", ()))]
    return rf"(?<![\w-])(?:{_alternatives(words)})(?![\w-])"


# e.g. "Iran"
@cache
def _names() -> re.Pattern[str]:
    return re.compile(destination_pattern(), re.IGNORECASE)


def last_named(text: str) -> str:
    """The heading of the destination that an address names last ("…, Yangon, Burma, 11091"); "" for none."""
    if last := heading(text.rpartition(",")[2].strip(" .")):
        return last
    named = _names().findall(text)
    return heading(named[-1]) if named else ""


@cache
def adjective_pattern() -> str:
    """A regular expression source (case-insensitive) for nationalities, as in "two Chinese entities"."""
    data = tomllib.loads((files("monitor.text") / "destinations.toml").read_text("utf-8"))["destinations"]
    return rf"(?<![\w-])(?:{_alternatives([a for more in data.values() for a in more.get('adjective', ())])})(?![\w-])"


def heading_of_adjective(word: str) -> str:
    """The destination of a nationality ("Chinese"); "" for an unknown one. "Russian", "Russia": rules use both."""
    return _tables()[1].get(_key(word), "") or heading(word)
