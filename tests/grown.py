"""Run in a copy of the project with an extra manufacturer and sector: prints as JSON what each part shows of them."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import app_driver

from whosecameras.analysis import search
from whosecameras.analysis.status import EvidenceFilter
from whosecameras.briefing import cards, subject
from whosecameras.charts import maps, sectors
from whosecameras.content.record_index import RecordIndex
from whosecameras.publishing.validation import open_dataset
from whosecameras.record.loading import DATA_DIR
from whosecameras.site import data_files, feeds
from whosecameras.site.cached_fragments import FRAGMENTS
from whosecameras.site.page import Site, assets_folder
from whosecameras.site.pages import all_pages
from whosecameras.site.render import Renderer

MANUFACTURER, SECTOR, COUNCIL, LIBRARY = sys.argv[1:5]
assert Path(sys.argv[5]) in DATA_DIR.parents, "this is not the copy"


def page(name: str, **address: str) -> str:
    """The full text of an explorer page."""
    app = app_driver.visit(name, app=Path("app.py").resolve(), **address)
    said = [
        *app.title,
        *app.header,
        *app.markdown,
        *app.selectbox,
        *app.get("button_group"),
        *app.get("html"),
        *app.get("plotly_chart"),
    ]
    return " ".join(str(one.proto) for one in said)


class Parts(dict[str, Any]):
    """The website's cached fragments, each made on demand as a build would."""

    def __missing__(self, name: str) -> Any:
        self[name] = json.loads(data_files.as_json(FRAGMENTS[name].of(data)))
        return self[name]


def card(key: str) -> str:
    """The text of a briefing card."""
    found = subject.card(data, key, "light")
    return found.title + cards.lay_out(data, found, cards.SIZES["1920x1080"], "light").svg


data = open_dataset(DATA_DIR)
seen = maps.status_map(data, "districts", EvidenceFilter(vendor=MANUFACTURER))
record = RecordIndex(data)
record.warm()
assets = {path.name: path.name for path in assets_folder().iterdir()}
site = Site(record, "https://cameras.example", Parts(), feeds.releases(data, DATA_DIR), assets=assets)
renderer, pages = Renderer(site), all_pages(site)
html = {path: renderer.html(pages[path](site)).decode() for path in sys.argv[6:]}
print(
    json.dumps(
        {
            "map": {item.label: item.count for item in seen.legend},
            "map_table": seen.table.to_csv(index=False),
            "chart": sectors.manufacturers_by_sector(data).table.to_csv(index=False),
            "named": sectors.named_bodies_by_sector(data).table.to_csv(index=False),
            "found": [match.body for match in search.Finder(data.bodies).search("Anytown Library").matches],
            "explorer": {
                "map": page("map", vendor=MANUFACTURER),
                "manufacturers": page("manufacturers"),
                "sectors": page("sectors"),
                "council": page("find", body=COUNCIL),
                "library": page("find", body=LIBRARY),
            },
            "cards": {"council": card(f"body-{COUNCIL}"), "sector": card(f"sector-{SECTOR}")},
            "site": html,
        }
    )
)
