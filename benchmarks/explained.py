"""Why a budget is missed: what was tried, and where the limit lies. Printed in docs/performance.md beside a miss."""

from __future__ import annotations

_MESSAGES = (
    "The front page has no control, so that all of it is run; on the map the fragment that follows the controls is "
    "(the messages of each are counted below). Streamlit's own hash, queue and socket cost 0.2 ms for each element, "
    "drawn anew or replayed alike, and the navigation 2 ms; the floor has one element and no navigation. Keeping more "
    "does not help, fewer elements would: see “The explorer” below."
)
_READY = (
    "Flask hands out figures that are kept, as JSON or nearly, in less time than Streamlit takes for its bare floor, "
    "so that keeping more cannot bring a Streamlit page ahead of Dash at its best; written the usual way Dash is far "
    "behind. Dash sends every figure with each answer; Streamlit does not send again what the browser still has "
    "(bytes of both below)."
)
_BUSY = "Where the load average above is more than about 0.5, other work had a share of the cores."
_CHART = (
    "Both sides fetch and run the same scripts of Streamlit and plotly; what comes on top is more elements and a "
    "picture of more marks than one bar chart has."
)
_LATENCY = (
    "In a tab at rest a page with one word took 0.34 s where the heaviest page of a body took 0.41 to 0.42 (21 and 25 "
    "rounds taking turns): latency and the start of a picture are most of it, reading and layout on a processor four "
    "times slower the rest. It took 0.37 s without its stylesheet; no pictures and a shorter head "
    "made no difference beyond the noise. A tab that has only just opened adds some 0.1 s of its own start."
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
        "Most likely the look-up among 85 times as many names; the search itself is judged on its own lines, and what "
        "stands around the answer does not grow."
    ),
    "front-chart": f"{_CHART} {_BUSY}",
    "map-chart": f"{_CHART} {_BUSY}",
    "sessions": (
        "With so few sessions the usual way is a number of one digit, so that one more or less moves the ratio by a "
        f"fifth; both numbers stand below. {_BUSY}"
    ),
    "site-rebuild": (
        "Reading and checking the record, starting Python on both cores, and hashing what every page is made from come "
        f"before the first page; they cost the same for one changed finding as for a hundred. {_BUSY}"
    ),
    "site-size": (
        "The short pages of 37,000 bodies without evidence are 247 MB, 6.6 kB each. Half of that is the request, once "
        "as a link to send and once to read, so that both work without a script. Pictures to share are 69 MB, and what "
        "is compressed is kept in three forms."
    ),
    "nginx-rate": (
        "wrk shares the two cores with nginx, and so does whatever else runs: a machine that did nothing else served "
        f"45,600 a second. {_BUSY}"
    ),
    "start": (
        "Importing pandas and Streamlit is the larger part (`python -X importtime`). A second process, which checks "
        f"the record before it is served, imports pandas once more. {_BUSY}"
    ),
    "card": f"A chart with many marks takes longest. {_BUSY}",
    "phone-front": _LATENCY,
    "phone-body": _LATENCY,
}
