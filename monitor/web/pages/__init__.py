"""One module a page: from what is known to what the page says, as values for its template and as data."""
