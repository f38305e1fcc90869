"""The forms and files that a reader sends: their size is limited, one by one and all together, and no file is kept.

A file is spooled to the temporary folder while it arrives, and taken into memory when its turn has come: one is read at a
time. Requests wait for room with their body unread.
"""

from __future__ import annotations

import asyncio
import re
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from http import HTTPStatus

from starlette.datastructures import UploadFile
from starlette.exceptions import HTTPException
from starlette.formparsers import MultiPartException
from starlette.requests import ClientDisconnect, Request

from monitor.errors import UsageError

MOST_BYTES = 24_000_000
"""Of one request. A whole eCFR title, the largest file that anybody compares, is 12 MB."""
MOST_SPOOLED = 4 * MOST_BYTES
"""Of all requests at a time."""
MOST_OF_CLIENT = 2
"""Requests with files of one client at a time; the others of it wait."""
MOST_WITHOUT_FILES = 100_000
WAIT_SECONDS = 30.0
"""How long a request waits for room."""
FORM, PLAIN_FORM = "multipart/form-data", "application/x-www-form-urlencoded"
# e.g. "<list>.csv"
_NAME = re.compile(r"[^\w. ()+-]+")

Fields = dict[str, str | tuple[str, bytes]]
"""A form's fields: text, or a file's name and bytes."""
Side = tuple[str, bytes] | str


class Uploads:
    """The files that are arriving or being read."""

    def __init__(self) -> None:
        self._spooled = 0
        self._of_client: Counter[str] = Counter()
        self._changed = asyncio.Condition()
        self._turn = asyncio.Lock()

    @asynccontextmanager
    async def form(self, request: Request) -> AsyncIterator[Fields]:
        """The fields of a form with files; inside the block it is this request's turn to read them.

        Raises as :func:`form_of`, and HTTPException 503 where there is no room for too long.
        """
        length = _length(request, MOST_BYTES)
        async with self._room(client_of(request), length):
            try:
                fields = await _parsed(request, files=4)
                async with self._turn:
                    yield {name: await _whole(value) for name, value in fields.items()}
            finally:
                await request.close()

    @asynccontextmanager
    async def _room(self, client: str, length: int) -> AsyncIterator[None]:
        def is_room() -> bool:
            return self._spooled + length <= MOST_SPOOLED and self._of_client[client] < MOST_OF_CLIENT

        try:
            async with asyncio.timeout(WAIT_SECONDS), self._changed:
                await self._changed.wait_for(is_room)
                self._spooled += length
                self._of_client[client] += 1
        except TimeoutError:
            raise HTTPException(
                HTTPStatus.SERVICE_UNAVAILABLE, "Other files are being read; send yours again in a minute.",
                {"Retry-After": "60"},
            ) from None  # fmt: skip
        try:
            yield
        finally:
            async with self._changed:
                self._spooled -= length
                self._of_client[client] -= 1
                self._of_client += Counter()  # without those that have none
                self._changed.notify_all()


async def _whole(value: str | UploadFile) -> str | tuple[str, bytes]:
    return (file_name(value.filename or "file"), await value.read()) if isinstance(value, UploadFile) else value


def client_of(request: Request) -> str:
    """The address that a request comes from; behind a trusted proxy, the one that the proxy names."""
    return request.client.host[:80] if request.client else ""


def two_sides(fields: Fields) -> tuple[Side, Side]:
    """The two sides to compare: for each the file, else the day or rule that was typed."""
    return _side(fields, "from"), _side(fields, "to")


def _side(fields: Fields, name: str) -> Side:
    file = fields.get(f"{name}_file")
    if isinstance(file, tuple) and file[1]:
        return file
    typed = fields.get(name, "")
    return typed.strip() if isinstance(typed, str) else ""


async def form_of(request: Request) -> Fields:
    """The fields of a form without files.

    Raises HTTPException 411 without a length, 413 for too long a form, UsageError for anything but a form.
    """
    _length(request, MOST_WITHOUT_FILES)
    fields = await _parsed(request, files=0)
    return {name: value for name, value in fields.items() if isinstance(value, str)}


def _length(request: Request, most: int) -> int:
    """How long the body is."""
    length = request.headers.get("content-length", "")
    is_length = length.isascii() and length.isdigit() and len(length) < 20
    if not is_length or "transfer-encoding" in request.headers:  # which would count in its place
        raise HTTPException(HTTPStatus.LENGTH_REQUIRED, "The form does not say how long it is.")
    if _kind(request) == PLAIN_FORM:  # is parsed in memory
        most = min(most, MOST_WITHOUT_FILES)
    if int(length) > most:
        words = f"{most // 1_000_000} MB" if most >= 1_000_000 else f"{most // 1000} kB"
        raise HTTPException(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, f"More than {words} are not read.")
    return int(length)


def _kind(request: Request) -> str:
    return request.headers.get("content-type", "").partition(";")[0].strip().lower()


async def _parsed(request: Request, files: int) -> dict[str, str | UploadFile]:
    """The fields; whoever has the request closes it, and the files with it."""
    if _kind(request) not in (FORM, PLAIN_FORM):
        raise UsageError("This address takes a form; fill in the one on the page.")
    try:
        form = await request.form(max_files=files, max_fields=40, max_part_size=MOST_WITHOUT_FILES)
        return dict(form.multi_items())
    except (HTTPException, MultiPartException, ClientDisconnect, ValueError, KeyError, UnicodeError):
        raise UsageError("The form could not be read; send it again from the page.") from None


def file_name(name: str) -> str:
    """A file's name without folders and odd characters, at most 80 characters long."""
    return _NAME.sub("_", name.replace("\\", "/").rpartition("/")[2])[:80] or "file"
