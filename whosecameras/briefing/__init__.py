"""Briefings that carry their sources with them: cards, one-pagers and slides."""
