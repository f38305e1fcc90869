"""One tree of errors. Every message names the thing and the remedy in a sentence; the CLI maps a branch to its exit status.

0 is "done", 1 "done, and there is something to look at": no error has them. The machine's errors (disk, memory) have 5 too.

MonitorError
├── UsageError              2   wrong option, argument or combination
│   ├── SettingsError       2   a settings file, key or named file is wrong
│   └── NotKnown            2   no such document, entry or day in this database
├── UpstreamError           3   a source could not be reached or answered nonsense
│   ├── Unreachable             no answer: refused, reset, timed out, too slow, name not found
│   ├── Blocked                 the "Request Access" page or a refusal (403, 429) instead of data
│   └── BadAnswer               an answer, but not what the source promises (HTML, wrong shape, truncated, too large)
├── CannotRead              4   input bytes that are not what they should be
│   ├── Undecided           2   input that can be read in several ways; the message names the option that settles it
│   └── ReaderEnded             input whose reading had to be ended, or that ended the process that read it
└── StoreError              5   the database refuses: locked, newer than this program, read-only, damaged, missing
    ├── Damaged                 a row is not what was written; the others may be
    └── WouldLose           2   what is asked would lose what is recorded
"""

from __future__ import annotations


class MonitorError(Exception):
    """Base of every error a user can meet; ``str(error)`` is the sentence that is shown."""

    exit_status = 5


class UsageError(MonitorError):
    """Wrong option, argument or combination."""

    exit_status = 2


class SettingsError(UsageError):
    """A settings file, key or file named by a key is wrong."""


class NotKnown(UsageError):
    """There is no such document or entry, or no list of such a day, in this database.

    ``without_remedy`` is the sentence for the pages; the ``remedy`` is one for the command line.
    """

    def __init__(self, sentence: str, remedy: str = "") -> None:
        super().__init__(f"{sentence} {remedy}".strip())
        self.without_remedy = sentence


class UpstreamError(MonitorError):
    """A source could not be reached or answered nonsense; it changed no state."""

    exit_status = 3
    retry_after: float | None = None
    """Seconds the source asked us to wait, where it said so."""


class Unreachable(UpstreamError):
    """No answer came: refused, reset, timed out, too slow or no such host."""


class Blocked(UpstreamError):
    """The source turned us away (a "Request Access" page, 403, 429): a failed poll, never "nothing new"."""

    def __init__(self, message: str, retry_after: float | None = None) -> None:
        super().__init__(message)
        self.retry_after = retry_after


class BadAnswer(UpstreamError):
    """An answer came, but not one the source promises: HTML for JSON, a wrong shape, truncated, too large."""


class CannotRead(MonitorError):
    """Input bytes that are not what they should be; the message names the file or document and the place."""

    exit_status = 4


class Undecided(CannotRead):
    """Input that can be read in several ways: nothing is guessed, and the message names the option that settles it."""

    exit_status = 2


class ReaderEnded(CannotRead):
    """Input whose reading took too long or too much, or that ended the process that read it: it is not read again."""


class Stopping(BaseException):
    """The program was told to end: what is being read is given up, nothing of it is recorded, and no document is to blame.

    No MonitorError, nor an Exception: what catches those so that the others go on must not go on with the next document.
    """


class StoreError(MonitorError):
    """The database refuses: locked, read-only, missing, or written by a newer version."""


class Damaged(StoreError):
    """A row of the database is not what was written: the disk has changed it since. The others may be whole."""


class WouldLose(StoreError):
    """What is asked would lose what is recorded; the message says how to ask for it if that is meant."""

    exit_status = 2
