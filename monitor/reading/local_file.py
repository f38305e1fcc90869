"""Files that the user names."""

from __future__ import annotations

import sys
from pathlib import Path

from monitor.errors import CannotRead
from monitor.reading.files import MAX_BYTES

STANDARD_INPUT = "-"


def read_file(path: Path, most: int = MAX_BYTES) -> bytes:
    """The bytes of a file the user named, ``most`` at most, or of standard input for ``-``.

    Raises CannotRead with the reason and the remedy.
    """
    if str(path) == STANDARD_INPUT:
        data = sys.stdin.buffer.read(most + 1)
        if len(data) > most:
            raise CannotRead(f"Standard input is longer than {most:,} bytes; name a smaller file.")
        return data
    try:
        if path.is_dir():
            raise CannotRead(f"{path} is a folder; name a file in it.")
        if path.stat().st_size > most:
            raise CannotRead(
                f"{path} is larger than {most:,} bytes, as no file is that is read here; name a smaller one."
            )
        return path.read_bytes()
    except FileNotFoundError:
        raise CannotRead(f"{path} does not exist; check the path.") from None
    except OSError as error:
        raise CannotRead(f"{path} cannot be read ({error.strerror}); check its permissions.") from None
