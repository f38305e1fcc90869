"""One function a use case, its collaborators passed in."""
