"""The texts of documents: fetched from known hosts only, whole, and of the document that was asked for."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from monitor.errors import BadAnswer, UpstreamError
from monitor.http import Client, HttpResponse, host_of, shown
from monitor.sources.answers import is_web_page, refuse_access_page
from monitor.sources.results import Failure, Mark, failure_of, fingerprint

# e.g. b"[FR Doc. 2024-28267 Filed 12-2-24; 8:45 am]", b"[FR Doc. E9\xe2\x80\x9312940 Filed"
_CLOSING = re.compile(
    rb"\[\s*FR\s+Doc\.?\s*([A-Z]?[0-9A-Z]{1,4}(?:(?:-|\xe2\x80[\x90-\x95])[0-9A-Z]{1,6}){1,2})\s", re.IGNORECASE
)
# e.g. b"2024\xe2\x80\x9328267"
_DASH = re.compile(rb"\xe2\x80[\x90-\x95]")


@dataclass(frozen=True, slots=True)
class Fetched:
    """A document's text as served; ``form`` is "xml", "html" or "text"."""

    data: bytes
    url: str
    media_type: str
    form: str

    @property
    def mark(self) -> Mark:
        """By which the same text is known again: official texts have been corrected after publication."""
        return Mark(fingerprint(self.data))


class Texts:
    """Fetches texts from the host of ``base_url`` and from ``hosts``, with https where the base has it."""

    def __init__(self, client: Client, base_url: str, hosts: frozenset[str]) -> None:
        self._client = client
        self._secure = base_url.lower().startswith("https:")
        self._hosts = frozenset(host.lower() for host in hosts) | {host_of(base_url)}

    def best(self, number: str, forms: Iterable[tuple[str, str, str]]) -> Fetched | Failure:
        """The first of ``forms`` (form, address or "", media type) that there is of document ``number``.

        A failure where none is there yet or what came is not that document. Nothing is raised.
        """
        try:
            return self._first(number, forms)
        except UpstreamError as error:
            return failure_of(error)

    def _first(self, number: str, forms: Iterable[tuple[str, str, str]]) -> Fetched:
        odd: BadAnswer | None = None
        for form, url, accept in forms:
            if not url:
                continue
            answer = self._client.get(self._address(url), accept=f"{accept}, */*;q=0.1", hosts=self._hosts)
            refuse_access_page(answer)
            if answer.status == 404:
                continue
            try:
                _require_text(answer, form, number)
            except BadAnswer as error:  # what another form says is better than nothing
                odd = odd or error
                continue
            return Fetched(answer.body, answer.url, answer.media_type, form)
        raise odd or BadAnswer(f"The text of {number} is not there yet; the next round asks again.")

    def _address(self, url: str) -> str:
        host = host_of(url)
        if not host or host not in self._hosts:
            raise BadAnswer(
                f"A record points to {host or shown(url)!r} for its text, which is no known host; "
                "add it to http.allowed_hosts if that is right."
            )
        if self._secure and not url.lower().startswith("https:"):
            raise BadAnswer(
                f"A record points to {shown(url)} for its text, without https; nothing was fetched from it."
            )
        return url


def _require_text(answer: HttpResponse, form: str, number: str) -> None:
    place = shown(answer.url)
    if answer.status != 200:
        raise BadAnswer(f"{place} answered {answer.status} instead of the text of {number}.")
    if form == "xml" and is_web_page(answer):
        raise BadAnswer(f"{place} answered with a web page instead of the XML of {number}.")
    if not answer.body.strip():
        raise BadAnswer(f"{place} is empty; the text of {number} is not there yet.")
    closings = [_DASH.sub(b"-", found).decode("ascii").upper() for found in _CLOSING.findall(answer.body)]
    if closings and number.upper() not in closings:
        raise BadAnswer(f"{place} is the text of {closings[0]}, not of {number}; the next round asks again.")
