"""Documents for programs match their schemas and the pages; feed and sitemap are valid."""

from __future__ import annotations

import codecs
import json
import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import jsonschema
import openapi_spec_validator
import pandas as pd
import pytest
from site_crawler import BASE, Website, opened

from whosecameras.analysis.headline import summary
from whosecameras.analysis.status import body_statuses
from whosecameras.content.record_index import RecordIndex
from whosecameras.record.geography import letters, postcode
from whosecameras.record.loading import Dataset, Tables
from whosecameras.record.schema import OPEN_TABLES
from whosecameras.site import data_files
from whosecameras.site.api import kind_of
from whosecameras.site.feeds import ATOM, SITEMAP, feed, releases
from whosecameras.site.page import Site, SiteRelease
from whosecameras.text import evidence_words


@pytest.fixture(scope="session")
def website(built_site: Path) -> Website:
    """The website of the current record."""
    return opened(built_site)


def read(website: Website, path: str) -> Any:
    return website.read(path)


def documents(website: Website) -> Iterator[str]:
    yield from (path for path in website.files if re.fullmatch(r"api/v1/(?!schema/|openapi).*\.json", path))


def test_every_document_is_what_its_schema_says(website: Website, dataset: Dataset) -> None:
    schemas = {
        path.stem: json.loads(path.read_text())
        for path in (website.out / "api/v1/schema").iterdir()
        if path.suffix == ".json"
    }
    validators = {name: jsonschema.Draft202012Validator(schema) for name, schema in schemas.items()}
    paths = list(documents(website))
    of_registers = [path for path in paths if path.startswith(("api/v1/registered/", "api/v1/share_alike/"))]
    assert len(paths) == 6 + len(dataset.bodies) + len(dataset.regions) + len(dataset.sectors) + len(of_registers)
    for path in paths:
        content = read(website, path)
        validators[kind_of(path)].validate(content)
        licence = "CC BY-SA 4.0" if path.startswith("api/v1/share_alike/") else "CC BY 4.0"
        assert content["about"]["version"] == dataset.version and licence in content["about"]["licence"]
        assert content["about"]["address"] == f"{BASE}/{path}" and content["about"]["source"] == f"{BASE}/data"


def test_schemas_refuse_what_is_wrong(website: Website) -> None:
    schema = read(website, "api/v1/schema/findings.json")
    content = read(website, "api/v1/findings.json")
    for change in ({"vendor": "bosch"}, {"as_of": "yesterday"}, {"more": "x"}, {"source": None}):
        wrong = {**content, "findings": [{**content["findings"][0], **change}]}
        assert not jsonschema.Draft202012Validator(schema).is_valid(wrong), change


def test_openapi_names_every_document(website: Website) -> None:
    described = read(website, "api/v1/openapi.json")
    assert described["openapi"] == "3.1.0"
    patterns = [re.sub(r"\\\{\w+\\\}", "[^/]+", re.escape(path[1:])) for path in described["paths"]]
    for path in documents(website):
        assert any(re.fullmatch(one, path.removeprefix("api/v1/")) for one in patterns), path
    for operation in described["paths"].values():
        target = operation["get"]["responses"]["200"]["content"]["application/json"]["schema"]["$ref"]
        assert (website.out / "api/v1" / target).is_file()


def test_openapi_is_a_valid_description(website: Website) -> None:
    path = (website.out / "api/v1/openapi.json").resolve()
    openapi_spec_validator.validate(read(website, "api/v1/openapi.json"), base_uri=path.as_uri())


