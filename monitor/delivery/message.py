"""An alert as a mail message: text and HTML with tables attached, one thread a rule, one Message-ID for every try."""

from __future__ import annotations

import re
from collections.abc import Iterable
from email.headerregistry import Address, BaseHeader, HeaderRegistry, MessageIDHeader
from email.message import EmailMessage
from email.policy import SMTP, Policy
from email.utils import format_datetime

from monitor.delivery.protocol import Envelope
from monitor.model import Alert
from monitor.rendering.attachments import Attachment
from monitor.rendering.mail import render_mail
from monitor.rendering.safe import short

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


def compose(alert: Alert, sender: str, recipient: str, envelope: Envelope) -> EmailMessage:
    """The whole message for one recipient. Raises ValueError for an address or id that cannot stand in a header."""
    return attached(*written(alert, sender, recipient, envelope))


def written(
    alert: Alert, sender: str, recipient: str, envelope: Envelope, *, tables: bool = True
) -> tuple[EmailMessage, tuple[Attachment, ...]]:
    """The message for one recipient, and the tables that are to be attached to it; without ``tables`` none are, and the
    text speaks of none. Raises ValueError for an address or id that cannot stand in a header.

    A later message about a document answers the first one about it by In-Reply-To and References, which most programs
    thread by; Outlook goes by Thread-Topic. Gmail keeps a conversation together only while the subject stays the same but
    for "Re:". The subject is not kept for that: "Withdrawn", "Printed, check this rule" or a new count is what a reader
    must see at once, and a "Re:" before it would mean that a person has answered.
    """
    if not recipient:
        raise ValueError("the address is empty")
    mail = render_mail(alert, envelope.today, envelope.current, tables=tables)
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
    return message, mail.attachments


def attached(message: EmailMessage, tables: Iterable[Attachment]) -> EmailMessage:
    """``message`` itself, with the tables behind its text."""
    for table in tables:
        message.add_attachment(
            table.data, maintype="text", subtype="csv", filename=table.name, params={"charset": "utf-8"}
        )
    return message


def _id(text: str) -> str:
    """``text`` if it can be a message's id; the library would put a line break of one that cannot into the header."""
    if not _MESSAGE_ID.fullmatch(text):
        raise ValueError(f"{short(text, 80)} is no message id")
    return text
