"""The curator's bench: adds, corrects, compares and releases the record; nothing is ever half-written."""
