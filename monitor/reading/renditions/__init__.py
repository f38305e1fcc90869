"""The forms in which a document is served (XML, the site's HTML, plain text), each turned into passages."""
