"""From a recorded rule to alerts: who gets them, when they are sent, which watchlist parties may match, and dispatch."""
