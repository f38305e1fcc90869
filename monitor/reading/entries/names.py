"""Where a party's name ends and its address begins, when only a comma or nothing at all stands between them."""

from __future__ import annotations

import re

from monitor.text.destinations import heading

# Legal forms as the list spells them; a segment "Ltd." behind a comma belongs to the name before it.
_FORMS = (
    r"Co(?:mpany)?|Ltd[ae]?|Limited|Limitada|L\.?L\.?C|Inc(?:orporated)?|Corp(?:oration)?|G\.?m\.?b\.?H|LLP|L\.?P|PLC|"
    r"O?JSC|PJSC|CJSC|J\.?S\.? ?C(?:o)?|OAO|OOO|PAO|ZAO|AO|TOO|TOV|(?:Public )?Joint[ -]Stock Company|"
    r"S\.?A\.?(?: de C\.?V)?|S\.?A\.?S|S\.?A\.?L|S\.?A\.?R\.?L|S\.?R\.?L|S\.?p\.?A|B\.?V|N\.?V|A\.?G|K\.?G|K\.?K|A\.?B|"
    r"Oy|A\.?S|A/S|OU|O\u00dc|d\.?o\.?o|s\.?r\.?o|a\.?s|S\.?L|Pte|Pvt|Pty|PT|Sdn|Bhd|Private|FZ[- ]?(?:E|CO?|LLC)|"
    r"F\.?Z\.?[EC]|DMCC|W\.?L\.?L|EOOD|OOD|EAD|AD|Sp\. ?z ?o\.? ?o|Est|Lda|Sti|\u015eti|Ve Tic|Jr|Sr|E\.?U|Kft|UAB|SIA"
)
_FORM = rf"(?:{_FORMS})\b\.?+"  # possessive: a hostile "Co.Co.Co." must not be tried in every way
# e.g. " Ltd.", " Co., Ltd. (Shanghai)."
_FORM_SEGMENT = re.compile(rf"\s*+(?:{_FORM}[\s,.&]*+)++(?:\([^()]*+\)\s*+)*+[.,]?\s*+$", re.IGNORECASE)
# e.g. " Ltd. 12 Main Street", " Pte Ltd (Singapore)"
_FORM_BEGINS = re.compile(rf"\s*{_FORM}(?:\s++{_FORM})*+(?:\s*\([^()]*\))*\.?(?=\s|$)", re.IGNORECASE)
# A form in the middle of a segment with an address hard behind it. e.g. "Works J.S. Co. 5 Zavodskaya St.", "Limited 31B Riga"
_FORM_THEN_ADDRESS = re.compile(
    r"(?:\b(?:Co|(?<!Stock )Company|Ltd|Limited|LLC|Inc|Corp|GmbH|FZE|SA|S\.A|LTD)\b\.?|\))\s+"
    r"(?=(?:No\.?\s*[0-9]+|[0-9]+[A-Z]?|Room|Rm|Unit|Flat|Floor|Suite|Office|P\.? ?O\.? Box|Building|Block|Level)\b)"
)
_PLACE = (
    r"Street|St|Str|Road|Rd|Avenue|Ave|Lane|Blvd|Boulevard|Building|Bldg|Bld|Floor|Fl|Room|Rm|Suite|Unit|Flat|Apt|"
    r"Apartment|Block|Blk|Box|Plaza|Tower|District|City|Province|Oblast|Region|Village|Town|Park|Zone|House|Highway|Mah|"
    r"Mahallesi|Sok|Sokak|Cad|Caddesi|Square|Alley|Warehouse|Shop|Level|Prospekt|Prospect|Ulitsa|Ul|Proezd|Embankment|Km|"
    r"County|Township|Estate|Airport|Bazaar|Market|Sector|Phase|Plot|Office|Campus|State|Republic"
)
# e.g. "12", "Main Street"
_ADDRESS_WORD = re.compile(rf"[0-9]|\b(?:{_PLACE})\b", re.IGNORECASE)
# The blank before an address that opens so. e.g. "Foo Trading P.O. Box 42707"
_ADDRESS_OPENS = re.compile(
    r"\s(?=(?:(?:No|Nos)\.? ?[0-9]|P\.? ?O\.? ?Box|Room [0-9]|Rm\.? ?[0-9]|Unit \w?[0-9]|Flat [0-9]|Suite [0-9]|Box No|"
    r"Office (?:No|\w?[-\u2013]?[0-9])|Plot [0-9]|House No|Shop No)\b)",
    re.IGNORECASE,
)
# e.g. "No. 12 Main Street", "Room 3", "12 Main Street"
_HOUSE = re.compile(
    r"(?:(?:No|Nos)\.? ?[0-9]|P\.? ?O\.? ?Box|(?:Room|Rm\.?|Unit|Flat|Suite|Office|Plot|House|Building|Floor|Block) ?"
    r"(?:No\.? ?)?\w?[-\u2013]?[0-9]|[0-9]{1,5}\w?(?:[-/][0-9]{1,4})?,? [A-Z])"
)
# A house number with its street, behind a name without a comma. e.g. "Remdizel 40 Menzelinsky Tract", "UPTK. 1 Main Street"
_STREET_OPENS = re.compile(
    r"\s(?=[0-9]{1,4}[A-Za-z]?(?:/[0-9]{1,3})?\s+[A-Z][\w'-]{2,30}\s+(?:[A-Z][\w'-]{2,30}\s+)?"
    r"(?:Street|St|Prospect|Prospekt|Avenue|Ave|Road|Rd|Lane|Highway|Tract|Boulevard|Blvd|Embankment|Square|Drive)\b)"
)
# Words that make a further segment part of the name. e.g. "Academy of Military Medical Sciences, Institute of Hygiene"
_BODY = re.compile(
    r"\b(?:Institut(?:e|o|ion)?|Academy|University|Corporation|Company|JSC|OJSC|PJSC|AO|OAO|Joint[- ]Stock|Bureau|Department|"
    r"Laborator(?:y|ies)|Faculty|Ministry|Branch|Enterprise|Concern|Research|Association|College|School|"
    r"Factory|Organization|Shipyard|Subsidiary|Division|Command|Agency|Committee|Council|Commission|Group|Directorate|"
    r"Importers|Consultants|NPO|Plant|Design Center|Research Center)\b",
    re.IGNORECASE,
)
# An abbreviation, which owns its full stop. e.g. "Foo Ltd.", "S.A."
_DOTTED = re.compile(
    r"(?:\b(?:Co|Ltda?|Lda|Inc|Corp|Pte|Pvt|Pty|Bros|Mfg|Intl|Int'l|Dept|Univ|Assn|San|Tic|Dis|Ind|Eng|Elec|Exp|Imp|Bldg|Dr|"
    r"Mak|Mh|Sirk|Paz|Ins|Nak|Tekn|Muh|Est|\u015eti|Sti|Jr|Sr|Ve Tic)|\b\w)\.$",
    re.IGNORECASE,
)
_LOOSE = " ,;:\u00a0"
_LONGEST_SEGMENT = 1000  # a parenthesis that is open for longer was never closed
# e.g. ","
_NEXT_SEGMENT = re.compile(r",|\n")


