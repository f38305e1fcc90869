"""The whole monitor of ``tests.monitoring`` for these tests."""

from __future__ import annotations

from tests.monitoring import monitor, no_waiting, replies  # noqa: F401 - fixtures
