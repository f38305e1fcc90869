"""Alerts as the monitor makes them: the 28 additions of 84 FR 54002, and one of everything."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from lxml import etree

from monitor.model import Change, ChangeKind, Check, Citation, Entry, FieldChange, RuleAlert, Stage, Verdict
from tests.rendering.making import HOSTILE

DOCUMENTS = Path(__file__).resolve().parents[2] / "monitor" / "demo" / "documents"
CHINA = "CHINA, PEOPLE'S REPUBLIC OF"


def _entries() -> list[Entry]:
    """The rows of 2019-22210, cut crudely: names up to the first comma or alias line are enough to look at."""
    entries = []
    for row in etree.parse(DOCUMENTS / "2019-22210.xml").iter("ROW"):
        cells = [" ".join("".join(str(t) for t in cell.itertext()).split()) for cell in row.findall("ENT")]
        if len(cells) == 5:
            lines = [" ".join("".join(str(t) for t in li.itertext()).split()) for li in row.iter("LI")]
            name = re.split(r", a\.k\.a|,\s*(?=\d|No\.|[\w ]+ (?:Rd|Road|Floor|District|Base)\b)", cells[1])[0]
            aliases = tuple(li.lstrip("—").rstrip(";.") for li in lines if li.startswith("—"))
            addresses = tuple(li for li in lines if not li.startswith("—"))
            cited = (Citation(84, 54002, date(2019, 10, 9)),)
            entries.append(Entry(CHINA, name, aliases, addresses, cells[2], cells[3], cited, text=cells[1]))
    return entries


@pytest.fixture
def additions() -> RuleAlert:
    """28 additions under one destination."""
    day = date(2019, 10, 9)
    changes = tuple(
        Change(ChangeKind.ADDED, e.country, e.name, None, e, (), "2019-22210", "84 FR 54002", day) for e in _entries()
    )
    return RuleAlert(
        change_set="2019-22210/published",
        title="Addition of Certain Entities to the Entity List",
        document_number="2019-22210",
        citation="84 FR 54002",
        stage=Stage.PUBLISHED,
        verdict=Verdict.VERIFIED,
        publication_date=day,
        effective_on=day,
        url="https://www.federalregister.gov/d/2019-22210",
        changes=changes,
        checks=(Check("entities added", "28", "28", True), Check("preamble's list: added", "28", "28", True)),
        note="The rule's document is reconstructed from the official list.",
    )


@pytest.fixture
def mixed() -> RuleAlert:
    """One change of every kind, three destinations, conflicting witnesses, a problem."""
    requirement = "For all items subject to the EAR. (See § 744.11 of the EAR)"
    places = ("Room 5, Main St.", "Urumqi")
    entry = Entry(CHINA, "Hikvision", ("HK",), places, requirement, "Presumption of denial")
    iran = replace(entry, country="IRAN", name="Kerman Tablo", license_review_policy="Policy of denial")
    uk = replace(entry, country="UNITED KINGDOM", name="Satori")
    fields = (
        FieldChange("aliases", ("HK",), ("HK", "Hik Digital")),
        FieldChange("addresses", ("Room 5, Main St.", "Urumqi"), ("Room 6, Main St.",)),
        FieldChange("license_review_policy", "Case-by-case review", "Presumption of denial"),
    )
    changes = (
        Change(ChangeKind.ADDED, "IRAN", "Kerman Tablo", None, iran, (), "2024-1", "89 FR 1", date(2024, 12, 2)),
        Change(ChangeKind.REVISED, CHINA, "Hikvision", entry, entry, fields),
        Change(ChangeKind.REMOVED, "UNITED KINGDOM", "Satori", uk, None),
        Change(
            ChangeKind.RENAMED, CHINA, "Megvii Co.", replace(entry, name="Megvii"), replace(entry, name="Megvii Co.")
        ),
        Change(ChangeKind.MOVED, CHINA, "Satori", uk, replace(uk, country=CHINA)),
        Change(ChangeKind.EDITORIAL, CHINA, "Dahua", entry, entry, (FieldChange("text", "a;", "a,"),)),
    )
    return RuleAlert(
        change_set="2024-1/public-inspection",
        title="Additions and Modifications",
        document_number="2024-1",
        citation="",
        stage=Stage.PUBLIC_INSPECTION,
        verdict=Verdict.CONFLICTING,
        publication_date=date(2024, 12, 5),
        effective_on=None,
        url="https://www.federalregister.gov/d/2024-1",
        changes=changes,
        checks=(Check("entities added", "2", "1", False), Check("entities removed", "1", "1", True)),
        problems=("The instruction adds “S2C Limited”, but no row has its text.",),
        attention="The rule states 2 added entities, its amendments give 1.",
    )


@pytest.fixture
def hostile(mixed: RuleAlert) -> RuleAlert:
    """Everything that comes from upstream is out to harm."""
    entry = Entry(HOSTILE, HOSTILE, (HOSTILE,) * 40, (HOSTILE,) * 40, HOSTILE, HOSTILE, text=HOSTILE)
    fields = (FieldChange("aliases", (), (HOSTILE,)), FieldChange("name", "a", HOSTILE))
    changes = tuple(Change(kind, HOSTILE, HOSTILE, entry, entry, fields, HOSTILE, HOSTILE) for kind in ChangeKind)
    return replace(
        mixed,
        title=HOSTILE,
        document_number=HOSTILE,
        citation=HOSTILE,
        url='https://evil.example/"><script>|x>\u202e',
        changes=changes,
        checks=(Check(HOSTILE, HOSTILE, HOSTILE, False),) * 50,
        problems=(HOSTILE,) * 50,
        attention=HOSTILE,
        note=HOSTILE,
    )


@pytest.fixture
def large(additions: RuleAlert) -> RuleAlert:
    """140 entries under seven destinations."""
    changes = tuple(
        replace(c, country=f"DESTINATION {n}") for n in range(7) for c in (*additions.changes, *additions.changes)[:20]
    )
    return replace(additions, changes=changes)
