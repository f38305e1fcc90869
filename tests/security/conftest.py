"""A whole monitor, inside this process or as processes of its own."""

from __future__ import annotations

from tests.cli.conftest import place  # noqa: F401 - a fixture
from tests.monitoring import monitor, no_waiting, replies  # noqa: F401 - fixtures
