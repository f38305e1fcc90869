"""CSV rows: a quote that is not closed, or stands where none should, costs no row."""

from __future__ import annotations

import csv
import io
import random

import pytest

from monitor.errors import CannotRead
from monitor.reading.parties.delimited_text import read_separated
from monitor.reading.parties.party_file import read_parties
from monitor.reading.parties.separated_rows import LONGEST_ROW

NO_END = "line {} has a quote that is not closed, and is read by itself"
CASES = [
    pytest.param('a,b\n1,"x\ny"\n', [(1, ["a", "b"]), (2, ["1", "x\ny"])], ["lines 2 to 3 are one row"], id="over lines"),
    pytest.param('a,Address\n1,"x,\r\ny"\n2,z', [(1, ["a", "Address"]), (2, ["1", "x,\r\ny"]), (4, ["2", "z"])], [], id="address"),
    pytest.param('a,b\n1,"x\n2,y\n3,z\n', [(1, ["a", "b"]), (2, ["1", "x"]), (3, ["2", "y"]), (4, ["3", "z"])], [NO_END.format(2)], id="to the end"),
    pytest.param('a,b\n1,"x\n2,"y"\n', [(1, ["a", "b"]), (2, ["1", "x"]), (3, ["2", "y"])], [NO_END.format(2)], id="to the next quote"),
    pytest.param('a;b\n"F "G" Ltd";2\n3;4\n', [(1, ["a", "b"]), (2, ['F G" Ltd"', "2"]), (3, ["3", "4"])], [], id="quotes within"),
    pytest.param("sep=;\na;b,c\n1;2\n", [(2, ["a", "b,c"]), (3, ["1", "2"])], [], id="sep="),
    pytest.param("\n\na;b\n1;2\n", [(1, []), (2, []), (3, ["a", "b"]), (4, ["1", "2"])], [], id="blank lines"),
    pytest.param('a,b\r1,"q"\r', [(1, ["a", "b"]), (2, ["1", "q"])], [], id="old Macintosh"),
    pytest.param("a\n" + "x" * 140_000 + "\nb\n", [(1, ["a"]), (3, ["b"])], ["line 2 is no CSV"], id="huge cell"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "rows", "said"), CASES)
def test_rows(text: str, rows: list[tuple[int, list[str]]], said: list[str]) -> None:
    problems: list[str] = []
    assert list(read_separated(text, problems)) == rows
    assert [problem[: len(start)] for problem, start in zip(problems, said, strict=True)] == said


def test_a_cell_may_go_over_many_lines_and_not_over_all() -> None:
    for lines, rows in ((LONGEST_ROW - 1, 2), (LONGEST_ROW + 5, LONGEST_ROW + 7)):
        text = 'name,notes\nFoo,"' + "x\n" * lines + '"\n'
        assert len(list(read_separated(text, []))) == rows


@pytest.mark.parametrize("quoting", [csv.QUOTE_ALL, csv.QUOTE_MINIMAL, csv.QUOTE_NONNUMERIC])
@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_a_file_with_one_quote_too_few_or_too_many_loses_no_party(quoting: int, separator: str) -> None:
    chance = random.Random(f"{quoting}{separator}")
    for _ in range(200):
        rows = [
            (str(n), chance.choice((f"Party {n}", f"Party {n}, Ltd.", f'Party {n} "P{n}" Co; Ltd')), "IRAN", f"{n} Road, Town")
            for n in range(chance.randint(1, 12))
        ]  # fmt: skip
        out = io.StringIO()
        writer = csv.writer(out, delimiter=separator, quoting=quoting)  # type: ignore[arg-type]
        writer.writerows([("id", "name", "country", "address"), *rows])
        text = out.getvalue()
        head = text.index("\n") + 1
        quotes = [i for i, c in enumerate(text) if c == '"' and i >= head]
        if quotes and chance.random() < 0.7:
            at = chance.choice(quotes)
            text = text[:at] + text[at + 1 :]
        else:
            at = chance.randrange(head, len(text))
            text = f'{text[:at]}"{text[at:]}'
        try:
            found = read_parties(text.encode(), "a file")
        except CannotRead:  # its one line is the one that is cut wrongly: that is said
            assert len(rows) == 1, text
            continue
        names = [party.name.replace('"', "") for party in found.parties]
        lost = [name for _, name, *_ in rows if not any(name.replace('"', "") in one for one in names)]
        assert len(lost) <= len(found.problems), (lost, text, found)
        assert len(lost) <= 1, (lost, text, found)
