"""Figures as plain SVG text, without a browser: ``render`` for what the charts draw, ``locator`` for one area's place.

The same figure gives the same bytes, in milliseconds; see ``docs/decisions/0008-own-renderer.md``.
"""

from whosecameras.charts.svg.declared import Unsupported
from whosecameras.charts.svg.picture import render

__all__ = ["Unsupported", "render"]
