"""The schema, the loader and the geography of the record."""
