"""docs/schemas is what the code makes of its types, and every command's and page's JSON is as it says."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

import httpx
import jsonschema_rs
import pytest

from monitor.alerting.alerts import trial_alert
from monitor.cli.entry_point import run
from monitor.contracts.answers import AlertShape, DiffShape
from monitor.contracts.commands import COMMANDS
from monitor.contracts.pages import PAGES
from monitor.model import Entry
from monitor.shapes import as_json
from monitor.web.history_cache import HistoryCache
from monitor.web.openapi import description
from tests.cli.conftest import Place
from tests.cli.test_currency import formatted
from tests.contracts.conftest import DAY, MAY_BE_EMPTY, printed
from tests.contracts.shapes import FOLDER, faults, texts
from tests.web.making import TOKEN, app_of, cache_of, served


def test_the_schemas_that_are_published_are_what_the_code_makes() -> None:
    there = {file.name: file.read_text("utf-8") for file in FOLDER.glob("*.json")}
    assert there == texts(), "write them again: python -m tests.contracts.shapes"


def test_every_schema_is_one() -> None:
    for name, text in texts().items():
        jsonschema_rs.meta.validate(json.loads(text))
        assert jsonschema_rs.validator_for(json.loads(text)), name


def test_every_command_that_prints_data_has_its_shapes() -> None:
    exports = {"export list", "export changes"}  # other systems' formats: docs/exports.md
    assert set(formatted()) - exports | {"watch data", "diff --stat"} == set(COMMANDS)


def test_the_page_on_shapes_leads_to_the_schema_of_every_command_and_value() -> None:
    said = (FOLDER.parent / "shapes.md").read_text("utf-8")
    assert sorted(set(texts()) - set(re.findall(r"\(schemas/([\w.-]+)\)", said))) == []
    assert [name for name in COMMANDS if f"`elmon {name}" not in said] == []


def keys_of(schema: Any) -> Iterator[str]:
    """The keys of the objects that a schema describes, at any depth."""
    if isinstance(schema, list):
        schema = dict(enumerate(schema))
    if isinstance(schema, dict):
        yield from schema.get("properties", {})
        for part in schema.values():
            yield from keys_of(part)


def test_the_page_on_shapes_says_what_every_key_of_a_command_is() -> None:
    said = re.findall(r'`"?(\w+)"?`', (FOLDER.parent / "shapes.md").read_text("utf-8"))
    schemas = {name: text for name, text in texts().items() if not name.startswith("page-")}
    unsaid = {name: set(keys_of(json.loads(text))) - set(said) for name, text in schemas.items()}
    assert {name: keys for name, keys in unsaid.items() if keys} == {}


@pytest.mark.parametrize("command", COMMANDS)
def test_what_a_command_prints_is_as_its_schema_says(
    place: Place, capfd: pytest.CaptureFixture[str], command: str
) -> None:
    shapes = COMMANDS[command]
    if command == "watch data":
        assert faults(shapes.whole, json.loads(printed(place, capfd, command))) == []
        return
    whole = json.loads(printed(place, capfd, command, "-f", "json"))
    assert faults(shapes.whole, whole) == []
    assert whole or command in MAY_BE_EMPTY
    lines = [json.loads(line) for line in printed(place, capfd, command, "-f", "jsonl").splitlines()]
    assert [fault for line in lines for fault in faults(shapes.line, line)] == []
    assert lines or command in MAY_BE_EMPTY | {"replay"}
    if shapes.enveloped:
        assert faults(shapes.enveloped, json.loads(printed(place, capfd, command, "-f", "json", "--envelope"))) == []


def test_a_diff_of_a_document_and_of_two_files_are_diffs(place: Place, capfd: pytest.CaptureFixture[str]) -> None:
    for states in (("2023-26935",), ("list.xml", "other.xml")):
        capfd.readouterr()
        assert run(["--config", str(place.config), "diff", *states, "-f", "json"]) == 0
        assert faults(DiffShape, json.loads(capfd.readouterr().out)) == []


def test_an_alert_is_as_its_schema_says() -> None:
    assert faults(AlertShape, as_json(trial_alert(DAY))) == []


def test_a_key_that_is_missing_wrong_or_not_documented_is_found() -> None:
    entry = as_json(Entry("IRAN", "Alpha"))
    assert faults(Entry, entry) == []
    assert faults(Entry, {**entry, "new": 1})
    assert faults(Entry, {**entry, "aliases": None})
    assert faults(Entry, {key: value for key, value in entry.items() if key != "text"})


@pytest.fixture(scope="module")
def cache(tmp_path_factory: pytest.TempPathFactory) -> Iterator[HistoryCache]:
    """A filled database."""
    found = cache_of(f"sqlite:///{tmp_path_factory.mktemp('web') / 'elmon.db'}")
    yield found
    found.store.close()


def test_what_the_pages_have_as_data_is_as_its_schema_says(cache: HistoryCache) -> None:
    with served(app_of(cache)) as address, httpx.Client(base_url=address, timeout=60) as client:
        client.post("/sign-in", data={"who": "A", "token": TOKEN})
        entry = client.get("/list.json?page=1").json()["entries"][0]["id"]
        addresses = {
            "Today": "/today.json", "Timeline": "/timeline.json?year=2022", "List": "/list.json",
            "Lives": f"/entry/{entry}.json", "Rules": "/rules.json", "Rule": "/rule/2022-14069.json",
            "RuleText": "/rule/2022-14069/text.json", "ReconciledList": "/reconciled.json", "Reviews": "/reviews.json",
            "Parties": "/parties.json?show=all", "Diff": "/compare.json?from=2022-01-01", "Error": "/entry/nix.json",
        }  # fmt: skip
        assert set(PAGES) - set(addresses) == {"Reconciled"}, "needs an acceptance: its shape is that of a list's line"
        filed = [("Rule", "/rule/2024-99992.json"), ("RuleText", "/rule/2024-99992/text.json")]
        asked = [*addresses.items(), *filed]
        wrong = {path: faults(PAGES[name], client.get(path).json())[:3] for name, path in asked}
    assert {path: said for path, said in wrong.items() if said} == {}


def test_the_openapi_description_has_the_same_shapes() -> None:
    components = description()["components"]["schemas"]
    assert set(components["Entry"]["required"]) == set(as_json(Entry("IRAN", "Alpha")))
    text = json.dumps(description())
    assert set(re.findall(r'"#/components/schemas/(\w+)"', text)) <= set(components)
    assert not re.search(r"#/\$defs", text)


def test_no_two_shapes_of_the_description_share_a_name() -> None:
    """A page's and the model's: one of them would take the other's place."""
    components = description()["components"]["schemas"]
    assert {"amendments", "verdict"} <= set(components["Rule"]["properties"])
    assert {"rule", "alerts"} <= set(components["RulePage"]["properties"])
