"""What is written as a document's number, and what is not."""

from __future__ import annotations

import pytest

from monitor.text.document_numbers import is_document_number


@pytest.mark.parametrize(
    "number",
    ["2024-28267", "2010-1234", "E9-12940", "05-7305", "94-10105", "X94-70302", "C1-2026-16628", "R1-2012-1234", "C9-12940"],
)  # fmt: skip
def test_every_kind_is_a_number(number: str) -> None:
    assert is_document_number(number)


@pytest.mark.parametrize(
    "text",
    ["", "now", "2024-12-05", "2024-28267\n", " 2024-28267", "2024-28267.xml", "../2024-28267", "2024-28267/..", "2024–28267",
     "2024", "2024-", "-28267", "2024-1234567", "AB9-1234", "reconciled-20241205-120000", "٢٠٢٤-٢٨٢٦٧", "e9-12940"],
)  # fmt: skip
def test_nothing_else_is(text: str) -> None:
    assert not is_document_number(text)
