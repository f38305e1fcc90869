"""Bytes to Rule or Snapshot: pure, strict, nothing dropped silently."""
