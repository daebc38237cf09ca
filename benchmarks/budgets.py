"""Every line that has a budget: what is measured, how much is allowed, and which part measures it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal


@dataclass(frozen=True)
class Budget:
    """A line of the table. ``line`` is its name in ``results.json`` and in ``explained.py``, ``part`` the module that
    measures it; a figure passes if it is not above (``at most``) or not below (``at least``) ``limit``. A budget that
    is ``given_up`` is measured and shown, but not met on purpose: ``explained.py`` says why.
    """

    line: str
    part: str
    what: str
    sense: Literal["at most", "at least"]
    limit: float
    unit: str
    given_up: bool = False

    @property
    def said(self) -> str:
        """``≤ 1.5``."""
        return f"{'≤' if self.sense == 'at most' else '≥'} {self.limit:,g}"

    def used(self, figure: float) -> float:
        """The share of the budget that a figure uses; above 1 it is missed."""
        if self.sense == "at most":
            return figure / self.limit if self.limit else float(figure > 0) * 2
        return self.limit / figure if figure > 0 else float("inf")

    def passes(self, figure: float) -> bool:
        """Whether a figure is within the budget."""
        return figure <= self.limit if self.sense == "at most" else figure >= self.limit

    def verdict(self, figure: float) -> str:
        """``pass``, ``miss`` or ``given up``."""
        return "pass" if self.passes(figure) else "given up" if self.given_up else "miss"


def most(line: str, part: str, what: str, limit: float, unit: str) -> Budget:
    """A line whose figure may not be above its limit."""
    return Budget(line, part, what, "at most", limit, unit)


def least(line: str, part: str, what: str, limit: float, unit: str) -> Budget:
    """A line whose figure may not be below its limit."""
    return Budget(line, part, what, "at least", limit, unit)


#: Name of a peer's lines -> how the table calls it.
PEERS = {"dash": "Dash", "dash-json": "Dash with ready-made JSON", "shiny": "Shiny"}
#: Peers that answer faster than Streamlit can: the comparison stays, the budget is given up.
FASTER_PEERS = ("dash", "dash-json")
_PEERS = tuple(
    replace(one, given_up=line in FASTER_PEERS)
    for line, peer in PEERS.items()
    for one in (
        most(f"{line}-cpu", "peers", f"same page: server CPU against {peer}", 1, "×"),
        least(f"{line}-rate", "peers", f"same page: interactions a second against {peer}", 1, "×"),
        most(f"{line}-p95", "peers", f"same page: p95 at 50 sessions against {peer}", 1, "×"),
    )
)

BUDGETS: tuple[Budget, ...] = (
    most("front-cpu", "interaction", "front page, run whole: server CPU against the bare floor", 3, "×"),
    most("map-cpu", "interaction", "map, another manufacturer: server CPU against the bare floor", 2, "×"),
    least("front-rate", "interaction", "front page: interactions a second against the usual way", 6, "×"),
    least("map-rate", "interaction", "map: interactions a second against the usual way", 6, "×"),
    most("front-bytes", "interaction", "front page: an interaction over the socket", 20, "kB"),
    most("map-bytes", "interaction", "map: an interaction over the socket", 20, "kB"),
    most("map-unseen", "interaction", "map: a view not seen before, over the socket", 25, "kB"),
    most("memory", "interaction", "map: memory of a live session, over 100", 0.5, "MB"),
    least("sessions", "holds", "map: sessions with p95 under 1 s, 5 s between clicks, against the usual way", 30, "×"),
    *_PEERS,
    most("front-chart", "browser", "front page: first chart against a floor with one bar chart", 1.15, "×"),
    most("map-chart", "browser", "map: first chart against a floor with one bar chart", 1.15, "×"),
    most("front-grown", "growth", "front page: an interaction at 100 times the record", 1.2, "×"),
    most("map-grown", "growth", "map: an interaction at 100 times the record", 1.2, "×"),
    most("sectors-grown", "growth", "sectors: an interaction at 100 times the record", 1.2, "×"),
    most("find-grown", "growth", "finding a body: an interaction at 100 times the record", 1.2, "×"),
    most("load-10", "engine", "load at 10 times the record against today's", 10, "×"),
    most("check-10", "engine", "check at 10 times the record against today's", 10, "×"),
    most("load-100", "engine", "load at 100 times the record against today's", 100, "×"),
    most("check-100", "engine", "check at 100 times the record against today's", 100, "×"),
    most("load-1000", "engine", "load at 1,000 times the record against today's", 1000, "×"),
    most("check-1000", "engine", "check at 1,000 times the record against today's", 1000, "×"),
    most("million-seconds", "engine", "load of a million findings", 10, "s"),
    most("million-memory", "engine", "load of a million findings, memory at its peak", 1.5, "GB"),
    most("search-name", "engine", "search for a name among 40,000 bodies, p95", 30, "ms"),
    most("search-word", "engine", "search for a word in thousands of names, p95", 30, "ms"),
    most("views", "engine", "library: five views asked before, at 100 times the record", 1.2, "×"),
    most("profile", "engine", "profile of a body at 100 times the record against 10 times", 1.5, "×"),
    most("site-whole", "site", "whole website from nothing", 120, "s"),
    most("site-rebuild", "site", "rebuild after one changed finding", 10, "s"),
    most("site-row", "site", "rebuild after one changed row of a register", 20, "s"),
    most("site-files", "site", "files of the website", 80_000, "files"),
    most("site-size", "site", "website on disk", 400, "MB"),
    most("site-front", "site", "front page, compressed, with its stylesheet", 60, "kB"),
    most("site-body", "site", "heaviest page of a body, compressed", 15, "kB"),
    least("datasette", "datasette", "page of a body, pages a second against Datasette's page of a row", 5, "×"),
    least("nginx-rate", "nginx", "pages of bodies with evidence from nginx, a second", 20_000, "/s"),
    most("nginx-p95", "nginx", "p95 at that load", 25, "ms"),
    most("phone-front", "slow_phone", "front page drawn on a slow phone", 0.6, "s"),
    most("phone-body", "slow_phone", "heaviest page of a body drawn on a slow phone", 0.6, "s"),
    most("phone-silent", "slow_phone", "page of a body without evidence drawn on a slow phone", 0.6, "s"),
    most("phone-area", "slow_phone", "heaviest page of an area drawn on a slow phone", 0.6, "s"),
    most("search-bytes", "slow_phone", "search: all that a first answer fetches, at most", 60, "kB"),
    most("search-phone", "slow_phone", "search: first suggestions on a slow phone, p95", 0.6, "s"),
    most("start", "start", "start of a warm server until its first page", 4, "s"),
    most("stop", "start", "end of the server with 50 sessions open", 5, "s"),
    most("card", "card", "picture of a card", 0.3, "s"),
    most("pack", "card", "briefing on the UK, whole, without a browser", 20, "s"),
    most("requests", "requests", "import of 20,000 requests", 60, "s"),
    most("leads-memory", "leads", "procurement notices of 200 MB: memory at its peak against that of 20 MB", 1.1, "×"),
    most(
        "views-memory", "views", "explorer: memory after a minute of different views against that after 12 s", 1.1, "×"
    ),
    most("soak-memory", "soak", "soak: memory at the end against that after the warm-up", 1.05, "×"),
    most("soak-errors", "soak", "soak: errors in the log or seen by visitors", 0, "errors"),
)
BY_LINE = {one.line: one for one in BUDGETS}
