"""Cards and one-pagers in a real browser: nothing overflows or overlaps, contrast holds, PDFs are whole, it may die."""

from __future__ import annotations

import io
import os
import signal
import time
from pathlib import Path

import pypdf
import pytest
from PIL import Image

from whosecameras.briefing import cards, onepager, pack, scope, topics
from whosecameras.briefing.pictures import Browser, BrowserLost, NoBrowser
from whosecameras.load import Dataset

#: Reads every visible text with its box, its fill and what is painted behind its middle.
FAULTS = """() => {
  const found = [], seen = [], frame = document.querySelector('svg').getBoundingClientRect();
  const lum = c => { const p = c.match(/[\\d.]+/g).slice(0, 3).map(v => v / 255)
    .map(v => v <= .03928 ? v / 12.92 : ((v + .055) / 1.055) ** 2.4);
    return .2126 * p[0] + .7152 * p[1] + .0722 * p[2] };
  const ratio = (a, b) => { const [x, y] = [lum(a), lum(b)].sort((p, q) => q - p); return (x + .05) / (y + .05) };
  const root = document.querySelector('svg'), scale = frame.width / root.viewBox.baseVal.width;
  const view_of = one => { if (one === root) return frame;
    const [x, y, w, h] = ['x', 'y', 'width', 'height'].map(name => one[name].baseVal.value * scale);
    return { left: x, top: y, right: x + w, bottom: y + h } };
  for (const text of document.querySelectorAll('text')) {
    const view = view_of(text.ownerSVGElement);
    for (const piece of text.querySelectorAll('tspan').length ? text.querySelectorAll('tspan') : [text]) {
      const b = piece.getBoundingClientRect(), said = piece.textContent.trim();
      if (!said || b.bottom < view.top + 2 || b.top > view.bottom - 2) continue;
      if (b.left < frame.left - .5 || b.right > frame.right + .5 || b.bottom > frame.bottom + .5 || b.top < frame.top)
        found.push('leaves the frame: ' + said);
      if (b.left < view.left - 1 || b.right > view.right + 1) found.push('is cut at the side: ' + said);
      const slack = b.height * .28;
      if (b.top + slack < view.top || b.bottom - slack > view.bottom) found.push('is cut: ' + said);
      const style = getComputedStyle(piece);
      const behind = document.elementsFromPoint((b.left + b.right) / 2, (b.top + b.bottom) / 2).find(one =>
        !['text', 'tspan', 'svg', 'g'].includes(one.tagName) && getComputedStyle(one).fill.startsWith('rgb('));
      const halo = style.stroke !== 'none' || style.textShadow !== 'none';
      if (behind && !halo && ratio(style.fill, getComputedStyle(behind).fill) < 4.5)
        found.push('contrast ' + ratio(style.fill, getComputedStyle(behind).fill).toFixed(2) + ': ' + said);
      seen.push([said, b.left, b.right, b.top + slack, b.bottom - slack, text]);
    }
  }
  for (let i = 0; i < seen.length; i++) for (let j = i + 1; j < seen.length; j++) {
    const [a, b] = [seen[i], seen[j]];
    const across = Math.min(a[2], b[2]) - Math.max(a[1], b[1]), down = Math.min(a[4], b[4]) - Math.max(a[3], b[3]);
    if (a[5] !== b[5] && across > 1 && down > 1)
      found.push('overlap: ' + a[0] + ' | ' + b[0]);
  }
  return found }"""
#: One card of each kind, each in two sizes and one theme, so that all sizes and themes take part.
SAMPLE = [*topics.TOPICS, "region-S92000003", "region-E12000007-named", "sector-council", "body-police-scotland"]


def faults(browser: Browser, svg: str, size: cards.Size) -> list[str]:
    browser.png(svg, size.wide, size.high)
    found: list[str] = browser._done(lambda page: page.evaluate(FAULTS))
    return found


@pytest.mark.parametrize("place", range(len(SAMPLE)), ids=SAMPLE)
def test_nothing_overflows_overlaps_or_fades(dataset: Dataset, browser: Browser, place: int) -> None:
    names = list(cards.SIZES)
    for step in range(2):
        size, mode = cards.SIZES[names[(place + step) % 3]], cards.MODES[(place + step) % 2]
        made = cards.lay_out(dataset, scope.card(dataset, SAMPLE[place], mode), size, mode)
        assert faults(browser, made.svg, size) == [], (size.name, mode)


