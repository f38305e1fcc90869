"""A small alert to deliver, and what HTTP looks like from a channel's side."""

from __future__ import annotations

import http.client
import json
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any
from urllib.parse import urlsplit

import pytest

from monitor.delivery.posting import Ask, Post
from monitor.errors import Unreachable
from monitor.http import Client, HttpResponse
from monitor.model import Change, ChangeKind, Entry, RuleAlert, Stage, Verdict
from tests.delivery.smtp import certificate, serve

__all__ = ["certificate", "serve"]


@pytest.fixture
def alert() -> RuleAlert:
    entry = Entry("IRAN", "Kerman Tablo Co. – <b>&", ("KT",), ("Tehran",), "", "Presumption of denial")
    return RuleAlert(
        change_set="2024-28267/published",
        title="Additions to the Entity List",
        document_number="2024-28267",
        citation="89 FR 96830",
        stage=Stage.PUBLISHED,
        verdict=Verdict.VERIFIED,
        publication_date=date(2024, 12, 5),
        effective_on=date(2024, 12, 2),
        url="https://www.federalregister.gov/d/2024-28267",
        changes=(Change(ChangeKind.ADDED, "IRAN", entry.name, None, entry),),
    )


def post_json(url: str, payload: Any, headers: Mapping[str, str] | None = None, /) -> HttpResponse:
    """The standard library's HTTP, standing in for the monitor's client: same shape, same errors."""
    parts = urlsplit(url)
    connection = http.client.HTTPConnection(parts.hostname or "", parts.port, timeout=5)
    try:
        body = payload if isinstance(payload, bytes) else json.dumps(payload).encode()
        connection.request("POST", parts.path, body, {"Content-Type": "application/json", **(headers or {})})
        answer = connection.getresponse()
        received = {name.lower(): value for name, value in answer.getheaders()}
        return HttpResponse(url, answer.status, received, answer.read())
    except (OSError, http.client.HTTPException) as error:
        raise Unreachable(f"{url} gave no answer ({error}).") from error
    finally:
        connection.close()


@pytest.fixture
def post() -> Post:
    return post_json


@pytest.fixture
def ask() -> Iterator[Ask]:
    with Client(requests_per_second=1e6, timeout_seconds=5) as client:
        yield client.ask
