"""The shapes of all that is printed and served as JSON, and their JSON Schemas: written once, published in docs/schemas."""
