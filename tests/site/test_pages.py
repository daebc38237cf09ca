"""Every page is crawled: it is well formed, has distinct content, links to existing pages and makes no third-party
requests.
"""

from __future__ import annotations

import base64
import hashlib
import json
import re
import struct
from collections import Counter
from itertools import combinations, pairwise
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from site_crawler import BASE, Website, opened

from whosecameras.analysis import queries
from whosecameras.analysis.headline import summary
from whosecameras.analysis.status import body_statuses, status_mark
from whosecameras.charts import marks
from whosecameras.charts.svg.text import WIDER
from whosecameras.content.record_index import RecordIndex, body_profile
from whosecameras.record.loading import Dataset
from whosecameras.record.schema import VENDORS, Status
from whosecameras.site import feeds, pages_evidence, share_pictures
from whosecameras.site.page import Site, SiteRelease
from whosecameras.site.render import Renderer, stylesheet
from whosecameras.text import asking, methodology, tables, wording
from whosecameras.text.letters import SERVICE

ROOT = Path(__file__).resolve().parents[2]
FRONT_BUDGET, BODY_BUDGET = 20_000, 15_000  # the front page of 1.1.0, without a wall, had 19,308 (gzip)
#: Elements whose address is fetched automatically.
FETCHED = {"img": "src", "script": "src", "iframe": "src", "source": "src", "use": "href", "image": "href"}
COLOUR_ATTRIBUTES = ("fill", "stroke", "stop-color", "color")


@pytest.fixture(scope="session")
def website(built_site: Path) -> Website:
    """The website of the current record."""
    return opened(built_site)


def test_there_is_a_page_for_everything(website: Website, dataset: Dataset) -> None:
    pages = set(website.pages)
    assert len(pages) >= 700
    for folder, keys in (
        ("body", dataset.bodies["id"]),
        ("source", dataset.sources["id"]),
        ("region", dataset.regions["code"]),
        ("sector", dataset.sectors["id"]),
        ("manufacturer", dataset.vendors["id"]),
    ):
        assert {f"{folder}/{key}.html" for key in keys} <= pages
    for one in ("index", "rules", "method", "data", "corrections", "privacy", "search", "a-z", "404", "map"):
        assert f"{one}.html" in pages


def test_pages_are_well_formed_and_ids_are_unique(website: Website) -> None:
    for page in website.pages.values():
        ids = Counter(element.get("id") for element in page.tree.iter() if element.get("id"))
        assert [one for one, times in ids.items() if times > 1] == [], page.path
        assert page.tree.get("lang") == "en-GB"
        assert len(page.tree.findall(".//h1")) == 1, page.path


def test_titles_descriptions_and_canonical_addresses_are_unique(website: Website) -> None:
    titles: dict[str, str] = {}
    descriptions: dict[str, str] = {}
    for page in website.pages.values():
        title = page.tree.findtext("head/title") or ""
        assert titles.setdefault(title, page.path) == page.path, title
        description = page.meta("description")
        assert len(description) > 40
        assert descriptions.setdefault(description, page.path) == page.path, description
        canonical = [one.get("href") for one in page.tree.iter("link") if one.get("rel") == "canonical"]
        address = f"{BASE}/{page.path.removesuffix('.html').removesuffix('index')}"
        assert canonical == ([] if page.path == "404.html" else [address])
        # Without “og:title”, as on a small page, other sites show the title.
        assert page.meta("og:title") or page.is_small
        assert page.meta("twitter:card") == "summary_large_image"


def test_every_page_has_a_picture_and_those_that_say_the_same_share_one(website: Website) -> None:
    files: dict[str, str] = {}
    words: dict[str, str] = {}
    for page in website.pages.values():
        picture, alt = page.meta("og:image").removeprefix(f"{BASE}/"), page.meta("og:image:alt")
        head = (website.out / picture).read_bytes()[:24]
        assert head.startswith(b"\x89PNG") and struct.unpack(">II", head[16:24]) == share_pictures.SIZE
        if not page.is_small:
            assert len(alt) > 10
            # With this, X shows og:image and og:title large; tags of its own would repeat them on every page.
            assert page.meta("twitter:card") == "summary_large_image"
            assert (page.meta("og:image:width"), page.meta("og:image:height")) == tuple(map(str, share_pictures.SIZE))
        held = website.files[picture]
        most = 150_000 if page.path == "index.html" else 100_000  # the wall has hundreds of lenses
        assert held["bytes"] < most, page.path
        if alt:
            assert files.setdefault(held["sha256"], alt) == alt, page.path
            assert words.setdefault(alt, held["sha256"]) == held["sha256"], page.path


