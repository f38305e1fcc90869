"""The user's parties in running text: found wherever they are named, on the scores of entries, in bounded time."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from monitor.history.baseline import bundled
from monitor.model import MENTION, WatchedParty
from monitor.reading.files import read_snapshot
from monitor.reading.plain_words import plain_words
from monitor.reading.rules.document import read_document
from monitor.screening.mentions import Mention, NamesInText, match_of
from monitor.screening.passages import MOST_WORDS, name_runs, runs_of
from monitor.screening.variants import names_of
from monitor.screening.weights import Weights

DEMO = Path(__file__).resolve().parents[2] / "monitor" / "demo" / "documents"
MINIMUM = 0.85


@pytest.fixture(scope="module")
def weights() -> Weights:
    entries = read_snapshot(bundled(), "the list").entries
    return Weights(written.name for entry in entries for written in names_of(entry))


def named(text: str, weights: Weights, *names: str, country: str = "") -> list[str]:
    parties = [WatchedParty(name, name, country) for name in names]
    return [m.watch.reference for m in NamesInText(text, weights).mentions(parties, MINIMUM)]


FOUND = [
    (
        "Beijing Leike Defense Technology",
        "adding Beijing Leike Defense Technology Co., Ltd., a.k.a., LKDT, under China",
    ),
    (
        "Beijing Leike Defense Technology",
        "License Requirement CHINA Beijing\nLeike Defense Technology Co. For all items",
    ),
    ("Beijing Leike Defence Technolgy", "Beijing Leike Defense Technology Co., Ltd."),
    ("SenseTime", "one entry for ``Sense Time Group'' is added"),
    ("Sense Time Group", "one entry for \u201cSensetime Group\u201d is added"),
    ("Attn: Mr. Li, Winninc Electronic", "and Winninc Electronic, Room 803 Chevalier House"),
    ("JSC Integral", "is an integral part. JSC Integral, 121A Kazintsa St., Minsk"),
    ("\u0411\u0438\u0442\u043b\u0430\u043d\u0434", "removing Bitland Co. Ltd. from the list"),
    ("JSC Element", "The rule adds JSC Element, a.k.a., Elem, under Russia"),
    (
        "Kunming Institute of Optics Research",
        "                         --Kunming Institute of        For all items\n"
        "                          Optics                       subject to the\n"
        "                          Research; and                EAR.\n",
    ),
    (
        "Lanzhou Precision Optics Works",
        "CHINA, PEOPLE'S       Lanzhou Precision        For all items     Presumption of\n"
        "REPUBLIC OF            Optics Works,           subject to the    denial.\n"
        "                       12 Main Road.           EAR.\n",
    ),
    ("KLQV", "                         --KLQV.\n                          Room 4, Main Street\n"),
    ("KLQV LLC", "                         --KLQV LLC.\n                          Room 4, Main Street\n"),
    ("China Academy of Engineering Physics", "the China Academy of Engineering Physics is"),
    ("Kunming Optics & Lens Works", "by adding Kunming Optics & Lens Works, and Hudson Technologies"),
    ("Wilhelm \u201cBill\u201d Holler", "an entry for ``Wilhelm ``Bill'' Holler;'' and"),
]
FOUND_IN_PARTS = [
    ("Kunming Academy of Optics, Institute of Lenses", "for Kunming Academy of Optics, Institute of Lenses; and"),
    (
        "Kunming Optics Group (KOG) subordinate institution: Lens Works",
        "``Kunming Optics Group (KOG) \nsubordinate institution: Lens Works,'' ``Kunming Optics Group (KOG) subordinate institution: Wuwei Mirrors,''",
    ),
    ("Joint Stock Company \u201cVektor\u201d", "adding Joint Stock Company ``Vektor'' under Russia"),
    ("Elara Complex named after G.A. Illienko", "under Russia, Elara Complex named after G.A. Illienko and Hudson"),
]
NOT_FOUND = [
    ("Hudson", "Hudson Technologies Far East was added"),
    ("Integral", "an integral part of the list. Integral parts are"),
    ("Supplement Trading Ltd.", "Supplement No. 4 to Part 744 is amended"),
    ("Acme Widgets", "Beijing Leike Defense Technology Co., Ltd."),
    ("Factory 404", "Factory 440 of China"),
    ("Leike", ""),
    ("JSC Element", "an Element of JSC Rocket Works. The Element is part of it"),
    ("Element JSC", "The Element was added"),
    ("Kunming Academy of Optics, Institute of Lenses", "for Kunming Academy of Optics, Institute of Mirrors; and"),
    (
        "Kunming Optics Group (KOG) subordinate institution: Lens Works",
        "Kunming Optics Group (KOG) subordinate institution: Wuwei Mirrors",
    ),
    ("Hong Kong trading Co.", "in Hong Kong. Companies of Hong Kong, Co. Hong Kong"),
]


@pytest.mark.parametrize(("party", "text"), FOUND)
def test_found(party: str, text: str, weights: Weights) -> None:
    assert named(text, weights, party) == [party]


@pytest.mark.parametrize(("party", "text"), FOUND_IN_PARTS)
def test_a_name_that_holds_what_parts_names_is_found(party: str, text: str, weights: Weights) -> None:
    assert named(text, weights, party) == [party]


def test_every_listed_name_in_parts_is_found_where_a_rule_adds_it(weights: Weights) -> None:
    listed = [
        entry.name for entry in read_snapshot(bundled(), "the list").entries if len(list(runs_of(entry.name))) > 1
    ]
    assert len(listed) > 100
    assert [
        n for n in listed if not named(f"by adding entries for \u201c{n};\u201d and \u201cFoo.\u201d", weights, n)
    ] == []


def test_the_cells_of_a_row_and_the_items_of_a_column_are_names_of_their_own() -> None:
    table = (
        "                         Lanzhou Optics                Policy of\n"
        "                          Works,                       Denial\n"
        "                         --Gansu Lens Company\n"
        "                         --Tianshui\n"
        "                          Glassworks\n"
        "                         Wuwei Mirrors\n"
    )
    runs = [
        "Policy of Denial",
        "Lanzhou Optics Works",
        "--Gansu Lens Company",
        "--Tianshui Glassworks",
        "Wuwei Mirrors",
    ]
    assert sorted(name_runs(table)) == sorted(runs)


@pytest.mark.parametrize(("party", "text"), NOT_FOUND)
def test_not_found(party: str, text: str, weights: Weights) -> None:
    assert named(text, weights, party) == []


@pytest.mark.parametrize("name", ["2019-22210.xml", "2024-14635.xml", "filed/2019-22210.txt", "filed/2024-14635.txt"])
def test_every_party_of_a_rule_is_found_in_its_words(name: str, weights: Weights) -> None:
    data = (DEMO / name).read_bytes()
    amended = {a.name for a in read_document(data, name).amendments}
    assert set(named(plain_words(data), weights, *amended)) == amended


@pytest.mark.parametrize("number", ["2022-14069", "2022-18268", "2022-27151"])
def test_the_parties_of_a_real_text_are_found(number: str, shared_data: Path, weights: Weights) -> None:
    data = (shared_data / "fr" / "real" / f"{number}.txt").read_bytes()
    amended = {a.name for a in read_document(data, "x").amendments}
    assert set(named(plain_words(data), weights, *amended)) == amended


def test_a_match_says_where_it_was_found() -> None:
    watch = WatchedParty("C-1", "Beijing Leike Defense Technology")
    match = match_of(Mention(watch, "Beijing Leike Defense Technology Co.", (), 0.98), "which could not be parsed")
    assert (match.kind, match.matched, match.entry.country) == (MENTION, "Beijing Leike Defense Technology Co.", "")
    assert match.explanation == (
        "your party \u201cBeijing Leike Defense Technology\u201d is named in this document, which could not be parsed. "
        "Its text says \u201cBeijing Leike Defense Technology Co.\u201d."
    )


def test_runs_end_where_names_do() -> None:
    text = "Remove Foo Bar Co., Ltd., Baz of Qux and the rest; add \u201ciFLYTEK\u201d (a 5th one). End    Cell\n\nNext Place"
    assert list(name_runs(text)) == [
        "Remove Foo Bar Co. Ltd.",
        "Baz of Qux",
        "iFLYTEK",
        "5th",
        "End",
        "Cell",
        "Next Place",
    ]
    assert max(len(run.split()) for run in name_runs("Word " * 1000)) == MOST_WORDS


def test_markup_and_broken_words_are_put_right() -> None:
    assert plain_words(b'<P>Bei<E T="03">jing</E> &amp; Co</P>').split() == ["Beijing", "&", "Co"]
    assert plain_words(b"Elec-\n    tronics [[Page 5]]").split() == ["Electronics"]
    assert plain_words(b"\x1f\x8bnot gzip") == ""


def test_many_parties_and_a_long_text_take_bounded_time(weights: Weights) -> None:
    """A tenth of 40,000 parties that all share a telling word with a text of 300 kB."""
    text = "\n\n".join(f"Huawei Cloud Branch {n} of Some{n} Town, and other words of the text. " for n in range(4500))
    assert len(text) > 300_000
    names = NamesInText(text[:300_000], weights)
    started = time.process_time()
    list(names.mentions((WatchedParty(str(n), f"Huawei Zeta{n} Technology Ltd.") for n in range(4000)), MINIMUM))
    assert names.compared < 4000 * 240
    assert time.process_time() - started < 60


LEIKE = "Beijing Leike Defense Technology Co., Ltd."
# (how a document prints the party, what stands within its name)
WITHIN_A_NAME = [
    b"Foo Works and Beijing Leike \n\n12\n\nDefense Technology Co., Ltd. are involved.",
    b"Foo Works and Beijing Leike \n\n12\n\n\x0cDefense Technology Co., Ltd. are involved.",
    b"Foo Works and Beijing Leike\r\n- 3 -\r\n\x0c\r\nDefense Technology Co., Ltd. are involved.",
    b"Foo Works and Beijing Leike\nPage 3 of 41\nDefense Technology Co., Ltd. are involved.",
    b"Foo Works and Beijing Leike De-\n12\n\x0cfense Technology Co., Ltd. are involved.",
    b"<P>Beijing Leike<SU>3</SU> Defense Technology Co., Ltd.</P>",
    b"<P>Beijing Leike<sup>3</sup>Defense Technology Co., Ltd.</P>",
    b"Beijing Leike \\3\\ Defense Technology Co., Ltd.",
    b"<P>Beijing&#8201;Leike&#8201;Defense&#8201;Technology&#8201;Co.,&#8201;Ltd.</P>",
    "Beijing\u2009Leike\u202fDefense\u3000Technology\u00a0Co., Ltd.".encode(),
]


@pytest.mark.parametrize("printed", WITHIN_A_NAME)
def test_a_name_with_print_in_it_is_found(printed: bytes, weights: Weights) -> None:
    assert named(plain_words(printed), weights, LEIKE) == [LEIKE]


def test_a_number_in_a_line_of_its_own_behind_a_sentence_parts_what_it_parted() -> None:
    assert (
        plain_words(b"These are Foo Works.\n\n12\n\nBar Works is not.")
        == "These are Foo Works.\n\n12\n\nBar Works is not."
    )


def test_a_weak_mention_counts_less_for_a_country_that_the_text_lacks_but_not_for_one_that_is_not_known(
    weights: Weights,
) -> None:
    def score(country: str) -> float:
        (found,) = NamesInText("one entry for Zybrex Optics under Iran", weights).mentions(
            [WatchedParty("1", "Zybrexx", country)], 0.3
        )
        return found.score

    assert score("") == score("ATLANTIS") == score("IRAN") > score("PERU")
