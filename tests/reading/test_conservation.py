"""Every printed word of the list's tables ends up somewhere, in each rendition; what does not is shown."""

from __future__ import annotations

from collections import Counter

import pytest

from monitor.model import Entry, Verdict
from monitor.reading.entries.cell_words import words_of
from monitor.reading.rules.conservation import check_words
from tests.reading.golden import Golden, goldens
from tests.reading.small_rules import check, destination, read_small, row

CHECK = "words of the table"
START = "2. Supplement No. 4 to part 744 is amended under IRAN by adding an entry for \u201cA Co.\u201d"


def test_words_are_letters_or_figures_whatever_the_print_marks() -> None:
    assert words_of(["\u201cA-Co.,\u201d the 9th \u015eti", "\u00a7 744.11 and Sec. 744"]) == Counter(
        {"a": 1, "co": 1, "the": 1, "9": 1, "th": 1, "sti": 1, "744": 2, "11": 1, "and": 1}
    )


def test_an_entry_takes_its_words_and_a_lost_one_is_shown() -> None:
    entry = Entry("IRAN", "A Co.", text="A Co., Tehran, Iran.", license_requirement="For all items.", footnotes=(3,))
    printed = ["IRAN | A Co., Tehran, Iran. | For all items. 3 | 95 FR 1"]
    assert check_words(printed, [entry], ["95 FR 1"], ["IRAN"]).agrees
    lost = check_words([f"{printed[0]} Denial of license."], [entry], ["95 FR 1"], ["IRAN"])
    assert not lost.agrees
    assert lost.found == "printed and not read: \u201cdenial\u201d, \u201cof\u201d, \u201clicense\u201d"
    twice = check_words(printed, [entry, entry], ["95 FR 1"], ["IRAN"])
    assert twice.found.startswith("read more often than printed: ")
    assert "\u201ctehran\u201d" in twice.found


WHOLE = [g for g in goldens() if g.metadata["form"] in ("real", "reconstructed")]


@pytest.mark.parametrize("golden", WHOLE, ids=lambda g: g.folder.name)
def test_whole_documents_lose_no_word(golden: Golden) -> None:
    assert all(c.agrees for c in golden.read().checks if c.check == CHECK)


LOST = {
    "a cell beyond the columns": row("A Co., Tehran, Iran.").replace("</ROW>", "<ENT>Something more.</ENT></ROW>"),
    "words outside of cells": row("A Co., Tehran, Iran.").replace("<ROW>", "<ROW>Something more."),
    "an unknown element in a row": row("A Co., Tehran, Iran.").replace(
        "</ROW>", "<OTHER>Something more.</OTHER></ROW>"
    ),
}


@pytest.mark.parametrize("rows", LOST.values(), ids=LOST)
def test_words_that_no_cell_holds_are_shown(rows: str) -> None:
    rule = read_small([START], destination("IRAN") + rows)
    assert not check(rule, CHECK).agrees
    assert "\u201csomething\u201d" in check(rule, CHECK).found
    assert rule.verdict is not Verdict.VERIFIED


def test_footnotes_and_headings_of_a_table_are_accounted_for() -> None:
    notes = "<TNOTE><SU>3</SU> For this entity, more items are meant.</TNOTE>"
    terms = ("For all items.<SU>3</SU>", "Presumption of denial.", "95 FR 101, 1/3/30.")
    rule = read_small([START], destination("IRAN") + row("A Co., Tehran, Iran.", terms=terms), notes=notes)
    assert check(rule, CHECK).agrees
    assert rule.verdict is Verdict.VERIFIED
