"""What the monitor shows over HTTP, read-only: the health page."""
