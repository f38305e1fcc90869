"""One polite client: the only place that knows httpx.

Every request has a total deadline (a slow drip dies), a size cap on what arrives and on what it unpacks to, a pace, and
a User-Agent that says whom to write to. Passing failures are tried again around fetch AND read; a body that stops short
is never data. Redirects are followed only to allowed hosts, cookies are never kept, and an address that is a secret (a
webhook's) is shown by its host alone.
"""

from __future__ import annotations

import json
import threading
import time
import zlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from email.utils import parsedate_to_datetime
from types import TracebackType
from typing import Any, Protocol, Self
from urllib.parse import urljoin, urlsplit

import httpx
import stamina

from monitor import __version__
from monitor.clock import Clock, SystemClock
from monitor.errors import BadAnswer, Blocked, Unreachable, UpstreamError

stamina.instrumentation.set_on_retry_hooks([])  # a retry is no news; what fails in the end is reported once

MAX_REDIRECTS = 5
LONGEST_WAIT = 30.0
"""Seconds a Retry-After is obeyed for on the spot; a longer one is left to the next round."""
_PASSING = frozenset({500, 502, 503, 504})
_REDIRECTS = frozenset({301, 302, 303, 307, 308})


class HttpLimits(Protocol):
    """The ``[http]`` settings."""

    @property
    def timeout_seconds(self) -> float:
        """For one request, answer read to the end."""
        ...

    @property
    def max_bytes(self) -> int:
        """For one answer, unpacked."""
        ...

    @property
    def requests_per_second(self) -> float:
        """The pace."""
        ...


@dataclass(frozen=True, slots=True)
class Answer:
    """A complete answer; ``url`` is where it came from in the end."""

    url: str
    status: int
    headers: Mapping[str, str]
    body: bytes
    media_type: str = field(default="")

    @property
    def text(self) -> str:
        """The body as text, for messages."""
        return self.body.decode("utf-8", "replace")


class _Passing(Exception):
    """A failure that another try may mend; ``wait`` is what the source asked for."""

    def __init__(self, error: UpstreamError, wait: float = 0.0) -> None:
        super().__init__(str(error))
        self.error = error
        self.wait = wait


