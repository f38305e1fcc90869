"""The list through time: rules recorded, the list of any day, timeline, diff, and what a new reading would change."""
