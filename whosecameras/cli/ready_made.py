"""Makes the website's briefings with ``briefing`` and passes them to ``site``; neither imports the other."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from whosecameras.record.loading import Dataset
    from whosecameras.site.briefings import Around, ReadyBriefings


def _subjects(dataset: Dataset) -> list[tuple[str, str, str]]:
    """The kind, the subject type and the key of each briefing: the UK, nations, regions, counties, sectors."""
    from whosecameras.briefing.subject import AREA
    from whosecameras.content.area import ENGLAND, areas_of

    areas, regions = areas_of(dataset), dataset.regions.sort_values("order")
    alone = {str(row["code"]): row["name"] == row["nation"] for row in regions.to_dict("records")}
    counties = sorted((code for code, kind in areas.codes.items() if kind == "county"), key=areas.name)
    return [
        ("uk", "uk", ""),
        *([("nation", AREA, ENGLAND)] if ENGLAND in areas.codes else []),
        *(("nation" if alone[code] else "region", "region", code) for code in alone),
        *(("county", AREA, code) for code in counties),
        *(("sector", "sector", str(key)) for key in dataset.sectors.sort_values("order")["id"]),
    ]


def _page(dataset: Dataset, of: str, key: str, around: Around) -> bytes:
    from whosecameras.briefing import onepager
    from whosecameras.briefing.subject import briefing_subject

    on = onepager.OnWebsite(around.address, around.stylesheet, around.links)
    return onepager.html(dataset, briefing_subject(dataset, of, key), on).encode("utf-8")


def ready_made(dataset: Dataset) -> ReadyBriefings:
    """Every briefing for the website."""
    from whosecameras.briefing import onepager
    from whosecameras.charts.svg.text_metrics import clean
    from whosecameras.site.briefings import ReadyBriefing, ReadyBriefings

    names = {"region": dict(zip(dataset.regions["code"], dataset.regions["name"], strict=True))}
    names["sector"] = dict(zip(dataset.sectors["id"], dataset.sectors["plural"], strict=True))
    found = {}
    for kind, of, key in _subjects(dataset):
        page = f"{of}/{key}" if key else ""
        name = clean(str(names[of][key])) if of in names else _place(dataset, key)
        found[page] = ReadyBriefing(kind, page, name, partial(_page, dataset, of, key))
    return ReadyBriefings(found, onepager.css(dataset))


def _place(dataset: Dataset, code: str) -> str:
    from whosecameras.content.area import areas_of

    return areas_of(dataset).name(code) if code else "The United Kingdom"
