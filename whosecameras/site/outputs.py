"""Every file of the website, and its inputs."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any

from whosecameras.charts.svg import raster
from whosecameras.content.area import areas_of
from whosecameras.site import (
    briefings,
    chart_pictures,
    data_files,
    embeds,
    feeds,
    follow,
    pages_asked,
    registered_data,
    registered_pages,
    share_pictures,
)
from whosecameras.site.api import Api
from whosecameras.site.file_groups import FileGroups
from whosecameras.site.fingerprints import briefing_fingerprint, digest_of, made_from, page_inputs
from whosecameras.site.moved_pages import moved_pages
from whosecameras.site.page import Page, Site, assets_folder
from whosecameras.site.pages import all_pages
from whosecameras.site.pages_search import LIST_FOLDERS
from whosecameras.site.registered_pages import RegisteredPages
from whosecameras.site.render import Renderer, stylesheet, themes
from whosecameras.site.search_pieces import SearchPieces
from whosecameras.site.share_pictures import SharePicture
from whosecameras.site.written_files import Output
from whosecameras.text import wording

#: Thousands of files that few people open: a server may compress them while sending them.
SELDOM_READ = (*LIST_FOLDERS, "source/", f"{embeds.FOLDER}/area/", f"{embeds.OEMBED}/", "api/v1/registered/")


def named_assets(briefing_style: str = "") -> tuple[dict[str, str], dict[str, bytes]]:
    """The assets under names that contain their hash: ``{plain name: path}`` and ``{path: content}``."""
    names, contents = {}, {}
    by_name = {path.name: path.read_bytes() for path in sorted(assets_folder().iterdir())}
    by_name["style.css"] = stylesheet().encode("utf-8")  # including the palettes; only small pages fetch it
    by_name["embed.css"] = themes().encode("utf-8") + by_name["embed.css"]
    if briefing_style:
        by_name[briefings.STYLE] = briefing_style.encode("utf-8")
    for name, content in by_name.items():
        stem, _, suffix = name.rpartition(".")
        names[name] = f"assets/{stem}.{digest_of(content)[:10]}.{suffix}"
        contents[names[name]] = content
    return names, contents


def _picture(site: Site, page: Callable[[], Page], file: str, given: Path | None, drawn_with: str) -> Output:
    """The social card of a page: ``<id>.png`` in the folder ``given``, otherwise one that we draw."""
    own = given / f"{'front' if file == 'index.html' else Path(file).stem}.png" if given else None
    if own and own.is_file():
        return Output(own.read_bytes)

    def address() -> str:
        return page().path if page().listed and not page().picture.common else ""

    return _drawn(site, lambda: page().picture, address, drawn_with)


def _release(site: Site) -> str:
    data = site.record.data
    return f"dataset {data.version} of {wording.date(data.released.isoformat())} · CC BY 4.0"


def _chart_pictures(site: Site, drawn_with: str) -> dict[str, Output]:
    """Each chart that has a drawing, as SVG and PNG, with the address of its data in the footer."""
    outputs = {}
    for key, part in site.parts.items():
        if part and part.get("svg"):
            footer_address = site.absolute(f"chart/{key}.csv").split("://", 1)[-1]
            inputs = partial(digest_of, drawn_with, _release(site), footer_address, repr(part))
            for suffix, draw in (("svg", chart_pictures.as_svg), ("png", chart_pictures.as_png)):
                outputs[f"chart/{key}.{suffix}"] = Output(partial(draw, part, _release(site), footer_address), inputs)
    return outputs


def _briefings(site: Site, inputs: Callable[[], str]) -> dict[str, Output]:
    """The ready-made briefings, each with the way back to the website above it, which is not printed."""
    found = {}
    for page, one in site.briefings.by_page.items():
        links = [(wording.SITE_NAME, site.url("")), ("All briefings", site.url(briefings.INDEX))]
        links += [(f"{one.name}: the whole page", site.url(page))] if page else []
        around = briefings.Around(site.absolute(one.path), site.url(site.assets[briefings.STYLE]), tuple(links))
        found[f"{one.path}.html"] = Output(partial(one.html, around), inputs)
    return found


def _embeds(site: Site, renderer: Renderer, common: str, sources: Mapping[str, str]) -> dict[str, Output]:
    """What others may show in their pages, each with the document that tells programs how."""
    found, leading = {}, {name: page for page, name in embeds.main_embeds(site).items()}
    for name, make in embeds.embeds(site).items():
        made, page = once(make), leading.get(name, "")
        card = f"cards/{page or 'index'}.png", *share_pictures.SIZE
        inputs = partial(lambda made: page_inputs(common, repr(made()), sources), made)
        found[f"{embeds.FOLDER}/{name}.html"] = Output(partial(lambda made: renderer.embed(made()), made), inputs)
        found[f"{embeds.OEMBED}/{name}.json"] = Output(
            partial(lambda made, card: data_files.as_json(embeds.document(site, made(), card)), made, card), inputs
        )
    return found


def _drawn(site: Site, card: Callable[[], SharePicture], path: Callable[[], str], drawn_with: str) -> Output:
    """A card with the release and the address of a page (its path is ``path()``) in the footer."""
    release = _release(site)

    def address() -> str:
        return site.absolute(path()).split("://", 1)[-1].rstrip("/")

    return Output(
        lambda: share_pictures.draw(card(), release, address()),
        lambda: digest_of(drawn_with, release, address(), repr(card())),
    )


def redirects(site: Site, files: Iterable[str] = ()) -> dict[str, str]:
    """The paths of moved pages, each with its current path; ``files`` are those of all pages, if they are known."""
    pages = (file.removesuffix(".html") for file in files or all_pages(site))
    return moved_pages({*pages, *registered_pages.paths(site)})


def all_outputs(
    site: Site,
    hashes: Mapping[str, str],
    tools: str,
    given: Path | None,
    old: Path | None = None,
    pieces: SearchPieces | None = None,
) -> dict[str, Output]:
    """Every file of the website by path.

    ``given`` is a folder of social cards, ``old`` the previous website, ``pieces`` the search's if they are made.
    """
    renderer, api, data = Renderer(site), Api(site), site.record.data
    addresses = (site.base_url, site.contact, site.repository, site.explorer_at, *site.briefings.by_page)
    common = digest_of(tools, *addresses, data.version, str(data.released), hashes["vendors"])
    sources = {row["id"]: repr(row) for row in site.record.rows["sources"]}
    outputs: dict[str, Output] = {}
    pages, drawn_with = all_pages(site), digest_of(tools, raster.version())
    groups = FileGroups(site, common, hashes)
    for file, make in pages.items():
        page = once(partial(make, site))
        outputs[file] = Output(
            lambda page=page: renderer.html(page()),  # type: ignore[misc]
            lambda page=page: page_inputs(common, repr(page()), sources),  # type: ignore[misc]
        )
        if not file.startswith(LIST_FOLDERS) or file == f"{pages_asked.PATH}.html":
            outputs[f"cards/{file.removesuffix('.html')}.png"] = _picture(site, page, file, given, drawn_with)
    page_paths = frozenset(file.removesuffix(".html").removesuffix("index") for file in pages if file != "404.html")
    registered = RegisteredPages(site, renderer, page_paths, common, hashes, groups.registered)
    outputs.update(registered.outputs())
    for path, to in redirects(site, pages).items():
        outputs[f"{path}.html"] = Output(partial(renderer.moved, to))
    for path, card in registered_pages.pictures(site).items():
        outputs[path] = _drawn(site, partial(lambda card: card, card), str, drawn_with)
    for path, document in api.documents().items():
        part = api.register_parts.get(path)
        inputs = partial(_rows_hash, site, common, hashes["registers"], part.bodies, part.next) if part else None
        outputs[path] = Output(partial(_document, document), inputs, partial(_check, api, path))
    for path, (keys, write) in registered_data.files(site).items():
        outputs[path] = Output(write, partial(_rows_hash, site, common, hashes["registers"], keys))
    for path, described in api.described().items():
        outputs[path] = Output(described)
    for path, twin in data_files.lists(site).items():
        outputs[path] = Output(twin)
    for path, (tables, make_export) in data_files.whole_record(site).items():
        outputs[path] = Output(make_export, partial(made_from, data, hashes, tables, tools))
    outputs |= _chart_pictures(site, drawn_with)
    outputs |= _embeds(site, renderer, common, sources)
    made_with = briefing_fingerprint() if site.briefings.by_page else ""
    outputs |= _briefings(site, partial(made_from, data, hashes, frozenset(hashes), common, made_with))
    outputs["feed.atom"] = Output(partial(feeds.feed, site))
    for path, write_feed in follow.feeds(site).items():
        outputs[path] = Output(write_feed)
    mapped = sorted({*page_paths, *(one.path for one in site.briefings.by_page.values())})
    for path, site_map in feeds.sitemaps(site, mapped, registered_pages.paths(site)).items():
        outputs[path] = Output(site_map)
    outputs["robots.txt"] = Output(partial(feeds.robots, site))
    outputs |= (pieces or SearchPieces(data, areas_of(data).codes)).outputs(tools, old)
    for path in [path for path in outputs if path.startswith(SELDOM_READ)]:
        outputs[path] = replace(outputs[path], compress=False)
    if site.contact:
        outputs[".well-known/security.txt"] = Output(partial(feeds.security, site, date.today()))
    for path, output in outputs.items():
        if not output.group and not (given and path.startswith("cards/")):
            outputs[path] = replace(output, group=groups.of(path))
    return outputs


def _rows_hash(site: Site, common: str, registers: str, bodies: Sequence[str], *more: str) -> str:
    return digest_of(common, registers, registered_data.rows_of(site, bodies), *more)


def once(make: Callable[[], Any]) -> Callable[[], Any]:
    """Cache the result of a function that takes no arguments."""
    cache: list[Any] = []

    def get() -> Any:
        if not cache:
            cache.append(make())
        return cache[0]

    return get


def _document(make: Callable[[], object]) -> bytes:
    return data_files.as_json(make())


def _check(api: Api, path: str, content: bytes) -> None:
    api.check(path, json.loads(content))
