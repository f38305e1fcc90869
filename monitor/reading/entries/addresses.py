"""Addresses of an entity cell: parted from one another, and from the cross references behind them."""

from __future__ import annotations

import re
from functools import lru_cache

from monitor.text.dates import LONG_DATE
from monitor.text.destinations import heading

# e.g. "(See alternate address under Russia)."
_REFERENCE = re.compile(
    r"\(\s*(?:see\b|for alternate\b)[^()]*(?:\([^()]*\)[^()]*)*(?:\)|$)[.,;]*",
    re.IGNORECASE,
)
# e.g. "See alternate addresses in Russia."
_BARE_REFERENCE = re.compile(r"\bsee (?:also|alternate) (?:addresse?s?|alternate|entr)[^.;]{0,300}\.?$", re.IGNORECASE)
# e.g. "(See", "see also"
_MAY_REFER = re.compile(r"\(\s*(?:[Ss]ee|[Ff]or|SEE)\b|[Ss]ee (?:also|alt)")
# e.g. "Addresses: ", "(Address for Foo Co.: ", "at the following two addresses: "
_LABEL = re.compile(
    r"\(?(?:(?:and |with |located )*(?:at |in )?the following (?:[a-z-]{1,20} )?)?"
    r"(?:address(?:es)?|locations?)(?: for [^:;]{1,80})?: *",
    re.IGNORECASE,
)
_LABEL_BEGINS = ("addr", "(add", "loca", "(loc", "at t", "in t", "the ", "with", "and ")
# What says who a person is and not where. e.g. "DOB 1 January 1970;", "born January 1, 1970,", "Passport No. A1234"
_PERSONAL = re.compile(
    r"(?:(?<=[\s;,])|^)(?:D\.?O\.?B\b\.?|date of birth|born(?: on)?)[:\s]\s*"
    rf"(?:[0-9]{{1,2}}\s+[A-Z][a-z]{{2,8}}\s+[0-9]{{4}}|{LONG_DATE}|[0-9]{{1,2}}/[0-9]{{1,2}}/[0-9]{{2,4}}|[0-9]{{4}})[\s;,.]*"
    r"|(?:(?<=[\s;,])|^)(?:passport|nationality|national identification|citizenship)\b[^;,]*[;,.]*\s*",
    re.IGNORECASE,
)
_PERSONAL_HINTS = ("dob", "d.o.b", "birth", "born", "passport", "national", "citizen")
# e.g. "; and "
_SEMICOLON = re.compile(r"(?:(?<!\s)\s++)?;[\s;,.]*+(?P<and>and(?![a-z])[\s;,.]*+)?")
# e.g. ". Alt. Address: "
_ALTERNATIVE = re.compile(r"(?:[.,]\s*+|(?<!\s)\s++)?\bAlt\.? Address:\s*")
# e.g. ", and "
_AND = re.compile(r"(?:[,.]|(?<!\s))\s++and\b[\s,;.]*+", re.IGNORECASE)
# e.g. "Unit 614", "P.O. Box 42707", "12 Main Street"
_OPENS_ADDRESS = re.compile(r"(?:No\b|Room|Rm|Unit|Building|Flat|Suite|Office|P\.? ?O\.? Box|[0-9])", re.IGNORECASE)
# e.g. "Moscow, 119435"
_POSTAL_END = re.compile(r"(?<![0-9])[0-9]{5,6}$")
# e.g. "Volgograd obl.", "U.A.E."
_KEEP_DOT = re.compile(r"\b\w\.$|\b(?:Rd|St|Ave|Blvd|Bldg|obl|Str|No)\.$")


_COMMAS_OF_A_REST = 3
"""Commas in what a semicolon parts from an address that it belongs to, at most: more are an address of their own."""

# Names of places at the end of addresses beside the list's own destinations.
_PLACES = frozenset(
    ("scotland", "england", "macau", "turkiye", "t\u00fcrkiye", "british virgin islands", "cayman islands")
)
# What may stand behind the country. e.g. ", 119435.", " SW1A 2AA"
_TAIL = re.compile(r"(?<![\s.,])[\s.,]*+(?:(?<=\s)[A-Z0-9]{0,20}[0-9][A-Z0-9 -]{2,9})?[\s.,]*+$")
# e.g. "12 Main Street, United Arab Emirates"
_LAST_WORDS = re.compile(r"(?<![\w.'\u2019()])[\w.'\u2019()]++(?: [\w.'\u2019()]++){0,3}$")


