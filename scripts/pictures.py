#!/usr/bin/env python3
"""Takes the screenshots in docs/pictures: the first screen of every page, wide and on a phone, light and dark."""

from __future__ import annotations

import io
import sys
from pathlib import Path

from PIL import Image
from playwright.sync_api import sync_playwright

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
from scripts.explorer import ROOT, launch, pages, serve, wait_until_drawn

PICTURES = ROOT / "docs" / "pictures"
SIZES = {1280: 960, 390: 1400}  # width: height
MAX_BYTES = 250_000
SETTLE_MS = 1_500  # shapes are fetched and fonts swapped after a chart is there


def shrunk(png: bytes, most: int = MAX_BYTES) -> bytes:
    """The picture with as many colours as fit into ``most`` bytes."""
    content = png
    for colours in (256, 128, 64, 32, 16):
        out = io.BytesIO()
        image = Image.open(io.BytesIO(png)).convert("RGB")
        image.quantize(colours, dither=Image.Dither.NONE).save(out, "PNG", optimize=True)
        content = out.getvalue()
        if len(content) <= most:
            break
    return content


def main() -> None:
    """Write one file for each page, width and mode."""
    PICTURES.mkdir(parents=True, exist_ok=True)
    with serve() as address, sync_playwright() as playwright:
        browser = launch(playwright)
        for mode in ("light", "dark"):
            for width, height in SIZES.items():
                context = browser.new_context(
                    viewport={"width": width, "height": height},
                    color_scheme="dark" if mode == "dark" else "light",
                    reduced_motion="reduce",
                )
                for one in pages():
                    page = context.new_page()
                    page.goto(address + one.path)
                    wait_until_drawn(page)
                    page.wait_for_timeout(SETTLE_MS)
                    target = PICTURES / f"{one.name}-{width}-{mode}.png"
                    target.write_bytes(shrunk(page.screenshot()))
                    print(f"{target.relative_to(ROOT)}  {target.stat().st_size // 1000} kB")
                    page.close()
                context.close()
        browser.close()


if __name__ == "__main__":
    main()
