"""The user's own parties against the list: names made comparable, weighed, found and matched, each match explained."""
