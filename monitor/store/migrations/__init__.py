"""The history of the tables; each revision is a file in ``versions``, numbered, and never changed once released."""
