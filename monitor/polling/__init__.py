"""When and what to ask of the sources, and what becomes of their answers."""