def test_documents_hold_the_numbers_of_the_summary(website: Website, sampled: Dataset) -> None:
    dataset = sampled
    figures = summary(dataset)
    held = read(website, "api/v1/summary.json")["summary"]
    assert {key: held[key] for key in figures} == json.loads(json.dumps(figures))
    for sector, counts in figures["status_by_sector"].items():
        assert read(website, f"api/v1/sector/{sector}.json")["sector"]["status"] == counts
    for code, counts in figures["status_by_region"].items():
        if code != "UK":
            assert read(website, f"api/v1/region/{code}.json")["region"]["status"] == counts
    for table in ("findings", "surveys", "events", "sources"):
        assert len(read(website, f"api/v1/{table}.json")[table]) == len(dataset.tables[table])
    bodies = read(website, "api/v1/bodies.json")["bodies"]
    for one in bodies:
        alone = read(website, f"api/v1/body/{one['body']['id']}.json")["body"]
        assert alone["standing"] == one["standing"] and alone["body"] == one["body"]
        page = website.pages[f"body/{one['body']['id']}.html"].raw.decode("utf-8")
        words = evidence_words.status_label(dataset, body_statuses(dataset)[one["body"]["id"]])
        assert words in page or "Only in a claim about a group" in page


def test_downloads_are_there_for_every_table(website: Website, dataset: Dataset) -> None:
    for name, table in OPEN_TABLES.items():
        frame = pd.read_csv(website.out / "data" / table.file, dtype=str, keep_default_na=False)
        assert list(frame.columns) == list(table.columns) and len(frame) == len(dataset.tables[name])
    for kind in ("xlsx", "json", "sqlite", "zip"):
        assert (website.out / f"data/whose-cameras.{kind}").stat().st_size > 10_000


def test_twins_hold_the_same_rows(website: Website) -> None:
    found = 0
    for name in website.files:
        path = website.out / name
        if path.suffix == ".csv" and path.with_suffix(".json").is_file() and not name.startswith("data/"):
            frame = pd.read_csv(path, dtype=str, keep_default_na=False)
            held = read(website, name.removesuffix(".csv") + ".json")
            assert len(frame) == len(held["rows"]), name
            assert not held["rows"] or list(frame.columns) == list(held["rows"][0]), name
            found += 1
    assert found > 300


def test_every_csv_but_the_raw_tables_says_that_it_is_utf_8(website: Website) -> None:
    raw = {f"data/{table.file}" for table in OPEN_TABLES.values()}
    files = {name: (website.out / name).read_bytes() for name in website.files if name.endswith(".csv")}
    assert raw < set(files)
    assert {name for name, content in files.items() if not content.startswith(codecs.BOM_UTF8)} == raw


def test_the_header_of_a_list_does_not_depend_on_its_rows(
    website: Website, dataset: Dataset, monkeypatch: pytest.MonkeyPatch
) -> None:
    tables = {**dataset.tables, "corrections": dataset.corrections.iloc[:0], "events": dataset.events.iloc[:0]}
    columns = list(read(website, "chart/whole-registers.json")["rows"][0])
    parts: dict[str, Any] = {f"facts-{vendor}": {"rows": []} for vendor in dataset.vendors["id"]}
    parts["whole-registers"] = {"title": "", "columns": columns, "rows": []}
    empty = Site(RecordIndex(replace(dataset, tables=Tables(tables))), BASE, parts, ())
    monkeypatch.setattr(data_files, "named_rows", lambda *_: [])
    monkeypatch.setattr(data_files, "source_lines", lambda *_: [])
    made = data_files.lists(empty)
    lists = [name for name in website.files if name in made and name.endswith(".csv") and not name.startswith("body/")]
    assert {
        "corrections.csv",
        "rules.csv",
        "timeline.csv",
        "a-z.csv",
        "sources.csv",
        "chart/whole-registers.csv",
    } <= set(lists)
    for name in lists:
        header = (website.out / name).read_bytes().splitlines()[0]
        assert made[name]().splitlines()[0] == header and header != b"id", name
    assert made["corrections.csv"]().decode("utf-8-sig").strip() == ",".join(OPEN_TABLES["corrections"].columns)


