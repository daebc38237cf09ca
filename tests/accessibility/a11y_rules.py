"""How pages are judged: axe-core, overflow and clipping, headings, charts, and visible focus."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Any

import axe_playwright_python
from playwright.sync_api import Page

TAGS = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa")
FAILING = {"serious", "critical"}
#: Lists of hundreds of similar rows, of which only the first few are checked.
ALIKE = ("tbody tr:nth-child(n+25)", "ul.bodies li:nth-child(n+40)", "ul.statements > li:nth-child(n+15)")


@cache
def _axe() -> str:
    return (Path(axe_playwright_python.__file__).parent / "axe.min.js").read_text(encoding="utf-8")


_RUN = """
async ([exclude, options]) => {
  const {violations} = await axe.run({exclude}, options);
  for (const one of violations) for (const node of one.nodes)
    node.inside = document.querySelector(node.target.at(-1))?.closest("[data-testid]")?.dataset.testid ?? "";
  return violations;
}"""


@dataclass(frozen=True)
class Fault:
    """A violation found by axe-core: the rule, its impact, the element, and the explanation.

    ``inside`` is the nearest Streamlit test id, ``""`` on the website.
    """

    rule: str
    impact: str
    target: str
    inside: str
    why: str

    def __str__(self) -> str:
        return f"{self.impact} {self.rule} at {self.target[-120:]} in {self.inside or 'page'}: {self.why}"


def axe(page: Page) -> list[Fault]:
    """All WCAG 2.2 A and AA violations that axe-core finds in the page's current state."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(_axe())
    options = {"runOnly": {"type": "tag", "values": TAGS}, "resultTypes": ["violations"], "preload": False}
    exclude = [[one] for one in ALIKE]
    found: list[dict[str, Any]] = page.evaluate(_RUN, [exclude, options])
    return [
        Fault(
            one["id"],
            one["impact"] or "",
            str(node["target"][-1]),
            node["inside"],
            " ".join((node["failureSummary"] or "").split()),
        )
        for one in found
        for node in one["nodes"]
    ]


def serious(faults: Iterable[Fault]) -> list[Fault]:
    """The violations with serious or critical impact."""
    return [fault for fault in faults if fault.impact in FAILING]


#: Elements beyond the right edge without a scroll container, and text clipped by its container.
_OVER = """
() => {
  const edge = document.documentElement.clientWidth + 1, found = [];
  const frames = "[data-testid=stMain], [data-testid=stAppViewContainer], [data-testid=stApp]";
  const name = (one) => `${one.tagName.toLowerCase()}.${String(one.className.baseVal ?? one.className).split(" ")[0]}` +
    ` “${one.textContent.trim().slice(0, 30)}”`;
  for (const main of [document.documentElement, ...document.querySelectorAll(frames)])
    if (main.scrollWidth > main.clientWidth + 1) found.push(`${name(main)} scrolls ${main.scrollWidth} px`);
  for (const one of document.querySelectorAll("body *")) {
    const box = one.getBoundingClientRect(), style = getComputedStyle(one);
    if (box.width < 3 || box.height < 3 || style.visibility === "hidden") continue;  // read aloud, not shown
    let kept = false;
    for (let up = one.parentElement; up && !kept; up = up.parentElement)
      kept = getComputedStyle(up).overflowX !== "visible" && !up.matches(frames) && up !== document.body;
    if (box.right > edge && !kept) found.push(`${name(one)} reaches ${Math.round(box.right)} px`);
    if (one.matches("a, p, li, h1, h2, h3, h4, label, summary, button, figcaption") && style.overflowX === "hidden" &&
        one.scrollWidth > one.clientWidth + 1) found.push(`${name(one)} is cut off`);
  }
  return found;
}"""


def too_wide(page: Page) -> list[str]:
    """Descriptions of everything that does not fit the screen's width."""
    found: list[str] = page.evaluate(_OVER)
    return found[:8]


_HEADINGS = """
() => [...document.querySelectorAll("h1, h2, h3, h4, h5, h6")]
  .filter((one) => one.checkVisibility()).map((one) => [Number(one.tagName[1]), one.textContent.trim()])"""


def disorder(page: Page) -> list[str]:
    """Faults of the heading structure: more than one h1, or a skipped level."""
    headings: list[tuple[int, str]] = page.evaluate(_HEADINGS)
    firsts = [text for level, text in headings if level == 1]
    found = [] if len(firsts) == 1 else [f"{len(firsts)} first headings: {firsts}"]
    for (above, _), (level, text) in pairwise(headings):
        if level > above + 1:
            found.append(f"“{text}” is of level {level} after one of level {above}")
    return found


_FOCUS = """
() => {
  const numbers = (text) => (text.match(/[\\d.]+/g) || []).map(Number);
  const over = (top, under) => {
    const alpha = top.length > 3 ? top[3] : 1;
    return [0, 1, 2].map((at) => top[at] * alpha + under[at] * (1 - alpha));
  };
  const light = (rgb) => {
    const [r, g, b] = rgb.map((v) => v / 255).map((v) => (v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4));
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const contrast = (one, other) => {
    const [a, b] = [light(one), light(other)].sort((x, y) => y - x);
    return (a + 0.05) / (b + 0.05);
  };
  const at = document.activeElement;
  const grounds = [];
  for (let up = at.parentElement; up; up = up.parentElement)
    grounds.push(numbers(getComputedStyle(up).backgroundColor));
  const ground = grounds.reverse().reduce((under, top) => (top.length ? over(top, under) : under), [255, 255, 255]);
  let best = 0;
  for (let one = at, step = 0; one && step < 5; one = one.parentElement, step += 1) {  // a frame may be drawn around it
    const style = getComputedStyle(one);
    if (style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 1)
      best = Math.max(best, contrast(over(numbers(style.outlineColor), ground), ground));
    if (style.boxShadow !== "none")
      best = Math.max(best, contrast(over(numbers(style.boxShadow.split(")")[0]), ground), ground));
    if (step > 0 && at.matches("input, textarea") && parseFloat(style.borderTopWidth) >= 1)  // a field's own frame
      best = Math.max(best, contrast(over(numbers(style.borderTopColor), ground), ground));
    if (step > 0 && !["auto", "hidden"].includes(style.overflow) && !at.matches("input, textarea")) break;
  }
  const grid = at.parentElement?.closest("canvas");  // of a table, which draws a ring around a cell
  if (grid) {
    const ring = getComputedStyle(grid).getPropertyValue("--gdg-accent-color").trim();
    if (/^#[0-9a-f]{6}$/i.test(ring))
      best = Math.max(best, contrast([1, 3, 5].map((place) => parseInt(ring.slice(place, place + 2), 16)), ground));
  }
  const box = at.getBoundingClientRect();
  const words = (at.innerText || at.getAttribute("aria-label") || at.id || "").trim().slice(0, 60);
  return { name: `${at.tagName.toLowerCase()} “${words}”`, contrast: best, left: box.left, right: box.right,
           href: at.getAttribute("href") || "" };
}"""


@dataclass(frozen=True)
class Focus:
    """The focused element: its name, its target, and the contrast of its focus indicator."""

    name: str
    href: str
    contrast: float
    left: float
    right: float


def focus(page: Page) -> Focus:
    """The currently focused element."""
    return Focus(**page.evaluate(_FOCUS))
