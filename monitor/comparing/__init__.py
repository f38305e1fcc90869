"""Who is who between two states of the list, and what changed."""
