"""When each source is asked and what for, and what is done with its answers."""
