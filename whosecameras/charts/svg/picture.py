"""Renders a complete figure as one SVG element: traces, axes, legend and annotations."""

from __future__ import annotations

from base64 import b64decode
from collections.abc import Mapping
from html import escape
from typing import TYPE_CHECKING, Any

import numpy as np

from whosecameras.charts.marks import PALETTES, SANS, Mode
from whosecameras.charts.svg import cartesian, geo
from whosecameras.charts.svg.primitives import number, path, snapped, tag
from whosecameras.charts.svg.supported import Unsupported, check_layout, check_trace
from whosecameras.charts.svg.text import LINE, WIDER, Line, fitted, lines_of, written
from whosecameras.charts.svg.text import width as _wide

if TYPE_CHECKING:
    import plotly.graph_objects as go

_EDGE = 2  # plotly's padding around annotations, in pixels
_BESIDE = 8  # pixels between a label and the numbers at the right end of its row
_KEY = 22  # pixels from the left of a legend entry to its text
_OVER_TICKS = 28  # pixels from a legend at the top to the plot, with one line of axis labels between them
_KEY_MARK = 14  # largest mark in the legend


def render(
    figure: go.Figure,
    *,
    width: int,
    height: int | None = None,
    mode: Mode = "light",
    title: str = "",
    description: str = "",
    font_scale: float = 1.0,
    prefix: str = "wc",
) -> str:
    """Render one of the project's figures as an ``<svg>`` element without a browser. Output is deterministic.

    ``height`` of ``None`` is the figure's own. ``mode`` only applies where a figure without our template leaves a
    colour open. ``title`` and ``description`` are for assistive technology (without a title the picture is hidden from
    it). ``font_scale`` enlarges all text. ``prefix`` starts every id: pictures on the same page need different ones.
    Raises ``Unsupported`` for anything that ``supported`` does not list.
    """
    content = plain(figure.to_plotly_json())
    figure_layout = content["layout"]
    pattern = figure_layout.pop("template", None)
    if not pattern:
        # Imported late: drawings that are not figures (walls, linked maps) use this package without loading Plotly.
        from whosecameras.charts.plotly_template import template

        pattern = plain(template(mode).to_plotly_json())
    if pattern.get("data"):
        raise Unsupported("a template may only hold a layout; use charts.plotly_template.template")
    layout = _merged(pattern.get("layout", {}), figure_layout)
    traces = content["data"]
    for trace in traces:
        check_trace(trace)
    high = int(height or layout.get("height", 400))
    kinds = {"geo" if trace["type"] in ("choropleth", "scattergeo") else "plane" for trace in traces}
    if len(kinds) > 1:
        raise Unsupported("a map and a plain chart in one figure")
    check_layout(layout, {trace["type"] for trace in traces})
    ink = str(layout.get("font", {}).get("color", PALETTES[mode].ink))
    drawing = _FigureDrawing(traces, layout, width, high, ink, prefix, font_scale)
    body = drawing.map() if kinds == {"geo"} else drawing.chart()
    return document(body, width, high, title, description, prefix, str(layout.get("font", {}).get("family", SANS)))


def document(
    body: str, wide: int, high: int, title: str, description: str, prefix: str, family: str | None = SANS
) -> str:
    """The SVG element around a drawing, with its title and description."""
    words, named = "", []
    for name, text in (("title", title), ("desc", description)):
        if text:
            words += tag(name, escape(text, quote=False), id=f"{prefix}-{name}")
            named.append(f"{prefix}-{name}")
    return tag(
        "svg",
        words + body,
        xmlns="http://www.w3.org/2000/svg",
        width=wide,
        height=high,
        viewBox=f"0 0 {number(wide)} {number(high)}",
        font_family=family,
        role="img" if named else None,
        aria_labelledby=" ".join(named) or None,
        aria_hidden=None if named else "true",
    )


