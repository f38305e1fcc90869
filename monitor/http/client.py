"""One polite client: the only place that knows httpx.

Every request has a total deadline (a slow drip dies, in the headers too), a size cap on what arrives and on what it
unpacks to, a pace, and a User-Agent that says whom to write to. Passing failures are tried again around fetch AND read;
a body that stops short is never data. Redirects are followed only to allowed hosts and never from https to http, cookies
are never kept. Messages show addresses without credentials and questions; a webhook's, which is a secret, by its host.
"""

from __future__ import annotations

import json
import os
import re
import threading
import time
import zlib
from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Self

import httpx

from monitor import __version__
from monitor.clock import Clock, SystemClock
from monitor.errors import BadAnswer, Blocked, Unreachable, UpstreamError
from monitor.http.addresses import host_of, joined, shown
from monitor.http.by_environment import ByEnvironment
from monitor.http.pauses import pauses
from monitor.http.server_time import ServerTime, server_time
from monitor.wire import LONGEST_MAINTENANCE, LONGEST_RETRY_AFTER, Deadline, Gunzip, asked_wait, date_in, within

# e.g. "Zo\u00eb"
_NO_HEADER = re.compile(r"[^ -~]")
MAX_REDIRECTS = 5
LONGEST_WAIT = 30.0
"""Seconds a Retry-After is obeyed for on the spot; a longer one is left to the next round."""
AFTER_DEADLINE = 1.0
"""Seconds that a request has to end after its deadline has shut its socket, before it is left behind."""
MOST_HEARD = 64
_REDIRECTS = frozenset({301, 302, 303, 307, 308})


