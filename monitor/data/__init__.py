"""Copies of the list that ship with the package; README.md beside this file tells their origin."""
