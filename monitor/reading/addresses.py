"""Addresses of an entity cell: parted from one another, and from the cross references behind them."""

from __future__ import annotations

import re
from functools import cache

from monitor.text.destinations import destination_pattern

_REFERENCE = re.compile(
    r"\(\s*(?:see\b|for alternate\b)[^()]*(?:\([^()]*\)[^()]*)*(?:\)|$)[.,;]*",
    re.IGNORECASE,
)
_BARE_REFERENCE = re.compile(r"\bsee (?:also|alternate) (?:addresse?s?|alternate|entr)[^.;]*\.?$", re.IGNORECASE)
_MAY_REFER = re.compile(r"\(\s*(?:[Ss]ee|[Ff]or|SEE)\b|[Ss]ee (?:also|alt)")
_LABEL = re.compile(r"\(?address(?:es)?(?: for [^:;]{1,80})?: *", re.IGNORECASE)
_SEMICOLON = re.compile(r"\s*;[\s;,.]*(?:and(?![a-z])[\s;,.]*)?")
_ALTERNATIVE = re.compile(r"[.,]?\s*\bAlt\.? Address:\s*")
_AND = re.compile(r"[,.]?\s+and\b[\s,;.]*", re.IGNORECASE)
_OPENS_ADDRESS = re.compile(r"(?:No\b|Room|Rm|Unit|Building|Flat|Suite|Office|P\.? ?O\.? Box|\d)", re.IGNORECASE)
_POSTAL_END = re.compile(r"(?<!\d)\d{5,6}$")
_KEEP_DOT = re.compile(r"(?:\b\w\.)+$|\b(?:Rd|St|Ave|Blvd|Bldg|obl|Str|No)\.$")


@cache
def _destination_end() -> re.Pattern[str]:
    others = (
        r"U\.A\.E\.?|UAE|U\.K\.?|UK|Russian Federation|British Virgin Islands|Cayman Islands|Turkiye|T\u00fcrkiye|"
        r"Republic of \w+|Scotland|England|Macau"
    )
    return re.compile(rf"(?:{destination_pattern()}|\b(?:{others}))[.,]*(?:\s+[A-Z\d][A-Z\d -]{{2,9}})?[.,]*$", re.IGNORECASE)


def take_references(text: str) -> tuple[str, tuple[str, ...]]:
    """``text`` without its cross references "(See alternate address under Russia)", and these without parentheses."""
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
    return text if _KEEP_DOT.search(text) else text.rstrip(" .,;")


def ends_in_destination(text: str) -> bool:
    """Whether ``text`` ends as a full address does: in a country, a postal code behind it or not."""
    return bool(_destination_end().search(text[-60:]))


def split_addresses(text: str) -> tuple[str, ...]:
    """The addresses of ``text``, parted at ";" and at an "and" between two full addresses, never inside one."""
    if "Alt" in text:
        text = _ALTERNATIVE.sub("; ", text)
    found: list[str] = []
    for part in _SEMICOLON.split(text) if ";" in text else (text,):
        found += _at_and(part) if " and" in part else (part,)
    return tuple(address for one in found if (address := _tidy(one)))


def _at_and(text: str) -> list[str]:
    parts: list[str] = []
    start = 0
    for found in _AND.finditer(text):
        left, right = text[start : found.start()].rstrip(" ,"), text[found.end() :]
        between = ends_in_destination(left) or (_POSTAL_END.search(left) and _OPENS_ADDRESS.match(right))
        if between and right and left.count("(") == left.count(")"):
            parts.append(left)
            start = found.end()
    return [*parts, text[start:]]


def _tidy(address: str) -> str:
    address = " ".join(address.split()).strip(" ,;").lstrip(".").lstrip(" ,;\u2014")
    label = _LABEL.match(address)
    if label:
        address = address[label.end() :]
        address = address[:-1] if address.endswith(")") and address.count("(") < address.count(")") else address
    if address.lower().startswith("and "):
        address = address[4:]
    if address.endswith(".") and not _KEEP_DOT.search(address):
        address = address[:-1].rstrip(" ,.")
    return address
