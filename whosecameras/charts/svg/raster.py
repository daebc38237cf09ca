"""Renders SVG as PNG in the fonts that Streamlit ships, without a browser or fonts of the machine."""

from __future__ import annotations

import resvg_py

from whosecameras.charts.svg.fonts import SANS_NAME, SERIF_NAME, unpacked


def png(svg: str, wide: int, high: int) -> bytes:
    """An SVG as PNG of that size in pixels. Output is deterministic.

    A character that the fonts lack (they have Latin, Greek and Cyrillic) becomes a box.
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
    """What a PNG depends on besides its SVG: the versions of fonts and renderer."""
    return f"{resvg_py.__version__} {unpacked(SANS_NAME).name} {unpacked(SERIF_NAME).name}"
