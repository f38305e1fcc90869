"""Passages to a Rule: instructions, preamble, stated counts, and the checks that compare them."""
