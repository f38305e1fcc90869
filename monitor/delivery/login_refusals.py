"""What mail servers mean when they refuse a login or a sender: Exchange Online and Gmail say it by their enhanced codes.

Sources: Microsoft's "Enable or disable authenticated client SMTP submission", "Authenticate an IMAP, POP or SMTP connection
using OAuth" and the Exchange team's notices on basic authentication; Google's "Gmail SMTP errors and codes".
"""

from __future__ import annotations

import re

# e.g. "5.7.139 Authentication unsuccessful"
_ENHANCED = re.compile(r"(?<![0-9.])5\.[0-9]\.[0-9]{1,3}(?![0-9.])")

_SWITCHED_OFF = 'SMTP logins are switched off there: allow "Authenticated SMTP" for the mailbox, or set via = "graph"'
_NO_PASSWORDS = (
    'Microsoft 365 takes no password here: use tenant, client_id and client_secret_file instead, or via = "graph" '
    "(docs/mail.md)"
)
_GOOGLE_LOGIN = "Google takes no account's password: make an app password, or log in with OAuth (docs/mail.md)"
_WITH_PASSWORD = {
    "5.7.139": _NO_PASSWORDS,
    "5.7.30": _NO_PASSWORDS,
    "5.7.9": _GOOGLE_LOGIN,
    "5.7.14": _GOOGLE_LOGIN,
}
_WITH_TOKEN = {
    "5.7.3": (
        "register the app's service principal in Exchange Online and give it the mailbox of username, else of sender "
        "(docs/mail.md)"
    ),
    "5.7.8": "check that username, else sender, is the mailbox that the token is for, and scope (docs/mail.md)",
}


def login_remedy(code: int, words: str, *, with_token: bool) -> tuple[str, str]:
    """The codes of a refused login, "535 5.7.139", and what to do about it."""
    found = _ENHANCED.search(words)
    enhanced = found[0] if found else ""
    codes = f"{code} {enhanced}".strip()
    if "SmtpClientAuthentication is disabled" in words:
        return codes, _SWITCHED_OFF
    if with_token:
        return codes, _WITH_TOKEN.get(
            enhanced, "check username, scope and the app's right to the mailbox (docs/mail.md)"
        )
    remedy = _GOOGLE_LOGIN if "gsmtp" in words else "check username and password_file"  # Gmail's answers end so
    return codes, _WITH_PASSWORD.get(enhanced, remedy)


def sender_remedy(words: str, *, with_token: bool) -> str:
    """What to do about a message that is not taken for who sends it; "" where that has another reason."""
    found = _ENHANCED.search(words)
    enhanced = found[0] if found else ""
    if enhanced == "5.7.60" or "SendAsDenied" in words:
        return "set sender to the mailbox that logs in, or give it the right Send As"
    if with_token and "LogonFailed" in words:
        return "the app has no right to this mailbox yet: give it FullAccess in Exchange Online, and wait an hour"
    if enhanced == "5.7.57":
        return "the server wants a login (docs/mail.md)"
    return "" if with_token or enhanced != "5.7.30" else _NO_PASSWORDS
