"""A copy of the list that was cut on its way says so, wherever it was cut: in its last cell as well."""

from __future__ import annotations

import csv
import gzip
import io
import json

import pytest

from monitor.errors import CannotRead
from monitor.history.baseline import COPIES, bundled
from monitor.reading.files import read_snapshot

CUT = "the file may be cut short"
CSL = "source,name,addresses,federal_register_notice,alt_names,ids\n"
ROW = 'Entity List (EL),Foo Co.,"12 Road, Minsk, BY",87 FR 20299,Bar Co.,{}'
BIS = "Source List,Name,Address,Country,Federal Register Notice,License Requirement,Remarks/Notes\n"
BIS_ROW = "EL,Foo Co.,12 Road,Iran,87 FR 20299,For all items,{}"


@pytest.mark.parametrize(
    ("last", "cut"),
    [
        ('"RU, 45091', True),
        ('"RU, 45091"', False),
        ('"RU, ""45091', True),
        ("RU 45091", True),
        ("RU 45091\n", False),
        ("RU 45091\r\n", False),
        ('"RU, 45091"\n', False),
        ("", False),
        ("\n", False),
        ('5" pipe\n', False),
    ],
)
@pytest.mark.parametrize(("head", "row"), [(CSL, ROW), (BIS, BIS_ROW)], ids=["CSL", "BIS"])
def test_a_table_cut_in_its_last_cell_says_so(head: str, row: str, last: str, cut: bool) -> None:
    found = read_snapshot((head + row.format("") + "\n" + row.format(last)).encode(), "a copy")
    assert [p for p in found.problems if CUT in p] == [p for p in found.problems if cut], found.problems
    assert (found.problems != ()) is cut
    assert {e.name for e in found.entries} == {"Foo Co."}


def test_every_cell_in_quotes() -> None:
    written = io.StringIO()
    rows = csv.reader(io.StringIO(CSL + ROW.format("x")))
    csv.writer(written, quoting=csv.QUOTE_ALL, lineterminator="\n").writerows(rows)
    whole = written.getvalue().rstrip("\n")
    assert read_snapshot(whole.encode(), "a copy").problems == ()
    (problem,) = read_snapshot(whole[:-1].encode(), "a copy").problems
    assert CUT in problem


def test_a_quote_that_swallows_the_rest_is_no_whole_file() -> None:
    text = CSL + ROW.format('"never closed') + "\n" + ROW.format("").replace('"', "").replace(",", " ") + "\n"
    (problem,) = read_snapshot(text.encode(), "a copy").problems
    assert "the quote of its last cell is not closed" in problem


def test_a_letter_cut_in_two_costs_no_other_letter() -> None:
    whole = (CSL + ROW.format("").replace("Foo Co.", "Société Générale") + "\n" + ROW.format("Société")).encode()
    cut = whole[:-1]
    found = read_snapshot(cut, "a copy")
    assert found.entries[0].name == "Société Générale"
    assert any(CUT in problem for problem in found.problems)


@pytest.mark.parametrize("end", [1, 2, 3, 7, 20, 40, 80])
def test_json_that_lacks_its_end_says_so(end: int) -> None:
    addresses = [{"address": f"{n} Road", "city": "Minsk", "country": "BY"} for n in range(9)]
    result = {"source": "Entity List (EL)", "alt_names": [], "name": "Foo Co.", "addresses": addresses, "ids": "RU"}
    whole = json.dumps({"results": [result]}).encode()
    assert read_snapshot(whole, "a copy").problems == ()
    with pytest.raises(CannotRead, match="It is cut short; fetch it again"):
        read_snapshot(whole[:-end], "a copy")


def test_json_that_is_wrong_in_the_middle_is_not_called_cut() -> None:
    with pytest.raises(CannotRead) as caught:
        read_snapshot(b'{"results": [{"source": Entity List}]}', "a copy")
    assert "cut" not in str(caught.value)


@pytest.mark.parametrize("copy", [None, COPIES[min(COPIES)]])
@pytest.mark.parametrize("behind", [0, 3, 12, 60])
def test_ecfr_xml_cut_in_its_last_cell_says_so(copy: str | None, behind: int) -> None:
    packed = bundled(copy) if copy else bundled()
    data = gzip.decompress(packed) if packed.startswith(b"\x1f\x8b") else packed
    last = data.rindex(b"</TD>")
    with pytest.raises(CannotRead, match="it is cut short; fetch it again"):
        read_snapshot(data[: last - behind], "a copy")


def test_xml_that_is_wrong_in_the_middle_is_not_called_cut() -> None:
    data = gzip.decompress(bundled()).replace(b"</TD>", b"</TDD>", 1)
    with pytest.raises(CannotRead) as caught:
        read_snapshot(data, "a copy")
    assert "cut" not in str(caught.value)
