"""Renders every kind of page, file and card of a record in one process, and records which ones fail."""

from __future__ import annotations

import json
import traceback
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any, ClassVar

import app_driver
from changed import NEW
from conftest import Folder
from streamlit import config
from streamlit.testing.v1 import AppTest

from whosecameras.briefing import cards, onepager, subject
from whosecameras.content.record_index import RecordIndex
from whosecameras.publishing import active_dataset
from whosecameras.publishing.validation import open_dataset
from whosecameras.record.loading import DATA_DIR, Dataset
from whosecameras.record.schema import OPEN_TABLES
from whosecameras.site import data_files, feeds, follow, share_pictures
from whosecameras.site.api import Api
from whosecameras.site.cached_fragments import FRAGMENTS
from whosecameras.site.page import Site, assets_folder
from whosecameras.site.pages import all_pages
from whosecameras.site.render import Renderer
from whosecameras.site.search_pieces import SearchPieces

#: The explorer's pages by address, with default controls.
PAGES = ("", "map", "sectors", "find", "area", "rules", "manufacturers", "briefing", "method", "data")
#: The control and page of the explorer that open a row of a table, and the website address that shows it.
OPENS = {
    "bodies": ("find", "body", "body"),
    "events": ("rules", "event", ""),
    "sources": ("method", "source", "source"),
    "capability_words": ("manufacturers", "function", ""),
    "sectors": ("sectors", "sector", "sector"),
    "vendors": ("manufacturers", "manufacturer", "manufacturer"),
}
Ids = Mapping[str, tuple[str, ...]]


class Parts(dict[str, Any]):
    """The website's cached fragments, made on demand and cached by their tables, as in a build."""

    kept: ClassVar[dict[tuple[str, int], Any]] = {}

    def __init__(self, data: Dataset) -> None:
        self.data = data

    def __missing__(self, name: str) -> Any:
        part = FRAGMENTS[name]
        tables = {table: self.data.tables[table].to_csv(index=False) for table in sorted(part.tables | {"findings"})}
        key = (name, hash((self.data.released, *tables.values())))
        if key not in self.kept:
            self.kept[key] = json.loads(data_files.as_json(part.of(self.data)))
        self[name] = self.kept[key]
        return self[name]


@dataclass
class Tried:
    """What was tried, and for each failure the place in our code and the error."""

    count: int = 0
    faults: list[str] = field(default_factory=list)

    def __call__(self, what: str, make: Callable[[], object]) -> None:
        """Try one thing; a card that itself reports that it does not fit is not a failure."""
        self.count += 1
        try:
            make()
        except cards.DoesNotFit:
            pass
        except Exception as error:  # any error would reach a reader
            ours = [one for one in traceback.extract_tb(error.__traceback__) if "whosecameras" in one.filename]
            place = f"{Path(ours[-1].filename).name}:{ours[-1].lineno}" if ours else "?"
            self.faults.append(f"{what}: {type(error).__name__}: {error} ({place})")


def explorer(folder: Path, chosen: Ids) -> Iterator[tuple[str, Callable[[], object]]]:
    """Each page of the explorer, and those that show a selected row."""
    addresses: list[tuple[str, dict[str, str]]] = [(page, {}) for page in PAGES]
    addresses += [(OPENS[table][0], {OPENS[table][1]: key}) for table, keys in chosen.items() for key in keys]
    addresses += [("compare", {"with": "S92000003,E92000001"})]
    addresses += [("map", {"layer": layer}) for layer in ("police", "regions")]
    for page, address in addresses:
        yield f"explorer {page or 'front'} {address or ''}", partial(_visited, folder, page, address)


def _visited(folder: Path, page: str, address: Mapping[str, str]) -> AppTest:
    active_dataset.activate(folder)
    opened = AppTest.from_file(str(app_driver.APP), default_timeout=app_driver.SECONDS)
    if page:
        opened.switch_page(f"app_pages/{page}.py")
    for key, value in address.items():
        opened.query_params[key] = value
    opened.run()
    for error in opened.exception:
        where = next((line for line in reversed(error.stack_trace) if "whosecameras/" in line), "")
        raise RuntimeError(f"{error.message} {where.strip()}")
    return opened


