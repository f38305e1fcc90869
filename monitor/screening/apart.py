"""What tells two names apart by the words that only one of them has."""

from __future__ import annotations

from collections.abc import Sequence

from monitor.screening.weights import organisations, places, towns

LETTERS_OF_A_PARENT = 5
"""Letters of an acronym, at most, below which bodies have numbers."""


def go_on_otherwise(left: Sequence[str], right: Sequence[str]) -> bool:
    """Whether one of two names goes on with what it deals in, or each with another place: "Head France", "Shandong Head"."""
    little = organisations() | places()
    return bool((set(left) | set(right)) - little) or (not places().isdisjoint(left) and not places().isdisjoint(right))


def numbered_below(same: Sequence[str], rest: Sequence[str]) -> bool:
    """Whether one name is an acronym, and the other that of one of its numbered bodies: "CSIC", "CSIC 799"."""
    short = len(same) == 1 and len(same[0]) <= LETTERS_OF_A_PARENT and len(rest) > 0
    return short and rest[0].isdigit() and organisations().issuperset(rest[1:])


def other_town(left: Sequence[str], right: Sequence[str]) -> bool:
    """Whether each of two names has a town that the other one has not."""
    return not towns().isdisjoint(left) and not towns().isdisjoint(right)


def other_trade(left: Sequence[str], right: Sequence[str]) -> bool:
    """Whether both names go on with words for what they deal in."""
    little = places() | organisations()
    return bool(set(left) - little) and bool(set(right) - little)
