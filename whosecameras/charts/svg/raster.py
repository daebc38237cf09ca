"""From an SVG to a PNG, in the fonts that Streamlit ships; no browser, and none of the machine's own fonts."""

from __future__ import annotations

import resvg_py

from whosecameras.charts.svg.fonts import SANS_NAME, SERIF_NAME, unpacked


def png(svg: str, wide: int, high: int) -> bytes:
    """A picture of an SVG in that size (pixels); the same SVG gives the same bytes.

    A character that the fonts lack (they hold Latin, Greek and Cyrillic) is drawn as a box.
    """
    return bytes(
        resvg_py.svg_to_bytes(
            svg_string=svg,
            width=wide,
            height=high,
            skip_system_fonts=True,
            font_files=[str(unpacked(SANS_NAME)), str(unpacked(SERIF_NAME))],
            font_family=SANS_NAME,
            sans_serif_family=SANS_NAME,
            serif_family=SERIF_NAME,
        )
    )


def version() -> str:
    """What the bytes of a picture depend on besides its SVG: the fonts and the library that draws."""
    return f"{resvg_py.__version__} {unpacked(SANS_NAME).name} {unpacked(SERIF_NAME).name}"
