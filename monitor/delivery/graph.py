"""Mail through Microsoft Graph: sendMail takes the message as it would go over SMTP, so that its threads and ids hold.

Sources: Microsoft's "user: sendMail" (the MIME form; 202), "Send Outlook messages using MIME", "Attach large files to
Outlook messages" (3 to 150 MB by an upload session, ranges below 4 MB) and "Microsoft Graph throttling guidance" (429 and
503 with Retry-After). A message that is too large for one request is made as a draft, its tables are uploaded, and it is
sent; where the app may not do that, it is sent without its tables: an alert is not kept back for a file.
"""

from __future__ import annotations

import base64
import re
import time
from collections.abc import Container, Iterable, Mapping
from dataclasses import dataclass, field
from email.message import EmailMessage
from typing import TYPE_CHECKING
from urllib.parse import quote, urlsplit

from monitor.delivery.message import attached, written
from monitor.delivery.posting import PAUSE, Ask, asked_pause, object_of
from monitor.delivery.protocol import Delivered, Envelope, Refused, Result, RetryAfter
from monitor.delivery.tokens import NoToken, TokenSource
from monitor.errors import UpstreamError
from monitor.model import Alert
from monitor.rendering.attachments import Attachment
from monitor.rendering.safe import short
from monitor.shapes import json_bytes

if TYPE_CHECKING:
    from monitor.http import HttpResponse

LARGEST_REQUEST = 4_000_000
"""Bytes of one request that Graph takes."""
LARGEST_POSTED = 3_000_000
"""Bytes of an attachment that may be posted whole; a larger one is uploaded."""
RANGE = 4 * 320 * 1024
"""Bytes of one range of an upload: a multiple of 320 KiB that a slow line carries within a request's time."""

_DONE = {"sendMail": (202,), "send": (202,), "attachments": (201,)}
"""What Graph says, and nothing else, when it has taken a message or a table: a network's sign-in page says 200."""
LONGEST = 120.0
"""Seconds after which no further step of a message is begun: all of them together must not outlast the lease."""

# e.g. "ErrorAccessDenied"
_ERROR = re.compile("[A-Za-z_]{3,80}")
# e.g. "AAMkADA1-_=", "https://outlook.office.com/api/v2.0/Users('a')/Messages('b')/AttachmentSessions('c')?authtoken=d"
_GIVEN = re.compile("[!-~]{1,20000}")
_PASSING = frozenset({
    "ApplicationThrottled", "ErrorServerBusy", "ErrorMailboxStoreUnavailable", "ErrorInternalServerTransientError",
    "ErrorTooManyObjectsOpened", "ErrorExceededMessageLimit", "ErrorMessageSubmissionBlocked", "TooManyRequests",
})  # fmt: skip
_ALLOWED = (
    "give the app the application permission {permission} with admin consent, and let its application access policy or "
    "role assignment in Exchange Online include the mailbox of sender (docs/mail.md)"
)
_NO_MAILBOX = "sender must be a mailbox of the tenant, with a license or shared"
_REMEDIES = {
    "ErrorSendAsDenied": "the app may not send as this mailbox: set sender to the mailbox's own address",
    "ErrorInvalidUser": _NO_MAILBOX,
    "ErrorNonExistentMailbox": _NO_MAILBOX,
    "MailboxNotEnabledForRESTAPI": f"{_NO_MAILBOX}, in Exchange Online and not on a server of your own",
    "MailboxNotSupportedForRESTAPI": f"{_NO_MAILBOX}, in Exchange Online and not on a server of your own",
    "ResourceNotFound": _NO_MAILBOX,
    "RequestResourceNotFound": _NO_MAILBOX,
    "ErrorInvalidRecipients": "check the address of the recipient",
    "ErrorQuotaExceeded": "the mailbox of sender is full: empty its Sent Items",
    "ErrorMessageSizeExceeded": "the message is larger than the tenant allows",
}
_NOT_FOR_GRAPH = "the token is not for Graph, or of another tenant: check tenant, scope, token_url and graph_url"


