"""Records of an answer that cannot be taken, told apart from those that can: one of them must not hold up the others.

A record that cannot be read, or that the question did not ask for, is set aside with its reason. Only where most records
are of one such kind is the answer itself at fault: its shape has changed, or the filters of the question were ignored.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Hashable, Iterable
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from monitor.errors import BadAnswer
from monitor.model import Document
from monitor.sources.records import AGENCY, PARENT_AGENCY
from monitor.sources.results import Implausible, SetAside
from monitor.text.document_numbers import is_document_number

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class SortedRecords(Generic[T]):
    """The different records of an answer: those that were asked for, those that were not, and those that cannot be read."""

    asked_for: tuple[T, ...]
    foreign: tuple[T, ...]
    unreadable: tuple[SetAside, ...]

    @property
    def count(self) -> int:
        """How many there are in all."""
        return len(self.asked_for) + len(self.foreign) + len(self.unreadable)


def sort_records(
    results: Iterable[Any],
    read: Callable[[Any], T],
    key: Callable[[T], Hashable],
    is_asked_for: Callable[[T], bool],
    salvage: Callable[[dict[str, Any]], Document] | None = None,
) -> SortedRecords[T]:
    """``results`` as ``read`` reads them; records with the same ``key`` are one. ``salvage`` reads what can be read of one
    that ``read`` refuses.

    Raises BadAnswer, the first record's, where most of them cannot be read. The only one that an answer has is set aside
    all the same where it can be named: one record is no shape that has changed.
    """
    readable: dict[Hashable, T] = {}
    errors: dict[str, tuple[SetAside, BadAnswer]] = {}
    for value in results:
        try:
            record = read(value)
        except BadAnswer as error:
            kept = salvage(value) if salvage and _has_number(value) else None
            errors[json.dumps(value, sort_keys=True)] = SetAside(_number_in(value), str(error), kept), error
        else:
            readable[key(record)] = record
    named = [odd for odd, _ in errors.values() if odd.number]
    if len(errors) > len(readable) and not len(named) == len(errors) == 1:
        raise next(error for _, error in errors.values())
    asked_for = tuple(record for record in readable.values() if is_asked_for(record))
    foreign = tuple(record for record in readable.values() if not is_asked_for(record))
    return SortedRecords(asked_for, foreign, tuple(odd for odd, _ in errors.values()))


def ignored_question(found: SortedRecords[Any], strangers: Collection[Any], place: str) -> Implausible | None:
    """Why an answer cannot be one to the question: most of its records are ``strangers``; None where they are not."""
    if 2 * len(strangers) <= found.count:
        return None
    first = next(iter(strangers))
    return Implausible(
        f"{place} gave {len(strangers)} of {found.count} documents that were not asked for ({first.number} first): it has "
        "ignored the question. Nothing was taken, the next round asks again."
    )


def may_be_the_bureaus(agencies: Collection[str]) -> bool:
    """Whether a record that does not name the bureau may be its all the same: it names the Department of Commerce alone,
    or nobody."""
    return {slug.lower().replace(" ", "-") for slug in agencies} <= {PARENT_AGENCY}


def why_foreign(agencies: Collection[str]) -> str:
    """The reason for which a record that was not asked for is set aside."""
    if AGENCY in agencies:
        return "its type or its publication date is not one that was asked for"
    return f"its agencies are {', '.join(agencies) or 'none'}, without {AGENCY}"


def _has_number(value: Any) -> bool:
    return is_document_number(_number_in(value))


def _number_in(value: Any) -> str:
    number = value.get("document_number") if isinstance(value, dict) else None
    return number[:50] if isinstance(number, str) else ""
