"""Imports findings from a table that somebody else published."""
