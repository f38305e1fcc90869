"""One entry of a table: the entity cell, the cells beside it, and the continuation rows that belong to it."""
