"""Logs: one set-up for the monitor's own lines and its libraries', as lines for people or as JSON, without secrets.

Whoever reads the settings tells :func:`remember` what in them is secret; from then on nothing that goes through here
shows it, however it is written: in a message, a value, a traceback, quoted for an address, escaped in JSON, in base64.
A secret that reads like plain words is hidden where it stands whole: inside longer words it is somebody else's word.
"""

from __future__ import annotations

import base64
import json
import logging
import re
import sys
import threading
import time
import traceback
from collections.abc import Callable, Iterable, Iterator, MutableMapping
from types import TracebackType
from typing import Any, TextIO
from urllib.parse import quote, quote_plus

HIDDEN = "•••"
SHORTEST = 4
"""A secret shorter than this is hidden where it stands as a word of its own only, as plain words are: "a" is in every line."""
MOST_PASSING = 3
"""Tokens of one owner that are remembered: the one in use, and those that an answer on the way may still repeat."""
_TELLING_PART = 8
"""Parts of a secret address from this length on that are no plain words are secrets too: one of them is the key."""
# e.g. "/"
_BETWEEN_PARTS = re.compile(r"[/?&=:@#,]")
# e.g. "entity-list", "Monitor", "api.v2", "correct horse battery"
_PLAIN = re.compile(r"(?:[A-Z]?[a-z]{1,20}|v?[0-9]{1,6})(?:[-_.+ ]+(?:[A-Z]?[a-z]{1,20}|v?[0-9]{1,6}))*")
"""Words and numbers such as anything is called by: an address that ends so hides no key there, and what is hidden
wherever it occurs must not look so."""
_WORD_BEGINS = r"(?:(?<![\w-])(?<!\w\.)|(?<=\\[abfnrtv0])|(?<=%[0-9A-Fa-f]{2}))"
_WORD_ENDS = r"(?![\w-]|\.\w)"
"""A word's ends, "entity-list-monitor" and "monitor.toml" being one each; escaped characters before it are none of it."""
# e.g. "hooks.example.com", "192.0.2.1"
_HOST = re.compile(r"(?:[a-z0-9-]+\.)+[a-z]{2,}|[0-9.]+")
# e.g. "https://elmon:secret@host/", "api_key=abc", "Authorization: Bearer abcdefgh12345678",
#   "https://hooks.slack.com/services/T0/B0/abc", '"access_token": "abc"', "client_secret=abc",
#   "eyJ0eXAiOiJKV1Qi.eyJhdWQiOiJodHRwcz", "AUTH XOAUTH2 dXNlcj1hQGIBYXV0aD1CZWFyZXIg"
_GENERAL = (
    (re.compile(r"(\w://)[^\s/@:]*:[^\s/@]+@"), rf"\1{HIDDEN}@"),
    (
        re.compile(
            r"(?i)\b((?:api[_-]?key|(?:access|id|refresh)[_-]?token|assertion|auth|client_secret|key|passwd|password|secret|sig|"
            r"signature|token)=)"
            r"[^\s&'\",;)]+"
        ),
        rf"\1{HIDDEN}",
    ),
    (re.compile(r"(?i)\b(bearer|basic)\s+[A-Za-z0-9+/._~=-]{8,}"), rf"\1 {HIDDEN}"),
    (re.compile(r"(hooks\.slack\.com/(?:services|workflows|triggers)/)[^\s'\"]+"), rf"\1{HIDDEN}"),
    (
        re.compile(
            r"(?i)\b((?:access_token|refresh_token|id_token|client_secret)[\\\"' ]{1,3}: ?[\\\"']{1,2})[^\s&'\",;)}\\]+"
        ),
        rf"\1{HIDDEN}",
    ),
    (re.compile(r"\beyJ[A-Za-z0-9_-]{8,400}\.eyJ[A-Za-z0-9_.-]{8,}"), HIDDEN),
    (re.compile(r"\b(XOAUTH2 )[A-Za-z0-9+/=]{8,}"), rf"\1{HIDDEN}"),
)
_QUIET = {"apscheduler": "ERROR", "httpx": "WARNING", "httpcore": "WARNING", "alembic": "WARNING", "asyncio": "WARNING"}
"""httpx tells every address it asks; APScheduler that a round took longer than its interval."""


class Redactor:
    """Takes secrets out of texts."""

    def __init__(self) -> None:
        self._known: set[str] = set()
        self._passing: dict[str, list[str]] = {}
        self._pattern: re.Pattern[str] | None = None

    def remember(self, secrets: Iterable[str]) -> None:
        """Never show these again, in any of the forms in which they get into a line."""
        for secret in secrets:
            self._known.update(_forms(secret))
        self._prepare()

    def renew(self, owner: str, secret: str) -> None:
        """The same for a secret that replaces the ``owner``'s last one: of each owner's, the last few are remembered."""
        self._passing[owner] = [*self._passing.get(owner, []), secret][-MOST_PASSING:]
        self._prepare()

    def _prepare(self) -> None:
        passing = (form for secrets in self._passing.values() for secret in secrets for form in _forms(secret))
        longest = sorted(self._known.union(passing), key=len, reverse=True)
        words = [_WORD_BEGINS + re.escape(s) + _WORD_ENDS if _is_weak(s) else re.escape(s) for s in longest]
        self._pattern = re.compile("|".join(words)) if words else None

    def text(self, text: str) -> str:
        """``text`` with every secret hidden, known ones and what looks like one."""
        if self._pattern is not None:
            text = self._pattern.sub(HIDDEN, text)
        for pattern, instead in _GENERAL:
            text = pattern.sub(instead, text)
        return text

    def value(self, value: Any) -> Any:
        """The same for whatever is logged: texts, collections, and what shows itself as text."""
        if isinstance(value, bool | int | float) or value is None:
            return value
        if isinstance(value, str):
            return self.text(value)
        if isinstance(value, dict):
            return {self.value(k): self.value(v) for k, v in value.items()}
        if isinstance(value, list | tuple | set | frozenset):
            return [self.value(item) for item in value]
        return self.text(str(value))


