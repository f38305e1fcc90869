"""What a decision on a match was about, and whether it still is."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

from monitor.model import Decision, Entry, ListName, Match, Named, WatchedParty
from monitor.text.names import fold

DISMISSED, CONFIRMED, OPEN = "dismissed", "confirmed", "open"


def party_print(watch: WatchedParty) -> str:
    """A fingerprint of what a party is: names, country and addresses, as they are written."""
    details = watch.details
    more = ("\0", *details.aliases, "\0", *details.addresses) if details.aliases or details.addresses else ()
    return _print(watch.name, watch.country, watch.address, *more)


def same_name(entry: Entry | Named) -> tuple[str, ...]:
    """What the entries of one name under one destination of a list have in common: a match with one of these twins has the
    id of a match with the other. "Wong Yung Fai" stood twice under China, "Allied Trading Co." with and without its point."""
    named = (entry.country.casefold(), fold(entry.name))
    return named if entry.list is ListName.ENTITY else (*named, entry.list.value)  # ids of earlier versions stay


def entry_print(entries: Sequence[Entry]) -> str:
    """A fingerprint of who an entry is, or all twins of one name are; "" where only the name is known.

    What is decided of a match with one of twins is decided of all that were known then.
    """
    prints = sorted({_entry_print(entry) for entry in entries})
    return prints[0] if len(prints) == 1 else _print(*prints) if prints else ""


def _entry_print(entry: Entry) -> str:
    """Names, addresses, and parties within the entry. Terms and citations do not count: a rule that only cites an entry anew
    says nothing new of who it is."""
    if not entry.text and not entry.addresses:
        return ""
    parties = [part for sub in entry.sub_entities for part in (sub.name, *sub.aliases, *sub.addresses)]
    return _print(entry.country, entry.name, *entry.aliases, "\0", *entry.addresses, "\0", *parties)


def holds(decision: Decision, match: Match, entries: Sequence[Entry]) -> bool:
    """Whether a decision is still about the same two: neither side is another than it was. ``entries`` are those of the
    match's name as they are now.

    Where only the entry's name was known then, or is now, a decision holds for what matches by the name itself.
    """
    if decision.party_print != party_print(match.watch):
        return False
    now = entry_print(entries)
    return decision.entry_print == now or (match.kind == "name" and not (decision.entry_print and now))


def _print(*texts: str) -> str:
    said = "\n".join(" ".join(text.split()) if text != "\0" else text for text in texts)
    return hashlib.sha256(said.encode("utf-8", "surrogatepass")).hexdigest()