def test_the_feed_can_be_read(website: Website, dataset: Dataset) -> None:
    root = ElementTree.parse(website.out / "feed.atom").getroot()
    name = f"{{{ATOM}}}"
    assert root.tag == f"{name}feed"
    for parent in [root, *root.iter(f"{name}entry")]:
        for child in ("id", "title", "updated"):
            assert parent.findtext(f"{name}{child}"), child
        assert re.fullmatch(r"\d{4}-\d\d-\d\dT00:00:00Z", parent.findtext(f"{name}updated") or "")
    ids = [one.findtext(f"{name}id") for one in root.iter(f"{name}entry")]
    assert ids and len(ids) == len(set(ids))
    files = set(website.pages)
    for link in root.iter(f"{name}link"):
        path = (link.get("href") or "").removeprefix(f"{BASE}/")
        assert path == "feed.atom" or f"{path}.html" in files


def test_the_feed_lists_changes_and_corrections(dataset: Dataset) -> None:
    change = {"kind": "status", "body": "police-scotland", "new": "Reported removed", "text": "It changed <b>."}
    site = Site(RecordIndex(dataset), BASE, {}, (SiteRelease("2.0.0", "2027-01-01", "One row changed.", (change,)),))
    text = feed(site).decode("utf-8")
    assert "Version 2.0.0" in text and "It changed &lt;b&gt;." in text
    assert f"{BASE}/body/police-scotland" in text and "Reported removed" in text


def test_releases_come_from_the_list_of_changes(dataset: Dataset, tmp_path: Any) -> None:
    assert [one.version for one in releases(dataset, tmp_path)] == [dataset.version]
    held = [{"version": "1.1.0", "date": "2027-02-03", "text": "No row changed.", "changes": []}]
    (tmp_path / "changes.json").write_text(json.dumps(held), encoding="utf-8")
    assert releases(dataset, tmp_path)[0] == SiteRelease("1.1.0", "2027-02-03", "No row changed.")


def test_the_site_map_names_every_page(website: Website) -> None:
    index = ElementTree.parse(website.out / "sitemap.xml").getroot()
    assert index.tag == f"{{{SITEMAP}}}sitemapindex"
    parts = [(one.text or "").removeprefix(f"{BASE}/") for one in index.iter(f"{{{SITEMAP}}}loc")]
    assert {f"sitemaps/{path.name}" for path in (website.out / "sitemaps").glob("*.xml")} == set(parts)
    roots = [ElementTree.parse(website.out / part).getroot() for part in parts]
    assert {root.tag for root in roots} == {f"{{{SITEMAP}}}urlset"} and max(map(len, roots)) <= 50_000
    entries = [entry for root in roots for entry in root]
    listed = {entry[0].text for entry in entries}
    files = {*website.pages, *(path for path in website.files if path.startswith("briefing/"))} - {"404.html"}
    pages = {path.removesuffix(".html").removesuffix("index") for path in files}
    assert listed == {f"{BASE}/{path}" for path in pages}
    assert len(entries) == len(listed), "each page once"
    for entry in entries:
        assert [one.tag for one in entry] in ([f"{{{SITEMAP}}}loc"], [f"{{{SITEMAP}}}loc", f"{{{SITEMAP}}}lastmod"])
        assert all(re.fullmatch(r"\d{4}-\d\d-\d\d", day.text or "") for day in entry[1:])
        assert len(entry[0].text or "") < 2048
    robots = (website.out / "robots.txt").read_text(encoding="utf-8")
    assert f"Sitemap: {BASE}/sitemap.xml" in robots and "Disallow: /explore/" in robots


def test_the_search_knows_where_postcodes_are_and_who_serves_them(website: Website) -> None:
    index = read(website, "search.json")
    shelf, size = index["catalogue"]["postcodes"], index["catalogue"]["name_length"]
    files = {area: shelf["file"][at * size :][:size] for at, area in enumerate(shelf["first"].split(" "))}
    for code in ("LS1", "SW1A", "EH1", "CF10"):
        piece = read(website, f"assets/search/{files[letters(code)]}.json")
        place = piece["districts"][piece["outcodes"][code][0]]
        known = postcode(code)
        assert known and place[0] in known.note
        councils, counties, forces = ([piece["bodies"][at] for at in part] for part in place[1:4])
        assert {index["sectors"][row[2]][0] for row in (*councils, *counties)} == {"council"}
        assert [index["sectors"][row[2]][0] for row in forces] == ["police"]
