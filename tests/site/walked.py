"""The website built once for all its tests, and every page of it parsed once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from xml.etree.ElementTree import Element

import html5lib
import pytest

from whosecameras.load import DATA_DIR, Dataset
from whosecameras.site.build import Built, build

BASE = "https://cameras.example"


@dataclass(frozen=True)
class Document:
    """A page as its bytes and as a tree without namespaces; it is parsed strictly."""

    path: str
    raw: bytes

    @cached_property
    def tree(self) -> Element:
        parser = html5lib.HTMLParser(html5lib.getTreeBuilder("etree"), strict=True, namespaceHTMLElements=False)
        tree: Element = parser.parse(self.raw.decode("utf-8"))
        return tree

    @cached_property
    def text(self) -> str:
        """All that can be read on it, white space as single spaces."""
        body = self.tree.find("body")
        assert body is not None
        return " ".join("".join(body.itertext()).split())

    def meta(self, name: str) -> str:
        """The content of a ``meta`` element by its name or property."""
        for element in self.tree.iter("meta"):
            if name in (element.get("name"), element.get("property")):
                return element.get("content") or ""
        raise LookupError(f"{self.path} has no {name}")


@dataclass(frozen=True)
class Website:
    """The built folder."""

    out: Path
    built: Built

    @cached_property
    def pages(self) -> Mapping[str, Document]:
        """Every page by its file."""
        found = [one.path for one in self.built.files if one.path.endswith(".html")]
        return {path: Document(path, (self.out / path).read_bytes()) for path in found}


_BUILT: list[Website] = []


def built_once(dataset: Dataset, tmp_path_factory: pytest.TempPathFactory) -> Website:
    """The website of the record as it stands, built for the first test that asks for it."""
    if not _BUILT:
        out = tmp_path_factory.mktemp("website") / "www"
        _BUILT.append(Website(out, build(dataset, out, BASE, data_dir=DATA_DIR, jobs=2)))
    return _BUILT[0]