@dataclass(frozen=True, slots=True)
class HttpResponse:
    """A complete answer; ``url`` is where it came from in the end, ``headers`` are by their names in small letters."""

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
    """Asks politely and reads carefully; one request at a time.

    Once ``stopping`` is set, a request at work is not tried again, and a pause before the next attempt ends at once.
    """

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
        stopping: threading.Event | None = None,
    ) -> None:
        contact = _NO_HEADER.sub("?", contact)  # a header takes nothing else
        agent = f"elmon/{__version__}" + (f" (+{contact})" if contact else "")
        self.timeout_seconds = timeout_seconds
        self.max_bytes = max_bytes
        self.sent = 0  # requests so far, tries and redirects too: for who keeps an allowance
        self._heard: deque[ServerTime] = deque(maxlen=MOST_HEARD)
        self._pause = 1.0 / requests_per_second
        self._attempts = attempts
        self._clock = clock or SystemClock()
        self._sleep = sleep
        self._stopping = stopping or threading.Event()
        self._lock = threading.Lock()
        self._next = 0.0
        self._http = httpx.Client(
            headers={"User-Agent": agent, "Accept-Encoding": "gzip"},
            timeout=httpx.Timeout(timeout_seconds, connect=min(timeout_seconds, 10.0)),
            follow_redirects=False,
            trust_env=False,  # what the environment says is read here, so that a mistake in it is a sentence
            transport=transport or ByEnvironment(os.environ),
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exception: object) -> None:
        self.close()

    def close(self) -> None:
        """Give all connections back."""
        self._http.close()

    def heard(self) -> list[ServerTime]:
        """What the answers since the last call say the time is, the last few of them."""
        return [self._heard.popleft() for _ in range(len(self._heard))]

    def get(
        self,
        url: str,
        *,
        params: Mapping[str, str | list[str]] | None = None,
        accept: str = "application/json",
        hosts: frozenset[str] = frozenset(),
        etag: str = "",
    ) -> HttpResponse:
        """The complete answer to a GET, whatever its status below 500 (but 403 and 429 raise Blocked).

        ``hosts`` are those that redirects may lead to besides the address's own; ``etag`` is that of the answer we have,
        so that the same again may be a 304 without a body. Raises Unreachable, Blocked or BadAnswer, each a sentence with
        the address.
        """
        own = host_of(url)
        if not own:
            raise BadAnswer(f"{shown(url)!r} is no web address; check the settings.")
        headers = {"Accept": accept, **({"If-None-Match": etag} if etag and etag.isascii() else {})}
        return self._tried(lambda: self._follow(url, params, headers, hosts | {own}))

    def post_json(self, url: str, payload: Any, headers: Mapping[str, str] | None = None) -> HttpResponse:
        """The answer to a POST of JSON, whatever its status; never redirected, the address never shown but for its host.

        ``payload`` is the value to be sent, or its bytes where they are signed. Raises Unreachable where no answer came,
        BadAnswer where the address is none or the answer too large. It is not tried again here: the outbox does that.
        """
        told = (
            payload
            if isinstance(payload, bytes)
            else json.dumps(payload, ensure_ascii=False).encode("utf-8", "replace")
        )
        return self.ask("POST", url, told, {"Content-Type": "application/json", **(headers or {})})

    def ask(self, method: str, url: str, body: bytes, headers: Mapping[str, str]) -> HttpResponse:
        """The same for a request of any method and content, whose type ``headers`` name."""
        host = host_of(url)
        if not host:
            raise BadAnswer("The address to be asked is no web address; check the settings.")
        request = self._http.build_request(method, url, content=body, headers=dict(headers))
        try:
            return self._exchange(request, host, 100_000)
        except _Passing as passing:
            raise passing.error from None

    # -- one request, tried again where that may help -----------------------------------------------------------------

    def _tried(self, fetch: Callable[[], HttpResponse]) -> HttpResponse:
        """``fetch`` again after passing failures, with growing pauses or the one the source asked for."""
        waits = pauses(self._attempts)
        while True:
            try:
                return fetch()
            except _Passing as passing:
                wait = next(waits, None)
                if wait is None or passing.wait > LONGEST_WAIT or self._stopping.wait(passing.wait or wait):
                    raise passing.error from None

    def _follow(
        self,
        url: str,
        params: Mapping[str, str | list[str]] | None,
        headers: Mapping[str, str],
        allowed: frozenset[str],
    ) -> HttpResponse:
        query = httpx.QueryParams(params) if params else None
        request = self._http.build_request("GET", url, params=query, headers=headers)
        for _ in range(MAX_REDIRECTS):
            answer = self._exchange(request, shown(str(request.url)), self.max_bytes)
            if answer.status not in _REDIRECTS:
                return self._judged(answer)
            target = joined(request.url, answer.headers.get("location", ""))
            host = host_of(target) or "nowhere"
            if host not in allowed and ("unblock" in target or "captcha" in target):
                raise Blocked(f"{shown(url)} sends us to a captcha ({host}); wait, or ask from another address.")
            if host not in allowed:
                raise BadAnswer(f"{shown(url)} redirects to {host}, which is not an allowed host; check the base_url.")
            if request.url.scheme == "https" and not target.startswith("https:"):
                raise BadAnswer(f"{shown(url)} redirects from https to http; check the base_url.")
            request = self._http.build_request("GET", target, headers=headers)
        raise BadAnswer(f"{shown(url)} redirects more than {MAX_REDIRECTS} times; check the base_url.")

    def _judged(self, answer: HttpResponse) -> HttpResponse:
        wait, place = self._retry_after(answer), shown(answer.url)
        if answer.status == 429:
            blocked = Blocked(f"{place} asks us to slow down (429); the next round tries again.", wait or None)
            raise _Passing(blocked, wait or 2.0)
        if answer.status == 403:
            raise Blocked(f"{place} refuses us (403); set federal_register.contact, or ask from another address.")
        if answer.status >= 500:
            broken = BadAnswer(f"{place} answered {answer.status}; it is broken or under maintenance, try again later.")
            broken.retry_after = wait or None
            raise _Passing(broken, wait)
        return answer

    def _retry_after(self, answer: HttpResponse) -> float:
        maintained = answer.status == 503 and b"maintenance" in answer.body[:20_000].lower()
        most = LONGEST_MAINTENANCE if maintained else LONGEST_RETRY_AFTER
        return asked_wait(answer.headers, self._clock.now(), most)

    def _exchange(self, request: httpx.Request, place: str, cap: int) -> HttpResponse:
        self._keep_pace()
        self.sent += 1
        begun = self._clock.now()
        with Deadline(self.timeout_seconds) as deadline:
            request.extensions = {**request.extensions, "trace": deadline.trace}
            try:
                response = self._sent(request)
                ended = self._clock.now()
                try:
                    body = self._read(response, place, cap, deadline)
                finally:
                    response.close()
                    self._http.cookies.clear()
            except httpx.HTTPError as error:
                raise _Passing(self._unreachable(place, error, deadline)) from None
            except TimeoutError:
                raise _Passing(self._unreachable(place, None, deadline)) from None
            except (httpx.InvalidURL, UnicodeError) as error:  # a name that no resolver takes
                raise BadAnswer(f"{place} is no valid address ({_cause(error)}); check the settings.") from None
            if deadline.passed:  # where the end of the connection ends the body, a shut socket looks like it
                raise _Passing(self._unreachable(place, None, deadline))
        headers = {name.lower(): value for name, value in response.headers.items()}
        if time_there := server_time(headers, host_of(str(response.url)), begun, ended):
            self._heard.append(time_there)
        media_type = headers.get("content-type", "").partition(";")[0].strip().lower()
        return HttpResponse(str(response.url), response.status_code, headers, body, media_type)

    def _sent(self, request: httpx.Request) -> httpx.Response:
        """The answer once its headers are there. Raises TimeoutError where not even the name was found in time."""
        late = threading.Event()

        def send() -> httpx.Response:
            response = self._http.send(request, stream=True)
            if late.is_set():
                response.close()
            return response

        try:
            return within(self.timeout_seconds + AFTER_DEADLINE, send)
        except TimeoutError:
            late.set()
            raise

    def _unreachable(self, place: str, error: httpx.HTTPError | None, deadline: Deadline) -> Unreachable:
        if error is None or deadline.passed:
            said = f"answers too slowly; it took more than {self.timeout_seconds:g} s, see http.timeout_seconds."
        elif isinstance(error, httpx.TimeoutException):
            said = f"did not answer within {self.timeout_seconds:g} s; check the network, or http.timeout_seconds."
        elif isinstance(error, httpx.RemoteProtocolError):
            said = f"broke off its answer ({_cause(error)}); it is tried again."
        elif "CERTIFICATE" in str(error):
            said = f"cannot prove who it is ({_cause(error)}); check this machine's clock, a proxy, and the address."
        else:
            said = f"cannot be reached ({_cause(error)}); check the network and the address."
        return Unreachable(f"{place} {said}")

    def _read(self, response: httpx.Response, place: str, cap: int, deadline: Deadline) -> bytes:
        """The whole body, unpacked; the deadline and the cap hold while it arrives."""
        packed = response.headers.get("content-encoding", "").strip().lower()
        if packed not in ("", "identity", "gzip", "x-gzip"):
            raise BadAnswer(f"{place} answers packed with {packed!r}, which was not asked for.")
        unpacker = Gunzip() if "gzip" in packed else None
        arrived, out = 0, bytearray()
        for chunk in response.iter_raw():
            arrived += len(chunk)
            try:
                out += unpacker.feed(chunk, cap + 1 - len(out)) if unpacker else chunk
            except zlib.error:
                raise _Passing(BadAnswer(f"{place} sent damaged gzip data; it is tried again.")) from None
            if max(arrived, len(out)) > cap:
                raise BadAnswer(f"{place} sends more than {cap:,} bytes; raise http.max_bytes if that is right.")
            if deadline.passed:
                break
        if unpacker and not unpacker.complete and not deadline.passed:
            raise _Passing(Unreachable(f"{place} broke off its answer in the middle of gzip data; it is tried again."))
        return bytes(out)

    def _keep_pace(self) -> None:
        with self._lock:
            now = time.monotonic()
            wait = self._next - now
            self._next = max(now, self._next) + self._pause
        if wait > 0:
            self._sleep(wait)


def date_of(answer: HttpResponse) -> datetime | None:
    """The source's time when it answered (its Date header), aware; None where it does not tell."""
    return date_in(answer.headers)


# e.g. "[Errno -2] Name or service not known"
_ERRNO = re.compile(r"^\[Errno -?[0-9]+\] ")


def _cause(error: Exception) -> str:
    said = _ERRNO.sub("", str(error)) or type(error).__name__
    return "".join(c if c.isprintable() else " " for c in said)[:200].rstrip(".")
