"""How long work is reported while it goes on."""

from collections.abc import Callable

Progress = Callable[[int, int], object]
"""Called with how many of how many are done."""
