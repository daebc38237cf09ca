"""One picture for a briefing, from the record to the PNG; and all files of a briefing but the PDF."""

from __future__ import annotations

import time
from collections.abc import Iterator

from benchmarks import room
from benchmarks.report import Row, judged, middle
from whosecameras.briefing.cards import SIZES, lay_out
from whosecameras.briefing.subject import briefing_subject, card
from whosecameras.charts.svg.raster import png
from whosecameras.publishing import active_dataset


def measure(quick: bool) -> Iterator[Row]:
    """The median over the UK's cards at 1920 × 1080; the first reads the fonts."""
    dataset, size = active_dataset.opened(active_dataset.active_folder()), SIZES["1920x1080"]
    keys = briefing_subject(dataset).cards
    taken = []
    for key in [keys[0], *keys[: 4 if quick else 10]]:
        start = time.perf_counter()
        png(lay_out(dataset, card(dataset, key, "light"), size, "light").svg, size.wide, size.high)
        taken.append(time.perf_counter() - start)
    yield judged("card", middle(taken[1:]))
    start = time.perf_counter()
    room.command("briefing", "--out", str(room.folder() / "pack"), "--format", "png,svg,html,pptx")
    yield judged("pack", time.perf_counter() - start)
