"""Briefings that include their sources: cards, one-pagers and slides."""
