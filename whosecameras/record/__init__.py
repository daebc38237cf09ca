"""What may be said and what was read: the schema, the loader and the geography of the record."""
