"""Imports a table that somebody else published."""
