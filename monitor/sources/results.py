"""What a question to a source comes to: eight types that cannot be taken for one another.

Fresh        documents, or a copy of the list, that differ from what was known: the only one that may change anything
Unchanged    the same as before, told by the source (304) or by the content
Empty        the source says that there is none, and is believed
BlackedOut   the source says that it does not tell at this hour
Blocked      we were turned away
Broken       no answer, or one that is not what the source promises, or one out of an old cache
Partial      a part of the answer is missing
Implausible  a whole answer that cannot be one to the question

The first three are good: the source was reached and has said what there is. A black-out is neither good nor a failure.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime
from typing import Generic, TypeVar

from monitor import errors

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Mark:
    """By what an answer is known again: its fingerprint, and the source's own tag for it ("" where it gives none).

    Keep the mark of a Fresh answer only once what was in it is safe, and pass it with the next question.
    """

    sha256: str = ""
    etag: str = ""


@dataclass(frozen=True, slots=True)
class Fresh(Generic[T]):
    """Documents, in an answer that differs from the one known.

    ``ignored`` counts results that the filters should have kept out; ``told_at`` is the source's time of its answer.
    """

    documents: tuple[T, ...]
    mark: Mark
    ignored: int = 0
    requests: int = 1
    told_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Unchanged:
    """The answer known already."""

    mark: Mark
    requests: int = 1
    told_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Empty:
    """No such document at all: a good answer, and the only one that means so."""

    documents: tuple[()] = ()
    ignored: int = 0
    requests: int = 1
    told_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class BlackedOut:
    """The list is not told at this hour; ``message`` is the source's own."""

    message: str


@dataclass(frozen=True, slots=True)
class Blocked:
    """We were turned away; ``retry_after`` are the seconds asked for, None where none were."""

    message: str
    retry_after: float | None = None


@dataclass(frozen=True, slots=True)
class Broken:
    """No answer, or nonsense; ``retry_after`` are the seconds asked for, None where none were."""

    message: str
    retry_after: float | None = None


@dataclass(frozen=True, slots=True)
class Partial:
    """A part is missing."""

    message: str


@dataclass(frozen=True, slots=True)
class Implausible:
    """Not an answer to what was asked."""

    message: str


Failure = Blocked | Broken | Partial | Implausible
"""What counts as a failed poll; each has a ``message`` for people, with the address and the remedy."""


def failure(error: errors.UpstreamError) -> Failure:
    """The failure that an error stands for."""
    if isinstance(error, errors.Blocked):
        return Blocked(str(error), error.retry_after)
    if isinstance(error, errors.Partial):
        return Partial(str(error))
    if isinstance(error, errors.Implausible):
        return Implausible(str(error))
    return Broken(str(error), error.retry_after)


def fingerprint(data: bytes) -> str:
    """The sha256 of ``data``, as the archive writes it."""
    return hashlib.sha256(data).hexdigest()
