"""What gives tokens and takes mail with them, on loopback: a token endpoint, Microsoft Graph, and SMTP with XOAUTH2.

They answer as documented: tokens are checked at every use, and permissions, sizes and ranges are held to.
"""

from __future__ import annotations

import base64
import binascii
import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, TypeVar
from urllib.parse import parse_qsl, unquote

from aiosmtpd.smtp import SMTP, AuthResult

from tests.delivery.smtp import Handler

APP, SECRET = "11111111-2222-3333-4444-555555555555", "Qx8Q~value-of-the-secret"
Server = TypeVar("Server", bound="Loopback")
Check = Callable[[dict[str, str]], dict[str, Any] | None]


@dataclass
class Reply:
    status: int
    body: Any = None
    headers: dict[str, str] = field(default_factory=dict)


def error(status: int, code: str, message: str = "", **headers: str) -> Reply:
    """As Graph refuses."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return Reply(status, {"error": {"code": code, "message": message or code}}, named)


def no_token(error: str, description: str = "", status: int = 401) -> Reply:
    """As a token endpoint refuses."""
    return Reply(status, {"error": error, "error_description": description})


@dataclass
class Asked:
    method: str
    path: str
    headers: dict[str, str]
    body: bytes


class Loopback:
    """An HTTP server; ``first`` are answers given before any of its own, in turn."""

    def __init__(self) -> None:
        self.first: list[Reply] = []
        self.asked: list[Asked] = []
        outer = self

        class Answering(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
                given = Asked(self.command, self.path, {k.lower(): v for k, v in self.headers.items()}, body)
                outer.asked.append(given)
                reply = outer.first.pop(0) if outer.first else outer.answer(given)
                said = reply.body if isinstance(reply.body, bytes) else json.dumps(reply.body).encode()
                said = b"" if reply.body is None else said
                self.send_response(reply.status)
                for name, value in {"Content-Length": str(len(said)), **reply.headers}.items():
                    self.send_header(name, value)
                self.end_headers()
                self.wfile.write(said)

            do_PUT = do_DELETE = do_POST

            def log_message(self, format: str, *args: Any) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Answering)
        self.url = f"http://127.0.0.1:{self.server.server_address[1]}"

    def answer(self, asked: Asked) -> Reply:
        raise NotImplementedError


@contextmanager
def served(server: Server) -> Iterator[Server]:
    thread = threading.Thread(target=server.server.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.server.shutdown()
        server.server.server_close()
        thread.join()


class Tokens(Loopback):
    """The token endpoint: gives ``name-1``, ``name-2`` …, which hold until they are taken out of ``valid``."""

    def __init__(self, name: str = "tok-7Zq") -> None:
        super().__init__()
        self.name, self.given, self.holds = name, 0, 3599
        self.valid: set[str] = set()
        self.check: Check = app_of_the_tenant

    def answer(self, asked: Asked) -> Reply:
        assert asked.headers["content-type"] == "application/x-www-form-urlencoded"
        if refused := self.check(dict(parse_qsl(asked.body.decode(), strict_parsing=True))):
            return Reply(400, refused)
        self.given += 1
        token = f"{self.name}-{self.given}"
        self.valid.add(token)
        return Reply(200, {"token_type": "Bearer", "expires_in": self.holds, "access_token": token})


def app_of_the_tenant(form: dict[str, str]) -> dict[str, Any] | None:
    if form.get("grant_type") != "client_credentials" or not form.get("scope", "").endswith("/.default"):
        return {"error": "invalid_request", "error_description": "AADSTS900144: lacks a parameter"}
    if form.get("client_id") != APP:
        return {"error": "unauthorized_client", "error_description": f"AADSTS700016: no app {form['client_id']}"}
    if form.get("client_secret") != SECRET:
        return {"error": "invalid_client", "error_description": f"AADSTS7000215: Invalid client secret {SECRET[:3]}"}
    return None


@dataclass
class Draft:
    message: EmailMessage
    files: dict[str, bytes] = field(default_factory=dict)


class Graph(Loopback):
    """The part of Graph that sends: ``sent`` are the messages, each with the files uploaded to its draft."""

    def __init__(self, tokens: Tokens, mailbox: str = "elmon@example.com") -> None:
        super().__init__()
        self.tokens, self.mailbox = tokens, mailbox
        self.permissions = {"Mail.Send", "Mail.ReadWrite"}
        self.sent: list[Draft] = []
        self.drafts: dict[str, Draft] = {}
        self.uploads: dict[str, tuple[str, str, int, bytearray]] = {}
        self.fails_at: dict[str, Reply] = {}

    def answer(self, asked: Asked) -> Reply:
        for end, reply in self.fails_at.items():
            if asked.path.endswith(end):
                return reply
        if asked.path.startswith("/upload/"):
            return self.uploaded(asked)
        if asked.headers.get("authorization", "").removeprefix("Bearer ") not in self.tokens.valid:
            return error(401, "InvalidAuthenticationToken", "Access token has expired.")
        head, _, path = unquote(asked.path).removeprefix("/v1.0/users/").partition("/")
        if head != self.mailbox:
            return error(404, "ErrorInvalidUser", f"The requested user '{head}' is invalid.")
        if len(asked.body) > 4_000_000:
            return Reply(413)
        needed = "Mail.Send" if path.endswith(("sendMail", "/send")) else "Mail.ReadWrite"
        if needed not in self.permissions:
            return error(403, "ErrorAccessDenied", "Access is denied. Check credentials and try again.")
        return self.done(asked, path)

    def done(self, asked: Asked, path: str) -> Reply:
        if path in {"sendMail", "messages"}:
            assert asked.headers["content-type"] == "text/plain"
            try:
                message = message_from_bytes(base64.b64decode(asked.body, validate=True), policy=policy.default)
            except binascii.Error:
                return error(400, "ErrorMimeContentInvalidBase64String", "Invalid base64 string for MIME content.")
            assert isinstance(message, EmailMessage)
            if path == "sendMail":
                self.sent.append(Draft(message))
                return Reply(202)
            name = f"AAMk-{len(self.drafts)}="
            self.drafts[name] = Draft(message)
            return Reply(201, {"id": name, "isDraft": True})
        _, name, *rest = path.split("/")
        draft = self.drafts[name]
        if asked.method == "DELETE":
            del self.drafts[name]
            return Reply(204)
        told = json.loads(asked.body or b"{}")
        match rest:
            case ["send"]:
                self.sent.append(self.drafts.pop(name))
                return Reply(202)
            case ["attachments"]:
                draft.files[told["name"]] = base64.b64decode(told["contentBytes"])
                assert len(draft.files[told["name"]]) <= 3_000_000
                return Reply(201, {"id": "x"})
            case _:
                item = told["AttachmentItem"]
                session = f"/upload/{len(self.uploads)}"
                self.uploads[session] = (name, item["name"], item["size"], bytearray())
                return Reply(201, {"uploadUrl": f"{self.url}{session}", "nextExpectedRanges": ["0-"]})

    def uploaded(self, asked: Asked) -> Reply:
        assert "authorization" not in asked.headers, "the address is the key"
        name, file, size, held = self.uploads[asked.path]
        ranges, _, whole = asked.headers["content-range"].removeprefix("bytes ").partition("/")
        first, last = map(int, ranges.split("-"))
        assert (first, int(whole), last - first + 1) == (len(held), size, len(asked.body))
        assert len(asked.body) < 4_000_000
        held += asked.body
        if len(held) < size:
            assert len(asked.body) % (320 * 1024) == 0
            return Reply(200, {"nextExpectedRanges": [str(len(held))]})
        self.drafts[name].files[file] = bytes(held)
        return Reply(201)


class Xoauth2(Handler):
    """A mail server's handler that takes the tokens of ``tokens`` from ``mailbox``."""

    def __init__(self, tokens: Tokens, mailbox: str, refusal: str = "535 5.7.3 Authentication unsuccessful") -> None:
        super().__init__()
        self.tokens, self.mailbox, self.refusal = tokens, mailbox, refusal
        self.logins: list[bytes] = []

    async def auth_XOAUTH2(self, server: SMTP, args: list[str]) -> AuthResult:
        self.logins.append(said := base64.b64decode(args[1]))
        user, bearer, *_ = said.decode().split("\1")
        if user == f"user={self.mailbox}" and bearer.removeprefix("auth=Bearer ") in self.tokens.valid:
            return AuthResult(success=True, auth_data=user)
        assert await server.challenge_auth(b'{"status":"401","schemes":"Bearer"}') == b""
        return AuthResult(success=False, handled=False, message=self.refusal)
