"""The compared page in Dash, in three ways (``BENCH_WAY``).

``usual way`` makes each figure in the callback. ``kept`` has figures and rows made once for each choice, as the
pages on memoization in Dash's documentation show; Dash turns them into JSON with every answer. ``kept as JSON`` goes
further than that documentation: what is kept is JSON already, and the callback only puts it together
(``orjson.Fragment``). In each there is one callback for all that follows the choice, and the table is a DataTable with
its rows as data, which the browser draws a page at a time.
"""

import os
from functools import lru_cache
from typing import Any

import dash
import orjson
from dash import dcc, html
from dash.dash_table.DataTable import DataTable
from dash.dependencies import Input, Output
from flask import send_from_directory
from plotly.io.json import to_json_plotly

from benchmarks import shown

WAY = os.environ.get("BENCH_WAY", "kept")
KEPT = WAY != "usual way"


def made(vendor: str) -> tuple[Any, Any, Any]:
    """Map, chart and table rows for a manufacturer, drawn anew."""
    return shown.usual_map(vendor), shown.usual_named(vendor), shown.districts(vendor).to_dict("records")


@lru_cache(maxsize=16)
def kept(vendor: str) -> tuple[Any, ...]:
    """The same, drawn once."""
    drawn, named = shown.kept_exhibits(vendor)
    return drawn.figure.to_dict(), named.figure.to_dict(), drawn.table.to_dict("records")


@lru_cache(maxsize=16)
def written(vendor: str) -> tuple[Any, ...]:
    """The same, drawn and written as JSON once."""
    return tuple(orjson.Fragment(to_json_plotly(one)) for one in kept(vendor))


answer = {"kept": kept, "kept as JSON": written}.get(WAY, made)
still = [one.figure for one in shown.kept_still()] if KEPT else [shown.usual_common(), shown.usual_changes()]
columns = shown.kept_exhibits("")[0].table.columns if KEPT else shown.districts("").columns
CONFIG: Any = shown.CONFIG
app = dash.Dash(__name__, serve_locally=True)
app.layout = html.Div(
    [
        html.H1(shown.TITLE),
        dcc.Dropdown(
            [{"label": name, "value": key or "both"} for key, name in shown.manufacturers().items()],
            "both",
            id="vendor",
            clearable=False,
        ),
        dcc.Graph(id="map", config=CONFIG),
        dcc.Graph(id="named", config=CONFIG),
        DataTable(id="table", columns=[{"name": one, "id": one} for one in columns], page_size=12),
        *[dcc.Graph(figure=figure, config=CONFIG) for figure in still],
    ]
)


@app.callback(Output("map", "figure"), Output("named", "figure"), Output("table", "data"), Input("vendor", "value"))
def follow(vendor: str) -> Any:
    """What follows the manufacturer."""
    return answer("" if vendor == "both" else vendor)


@app.server.route("/app/static/<path:name>")  # type: ignore[untyped-decorator]
def file(name: str) -> Any:
    """Shapes at their address, as Streamlit serves them."""
    return send_from_directory(shown.STATIC, name)


server = app.server