def tidy(name: str) -> str:
    """``name`` without the typesetting around it: closing commas and semicolons, "; and", dashes before it.

    A closing dot goes unless an abbreviation owns it ("Ltd.", "S.A.") or a comma follows it, so that it closes no
    sentence ("The Mother Ark., Inomenon Ethon 44").
    """
    if name.rstrip().endswith(".,"):
        name = name.rstrip()[:-1]
        return tidy(name[:-1]) + "." if name[:-1].strip(_LOOSE) else ""
    name = name.strip(_LOOSE)
    if "\n" in name or "  " in name:
        name = " ".join(name.split())
    if "\u2014" in name or name.startswith(("-", "\u2013")):
        name = name.lstrip("\u2014\u2013- ").replace(": \u2014", ": ")
    while True:
        if name[-1:].isalnum() and not name.endswith((" and", " or", ";and")):
            return name
        kept = name
        if name.endswith((" and", ";and", " or")):
            name = name[:-4]
        name = name.rstrip(_LOOSE)
        if name.endswith("..") or (name.endswith(".") and not _DOTTED.search(name[-16:])):
            name = name[:-1]
        elif name.endswith((";\u201d", ",\u201d", ";'", ",'", ";\u2019", ",\u2019")):  # set inside the name's own marks
            name = name[:-2] + name[-1]
        if name == kept:
            return name


