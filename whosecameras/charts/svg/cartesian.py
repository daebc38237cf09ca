"""Charts with axes: points, lines, stacked bars. Positions and sizes are in pixels; ``scale`` enlarges text and marks
relative to the figure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from math import ceil, floor, log10, pi, sqrt
from typing import Any

from whosecameras.charts.svg.geo import broken, stroke
from whosecameras.charts.svg.primitives import Point, path, tag
from whosecameras.charts.svg.supported import Unsupported
from whosecameras.charts.svg.symbols import symbols
from whosecameras.charts.svg.text import LINE, WIDER, lines_of, width, written

_EPOCH = datetime(1970, 1, 1)
_PAD = 3  # pixels between the text of a bar and its ends


@dataclass(frozen=True)
class Axis:
    """Converts values to pixels: ``start`` is the pixel of ``low``, ``end`` that of ``high``."""

    low: float
    high: float
    start: float
    end: float
    kind: str = "linear"
    categories: tuple[str, ...] = ()

    def value(self, value: Any) -> float:
        """A value as a number: a date as days, a category as its index."""
        if self.kind == "date":
            return _days(value)
        if self.kind == "category" and isinstance(value, str):
            return float(self.categories.index(value))
        return float(value)

    def at(self, value: Any) -> float:
        """The pixel of a value."""
        return self.start + (self.value(value) - self.low) / (self.high - self.low) * (self.end - self.start)

    @property
    def unit(self) -> float:
        """Pixels between categories."""
        return abs((self.end - self.start) / (self.high - self.low))


def _days(value: Any) -> float:
    return (datetime.fromisoformat(str(value)) - _EPOCH).total_seconds() / 86400


def axis(given: Mapping[str, Any], values: Sequence[Any], start: float, end: float, *, bars: bool, size: float) -> Axis:
    """An axis from a figure's settings and the values on it; ``size`` is that of the largest mark.

    Raises ``Unsupported`` for a date axis without a range.
    """
    present = [value for value in values if value is not None]
    kind = str(given.get("type", "category" if any(isinstance(value, str) for value in present) else "linear"))
    categories = tuple(dict.fromkeys(map(str, present))) if kind == "category" else ()
    if "range" in given:
        low, high = (_days(value) if kind == "date" else float(value) for value in given["range"])
        return Axis(low, high, start, end, kind, categories)
    if kind == "date":
        raise Unsupported("an axis of dates needs a range")
    numbers = [float(place) for place in range(len(categories))] if categories else [float(value) for value in present]
    low, high = min(numbers, default=0.0), max(numbers, default=1.0)
    if bars:
        low, high = low - 0.5, high + 0.5
    else:
        to_zero = given.get("rangemode") == "tozero"
        low = min(low, 0.0) if to_zero else low
        length, pad = abs(end - start), 0.05 * abs(end - start) + 0.625 * size
        each = (high - low or 1.0) / max(length - pad * (1 if to_zero else 2), 1.0)
        low, high = low if to_zero else low - pad * each, high + pad * each
    if given.get("autorange") == "reversed":
        low, high = high, low
    return Axis(low, high, start, end, kind, categories)


def ticks(given: Mapping[str, Any], on: Axis) -> list[tuple[Any, str]]:
    """The positions and labels of the ticks. Raises ``Unsupported`` for dates without ``tickvals``."""
    if "tickvals" in given:
        values = given["tickvals"]
        return list(zip(values, given.get("ticktext", map(str, values)), strict=True))
    if on.kind == "category":
        return [(name, name) for name in on.categories]
    if on.kind == "date":
        raise Unsupported("an axis of dates needs tickvals")
    low, high = sorted((on.low, on.high))
    rough = (high - low) / (min(max(abs(on.end - on.start) / 80, 4), 9) + 1)
    power = 10 ** floor(log10(rough))
    step = next(power * factor for factor in (1, 2, 5, 10) if power * factor >= rough * 0.999)
    places = max(0, -floor(log10(step)))
    return [
        (n * step, f"{n * step:,.{places}f}") for n in range(ceil(low / step - 1e-9), floor(high / step + 1e-9) + 1)
    ]


def tick_size(given: Mapping[str, Any], scale: float) -> float:
    """The size of an axis's tick text."""
    return float(given.get("tickfont", {}).get("size", 12)) * scale


def left_room(given: Mapping[str, Any], labels: Iterable[str], scale: float) -> float:
    """Width of a vertical axis's tick labels, in the widest font of our stack."""
    size = tick_size(given, scale)
    widest = max((width(line) for label in labels for line in lines_of(label, size, "")), default=0.0)
    return ceil(widest * WIDER) + float(given.get("ticklabelstandoff", 0)) + 4


def axis_texts(given: Mapping[str, Any], marks: list[tuple[float, str]], edge: float, end: float, scale: float) -> str:
    """The tick labels of an axis along the ``edge`` of the plot; none leaves the picture, which ends at ``end``."""
    size = tick_size(given, scale)
    colour = str(given.get("tickfont", {}).get("color", "#444444"))
    side = str(given["side"])
    shift = float(given.get("ticklabelshift", 0))
    gap = float(given.get("ticklabelstandoff", 0))
    texts = []
    for at, text in marks:
        lines = lines_of(text, size, colour)
        tall = size * LINE * (len(lines) - 1) / 2
        if side == "left":
            texts.append(written(lines, edge - gap - 3, at, "end"))
        else:
            middle = edge - 0.6 * size - tall if side == "top" else edge + 0.75 * size + tall
            half = max(map(width, lines)) / 2 + 1
            texts.append(written(lines, min(max(at + shift, half), end - half), middle))
    return "".join(texts)


