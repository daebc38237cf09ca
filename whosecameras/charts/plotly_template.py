"""The Plotly template. Separate from colours and marks, which are also needed without Plotly."""

from __future__ import annotations

import plotly.graph_objects as go

from whosecameras.charts.marks import PALETTES, SANS, Mode


def template(mode: Mode, *, axes: bool = True) -> go.layout.Template:
    """The Plotly template: no frame, horizontal text, a quiet grid (no ``axes`` on maps), transparent background."""
    palette = PALETTES[mode]
    axis = {
        "gridcolor": palette.rule,
        "linecolor": palette.rule,
        "zeroline": False,
        "automargin": True,
        "fixedrange": True,
        "tickfont": {"color": palette.muted, "size": 13},
        "title": {"font": {"color": palette.muted, "size": 13}},
    }
    return go.layout.Template(
        layout={
            "font": {"family": SANS, "size": 14, "color": palette.ink},
            "paper_bgcolor": "rgba(0,0,0,0)",
            "plot_bgcolor": "rgba(0,0,0,0)",
            **({"xaxis": axis, "yaxis": {**axis, "showgrid": False}} if axes else {}),
            "margin": {"l": 0, "r": 0, "t": 8, "b": 8},
            "hoverlabel": {
                "bgcolor": palette.ground,
                "bordercolor": palette.muted,
                "font": {"family": SANS, "size": 14, "color": palette.ink},
                "align": "left",
            },
            "showlegend": False,
            "dragmode": False,
            "separators": ".,",
        }
    )
