"""What cannot be so in the details of a party: a day that no calendar has, an LEI whose check digits are wrong, a share of
more than all. Such a detail is taken as it is written, and said."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date
from functools import lru_cache
from itertools import permutations

from monitor.model.packed_parties import Details

# e.g. "31/02/1980", "1972-13-45", "18.9.72"
_DAY = re.compile(r"([0-9]{1,4})[-./ ]{1,2}([0-9]{1,2})[-./ ]{1,2}([0-9]{1,4})")
# e.g. "529900T8BM49AURSDO55"
_LEI = re.compile(r"[0-9A-Z]{18}[0-9]{2}")
# e.g. "49,5", "0.5", "51 %"
_SHARE = re.compile(r"([0-9]{1,9})(?:[.,][0-9]{1,9})? ?%?")
WHOLE = 100


def odd_details(details: Details) -> list[str]:
    """How sentences about a line go on whose details cannot be so; none where they can."""
    return [odd for field, text in details if field in _FAULTS and (odd := _fault(field, str(text)))]


@lru_cache(maxsize=4096)
def _fault(field: str, text: str) -> str:
    what, is_possible = _FAULTS[field]
    return "" if is_possible(text) else f": \u201c{text[:60]}\u201d is no {what}; it is kept as it is written"


def _is_day(text: str) -> bool:
    """Whether a day is in the calendar in some order of day, month and year; what is written otherwise may be."""
    found = _DAY.fullmatch(text.strip())
    return found is None or any(_is_date(*map(int, order)) for order in permutations(found.groups()))


def _is_date(year: int, month: int, day: int) -> bool:
    try:
        return bool(date(year + 2000 if year < 100 else year, month, day))
    except ValueError:
        return False


def _is_lei(text: str) -> bool:
    """ISO 17442: 18 letters and digits, and two check digits by ISO 7064 (mod 97, 10)."""
    code = text.replace(" ", "").upper()
    return bool(_LEI.fullmatch(code)) and int("".join(str(int(sign, 36)) for sign in code)) % 97 == 1


def _is_share(text: str) -> bool:
    found = _SHARE.fullmatch(text.strip())
    return found is None or int(found[1]) <= WHOLE


_FAULTS: Mapping[str, tuple[str, Callable[[str], bool]]] = {
    "born_on": ("day of the calendar", _is_day),
    "lei": ("LEI: its check digits are others", _is_lei),
    "share": ("share: it is more than all", _is_share),
}
