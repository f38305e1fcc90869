"""Quoted names as they are printed, nested and unbalanced ones among them (real names of the list)."""

from __future__ import annotations

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
]


@pytest.mark.parametrize(("text", "names"), CASES)
def test_names(text: str, names: list[str]) -> None:
    masked, quotes = mask_quotes(text)
    assert [quoted_name(q) for q in quotes] == names
    assert unmask(masked, quotes) == (text if '"' not in text else "“A;” “B Inc.”")