def split_name(text: str, sentences: bool = False, bodies: bool = True) -> tuple[str, str]:
    """``text`` ("name, address") in its name, tidied, and what follows it.

    With ``sentences`` a full stop ends the name too, as it does between an alias and an address run together; without
    ``bodies`` a further institute behind a comma is not taken for a part of the name.
    """
    end = _first_end(text, sentences)
    while (more := _further_end(text, end, sentences, bodies)) > end:
        end = more
    return tidy(text[: end + 1] if text[end : end + 1] == "," else text[:end]), text[end:].lstrip(" ,.;\n")


def ends_name(behind: str) -> bool:
    """Whether a name that somebody else knows can end before ``behind``, the rest of its line.

    An instruction may shorten a name: "Sinno Electronics" is not all of "Sinno Electronics Co., Ltd., a.k.a.", nor "CNOOC
    Limited" of "CNOOC Limited (a subsidiary of ...), No. 25".
    """
    if not behind.strip(_LOOSE + "."):
        return True
    if behind[0] in ",;":
        segment = behind[1 : _segment_end(behind, 1)]
        return _FORM_SEGMENT.match(segment) is None and _FORM_BEGINS.match(segment) is None
    opened = behind.lstrip(" .")
    return behind[0] in " ." and not opened.startswith(("(", "\u2014", "-")) and opens_address(opened)


def quotes_address(name: str) -> bool:
    """Whether a ``name``, as an instruction quotes it, goes on with a part of the address: a figure, and no branch's.

    "OOO Druzhba, Ul. Profsoyuznaya d.3", but not "Huawei Cloud, Beijing Branch", "Rostec, Branch No. 2" or "Smith, John".
    """
    own, behind = split_name(name)
    if own == name or not behind:
        return own != name
    return opens_house(behind) or (any(char.isdigit() for char in behind) and not _BODY.search(behind))


def opens_address(text: str) -> bool:
    """Whether the first segment of ``text`` has a figure or a word of addresses in it."""
    return _ADDRESS_WORD.search(text, 0, _segment_end(text, 0)) is not None


def opens_house(text: str) -> bool:
    """Whether ``text`` opens with a house's number or the number of a room in it ("No. 3333 Xiyou Road")."""
    return _HOUSE.match(text) is not None


def names_place(text: str) -> bool:
    """Whether ``text`` has a word of addresses in it ("Industrial Park")."""
    return _PLACE_WORD.search(text) is not None


def is_name(text: str) -> bool:
    """Whether the first segment of ``text`` is a body's name or has a legal form ("12th Research Institute, Foo")."""
    segment = text[: _segment_end(text, 0)]
    behind = text[len(segment) + 1 :]
    following = behind[: _segment_end(behind, 0)]
    return _is_body(segment) or bool(_ENDS_IN_FORM.search(segment) or _FORM_SEGMENT.match(following))


def is_street(text: str) -> bool:
    """Whether ``text`` has both a word of addresses and a figure behind it ("... Street Cyberport Building 2015-891")."""
    place = _PLACE_WORD.search(text)
    return place is not None and any(char.isdigit() for char in text[place.end() :])


def _segment_end(text: str, start: int) -> int:
    depth = 0
    for at in range(start, min(len(text), start + _LONGEST_SEGMENT)):
        char = text[at]
        if char == "(":
            depth += 1
        elif char == ")":
            depth -= 1
        elif char in ",\n" and depth <= 0:
            return at
    found = _NEXT_SEGMENT.search(text, start)  # a parenthesis that never closes does not hold the comma back
    return found.start() if found else len(text)


# e.g. "711 Aircraft Repair Plant"
_BODY_ENDS = re.compile(rf"{_BODY.pattern}\s*(?:\([^()]*\))?$", re.IGNORECASE)
# e.g. "Main Street"
_PLACE_WORD = re.compile(rf"\b(?:{_PLACE})\b", re.IGNORECASE)


def _is_body(segment: str) -> bool:
    """Whether a segment names an institute, plant or branch rather than where it is."""
    if not _ADDRESS_WORD.search(segment):
        return _BODY.search(segment) is not None
    return _BODY_ENDS.search(segment) is not None and not _PLACE_WORD.search(segment)  # "711 Aircraft Repair Plant"


