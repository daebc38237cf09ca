#!/usr/bin/env python3
"""Regenerates docs/pictures/briefing: cards on some subjects, in the light theme, with few colours to keep files small.

They show an example address (a reserved host) unless a real one is set.
"""

from __future__ import annotations

import io
import os
import sys
from pathlib import Path

from PIL import Image

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))
os.environ.setdefault("WHOSE_CAMERAS_BASE_URL", "https://whosecameras.example")

from whosecameras.briefing.cards import SIZES, lay_out  # noqa: E402
from whosecameras.briefing.subject import briefing_subject, card  # noqa: E402
from whosecameras.charts.svg.raster import png  # noqa: E402
from whosecameras.publishing.validation import open_dataset  # noqa: E402

FOLDER = ROOT / "docs" / "pictures" / "briefing"
MAX_BYTES = 200_000
SUBJECTS = (
    ("uk", ""),
    ("region", "S92000003"),
    ("area", "E10000016"),
    ("sector", "nhs"),
    ("compare", "S92000003,E92000001"),
    ("selection", "nhs+S92000003"),
    ("selection", "council+E12000008"),
    ("selection", "police+E92000001"),
    ("round", "newest"),
)


#: Councils by area code: one with evidence, one about which we found nothing published.
COUNCILS = ("E10000016", "E07000040")


def shrunk(png: bytes) -> bytes:
    """The picture, reduced to as many colours as fit into ``MAX_BYTES``."""
    content = png
    for colours in (256, 128, 64, 32, 16):
        out = io.BytesIO()
        image = Image.open(io.BytesIO(png)).convert("RGB")  # rare colours count too: one may be that of a status
        image.quantize(colours, Image.Quantize.MAXCOVERAGE, dither=Image.Dither.NONE).save(out, "PNG")
        content = out.getvalue()
        if len(content) < MAX_BYTES:
            break
    return content


def main() -> None:
    """Write one file per card, and remove files of cards that no longer exist."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    dataset, size = open_dataset(), SIZES["1920x1080"]
    written = set()
    by_code = dict(zip(dataset.bodies["code"], dataset.bodies["id"], strict=True))
    councils = [("body", str(by_code[code])) for code in COUNCILS]
    for key in [card_id for about in (*SUBJECTS, *councils) for card_id in briefing_subject(dataset, *about).cards]:
        svg = lay_out(dataset, card(dataset, key, "light"), size, "light").svg
        target = FOLDER / f"{key}.png"
        target.write_bytes(shrunk(png(svg, size.wide, size.high)))
        written.add(target)
        print(f"{target.relative_to(ROOT)}  {target.stat().st_size // 1000} kB")
    for old in set(FOLDER.glob("*.png")) - written:
        old.unlink()


if __name__ == "__main__":
    main()
