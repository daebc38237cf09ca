"""The full set of cards in a real browser, in every size and both themes: complete, legible, and accurate."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape

import pytest
from playwright.sync_api import Page

from whosecameras.briefing import cards, frame, subject
from whosecameras.briefing.card_content import Card, record_date_line
from whosecameras.charts.marks import Mode
from whosecameras.record.loading import Dataset
from whosecameras.settings import settings

from .conftest import box_faults, squeezed, text_of

BODIES = 40
#: The smallest text size, in pixels of the picture.
SMALLEST = {"1200x630": 10.9, "1920x1080": 18.0, "1080x1350": 14.0, "1080x1080": 13.4}
ADDRESS = "https://whosecameras.example"
#: For each SVG of the page: each visible text with its box, its fill and everything painted behind its middle.
FAULTS = """smallest => {
  const found = [];
  const rgb = c => (c.match(/[\\d.]+/g) || []).slice(0, 3).map(Number);
  const lum = c => { const p = rgb(c).map(v => v / 255)
    .map(v => v <= .03928 ? v / 12.92 : ((v + .055) / 1.055) ** 2.4);
    return .2126 * p[0] + .7152 * p[1] + .0722 * p[2] };
  const ratio = (a, b) => { const [x, y] = [lum(a), lum(b)].sort((p, q) => q - p); return (x + .05) / (y + .05) };
  const solid = c => c.startsWith('rgb(');
  const grounds = one => { const fill = getComputedStyle(one).fill;
    if (solid(fill)) return [fill];
    const id = (fill.match(/url\\("?#([^")]+)/) || [])[1];
    return id ? [...document.getElementById(id).querySelectorAll('*')].map(part => getComputedStyle(part))
      .flatMap(style => [style.fill, style.stroke]).filter(solid) : [] };
  for (const root of document.querySelectorAll('body > svg')) {
    const frame = root.getBoundingClientRect(), seen = [], size = root.getAttribute('width') + 'x' +
      root.getAttribute('height'), fault = what => found.push(size + ' ' + what);
    const scale = frame.width / root.viewBox.baseVal.width;
    const view_of = one => { if (one === root) return frame;
      const [x, y, w, h] = ['x', 'y', 'width', 'height'].map(name => one[name].baseVal.value * scale);
      return { left: frame.left + x, top: frame.top + y, right: frame.left + x + w, bottom: frame.top + y + h } };
    for (const text of root.querySelectorAll('text')) {
      const view = view_of(text.ownerSVGElement), zoom = text.getScreenCTM().a;
      for (const piece of text.querySelectorAll('tspan').length ? text.querySelectorAll('tspan') : [text]) {
        const b = piece.getBoundingClientRect(), said = piece.textContent.trim();
        if (!said || b.bottom < view.top + 2 || b.top > view.bottom - 2) continue;
        if (b.left < frame.left - .5 || b.right > frame.right + .5 || b.bottom > frame.bottom + .5 || b.top < frame.top)
          fault('leaves the frame: ' + said);
        if (b.left < view.left - 1 || b.right > view.right + 1) fault('is cut at the side: ' + said);
        const slack = b.height * .28;
        if (b.top + slack < view.top || b.bottom - slack > view.bottom) fault('is cut: ' + said);
        const style = getComputedStyle(piece), pixels = parseFloat(style.fontSize) * zoom;
        if (pixels < smallest[size] - .05) fault(pixels.toFixed(1) + ' pixels: ' + said);
        const under = document.elementsFromPoint((b.left + b.right) / 2, (b.top + b.bottom) / 2)
          .filter(one => !['text', 'tspan', 'svg', 'g'].includes(one.tagName)).map(grounds);
        const behind = solid(style.stroke) ? [style.stroke] : under.find(one => one.length) || [];
        if (!behind.length) fault('has nothing behind it: ' + said);
        for (const ground of behind) if (ratio(style.fill, ground) < 4.5)
          fault('contrast ' + ratio(style.fill, ground).toFixed(2) + ': ' + said);
        seen.push([said, b.left, b.right, b.top + slack, b.bottom - slack, text]);
      }
    }
    if (seen.length < 6) fault('says next to nothing');
    for (let i = 0; i < seen.length; i++) for (let j = i + 1; j < seen.length; j++) {
      const [a, b] = [seen[i], seen[j]];
      const across = Math.min(a[2], b[2]) - Math.max(a[1], b[1]), down = Math.min(a[4], b[4]) - Math.max(a[3], b[3]);
      if (a[5] !== b[5] && across > 1 && down > 1) fault('overlap: ' + a[0] + ' | ' + b[0]);
    }
  }
  return found }"""


def faults(tab: Page, svgs: list[str]) -> list[str]:
    """Faults of cards, all placed on one page."""
    tab.set_viewport_size({"width": 1920, "height": sum(size.high for size in cards.SIZES.values())})
    tab.evaluate("svgs => { document.body.innerHTML = svgs.join('') }", svgs)
    found: list[str] = tab.evaluate(FAULTS, SMALLEST)
    return found


def some_bodies(dataset: Dataset) -> list[str]:
    """``BODIES`` bodies: longest name, most findings, no findings, shortest name, the rest evenly spread."""
    counts = dataset.findings["body"].value_counts()
    names = dict(zip(dataset.bodies["id"], dataset.bodies["name"], strict=True))
    known = sorted(set(counts.index) & set(names))
    chosen = [
        max(names, key=lambda one: (len(names[one]), one)),
        max(known, key=lambda one: (counts[one], one)),
        min(one for one in names if one not in counts.index),
        min(names, key=lambda one: (len(names[one]), one)),
    ]
    spread = known[:: len(known) // BODIES + 1] + known
    return list(dict.fromkeys(chosen + spread))[:BODIES]


def whole_set(dataset: Dataset) -> dict[str, list[str]]:
    """Ids of the cards by kind: the country, all regions, all sectors, ``BODIES`` bodies."""
    regions = dataset.regions["code"]
    sectors = dataset.sectors["id"]
    return {
        "uk": list(subject.briefing_subject(dataset).cards),
        "region": [card for one in regions for card in subject.briefing_subject(dataset, "region", str(one)).cards],
        "sector": [card for one in sectors for card in subject.briefing_subject(dataset, "sector", str(one)).cards],
        "body": [f"body-{one}" for one in some_bodies(dataset)],
    }


@pytest.fixture(autouse=True)
def _address(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The cards of a deployment that has an address."""
    known = settings().model_copy(update={"base_url": ADDRESS})
    monkeypatch.setattr(frame, "settings", lambda: known)
    subject.card.cache_clear()
    yield
    subject.card.cache_clear()


