"""The list through time: recorded, shown as of any day, compared, and worked out again."""
