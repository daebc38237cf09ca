"""Colours and marks: one palette for light and dark, and one mark for each status, used everywhere.

Colour alone never carries a status: each has a distinct fill, hatch or outline, which the legend repeats.
``tests/test_marks.py`` checks the contrast of every pair that is used.
"""

from __future__ import annotations

from dataclasses import dataclass
from html import escape
from typing import Literal

from whosecameras.record.schema import Status

Mode = Literal["light", "dark"]
Hatch = Literal["", "ne", "nw", "cross", "dots"]

#: The fonts that Streamlit ships, then the ones most machines have.
SANS = '"Source Sans", "Source Sans 3", Inter, "Noto Sans", Arial, sans-serif'
SERIF = '"Source Serif", "Source Serif 4", "Noto Serif", Georgia, serif'


@dataclass(frozen=True)
class Palette:
    """Colours of one theme, as ``#rrggbb``."""

    ground: str
    ink: str
    muted: str
    rule: str
    accent: str
    link: str
    using: str
    using_tint: str
    removing: str
    removed: str
    removed_tint: str
    not_using: str
    silent: str
    silent_tint: str


PALETTES: dict[Mode, Palette] = {
    "light": Palette(
        ground="#fbfaf7",
        ink="#1c2126",
        muted="#5c6268",
        rule="#dddad3",
        accent="#b3352b",
        link="#1d5a8c",
        using="#c93d2b",
        using_tint="#f3dcd8",
        removing="#a86a08",
        removed="#2f7d74",
        removed_tint="#d5ebe8",
        not_using="#12385f",
        silent="#5c6268",
        silent_tint="#d2cfc8",
    ),
    "dark": Palette(
        ground="#14181c",
        ink="#ece9e2",
        muted="#a7adb3",
        rule="#3a4047",
        accent="#ef7a6d",
        link="#8cc1ec",
        using="#e4655a",
        using_tint="#4a2826",
        removing="#e0a33c",
        removed="#6cc0b6",
        removed_tint="#1d3a37",
        not_using="#a5d3f5",
        silent="#a7adb3",
        silent_tint="#3d444c",
    ),
}


@dataclass(frozen=True)
class Mark:
    """How a status is drawn: ``fill`` and ``line`` name colours of the palette, ``hatch`` the pattern over the fill."""

    fill: str
    line: str
    hatch: Hatch = ""


#: The directions of hatch lines.
HATCH_LINES: dict[Hatch, tuple[Literal["ne", "nw"], ...]] = {"ne": ("ne",), "nw": ("nw",), "cross": ("ne", "nw")}
MARKS: dict[str, Mark] = {
    Status.USING: Mark("using", "using"),
    Status.REMOVING: Mark("ground", "removing", "nw"),
    Status.REMOVED: Mark("removed_tint", "removed", "cross"),
    Status.NOT_USING: Mark("not_using", "not_using"),
    Status.WOULD_NOT_SAY: Mark("silent_tint", "silent", "dots"),
    Status.DID_NOT_ANSWER: Mark("silent_tint", "silent", "nw"),
    Status.GROUP_ONLY: Mark("using_tint", "using", "ne"),
    Status.UNKNOWN: Mark("ground", "muted"),
}

#: The share of a colour that is left if the evidence is older than three years.
OLDER_STRENGTH = 0.55
OLDER_NOTE = "Paler colours: the evidence is more than three years old, or has no date."


def colour(mode: Mode, name: str) -> str:
    """A colour of the palette by name."""
    return str(getattr(PALETTES[mode], name))


def weaker(mode: Mode, name: str) -> str:
    """The same colour for older evidence: mixed with the background, not transparent, so nothing shows through."""
    strong, ground = (
        tuple(int(value[at : at + 2], 16) for at in (1, 3, 5)) for value in (colour(mode, name), colour(mode, "ground"))
    )
    mixed = (round(a * OLDER_STRENGTH + b * (1 - OLDER_STRENGTH)) for a, b in zip(strong, ground, strict=True))
    return "#" + "".join(f"{part:02x}" for part in mixed)


def swatch(mark: str, mode: Mode, size: int = 14) -> str:
    """The mark as a small inline SVG of ``size`` pixels without text, with its fill, hatch and outline."""
    style = MARKS[mark]
    fill, line = colour(mode, style.fill), colour(mode, style.line)
    inner = ""
    for way in HATCH_LINES.get(style.hatch, ()):
        for offset in (-8, -3, 2, 7):
            x1, x2 = (offset, offset + 14) if way == "nw" else (offset + 14, offset)
            inner += f'<line x1="{x1}" y1="0" x2="{x2}" y2="14" stroke="{line}" stroke-width="1.6"/>'
    if style.hatch == "dots":
        spots = [(x, y) for x in (4, 7, 10) for y in (4, 7, 10)]
        inner = "".join(f'<circle cx="{x}" cy="{y}" r="1.2" fill="{line}"/>' for x, y in spots)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{size}" height="{size}" viewBox="0 0 14 14" '
        f'aria-hidden="true" style="vertical-align:-2px">'
        f'<rect x="0" y="0" width="14" height="14" fill="{fill}"/>{inner}'
        f'<rect x="0.6" y="0.6" width="12.8" height="12.8" fill="none" stroke="{line}" stroke-width="1.2"/></svg>'
    )


def swatch_name(mark: str, mode: Mode) -> str:
    """The name of the swatch's file under ``static/marks/``, for pages that load it by address."""
    return f"{mark.lower().replace(' ', '-')}-{mode}.svg"


def lens_name(status: Status, older: bool) -> str:
    """The name of a status's lens in ids and file names: ``using``, ``using-older``, ``unknown``."""
    return status.name.lower().replace("_", "-") + ("-older" if older else "")


def label(mark: str) -> str:
    """The mark's name as printed in the legend."""
    return str(mark)


def chip(mark: str, mode: Mode) -> str:
    """A status as a swatch with its name, as safe HTML."""
    border = colour(mode, MARKS[mark].line)
    return (
        f'<span style="display:inline-block;border:1px solid {border};border-radius:3px;padding:1px 8px 2px 6px;'
        f'font-weight:600;white-space:nowrap">{swatch(mark, mode)} {escape(label(mark))}</span>'
    )
