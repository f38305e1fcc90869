"""Copies of the list: the eCFR's, BIS's, and the Consolidated Screening List."""