def take_references(text: str) -> tuple[str, tuple[str, ...]]:
    """``text`` without its cross references "(See alternate address under Russia)", and these without parentheses."""
    if not ("See" in text or "see" in text or "SEE" in text or "(For" in text or "(for" in text):
        return text, ()  # most cells; told in a tenth of the time that a regular expression takes
    if not _MAY_REFER.search(text):
        return text, ()
    found = [match.group() for match in _REFERENCE.finditer(text)]
    rest = _REFERENCE.sub(" ", text) if found else text
    bare = _BARE_REFERENCE.search(rest)
    if bare:
        found.append(bare.group())
        rest = rest[: bare.start()]
    return rest.strip(), tuple(_reference(one) for one in found)


def _reference(text: str) -> str:
    text = " ".join(text.split()).strip(" ,;")
    if text.startswith("("):
        text = text.rstrip(".,; ").removeprefix("(")
        text = text[:-1] if text.endswith(")") and text.count(")") > text.count("(") else text
    return text if _KEEP_DOT.search(text[-8:]) else text.rstrip(" .,;")


def ends_in_destination(text: str) -> bool:
    """Whether ``text`` ends as a full address does: in a country, a postal code behind it or not."""
    found = _LAST_WORDS.search(_TAIL.sub("", text[-60:]))
    return found is not None and _is_destination(found.group())


@lru_cache(maxsize=4096)
def _is_destination(phrase: str) -> bool:
    """Whether the last one to four words of ``phrase`` name a destination."""
    words = phrase.split(" ")
    tails = (" ".join(words[at:]) for at in range(len(words)))
    return any(tail.lower() in _PLACES or heading(tail) for tail in tails)


def personal_details(text: str) -> tuple[str, ...]:
    """What the addresses of a person have beside them: when born, which passport."""
    low = text.lower()
    return tuple(m.group() for m in _PERSONAL.finditer(text)) if any(hint in low for hint in _PERSONAL_HINTS) else ()


def split_addresses(text: str) -> tuple[str, ...]:
    """The addresses of ``text``, parted at ";" and at an "and" between two full addresses, never inside one."""
    low = text.lower()
    if any(hint in low for hint in _PERSONAL_HINTS):
        text = _PERSONAL.sub(" ", text)
    if "Alt" in text:
        text = _ALTERNATIVE.sub("; ", text)
    found: list[str] = []
    for part in _at_semicolons(text) if ";" in text else (text,):
        found += _at_and(part) if " and" in part else (part,)
    return tuple(address for one in found if (address := _tidy(one)))


def _at_semicolons(text: str) -> list[str]:
    """Parts at semicolons. One without "and" may stand for a comma: "Bratislava; Bratislavsky, 84101, Slovakia"."""
    parts: list[str] = []
    start = 0
    for found in _SEMICOLON.finditer(text):
        left, right = text[start : found.start()], text[found.end() :].rstrip(" ;")
        stands_for_comma = (
            not found["and"] and right and not ends_in_destination(left) and not _POSTAL_END.search(left)
            and not _OPENS_ADDRESS.match(right) and ";" not in right and right.count(",") <= _COMMAS_OF_A_REST
        )  # fmt: skip
        if not stands_for_comma:
            parts.append(left)
            start = found.end()
    return [*parts, text[start:]]


def _at_and(text: str) -> list[str]:
    parts: list[str] = []
    start = 0
    for found in _AND.finditer(text):
        left, right = text[start : found.start()].rstrip(" ,"), text[found.end() :]
        between = ends_in_destination(left) or (_OPENS_ADDRESS.match(right) and _is_whole(left, right))
        if between and right and left.count("(") == left.count(")"):
            parts.append(left)
            start = found.end()
    return [*parts, text[start:]]


def _is_whole(left: str, right: str) -> bool:
    """Whether ``left`` can be an address by itself, and not the first half of "Buildings 1 and 2, Main Road"."""
    if _POSTAL_END.search(left):
        return True
    return "," in right and "," in left and not any(char.isdigit() for char in left.rpartition(",")[2])


def _tidy(address: str) -> str:
    address = address.strip(" ,;\n").lstrip(".").lstrip(" ,;\u2014")
    if "  " in address or "\n" in address:
        address = " ".join(address.split())
    if address[:4].lower() in _LABEL_BEGINS and (label := _LABEL.match(address)):
        address = address[label.end() :]
        address = address[:-1] if address.endswith(")") and address.count("(") < address.count(")") else address
    if address.startswith(("and ", "And ")):
        address = address[4:]
    if address.endswith(".") and not _KEEP_DOT.search(address[-8:]):
        address = address[:-1].rstrip(" ,.")
    return address
