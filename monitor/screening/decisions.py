"""What a decision on a match was about, and whether it still is."""

from __future__ import annotations

import hashlib

from monitor.model import Decision, Entry, Match, Watch

DISMISSED, CONFIRMED, OPEN = "dismissed", "confirmed", "open"


def party_print(watch: Watch) -> str:
    """A fingerprint of what a party is: name, country and address, as they are written."""
    return _print(watch.name, watch.country, watch.address)


def entry_print(entry: Entry) -> str:
    """A fingerprint of who an entry is: names, addresses, and parties within it; "" where only its name is known.

    Terms and citations do not count: a rule that only cites an entry anew says nothing new of who it is.
    """
    if not entry.text and not entry.addresses:
        return ""
    parties = [part for sub in entry.sub_entities for part in (sub.name, *sub.aliases, *sub.addresses)]
    return _print(entry.country, entry.name, *entry.aliases, "\0", *entry.addresses, "\0", *parties)


def holds(decision: Decision, match: Match, entry: Entry | None) -> bool:
    """Whether a decision is still about the same two: neither side is another than it was.

    Where only the entry's name was known then, or is now, a decision holds for what matches by the name itself.
    """
    if decision.party_print != party_print(match.watch):
        return False
    now = entry_print(entry) if entry is not None else ""
    return decision.entry_print == now or (match.kind == "name" and not (decision.entry_print and now))


def _print(*texts: str) -> str:
    said = "\n".join(" ".join(text.split()) if text != "\0" else text for text in texts)
    return hashlib.sha256(said.encode("utf-8", "surrogatepass")).hexdigest()
