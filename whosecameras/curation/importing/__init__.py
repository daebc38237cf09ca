"""Imports findings from tables published by others."""