@pytest.mark.parametrize("family", ["Arial", "Liberation Sans", "Noto Serif"])
def test_the_same_holds_in_other_faces(dataset: Dataset, browser: Browser, family: str) -> None:
    size = cards.SIZES["1080x1350"]
    svg = cards.lay_out(dataset, scope.card(dataset, "sectors", "light"), size, "light").svg
    if family != "Noto Serif":
        svg = svg.replace("&quot;Source Sans 3&quot;, ", "").replace("&quot;Source Serif 4&quot;, ", "")
    assert faults(browser, svg, size) == []


def test_picture_has_its_size(dataset: Dataset, browser: Browser) -> None:
    for size in cards.SIZES.values():
        svg = cards.lay_out(dataset, scope.card(dataset, "not-known", "dark"), size, "dark").svg
        picture = Image.open(io.BytesIO(browser.png(svg, size.wide, size.high)))
        assert picture.size == (size.wide, size.high)
        assert picture.convert("RGB").getpixel((2, 2)) == (0x14, 0x18, 0x1C)


def test_pdf_has_language_title_outline_text_and_links(dataset: Dataset, browser: Browser) -> None:
    about = scope.scope(dataset, "region", "S92000003")
    read = pypdf.PdfReader(io.BytesIO(onepager.pdf(dataset, about, browser)))
    root = read.trailer["/Root"]
    assert root["/Lang"] == "en-GB" and root["/MarkInfo"]["/Marked"]
    assert read.metadata is not None and about.title in str(read.metadata.title)
    assert read.outline
    text = " ".join(page.extract_text() for page in read.pages)
    for part in ("26 of 32", "Fife Council", "What is not known", f"dataset {dataset.version}"):
        assert part in text
    links = {
        str(note.get_object()["/A"]["/URI"])
        for page in read.pages
        for note in page.get("/Annots", [])
        if "/A" in note.get_object()
    }
    rows = dataset.sources.set_index("id")
    assert {str(rows.at[one, "url"]).rstrip("/") for one in about.sources} <= {link.rstrip("/") for link in links}


def killed(browser: Browser) -> None:
    os.kill(browser.pid, signal.SIGKILL)
    time.sleep(0.3)


def test_a_browser_that_dies_is_started_again_once() -> None:
    svg = '<svg xmlns="http://www.w3.org/2000/svg" width="20" height="10"></svg>'
    with Browser() as one:
        first = one.png(svg, 20, 10)
        killed(one)
        assert one.png(svg, 20, 10) == first
        killed(one)
        with pytest.raises(BrowserLost, match="twice"):
            one.png(svg, 20, 10)


def test_a_browser_that_hangs_is_started_again() -> None:
    svg = '<svg xmlns="http://www.w3.org/2000/svg" width="20" height="10"></svg>'
    with Browser(timeout=4) as one:
        first = one.png(svg, 20, 10)
        os.kill(one.pid, signal.SIGSTOP)
        assert one.png(svg, 20, 10) == first


def test_browser_killed_half_way_keeps_finished_files(
    dataset: Dataset, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    about = scope.scope(dataset, "body", "fife-council")
    wanted = pack.Wanted(formats=("png",))
    taken = Browser.png

    def dies(self: Browser, svg: str, wide: int, high: int) -> bytes:
        if len(list(tmp_path.glob("*.png"))) >= 2:
            killed(self) if self.pid else None
            self._restarts_left = 0
        return taken(self, svg, wide, high)

    monkeypatch.setattr(Browser, "png", dies)
    with pytest.raises(pack.Interrupted, match=r"lost twice.*two finished files"):
        pack.pack(dataset, about, tmp_path, wanted)
    monkeypatch.setattr(Browser, "png", taken)
    again = pack.pack(dataset, about, tmp_path, wanted)
    assert len(again.kept) == 2 and len(again.fresh) == 4


def test_no_browser_says_how_to_get_one() -> None:
    with pytest.raises(NoBrowser, match="playwright install chromium"):
        Browser(path="")
