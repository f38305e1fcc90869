"""What the commands print besides diffs: tables, entries, and what was read from a file."""

from __future__ import annotations

from monitor.rendering.entries import render_entries
from monitor.rendering.grid import pairs, render_records, table
from monitor.rendering.read import render_read

__all__ = ["pairs", "render_entries", "render_read", "render_records", "table"]
