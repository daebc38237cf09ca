"""What the command line tells whoever typed a command, in place of a traceback."""

from __future__ import annotations


class UserError(Exception):
    """What was asked for cannot be done; the message says why, and what would be right."""
