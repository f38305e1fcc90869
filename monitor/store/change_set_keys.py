"""The keys of alerts as they are stored: a column holds 80 characters, and PostgreSQL refuses more."""

import hashlib

LONGEST = 80


def bounded_key(change_set: str) -> str:
    """``change_set`` as it is stored: a long one (it may hold a channel's name) ends in its hash, so that it fits."""
    if len(change_set) <= LONGEST:
        return change_set
    return f"{change_set[: LONGEST - 17]}/{hashlib.sha256(change_set.encode()).hexdigest()[:16]}"
