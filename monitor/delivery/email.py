"""Mail through an SMTP server: text and HTML with tables attached, one thread a rule, one Message-ID for every try."""

from __future__ import annotations

import asyncio
import re
import ssl
from dataclasses import dataclass, field
from email.headerregistry import Address, BaseHeader, HeaderRegistry, MessageIDHeader
from email.message import EmailMessage
from email.policy import SMTP, Policy
from email.utils import format_datetime

import aiosmtplib

from monitor.delivery.protocol import Delivered, Envelope, Refused, Result, RetryAfter
from monitor.model import Alert
from monitor.rendering.mail import render_mail
from monitor.rendering.safe import short
from monitor.wire import within

TIMEOUT = 30.0
"""Seconds for each step of the conversation; the whole of it may take four times as long."""

_PAUSE = 60.0
_LATER = 300.0
# e.g. "<2024-28267.1f2e@entity-list-monitor>"
_MESSAGE_ID = re.compile(r"<[!-;=?A-~]{1,400}@[!-;=?A-~]{1,400}>")
SENDER_NAME = "Entity List monitor"


class _IdHeader(MessageIDHeader, BaseHeader):  # type: ignore[misc] # mixed as the registry itself does it
    """An id on the line of its header's name. Left to itself the library encodes one that is longer than a line as words,
    or puts it on the next line, where programs (Python's own among them) take the blank before it for a part of it."""

    def fold(self, *, policy: Policy) -> str:
        """The header as it is sent; an id has no line break, and fewer than the 998 characters a line may have."""
        return f"{self.name}: {self}{policy.linesep}"


_HEADERS = HeaderRegistry()
for _name in ("message-id", "in-reply-to", "references"):
    _HEADERS.map_to_type(_name, _IdHeader)
_POLICY = SMTP.clone(header_factory=_HEADERS)


@dataclass(frozen=True)
class EmailSender:
    """One SMTP server and its recipients; each gets a message of his own. ``security``: starttls, tls or none."""

    name: str
    host: str
    port: int
    sender: str
    recipients: tuple[str, ...]
    security: str = "starttls"
    username: str = ""
    password: str = field(default="", repr=False)
    timeout: float = TIMEOUT
    tls: ssl.SSLContext | None = field(default=None, repr=False)
    kind: str = "email"

    def send(self, alert: Alert, recipient: str, envelope: Envelope) -> Result:
        """Send the alert to ``recipient`` in one conversation, in a thread of its own: none of its steps outlasts the time
        allowed, not even the look-up of the server's name."""
        try:
            message = compose(alert, self.sender, recipient, envelope)
        except ValueError as error:  # UnicodeError is one
            return Refused(f"The message to {short(recipient)} cannot be written: {short(str(error), 200)}.")
        try:
            return within(5 * self.timeout, lambda: asyncio.run(self._converse(message, recipient)))
        except TimeoutError as error:
            return self._judged(error)

    async def _converse(self, message: EmailMessage, recipient: str) -> Result:
        try:
            refused, answer = await asyncio.wait_for(
                aiosmtplib.send(
                    message,
                    sender=self.sender,
                    recipients=[recipient],
                    hostname=self.host,
                    port=self.port,
                    use_tls=self.security == "tls",
                    start_tls=self.security == "starttls",
                    username=self.username or None,
                    password=self.password or None,
                    tls_context=self.tls,
                    timeout=self.timeout,
                ),
                4 * self.timeout,
            )
        except (aiosmtplib.SMTPException, OSError, ValueError) as error:  # TimeoutError is an OSError
            return self._judged(error)
        if recipient in refused:  # refusals of single recipients are returned, they are not raised
            refusal = refused[recipient]
            return self._answered(refusal.code, refusal.message, f"{self.host} refused {recipient}")
        return Delivered(self._shown(answer))

    def _judged(self, error: Exception) -> Result:
        """What a failed conversation means."""
        server = f"{self.host}:{self.port}"
        match error:
            case ssl.SSLCertVerificationError():  # before ValueError, which it is too
                return RetryAfter(_LATER, f"{server} shows a certificate that does not hold ({error.verify_message}).")
            case aiosmtplib.SMTPAuthenticationError(code=code):
                # The server's words may repeat the login, so only the code is shown.
                if code < 500:
                    return RetryAfter(_LATER, f"{server} cannot check the login for now ({code}).")
                return Refused(f"{server} refused the login ({code}): check username and password_file.")
            case aiosmtplib.SMTPRecipientsRefused(recipients=[first, *_]):
                return self._answered(first.code, first.message, f"{server} refused {first.recipient}")
            case aiosmtplib.SMTPResponseException(code=code, message=message) if code >= 400:
                return self._answered(code, message, f"{server} refused the message")
            case aiosmtplib.SMTPNotSupported() | ValueError():
                return Refused(f"{server} cannot do what the channel asks for: {self._shown(str(error))}")
            case aiosmtplib.SMTPException() if "AUTH extension" in str(error):
                where = "" if self.security != "none" else ' set security = "starttls" or "tls", where it may, or'
                return Refused(f"{server} takes no login here:{where} leave out username and password_file.")
            case aiosmtplib.SMTPException() if "STARTTLS" in str(error) and "not supported" in str(error):
                return Refused(f'{server} offers no STARTTLS: set security = "tls" or "none", or another port.')
        if isinstance(error.__cause__, ssl.SSLCertVerificationError):
            return self._judged(error.__cause__)
        return RetryAfter(
            _PAUSE, f"No mail conversation with {server}: {self._shown(str(error)) or type(error).__name__}"
        )

    def _answered(self, code: int, message: str, what: str) -> Result:
        reason = f"{what}: {code} {self._shown(message)}"
        return RetryAfter(_LATER, reason) if code < 500 else Refused(reason)

    def _shown(self, text: str) -> str:
        """The server's words in one short line, without the password should it repeat it."""
        text = text.replace(self.password, "•••") if self.password else text
        return short(text, 200)


