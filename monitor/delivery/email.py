"""Mail through an SMTP server, with a password, with a token (XOAUTH2), or without a login."""

from __future__ import annotations

import asyncio
import ssl
import time
from dataclasses import dataclass, field
from email.message import EmailMessage

import aiosmtplib

from monitor.delivery.login_refusals import login_remedy, sender_remedy
from monitor.delivery.message import compose
from monitor.delivery.protocol import Delivered, Envelope, Refused, Result, RetryAfter
from monitor.delivery.tokens import NoToken, TokenSource
from monitor.logs import redacted
from monitor.model import Alert
from monitor.rendering.safe import short
from monitor.wire import within

TIMEOUT = 30.0
"""Seconds for each step of the conversation; the whole of it may take four times as long."""
PROMPTLY = 60.0
"""Seconds that a refused token may have taken to be replaced at once: both tries together must not outlast the lease."""

_PAUSE = 60.0
_LATER = 300.0


@dataclass(frozen=True)
class EmailSender:
    """One SMTP server and its recipients; each gets a message of his own. ``security``: starttls, tls or none.

    ``username`` logs in with ``tokens`` where there are any, else with ``password``; "" does not log in.
    """

    name: str
    host: str
    port: int
    sender: str
    recipients: tuple[str, ...]
    security: str = "starttls"
    username: str = ""
    password: str = field(default="", repr=False)
    tokens: TokenSource | None = field(default=None, repr=False)
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
        begun = time.monotonic()
        try:
            return self._sent(message, recipient, envelope)
        except aiosmtplib.SMTPAuthenticationError as error:
            if self.tokens is None or error.code < 500:
                return self._judged(error)
            self.tokens.forget()  # it may have been revoked, or this machine's clock be wrong
        if time.monotonic() - begun > PROMPTLY:
            return RetryAfter(_PAUSE, f"{self.host} refused the token, and slowly: the next try has another one.")
        try:
            return self._sent(message, recipient, envelope)
        except aiosmtplib.SMTPAuthenticationError as error:
            return self._judged(error)

    def _sent(self, message: EmailMessage, recipient: str, envelope: Envelope) -> Result:
        """One conversation. Raises SMTPAuthenticationError where the login is refused."""
        try:
            token = self.tokens.token(envelope.sent_at) if self.tokens else ""
            return within(5 * self.timeout, lambda: asyncio.run(self._converse(message, recipient, token)))
        except NoToken as none:
            return none.result
        except TimeoutError as error:
            return self._judged(error)

    async def _converse(self, message: EmailMessage, recipient: str, token: str) -> Result:
        async def given() -> str:
            return token

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
                    oauth_token_generator=given if token else None,
                    tls_context=self.tls,
                    timeout=self.timeout,
                ),
                4 * self.timeout,
            )
        except aiosmtplib.SMTPAuthenticationError:
            raise
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
            case aiosmtplib.SMTPAuthenticationError(code=code, message=message):
                # The server's words may repeat the login, so only the codes are shown.
                if code < 500:
                    return RetryAfter(_LATER, f"{server} cannot check the login for now ({code}).")
                codes, remedy = login_remedy(code, message, with_token=self.tokens is not None)
                return Refused(f"{server} refused the login ({codes}): {remedy}.")
            case aiosmtplib.SMTPRecipientsRefused(recipients=[first, *_]):
                return self._answered(first.code, first.message, f"{server} refused {first.recipient}")
            case aiosmtplib.SMTPResponseException(code=code, message=message) if code >= 400:
                return self._answered(code, message, f"{server} refused the message")
            case aiosmtplib.SMTPNotSupported() | ValueError():
                return Refused(f"{server} cannot do what the channel asks for: {self._shown(str(error))}")
            case aiosmtplib.SMTPException() if "AUTH extension" in str(error):
                where = "" if self.security != "none" else ' set security = "starttls" or "tls", where it may, or'
                return Refused(f"{server} takes no login here:{where} leave out username and password_file.")
            case aiosmtplib.SMTPException() if "support XOAUTH2" in str(error):
                return Refused(
                    f"{server} takes no login with a token (XOAUTH2) here: check host, port and security, or use "
                    "username and password_file."
                )
            case aiosmtplib.SMTPException() if "STARTTLS" in str(error) and "not supported" in str(error):
                return Refused(f'{server} offers no STARTTLS: set security = "tls" or "none", or another port.')
        if isinstance(error.__cause__, ssl.SSLCertVerificationError):
            return self._judged(error.__cause__)
        return RetryAfter(
            _PAUSE, f"No mail conversation with {server}: {self._shown(str(error)) or type(error).__name__}"
        )

    def _answered(self, code: int, message: str, what: str) -> Result:
        remedy = sender_remedy(message, with_token=self.tokens is not None)
        reason = f"{what}: {code} {self._shown(message)}" + (f": {remedy}." if remedy else "")
        return RetryAfter(_LATER, reason) if code < 500 else Refused(reason)

    def _shown(self, text: str) -> str:
        """The server's words in one short line, without the password or token should it repeat one."""
        text = text.replace(self.password, "•••") if self.password else text
        return short(redacted(text), 200)
