"""One module a channel behind one small protocol."""
