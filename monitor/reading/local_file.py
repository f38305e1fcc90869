"""Files that the user names."""

from __future__ import annotations

import stat
import sys
from pathlib import Path

from monitor.errors import CannotRead
from monitor.reading.files import MAX_BYTES

STANDARD_INPUT = "-"


def read_file(path: Path, *, waits: bool = True) -> bytes:
    """The bytes of a file the user named, or of standard input for ``-``; a pipe is read only where the reader ``waits`` for
    whoever writes into it. Raises CannotRead with the reason and the remedy.
    """
    if str(path) == STANDARD_INPUT:
        data = sys.stdin.buffer.read(MAX_BYTES + 1)
        if len(data) > MAX_BYTES:
            raise CannotRead(f"Standard input is longer than {MAX_BYTES:,} bytes; name a smaller file.")
        return data
    try:
        mode = path.stat().st_mode
        if stat.S_ISDIR(mode):
            raise CannotRead(f"{path} is a folder; name a file in it.")
        if not waits and not stat.S_ISREG(mode):
            raise CannotRead(f"{path} is a pipe or a device, which may never end; name a file.")
        with path.open("rb") as file:
            data = file.read(MAX_BYTES + 1)  # whatever its size is said to be: devices have none
        if len(data) > MAX_BYTES:
            raise CannotRead(f"{path} is larger than {MAX_BYTES:,} bytes, which no copy of the list is.")
        return data
    except FileNotFoundError:
        raise CannotRead(f"{path} does not exist; check the path.") from None
    except OSError as error:
        raise CannotRead(f"{path} cannot be read ({error.strerror}); check its permissions.") from None
