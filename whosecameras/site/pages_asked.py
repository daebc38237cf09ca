"""The page “What has been asked”: each round of our own requests, its progress and its results."""

from __future__ import annotations

from typing import Any

import pandas as pd

from whosecameras.content import asked
from whosecameras.site.page import HOME, Page, Site, truncate
from whosecameras.text import requests as words

PATH = "ask/progress"


def _table(frame: pd.DataFrame) -> dict[str, Any]:
    """A table for the template: its columns, and its rows as text."""
    rows = [{str(key): str(value) for key, value in row.items()} for row in frame.to_dict("records")]
    return {"columns": [str(column) for column in frame.columns], "rows": rows}


def progress(site: Site) -> Page:
    """What our own rounds have asked; before the first request, the page says so and explains how to send one."""
    data = site.record.data
    views = asked.views(data, data.released)
    rounds = [{"view": view, "sectors": _table(view.by_sector), "regions": _table(view.by_region)} for view in views]
    title = views[0].title if views else words.NOT_ASKED_YET
    return Page(
        path=PATH,
        template="asked.html",
        title=title,
        description=truncate(f"{views[0].sentence} {views[0].counted}." if views else words.FIRST),
        crumbs=(HOME, ("Ask", "ask")),
        explorer=site.explorer("asked"),
        nav="ask",
        about="What has been asked",
        view={
            "rounds": rounds,
            "first": words.FIRST,
            "how_counted": words.HOW_COUNTED,
            "never_added": words.NEVER_ADDED,
            "map": site.parts["asked-map"] if views else None,
            "shares": site.parts["asked-shares"] if views else None,
            "as_of": data.released.isoformat(),
        },
    )
