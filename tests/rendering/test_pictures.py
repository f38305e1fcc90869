"""The goldens of what mails look like are what is rendered now, and small enough to be read."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.rendering import pictures
from tests.rendering.making import CASES


@pytest.mark.parametrize("name", CASES)
def test_a_mail_looks_as_its_golden(name: str) -> None:
    for file, text in pictures.sources(name).items():
        kept = (pictures.GOLDENS / file).read_bytes().decode()
        assert text == kept, f"{file}: python -m tests.rendering.pictures --write, then look at the difference"


def test_every_golden_has_a_case_and_is_not_too_large() -> None:
    files = list(pictures.GOLDENS.iterdir())
    assert {f.name for f in files} == {f"{name}.{kind}" for name in CASES for kind in ("html", "txt")}
    assert max(f.stat().st_size for f in files) < pictures.LARGEST


def test_goldens_are_written_on_demand_and_what_differs_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pictures, "GOLDENS", tmp_path)
    monkeypatch.setattr(pictures, "CASES", {"operator": CASES["operator"]})
    (tmp_path / "gone.html").write_text("of a case that is no more")
    assert pictures.differing() == ["gone.html", "operator.html", "operator.txt"]
    pictures.write()
    assert pictures.differing() == []
    (tmp_path / "operator.txt").write_text("otherwise")
    assert pictures.differing() == ["operator.txt"]


@pytest.mark.parametrize("name", CASES)
def test_the_html_holds_up_where_mail_is_read(name: str) -> None:
    """No style sheet of others, no picture, no script; tables all closed; light and dark told; words for the preview."""
    html = pictures.mail(name).html
    for tag in ("table", "tr", "td", "div", "span", "strong", "a"):
        assert len(re.findall(rf"<{tag}[ >]", html)) == html.count(f"</{tag}>"), tag
    assert not re.search(r"<(?:script|img|link|iframe|form|svg)\b", html)
    assert 'name="color-scheme" content="light dark"' in html
    assert "prefers-color-scheme:dark" in html
    preview = re.search(r'<div style="display:none[^>]*>([^<]*)</div>', html)
    assert preview is not None
    assert len(preview[1].partition("&#8199;")[0].strip()) > 20
