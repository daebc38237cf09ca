"""Renders SVG as PNG in the fonts that Streamlit ships, without a browser or fonts of the machine."""

from __future__ import annotations

import io

import numpy as np
import resvg_py
from PIL import Image

from whosecameras.charts.svg.fonts import SANS_NAME, SERIF_NAME, unpacked

_PALETTE_HOLDS = 256  # colours


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


def with_palette(picture: bytes) -> bytes:
    """The same pixels of an opaque PNG at about half the size, if it has few colours; else the PNG as it is."""
    opened = Image.open(io.BytesIO(picture)).convert("RGBX")
    found = opened.getcolors(_PALETTE_HOLDS)
    if found is None:
        return picture
    colours = np.sort(np.array([colour for _, colour in found], np.uint8).view(np.uint32)[:, 0])
    places = np.searchsorted(colours, np.asarray(opened).view(np.uint32)[..., 0])
    image, packed = Image.fromarray(places.astype(np.uint8)), io.BytesIO()
    image.putpalette(colours.view(np.uint8).reshape(-1, 4)[:, :3].tobytes())
    image.save(packed, "PNG")
    return packed.getvalue()


def version() -> str:
    """What a PNG depends on besides its SVG: the versions of fonts and renderer."""
    return f"{resvg_py.__version__} {unpacked(SANS_NAME).name} {unpacked(SERIF_NAME).name}"
