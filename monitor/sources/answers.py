"""What all the Register's interfaces have in common: JSON or nothing, and pages that stand in the way of it."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any

from monitor.errors import BadAnswer, Blocked
from monitor.http import HttpResponse, host_of, shown
from monitor.text.numbers import is_number

MOST_AGE = 120
"""Seconds an answer may have lain in a cache and still say what there is now; each question is new to any cache."""

# e.g. b"<title>Federal Register :: Request Access</title>"
_ACCESS_PAGE = re.compile(rb"<title>[^<]*Request Access|unblock\.federalregister|programmatic access", re.IGNORECASE)
# e.g. b"<!DOCTYPE html>", b"<!-- served by a proxy -->\n<html>"
_HTML = re.compile(
    rb"(?:\xef\xbb\xbf)?\s*(?:<!--(?:(?!-->).){0,2000}-->\s*)*(?:<!doctype html|<html)", re.IGNORECASE | re.DOTALL
)
# e.g. "\x00", "\ud800"
_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")


def is_web_page(answer: HttpResponse) -> bool:
    """Whether HTML came, whatever it calls itself."""
    return bool(_HTML.match(answer.body))


def refuse_access_page(answer: HttpResponse) -> None:
    """Raise Blocked for the page that asks robots for their reasons, which comes with status 200."""
    if is_web_page(answer) and _ACCESS_PAGE.search(answer.body[:20_000]):
        raise Blocked(
            f'{host_of(answer.url)} shows its "Request Access" page: this address is blocked as a robot. '
            "Set federal_register.contact, slow down, or poll from another address."
        )


def refuse_stale(answer: HttpResponse) -> None:
    """Raise BadAnswer for one that a cache kept too long to say what there is now, or nobody can say how long."""
    age = answer.headers.get("age")
    if age is None or (is_number(age.strip()) and int(age) <= MOST_AGE):
        return
    lay = (
        f"for {int(age):,} s"
        if is_number(age.strip())
        else f"and whose age is {age.strip()[:40]!a}, not a number of seconds"
    )
    raise BadAnswer(
        f"{shown(answer.url)} gave an answer that lay in a cache {lay}; nothing was believed of it, "
        "the next round asks again (if it goes on, look for a proxy that keeps answers)."
    )


def cleaned(value: Any) -> Any:
    """A JSON value without the characters that no database takes, in any of its texts and keys."""
    if isinstance(value, str):
        return _UNSTORABLE.sub("\ufffd", value)
    if isinstance(value, list):
        return [cleaned(item) for item in value]
    if isinstance(value, dict):
        return {cleaned(key): cleaned(item) for key, item in value.items()}
    return value


def json_object(answer: HttpResponse) -> Mapping[str, Any]:
    """The JSON object of an answer. Raises Blocked, or BadAnswer for anything else than that."""
    refuse_access_page(answer)
    if answer.status == 404:
        raise BadAnswer(f"{shown(answer.url)} has no such record (404); check the number and the base_url.")
    if is_web_page(answer) or answer.media_type == "text/html":
        raise BadAnswer(f"{shown(answer.url)} answered with a web page instead of JSON; check the base_url.")
    if not answer.body.strip():
        raise BadAnswer(
            f"{shown(answer.url)} answered with nothing at all, which says nothing; the next round tries again."
        )
    try:
        value = cleaned(json.loads(answer.body))
    except (ValueError, RecursionError):
        raise BadAnswer(f"{shown(answer.url)} answered with broken JSON; the next round tries again.") from None
    if answer.status >= 400:
        said = value.get("message") or value.get("errors") if isinstance(value, dict) else ""
        raise BadAnswer(f"{shown(answer.url)} refuses the question ({answer.status}: {str(said)[:200]}).")
    if not isinstance(value, dict):
        raise BadAnswer(f"{shown(answer.url)} answered with a JSON {type(value).__name__}, not an object.")
    return value
