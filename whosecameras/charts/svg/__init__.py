"""Figures as plain SVG text, without a browser: ``render`` for what the charts draw, ``locator`` for one area's place.

The same figure gives the same bytes, in milliseconds; ``docs/decisions`` says why it is our own. ``declared`` holds
what is understood; anything else raises ``Unsupported``.
"""

from whosecameras.charts.svg.locator import locator
from whosecameras.charts.svg.picture import render
from whosecameras.charts.svg.supported import Unsupported

__all__ = ["Unsupported", "locator", "render"]
