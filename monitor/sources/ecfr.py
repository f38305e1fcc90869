"""The eCFR's versioner API: how far title 15 has been edited, and its part 744 as it stood on a day.

As it really behaves: the copy lags the Register by a day or two; ``current`` is no date; a day it has no copy of is a 404
(or a 400 that speaks of the date); and, like the Register, it shows robots a "Request Access" page with status 200.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from monitor.errors import BadAnswer, CannotRead, UpstreamError
from monitor.http import Client, HttpResponse, shown
from monitor.reading.renditions.strict_xml import parse_xml
from monitor.sources.answers import is_web_page, json_object, refuse_access_page
from monitor.sources.results import Failure, Mark, Unchanged, failure_of, fingerprint

TITLE, PART = 15, "744"
_SUPPLEMENT = b"Supplement No. 4 to Part 744"


@dataclass(frozen=True, slots=True)
class TitleDates:
    """How far the eCFR's title 15 has come.

    ``up_to_date_as_of`` is the newest day that can be asked for; ``latest_issue_date`` that of the last issue which
    changed the title; ``busy`` says that it is being edited just now, so that a copy may change under its date.
    """

    up_to_date_as_of: date
    latest_issue_date: date
    latest_amended_on: date | None = None
    busy: bool = False


@dataclass(frozen=True, slots=True)
class FreshCopy:
    """Part 744 as it stood on ``day``: well-formed XML that holds Supplement No. 4, as served."""

    day: date
    data: bytes
    url: str
    media_type: str
    mark: Mark


@dataclass(frozen=True, slots=True)
class MissingDate(Failure):
    """The eCFR has no copy of that day: not yet, or none so old."""

    day: date = field(kw_only=True)


class Ecfr:
    """Asks the versioner API at ``base_url`` (``[ecfr] base_url``). Nothing is raised."""

    def __init__(self, client: Client, base_url: str) -> None:
        self._client = client
        self.base_url = base_url.rstrip("/")

    def titles(self) -> TitleDates | Failure:
        """The newest dates of title 15."""
        url = f"{self.base_url}/titles.json"
        try:
            return _title_dates(json_object(self._client.get(url)), shown(url))
        except UpstreamError as error:
            return failure_of(error)

    def snapshot_bytes(self, day: date, known: Mark | None = None) -> FreshCopy | Unchanged | Failure:
        """Part 744 as it stood on ``day``; Unchanged where it is the copy with the mark ``known``, whatever its day."""
        known = known or Mark()
        url = f"{self.base_url}/full/{day.isoformat()}/title-{TITLE}.xml"
        try:
            answer = self._client.get(url, params={"part": PART}, accept="application/xml, */*;q=0.1", etag=known.etag)
            if answer.status == 304 and known.etag:
                return Unchanged(known)
            refuse_access_page(answer)
            if _has_no_such_day(answer):
                return MissingDate(
                    f"The eCFR has no copy of {day} ({shown(answer.url)} answered {answer.status}); ask for a day "
                    "between 2017 and the one that titles.json names.",
                    day=day,
                )
            _require_part(answer, day)
        except UpstreamError as error:
            return failure_of(error)
        mark = Mark(fingerprint(answer.body), answer.headers.get("etag", ""))
        if mark.sha256 == known.sha256:
            return Unchanged(mark)
        return FreshCopy(day, answer.body, answer.url, answer.media_type, mark)


def _title_dates(answer: Mapping[str, Any], place: str) -> TitleDates:
    titles = answer.get("titles")
    ours = [t for t in titles if isinstance(t, dict) and t.get("number") == TITLE] if isinstance(titles, list) else []
    if len(ours) != 1:
        raise BadAnswer(
            f"{place} does not name title {TITLE} once; its shape has changed, or it is not the eCFR's API."
        )
    (title,) = ours

    def day(name: str) -> date:
        try:
            return date.fromisoformat(str(title.get(name)))
        except ValueError:
            raise BadAnswer(f"{place}: {name} of title {TITLE} is {str(title.get(name))[:50]!r}, not a date.") from None

    meta = answer.get("meta")
    importing = isinstance(meta, dict) and bool(meta.get("import_in_progress"))
    return TitleDates(
        up_to_date_as_of=day("up_to_date_as_of"),
        latest_issue_date=day("latest_issue_date"),
        latest_amended_on=day("latest_amended_on") if title.get("latest_amended_on") else None,
        busy=importing or bool(title.get("processing_in_progress")),
    )


def _has_no_such_day(answer: HttpResponse) -> bool:
    return answer.status == 404 or (answer.status == 400 and b"date" in answer.body[:2_000].lower())


def _require_part(answer: HttpResponse, day: date) -> None:
    """Raise BadAnswer unless the whole part came, with the Entity List in it."""
    place = shown(answer.url)
    if answer.status != 200:
        raise BadAnswer(f"{place} answered {answer.status} instead of part {PART} as of {day}; try again later.")
    if is_web_page(answer):
        raise BadAnswer(f"{place} answered with a web page instead of XML; check the base_url.")
    if not answer.body.strip():
        raise BadAnswer(f"{place} is empty; the copy of {day} is not there yet, try again later.")
    try:
        parse_xml(answer.body, place)
    except CannotRead as error:
        raise BadAnswer(f"{error} The copy of {day} was not taken.") from None
    if _SUPPLEMENT not in answer.body:
        raise BadAnswer(f"{place} holds no Supplement No. 4 to Part 744; it is another part, or not the eCFR's API.")