def test_a_picture_names_a_body_that_something_is_known_about(website: Website, dataset: Dataset) -> None:
    statuses = body_statuses(dataset)
    for key, name in zip(dataset.bodies["id"], dataset.bodies["name"], strict=True):
        named = name in website.pages[f"body/{key}.html"].meta("og:image:alt")
        assert named == (status_mark(statuses[key]) != Status.UNKNOWN), key


@pytest.mark.parametrize("title", ["Short", "Longest", "word " * 60, "x" * 200])
@pytest.mark.parametrize("mark", ["", *marks.MARKS])
def test_nothing_in_a_picture_is_cut_or_covered(dataset: Dataset, title: str, mark: str) -> None:
    if title == "Longest":
        title = f"{max(dataset.bodies['name'], key=len)}: would not say whether it uses Hikvision or Dahua cameras"
    beside, number = ("as of 30 September 2022 · Hikvision and Dahua", "") if mark else ("", "1,234 of 12,345")
    picture = share_pictures.SharePicture("Councils · " * 5, title, mark, beside, number, "answered " * 12)
    address = f"cameras.example/body/{'a-very-long-id-' * 6}"
    boxes = share_pictures.laid_out(picture, "dataset 1.2.3 of 30 September 2026 · CC BY 4.0", address).boxes
    for one in boxes:
        across = one.wide if one.what == "mark" else one.wide / WIDER
        assert one.x >= 0 and one.y >= 0 and one.y + one.high <= share_pictures.HIGH, one
        assert one.x + across <= share_pictures.WIDE or one.what == "brand", one
    bands = [one for one in boxes if one.what not in ("mark", "beside", "brand")]
    assert not [(one, two) for one, two in combinations(bands, 2) if one.meets(two)]


def test_pages_keep_the_rules_of_accessible_html(website: Website) -> None:
    for page in website.pages.values():
        levels = [int(one.tag[1]) for one in page.tree.iter() if re.fullmatch("h[1-6]", str(one.tag))]
        assert levels[0] == 1 and all(after - before <= 1 for before, after in pairwise(levels)), page.path
        labels = {one.get("for") for one in page.tree.iter("label")}
        for element in page.tree.iter():
            words_in = "".join(element.itertext()).strip()
            if element.tag in ("a", "button", "summary", "th", "option"):
                assert words_in or element.get("aria-label"), (page.path, element.tag)
            elif element.tag == "img":
                assert element.get("alt") is not None, page.path
            elif element.tag in ("input", "select", "textarea"):
                assert element.get("id") in labels or element.get("aria-label"), page.path
            elif element.tag == "table":
                assert all(one.get("scope") for one in element.iter("th")) and element.find(".//thead//th") is not None
            elif element.tag == "svg":
                assert element.get("aria-hidden") or element.get("role") == "img", page.path


def test_every_internal_link_and_asset_resolves(website: Website) -> None:
    files = set(website.files)
    anchors = {path: {one.get("id") for one in page.tree.iter()} for path, page in website.pages.items()}
    checked = 0
    for page in website.pages.values():
        for element in page.tree.iter():
            for name in ("href", "src", "action", "data-index"):
                target = element.get(name)
                if target is None or target.startswith(("http", "mailto:", "/explore/")):
                    continue
                parts = urlsplit(target)
                assert not parts.path or parts.path.startswith("/"), (page.path, target)
                path = parts.path[1:] if parts.path else page.path
                found = next((one for one in (path, f"{path}.html", "index.html") if one in files), "")
                assert found and (found != "index.html" or path in ("", "index.html")), (page.path, target)
                if parts.fragment:
                    assert parts.fragment in anchors[found], (page.path, target)
                checked += 1
    assert checked > 10_000


def test_nothing_is_requested_from_third_parties(website: Website, dataset: Dataset) -> None:
    known = set(dataset.sources["url"]) | set(dataset.left_out["address"])
    licence = "https://creativecommons.org/licenses/by/4.0/"
    further = {step.url for steps in asking.AFTER_A_REFUSAL.values() for step in steps}
    for page in website.pages.values():
        for element in page.tree.iter():
            fetched = element.get(FETCHED.get(str(element.tag), ""), "")
            assert not fetched.startswith(("http:", "https:", "//")), page.path
            assert element.get("style") is None, page.path
            assert not [name for name in element.attrib if str(name).startswith("on")], page.path
            told_programs = "canonical", "application/json+oembed"  # in full, as programs want it
            if element.tag == "link" and not {element.get("rel"), element.get("type")} & {*told_programs}:
                assert (element.get("href") or "").startswith("/"), page.path
            if element.tag == "a" and (element.get("href") or "").startswith("http"):
                address = element.get("href") or ""
                asked = address.startswith(f"{SERVICE}/")  # a request made there by hand
                assert asked or address in known | further | {licence}, (page.path, address)
            if element.tag == "script" and not element.get("src"):
                assert element.get("type") == "application/ld+json"
    assert "url(" not in stylesheet() and "@import" not in stylesheet()


