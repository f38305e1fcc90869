"""What the monitor shows over HTTP: the pages and their JSON, the watchlist's forms, health and metrics."""
