"""Files that the user names."""

from __future__ import annotations

import sys
from pathlib import Path

from monitor.errors import CannotRead
from monitor.reading.files import MAX_BYTES

STANDARD_INPUT = "-"


def read_file(path: Path) -> bytes:
    """The bytes of a file the user named, or of standard input for ``-``. Raises CannotRead with the reason and the remedy."""
    if str(path) == STANDARD_INPUT:
        data = sys.stdin.buffer.read(MAX_BYTES + 1)
        if len(data) > MAX_BYTES:
            raise CannotRead(f"Standard input is longer than {MAX_BYTES:,} bytes; name a smaller file.")
        return data
    try:
        if path.is_dir():
            raise CannotRead(f"{path} is a folder; name a file in it.")
        if path.stat().st_size > MAX_BYTES:
            raise CannotRead(f"{path} is larger than {MAX_BYTES:,} bytes, which no copy of the list is.")
        return path.read_bytes()
    except FileNotFoundError:
        raise CannotRead(f"{path} does not exist; check the path.") from None
    except OSError as error:
        raise CannotRead(f"{path} cannot be read ({error.strerror}); check its permissions.") from None