def test_the_one_inline_style_is_the_one_that_the_policy_will_name(website: Website) -> None:
    digest = base64.b64encode(hashlib.sha256(stylesheet().encode("utf-8")).digest()).decode()
    assert website.manifest["style"] == f"sha256-{digest}"
    for page in website.pages.values():
        linked = [link.get("href") for link in page.tree.iter("link") if link.get("rel") == "stylesheet"]
        inline = [element.text for element in page.tree.iter("style")]
        added = ("/assets/map.", "/assets/topics.")  # what only few pages need
        shared = [address for address in linked if not str(address).startswith(added)]
        assert (inline == [stylesheet()] and not shared) or (not inline and len(shared) == 1), page.path
        for address in shared:  # of small pages, of which there are tens of thousands
            assert (website.out / str(address)[1:]).read_text(encoding="utf-8") == stylesheet(), page.path


def test_sizes_stay_within_the_budget(website: Website) -> None:
    sizes = {path: max(row["gz"], row["br"]) for path, row in website.files.items()}
    assert sizes["index.html"] <= FRONT_BUDGET
    assert max(size for path, size in sizes.items() if path.startswith("body/")) <= BODY_BUDGET


def test_every_colour_of_a_picture_turns_dark(website: Website) -> None:
    colours = set()
    for path, page in website.pages.items():
        if path.startswith("source/"):
            continue
        for name in COLOUR_ATTRIBUTES:
            colours |= {(name, value) for value in re.findall(rf' {name}="([^"]*)"', page.raw.decode("utf-8"))}
    plain = {one for one in colours if one[1] not in ("none", "currentColor", "transparent") and "url(#" not in one[1]}
    assert plain, "pictures have colours"
    for name, colour in plain:
        assert f'[{name}="{colour}"]' in stylesheet(), (name, colour)


def test_linked_data_can_be_read(website: Website, dataset: Dataset) -> None:
    kinds: Counter[str] = Counter()
    for page in website.pages.values():
        for script in page.tree.iter("script"):
            if script.get("type") == "application/ld+json":
                found = json.loads(script.text or "")
                kinds[found["@type"]] += 1
                assert found["@context"] == "https://schema.org"
    assert kinds["Dataset"] == 1
    government = ("council", "police", "central_government", "devolved_government", "fire_rescue")
    assert kinds["GovernmentOrganization"] == int(dataset.bodies["sector"].isin(government).sum())
    whole = [page for page in website.pages.values() if not page.is_small]
    assert kinds["BreadcrumbList"] == len(whole) - 2  # all except the front page and the 404 page


def test_a_list_of_others_that_is_cut_says_so_and_links_to_the_rest(website: Website, dataset: Dataset) -> None:
    cut = 0
    for key in dataset.bodies["id"]:
        found = body_profile(dataset, key)
        page = website.pages[f"body/{key}.html"]
        for others in (found.same_area, found.peers):
            said = f"Showing {len(others.first)} of {others.total}. See all public bodies: {found.place}"
            assert (said in page.text) == (others.total > len(others.first)), key
            cut += said in page.text
    assert cut


def test_rows_of_sources_are_those_of_the_explorer(dataset: Dataset) -> None:
    record = RecordIndex(dataset)
    for key in list(dataset.sources["id"])[::7]:
        theirs = {table: list(frame["id"]) for table, frame in queries.of_source(dataset, key).items()}
        assert {table: [row["id"] for row in part] for table, part in record.by_source.get(key, {}).items()} == theirs


def test_named_bodies_are_those_of_the_explorer(website: Website, dataset: Dataset) -> None:
    columns = ["Body", "Status", "Brands", "Evidence from", "Flags", "Place"]
    for sector in ("council", "police", "all_public"):
        theirs = tables.named_bodies_table(dataset, sector).to_dict("records")
        ours = json.loads((website.out / f"sector/{sector}.json").read_text(encoding="utf-8"))["rows"]
        assert sorted(tuple(row[name] or "" for name in columns) for row in ours) == sorted(
            tuple(row[name].replace("; ", ", ") for name in columns) for row in theirs
        )


def test_numbers_are_those_of_the_summary(website: Website, sampled: Dataset) -> None:
    dataset = sampled
    figures = summary(dataset)
    front = website.pages["index.html"].text
    top = figures["headline"]
    assert f"{wording.number(top['using'])} of {wording.number(top['answered'])}" in front
    assert f"{wording.number(figures['counts']['bodies_named'])} public bodies named in a source" in front
    silent = figures["councils"]["no_public_evidence"]
    assert f"{wording.number(silent)} of {wording.number(figures['councils']['total'])} principal councils" in front
    for sector, counts in figures["status_by_sector"].items():
        page = website.pages[f"sector/{sector}.html"]
        named = sum(counts.values()) - counts[str(Status.GROUP_ONLY)] - counts[str(Status.UNKNOWN)]
        assert f"named in a source: {wording.number(named) if named else 'none'}" in page.text
    for code, counts in figures["status_by_region"].items():
        if code != "UK":
            text = website.pages[f"region/{code}.html"].text
            for status in (Status.NOT_USING, Status.UNKNOWN):
                if counts[str(status)]:
                    assert f"{status} {wording.number(counts[str(status)])}" in text, (code, status)


