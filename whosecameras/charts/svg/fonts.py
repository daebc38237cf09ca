"""The fonts that Streamlit ships: character widths, and font files for resvg.

Streamlit's files are WOFF2 with names that change between versions; resvg reads TrueType. The files are converted once
per version and cached in the temporary folder.
"""

from __future__ import annotations

import os
import tempfile
import unicodedata
from collections.abc import Mapping
from functools import cache
from importlib.util import find_spec
from pathlib import Path

from fontTools import version as fonttools_version  # type: ignore[import-untyped]
from fontTools.ttLib import TTFont  # type: ignore[import-untyped]

SANS_NAME, SERIF_NAME = "Source Sans 3", "Source Serif 4"
#: The file name of each font in Streamlit, without the suffix that changes.
_FILES = {SANS_NAME: "SourceSansVF-Upright", SERIF_NAME: "SourceSerifVariable-Roman"}
#: Widths of characters missing from our fonts: emoji and East Asian characters, and all others.
_WIDE, _USUAL = 1.25, 0.6
_FAMILY_NAMES = (1, 16, 21)  # family names in a font's name table, as three kinds of program look them up
_WINDOWS_ENGLISH = (3, 1, 0x409)  # platform, encoding and language of a name


class FontMissing(Exception):
    """The fonts that pictures are set in are missing."""


@cache
def shipped(family: str) -> Path:
    """The WOFF2 file of a font. Raises ``FontMissing`` if Streamlit has none."""
    spec = find_spec("streamlit")
    folder = Path(spec.origin or "").parent / "static" if spec else Path("streamlit")
    path = next(iter(sorted(folder.glob(f"**/{_FILES[family]}*.woff2"))), None) if spec else None
    if path is None:
        raise FontMissing(f"the font {family} is not in {folder}; install what requirements.txt names")
    return path


@cache
def _folder() -> Path:
    """A folder that only we can write to, so that nobody else can plant a font."""
    owner = os.getuid() if hasattr(os, "getuid") else 0
    folder = Path(tempfile.gettempdir()) / f"whose-cameras-fonts-{owner}"
    try:
        folder.mkdir(mode=0o700, exist_ok=True)
        if not folder.is_symlink() and (not hasattr(os, "getuid") or folder.stat().st_uid == owner):
            return folder
    except OSError:
        pass  # the path exists but is a file
    return Path(tempfile.mkdtemp(prefix="whose-cameras-fonts-"))


@cache
def unpacked(family: str) -> Path:
    """A font as TrueType, under the family name that our pictures use."""
    source = shipped(family)
    target = _folder() / f"{source.stem}-{fonttools_version}.ttf"
    if not target.is_file():
        font = TTFont(source, recalcTimestamp=False)
        font.flavor = None
        for name_id in _FAMILY_NAMES:
            font["name"].removeNames(nameID=name_id)
        font["name"].setName(family, _FAMILY_NAMES[0], *_WINDOWS_ENGLISH)
        handle, part = tempfile.mkstemp(dir=target.parent, suffix=".part")
        try:
            with os.fdopen(handle, "wb") as file:
                font.save(file)
            Path(part).replace(target)
        finally:
            Path(part).unlink(missing_ok=True)
    return target


def _readable(family: str) -> Path:
    """The converted font, which loads ten times as fast, or the shipped one if nothing can be written."""
    try:
        return unpacked(family)
    except OSError:
        return shipped(family)


@cache
def _widths(family: str, weight: int) -> Mapping[int, float]:
    """The width of each character of a font at a weight, as a share of the font size, rounded to a thousandth."""
    with TTFont(_readable(family)) as font:
        glyphs, em = font.getGlyphSet(location={"wght": weight}), font["head"].unitsPerEm
        return {code: round(glyphs[glyph].width * 1000 / em) / 1000 for code, glyph in font.getBestCmap().items()}


@cache
def advance(character: str, *, bold: bool = False, serif: bool = False) -> float:
    """The width of a character as a share of the font size; a default (wide or regular) if the font lacks it.

    The serif is measured at its default optical size; large text uses a larger optical size and is narrower.
    """
    width = _widths(SERIF_NAME if serif else SANS_NAME, 700 if bold else 400).get(ord(character))
    if width is None:
        wide = unicodedata.east_asian_width(character) in "WF" or unicodedata.category(character) == "So"
        return _WIDE if wide else _USUAL
    return width
