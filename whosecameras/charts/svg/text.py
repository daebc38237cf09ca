"""Text in a picture: width, wrapping, and the few tags that our figures use."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from html import escape, unescape

from whosecameras.charts.svg.fonts import advance
from whosecameras.charts.svg.primitives import number, tag
from whosecameras.charts.svg.supported import Unsupported

#: Other fonts of our stack are wider than the first by up to this factor.
WIDER = 1.1
#: Distance from the middle of a line of text down to its baseline, and between lines, as shares of the font size.
MIDDLE, LINE = 0.34, 1.3
ASCENT, DESCENT = 1.0, 0.33
_SMALLEST = 0.86


@dataclass(frozen=True)
class Run:
    """A piece of text with one appearance."""

    text: str
    size: float
    colour: str
    bold: bool = False

    @property
    def width(self) -> float:
        """Its width in pixels in the first of our fonts."""
        return sum(advance(character, bold=self.bold) for character in self.text) * self.size


Line = tuple[Run, ...]
#: Never allowed in a picture: control characters, and bidirectional overrides.
_UNSEEN = re.compile("[\x00-\x08\x0b-\x1f\u202a-\u202e\u2066-\u2069]")
_TAG = re.compile(r"<[^<>]*>")
_SPAN = re.compile(r'<(?:span|b) style="([^"]*)">')
_STYLE = {"font-size": re.compile(r"(\d+(?:\.\d+)?)px"), "color": re.compile(r"(#[0-9a-fA-F]{3,8}|[a-z]+)")}


def width(line: Line) -> float:
    """The width of a line in pixels."""
    return sum(run.width for run in line)


def lines_of(text: str, size: float, colour: str, scale: float = 1.0) -> list[Line]:
    """Parse plotly's text markup: ``<br>``, ``<b>`` and ``<span style="font-size:…px;color:…">``.

    Raises ``Unsupported`` for any other tag or style.
    """
    lines: list[list[Run]] = [[]]
    looks = [Run("", size, colour)]
    at = 0
    for mark in (*_TAG.finditer(text), None):
        content = unescape(text[at : mark.start() if mark else len(text)])
        if content:
            lines[-1].append(replace(looks[-1], text=content))
        if mark is None:
            break
        at = mark.end()
        markup = mark.group()
        if markup == "<br>":
            lines.append([])
        elif markup in ("</b>", "</span>") and len(looks) > 1:
            looks.pop()
        else:
            looks.append(_opened(markup, looks[-1], scale))
    return [tuple(line) for line in lines]


def _opened(what: str, look: Run, scale: float) -> Run:
    if what == "<b>":
        return replace(look, bold=True)
    styled = _SPAN.fullmatch(what)
    if not styled:
        raise Unsupported(f"no tag {what!r} in text")
    look = replace(look, bold=look.bold or what.startswith("<b "))
    for rule in filter(None, styled[1].split(";")):
        key, _, value = rule.partition(":")
        if key not in _STYLE or not (read := _STYLE[key].fullmatch(value.strip())):
            raise Unsupported(f"no style {rule!r} in text")
        look = replace(look, size=float(read[1]) * scale) if key == "font-size" else replace(look, colour=read[1])
    return look


def shrunk(lines: list[Line], by: float) -> list[Line]:
    """The same text in a smaller size; ``by`` is the factor, such as 0.9."""
    return [tuple(replace(run, size=run.size * by) for run in line) for line in lines]


def fitted(lines: list[Line], available: float) -> list[Line]:
    """Shrink a line that is longer than ``available`` pixels, then wrap it into two, then end it in “…”."""
    if len(lines) != 1 or len(lines[0]) != 1 or width(lines[0]) * WIDER <= available:
        return lines
    by = max(available / (width(lines[0]) * WIDER), _SMALLEST)
    run = replace(lines[0][0], size=lines[0][0].size * by)
    if run.width * WIDER <= available + 0.01:
        return [(run,)]
    parts: list[Run] = [replace(run, text="")]
    for word in run.text.split(" "):
        longer = replace(run, text=f"{parts[-1].text} {word}".strip())
        if longer.width * WIDER <= available or not parts[-1].text:
            parts[-1] = longer
        elif len(parts) < 2:
            parts.append(replace(run, text=word))
        else:
            parts[-1] = _cut(longer, available)
            break
    return [(part,) for part in parts]


def _cut(run: Run, available: float) -> Run:
    text = run.text
    while text and replace(run, text=f"{text}…").width * WIDER > available:
        text = text[:-1]
    return replace(run, text=f"{text.rstrip(' ,(')}…")


def written(
    lines: list[Line], x: float, middle: float, anchor: str = "middle", *, halo: str = "", whole: str = ""
) -> str:
    """A text element; ``x`` and the ``middle`` of its lines are in pixels. A tooltip has ``whole`` if text was cut."""
    if not any(run.text.strip() for line in lines for run in line):
        return ""
    look = lines[0][0] if lines[0] else Run("", 12, "#000000")
    heights = [max((run.size for run in line), default=look.size) * LINE for line in lines]
    base = middle - (sum(heights) - heights[0]) / 2 + MIDDLE * look.size
    body = f"<title>{escape(whole)}</title>" if whole else ""
    at = base
    for place, line in enumerate(lines):
        inside = "".join(_run(run, look) for run in line)
        if place:
            at += heights[place]
        body += inside if len(lines) == 1 else tag("tspan", inside, x=x, y=at)
    return tag(
        "text", body, x=x, y=base, font_size=look.size, fill=look.colour,
        text_anchor=None if anchor == "start" else anchor,
        stroke=halo or None, stroke_width=2.6 if halo else None, stroke_opacity=".8" if halo else None,
        stroke_linejoin="round" if halo else None,
        paint_order="stroke" if halo else None,
    )  # fmt: skip


def _run(run: Run, look: Run) -> str:
    lead = len(run.text) - len(run.text.lstrip(" "))
    content = escape("\xa0" * lead + _UNSEEN.sub(" ", run.text[lead:]), quote=False)
    same = run.size == look.size and run.colour == look.colour
    if same and not run.bold:
        return content
    return tag(
        "tspan",
        content,
        font_size=None if run.size == look.size else number(run.size),
        fill=None if run.colour == look.colour else run.colour,
        font_weight="bold" if run.bold else None,
    )
