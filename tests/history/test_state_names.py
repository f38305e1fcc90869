"""A citation and an American date are taken for what they are, and the answer says how they were understood."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from monitor.errors import NotKnown, UsageError
from monitor.history.list_history import ListHistory, load_history
from monitor.history.state_names import state_name
from monitor.model import Amendment, Operation
from monitor.polling.intake import take_rule
from tests.comparing.making import entry
from tests.history.test_recording import NOW, a_store, rule


def no_history() -> ListHistory:
    raise AssertionError


@pytest.fixture(scope="module")
def history(tmp_path_factory: pytest.TempPathFactory) -> ListHistory:
    store = a_store(str(tmp_path_factory.mktemp("states")), "elmon")
    for n in (2, 8):
        order = Amendment(Operation.ADD, "IRAN", f"Co. {n}", entry(f"Co. {n}"), "2. Add.")
        document, read = rule(n, n, 0, [order])
        citation = f"95 FR {1000 * n}"
        take_rule(store, replace(document, citation=citation), replace(read, citation=citation), f"{n:064}", NOW)
    return load_history(store)


@pytest.mark.parametrize(
    ("written", "name", "said"),
    [
        ("12/05/2023", "2023-12-05", "“12/05/2023” is read as December 5, 2023 (month/day/year)."),
        ("1/2/2024", "2024-01-02", "“1/2/2024” is read as January 2, 2024 (month/day/year)."),
        ("12/25/2023", "2023-12-25", "“12/25/2023” is read as December 25, 2023 (month/day/year)."),
        ("2023/12/05", "2023-12-05", "“2023/12/05” is read as December 5, 2023."),
        ("December 5, 2023", "2023-12-05", "“December 5, 2023” is read as December 5, 2023."),
        (" Dec. 5, 2023 ", "2023-12-05", "“Dec. 5, 2023” is read as December 5, 2023."),
        ("2023-12-05", "2023-12-05", ""),
        ("now", "now", ""),
        ("2023-26935", "2023-26935", ""),
        ("list.csv", "list.csv", ""),
        ("", "", ""),
    ],
)
def test_a_day_is_what_an_american_writes(written: str, name: str, said: str) -> None:
    found = state_name(written, no_history)
    assert (found.name, found.understood) == (name, said)


@pytest.mark.parametrize(
    ("written", "why"),
    [
        ("25/12/2023", "is not a day of the calendar"),
        ("02/30/2023", "is not a day of the calendar"),
        ("00/05/2023", "is not a day of the calendar"),
        ("2023/13/01", "is not a day of the calendar"),
        ("12/05/23", "two digits for the year"),
        ("05.12.2023", "month and day, or day and month"),
        ("05-12-2023", "month and day, or day and month"),
    ],
)
def test_what_may_be_two_days_or_is_none_is_an_error_with_the_remedy(written: str, why: str) -> None:
    with pytest.raises(UsageError, match=why) as caught:
        state_name(written, no_history)
    assert "Write 2023-12-05 (year-month-day) or 12/05/2023 (month/day/year)." in str(caught.value)


def test_a_citation_is_the_document_that_begins_there(history: ListHistory) -> None:
    documents = {s.document.citation: number for number, s in history.documents.items()}
    for citation, number in documents.items():
        volume, _, page = citation.split()
        for written in (citation, f"{volume} Fed. Reg. {int(page):,}", f"{volume} fr {page}", f"{volume} F.R. {page}"):
            found = state_name(written, lambda: history)
            assert (found.name, found.understood) == (number, f"“{written}” is document {number}.")


def test_a_citation_of_no_document_names_the_nearest(history: ListHistory) -> None:
    (citation, number), *_ = ((s.document.citation, n) for n, s in history.documents.items())
    volume, _, page = citation.split()
    with pytest.raises(NotKnown, match=f"The nearest is .*{number}"):
        state_name(f"{volume} FR {int(page) - 1}", lambda: history)
    with pytest.raises(NotKnown) as caught:
        state_name(f"{volume} FR 99999", lambda: history)
    assert "nearest" not in str(caught.value)


def test_two_documents_on_one_page_are_asked_about(tmp_path: Path) -> None:
    store = a_store(str(tmp_path), "elmon")
    for n in (2, 8):
        document, read = rule(n, n, 0, [])
        take_rule(store, replace(document, citation="95 FR 7"), replace(read, citation="95 FR 7"), f"{n:064}", NOW)
    with pytest.raises(UsageError, match=r"2030-00002 or 2030-00008"):
        state_name("95 FR 7", lambda: load_history(store))