# A full stop with a word on both sides. e.g. "Sawa Air. P.O. Box 42707"
_STOP = re.compile(r"(?<!\w)(?P<word>\w+)[)'\u2019\u201d\"]*\.['\u2019\u201d\"]*(?P<gap>\s*)(?=(?P<next>[\w#]+))")
# e.g. "Foo Co., Ltd."
_ENDS_IN_FORM = re.compile(rf"\b{_FORM}$", re.IGNORECASE)
# e.g. "Ltd"
_FORM_WORD = re.compile(rf"(?:{_FORMS})$", re.IGNORECASE)
_ABBREVIATED = frozenset(
    [
        "bros",
        "mfg",
        "intl",
        "dept",
        "univ",
        "assn",
        "san",
        "tic",
        "dis",
        "ind",
        "eng",
        "elec",
        "tech",
        "exp",
        "imp",
        "dr",
        "st",
        "im",
        "mak",
        "mh",
        "mr",
        "mrs",
        "no",
        "named",
        "prof",
        "ve",
    ]
)
_ENDS_COMPANY = frozenset(("tech", "mfg", "elec", "intl"))
"""Those of them behind which a number is a house's: "ISM Tech. 1-11 1st floor"."""
# Words that open an address and no second half of a name. e.g. "HMN Tech. Building R4"
_OPENS_BUILDING = re.compile(r"(?:Building|Bldg|Room|Rm|Unit|Flat|Suite|Floor|Office)\b")
_STREETS = frozenset(("d", "ul", "str", "pr", "pl", "pgt"))


def _first_end(text: str, sentences: bool) -> int:
    end = _segment_end(text, 0)
    ends = [end]
    for pattern in (_FORM_THEN_ADDRESS, _ADDRESS_OPENS, _STREET_OPENS):
        found = pattern.search(text, 1, end)
        if found:
            ends.append(found.end())
    stop = text.rfind(". ", 1, end)
    last = text[stop + 2 : end] if stop > 0 else ""
    # "Juba Petrotech Technical Services Ltd. South Sudan", "Development Center (CARDC). Sichuan Province"
    is_place = text[stop - 1 : stop] == ")" and names_place(last) and not _BODY.search(last)
    if last[:1].isalpha() and (is_place or heading(last.rstrip(" ."))):
        ends.append(stop + 1)
    if sentences:
        ends += [stop.start("gap") for stop in _STOP.finditer(text, 0, end) if _closes_sentence(stop)]
    return min(ends)


def _closes_sentence(stop: re.Match[str]) -> bool:
    """Whether this full stop ends an alias before an address, and does not just abbreviate a word of it."""
    word, following = stop["word"], stop["next"]
    if _OPENS_BUILDING.match(following) and stop["gap"]:
        return True
    if word.casefold() in _ENDS_COMPANY and following[0].isdigit():
        return True
    if len(word) == 1 or word.casefold() in _ABBREVIATED:
        return False
    if not stop["gap"] and not following[0].isdigit() and following not in _STREETS:
        return False
    return not (_FORM_WORD.match(word) and _FORM_WORD.match(following))


def _further_end(text: str, end: int, sentences: bool, bodies: bool) -> int:
    """Where the name ends when the segment behind the comma at ``end`` belongs to it; else ``end``."""
    if end >= len(text) or text[end] not in ",\n":
        return end
    start = end + 1
    stop = _segment_end(text, start)
    segment = text[start:stop]
    if _FORM_SEGMENT.match(segment):
        return stop
    begins = _FORM_BEGINS.match(segment)
    if begins:
        rest = segment[begins.end() :]
        if sentences and begins.group().endswith("."):
            return start + begins.end()
        return start + begins.end() if _ADDRESS_WORD.search(rest) and not _BODY.search(rest) else stop
    # "Yuzhno-Kirinskoye Field, in the Sea of Okhotsk"; "Nuclear reactors ..., fuel reprocessing facilities"
    if segment.startswith((" in the ", " (excluding ")) or (
        len(segment) > 12 and segment.islower() and not opens_address(segment)
    ):
        return stop
    part = bodies and text[end] == "," and stop < len(text) and _is_body(segment)
    # "Tactical Missile Corporation, Joint Stock Company Avangard", but a person's institute is an address
    return stop if part and (_BODY.search(text, 0, end) or _ENDS_IN_FORM.search(text, 0, end)) else end
