"""The user's party files (CSV, JSON Lines, XLSX) to parties: columns, encodings, lines that cannot be used."""
