"""Names in instructions that are shorter than those of their rows: as people shorten them, or cut short by a lost line.

| the instruction's name | the row's name | |
|---|---|---|
| “Digicom” | "Digicom, LTD." | without its legal form: the same name |
| “CNOOC Limited” | "CNOOC Limited (a subsidiary of China National Offshore Oil Corporation)" | without an addition at its end |
| “JSC Rocket and Space Centre” | "JSC Rocket and Space Centre—Progress" | likewise |
| “Huawei” | "Huawei Technologies Co., Ltd." | cut short: may be another party's name |
"""

from __future__ import annotations

from monitor.reading.entries.names import is_name, split_name
from monitor.reading.rules.row_search import begins_with, goes_on
from monitor.text.names import fold, telling_words

_OPENS_ADDITION = ("(", "\u2014", "\u2013", "-")


def is_cut_short(name: str, whole: str) -> bool:
    """Whether ``whole`` begins with ``name`` and goes on with words that tell it from others."""
    behind = goes_on(whole, fold(name))
    if not behind or not behind.strip(" ,.;") or telling_words(name) == telling_words(whole):
        return False
    opening = (whole[: len(whole) - len(behind)].rstrip()[-1:], behind.lstrip()[:1])
    is_addition = any(sign in _OPENS_ADDITION for sign in opening if sign)
    return not (is_addition and ("(" not in opening or _is_bracket(behind)))


def _is_bracket(behind: str) -> bool:
    """Whether nothing follows the bracket in which a name goes on: "(Dongguan) Co., Ltd." is no addition."""
    return behind.rstrip(" .,").find(")") == len(behind.rstrip(" .,")) - 1


def whole_name(name: str, read: str, own: str) -> str:
    """The row's name where an instruction's ``name`` is cut short of it; "" where it is not.

    ``read`` is the row's name as the instruction's helped to cut it, ``own`` as the row alone says it: an address may
    stand in that, but no body's name.
    """
    if is_cut_short(name, read):
        return read
    if fold(name) == fold(read) and is_cut_short(name, own) and is_name((goes_on(own, fold(name)) or "").lstrip()):
        return own
    return ""


def is_cut_short_of(name: str, listed: str) -> bool:
    """Whether ``name`` is cut short of a preamble's name, behind which an address may stand."""
    return begins_with(listed, fold(name)) and is_cut_short(name, split_name(listed)[0])
