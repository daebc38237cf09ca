"""The briefings that stand ready on the website, made by ``briefing`` for ``site``, which do not know each other."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from whosecameras.briefing.subject import BriefingSubject
    from whosecameras.record.loading import Dataset
    from whosecameras.site.briefings import Around, ReadyBriefings


def _subjects(dataset: Dataset) -> list[tuple[str, str, str]]:
    """``(kind, of briefing, key)`` of each: the UK, nations, regions, counties, sectors."""
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


def _page(dataset: Dataset, subject: BriefingSubject, around: Around) -> bytes:
    from whosecameras.briefing import onepager

    on = onepager.OnWebsite(around.address, around.stylesheet, around.links)
    return onepager.html(dataset, subject, on).encode("utf-8")


def ready_made(dataset: Dataset) -> ReadyBriefings:
    """Every briefing for the website."""
    from whosecameras.briefing import onepager
    from whosecameras.briefing.subject import briefing_subject
    from whosecameras.charts.svg.text_metrics import clean
    from whosecameras.site.briefings import ReadyBriefing, ReadyBriefings

    found = {}
    for kind, of, key in _subjects(dataset):
        subject = briefing_subject(dataset, of, key)
        page = f"{of}/{key}" if key else ""
        found[page] = ReadyBriefing(
            kind=kind,
            page=page,
            name=clean(subject.name),
            title=clean(subject.title),
            html=partial(_page, dataset, subject),
        )
    return ReadyBriefings(found, onepager.css(dataset))
