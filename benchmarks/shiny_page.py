"""The compared page in Shiny for Python: the usual way, or with its figures kept (``BENCH_WAY=kept``).

The best of Shiny: each output is rendered by itself; the HTML of a figure, with plotly.js loaded once by the page, is
made once for each company; the table is a DataGrid of a frame that is kept. Shiny turns it into JSON for each visitor,
who may edit and sort it; it has no door for rows that are JSON already.
"""

import os
from functools import lru_cache
from pathlib import Path
from typing import Any

import pandas as pd
import plotly
from shiny import App, Inputs, Outputs, Session, render, ui

from benchmarks import shown

KEPT = os.environ.get("BENCH_WAY") == "kept"
PLOTLY = Path(plotly.__file__).parent / "package_data"


def drawn(figure: Any) -> ui.HTML:
    """A figure as the page's own HTML."""
    return ui.HTML(figure.to_html(full_html=False, include_plotlyjs=False, config=shown.CONFIG))


def made(vendor: str) -> tuple[ui.HTML, ui.HTML, pd.DataFrame]:
    """Map, chart and table for a manufacturer."""
    if KEPT:
        first, second = shown.kept_exhibits(vendor)
        return drawn(first.figure), drawn(second.figure), first.table
    return drawn(shown.usual_map(vendor)), drawn(shown.usual_named(vendor)), shown.districts(vendor)


answer = lru_cache(maxsize=16)(made) if KEPT else made
still = [one.figure for one in shown.kept_still()] if KEPT else [shown.usual_common(), shown.usual_changes()]
page = ui.page_fluid(
    ui.tags.script(src="plotly/plotly.min.js"),
    ui.h1(shown.TITLE),
    ui.input_select("vendor", "Manufacturer", {key or "both": name for key, name in shown.manufacturers().items()}),
    ui.output_ui("map"),
    ui.output_ui("named"),
    ui.output_data_frame("table"),
    *[drawn(figure) for figure in still],
)


def server(given: Inputs, output: Outputs, session: Session) -> None:
    """What follows the manufacturer."""

    def vendor() -> str:
        return "" if given.vendor() == "both" else str(given.vendor())

    if KEPT:

        @render.ui
        def map() -> ui.HTML:
            return answer(vendor())[0]

        @render.ui
        def named() -> ui.HTML:
            return answer(vendor())[1]

        @render.data_frame
        def table() -> render.DataGrid[Any]:
            return render.DataGrid(answer(vendor())[2], height="420px")

    else:

        @render.ui
        def map() -> ui.HTML:
            return drawn(shown.usual_map(vendor()))

        @render.ui
        def named() -> ui.HTML:
            return drawn(shown.usual_named(vendor()))

        @render.data_frame
        def table() -> render.DataGrid[Any]:
            return render.DataGrid(shown.districts(vendor()), height="420px")


app = App(page, server, static_assets={"/app/static": shown.STATIC, "/plotly": PLOTLY})
