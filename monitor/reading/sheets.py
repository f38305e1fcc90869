"""A workbook's sheet as lines of text. Formulas are read as the values they were saved with; nothing in it is run.

The library (python-calamine) is written in Rust and expands no entities. What it would unpack is counted before it is
asked: a workbook is a ZIP archive, and a small one may hold gigabytes.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta

from monitor.errors import CannotRead

MAX_UNPACKED = 600 * 1024 * 1024
MAX_MEMBERS = 2_000
_PIECE = 1024 * 1024


def read_sheet(data: bytes, what: str, sheet: str = "") -> Iterator[tuple[int, list[str]]]:
    """(number of the line as the workbook counts, its cells as text) of the sheet named, or the first that is visible.

    Raises CannotRead for what is no workbook, is locked, is damaged, or unpacks beyond :data:`MAX_UNPACKED`.
    """
    _require_bearable(data, what)
    from python_calamine import CalamineError, CalamineWorkbook, PasswordError  # noqa: PLC0415 - as its module's user

    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(data))
        names = _visible(book)
        if sheet and sheet not in book.sheet_names:
            raise CannotRead(f"{what} has no sheet \u201c{sheet}\u201d; it has {', '.join(book.sheet_names)}.")
        if not names and not sheet:
            raise CannotRead(f"{what} has no sheet.")
        found = book.get_sheet_by_name(sheet or names[0])
        first = found.start[0] if found.start else 0
        rows = found.to_python(skip_empty_area=True)
    except PasswordError:
        raise CannotRead(f"{what} is locked with a password; save it without one.") from None
    except (CalamineError, OSError, ValueError) as error:
        raise CannotRead(f"{what} is no workbook that can be read ({_short(error)}); save it as XLSX or CSV.") from None
    return ((first + n, [_text(cell) for cell in row]) for n, row in enumerate(rows, 1))


def _visible(book: object) -> list[str]:
    """The names of the sheets that a person sees."""
    from python_calamine import SheetTypeEnum, SheetVisibleEnum  # noqa: PLC0415 - as above

    sheets = getattr(book, "sheets_metadata", [])
    seen = [s.name for s in sheets if s.typ == SheetTypeEnum.WorkSheet and s.visible == SheetVisibleEnum.Visible]
    return seen or [s.name for s in sheets]


def _require_bearable(data: bytes, what: str) -> None:
    """Raise CannotRead for an archive that holds too much, whatever its directory says: it is unpacked, and counted."""
    room = MAX_UNPACKED
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            members = archive.infolist()
            if len(members) > MAX_MEMBERS:
                raise CannotRead(f"{what} holds {len(members):,} files, which no workbook does.")
            for member in members:
                with archive.open(member) as file:
                    while piece := file.read(_PIECE):
                        room -= len(piece)
                        if room < 0:
                            raise CannotRead(f"{what} unpacks to more than {MAX_UNPACKED:,} bytes and is not read.")
    except (zipfile.BadZipFile, RuntimeError, OSError, ValueError, EOFError, NotImplementedError) as error:
        raise CannotRead(f"{what} is a damaged workbook ({_short(error)}); save it again.") from None
    except Exception as error:  # zlib.error and its kin have no common parent
        if isinstance(error, CannotRead):
            raise
        raise CannotRead(f"{what} is a damaged workbook ({_short(error)}); save it again.") from None


def _text(cell: object) -> str:
    """A cell as a person reads it: 7 rather than 7.0, dates as 2024-12-05."""
    if isinstance(cell, float) and cell.is_integer() and abs(cell) < 1e15:
        return str(int(cell))
    if isinstance(cell, datetime):
        return cell.date().isoformat() if cell.time() == time(0) else cell.isoformat(" ")
    if isinstance(cell, (date, time, timedelta)):
        return str(cell)
    return str(cell)


def _short(error: Exception) -> str:
    return " ".join(str(error).split())[:120] or type(error).__name__