def _is_weak(secret: str) -> bool:
    """Whether other words may hold the same letters."""
    return len(secret) < SHORTEST or _PLAIN.fullmatch(secret) is not None


def _forms(secret: str) -> set[str]:
    """The ways in which a secret can stand in a line; with the parts of an address that give it away."""
    parts = {secret, *_telling_parts(secret)}
    forms = set(parts)
    for part in parts:
        forms |= {quote(part), quote(part, safe=""), quote_plus(part), repr(part)[1:-1], repr(part.encode())[2:-1]}
        forms |= {json.dumps(part)[1:-1], json.dumps(part, ensure_ascii=False)[1:-1]}
        if len(part) >= SHORTEST:
            forms.add(base64.b64encode(part.encode()).decode().rstrip("="))
    return {form for form in forms if form.strip()}


def _telling_parts(address: str) -> Iterator[str]:
    """What in a secret address is a secret by itself: its password, and the parts that are neither words nor hosts."""
    _, _, rest = address.partition("://")
    if not rest:
        return
    authority = rest.partition("/")[0]
    if "@" in authority:
        yield authority.rpartition("@")[0].partition(":")[2]
    for part in _BETWEEN_PARTS.split(rest):
        if len(part) >= _TELLING_PART and not _PLAIN.fullmatch(part) and not _HOST.fullmatch(part):
            yield part


_redactor = Redactor()


def remember(secrets: Iterable[str]) -> None:
    """Never show these again in logs, error sentences and tracebacks."""
    _redactor.remember(secrets)


def renew(owner: str, secret: str) -> None:
    """The same for a token of ``owner``'s, which is replaced by the next one in an hour or so."""
    _redactor.renew(owner, secret)


def redacted(text: str) -> str:
    """``text`` without any secret."""
    return _redactor.text(text)


class RedactingFilter(logging.Filter):
    """Takes secrets out of the lines of libraries, with their arguments and tracebacks, before any handler sees them."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Always True: no line is dropped."""
        try:
            message = record.getMessage()
        except (TypeError, ValueError, KeyError):  # a library's own mistake must not cost the line
            message = f"{record.msg} {record.args}"
        record.msg, record.args = _redactor.text(message), None
        if record.exc_info and record.exc_info[0] is not None:
            record.exc_text = _redactor.text("".join(traceback.format_exception(*record.exc_info)).rstrip())
            record.exc_info = None
        elif record.exc_text:
            record.exc_text = _redactor.text(record.exc_text)
        return True


def set_up(form: str = "console", level: str = "info", stream: TextIO | None = None) -> None:
    """Send all lines to ``stream`` (stderr), as ``form`` "console" or "json", from ``level`` on, without secrets."""
    import structlog  # noqa: PLC0415 - most commands log nothing

    out = stream or sys.stderr
    least = getattr(logging, level.upper())
    common: list[Any] = [structlog.processors.add_log_level, structlog.processors.TimeStamper(fmt="iso", utc=True)]
    render: Any = structlog.processors.JSONRenderer(ensure_ascii=False) if form == "json" else _console(out)
    structlog.configure(
        wrapper_class=structlog.make_filtering_bound_logger(least),
        processors=[*common, structlog.processors.format_exc_info, _redact, render],
        logger_factory=structlog.PrintLoggerFactory(out),
        cache_logger_on_first_use=False,
    )
    handler = logging.StreamHandler(out)
    handler.addFilter(RedactingFilter())
    handler.setFormatter(_LibraryFormatter(lambda event: str(render(None, "", _redact(None, "", event)))))
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(max(least, logging.INFO))
    for name, quiet in _QUIET.items():
        logging.getLogger(name).setLevel(quiet)
    guard()


def guard() -> None:
    """Tracebacks that end the process or a thread go to stderr without secrets."""

    def excepthook(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        sys.stderr.write(_redactor.text("".join(traceback.format_exception(kind, error, trace))))

    def in_thread(args: threading.ExceptHookArgs) -> None:
        if args.exc_type is not SystemExit and args.exc_value is not None:
            excepthook(args.exc_type, args.exc_value, args.exc_traceback)

    sys.excepthook = excepthook
    threading.excepthook = in_thread


def _redact(_: object, __: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """structlog's processor: every value of a line."""
    return {key: _redactor.value(value) for key, value in event.items()}


def _console(out: TextIO) -> Any:
    import structlog  # noqa: PLC0415

    return structlog.dev.ConsoleRenderer(
        colors=out.isatty(), pad_event_to=0, exception_formatter=structlog.dev.plain_traceback
    )


class _LibraryFormatter(logging.Formatter):
    """A library's line in the same form as ours."""

    def __init__(self, render: Callable[[dict[str, Any]], str]) -> None:
        super().__init__()
        self.converter = time.gmtime
        self._render = render

    def format(self, record: logging.LogRecord) -> str:
        event: dict[str, Any] = {"event": record.getMessage(), "level": record.levelname.lower(), "logger": record.name}
        event["timestamp"] = self.formatTime(record, "%Y-%m-%dT%H:%M:%S") + f".{int(record.msecs):03d}Z"
        if record.exc_text:
            event["exception"] = record.exc_text
        return self._render(event)
