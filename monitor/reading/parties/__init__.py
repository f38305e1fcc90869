"""The user's own parties, in files as people have them."""
