"""What the renderer supports: each attribute of our figures is either drawn or explicitly ignored.

Any attribute, value or kind of trace in neither list raises an error: a picture that silently lacks something would be
worse than none. To support more, add it here and where it is drawn, and compare with the browser.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any, Final

from whosecameras.charts.svg.symbols import SYMBOLS


class Unsupported(ValueError):
    """A figure contains something that the renderer does not support."""


Allowed = Callable[[Any], bool]


def _any(value: Any) -> bool:
    return True


def _number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _word(value: Any) -> bool:
    return isinstance(value, str)


def _one_of(*values: object) -> Allowed:
    return lambda value: any(
        value is allowed or (value == allowed and type(value) is type(allowed)) for allowed in values
    )


def _each(inner: Allowed) -> Allowed:
    return lambda value: isinstance(value, list | tuple) and all(inner(item) for item in value)


def _either(one: Allowed, other: Allowed) -> Allowed:
    return lambda value: one(value) or other(value)


_FONT: dict[str, Allowed] = {"size": _number, "color": _word}
_BOOL = _one_of(True, False)
_DASHES = _one_of("solid", "dot", "dash")


def _font(at: str) -> dict[str, Allowed]:
    return {f"{at}.{key}": allowed for key, allowed in _FONT.items()}


_LINE: dict[str, Allowed] = {"line.color": _word, "line.width": _number, "line.dash": _DASHES}
_MODES = _one_of("lines", "markers", "text", "markers+text")
_MARKER: dict[str, Allowed] = {
    "marker.color": _word,
    "marker.size": _number,
    "marker.line.color": _word,
    "marker.line.width": _number,
}

#: Kind of trace -> attribute -> values that are drawn.
TRACES: Final[Mapping[str, Mapping[str, Allowed]]] = {
    "scatter": {
        **_LINE,
        **_MARKER,
        **_font("textfont"),
        "marker.symbol": _one_of(*SYMBOLS),
        "mode": _MODES,
        "name": _word,
        "opacity": _number,
        "text": _any,
        "textposition": _one_of("middle center", "middle right"),
        "x": _any,
        "y": _any,
    },
    "bar": {
        **_font("textfont"),
        "insidetextanchor": _one_of("middle"),
        "marker.color": _word,
        "marker.line.color": _word,
        "marker.line.width": _number,
        "marker.pattern.bgcolor": _word,
        "marker.pattern.fgcolor": _word,
        "marker.pattern.shape": _one_of("", "/", "\\", "x", "."),
        "marker.pattern.size": _number,
        "marker.pattern.solidity": _number,
        "orientation": _one_of("h"),
        "text": _any,
        "textangle": _one_of(0),
        "textposition": _one_of("inside"),
        "x": _any,
        "y": _any,
    },
    "choropleth": {
        "colorscale": _any,
        "geojson": _any,
        "locations": _any,
        "marker.line.color": _any,
        "marker.line.width": _any,
        "showscale": _one_of(False),
        "z": _any,
        "zmax": _number,
        "zmin": _number,
    },
    "scattergeo": {
        **_LINE,
        **_font("textfont"),
        "textfont.shadow": _word,
        "lat": _any,
        "lon": _any,
        "marker.color": _word,
        "marker.size": _number,
        "mode": _one_of("lines", "markers", "text"),
        "text": _any,
    },
}

#: Ignored in any trace because a still picture has no use for it: hovering, selection, and ids for both.
IGNORED: Final = ("type", "hoverinfo", "hovertext", "hovertemplate", "customdata", "selected", "unselected")
#: The same for some kinds of trace: a map's ``text`` is only ever shown on hover.
IGNORED_IN: Final[Mapping[str, tuple[str, ...]]] = {"choropleth": ("text",), "bar": (), "scatter": (), "scattergeo": ()}

_AXIS: dict[str, Allowed] = {
    **_font("tickfont"),
    **_font("title.font"),
    "automargin": _BOOL,
    "autorange": _one_of("reversed", True),
    "domain": _each(_number),
    "gridcolor": _word,
    "range": _each(_either(_number, _word)),
    "rangemode": _one_of("tozero"),
    "showgrid": _BOOL,
    "side": _one_of("top", "bottom", "left"),
    "tickangle": _one_of(0),
    "ticklabelshift": _number,
    "ticklabelstandoff": _number,
    "ticktext": _each(_word),
    "tickvals": _any,
    "title.text": _word,
    "type": _one_of("date", "linear", "category"),
    "visible": _BOOL,
    "zeroline": _one_of(False),
}
_REFERENCES = _one_of("x", "y", "paper")
#: Attribute of the layout -> values that are drawn; ``[]`` stands for each entry of a list.
LAYOUT: Final[Mapping[str, Allowed]] = {
    **_font("font"),
    "font.family": _word,
    **{f"{axis}.{key}": allowed for axis in ("xaxis", "yaxis") for key, allowed in _AXIS.items()},
    **_font("annotations[].font"),
    "annotations[].align": _one_of("left", "right", "center"),
    "annotations[].showarrow": _one_of(False),
    "annotations[].text": _word,
    "annotations[].x": _any,
    "annotations[].xanchor": _one_of("left", "right", "center"),
    "annotations[].xref": _REFERENCES,
    "annotations[].xshift": _number,
    "annotations[].y": _any,
    "annotations[].yanchor": _one_of("top", "middle", "bottom"),
    "annotations[].yref": _REFERENCES,
    "annotations[].yshift": _number,
    "bargap": _number,
    "barmode": _one_of("stack"),
    "geo.bgcolor": _one_of("rgba(0,0,0,0)"),
    "geo.domain.x": lambda value: list(value) == [0, 1],
    "geo.domain.y": lambda value: list(value) == [0, 1],
    "geo.lataxis.range": _each(_number),
    "geo.lonaxis.range": _each(_number),
    "geo.projection.parallels": _each(_number),
    "geo.projection.rotation.lon": _number,
    "geo.projection.type": _one_of("conic equal area", "equirectangular"),
    "geo.visible": _one_of(False),
    "height": _number,
    **_font("legend.font"),
    "legend.bgcolor": _one_of("rgba(0,0,0,0)"),
    "legend.orientation": _one_of("h"),
    "legend.x": _one_of(0),
    "legend.xanchor": _one_of("left"),
    "legend.xref": _one_of("paper"),
    "legend.y": _one_of(1),
    "legend.yanchor": _one_of("bottom", "top"),
    "legend.yref": _one_of("paper", "container"),
    **{f"margin.{side}": _number for side in "lrtb"},
    "paper_bgcolor": _one_of("rgba(0,0,0,0)"),
    "plot_bgcolor": _one_of("rgba(0,0,0,0)"),
    "shapes[].layer": _one_of("above", "below"),
    "shapes[].line.color": _word,
    "shapes[].line.width": _number,
    "shapes[].type": _one_of("line"),
    "shapes[].x0": _any,
    "shapes[].x1": _any,
    "shapes[].xref": _REFERENCES,
    "shapes[].y0": _any,
    "shapes[].y1": _any,
    "shapes[].yref": _REFERENCES,
    "showlegend": _BOOL,
    "uniformtext.minsize": _number,
    "uniformtext.mode": _one_of("hide"),
}
#: Ignored in layouts: browser behaviour, the width (set by the caller), and the colour of axis lines that are hidden.
LAYOUT_IGNORED: Final = (
    "width", "clickmode", "dragmode", "hoverlabel", "hovermode", "legend.itemclick", "legend.itemdoubleclick", "meta",
    "separators", "uirevision", "xaxis.fixedrange", "yaxis.fixedrange", "xaxis.linecolor", "yaxis.linecolor",
)  # fmt: skip


#: Must be set explicitly, because plotly's default differs from ours (an arrow, a legend, a white background).
REQUIRED: Final[Mapping[str, tuple[str, ...]]] = {
    "scatter": ("mode", "x", "y"),
    "bar": (
        "x", "y", "text", "orientation", "textposition", "insidetextanchor", "textangle", "marker.color",
        "marker.line.color", "marker.line.width",
    ),
    "choropleth": ("geojson", "locations", "z", "colorscale", "showscale"),
    "scattergeo": ("lon", "lat", "mode"),
    "annotation": ("showarrow", "text", "x", "y"),
    "shape": ("type", "x0", "x1", "y0", "y1", "line.color", "line.width"),
    "axis": ("zeroline",),
    "geo": ("visible", "bgcolor", "projection.type", "lonaxis.range", "lataxis.range"),
    "bars": ("barmode",),
}  # fmt: skip


def check_trace(trace: Mapping[str, Any]) -> None:
    """Raise ``Unsupported`` if a trace contains anything that is neither drawn nor ignored."""
    kind = str(trace.get("type"))
    if kind not in TRACES:
        raise Unsupported(f"no trace of type {kind!r}; there are {', '.join(TRACES)}")
    _check(trace, "", kind, TRACES[kind], (*IGNORED, *IGNORED_IN[kind]))
    _require(trace, kind, REQUIRED[kind])
    if kind.startswith("scatter"):
        _require(trace, kind, ("marker.color",) if "markers" in trace["mode"] else ())
        _require(trace, kind, ("text",) if "text" in trace["mode"] else ())


def check_layout(layout: Mapping[str, Any], kinds: Iterable[str]) -> None:
    """Raise ``Unsupported`` if a layout (merged with its template) contains anything that is neither drawn nor ignored.

    ``kinds`` are those of the traces, which determine what must be set explicitly.
    """
    _check(layout, "", "layout", LAYOUT, LAYOUT_IGNORED)
    for name, items in (("annotation", layout.get("annotations")), ("shape", layout.get("shapes"))):
        for item in items or ():
            _require(item, name, REQUIRED[name])
    if {"choropleth", "scattergeo"} & set(kinds):
        _require(layout.get("geo", {}), "geo", REQUIRED["geo"])
        return
    if "bar" in kinds:
        _require(layout, "layout", REQUIRED["bars"])
    for axis in ("xaxis", "yaxis"):
        if layout.get(axis, {}).get("visible", True):
            _require(layout.get(axis, {}), axis, REQUIRED["axis"])


def _require(value: Mapping[str, Any], what: str, paths: Iterable[str]) -> None:
    for at in paths:
        inner: Any = value
        for key in at.split("."):
            inner = inner.get(key) if isinstance(inner, Mapping) else None
        if inner is None:
            raise Unsupported(f"{what}.{at} must be said")


def _check(value: Any, at: str, what: str, allowed: Mapping[str, Allowed], ignored: tuple[str, ...]) -> None:
    if at in ignored or value is None:
        return
    if at in allowed:
        if not allowed[at](value):
            raise Unsupported(f"{what}.{at} cannot be {value!r:.80}")
    elif isinstance(value, Mapping):
        for key, inner in value.items():
            _check(inner, f"{at}.{key}" if at else str(key), what, allowed, ignored)
    elif isinstance(value, list | tuple) and value and all(isinstance(item, Mapping) for item in value):
        for inner in value:
            _check(inner, f"{at}[]", what, allowed, ignored)
    elif not (isinstance(value, list | tuple) and not value):
        raise Unsupported(f"{what}.{at} is not known to the renderer (value {value!r:.80})")