def missing(dataset: Dataset, card: Card, text: str) -> list[str]:
    """Required content that a card lacks."""
    said = squeezed(text).lower()
    around = frame.frame(dataset, card)
    parts = [card.heading or card.title, f"dataset {dataset.version}", card.licence, around.short_address]
    parts += [card.chip.label, card.chip.age, card.chip.ask] if card.chip else []
    parts.append(around.sources[0] if around.sources else "we found none")
    if card.as_of != record_date_line(dataset):
        parts.append(card.as_of)
    if not card.chip and card.number not in card.title:
        parts += [card.number, card.counted]
    return [part for part in parts if squeezed(part).lower() not in said]


def undescribed(card: Card, made: cards.Made) -> list[str]:
    """What a card draws without its alternative text saying it, or the other way round."""
    what = {one.what for one in made.boxes}
    bounded = bool(card.picture.shape) or "inset" in what
    found = [] if "code" in what else ["there is no code that leads to its page"]
    if ("notice" in what) is not (bounded and bool(card.notice)):
        found.append("the notice on boundaries stands where none is drawn, or is not where one is")
    return found


def largest(svg: str) -> str:
    """The text in the largest type."""
    sizes = [(float(size), said) for size, said in re.findall(r'<text[^>]*font-size="([\d.]+)"[^>]*>([^<]*)', svg)]
    most = max(size for size, _ in sizes)
    return " ".join(said for size, said in sizes if size == most)


def test_the_set_is_complete(dataset: Dataset) -> None:
    found = whole_set(dataset)
    assert len(found["uk"]) >= 12
    assert len(dataset.regions) == 12
    assert {card.split("-")[1] for card in found["region"]} == set(dataset.regions["code"])
    assert {card.removesuffix("-named").partition("-")[2] for card in found["sector"]} == set(dataset.sectors["id"])
    assert len(found["body"]) == BODIES


@pytest.mark.parametrize("kind", ["uk", "region", "sector", "body"])
def test_every_card_is_complete_and_legible(dataset: Dataset, tab: Page, kind: str) -> None:
    wrong: dict[tuple[str, Mode], list[str]] = {}
    for key in whole_set(dataset)[kind]:
        for mode in cards.MODES:
            card = subject.card(dataset, key, mode)
            made = {size: cards.lay_out(dataset, card, size, mode) for size in cards.SIZES.values()}
            found = faults(tab, [one.svg for one in made.values()])
            for size, one in made.items():
                page = cards.html(dataset, card, one, size, mode)
                found += [f"{size.name} {fault}" for fault in (*box_faults(one), *undescribed(card, one))]
                message = card.chip.label if card.chip else card.title
                if squeezed(unescape(largest(one.svg))) != squeezed(message):
                    found.append(f"{size.name} its largest type is not its message: {largest(one.svg)}")
                for what, text in (("SVG", text_of(one.svg)), ("HTML", text_of(page))):
                    found += [f"{size.name} {what} does not say: {part}" for part in missing(dataset, card, text)]
            if found:
                wrong[key, mode] = found
    assert wrong == {}


@pytest.mark.parametrize(
    ("spoilt", "fault"),
    [
        ('<text x="900" y="300" font-size="30">far out to the right of the frame</text>', "leaves the frame"),
        ('<text x="50" y="300" font-size="30" fill="#eee">pale</text>', "contrast"),
        ('<text x="50" y="300" font-size="9">small</text>', "9.0 pixels"),
        ('<text x="50" y="300" font-size="30">one</text><text x="60" y="305" font-size="30">two</text>', "overlap"),
        ('<svg x="50" y="200" width="40" height="50"><text y="30" font-size="30">cut off</text></svg>', "cut"),
    ],
)
def test_the_eye_sees_what_is_wrong(tab: Page, spoilt: str, fault: str) -> None:
    svg = '<svg xmlns="http://www.w3.org/2000/svg" width="1200" height="630" viewBox="0 0 1200 630">'
    svg += f'<rect width="1200" height="630" fill="#ffffff"/>{spoilt}</svg>'
    assert any(fault in one for one in faults(tab, [svg]))
