"""Files that a reader sends: two of them at most, of sane size, never written where they stay."""

from __future__ import annotations

import re
from http import HTTPStatus

from starlette.datastructures import UploadFile
from starlette.exceptions import HTTPException
from starlette.formparsers import MultiPartException
from starlette.requests import ClientDisconnect, Request

from monitor.errors import UsageError

MOST_BYTES = 24_000_000
"""Of one request. A whole eCFR title is 12 MB; nothing that anybody compares is larger."""
_NAME = re.compile(r"[^\w. ()+-]+")

Side = tuple[str, bytes] | str


async def two_sides(request: Request) -> tuple[Side, Side]:
    """What is to be compared: for each side a file, else the day or rule typed."""
    fields = await form_of(request)
    return _side(fields, "from"), _side(fields, "to")


def _side(fields: dict[str, str | tuple[str, bytes]], name: str) -> Side:
    file = fields.get(f"{name}_file")
    if isinstance(file, tuple) and file[1]:
        return file
    typed = fields.get(name, "")
    return typed.strip() if isinstance(typed, str) else ""


async def form_of(request: Request) -> dict[str, str | tuple[str, bytes]]:
    """The fields of a form: text, or a file's name and bytes. Raises HTTPException 413 for one that is too large,
    UsageError for what is no form."""
    length = request.headers.get("content-length", "")
    if not length.isdigit():
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
            found: dict[str, str | tuple[str, bytes]] = {}
            for name, value in form.multi_items():
                if isinstance(value, UploadFile):
                    found[name] = (file_name(value.filename or "file"), await value.read())
                else:
                    found[name] = value
            return found
    except (MultiPartException, ClientDisconnect, ValueError, KeyError, UnicodeError):
        raise UsageError("The form could not be read; send it again from the page.") from None


def file_name(name: str) -> str:
    """A file's name fit to be shown."""
    return _NAME.sub("_", name.replace("\\", "/").rpartition("/")[2])[:80] or "file"
