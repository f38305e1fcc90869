"""Real raw texts and the same words set as XML: both readings give what a person read in them.

The documents are goldens; the truths that people made by hand lie beside some development checkouts (``shared_data``).
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Sequence
from difflib import SequenceMatcher
from pathlib import Path
from typing import Any

import pytest

from monitor.model import Amendment, Operation, Rule
from monitor.reading.rules.document import read_document
from monitor.text.names import fold
from tests.reading.golden import FOLDER, Golden
from tests.real_forms.agreement import differences, legal
from tests.real_forms.real_words import MEASURES, as_xml
from tests.real_forms.typesetting import raw_text
from tests.real_forms.typesetting_styles import Setting

NUMBERS = ("2017-06228", *MEASURES)
Truth = dict[str, Any]


def source(number: str) -> str:
    folders = (folder for name in (f"{number}-real", number) if (folder := FOLDER / name).is_dir())
    return Golden(next(folders)).source.read_text("utf-8")


def truth(shared_data: Path, number: str) -> Truth:
    read: Truth = json.loads((shared_data / "fr" / "real" / f"{number}.json").read_text("utf-8"))
    return read


def letters(text: str | None) -> str:
    return re.sub(r"[^0-9a-z]+", "", unicodedata.normalize("NFKD", text or "").casefold())


def names(wanted: Truth) -> set[str]:
    """Every name that a truth gives for a party; a former name in brackets may be left out."""
    given = [wanted["name"], wanted.get("new_name"), *wanted.get("name_variants", [])]
    bare = [re.sub(r"\s*\(f\.?k\.?a\.?,?\s*[^()]*\)", "", n) for n in given if n]
    return {letters(n) for n in (*given, *bare) if n}


def wrong_amendments(rule: Rule, wanted: Sequence[Truth]) -> list[str]:
    """One line for each amendment that is missing, invented, or has another text than the truth."""
    left = [a for a in rule.amendments if a.supplement == 4]
    said = []
    for one in wanted:
        fit = [a for a in left if _is(a, one)]
        if not fit:
            said.append(f"missing: {one['operation']} {one['country']} {one['name']}")
            continue
        best = max(fit, key=lambda a: letters(a.entry.text if a.entry else "") == letters(one["entity_text"]))
        left.remove(best)
        said += wrong_entry(best, one)
    return [*said, *(f"invented: {a.operation.value} {a.country} {a.name}" for a in left)]


def _is(amendment: Amendment, wanted: Truth) -> bool:
    operations = wanted.get("operations_accepted", [wanted["operation"]])
    return (
        amendment.operation.value in operations
        and letters(amendment.country) == letters(wanted["country"])
        and letters(amendment.name) in names(wanted)
    )


def wrong_entry(amendment: Amendment, wanted: Truth) -> list[str]:
    if amendment.operation is Operation.REMOVE:
        return []
    entry = amendment.entry
    if entry is None:
        return [f"no entry: {wanted['name']}"]
    pairs = {
        "text": (letters(entry.text), letters(wanted["entity_text"])),
        "requirement": (
            legal(entry.license_requirement),
            legal(re.sub(r"\\(\d)\\", "", wanted["license_requirement"])),
        ),
        "policy": (legal(entry.license_review_policy), legal(wanted["license_review_policy"])),
        "footnotes": (sorted(entry.footnotes), sorted(wanted["footnotes"])),
    }
    return [
        f"{what} of {wanted['name']}: {found}, not {right}" for what, (found, right) in pairs.items() if found != right
    ]


def test_every_real_raw_text_is_set_as_xml(shared_data: Path) -> None:
    assert sorted(NUMBERS) == sorted(path.stem for path in (shared_data / "fr" / "real").glob("*.txt"))


@pytest.mark.parametrize("number", NUMBERS)
def test_real_words_in_xml_markup_read_as_a_person_reads_them(shared_data: Path, number: str) -> None:
    rule = read_document(as_xml(source(number), number).encode(), number)
    wanted = truth(shared_data, number)
    assert wrong_amendments(rule, wanted["amendments"]) == []
    assert rule.verdict.value in wanted["verdict_accepted"], [c for c in rule.checks if not c.agrees]


@pytest.mark.parametrize("number", NUMBERS)
def test_real_words_read_the_same_as_raw_text_and_as_xml(number: str) -> None:
    text = source(number)
    read = [read_document(form.encode(), number) for form in (as_xml(text, number), text)]
    assert differences(*read) == ""
    assert read[0].verdict is read[1].verdict
    assert [fold(n.name) for n in read[0].named] == [fold(n.name) for n in read[1].named]


@pytest.mark.parametrize("number", NUMBERS)
def test_the_typesetter_sets_the_same_words_as_the_real_raw_text_has_them(number: str) -> None:
    """Set again from their XML, the lines are the real ones, all but those the XML does not tell of."""
    text = source(number)
    again = raw_text(as_xml(text, number), Setting((MEASURES.get(number, MEASURES["2017-20406"]),)))
    real, ours = _lines(text), _lines(again)
    same = sum(block.size for block in SequenceMatcher(None, real, ours, autojunk=False).get_matching_blocks())
    assert same > 0.94 * len(real), (same, len(real))


def _lines(text: str) -> list[str]:
    """The printed lines without rules, blanks at their ends, anchors, and what is told of the issue."""
    return [
        line.rstrip() for line in text.split("\n") if line.strip("- ") and "<" not in line and not line.startswith("[")
    ]
