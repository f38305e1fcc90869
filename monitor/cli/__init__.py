"""The elmon command: thin, heavy imports inside the commands."""