class Client:
    """Asks politely and reads carefully; one request at a time."""

    def __init__(
        self,
        *,
        timeout_seconds: float = 30.0,
        max_bytes: int = 64_000_000,
        requests_per_second: float = 1.0,
        contact: str = "",
        attempts: int = 3,
        transport: httpx.BaseTransport | None = None,
        clock: Clock | None = None,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        agent = f"elmon/{__version__}" + (f" (+{contact})" if contact else "")
        self.timeout_seconds = timeout_seconds
        self.max_bytes = max_bytes
        self._pause = 1.0 / requests_per_second
        self._attempts = attempts
        self._clock = clock or SystemClock()
        self._sleep = sleep
        self._lock = threading.Lock()
        self._next = 0.0
        self._http = httpx.Client(
            headers={"User-Agent": agent, "Accept-Encoding": "gzip"},
            timeout=httpx.Timeout(timeout_seconds, connect=min(timeout_seconds, 10.0)),
            follow_redirects=False,
            trust_env=True,
            transport=transport,
        )

    @classmethod
    def from_settings(cls, limits: HttpLimits, contact: str = "") -> Self:
        """A client with the ``[http]`` settings and the ``contact`` of ``[federal_register]``."""
        return cls(
            timeout_seconds=limits.timeout_seconds,
            max_bytes=limits.max_bytes,
            requests_per_second=limits.requests_per_second,
            contact=contact,
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Give all connections back."""
        self._http.close()

    def get(
        self,
        url: str,
        *,
        params: Mapping[str, str | list[str]] | None = None,
        accept: str = "application/json",
        hosts: frozenset[str] = frozenset(),
    ) -> Answer:
        """The complete answer to a GET, whatever its status below 500 (but 403 and 429 raise Blocked).

        ``hosts`` are those that redirects may lead to besides the address's own. Raises Unreachable, Blocked or
        BadAnswer, each a sentence with the address.
        """
        allowed = hosts | {urlsplit(url).netloc}
        return self._tried(lambda: self._follow(url, params, accept, allowed))

    def post_json(self, url: str, payload: Any) -> Answer:
        """The answer to a POST of JSON, whatever its status; never redirected, the address never shown but for its host.

        Raises Unreachable where no answer came. It is not tried again here: the outbox does that.
        """
        shown = urlsplit(url).hostname or "the webhook"
        body = json.dumps(payload, ensure_ascii=False).encode()
        request = self._http.build_request("POST", url, content=body, headers={"Content-Type": "application/json"})
        try:
            return self._exchange(request, shown, 100_000)
        except _Passing as passing:
            raise passing.error from None

    # -- one request, tried again where that may help -----------------------------------------------------------------

    def _tried(self, fetch: Callable[[], Answer]) -> Answer:
        """``fetch`` again after passing failures, with growing pauses or the one the source asked for."""

        def passing(error: Exception) -> bool | float:
            if not isinstance(error, _Passing) or error.wait > LONGEST_WAIT:
                return False
            return error.wait or True

        retrying = stamina.retry_context(
            on=passing, attempts=self._attempts, timeout=None, wait_initial=0.5, wait_max=10.0, wait_jitter=0.5
        )
        try:
            for attempt in retrying:
                with attempt:
                    return fetch()
        except _Passing as passing_error:
            raise passing_error.error from None
        raise AssertionError("unreachable")

    def _follow(
        self, url: str, params: Mapping[str, str | list[str]] | None, accept: str, allowed: frozenset[str] | set[str]
    ) -> Answer:
        request = self._http.build_request(
            "GET", url, params=httpx.QueryParams(params) if params else None, headers={"Accept": accept}
        )
        for _ in range(MAX_REDIRECTS):
            answer = self._exchange(request, _shown(str(request.url)), self.max_bytes)
            if answer.status not in _REDIRECTS:
                return self._judged(answer)
            target = urljoin(str(request.url), answer.headers.get("location", ""))
            if urlsplit(target).netloc not in allowed or urlsplit(target).scheme not in ("http", "https"):
                host = urlsplit(target).netloc or "nowhere"
                if "unblock" in target or "captcha" in target:
                    raise Blocked(f"{url} sends us to a captcha ({host}); wait, or ask from another address.")
                raise BadAnswer(f"{url} redirects to {host}, which is not an allowed host; check the base_url.")
            request = self._http.build_request("GET", target, headers={"Accept": accept})
        raise BadAnswer(f"{url} redirects more than {MAX_REDIRECTS} times; check the base_url.")

    def _judged(self, answer: Answer) -> Answer:
        wait, shown = self._retry_after(answer), _shown(answer.url)
        if answer.status == 429:
            blocked = Blocked(f"{shown} asks us to slow down (429); the next round tries again.", wait or None)
            raise _Passing(blocked, wait or 2.0)
        if answer.status == 403:
            raise Blocked(
                f"{shown} refuses us (403 Forbidden); set federal_register.contact, or ask from another address."
            )
        if answer.status in _PASSING:
            broken = BadAnswer(f"{shown} answered {answer.status}; it is broken or under maintenance, try again later.")
            raise _Passing(broken, wait)
        return answer

    def _retry_after(self, answer: Answer) -> float:
        said = answer.headers.get("retry-after", "").strip()
        if said.isdigit():
            return float(said)
        try:
            return max((parsedate_to_datetime(said) - self._clock.now()).total_seconds(), 0.0)
        except (ValueError, TypeError):
            return 0.0

    def _exchange(self, request: httpx.Request, shown: str, cap: int) -> Answer:
        self._keep_pace()
        deadline = time.monotonic() + self.timeout_seconds
        try:
            response = self._http.send(request, stream=True)
            try:
                body = self._read(response, shown, cap, deadline)
            finally:
                response.close()
                self._http.cookies.clear()
        except httpx.TimeoutException:
            raise _Passing(
                Unreachable(
                    f"{shown} did not answer within {self.timeout_seconds:g} s; check the network, or http.timeout_seconds."
                )
            ) from None
        except httpx.RemoteProtocolError as error:
            raise _Passing(Unreachable(f"{shown} broke off its answer ({error}); it is tried again.")) from None
        except httpx.HTTPError as error:
            raise _Passing(
                Unreachable(f"{shown} cannot be reached ({_cause(error)}); check the network and the address.")
            ) from None
        except httpx.InvalidURL:
            raise BadAnswer(f"{shown} is no valid address; check the settings.") from None
        headers = {name.lower(): value for name, value in response.headers.items()}
        media_type = headers.get("content-type", "").partition(";")[0].strip().lower()
        return Answer(str(response.url), response.status_code, headers, body, media_type)

    def _read(self, response: httpx.Response, shown: str, cap: int, deadline: float) -> bytes:
        """The whole body, unpacked; the deadline and the cap hold while it arrives."""
        packed = response.headers.get("content-encoding", "").strip().lower()
        if packed not in ("", "identity", "gzip", "x-gzip"):
            raise BadAnswer(f"{shown} answers packed with {packed!r}, which was not asked for.")
        unpacker = zlib.decompressobj(wbits=31) if "gzip" in packed else None
        out = bytearray()
        for chunk in response.iter_raw():
            if time.monotonic() > deadline:
                raise _Passing(
                    Unreachable(f"{shown} sends its answer too slowly; more than {self.timeout_seconds:g} s passed.")
                )
            try:
                out += unpacker.decompress(chunk, cap + 1 - len(out)) if unpacker else chunk
            except zlib.error:
                raise _Passing(BadAnswer(f"{shown} sent damaged gzip data; it is tried again.")) from None
            if len(out) > cap:
                raise BadAnswer(f"{shown} sends more than {cap:,} bytes; raise http.max_bytes if that is right.")
        if unpacker and not unpacker.eof:
            raise _Passing(Unreachable(f"{shown} broke off its answer in the middle of gzip data; it is tried again."))
        return bytes(out)

    def _keep_pace(self) -> None:
        with self._lock:
            now = time.monotonic()
            wait = self._next - now
            self._next = max(now, self._next) + self._pause
        if wait > 0:
            self._sleep(wait)


def _shown(url: str) -> str:
    """An address for people: without its question, which fills a screen and says nothing."""
    return url.partition("?")[0]


def _cause(error: Exception) -> str:
    said = str(error) or type(error).__name__
    return said.removeprefix("[Errno -2] ").removeprefix("[Errno 111] ").rstrip(".")
