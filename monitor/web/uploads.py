"""The forms and files that a reader sends: their size is limited, and no file is kept on disk."""

from __future__ import annotations

import re
from http import HTTPStatus

from starlette.datastructures import UploadFile
from starlette.exceptions import HTTPException
from starlette.formparsers import MultiPartException
from starlette.requests import ClientDisconnect, Request

from monitor.errors import UsageError

MOST_BYTES = 24_000_000
"""Of one request. A whole eCFR title, the largest file that anybody compares, is 12 MB."""
# e.g. "<list>.csv"
_NAME = re.compile(r"[^\w. ()+-]+")

Side = tuple[str, bytes] | str


async def two_sides(request: Request) -> tuple[Side, Side]:
    """The two sides to compare: for each the file, else the day or rule that was typed."""
    fields = await form_of(request)
    return _side(fields, "from"), _side(fields, "to")


def _side(fields: dict[str, str | tuple[str, bytes]], name: str) -> Side:
    file = fields.get(f"{name}_file")
    if isinstance(file, tuple) and file[1]:
        return file
    typed = fields.get(name, "")
    return typed.strip() if isinstance(typed, str) else ""


async def form_of(request: Request) -> dict[str, str | tuple[str, bytes]]:
    """The fields of a form: text, or a file's name and bytes.

    Raises HTTPException 411 without a length, 413 for too long a form, UsageError for anything but a form.
    """
    length = request.headers.get("content-length", "")
    if not (length.isascii() and length.isdigit() and len(length) < 20):
        raise HTTPException(HTTPStatus.LENGTH_REQUIRED, "The form does not say how long it is.")
    if int(length) > MOST_BYTES:
        raise HTTPException(
            HTTPStatus.REQUEST_ENTITY_TOO_LARGE, f"More than {MOST_BYTES // 1_000_000} MB are not read."
        )
    if request.headers.get("content-type", "").partition(";")[0] not in (
        "multipart/form-data",
        "application/x-www-form-urlencoded",
    ):
        raise UsageError("This address takes a form; fill in the one on the page.")
    try:
        async with request.form(max_files=4, max_fields=40, max_part_size=100_000) as form:
            fields: dict[str, str | tuple[str, bytes]] = {}
            for name, value in form.multi_items():
                if isinstance(value, UploadFile):
                    fields[name] = (file_name(value.filename or "file"), await value.read())
                else:
                    fields[name] = value
            return fields
    except (MultiPartException, ClientDisconnect, ValueError, KeyError, UnicodeError):
        raise UsageError("The form could not be read; send it again from the page.") from None


def file_name(name: str) -> str:
    """A file's name without folders and odd characters, at most 80 characters long."""
    return _NAME.sub("_", name.replace("\\", "/").rpartition("/")[2])[:80] or "file"
