"""The recorded Register and the story that elmon demo tells."""
