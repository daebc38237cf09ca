#!/usr/bin/env python3
"""Makes docs/pictures/briefing again: the UK's cards as slides, light, with few colours so that they stay small."""

from __future__ import annotations

import io
import sys
from pathlib import Path

from PIL import Image

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from whosecameras.briefing.cards import SIZES, lay_out  # noqa: E402
from whosecameras.briefing.pictures import Browser  # noqa: E402
from whosecameras.briefing.subject import briefing_subject, card  # noqa: E402
from whosecameras.publishing.validation import open_dataset  # noqa: E402

FOLDER = ROOT / "docs" / "pictures" / "briefing"
MAX_BYTES = 200_000


def shrunk(png: bytes) -> bytes:
    """The picture with as many colours as fit into ``MAX_BYTES``."""
    content = png
    for colours in (128, 64, 32, 16):
        out = io.BytesIO()
        Image.open(io.BytesIO(png)).convert("RGB").quantize(colours, dither=Image.Dither.NONE).save(out, "PNG")
        content = out.getvalue()
        if len(content) < MAX_BYTES:
            break
    return content


def main() -> None:
    """Write one file for each card and remove those of cards that are no more."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    dataset, size = open_dataset(), SIZES["1920x1080"]
    made = set()
    with Browser() as browser:
        for key in briefing_subject(dataset).cards:
            svg = lay_out(dataset, card(dataset, key, "light"), size, "light").svg
            target = FOLDER / f"{key}.png"
            target.write_bytes(shrunk(browser.png(svg, size.wide, size.high)))
            made.add(target)
            print(f"{target.relative_to(ROOT)}  {target.stat().st_size // 1000} kB")
    for old in set(FOLDER.glob("*.png")) - made:
        old.unlink()


if __name__ == "__main__":
    main()
