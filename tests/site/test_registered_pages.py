"""Every body known only from a register has a page, each list has each body once, and sizes stay bounded."""

from __future__ import annotations

import csv
import io
from collections import Counter
from dataclasses import replace
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from site_crawler import BASE, EXPLORER, Website, copied, opened

from whosecameras.cli.ready_made import ready_made
from whosecameras.content import body_lists
from whosecameras.content.ask import how_to_ask
from whosecameras.content.registered_body import registered_bodies
from whosecameras.record.loading import DATA_DIR, Dataset, Tables
from whosecameras.record.registers import SHARE_ALIKE
from whosecameras.server import built_site as served
from whosecameras.site import build as building
from whosecameras.site import moved_pages
from whosecameras.site.build import build
from whosecameras.text import registered as words


@pytest.fixture(scope="session")
def website(built_site: Path) -> Website:
    """The website of the record with a sample of its registers."""
    return opened(built_site)


def shared(dataset: Dataset) -> set[str]:
    """Ids of the bodies whose rows are under the share-alike licence."""
    lists = dataset.tables["registers"]
    licences = set(lists.loc[lists["licence"] == SHARE_ALIKE, "id"])
    rows = dataset.registers["bodies"]
    return set(rows.loc[rows["register"].isin(licences), "id"])


def test_the_sample_has_what_is_hard(sampled: Dataset) -> None:
    rows = sampled.registers["bodies"]
    assert {"Wales", "Northern Ireland", "Scotland"} <= set(rows["nation"]) and (rows["ended"] != "").any()
    assert rows["name"].str.len().max() > 90 and shared(sampled)
    assert rows.groupby(["name", "lad"])["id"].count().max() > 1, "two of one name in one place"


def test_every_registered_body_has_a_page_that_says_unknown(website: Website, sampled: Dataset) -> None:
    bodies, sharing = registered_bodies(sampled), shared(sampled)
    for key in bodies.ids:
        found, page = bodies.body(key), website.pages[f"body/{key}.html"]
        assert page.tree.findtext(".//h1") == found.name
        assert "We found nothing that says whether" in page.text and "It may or may not" in page.text, key
        assert " ".join(found.listed.split()) in page.text and found.where in page.text, key
        assert ("no longer exists" in page.text and " used " in page.text) == bool(found.ended or found.heirs), key
        assert all(" ".join(one.sentence.split()) in page.text for one in found.figures), key
        one = how_to_ask(sampled, key)
        ways = [str(link.get("href")) for link in page.tree.iter("a") if link.get("class") == "button"]
        assert not one or (one.new_request or one.email) in ways, key
        assert found.notice in page.text and (words.ROW_NOTICE in page.text) == (key in sharing), key


def test_a_body_takes_two_files_at_most_and_shares_its_picture(website: Website, sampled: Dataset) -> None:
    pictures = set()
    for key in registered_bodies(sampled).ids:
        own = [path for path in website.files if Path(path).stem == key or f"/{key}." in path]
        assert own == [f"body/{key}.html"], key
        held = website.files[own[0]]
        assert (held["gz"], held["br"]) == (0, 0) and held["bytes"] < 9_000, (key, held["bytes"])
        pictures.add(website.pages[own[0]].meta("og:image"))
    assert len(pictures) <= 2 * sampled.registers["bodies"]["sector"].nunique()


def test_a_parted_list_holds_each_body_once(website: Website, sampled: Dataset) -> None:
    everybody = {*sampled.bodies["id"], *sampled.registers["bodies"]["id"]}
    for folder in ("a-z", "list"):
        seen: Counter[str] = Counter()
        for path, page in website.pages.items():
            if path.startswith(f"{folder}/"):
                lists = [one for one in page.tree.iter("ul") if "bodies" in str(one.get("class"))]
                links = [str(link.get("href")) for one in lists for link in one.iter("a")]
                assert 0 < len(links) <= body_lists.IN_A_PART, path
                seen.update(link.removeprefix("/body/") for link in links)
        assert set(seen) == everybody and set(seen.values()) == {1}, folder
    assert "list/school-2.html" in website.pages, "the sample fills more than one part"
    forward = [link for link in website.pages["list/school.html"].tree.iter("a") if link.get("rel") == "next"]
    assert {link.get("href") for link in forward} == {"/list/school-2"}


