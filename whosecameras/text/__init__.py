"""Text: every sentence that is derived from data."""
