"""The compared page in Dash: ``usual`` makes each figure in the callback, ``kept`` (BENCH_WAY=kept) made it before."""

import os
from functools import lru_cache
from typing import Any

import dash
from dash import dcc, html
from dash.dependencies import Input, Output

from benchmarks import shown
from whosecameras import places

KEPT = os.environ.get("BENCH_WAY") == "kept"
STATIC = places.STATIC if hasattr(places, "STATIC") else "static"


def made(vendor: str) -> tuple[Any, Any, list[Any]]:
    """Map, chart and table rows for a maker."""
    if KEPT:
        drawn, named = shown.kept_exhibits(vendor)
        return drawn.figure.to_dict(), named.figure.to_dict(), rows(drawn.table)
    return shown.usual_map(vendor), shown.usual_named(vendor), rows(shown.districts(vendor))


def rows(frame: Any) -> list[Any]:
    """A table as Dash's own elements."""
    head = html.Tr([html.Th(str(column)) for column in frame.columns])
    return [head, *(html.Tr([html.Td(str(cell)) for cell in row]) for row in frame.itertuples(index=False))]


answer = lru_cache(maxsize=16)(made) if KEPT else made
still = [one.figure for one in shown.kept_still()] if KEPT else [shown.usual_common(), shown.usual_changes()]
app = dash.Dash(__name__, assets_folder=str(STATIC), serve_locally=True)
app.layout = html.Div(
    [
        html.H1("What public sources say of each council"),
        dcc.Dropdown(
            [{"label": name or key, "value": key or "both"} for key, name in shown.makers().items()],
            "both",
            id="vendor",
            clearable=False,
        ),
        dcc.Graph(id="map"),
        dcc.Graph(id="named"),
        html.Table(id="table"),
        *[dcc.Graph(figure=figure) for figure in still],
    ]
)


@app.callback(Output("map", "figure"), Output("named", "figure"), Output("table", "children"), Input("vendor", "value"))
def follow(vendor: str) -> tuple[Any, Any, list[Any]]:
    """What follows the maker."""
    return answer("" if vendor == "both" else vendor)


server = app.server
