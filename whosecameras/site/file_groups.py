"""Groups of files that a build passes over together.

Describing a page, to see whether its inputs changed, costs about as much as a hundred links to unchanged files. So each
file of a large group has a digest of more than it can show: if that is the same as in the build before, the file is
linked without a look at it. A digest that covers too much costs time; one that covers too little leaves an old page on
the website. ``tests/site/test_file_groups.py`` changes the record in many ways and compares both kinds of inputs.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import cached_property

from whosecameras.charts.svg import raster
from whosecameras.content.area import ENGLAND, areas_of
from whosecameras.record import geography
from whosecameras.record.schema import TABLES
from whosecameras.site import briefings, embeds, pages_ask, pages_asked
from whosecameras.site.fingerprints import briefing_fingerprint, digest_of
from whosecameras.site.page import Site
from whosecameras.site.pages_search import LIST_FOLDERS
from whosecameras.site.written_files import FileGroup

#: Tables whose rows count only for the bodies that they are about.
OF_BODIES = ("findings", "sources", "corrections")
_PLACE = re.compile(rf"(?:area|{embeds.FOLDER}/area|{embeds.OEMBED}/area|cards/area|{pages_ask.START})/([^/.]+)[/.]")
_BRIEFING = re.compile(rf"{briefings.FOLDER}/(?:area|region|sector)/([^/.]+)\.html")


class FileGroups:
    """The groups of a website. ``common`` and ``hashes`` are those that its pages' inputs are made from."""

    def __init__(self, site: Site, common: str, hashes: Mapping[str, str]) -> None:
        self._site, self._areas = site, areas_of(site.record.data)
        data = site.record.data
        elsewhere = {name: data.tables[name] for name in data.tables if name not in OF_BODIES}
        cited = {
            key
            for name, frame in elsewhere.items()
            for column in TABLES[name].fields
            if column.points_to == "sources"
            for key in re.findall(r"[\w.-]+", " ".join(map(str, frame[column.name])))
        }
        self._sources = {str(row["id"]): repr(row) for row in site.record.rows["sources"]}
        self._base = digest_of(
            common,
            raster.version(),
            *site.assets.values(),
            *(hashes[name] if name in hashes else frame.to_csv(index=False) for name, frame in elsewhere.items()),
            *(data.registers[name].to_csv(index=False) for name in data.registers),
            *(self._sources[key] for key in sorted(cited & self._sources.keys())),
        )

    @property
    def registered(self) -> FileGroup:
        """What shows only bodies that a register names and nothing is known about."""
        return FileGroup("registered", self._base)

    @cached_property
    def _lists(self) -> FileGroup:
        """What shows the status of many bodies, but no evidence."""
        return FileGroup("lists", digest_of(self._base, repr(self._site.record.known)))

    @cached_property
    def _places(self) -> Mapping[str, FileGroup]:
        """The files about each area."""
        return {
            code: FileGroup(f"place/{code}", digest_of(self._base, self._of_place(code))) for code in self._areas.codes
        }

    @cached_property
    def _briefings(self) -> Mapping[str, FileGroup]:
        """The briefing on each area and sector. It says whether a file was changed since its release."""
        changed = repr(bool(self._site.record.data.changed_files))
        common = digest_of(self._lists.digest, changed, briefing_fingerprint())
        evidence = {**{code: place.digest for code, place in self._places.items()}, **self._sectors}
        return {key: FileGroup(f"briefing/{key}", digest_of(common, shown)) for key, shown in evidence.items()}

    @cached_property
    def _sectors(self) -> Mapping[str, str]:
        """A digest of all evidence on the bodies of each sector."""
        bodies: dict[str, list[str]] = {str(key): [] for key in self._site.record.data.sectors["id"]}
        for row in self._site.record.rows["bodies"]:
            bodies[row["sector"]].append(row["id"])
        return {sector: digest_of(*self._evidence(ids)) for sector, ids in bodies.items()}

    def of(self, path: str) -> FileGroup | None:
        """The group of a file other than the page of a registered body. Feeds have none: they tell earlier releases."""
        if path.endswith(".atom"):
            return None
        if (place := _PLACE.match(path)) and place[1] in self._areas.codes:
            return self._places[place[1]]
        if briefing := _BRIEFING.fullmatch(path):
            return self._briefings.get(briefing[1])
        if path.startswith("api/v1/registered/"):
            return self.registered
        # The page on what has been asked shows charts.
        return self._lists if path.startswith(LIST_FOLDERS) and not path.startswith(pages_asked.PATH) else None

    def _of_place(self, code: str) -> str:
        """All evidence on the bodies of a place and of the regions that it is in.

        National bodies are not on a page about a place, so evidence on a department leaves all places alone.
        """
        lads = self._areas.districts(code)
        regions = {geography.region_of(lad) for lad in lads}
        bodies = [row["id"] for row in self._site.record.rows["bodies"] if row["region"] in regions or code == ENGLAND]
        return digest_of(*self._evidence(dict.fromkeys([*bodies, *self._areas.serving(code)])))

    def _evidence(self, bodies: Iterable[str]) -> Iterable[str]:
        return (self._by_body[body] for body in bodies if body in self._by_body)

    @cached_property
    def _by_body(self) -> Mapping[str, str]:
        """A digest of each body's findings, their sources and what follows from them."""
        said: dict[str, list[str]] = {body: [repr(standing)] for body, standing in self._site.record.known.items()}
        for row in self._site.record.rows["findings"]:
            said[row["body"]] += [repr(row), self._sources.get(row["source"], "")]
        return {body: digest_of(body, *parts) for body, parts in said.items()}
