"""Requirements for the locator map of any area."""

from __future__ import annotations

from collections.abc import Iterable
from xml.etree import ElementTree

from whosecameras.charts.svg import locator
from whosecameras.record import geography

WIDE, MOST_BYTES = 240, 8_000


def faults(layer: str, areas: Iterable[str]) -> list[str]:
    """Faults of these areas' locators: too large, too tall, wrong area marked, area not named."""
    found = []
    for area in areas:
        svg = locator(layer, area, "light", WIDE)
        root = ElementTree.fromstring(svg)
        marked = [one.get("data-area") for one in root.iter() if one.get("data-area")]
        right = {
            "small": len(svg.encode()) < MOST_BYTES,
            "marked": marked == [area],
            "named": geography.area_names(layer)[area] in (root[0].text or ""),
            "no taller than wide, nearly": 0 < float(root.get("height", 0)) <= 1.3 * WIDE,
        }
        found += [f"{layer} {area} is not {what}" for what, holds in right.items() if not holds]
    return found
