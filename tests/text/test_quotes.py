"""Quoted names as they are printed, nested and unbalanced ones among them (real names of the list)."""

from __future__ import annotations

import re
import time

import pytest

from monitor.text.quotes import mask_quotes, quoted_name, unmask

CASES = [
    ("entries for “A;” “B, Co., Ltd.;” and “C Ltd.”", ["A", "B, Co., Ltd.", "C Ltd."]),
    ("“A”, “B”, and “C”; under", ["A", "B", "C"]),
    ("“Planet Technology.”", ["Planet Technology"]),
    ("“The Mother Ark.;”", ["The Mother Ark."]),
    (
        "“Tactical Missile Corporation, AO GNPP “Region;”” and “X”",
        ["Tactical Missile Corporation, AO GNPP “Region”", "X"],
    ),
    ("“Voronezh Institute “Vega“;” “B;” and “C”", ["Voronezh Institute “Vega“", "B", "C"]),
    ("“JSC “Research Center for Automated Design;” “Next;”", ["JSC “Research Center for Automated Design", "Next"]),
    ("“United JSC “SC “Zvyozdochka”;” “Z”", ["United JSC “SC “Zvyozdochka”", "Z"]),
    ("“Liubov “Luba” Skvortsova;” and “B”", ["Liubov “Luba” Skvortsova", "B"]),
    ('"A;" "B Inc."', ["A", "B Inc."]),
    ("“never closed", []),
    # an alias of an entry that is quoted whole, closed once where it was opened twice
    (
        "“JSC Eleron, a.k.a., the following: -JSC “SNPO “Eleron”; and -SNPO Eleron. 11 Road, Minsk”; and",
        ["JSC Eleron, a.k.a., the following: -JSC “SNPO “Eleron”; and -SNPO Eleron. 11 Road, Minsk"],
    ),
    # never closed, with a level behind it: left as text
    ("“A, 12 Main Street; b. Under IRAN, by removing the entry for “B”", ["B"]),
    # never closed, with another order behind it
    ("“A Co., and by removing the entry for “B AO”", ["A Co.", "B AO"]),
    ("“A Co. and removing the entries for “B AO” and “C”", ["A Co.", "B AO", "C"]),
    ("“A Co., by revising the entry under RUSSIA for “B AO”", ["A Co.", "B AO"]),
    ("“Adding Machines “Entry” Co.” and “B”", ["Adding Machines “Entry” Co.", "B"]),
    # quotations that BIS forgot to close, or to open
    ("“A Co., Ltd., “B Inc.,” “C JSC,” and “D.”", ["A Co., Ltd.", "B Inc.", "C JSC", "D"]),
    ("“A Co., Ltd.;” “B Inc.; “C JSC;” and “D.”", ["A Co., Ltd.", "B Inc.", "C JSC", "D"]),
    ("“A Co., Ltd.,” “B Inc., and “D”", ["A Co., Ltd.", "B Inc.", "D"]),
    ("“A,” “B”, and “C Ltd.”; and “D, “E.”", ["A", "B", "C Ltd.", "D", "E"]),
    ("“A Co., Ltd.,” B Inc.,” “C JSC,” and “D.”", ["A Co., Ltd.", "B Inc.", "C JSC", "D"]),
    ("“A”, B Inc.”, and “C”", ["A", "B Inc.", "C"]),
    # marks of the wrong kind, told by what they stand beside
    ("“A Co.,“ “B;“ and “C.“", ["A Co.", "B", "C"]),
    ('“A Co.," “B;” and "C.”', ["A Co.", "B", "C"]),
    # names nested two and three deep
    ("“AO “NII “Vektor”,” “B “C” D Co.,” and “E.”", ["AO “NII “Vektor”", "B “C” D Co.", "E"]),
    ("“Control “Vega;”” “B Inc.;” and “D.”", ["Control “Vega”", "B Inc.", "D"]),
    ("“Wilhelm “Bill” Holler, Street 80, 92318 Germany”;", ["Wilhelm “Bill” Holler, Street 80, 92318 Germany"]),
]


@pytest.mark.parametrize(("text", "names"), CASES)
def test_names(text: str, names: list[str]) -> None:
    masked, quotes = mask_quotes(text)
    assert [quoted_name(q) for q in quotes] == names
    if text == '"A;" "B Inc."':
        assert unmask(masked, quotes) == "“A;” “B Inc.”"
    elif '"' not in text and text.count("“") == text.count("”"):
        assert unmask(masked, quotes) == text


@pytest.mark.parametrize(
    ("quotation", "behind", "name"),
    [
        ("Vortex Electronics.", "", "Vortex Electronics"),
        ("Vortex Electronics.", " Under CHINA, by removing", "Vortex Electronics"),
        ("Vortex Electronics.", " This party", "Vortex Electronics"),
        ("Vortex Electronics.", " b. Under CHINA, by removing", "Vortex Electronics"),
        ("Vortex Electronics.", " and the entry for", "Vortex Electronics."),  # it ends no sentence
        ("Vortex Co., Ltd.", "", "Vortex Co., Ltd."),
        ("Company “Beta”.", " and “Gamma”", "Company “Beta”"),
        ("Company “Beta.”", "", "Company “Beta”"),
    ],
)
def test_a_full_stop_that_ends_the_sentence_is_not_the_names(quotation: str, behind: str, name: str) -> None:
    assert quoted_name(quotation, behind) == name


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("entries for “A;” “B, Co., Ltd.;” and “C Ltd.”", []),
        ("“Tactical Missile Corporation, AO GNPP “Region;”” and “X”", []),
        ("“Voronezh Institute “Vega“;” “B;” and “C”", []),
        ("“A Co., Ltd., “B Inc.,” and “D.”", ["A Co., Ltd."]),  # closed where the next one opens
        ("“A,” B Inc.,” and “D.”", ["B Inc."]),  # never opened
        ("“JSC “Research Center;” “Next;”", ["JSC “Research Center"]),  # a mark of its own is missing
        ("“A;” and “B “C” D Co.", ["B “C"]),  # closed by the last mark there is
    ],
)
def test_quotations_that_lack_a_mark_are_told(text: str, names: list[str]) -> None:
    guessed: list[str] = []
    mask_quotes(text, guessed)
    assert list(map(quoted_name, guessed)) == names


def test_every_letter_outside_of_quotations_stays() -> None:
    for text, _ in CASES:
        masked, quotes = mask_quotes(text)
        letters = re.sub('[“”"]', "", text)
        assert re.sub("[“”]", "", unmask(masked, quotes)) == letters


def test_hostile_quotations_cost_no_time_to_speak_of() -> None:
    for text in ("“" * 50_000, "“a, " * 20_000, "”" * 50_000, "“a” " * 20_000, "“a, ”" * 20_000, '"' * 50_000):
        start = time.process_time()
        mask_quotes(text)
        assert time.process_time() - start < 2
