#!/usr/bin/env python3
"""Takes screenshots of every page and state: four widths, light and dark, website and explorer, on one contact sheet.

``build/pictures`` gets all of them for review; ``docs/pictures`` gets the first screens of the explorer's pages, the
contact sheet, and ``said.json`` with the text of its pictures, which a test compares with the record. Arguments select
pages: ``scripts/pictures.py map "a body"``.
"""

from __future__ import annotations

import io
import json
import re
import shutil
import sys
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont
from playwright.sync_api import Browser, Page, sync_playwright

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
from scripts import serving, views
from scripts.explorer import READY, ROOT, launch, pages, wait_until_drawn
from whosecameras.cli.ready_made import ready_made
from whosecameras.publishing.validation import open_dataset
from whosecameras.record.loading import DATA_DIR, Dataset
from whosecameras.site.build import build

DOCS = ROOT / "docs" / "pictures"
ALL = ROOT / "build" / "pictures"
SHEET = DOCS / "contact-sheet.webp"
SAID = DOCS / "said.json"
HEIGHTS = {1440: 900, 1280: 960, 768: 1024, 390: 844}  # height of the first screen by width, in pixels
MODES = ("light", "dark")
IN_DOCS = (1280, 390)  # widths of the pictures in docs/pictures
PHONE_IN_DOCS = 1400  # a phone's picture there shows what one flick of the thumb shows
TALLEST = 6_000  # longer pages are cut
MAX_BYTES = 250_000
MAX_SAID = 4_000  # characters
SETTLE_MS = 1_200  # shapes load and fonts change after a chart appears
THUMB = {1440: 216, 1280: 192, 768: 116, 390: 60}  # widths on the sheet: all at the same scale, 15%
THUMB_HEIGHT, GAP, LABEL = 260, 10, 190
SIDES = 2  # columns of views on the sheet
BASE_URL = "https://cameras.example"


@dataclass(frozen=True)
class View:
    """One page or state: ``face`` is website, explorer or fault; ``address`` is absolute."""

    face: str
    name: str
    address: str

    @property
    def stem(self) -> str:
        """Its name in file names."""
        return f"{self.face}-{re.sub(r'[^a-z0-9]+', '-', self.name.lower()).strip('-')}"


def shrunk(png: bytes, most: int = MAX_BYTES) -> bytes:
    """The picture, reduced to as many colours as fit into ``most`` bytes."""
    content = png
    for colours in (256, 128, 64, 32, 16):
        out = io.BytesIO()
        image = Image.open(io.BytesIO(png)).convert("RGB")
        image.quantize(colours, dither=Image.Dither.NONE).save(out, "PNG", optimize=True)
        content = out.getvalue()
        if len(content) <= most:
            break
    return content


@contextmanager
def _spoilt(folder: Path) -> Iterator[list[View]]:
    """Error pages: a record that fails its checks, and a page that raises."""
    record = folder / "data"
    shutil.copytree(DATA_DIR, record, ignore=shutil.ignore_patterns("boundaries"))
    (record / "findings.csv").unlink()
    broken = folder / "broken"
    shutil.copytree(ROOT / "app_pages", broken / "app_pages")
    for name in ("app.py", "data", "static", ".streamlit", "whosecameras"):
        (broken / name).symlink_to(ROOT / name)
    with (broken / "app_pages" / "rules.py").open("a", encoding="utf-8") as script:
        script.write('\nraise RuntimeError("a fault")\n')
    with serving.streamlit(data=record) as unchecked, serving.streamlit(cwd=broken) as raising:
        yield [
            View("fault", "record that fails its checks", unchecked.address + "/"),
            View("fault", "page that raises", raising.address + "/rules"),
        ]


@contextmanager
def _all_views(dataset: Dataset) -> Iterator[list[View]]:
    """Every view, while its server runs; builds the website first."""
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        ready = ready_made(dataset)
        build(dataset, folder / "www", BASE_URL, explorer="/explore", briefings=ready, data_dir=DATA_DIR, jobs=2)
        server = stack.enter_context(
            serving.streamlit("asgi.py", health="/healthz", site=folder / "www", build="no", base_url=BASE_URL)
        )
        examples = views.examples(dataset)
        all_views = [
            View(face, name, server.address + views.address(pattern, examples))
            for face, patterns in (
                ("website", {**views.WEBSITE, **views.WEBSITE_STATES}),
                ("explorer", {**views.EXPLORER, **views.EXPLORER_STATES}),
            )
            for name, pattern in patterns.items()
        ]
        yield all_views + stack.enter_context(_spoilt(folder))


def _wait(page: Page, view: View) -> None:
    page.wait_for_load_state("load")
    if not page.locator("#root").count():
        return  # a page of the website
    page.locator(READY).wait_for()
    if view.face == "explorer" and page.locator("h1").count():
        wait_until_drawn(page)
    page.wait_for_timeout(SETTLE_MS)


