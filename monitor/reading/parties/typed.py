"""A party that somebody types, on the command line or in a form."""

from __future__ import annotations

from monitor.errors import UsageError
from monitor.reading.parties.parties_found import LONGEST_NAME
from monitor.reading.parties.party_lines import as_destination
from monitor.text.clean import one_line
from monitor.text.countries import country_named, not_a_country
from monitor.text.names import fold


def name_and_country(name: str, country: str) -> tuple[str, str]:
    """Both as they are kept, the country as the list heads it. Raises UsageError for what is none; "" is no country."""
    written, place = one_line(name), one_line(country)
    if place and country_named(place) is None:
        raise UsageError(not_a_country(place))
    if not fold(written) or len(written) > LONGEST_NAME:
        raise UsageError(f"A party's name has at least a letter, and at most {LONGEST_NAME:,} characters.")
    return written, as_destination(place)
