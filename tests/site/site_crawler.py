"""The built website for its tests: every page parsed once, and copies that may be rebuilt."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import Element

import html5lib
from conftest import EXPLORER, SITE, copied

from whosecameras.site.build import MANIFEST

__all__ = ["BASE", "EXPLORER", "Document", "Website", "copied", "opened"]
BASE = SITE


@dataclass(frozen=True)
class Document:
    """A page as bytes and as a tree without namespaces; parsed strictly."""

    path: str
    raw: bytes

    @cached_property
    def tree(self) -> Element:
        parser = html5lib.HTMLParser(html5lib.getTreeBuilder("etree"), strict=True, namespaceHTMLElements=False)
        tree: Element = parser.parse(self.raw.decode("utf-8"))
        return tree

    @cached_property
    def text(self) -> str:
        """All readable text, with collapsed white space."""
        body = self.tree.find("body")
        assert body is not None
        return " ".join("".join(body.itertext()).split())

    @property
    def is_small(self) -> bool:
        """True for one of the tens of thousands of pages that leave out what programs can find elsewhere."""
        return not any(element.get("property") == "og:type" for element in self.tree.iter("meta"))

    def meta(self, name: str) -> str:
        """The content of a ``meta`` element by its name or property; ``""`` if a small page leaves it out."""
        for element in self.tree.iter("meta"):
            if name in (element.get("name"), element.get("property")):
                return element.get("content") or ""
        if self.is_small and name in ("og:title", "og:image:alt"):
            return ""
        raise LookupError(f"{self.path} has no {name}")


@dataclass(frozen=True)
class Website:
    """The built folder."""

    out: Path

    @cached_property
    def manifest(self) -> dict[str, Any]:
        """The manifest of the build."""
        return dict(json.loads((self.out / MANIFEST).read_text(encoding="utf-8")))

    @property
    def files(self) -> Mapping[str, dict[str, Any]]:
        """Every file by its path: hash and sizes."""
        return dict(self.manifest["files"])

    @cached_property
    def pages(self) -> Mapping[str, Document]:
        """Every page by its file; not what is shown in frames, nor one-pagers (``test_embeds.py``)."""
        apart = {f"{path}.html" for path in self.manifest["moved"]}
        apart |= {path for path in self.files if path.startswith(("embed/", "briefing/"))}
        found = [path for path in self.files if path.endswith(".html") and path not in apart]
        return {path: Document(path, (self.out / path).read_bytes()) for path in found}

    def read(self, path: str) -> Any:
        """A JSON document."""
        return json.loads((self.out / path).read_text(encoding="utf-8"))


@lru_cache(maxsize=1)
def opened(out: Path) -> Website:
    """The website in a folder, with each page parsed once for all tests of a process."""
    return Website(out)