class _Failed(Exception):
    """A step was not done; ``denied`` where the app may not do it at all."""

    def __init__(self, result: RetryAfter | Refused, *, denied: bool = False) -> None:
        super().__init__(result.reason)
        self.result, self.denied = result, denied


@dataclass(frozen=True)
class GraphSender:
    """The mailbox ``sender``, from which an app of its tenant may send; each recipient gets a message of his own."""

    name: str
    sender: str
    recipients: tuple[str, ...]
    tokens: TokenSource = field(repr=False)
    ask: Ask = field(repr=False)
    graph_url: str = "https://graph.microsoft.com/v1.0"
    kind: str = "email"

    def send(self, alert: Alert, recipient: str, envelope: Envelope) -> Result:
        """Hand the message over; Graph has taken it, which is not yet that it has arrived, when it says 202."""
        try:
            message, tables = written(alert, self.sender, recipient, envelope)
        except ValueError as error:
            return Refused(f"The message to {short(recipient)} cannot be written: {short(str(error), 200)}.")
        text, mailbox = _encoded(message), _Mailbox(self, envelope, time.monotonic())
        whole = _encoded(attached(message, tables))
        try:
            if len(whole) <= LARGEST_REQUEST:
                mailbox.send(whole)
            elif not mailbox.send_large(text, tables):
                mailbox.send(_encoded(written(alert, self.sender, recipient, envelope, tables=False)[0]))
                return Delivered("202 (without its tables: to send them takes the permission Mail.ReadWrite)")
        except NoToken as none:
            return none.result
        except _Failed as failed:
            return failed.result
        return Delivered("202")