#: Singular before a plural noun, and plural before a singular verb.
ONE_IS_MANY = re.compile(
    r"(?<![\d,.] of )(?<![\d,.])\b1 (?:(?:public|principal|dated|survey) )?"
    r"(?:bodies|events|findings|figures|functions|facts|sources|statements|councils|acts|rows|pages|manufacturers|shares)\b"
    r"|(?<![\d,.])\b1 of [\d,]+ (?:[a-z]+ ){0,8}(?:have|are|decide)\b"
    r"|: (?:1 [a-z ]+|no row) rest on"
)


def test_one_is_not_many(website: Website) -> None:
    """`1 events rest on it`, `1 of 35 have`: in text, in titles, and in what other sites show of a page."""
    wrong = {}
    for path, page in website.pages.items():
        titles = [*page.tree.iter("title")]
        shown = [page.text, *(one.text or "" for one in titles), page.meta("description"), page.meta("og:title")]
        found = [one.group() for text in shown for one in ONE_IS_MANY.finditer(text)]
        if found:
            wrong[path] = found
    assert not wrong


def test_a_body_without_evidence_says_so_and_gives_the_request(website: Website) -> None:
    text = website.pages["body/leeds-council.html" if _there(website) else _blank(website)].text
    assert "It may or may not." in text
    assert "The request, to read or to copy" in text
    assert "How common was it?" in text


def _there(website: Website) -> bool:
    page = website.pages.get("body/leeds-council.html")
    return page is not None and "It may or may not." in page.text


def _blank(website: Website) -> str:
    return next(
        path for path, page in website.pages.items() if path.startswith("body/") and "It may or may not." in page.text
    )


def test_replaced_bodies_point_on(website: Website, dataset: Dataset) -> None:
    for row in dataset.bodies[dataset.bodies["replaced_by"] != ""].to_dict("records"):
        page = website.pages[f"body/{row['id']}.html"]
        assert "This body no longer exists." in page.text
        assert "please tell me about any equipment" not in page.text, "nobody can ask it any more"
        for heir in row["replaced_by"].split("; "):
            assert f'href="/body/{heir}"' in page.raw.decode("utf-8")
            assert f'href="/body/{row["id"]}"' in website.pages[f"body/{heir}.html"].raw.decode("utf-8")


def test_the_method_page_says_how_we_know_and_what_is_weak(website: Website, dataset: Dataset) -> None:
    text = website.pages["method.html"].text
    for point in (*methodology.EVIDENCE, *methodology.weak(dataset)):
        assert f"{point.about} {point.text}" in text
    for paragraph in (methodology.INTRODUCTION, methodology.DATES, *methodology.SHARES):
        assert paragraph in text


def test_allegations_are_shown_with_replies(website: Website) -> None:
    for vendor in VENDORS:
        page = website.pages[f"manufacturer/{vendor}.html"]
        blocks = [one for one in page.tree.iter("div") if one.get("class") == "reply"]
        assert blocks
        assert all([head.text for head in block.iter("h3")][-1] == "Reply" for block in blocks)


def test_the_site_knows_no_address_that_is_not_set(website: Website) -> None:
    assert not (website.out / ".well-known").exists()
    to_nobody = b"mailto:?"  # a pre-filled request, for the sender to address
    assert all(b"mailto:" not in page.raw.replace(to_nobody, b"") for page in website.pages.values())


def test_with_a_contact_there_are_messages_and_security_txt(website: Website, dataset: Dataset) -> None:
    assets = dict.fromkeys(("favicon.svg", "finder.js", "search.js", "search_box.js", "ask.js"), "assets/x")
    releases = (SiteRelease("1.0.0", "2026-11-24", "The first release."),)
    site = Site(RecordIndex(dataset), f"{BASE}/under/it", {}, releases, "us@cameras.example", assets=assets)
    text = feeds.security(site, dataset.released).decode("utf-8")
    assert "Contact: mailto:us@cameras.example\n" in text and re.search(r"\nExpires: 20\d\d-\d\d-01T", text)
    page = Renderer(site).html(pages_evidence.body(site, "police-scotland")).decode("utf-8")
    assert 'href="mailto:us@cameras.example?subject=Whose%20Cameras' in page
    assert 'href="/under/it/method"' in page and 'href="/method"' not in page
