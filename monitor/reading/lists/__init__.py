"""Copies of the list to a Snapshot: the eCFR's, BIS's, and the Consolidated Screening List."""
