"""From a recorded rule to alerts, recipients, send times, the watchlist's share, and dispatch."""
