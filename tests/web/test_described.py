"""The OpenAPI description against what is served: schemathesis asks what nobody thought of."""

from __future__ import annotations

import re
import warnings
from typing import Any

import httpx
import pytest

from monitor.web.app import PAGES

with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    schemathesis = pytest.importorskip("schemathesis", reason="schemathesis is not installed")

from hypothesis import HealthCheck, Phase, given, settings, strategies

EXAMPLES = 8
schemathesis.openapi.format("country", strategies.sampled_from(["IRAN", "Türkiye", "PRC", "Russian", "HK", "Chile"]))


def test_every_page_with_data_is_described(get: httpx.Client) -> None:
    described = set(get.get("/openapi.json").json()["paths"])
    assert {page.data for page in PAGES} | {"/parties.json", "/reviews.json"} == described


def test_schemathesis_finds_nothing(pages: str, get: httpx.Client) -> None:
    schema = schemathesis.openapi.from_url(f"{pages}/openapi.json")
    bounded = settings(
        max_examples=EXAMPLES, deadline=None, derandomize=True, database=None, suppress_health_check=list(HealthCheck),
        phases=[Phase.explicit, Phase.generate],
    )  # fmt: skip
    asked = 0
    for result in schema.get_all_operations():
        operation = result.ok()

        @bounded
        @schemathesis_given(operation)  # type: ignore[untyped-decorator]
        def check(case: Any) -> None:
            nonlocal asked
            asked += 1
            case.call_and_validate()

        check()
    assert asked > 50


def schemathesis_given(operation: Any) -> Any:
    """hypothesis' ``given`` over an operation's cases, wrong ones too."""
    modes = schemathesis.GenerationMode
    right, wrong = (operation.as_strategy(generation_mode=mode) for mode in (modes.POSITIVE, modes.NEGATIVE))
    return given(case=right | wrong)


@pytest.mark.parametrize("path", ["/entry/{id}.json", "/rule/{number}.json", "/rule/{number}/text.json"])
def test_what_exists_is_as_described(path: str, pages: str, get: httpx.Client) -> None:
    schema = schemathesis.openapi.from_url(f"{pages}/openapi.json")
    entry = get.get("/list.json?page=1").json()["entries"][0]["id"]
    number = "2022-14069"
    name = re.findall(r"{(\w+)}", path)[0]
    operation = schema[path]["GET"]
    operation.Case(path_parameters={name: entry if name == "id" else number}).call_and_validate()