def compose(alert: Alert, sender: str, recipient: str, envelope: Envelope) -> EmailMessage:
    """The message for one recipient. Raises ValueError for an address or id that cannot stand in a header.

    A later message about a document answers the first one about it by In-Reply-To and References, which most programs
    thread by; Outlook goes by Thread-Topic. Gmail keeps a conversation together only while the subject stays the same but
    for "Re:". The subject is not kept for that: "Withdrawn", "Printed, check this rule" or a new count is what a reader
    must see at once, and a "Re:" before it would mean that a person has answered.
    """
    if not recipient:
        raise ValueError("the address is empty")
    mail = render_mail(alert, envelope.today, envelope.current)
    domain = sender.rpartition("@")[2]
    message = EmailMessage(policy=_POLICY)
    message["From"] = Address(SENDER_NAME, addr_spec=sender)
    message["To"] = Address(addr_spec=recipient)
    message["Subject"] = mail.subject
    message["Date"] = format_datetime(envelope.sent_at)
    message["Message-ID"] = _id(envelope.message_id)
    if envelope.answers is not None:
        message["In-Reply-To"] = _id(envelope.answers.message_id)
        message["References"] = _id(envelope.answers.message_id)
    message["Thread-Topic"] = mail.topic
    message["List-Id"] = f"{SENDER_NAME} <entity-list-monitor.{domain}>"
    message["Auto-Submitted"] = "auto-generated"
    message["X-Auto-Response-Suppress"] = "All"
    message.set_content(mail.text, cte="quoted-printable")
    message.add_alternative(mail.html, subtype="html", cte="quoted-printable")
    for table in mail.attachments:
        message.add_attachment(
            table.data, maintype="text", subtype="csv", filename=table.name, params={"charset": "utf-8"}
        )
    return message


def _id(text: str) -> str:
    """``text`` if it can be a message's id; the library would put a line break of one that cannot into the header."""
    if not _MESSAGE_ID.fullmatch(text):
        raise ValueError(f"{short(text, 80)} is no message id")
    return text
