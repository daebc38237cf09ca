"""Area pages on the website match those of the explorer, and every area has one."""

from __future__ import annotations

import html
from pathlib import Path

from app_driver import visit

from whosecameras.content.area import area_of, areas_of
from whosecameras.record.loading import Dataset


def test_the_explorer_shows_what_the_website_shows(dataset: Dataset, sampled: Dataset, built_site: Path) -> None:
    shown, page = area_of(sampled, "S12000017"), visit("area", code="S12000017")  # Highland
    said = " ".join([*(str(one.value) for one in page.title), *(one.proto.body for one in page.get("html"))])
    said, text = (html.unescape(part).replace("\\", "") for part in (
        said, (built_site / "area" / "S12000017.html").read_text(encoding="utf-8")
    ))  # fmt: skip
    assert area_of(dataset, "S12000017").title in said and shown.title in text
    for one in (body.name for group in shown.groups for body in group.bodies):
        assert one in said and one in text, one


def test_every_area_has_a_page_and_an_unknown_code_has_none(dataset: Dataset, built_site: Path) -> None:
    codes = set(areas_of(dataset).codes)
    assert {path.stem for path in (built_site / "area").glob("*.html")} == codes
    links = (built_site / "area.html").read_text(encoding="utf-8")
    assert all(f'/area/{code}"' in links for code in codes)
