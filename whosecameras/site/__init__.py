"""Builds the public website as files: every page, document and download of the record."""
