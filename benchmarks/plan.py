"""The parts of the benchmarks, in their order, and how long each may take; together they end within 25 minutes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

MINUTES = 25
#: Of the 25 minutes, for what stands between the parts.
SPARE_SECONDS = 30


@dataclass(frozen=True)
class Part:
    """``name`` is the module with ``measure(quick)``; ``seconds`` what it takes on two quiet cores, with a margin;
    ``website`` if it looks at the built website; ``alone`` if it only runs when it is named, beyond the 25 minutes.
    """

    name: str
    seconds: int
    what: str
    website: bool = False
    alone: bool = False


PARTS: tuple[Part, ...] = (
    Part("site", 220, "building the website, whole and after one change"),
    Part("datasette", 60, "pages of the website beside Datasette, each from one Python process", website=True),
    Part("nginx", 30, "pages of the website from nginx", website=True),
    Part("slow_phone", 90, "pages of the website on a slow phone", website=True),
    Part("start", 45, "start and end of the server", website=True),
    Part("card", 40, "a picture for a briefing"),
    Part("engine", 120, "load, check and search of a record that has grown"),
    Part("requests", 40, "importing what was asked"),
    Part("leads", 45, "reading procurement notices"),
    Part("views", 75, "thousands of different views"),
    Part("growth", 90, "the explorer when the record has grown"),
    Part("interaction", 130, "the explorer beside the bare floor and the usual way"),
    Part("browser", 90, "the explorer in Chromium"),
    Part("peers", 150, "the same page in Dash and in Shiny"),
    Part("waits", 70, "how long 1 to 100 sessions wait"),
    Part("holds", 130, "how many sessions one process holds"),
    Part("site_grown", 900, "building the website of 100,000 bodies", alone=True),
)
#: Those that run if none is named.
USUAL = tuple(part for part in PARTS if not part.alone)
BY_NAME = {part.name: part for part in PARTS}


def allowed(parts: Sequence[Part], at: int, left: float) -> float:
    """Seconds that a part may take when ``left`` are left for it and those after it: all that these do not need, but
    no more than twice its own, and never less than its own where the time lasts.
    """
    later = sum(part.seconds for part in parts[at + 1 :])
    return max(0.0, min(2.0 * parts[at].seconds, left - later))
