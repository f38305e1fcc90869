"""What a question to a source comes to, as values that cannot be taken for one another, from here to the end of a round.

Fresh          documents, or a copy of the list, that differ from what was known: the only one that may change anything
Unchanged      the same as before, said by the source (304) or by the content
Empty          the source says that there is none, and is believed
BlackedOut     the source says that it gives no list at this hour
Failure        the poll failed:
├── AccessBlocked  the source blocks our access (a "Request Access" page, 403, 429)
├── Broken         no answer, or one that is not what the source promises, or one out of an old cache
├── Partial        a part of the answer is missing
└── Implausible    a whole answer that cannot be one to the question

The first three are good: the source was reached and has said what there is. A black-out is neither good nor a failure.
Inside of this room errors are raised; each source turns them into one of these values, once, in its public methods.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime
from typing import Generic, TypeVar

from monitor import errors
from monitor.model import Document

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Mark:
    """By what an answer is known again: its fingerprint, and the source's own tag for it ("" where it gives none).

    Keep the mark of a Fresh answer only once what was in it is safe, and pass it with the next question.
    """

    sha256: str = ""
    etag: str = ""


@dataclass(frozen=True, slots=True)
class SetAside:
    """A record of an answer that was not taken, though the others were: its number, as far as it has one, and why.

    ``document`` is what can be read of one that may well have been asked for; None where it was not, or has no number.
    """

    number: str
    why: str
    document: Document | None = None


@dataclass(frozen=True, slots=True)
class Fresh(Generic[T]):
    """Documents, in an answer that differs from the one known.

    ``ignored`` counts results that the filters should have kept out; ``answered_at`` is the source's time of its answer;
    ``set_aside`` are records that a person must look at.
    """

    documents: tuple[T, ...]
    mark: Mark
    ignored: int = 0
    requests: int = 1
    answered_at: datetime | None = None
    set_aside: tuple[SetAside, ...] = ()


@dataclass(frozen=True, slots=True)
class Unchanged:
    """The answer known already."""

    mark: Mark
    requests: int = 1
    answered_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Empty:
    """No such document at all: a good answer, and the only one that means so."""

    documents: tuple[()] = ()
    ignored: int = 0
    requests: int = 1
    answered_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class BlackedOut:
    """The source gives no list at this hour; ``message`` is the source's own."""

    message: str


@dataclass(frozen=True, slots=True)
class Failure:
    """A failed poll. ``message`` is for people, with the address and the remedy; ``retry_after`` the seconds asked for."""

    message: str
    retry_after: float | None = None


@dataclass(frozen=True, slots=True)
class AccessBlocked(Failure):
    """The source blocks our access."""


@dataclass(frozen=True, slots=True)
class Broken(Failure):
    """No answer at all (not ``answered``), or one that is not what the source promises."""

    answered: bool = True


@dataclass(frozen=True, slots=True)
class Partial(Failure):
    """A part of the answer is missing: documents counted and not given, a page lost or given twice."""


@dataclass(frozen=True, slots=True)
class Implausible(Failure):
    """A whole answer that cannot be one to the question: the filter was ignored, other agencies are in it."""


class UnusableAnswer(errors.BadAnswer):
    """Raised inside of this room for an answer that is more than just broken; ``failure`` is what it comes to."""

    def __init__(self, failure: Failure) -> None:
        super().__init__(failure.message)
        self.failure = failure


def failure_of(error: errors.UpstreamError) -> Failure:
    """The value for an error that was raised while a source was asked."""
    if isinstance(error, UnusableAnswer):
        return error.failure
    if isinstance(error, errors.Blocked):
        return AccessBlocked(str(error), error.retry_after)
    return Broken(str(error), error.retry_after, answered=not isinstance(error, errors.Unreachable))


def fingerprint(data: bytes) -> str:
    """The sha256 of ``data``, as the archive writes it."""
    return hashlib.sha256(data).hexdigest()
