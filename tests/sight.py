"""How colours look to people who see them otherwise, and in grey."""

from __future__ import annotations

import io

import numpy as np
from PIL import Image

from whosecameras.charts.svg.raster import png

#: Machado, Oliveira and Fernandes (2009), severity 1.0; rows make linear R, G, B. Greyscale by luminance.
SIGHT = {
    "protanopia": ((0.152286, 1.052583, -0.204868), (0.114503, 0.786281, 0.099216), (-0.003882, -0.048116, 1.051998)),
    "deuteranopia": ((0.367322, 0.860646, -0.227968), (0.280085, 0.672501, 0.047413), (-0.011820, 0.042940, 0.968881)),
    "tritanopia": ((1.255528, -0.076749, -0.178779), (-0.078411, 0.930809, 0.147602), (0.004733, 0.691367, 0.303900)),
    "greyscale": ((0.2126, 0.7152, 0.0722),) * 3,
}
_LUMINANCE = np.array((0.2126, 0.7152, 0.0722))


def lightness(svg: str, sight: str, size: int = 48) -> np.ndarray:
    """How light (CIE L*, 0 to 100) each pixel of a drawing is to somebody with that sight, a key of ``SIGHT``."""
    shown = np.asarray(Image.open(io.BytesIO(png(svg, size, size))).convert("RGB"), dtype=float) / 255
    linear = np.where(shown <= 0.04045, shown / 12.92, ((shown + 0.055) / 1.055) ** 2.4)
    seen = np.clip(linear @ np.array(SIGHT[sight]).T, 0, 1) @ _LUMINANCE
    return np.where(seen > 0.008856, 116 * np.cbrt(seen) - 16, 903.3 * seen)