def _whole(page: Page, width: int) -> bytes:
    """Screenshot of the full page. The explorer scrolls inside the window, so the window is made as tall."""
    tall = page.evaluate(
        "Math.max(document.documentElement.scrollHeight, ...[...document.querySelectorAll('[data-testid=stMain]')]"
        ".map(one => one.scrollHeight))"
    )
    page.set_viewport_size({"width": width, "height": min(max(tall, HEIGHTS[width]), TALLEST)})
    page.wait_for_timeout(200)
    return page.screenshot()


def _said(page: Page) -> dict[str, str]:
    main = page.locator('[data-testid="stMain"], main').first
    return {
        "title": " ".join(page.locator("h1").first.inner_text().split()),
        "text": " ".join(main.inner_text().split())[:MAX_SAID],
    }


def take(browser: Browser, found: list[View], dataset: Dataset) -> None:
    """Take all pictures of the views: each opened once per mode, then narrowed."""
    in_docs = {f"explorer-{page_address.name}": page_address.name for page_address in pages()}
    texts: dict[str, dict[str, str]] = json.loads(SAID.read_text(encoding="utf-8")) if SAID.is_file() else {}
    for mode in MODES:
        context = browser.new_context(color_scheme="dark" if mode == "dark" else "light", reduced_motion="reduce")
        context.set_default_timeout(120_000)
        for number, view in enumerate(found, 1):
            page = context.new_page()
            for width, height in HEIGHTS.items():
                docs = view.stem in in_docs and width in IN_DOCS
                page.set_viewport_size({"width": width, "height": PHONE_IN_DOCS if docs and width < 768 else height})
                if page.url == "about:blank":
                    page.goto(view.address)
                _wait(page, view)
                if docs:
                    file = f"{in_docs[view.stem]}-{width}-{mode}.png"
                    (DOCS / file).write_bytes(shrunk(page.screenshot()))
                    texts[file] = {"version": dataset.version, "digest": dataset.digest, **_said(page)}
                (ALL / f"{view.stem}-{width}-{mode}.png").write_bytes(_whole(page, width))
            page.close()
            print(f"{mode} {number} of {len(found)}: {view.face}, {view.name}", flush=True)
        context.close()
    SAID.write_text(json.dumps(texts, ensure_ascii=False, indent=1, sort_keys=True) + "\n", encoding="utf-8")


def sheet(found: list[View]) -> Image.Image:
    """One row per view: all widths, light and then dark, at one scale; long pages are cut.

    The rows stand side by side in ``SIDES`` columns, since a WebP picture has at most 16,383 pixels each way.
    """
    columns = [(width, mode) for mode in MODES for width in HEIGHTS]
    wide = LABEL + sum(THUMB[width] + GAP for width, _ in columns)
    rows = -(-len(found) // SIDES)
    canvas = Image.new("RGB", (SIDES * wide, 40 + rows * (THUMB_HEIGHT + GAP)), "#ececec")
    pen, font = ImageDraw.Draw(canvas), ImageFont.load_default(size=15)
    for number, view in enumerate(found):
        side, row = divmod(number, rows)
        y, x = 40 + row * (THUMB_HEIGHT + GAP), side * wide + LABEL
        label = view.face + "\n" + view.name.replace(", ", ",\n")
        pen.multiline_text((side * wide + 8, y + 4), label, "#222222", font=font)
        for width, mode in columns:
            if row == 0:
                pen.text((x, 12), f"{width} {mode}" if width > 390 else str(width), "#222222", font=font)
            with Image.open(ALL / f"{view.stem}-{width}-{mode}.png") as picture:
                small = picture.convert("RGB").resize(
                    (THUMB[width], round(picture.height * THUMB[width] / picture.width))
                )
            canvas.paste(small.crop((0, 0, small.width, min(small.height, THUMB_HEIGHT))), (x, y))
            x += THUMB[width] + GAP
    return canvas


def main(wanted: list[str]) -> None:
    """Take the pictures of all views, or of those named, and put them on the sheet."""
    DOCS.mkdir(parents=True, exist_ok=True)
    ALL.mkdir(parents=True, exist_ok=True)
    dataset = open_dataset(DATA_DIR)
    with _all_views(dataset) as found, sync_playwright() as playwright:
        taken = [view for view in found if not wanted or view.name in wanted]
        browser = launch(playwright)
        take(browser, taken, dataset)
        browser.close()
        if all(
            (ALL / f"{view.stem}-{width}-{mode}.png").is_file() for view in found for width in HEIGHTS for mode in MODES
        ):
            packed = io.BytesIO()
            sheet(found).save(packed, "WEBP", quality=55, method=6)
            SHEET.write_bytes(packed.getvalue())  # at once: a picture that cannot be packed leaves the old one
            print(f"{SHEET.relative_to(ROOT)}  {SHEET.stat().st_size // 1000} kB")


if __name__ == "__main__":
    main(sys.argv[1:])