def plain(value: Any) -> Any:
    """A figure as lists, dicts, text and numbers; GeoJSON shapes are passed through."""
    if isinstance(value, Mapping):
        if set(value) >= {"bdata", "dtype"}:
            return np.frombuffer(b64decode(value["bdata"]), dtype=np.dtype(value["dtype"])).tolist()
        return {key: inner if key == "geojson" else plain(inner) for key, inner in value.items()}
    if isinstance(value, np.ndarray):
        return [plain(item) for item in value.tolist()]
    if isinstance(value, list | tuple):
        return [plain(item) for item in value]
    if isinstance(value, np.generic):
        value = value.item()
    return None if isinstance(value, float) and value != value else value


def _merged(under: Mapping[str, Any], over: Mapping[str, Any]) -> dict[str, Any]:
    result = dict(under)
    for key, value in over.items():
        old = result.get(key)
        result[key] = _merged(old, value) if isinstance(old, Mapping) and isinstance(value, Mapping) else value
    return result


class _FigureDrawing:
    """The state of drawing one figure."""

    def __init__(
        self, traces: list[dict[str, Any]], layout: dict[str, Any], wide: int, high: int, ink: str, prefix: str,
        scale: float,
    ) -> None:  # fmt: skip
        self.traces, self.layout, self.wide, self.high = traces, layout, wide, high
        self.ink, self.prefix, self.scale = ink, prefix, scale
        margin = layout.get("margin", {})
        self.left, self.right, self.top, self.bottom = (
            float(margin.get(side, default)) for side, default in (("l", 80), ("r", 80), ("t", 100), ("b", 80))
        )

    def map(self) -> str:
        """Areas first, then what is drawn over them."""
        box = (self.left, self.top, self.wide - self.left - self.right, self.high - self.top - self.bottom)
        panel = geo.panel_of(self.layout["geo"], box)
        if self.layout.get("annotations") or self.layout.get("shapes") or self.layout.get("showlegend"):
            raise Unsupported("annotations, shapes or a legend on a map")
        areas = [geo.choropleth(trace, panel) for trace in self.traces if trace["type"] == "choropleth"]
        over = [
            geo.scattergeo(trace, panel, self.high, self.ink, self.scale)
            for trace in self.traces
            if trace["type"] == "scattergeo"
        ]
        return "".join(areas + over)

    def chart(self) -> str:
        """Grid, bars or points, lines between rows, text, legend."""
        xaxis = {"side": "bottom", **self.layout.get("xaxis", {})}
        yaxis = {"side": "left", **self.layout.get("yaxis", {})}
        legend = self._legend()
        self._make_room(xaxis, yaxis, legend)
        self.x, self.y = self._axes(xaxis, yaxis)
        grid, texts = "", ""
        for settings, on, across in ((xaxis, self.x, self.y), (yaxis, self.y, self.x)):
            if settings.get("visible", True):
                lines, words = self._ruled(settings, on, across)
                grid, texts = grid + lines, texts + words
        stacked = [trace for trace in self.traces if trace["type"] == "bar"]
        svg, definitions = cartesian.bars(stacked, self.x, self.y, self.layout, self.prefix, self.scale)
        svg += "".join(
            cartesian.scatter(trace, self.x, self.y, self.ink, self.scale)
            for trace in self.traces
            if trace["type"] == "scatter"
        )
        return (
            (tag("defs", definitions) if definitions else "")
            + grid
            + self._shapes("below")
            + svg
            + self._shapes("above")
            + texts
            + self._annotations()
            + self._legend_drawn(legend)
        )

    def _axes(self, xaxis: Mapping[str, Any], yaxis: Mapping[str, Any]) -> tuple[cartesian.Axis, cartesian.Axis]:
        across, down = self.wide - self.left - self.right, self.high - self.top - self.bottom
        start, end = xaxis.get("domain", (0, 1))
        sizes = [float(trace.get("marker", {}).get("size", 0)) for trace in self.traces]
        size = max(sizes, default=0.0)
        bars = any(trace["type"] == "bar" for trace in self.traces)
        x = cartesian.axis(
            xaxis, [v for trace in self.traces for v in trace["x"]],
            self.left + across * start, self.left + across * end, bars=False, size=size,
        )  # fmt: skip
        foot, head = yaxis.get("domain", (0, 1))
        bottom = self.high - self.bottom
        y = cartesian.axis(
            yaxis, [v for trace in self.traces for v in trace["y"]], bottom - down * foot, bottom - down * head,
            bars=bars, size=size,
        )  # fmt: skip
        return x, y

    def _make_room(self, xaxis: Mapping[str, Any], yaxis: Mapping[str, Any], legend: list[list[Any]]) -> None:
        """Enlarge margins that are too small for the axes' labels and the legend."""
        title = xaxis.get("title", {})
        if legend and self.layout.get("legend", {}).get("yref", "paper") == "paper":
            self.top = max(self.top, self._row * len(legend) + 4)
        elif len(legend) > 2:  # at the head of the picture, over the texts of the axis; a figure has room for two rows
            self.top = max(self.top, self._row * len(legend) + _OVER_TICKS * self.scale)
        if xaxis.get("visible", True) and xaxis.get("automargin"):
            size = cartesian.tick_size(xaxis, self.scale)
            lines = max((text.count("<br>") + 1 for text in xaxis.get("ticktext", [""])), default=1)
            need = size * (0.25 + LINE * lines)
            if xaxis["side"] == "bottom":
                self.bottom = max(self.bottom, need + (self._title_size(title) * LINE if title.get("text") else 0))
            else:
                self.top = max(self.top, need)
        if yaxis.get("visible", True) and yaxis.get("automargin"):
            named = dict.fromkeys(str(v) for trace in self.traces for v in trace["y"] if isinstance(v, str))
            self.left = max(self.left, cartesian.left_room(yaxis, yaxis.get("ticktext", named), self.scale))

    def _title_size(self, title: Mapping[str, Any]) -> float:
        return float(title.get("font", {}).get("size", 14)) * self.scale

    def _ruled(self, given: Mapping[str, Any], on: cartesian.Axis, across: cartesian.Axis) -> tuple[str, str]:
        """(grid lines, tick labels and title) of one axis."""
        low, high = sorted((on.start, on.end))
        marks = [(on.at(value), text) for value, text in cartesian.ticks(given, on)]
        marks = [(at, text) for at, text in marks if low - 0.5 <= at <= high + 0.5]
        flat = on is self.x
        start, end = sorted((across.start, across.end))
        lines = [[(at, start), (at, end)] if flat else [(start, at), (end, at)] for at, _ in marks]
        grid = path([snapped(line) for line in lines]) if given.get("showgrid", True) and lines else ""
        edge = (start if given["side"] == "top" else end) if flat else start
        words = cartesian.axis_texts(given, marks, edge, self.wide, self.scale)
        title = given.get("title", {})
        if title.get("text"):
            if not flat or given["side"] != "bottom":
                raise Unsupported("a title on any axis but one at the foot")
            size = self._title_size(title)
            middle = edge + cartesian.tick_size(given, self.scale) * LINE + size * 0.85
            title_lines = lines_of(title["text"], size, str(title.get("font", {}).get("color", self.ink)))
            words += written(title_lines, (low + high) / 2, middle)
        return geo.stroke(grid, str(given.get("gridcolor", "#eeeeee")), 1, crisp=True), words

    def _place(self, given: Mapping[str, Any], key: str, default: str) -> float:
        """The position of an annotation or of one end of a shape; ``key`` is ``x``, ``y0`` etc."""
        flat = key.startswith("x")
        if given.get("xref" if flat else "yref", default) != "paper":
            return (self.x if flat else self.y).at(given[key])
        share = float(given[key])
        if flat:
            return self.left + share * (self.wide - self.left - self.right)
        return self.high - self.bottom - share * (self.high - self.top - self.bottom)

    def _shapes(self, layer: str) -> str:
        groups: dict[tuple[str, float], list[list[tuple[int, int]]]] = {}
        for shape in self.layout.get("shapes", []):
            if shape.get("layer", "above") == layer:
                ends = [(self._place(shape, f"x{end}", "x"), self._place(shape, f"y{end}", "y")) for end in "01"]
                look = str(shape["line"]["color"]), float(shape["line"]["width"])
                if line := snapped(ends):
                    groups.setdefault(look, []).append(line)
        return "".join(geo.stroke(path(lines), *look, crisp=True) for look, lines in groups.items())

    def _annotations(self) -> str:
        ready = [(annotation, self._annotated(annotation)) for annotation in self.layout.get("annotations", [])]
        ends = [max(map(_wide, lines)) for annotation, lines in ready if annotation.get("xanchor") == "right" and lines]
        stop = self.wide - _EDGE - (max(ends) * WIDER + _BESIDE + self.right if ends else 0)
        return "".join(self._annotation(annotation, lines, stop) for annotation, lines in ready)

    def _annotated(self, given: Mapping[str, Any]) -> list[Line]:
        font = {**self.layout.get("font", {}), **given.get("font", {})}
        return lines_of(given["text"], float(font.get("size", 12)) * self.scale, str(font["color"]), self.scale)

    def _annotation(self, given: Mapping[str, Any], lines: list[Line], stop: float) -> str:
        """One annotation. A left-aligned label is shortened to make room for numbers at the right end of its row."""
        anchor = given.get("xanchor", "center")
        x = self._place(given, "x", "x") + float(given.get("xshift", 0))
        y = self._place(given, "y", "y") - float(given.get("yshift", 0)) * self.scale
        x += {"left": _EDGE, "right": -_EDGE}.get(anchor, 0)
        full_text = ""
        if anchor == "left" and (given.get("xref") == "paper" or "yshift" in given):
            unfitted, lines = lines, fitted(lines, stop - x)
            full_text = unfitted[0][0].text if lines and lines[-1][-1].text.endswith("…") else ""
        heights = [max((run.size for run in line), default=0.0) * LINE for line in lines]
        tall = sum(heights)
        upright = given.get("yanchor", "middle")
        if upright == "top":
            y += _EDGE + tall / 2
        elif upright == "bottom":
            y -= _EDGE + tall / 2
        elif anchor == "left":
            y -= (tall - heights[0]) / 2
        text_anchor = {"left": "start", "right": "end", "center": "middle"}[anchor]
        return written(lines, x, y, text_anchor, whole=full_text)

    @property
    def _row(self) -> float:
        return 22 * self.scale

    def _legend(self) -> list[list[Any]]:
        """The rows of the legend: ``(left, lines, trace)`` for each entry."""
        if not self.layout.get("showlegend"):
            return []
        size = float(self.layout.get("legend", {}).get("font", {}).get("size", 12)) * self.scale
        colour = str(self.layout.get("legend", {}).get("font", {}).get("color", self.ink))
        rows: list[list[Any]] = [[]]
        x = self.left
        for trace in self.traces:
            if trace["type"] != "scatter" or trace["mode"] != "markers" or not trace.get("name"):
                raise Unsupported("a legend of anything but named marks")
            lines = lines_of(trace["name"], size, colour)
            needs = _KEY + _wide(lines[0]) * WIDER
            if rows[-1] and x + needs > self.wide - self.right:
                rows.append([])
                x = self.left
            rows[-1].append((x, lines, trace))
            x += needs + 14
        return rows

    def _legend_drawn(self, rows: list[list[Any]]) -> str:
        if not rows:
            return ""
        at_top = self.layout.get("legend", {}).get("yref", "paper") == "container"
        first = self._row / 2 + 3 if at_top else self.top - self._row * (len(rows) - 0.5) - 4
        svg = ""
        for place, row in enumerate(rows):
            middle = first + place * self._row
            for x, lines, trace in row:
                svg += cartesian.mark(trace, [(x + 10, middle)], _KEY_MARK) + written(lines, x + _KEY, middle, "start")
        return svg
