"""Why budgets are missed: what was tried, and what sets the limit. Printed in docs/performance.md at each miss."""

from __future__ import annotations

_MESSAGES = (
    "The front page has no control, so the whole page runs; on the map only the fragment that follows the controls "
    "does (the messages of each are counted below). Streamlit's own hash, queue and socket cost 0.2 ms for each "
    "element, whether drawn or replayed, and the navigation costs 2 ms; the floor has one element and no navigation. "
    "More caching does not help; fewer elements would: see “The explorer” below."
)
_READY = (
    "Flask serves cached figures, as JSON or nearly so, in less time than Streamlit takes for its bare floor, so more "
    "caching cannot make a Streamlit page faster than Dash at its best. Written in the usual way, Dash is far slower. "
    "Dash sends every figure with each answer; Streamlit does not resend what the browser already has (bytes of both "
    "below). The comparison stays, the budgets are given up."
)
_BUSY = "If the load average above is more than about 0.5, other work was using the cores."
_CHART = (
    "Both sides fetch and run the same Streamlit and plotly scripts; our page has more elements, and its picture has "
    "more marks than one bar chart."
)
_LATENCY = (
    "In an idle tab a page with one word took 0.34 s and the heaviest page of a body 0.41 to 0.42 s (21 and 25 "
    "alternating rounds). Most of that is latency and the first paint; the rest is parsing and layout on a processor "
    "four times slower. Without its stylesheet it took 0.37 s; leaving out pictures or shortening the head made no "
    "measurable difference. A newly opened tab adds about 0.1 s of its own."
)

_REBUILD = (
    "It took 44 and 41 s on the machine of 28 November before files were passed over in groups (decision 37). A build "
    "that finds nothing changed takes as long as one after a changed finding. Of its 24 s, libraries and the checked "
    "record took 6, listing all files 5, links to 47,000 files and pages that count all bodies 11 on both cores. A "
    "changed register row also makes every place’s page again."
)
_SLOWER_MACHINE = (
    "The machines of 28 and 29 November are slower: the bare floor took 5.0 and 5.1 ms there, and 3.1 ms on that of "
    "24 November."
)

#: Name of the budget -> the reason, in a sentence or a few.
EXPLAINED: dict[str, str] = {
    "front-cpu": _MESSAGES,
    "map-cpu": _MESSAGES,
    "dash-cpu": _READY,
    "dash-rate": _READY,
    "dash-p95": _READY,
    "dash-json-cpu": _READY,
    "dash-json-rate": _READY,
    "dash-json-p95": _READY,
    "find-grown": (
        "Most likely the look-up among 85 times as many names; the search has its own lines, and the rest of "
        "the page does not grow."
    ),
    "front-chart": f"{_CHART} {_BUSY}",
    "map-chart": f"{_CHART} {_BUSY}",
    "sessions": (
        "The usual way manages so few sessions that one more or less changes the ratio by a fifth; both numbers are "
        f"below. {_BUSY}"
    ),
    "site-rebuild": _REBUILD,
    "site-row": _REBUILD,
    "site-size": (
        "The short pages of 37,000 bodies without evidence are the larger part. A quarter of each is the link with the "
        "request filled in, which has to work without a script."
    ),
    "nginx-rate": (
        "wrk shares the two cores with nginx and everything else that runs: an otherwise idle machine served 45,600 a "
        f"second. {_BUSY}"
    ),
    "start": (
        "Of the processor time, importing Streamlit and pandas takes two fifths and reading the record a third. "
        f"{_SLOWER_MACHINE}"
    ),
    "card": (
        "Drawing 1920 × 1080 pixels is nearly all of it: resvg took 0.2 s for a card of text alone and 0.06 s for an "
        "empty one. Pictures are no longer clipped where nothing lies outside their box, and a column draws only its "
        f"own labels; both helped, but not enough. {_SLOWER_MACHINE}"
    ),
    "phone-front": f"{_LATENCY} {_SLOWER_MACHINE}",
    "phone-body": f"{_LATENCY} {_SLOWER_MACHINE}",
    "phone-area": f"{_LATENCY} {_SLOWER_MACHINE}",
    "phone-silent": f"It waits for the stylesheet, which all these pages share (decision 21). {_SLOWER_MACHINE}",
    "search-phone": (
        "Two scripts, the catalogue and the pieces of the index come one after the other, each with the latency of a "
        "slow network; it took 1.5 s before they were fetched at the first letter. "
        f"{_SLOWER_MACHINE}"
    ),
    "pack": (
        f"It has 112 pictures of 0.2 to 0.7 s each. All cores draw them now; before, one core did. {_SLOWER_MACHINE}"
    ),
    "map-unseen": (
        "The map draws London twice since it was enlarged, so its picture has more hexagons. With compression of the "
        "socket it is 10 kB."
    ),
}
