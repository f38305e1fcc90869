"""Files that the user names."""

from __future__ import annotations

import stat
import sys
from pathlib import Path

from monitor.errors import CannotRead
from monitor.reading.files import MAX_BYTES

STANDARD_INPUT = "-"


def read_file(path: Path, most: int = MAX_BYTES, *, waits: bool = True) -> bytes:
    """The bytes of a file the user named, ``most`` at most, or of standard input for ``-``; a pipe is read only where the
    reader ``waits`` for whoever writes into it. Raises CannotRead with the reason and the remedy.
    """
    if str(path) == STANDARD_INPUT:
        data = sys.stdin.buffer.read(most + 1)
        if len(data) > most:
            raise CannotRead(f"Standard input is longer than {most:,} bytes; name a smaller file.")
        return data
    try:
        mode = path.stat().st_mode
        if stat.S_ISDIR(mode):
            raise CannotRead(f"{path} is a folder; name a file in it.")
        if not waits and not stat.S_ISREG(mode):
            raise CannotRead(f"{path} is a pipe or a device, which may never end; name a file.")
        with path.open("rb") as file:
            data = file.read(most + 1)  # whatever its size is said to be: devices have none
        if len(data) > most:
            raise CannotRead(
                f"{path} is larger than {most:,} bytes, as no file is that is read here; name a smaller one."
            )
        return data
    except FileNotFoundError:
        raise CannotRead(f"{path} does not exist; check the path.") from None
    except OSError as error:
        raise CannotRead(f"{path} cannot be read ({error.strerror}); check its permissions.") from None
