"""Cleaning of print artefacts; names."""
