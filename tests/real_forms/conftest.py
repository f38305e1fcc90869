"""Rules drawn in all forms that real ones take: a long check of its own, because the reading does not hold to it whole yet.

``ELMON_GENERATED=2000 ./test tests/real_forms`` draws so many; without it these tests are skipped, and said to be.
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest

HERE = Path(__file__).parent


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Skip the tests of this folder in a normal run."""
    if os.environ.get("ELMON_GENERATED") or os.environ.get("ELMON_MUTATED"):
        return
    reason = "rules in all forms of real ones are a long check (ELMON_GENERATED=2000 ./test tests/real_forms)"
    for item in items:
        if item.path.is_relative_to(HERE):
            item.add_marker(pytest.mark.skip(reason=reason))
