"""What a document comes as (XML, the site's HTML, plain text) brought into passages."""