def test_documents_contain_each_body_once_and_link_to_the_next(website: Website, sampled: Dataset) -> None:
    sharing, seen = shared(sampled), Counter[str]()
    for folder in ("registered", "share_alike"):
        firsts = [path for path in website.files if path.startswith(f"api/v1/{folder}/")]
        for path in firsts:
            document = website.read(path)
            part = document[folder]
            assert (part["next"] is None) == (part["part"] == part["parts"])
            assert part["next"] is None or urlsplit(part["next"]).path[1:] in website.files
            ids = [row["id"] for row in part["bodies"]]
            assert (set(ids) <= sharing) == (folder == "share_alike") and not (
                folder == "registered" and set(ids) & sharing
            )
            assert ("CC BY-SA 4.0" in document["about"]["licence"]) == (folder == "share_alike")
            assert {row["register"] for row in part["bodies"]} == {one["id"] for one in part["registers"]}
            seen.update(ids)
    assert set(seen) == set(sampled.registers["bodies"]["id"]) and set(seen.values()) == {1}


def test_no_file_under_our_licence_holds_a_share_alike_row(website: Website, sampled: Dataset) -> None:
    sharing, found = shared(sampled), set()
    for path in website.files:
        if path.startswith("data/") and path.endswith(".csv"):
            rows = csv.DictReader(io.StringIO((website.out / path).read_text(encoding="utf-8-sig"), newline=""))
            held = {row.get("id", "") for row in rows} & sharing
            assert not held or path.startswith("data/share-alike/"), path
            found |= held
    assert found == sharing


def test_one_changed_register_row_writes_its_page_and_its_lists(
    built_site: Path, tmp_path: Path, sampled: Dataset, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The page of the changed body is rewritten, those of all others are linked."""
    out = copied(built_site, tmp_path / "www")
    monkeypatch.setattr(building, "build_fingerprint", lambda: opened(built_site).manifest["tools"])
    rows = sampled.registers["bodies"].copy()
    place = rows.index[rows["sector"] == "university"][0]
    key, other = rows.at[place, "id"], rows.at[rows.index[0], "id"]
    rows.loc[place, "register_status"] = "merged in an invented edition"
    before = (out / f"body/{other}.html").stat().st_ino
    changed = replace(sampled, registers=Tables({"bodies": rows}))
    again = build(changed, out, BASE, explorer=EXPLORER, briefings=ready_made(changed), data_dir=DATA_DIR, jobs=1)
    assert {path for path in again.fresh if path.startswith("body/")} == {f"body/{key}.html"}
    assert len(again.fresh) <= 6 and not again.removed, again.fresh
    assert (out / f"body/{other}.html").stat().st_ino == before, "linked, not written"


def test_a_moved_page_redirects(website: Website) -> None:
    moved = website.manifest["moved"]
    assert moved == moved_pages.all_moved(), (
        "each leads to a page that is there, and no body has one of these ids again"
    )
    site = served.open_site(website.out)
    assert site is not None
    for old, new in moved.items():
        assert site.moved(f"/{old}") == site.moved(f"/{old}/") == f"/{new}" and site.find(f"/{new}") is not None
        page = (website.out / f"{old}.html").read_text(encoding="utf-8")
        assert f'content="0; url=/{new}"' in page and f'href="{BASE}/{new}"' in page
        assert f"{BASE}/{old}" not in (website.out / "sitemaps/pages-1.xml").read_text(encoding="utf-8")
    assert site.moved("/body/leeds-council") == "" and site.moved("/nowhere") == ""


def test_parts_of_the_site_map_and_the_manifest_stay_small(website: Website) -> None:
    parts = [path for path in website.files if path.startswith("sitemaps/")]
    assert parts and all(website.files[path]["bytes"] < 5_000_000 for path in parts)
    assert (website.out / "manifest.json").stat().st_size / len(website.files) < 300, "bytes for a file"
