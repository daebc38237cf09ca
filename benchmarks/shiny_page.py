"""The compared page in Shiny for Python: the usual way, or with its figures kept (BENCH_WAY=kept)."""

import os
from functools import lru_cache
from typing import Any

import pandas as pd
from shiny import App, Inputs, Outputs, Session, render, ui

from benchmarks import shown

KEPT = os.environ.get("BENCH_WAY") == "kept"


def drawn(figure: Any) -> ui.HTML:
    """A figure as the page's own HTML; plotly.js is loaded once by the page."""
    return ui.HTML(figure.to_html(full_html=False, include_plotlyjs=False))


def made(vendor: str) -> tuple[ui.HTML, ui.HTML, pd.DataFrame]:
    """Map, chart and table for a maker."""
    if KEPT:
        first, second = shown.kept_exhibits(vendor)
        return drawn(first.figure), drawn(second.figure), first.table
    return drawn(shown.usual_map(vendor)), drawn(shown.usual_named(vendor)), shown.districts(vendor)


answer = lru_cache(maxsize=16)(made) if KEPT else made
still = [one.figure for one in shown.kept_still()] if KEPT else [shown.usual_common(), shown.usual_changes()]
page = ui.page_fluid(
    ui.h1("What public sources say of each council"),
    ui.input_select("vendor", "Maker", {key or "both": name for key, name in shown.makers().items()}),
    ui.output_ui("map"),
    ui.output_ui("named"),
    ui.output_data_frame("table"),
    *[drawn(figure) for figure in still],
)


def server(given: Inputs, output: Outputs, session: Session) -> None:
    """What follows the maker."""

    def vendor() -> str:
        return "" if given.vendor() == "both" else str(given.vendor())

    @render.ui
    def map() -> ui.HTML:
        return answer(vendor())[0]

    @render.ui
    def named() -> ui.HTML:
        return answer(vendor())[1]

    @render.data_frame
    def table() -> render.DataGrid:
        return render.DataGrid(answer(vendor())[2], height="420px")


app = App(page, server)