def website(data: Dataset, chosen: Ids) -> Iterator[tuple[str, Callable[[], object]]]:
    """Each unique page of the website, those of selected rows, their pictures, and the data next to them."""
    record = RecordIndex(data)
    record.warm()
    assets = {path.name: path.name for path in assets_folder().iterdir()}
    site = Site(record, "https://cameras.example", Parts(record.data), feeds.releases(data, DATA_DIR), assets=assets)
    renderer, pages, api = Renderer(site), all_pages(site), Api(site)
    rows = {f"{OPENS[table][2]}/{key}" for table, keys in chosen.items() for key in keys if OPENS[table][2]}
    many = ("body/", "source/", "a-z/", "region/")

    def wanted(path: str) -> bool:
        stem = path.rpartition(".")[0].removeprefix("api/v1/")
        return not stem.startswith(many) or stem in rows or stem.startswith("region/E12000007")

    def page(path: str) -> None:
        made = pages[path](site)
        renderer.html(made)
        share_pictures.draw(made.picture, "a release", "cameras.example")

    for path in filter(wanted, pages):
        yield f"website {path}", partial(page, path)
    for path, document in api.documents().items():
        if wanted(path):
            made = document
            yield (
                f"website {path}",
                lambda path=path, made=made: api.check(path, json.loads(data_files.as_json(made()))),
            )  # type: ignore[misc]
    for path, twin in data_files.lists(site).items():
        if wanted(path):
            yield f"website {path}", twin
    for path, (_, export) in data_files.whole_record(site).items():
        if path.endswith((".csv", ".sqlite", ".json")):
            yield f"website {path}", export
    yield "website feed.atom", partial(feeds.feed, site)
    yield "website, every feed to follow", lambda: [write() for write in follow.feeds(site).values()]
    yield "website search.json", partial(SearchPieces(data).index, {})


def briefings(data: Dataset, chosen: Ids) -> Iterator[tuple[str, Callable[[], object]]]:
    """The briefing on the country, a region, and selected sectors and bodies: every card, and the page."""
    subjects = [("uk", ""), ("region", "E12000007")]
    subjects += [("sector", key) for key in chosen.get("sectors", ()) if key in set(data.sectors["id"])]
    subjects += [("body", key) for key in chosen.get("bodies", ())]
    for kind, key in subjects:
        yield (
            f"briefing {kind} {key}",
            lambda kind=kind, key=key: onepager.html(data, subject.briefing_subject(data, kind, key)),
        )  # type: ignore[misc]
    keys = {"uk": subject.briefing_subject(data).cards}
    for kind, key in subjects:
        for card in keys.get(kind, (f"{kind}-{key}",)):
            yield f"card {card}", partial(_card, data, card)


def _card(data: Dataset, key: str) -> object:
    return cards.lay_out(data, subject.card(data, key, "light"), cards.SIZES["1920x1080"], "light")


def chosen_rows(data: Dataset, *, briefly: bool) -> Ids:
    """The rows whose pages are rendered: those a test has added, one body, and otherwise the first of each table."""
    found = {name: list(data.tables[name][OPEN_TABLES[name].key]) for name in OPENS}
    planted = {name: [key for key in ids if key.startswith(NEW)] for name, ids in found.items()}
    if briefly:
        own = {name: tuple(ids) for name, ids in planted.items()}
        return {**own, "bodies": (found["bodies"][0], *planted["bodies"]), "sectors": ("police",)}
    few = {name: tuple(dict.fromkeys(ids[:1] + planted[name])) for name, ids in found.items()}
    return {**few, "sectors": ("police", "transport")}


def shown_of(folder: Folder, *, briefly: bool = False) -> Tried:
    """All of it, from a valid record in a folder; errors in the explorer are raised meanwhile."""
    data = open_dataset(folder.path)
    chosen, tried = chosen_rows(data, briefly=briefly), Tried()
    before, told = list(active_dataset._shown), config.get_option("client.showErrorDetails")
    config.set_option("client.showErrorDetails", "full")
    try:
        for those in (explorer(folder.path, chosen), website(data, chosen), briefings(data, chosen)):
            for what, make in those:
                tried(what, make)
    finally:
        active_dataset._shown[:] = before
        config.set_option("client.showErrorDetails", told)
    return tried
