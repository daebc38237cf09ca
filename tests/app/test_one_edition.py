"""A page shows one edition of the record from start to end, whenever a server switches to the next."""

from __future__ import annotations

import itertools
from pathlib import Path

import app_driver
import pytest
from conftest import Folder
from streamlit.testing.v1 import AppTest

from whosecameras.publishing import active_dataset, datapackage
from whosecameras.record.loading import DATA_DIR, Dataset

NEXT = "9.8.7"
VIEWS = (
    ("", {}),
    ("map", {"layer": "regions", "area": "E12000007"}),
    ("sectors", {"sector": "police"}),
    ("find", {"sector": "other_public"}),
    ("find", {"q": "Planted Museum"}),
    ("find", {"body": "kent-county-council"}),
    ("rules", {"year": "2023"}),
    ("manufacturers", {"function": "anpr"}),
    ("briefing", {"about": "sector", "sector": "police"}),
    ("method", {}),
    ("data", {"table": "bodies"}),
)


@pytest.fixture
def following(folder: Folder, dataset: Dataset, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder of the next edition: another version, an extra body, one event fewer."""
    monkeypatch.setattr(active_dataset, "_shown", [])
    folder.add("bodies", folder.line_of("bodies", sector="other_public"), id="zz-new-museum", name="Planted Museum")
    events, needed = dataset.events, {*dataset.event_sources["event"], *dataset.event_bodies["event"]}
    cited = events["source"].isin(dataset.vendor_facts["source"]) & (events["date"].str[:4] == "2023")
    less = next(one for one in events.loc[cited, "id"] if one not in needed)
    folder.write("events", [line for line in folder.lines("events") if line[0] != less])
    datapackage.write(folder.path, NEXT, datapackage.day_of(dataset))
    assert folder.problems() == []
    return folder.path


def texts(app: AppTest) -> list[str]:
    """All text of a page, in order, and the options of its lists."""
    shown = [str(one.value) for one in (*app.title, *app.header, *app.subheader, *app.markdown, *app.info)]
    html = [str(one.proto.body) for one in app.get("html")]
    return [*shown, *html, *(str(list(one.options)) for one in app.selectbox)]


@pytest.mark.parametrize(("page", "address"), VIEWS, ids=[f"{page or 'front'}-{'-'.join(at)}" for page, at in VIEWS])
def test_a_switch_at_any_moment_of_a_run_waits_for_the_next(
    following: Path, monkeypatch: pytest.MonkeyPatch, page: str, address: dict[str, str]
) -> None:
    before = texts(app_driver.visit(page, **address))
    looked = itertools.cycle([DATA_DIR, following])  # any later lookup sees the other edition
    monkeypatch.setattr(active_dataset, "active_folder", lambda: next(looked))
    assert texts(app_driver.visit(page, **address)) == before


def test_the_next_run_shows_only_the_next_edition(following: Path) -> None:
    app = app_driver.visit("find", sector="other_public")
    assert not any("Planted Museum" in one for one in texts(app))
    active_dataset.activate(following)
    app.run()
    assert any("Planted Museum" in one for one in texts(app))
    assert any(f"dataset {NEXT}" in one for one in texts(app))