def scatter(trace: Mapping[str, Any], x: Axis, y: Axis, ink: str, scale: float) -> str:
    """Lines, then marks, then text. Raises ``Unsupported`` if anything but a line is transparent."""
    spots: list[Point | None] = [
        None if a is None or b is None else (x.at(a), y.at(b)) for a, b in zip(trace["x"], trace["y"], strict=True)
    ]
    mode = str(trace["mode"])
    opacity = trace.get("opacity")
    svg = ""
    if mode == "lines":
        line = trace.get("line", {})
        thick, dash = float(line.get("width", 2)), line.get("dash", "solid")
        svg += stroke(path(broken(spots)), str(line.get("color", ink)), thick, dash, opacity)
    elif opacity is not None:
        raise Unsupported("only lines can be see-through")
    marker = trace.get("marker", {})
    size = float(marker.get("size", 6)) if "markers" in mode else 0.0
    points = [spot for spot in spots if spot is not None]
    if "markers" in mode and points:
        svg += mark(trace, points)
    if "text" in mode:
        font = trace.get("textfont", {})
        right = trace.get("textposition") == "middle right"
        for spot, text in zip(spots, trace["text"], strict=True):
            if spot is not None:
                lines = lines_of(str(text), float(font.get("size", 12)) * scale, str(font.get("color", ink)), scale)
                text_x = spot[0] + (size / 1.6 + 1 if right else 0)
                svg += written(lines, text_x, spot[1], "start" if right else "middle")
    return svg


def mark(trace: Mapping[str, Any], points: list[Point], largest: float = 99) -> str:
    """The marks of a trace at some points."""
    marker = trace["marker"]
    line = marker.get("line", {})
    symbol = str(marker.get("symbol", "circle"))
    colour = str(marker["color"])
    thick = float(line.get("width", 1 if symbol.endswith("-open") else 0))
    size = min(float(marker.get("size", 6)), largest)
    return symbols(symbol, points, size / 2, colour, str(line.get("color", colour)), thick)


def pattern(marker: Mapping[str, Any], prefix: str) -> tuple[str, str]:
    """(fill, its definition or ``""``): the hatch of a bar, with an id derived from its appearance."""
    settings = marker.get("pattern", {})
    shape = settings.get("shape", "")
    if not shape:
        return str(marker["color"]), ""
    ground, line = str(settings["bgcolor"]), str(settings["fgcolor"])
    size, solid = float(settings["size"]), float(settings["solidity"])
    if shape == ".":
        side = size
        inner = tag("circle", cx=size / 2, cy=size / 2, r=f"{sqrt(solid * size * size / pi):.2f}", fill=line)
    else:
        side = round(size * sqrt(2), 1)
        quarter = side / 4
        up = [
            [(-quarter, quarter), (quarter, -quarter)],
            [(0, side), (side, 0)],
            [(side - quarter, side + quarter), (side + quarter, side - quarter)],
        ]
        down = [[(side - a, b) for a, b in one] for one in up]
        lines = {"/": up, "\\": down, "x": [*up, *down]}[shape]
        thick = size * (1 - sqrt(1 - solid)) if shape == "x" else solid * size
        data = path([[(round(a * 10), round(b * 10)) for a, b in one] for one in lines])
        inner = tag("path", d=data, fill="none", stroke=line, stroke_width=f"{thick:.2f}")
    key = f"{prefix}-{sha256(f'{shape}{ground}{line}{size}{solid}'.encode()).hexdigest()[:6]}"
    body = tag("rect", width=side, height=side, fill=ground) + inner
    return f"url(#{key})", tag("pattern", body, id=key, width=side, height=side, patternUnits="userSpaceOnUse")


@dataclass(frozen=True)
class _BarText:
    text: str
    size: float
    colour: str
    x: float
    y: float
    halo: str


def bars(
    traces: Sequence[Mapping[str, Any]], x: Axis, y: Axis, layout: Mapping[str, Any], prefix: str, scale: float
) -> tuple[str, str]:
    """(bars, definitions): bars stacked from left to right, all labels in one size and only where they fit."""
    thick = (1 - float(layout.get("bargap", 0.2))) * y.unit
    uniform = layout.get("uniformtext", {})
    least = float(uniform.get("minsize", 0)) * scale
    ends: dict[str, float] = {}
    svg, definitions = "", ""
    texts: list[_BarText] = []
    for trace in traces:
        marker = trace["marker"]
        fill, definition = pattern(marker, prefix)
        definitions += "" if definition in definitions else definition
        boxes = ""
        for name, value, text in zip(trace["y"], trace["x"], trace["text"], strict=True):
            start = ends.get(name, 0.0)
            ends[name] = start + float(value)
            if not value:
                continue
            left, right, middle = x.at(start), x.at(ends[name]), y.at(name)
            boxes += tag("rect", x=left, y=middle - thick / 2, width=right - left, height=thick)
            font = trace.get("textfont", {})
            size, colour = float(font.get("size", 12)) * scale, str(font.get("color", "#444444"))
            lines = lines_of(str(text), size, colour)
            wide, tall = width(lines[0]), size * LINE
            shrink = min(1.0, (right - left - 2 * _PAD) / wide if wide else 1.0, (thick - 2) / tall)
            if wide and size * shrink >= least:
                halo = str(marker["color"]) if definition else ""
                texts.append(_BarText(str(text), size * shrink, colour, (left + right) / 2, middle, halo))
        line = marker.get("line", {})
        svg += tag(
            "g", boxes, fill=fill, stroke=line.get("color"), stroke_width=float(line.get("width", 0)),
            shape_rendering="crispEdges",
        )  # fmt: skip
    smallest = min((one.size for one in texts), default=0.0)
    for one in texts:
        size = smallest if uniform else one.size
        svg += written(lines_of(one.text, size, one.colour), one.x, one.y, halo=one.halo)
    return svg, definitions
