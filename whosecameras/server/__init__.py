"""Serves the website at ``/`` and the explorer at ``/explore`` from one process. ``asgi.py`` is the entry point."""
