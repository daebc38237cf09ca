"""Errors that the command line reports as a message instead of a traceback."""

from __future__ import annotations


class UserError(Exception):
    """The command cannot be carried out; the message says why, and what would be valid."""
