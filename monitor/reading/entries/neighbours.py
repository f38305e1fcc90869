"""Whether words behind an entry are another party's: two entries that one row, or one address, runs together."""

from __future__ import annotations

import re
from collections.abc import Sequence

from monitor.reading.entries.addresses import ends_in_destination, take_references
from monitor.reading.entries.aliases import find_marker
from monitor.reading.entries.names import is_name, names_place, opens_address, opens_house, split_name

# Where a sentence ends and another begins. e.g. "Moscow, Russia. Zorin LLC, 7 Main Street, Omsk, Russia"
_SENTENCES = re.compile(r"(?<=[\w)])\.\s+(?=[A-Z0-9])")

# What every address of the list but those of a town alone has. e.g. "Moscow, 119435"
_OF_ADDRESSES = re.compile(r"[,0-9]")


def lists_others(text: str) -> bool:
    """Whether other parties may be listed in an entity cell; told quickly."""
    low = text.lower()
    return "subordinate" in low or "affiliated" in low or low.startswith("the following ")


def names_another(above: str, text: str) -> bool:
    """Whether ``text``, in a row without terms, names another party than the entry whose text is ``above``.

    Addresses of the entry above come here too, behind its full stop as well: they do not open with a name and a house, and
    announce no aliases.
    """
    if not (above.endswith(".") and ends_in_destination(take_references(above)[0])) or lists_others(above):
        return False
    if (marker := find_marker(text)) is not None and marker.start() > 0:
        return True
    name, address = split_name(text)
    return _is_party(text) or (opens_house(address) and not opens_address(name) and ends_in_destination(text))


def _is_party(text: str) -> bool:
    """Whether ``text`` reads as a name with the address behind it."""
    name, address = split_name(text)
    return is_name(text) and not opens_address(name) and "," in address and ends_in_destination(text)


def names_among(addresses: Sequence[str]) -> tuple[str, ...]:
    """A sentence on an address of several words that has nothing of one: no comma, figure, place or destination."""
    return tuple(
        f"the address \u201c{address}\u201d may be a name"
        for address in addresses
        if " " in address and not _OF_ADDRESSES.search(address)
        and not (names_place(address) or ends_in_destination(address))
    )  # fmt: skip


def parties_inside(addresses: Sequence[str]) -> tuple[str, ...]:
    """A sentence on an address that goes on with another party behind a destination."""
    return tuple(
        f"the address \u201c{address}\u201d may go on with another party"
        for address in addresses
        for stop in _SENTENCES.finditer(address)
        if ends_in_destination(address[: stop.start()]) and _is_party(address[stop.end() :])
    )
