"""A document's passages to a Rule: amendatory instructions, preamble list, stated counts, and the cross-checks."""
