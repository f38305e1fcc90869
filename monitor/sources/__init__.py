"""What we ask of the Federal Register, and how we tell its answers apart."""
