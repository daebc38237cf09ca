"""Briefings: cards, one-pagers and slides that carry their sources with them; ``python -m whosecameras briefing``."""
