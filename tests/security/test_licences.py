"""Every distribution that is installed with the monitor has a licence that may be used."""

from __future__ import annotations

from importlib.metadata import PackageNotFoundError

import pytest

from benchmarks.licences import LOCK, is_allowed, licence_of, locked


def test_every_locked_distribution_may_be_used() -> None:
    names = locked(LOCK.read_text("utf-8"))
    assert len(names) > 30
    said: dict[str, str] = {}
    for name in names:
        try:
            said[name] = licence_of(name)
        except PackageNotFoundError:
            continue  # for another system, or an extra that is not installed
    assert {name: licence for name, licence in said.items() if not is_allowed(licence)} == {}
    assert len(said) > 25


@pytest.mark.parametrize(
    ("expression", "allowed"),
    [
        ("MIT", True), ("GPL-3.0-only", False), ("", False), ("MIT OR GPL-3.0-only", True), ("MIT AND GPL-3.0-only", False),
        ("MPL-2.0 AND (Apache-2.0 OR MIT)", True), ("(GPL-2.0-only OR AGPL-3.0-only) AND MIT", False), ("Proprietary", False),
    ],
)  # fmt: skip
def test_which_may_be(expression: str, allowed: bool) -> None:
    assert is_allowed(expression) is allowed
