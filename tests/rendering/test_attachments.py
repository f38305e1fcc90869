"""Tables that go with a mail: when, under which name, what they hold, and that no spreadsheet runs a cell."""

from __future__ import annotations

import csv
import io
from dataclasses import replace

import pytest

from monitor.comparing.lists import added
from monitor.model import Alert, Entry, PartiesAlert
from monitor.rendering import attachments
from monitor.rendering.attachments import MOST_IN_BODY, Attachment
from monitor.rendering.csvrows import csv_text
from monitor.rendering.diff import render_diff
from monitor.rendering.mail import render_mail
from tests.rendering import making
from tests.rendering.making import CHINA, DAY


def attached(alert: Alert) -> dict[str, Attachment]:
    return {a.name: a for a in render_mail(alert, DAY).attachments}


def rows(table: Attachment) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(table.text)))


def test_many_changes_are_attached_in_full() -> None:
    alert = making.rule_of_28()
    (table,) = attached(alert).values()
    assert (table.name, table.what) == ("2019-22210.csv", "28 changes, in full")
    first = rows(table)[0]
    assert len(rows(table)) == 28
    assert {k: first[k] for k in ("kind", "country", "document_number", "citation", "effective_on")} == {
        "kind": "added", "country": CHINA, "document_number": "2019-22210", "citation": "84 FR 54002",
        "effective_on": "2019-10-09",
    }  # fmt: skip
    assert first["aliases"]
    assert first["addresses"]
    mail = render_mail(alert, DAY)
    assert "Attached 2019-22210.csv (28 changes, in full)" in mail.text
    assert "Attached: 2019-22210.csv (28 changes, in full)" in mail.html


@pytest.mark.parametrize(("number", "names"), [(MOST_IN_BODY, []), (MOST_IN_BODY + 1, ["2019-22210.csv"])])
def test_few_changes_are_not(number: int, names: list[str]) -> None:
    alert = making.rule_of_28()
    assert list(attached(replace(alert, changes=alert.changes[:number]))) == names


def test_one_entry_that_the_body_cuts_is_attached() -> None:
    names = tuple(f"Alias {n}" for n in range(13))
    alert = making.rule_of_28()
    cut = replace(alert, changes=(added(Entry(CHINA, "Many Names", aliases=names)),))
    assert rows(attached(cut)["2019-22210.csv"])[0]["aliases"] == "; ".join(names)
    mail = render_mail(cut, DAY)
    assert "and 1 more – see 2019-22210.csv" in " ".join(mail.text.split())
    assert "and 1 more – see 2019-22210.csv" in mail.html
    kept = replace(alert, changes=(added(Entry(CHINA, "Many Names", aliases=names[:12])),))
    assert attached(kept) == {}


def test_a_change_without_its_document_gets_the_alerts() -> None:
    alert = making.rule_of_28()
    bare = replace(
        alert,
        changes=tuple(replace(c, document_number="", citation="", effective_on=None) for c in alert.changes),
    )
    assert attached(bare)["2019-22210.csv"].text == attached(alert)["2019-22210.csv"].text


def test_a_digest_has_one_table_in_which_nothing_stands_twice() -> None:
    (table,) = attached(making.digest()).values()
    assert table.name == "digest-2024-12-05.csv"
    assert {r["document_number"] for r in rows(table)} == {"2019-22210", "2024-28267", "2025-01001"}
    assert len(rows(table)) == 28 + 3 + 3


def test_many_parties_have_a_table_of_their_own() -> None:
    alert = making.many_matches()
    tables = attached(alert)
    assert list(tables) == ["2019-22210.csv", "your-parties.csv"]
    told = rows(tables["your-parties.csv"])
    assert [(r["reference"], r["match"]) for r in told] == [(m.watch.reference, m.id) for m in alert.matches]
    assert told[0]["explanation"] == alert.matches[0].explanation
    assert "your-parties.csv (14 matches of your parties)" in " ".join(render_mail(alert, DAY).text.split())
    few = PartiesAlert(change_set="parties/1", matches=alert.matches[:10])
    assert attached(few) == {}


@pytest.mark.parametrize(
    "text", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1+1", "\r\n=1+1", " =cmd|' /C calc'!A0", "\u202e=1", "＝1"]
)
def test_no_cell_is_a_formula(text: str) -> None:
    entry = Entry(CHINA, text, aliases=(text,), addresses=(text,), license_requirement=text, license_review_policy=text)
    alert = replace(making.rule_of_28(), changes=(added(entry),) * 21)
    row = rows(attached(alert)["2019-22210.csv"])[0]
    for key in ("name", "aliases", "addresses", "license_requirement", "license_review_policy"):
        assert row[key][0] == "'", key
    assert csv_text(("a",), [(text,)]).splitlines()[1].lstrip('"')[0] == "'"


@pytest.mark.parametrize(
    ("number", "name"),
    [
        ("../../etc/passwd", "etc-passwd.csv"),
        ('a"\r\nX: y', "a-X-y.csv"),
        ("", "changes.csv"),
        ("\u202e", "changes.csv"),
    ],
)
def test_a_files_name_is_harmless(number: str, name: str) -> None:
    assert list(attached(replace(making.rule_of_28(), document_number=number))) == [name]


def test_spreadsheets_see_the_encoding() -> None:
    table = attached(making.rule_of_28())["2019-22210.csv"]
    assert table.data.startswith(b"\xef\xbb\xbfkind,")
    assert table.data.decode("utf-8-sig") == table.text


def test_what_no_server_would_take_is_not_attached(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(attachments, "MOST_BYTES", 1000)
    alert = making.rule_of_28()
    large = replace(alert, changes=alert.changes * 20)
    assert attached(large) == {}
    assert "more – see the rule" in render_mail(large, DAY).text
    assert attached(making.hostile()) == {}


def test_it_is_what_elmon_diff_prints() -> None:
    from monitor.model import Diff

    alert = making.rule_of_28()
    assert attached(alert)["2019-22210.csv"].text == render_diff(Diff("a", "b", alert.changes), "csv")
