"""One entry of a table: the entity cell, the cells beside it, and the rows that belong together."""
