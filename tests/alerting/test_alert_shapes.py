"""The JSON of an alert is a contract: what databases and webhooks have of earlier versions, byte by byte."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from monitor.delivery.protocol import Envelope
from monitor.delivery.webhook import payload
from monitor.model import NO_DETAILS, Alert, DigestAlert, DocumentAlert, RuleAlert, Subject
from monitor.shapes import alert_from, as_json, json_bytes, json_text
from tests.alerting.making import EVERY_KIND, NOW

STORED = Path(__file__).resolve().parents[1] / "data" / "alerts"
"""What the version before alerts were split by kind put into ``change_set.alert``."""


def stored(name: str) -> str:
    said = (STORED / f"{name}.json").read_text().rstrip("\n")
    return said.replace("the desk closed", "the office closed")  # a sentence is stored as it was written


NOT_APPLIED = " It does not fit the list as we have it: The entry is there already."


OF_LIST = {"list": "entity-list"}


def change_of_one_list(change: Any) -> Any:
    ends = {end: change[end] and change[end] | OF_LIST for end in ("before", "after")}
    return change | ends | {"unknown_since": None, "transferred_from": None, "transferred_to": None} | OF_LIST


def claimless(shape: Any) -> Any:
    """What is stored of an alert today: one about no text that was read claims no verdict, one about no document no stage.

    Earlier versions wrote "verified" and "published" there, and did not say what was applied,
    nor that the day of a change is not known, nor which source a party is of and what else its file said; beside counts
    that disagree they did not name what was not applied. All was of the Entity List, and nothing was transferred.
    """
    gathered = [claimless(one) for one in shape["gathered"]]
    if shape["about"] == "digest":
        shape |= {"change_set": EVERY_KIND["digest"].change_set}  # it holds what is gathered by now
    read = shape["about"] in {"rule", "confirmation"}
    return shape | {
        "stage": shape["stage"] if read or shape["about"] in {"filing", "denial-order"} else None,
        "verdict": shape["verdict"] if read else None,
        "gathered": gathered,
        "changes": [change_of_one_list(change) for change in shape["changes"]],
        "matches": [
            match
            | {
                "watch": match["watch"] | {"source": "", "details": as_json(NO_DETAILS)},
                "entry": match["entry"] | OF_LIST,
            }
            for match in shape["matches"]
        ],
        "applied": {"applied": 0, "of": len(shape["changes"]), "waiting_until": None, "not_applied": []}
        if shape["about"] == "rule" and shape["stage"] == "public-inspection"
        else None,
        "pdf_url": "",
        "effective_as": "",
        "parties": shape.get("parties", []),
        "attention": shape["attention"].replace("found 2. Check", f"found 2.{NOT_APPLIED} Check"),
    }


@pytest.mark.parametrize("name", EVERY_KIND)
def test_an_alert_is_stored_as_it_always_was_and_read_back(name: str) -> None:
    alert, before = EVERY_KIND[name], json.loads(stored(name))
    assert json.dumps(as_json(alert), ensure_ascii=False) == json.dumps(claimless(before), ensure_ascii=False)
    assert alert_from(as_json(alert)) == alert
    assert replace(alert_from(before), change_set=alert.change_set) == without_applied(alert)


def without_applied(alert: Alert) -> Alert:
    if isinstance(alert, DigestAlert):
        return replace(alert, gathered=tuple(map(without_applied, alert.gathered)))
    if not isinstance(alert, RuleAlert):
        return alert
    return replace(alert, applied=None, attention=alert.attention.replace(NOT_APPLIED, ""))


@pytest.mark.parametrize("name", EVERY_KIND)
def test_only_what_was_read_has_a_verdict(name: str) -> None:
    alert, shape = EVERY_KIND[name], as_json(EVERY_KIND[name])
    assert (shape["verdict"] is not None) is isinstance(alert, RuleAlert)
    assert (shape["stage"] is not None) is isinstance(alert, DocumentAlert)


def test_every_kind_is_there() -> None:
    assert {alert.about for alert in EVERY_KIND.values()} == set(Subject)
    assert {file.stem for file in STORED.iterdir()} == set(EVERY_KIND)


@pytest.mark.parametrize("name", EVERY_KIND)
def test_a_webhook_sends_the_same_keys_in_the_same_order(name: str) -> None:
    body = json_bytes(payload(EVERY_KIND[name], Envelope("<a@b>", NOW, date(2024, 12, 5))))
    assert body.endswith(b'"alert":' + stored_compactly(name) + b"}")
    assert json_text(EVERY_KIND[name]).encode() == stored_compactly(name)


def stored_compactly(name: str) -> bytes:
    return json.dumps(claimless(json.loads(stored(name))), ensure_ascii=False, separators=(",", ":")).encode()


def test_an_alert_of_the_first_version_is_read_back() -> None:
    """It had neither ``about`` nor any of the keys behind it."""
    shape = json.loads(stored("rule"))
    first = {key: shape[key] for key in list(shape)[: list(shape).index("about")]}
    first["attention"] = claimless(shape)["attention"]
    alert = alert_from(first)
    assert isinstance(alert, RuleAlert)
    assert (alert.about, alert.matches, alert.thread) == (Subject.RULE, (), "")
    assert {key: value for key, value in as_json(alert).items() if key in first} == {
        key: value for key, value in claimless(shape).items() if key in first
    }
