"""Draws figures as SVG text without a browser: ``render`` for charts, ``locator`` for the location of an area."""

from whosecameras.charts.svg.locator import locator, locator_height
from whosecameras.charts.svg.picture import render
from whosecameras.charts.svg.supported import Unsupported

__all__ = ["Unsupported", "locator", "locator_height", "render"]
