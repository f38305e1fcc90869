"""An Atom feed in a file, replaced as a whole: who reads it sees the old one or the new one, never half of one."""

from __future__ import annotations

import fcntl
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from monitor.delivery.protocol import Delivered, Envelope, Refused, Result, RetryAfter
from monitor.model import Alert
from monitor.rendering.feed import LONGEST_FEED, FeedEntry, feed_entry, feed_id, read_feed, render_feed

TITLE = "Entity List monitor"
_PAUSE = 300.0


@dataclass(frozen=True)
class FeedSender:
    """One file; its folder has to be there."""

    name: str
    path: Path
    recipients: tuple[str, ...] = ("file",)
    kind: str = "feed"

    def send(self, alert: Alert, recipient: str, envelope: Envelope) -> Result:
        """Put the alert into the feed; one sent again stands in the place of the first."""
        entry = feed_entry(
            alert,
            message_id=envelope.message_id,
            updated=envelope.sent_at,
            today=envelope.today,
            current=envelope.current,
        )
        try:
            path = self.path.resolve()  # a link stays one: what it leads to is replaced
            if path.exists() and not path.is_file():
                return Refused(f"The feed's path {self.path} is no file; set path to one.")
            with _locked(path.parent):
                return self._written(path, entry)
        except (OSError, RuntimeError) as error:  # RuntimeError: links in a ring
            reason = getattr(error, "strerror", None) or "links lead nowhere"
            return RetryAfter(_PAUSE, f"The feed {self.path} cannot be written ({reason}); check its folder.")

    def _written(self, path: Path, entry: FeedEntry) -> Result:
        identity = feed_id(f"channel/{self.name}")
        entries: tuple[FeedEntry, ...] = ()
        if path.exists() and (data := _read(path)):
            try:
                identity, entries = read_feed(data)
            except ValueError as error:
                return Refused(
                    f"The file {self.path} is not overwritten: {error}. Move it away, or set path to another."
                )
        feed = render_feed((entry, *entries), feed_id=identity, title=TITLE, updated=entry.updated)
        _replace(path, feed)
        return Delivered("written")


def try_feed(path: Path) -> tuple[str, str]:
    """What stands against a feed at ``path``, and the remedy; both "" where nothing does. Nothing is written."""
    if not path.parent.is_dir():
        return f"the folder {path.parent} does not exist", f"mkdir -p {path.parent}"
    if not os.access(path.parent, os.W_OK | os.X_OK):
        return f"{path.parent} may not be written to", "change its owner or permissions, or set path to another place"
    try:
        if path.exists() and (data := _read(path)):
            read_feed(data)
    except ValueError as error:
        return f"{path} is not overwritten: {error}", "move it away, or set path to another"
    except OSError as error:
        return f"{path} cannot be read ({error.strerror})", "change its owner or permissions"
    return "", ""


@contextmanager
def _locked(folder: Path) -> Iterator[None]:
    """One writer at a time: what another process adds between our reading and writing would be lost."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        with suppress(OSError):  # some network file systems have no locks
            fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
        with suppress(OSError):
            os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _read(path: Path) -> bytes:
    with path.open("rb") as stream:
        return stream.read(LONGEST_FEED + 1)


def _replace(path: Path, data: bytes) -> None:
    """Put ``data`` in the file's place, readable by all, as a web server needs it."""
    descriptor, name = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
    try:
        with os.fdopen(descriptor, "wb") as stream:
            stream.write(data)
            os.fchmod(stream.fileno(), 0o644)
            stream.flush()
            os.fsync(stream.fileno())
        Path(name).replace(path)
    except OSError:
        Path(name).unlink(missing_ok=True)
        raise