@dataclass(frozen=True)
class _Mailbox:
    """The sender's mailbox, for one message."""

    channel: GraphSender
    envelope: Envelope
    begun: float

    def send(self, mime: bytes) -> None:
        """The message in one request."""
        self._asked("POST", "sendMail", mime, "text/plain", "Mail.Send")

    def send_large(self, text: bytes, tables: Iterable[Attachment]) -> bool:
        """The text as a draft, to which the tables are added one by one; False where the app may make no drafts."""
        try:
            draft = self._made("messages", text, "text/plain", "id")
        except _Failed as failed:
            if failed.denied:
                return False
            raise
        place = f"messages/{quote(draft, safe='')}"
        try:
            for table in tables:
                self._attach(place, table)
            self._asked("POST", f"{place}/send", b"", "application/json", "Mail.Send")
        except (_Failed, NoToken):
            self._discard(place)
            raise
        return True

    def _attach(self, place: str, table: Attachment) -> None:
        data, known = table.data, {"name": table.name, "contentType": "text/csv"}
        if len(data) <= LARGEST_POSTED:
            content = {"contentBytes": base64.b64encode(data).decode()}
            told = {"@odata.type": "#microsoft.graph.fileAttachment", **known, **content}
            self._asked("POST", f"{place}/attachments", json_bytes(told), "application/json", "Mail.ReadWrite")
            return
        item = json_bytes({"AttachmentItem": {"attachmentType": "file", "size": len(data), **known}})
        url = self._made(f"{place}/attachments/createUploadSession", item, "application/json", "uploadUrl")
        for start in range(0, len(data), RANGE):
            part = data[start : start + RANGE]
            held = f"bytes {start}-{start + len(part) - 1}/{len(data)}"
            # The address is a key of its own: with a token beside it, the request is refused.
            headers = {"Content-Type": "application/octet-stream", "Content-Range": held}
            self._taken(self._answer("PUT", url, part, headers), "Mail.ReadWrite")

    def _made(self, path: str, body: bytes, media_type: str, key: str) -> str:
        """What the answer gives under ``key``."""
        made = object_of(self._asked("POST", path, body, media_type, "Mail.ReadWrite").body).get(key)
        begins = "" if key == "id" else self.channel.graph_url.partition("//")[0]
        if not isinstance(made, str) or not _GIVEN.fullmatch(made) or not made.startswith(begins):
            raise _Failed(RetryAfter(5 * PAUSE, f"{self._host} answered without {key}: is a proxy in between?"))
        return made

    def _discard(self, place: str) -> None:
        """Take the draft away, so that tries leave none behind; where that fails too, it stays among the drafts."""
        try:
            self._asked("DELETE", place, b"", "application/json", "Mail.ReadWrite")
        except (_Failed, NoToken):
            return

    def _asked(self, method: str, path: str, body: bytes, media_type: str, permission: str) -> HttpResponse:
        """A good answer of the mailbox; a token that is refused is replaced once. Raises _Failed and NoToken."""
        channel = self.channel
        url = f"{channel.graph_url}/users/{quote(channel.sender, safe='@')}/{path}"
        answer = self._with_token(method, url, body, media_type)
        if answer.status == 401:
            channel.tokens.forget()
            answer = self._with_token(method, url, body, media_type)
        return self._taken(
            answer, permission, _DONE.get(path.rpartition("/")[2] if method == "POST" else "", range(200, 300))
        )

    def _with_token(self, method: str, url: str, body: bytes, media_type: str) -> HttpResponse:
        token = self.channel.tokens.token(self.envelope.sent_at)
        return self._answer(method, url, body, {"Content-Type": media_type, "Authorization": f"Bearer {token}"})

    def _answer(self, method: str, url: str, body: bytes, headers: Mapping[str, str]) -> HttpResponse:
        if method != "DELETE" and time.monotonic() - self.begun > LONGEST:
            raise _Failed(RetryAfter(5 * PAUSE, f"{self._host} takes the message too slowly; all of it is sent again."))
        try:
            return self.channel.ask(method, url, body, headers)
        except UpstreamError as error:  # its words may hold the address: only its kind is reported
            reason = f"No answer came from {self._host} ({type(error).__name__})."
            raise _Failed(RetryAfter(PAUSE, reason)) from None

    @property
    def _host(self) -> str:
        return urlsplit(self.channel.graph_url).hostname or "Microsoft Graph"

    def _taken(self, answer: HttpResponse, permission: str, done: Container[int] = range(200, 300)) -> HttpResponse:
        """The answer if its status is one that says ``done``. Raises _Failed with what it means otherwise."""
        status, error = answer.status, _error(answer)
        said = f"{status} {error}".strip()
        if status in done:
            return answer
        if status in {408, 429} or status >= 500 or error in _PASSING:
            wait = asked_pause(answer, self.envelope.sent_at)
            raise _Failed(RetryAfter(wait, f"{self._host} cannot take the message for now ({said})."))
        if 300 <= status < 400:
            raise _Failed(Refused(f"{self._host} answers with a redirect ({status}): set graph_url to the right one."))
        if not error or status < 300:
            raise _Failed(
                RetryAfter(5 * PAUSE, f"{self._host} answered {status}, but not Graph's: is a proxy in between?")
            )
        denied = status == 403 and error not in _REMEDIES
        if denied:
            remedy = _ALLOWED.format(permission=permission)
        else:
            remedy = _NOT_FOR_GRAPH if status == 401 else _REMEDIES.get(error, "see docs/mail.md")
        raise _Failed(Refused(f"{self._host} refused the message ({said}): {remedy}."), denied=denied)


def _encoded(message: EmailMessage) -> bytes:
    """The message as Graph takes it."""
    return base64.b64encode(bytes(message))


def _error(answer: HttpResponse) -> str:
    """Graph's word for what is wrong; "" where it is none of its words: a strange server could echo the token."""
    error = object_of(answer.body).get("error")
    code = error.get("code") if isinstance(error, dict) else None
    return code if isinstance(code, str) and _ERROR.fullmatch(code) else ""
