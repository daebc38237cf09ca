"""Pages of bodies known only from a register. There are tens of thousands, so each is small and shares what it can.

They link to the stylesheet instead of inlining it and share one social card for each sector and state. They are built
separately from the other pages: their inputs are their register row and data common to a sector and a place.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import partial

from whosecameras.analysis.foi import law_of
from whosecameras.content.ask import askable, how_to_ask
from whosecameras.content.registered_body import RegisteredBody, registered_bodies
from whosecameras.record import geography
from whosecameras.record.schema import Status
from whosecameras.site.fingerprints import digest_of
from whosecameras.site.page import HOME, Page, Site, truncate
from whosecameras.site.render import Renderer
from whosecameras.site.share_pictures import SharePicture
from whosecameras.site.written_files import FileGroup, Output
from whosecameras.text import asking, registered, wording

#: The tables, besides the registers, that such a page shows.
SHOWN = ("vendors", "registers", "sectors", "regions", "foi_regimes")


def paths(site: Site) -> list[str]:
    """The path of each page, in the order of the register files."""
    return [f"body/{key}" for key in registered_bodies(site.record.data).ids]


def picture_file(sector: str, *, exists: bool) -> str:
    """The social card that all such bodies in a sector share."""
    return f"cards/registered/{sector}{'' if exists else '-ended'}.png"


def picture(site: Site, sector: str, *, exists: bool) -> SharePicture:
    """The content of that social card."""
    kicker = site.record.sectors[sector] + ("" if exists else " · bodies that no longer exist")
    words = wording.sentence_case(registered.picture_title(site.record.data))
    return SharePicture(kicker, words, Status.UNKNOWN, common=True)


def pictures(site: Site) -> dict[str, SharePicture]:
    """The content of each shared social card, by file."""
    sectors = sorted(set(map(str, site.record.data.registers["bodies"]["sector"])))
    return {
        picture_file(sector, exists=exists): picture(site, sector, exists=exists)
        for sector in sectors
        for exists in (True, False)
    }


def _places(site: Site, found: RegisteredBody, pages: frozenset[str]) -> list[tuple[str, str]]:
    """The places a body is in, smallest first, and its sector: those that have a page."""
    district = geography.current(found.lad) if found.lad else ""
    places = [(geography.area_names("lad24").get(district, ""), f"area/{district}")]
    places += [(site.record.regions.get(found.region, ""), f"region/{found.region}")]
    places += [(found.sector_name, f"sector/{found.sector}")]
    return [(label, path) for label, path in places if label and path in pages]


def body(site: Site, key: str, pages: frozenset[str]) -> Page:
    """The page of one such body: what its register says, what surveys found, and how to ask. Nothing else is known.

    ``pages`` are the paths of the other pages, so that no link is broken.
    """
    data = site.record.data
    profile = registered_bodies(data).body(key)
    places = _places(site, profile, pages)
    how = how_to_ask(data, key)
    return Page(
        path=f"body/{key}",
        template="registered_body.html",
        title=registered.title(data, profile.name, profile.where, profile.code if profile.has_twin else ""),
        description=truncate(
            " ".join(filter(None, (profile.known, f"{profile.where}.", profile.code and f"{profile.code}.")))
        ),
        crumbs=(HOME, *reversed(places)),
        explorer=site.explorer("find", body=key),
        card=picture(site, profile.sector, exists=profile.exists),
        card_file=picture_file(profile.sector, exists=profile.exists),
        small=True,
        share_alike=profile.share_alike,
        nav="search",
        about=profile.name,
        view={
            "body": profile,
            "one": how,
            "asking": {
                "heading": f"Ask {profile.name}" if how else "Can you ask?",
                "why_not": asking.no_request(data, key),
                "service": asking.SIGN_IN,
                "pages_notice": asking.PAGES_NOTICE,
            },
            "wrong": registered.correction(profile.name, key),
            "words": registered,
        },
    )


class RegisteredPages:
    """The files of these pages; ``pages`` are the paths of all other pages, ``hashes`` are those of the tables."""

    def __init__(
        self,
        site: Site,
        renderer: Renderer,
        pages: frozenset[str],
        common: str,
        hashes: Mapping[str, str],
        group: FileGroup | None = None,
    ) -> None:
        self._site, self._renderer, self._pages, self._group = site, renderer, pages, group
        self._bodies, self._askable = registered_bodies(site.record.data), askable(site.record.data)
        places = sorted(path for path in pages if path.startswith(("area/", "region/", "sector/")))
        self._common = digest_of(common, *(hashes[table] for table in SHOWN), *places)
        self._in_common: dict[tuple[str, ...], str] = {}

    def outputs(self) -> Iterator[tuple[str, Output]]:
        """Each file by path."""
        for key in self._bodies.ids:
            yield (
                f"body/{key}.html",
                Output(partial(self.html, key), partial(self.inputs, key), compress=False, group=self._group),
            )

    def html(self, key: str) -> bytes:
        """The page of a body, encoded as UTF-8."""
        return self._renderer.html(body(self._site, key, self._pages))

    def inputs(self, key: str) -> str:
        """The hash of a page's inputs, computed without rendering the page."""
        row = self._bodies.row(key)
        shared = (*self._bodies.place_key(row), row["foi"], row["ended"], row["replaced_by"])
        if shared not in self._in_common:
            law = law_of(self._site.record.data, key)
            rule = self._site.record.source(law.source) if law and law.source else ""
            facts = (self._bodies.figures(row), rule, self._bodies.heirs(row))
            self._in_common[shared] = digest_of(self._common, *map(repr, facts))
        own = (self._bodies.request_page(key), self._askable.asked_on(key), str(self._bodies.has_twin(row)))
        return digest_of(self._in_common[shared], *row.values(), *own)
