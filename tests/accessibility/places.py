"""Which pages are judged: one of each template of the website, and every view of the explorer with its error states."""

from __future__ import annotations

from dataclasses import dataclass

from scripts import explorer
from whosecameras.load import Dataset


@dataclass(frozen=True)
class Examples:
    """Bodies, a region, a source and a maker that show as much of their templates as the record has."""

    most_said: str
    nothing_known: str
    region: str
    source: str
    maker: str


def examples(data: Dataset) -> Examples:
    """The body and the source with the most findings, a body with none, a nation, a maker."""
    named = data.findings["body"].value_counts()
    return Examples(
        most_said=str(named.index[0]),
        nothing_known=str(next(one for one in data.bodies["id"] if one not in named.index)),
        region="S92000003",
        source=str(data.findings["source"].value_counts().index[0]),
        maker=str(data.vendors["id"].iloc[0]),
    )


#: Of each template of the website one page; a test compares them with the templates that there are.
WEBSITE = {
    "front": "/",
    "body, much said": "/body/{most_said}",
    "body, nothing known": "/body/{nothing_known}",
    "region": "/region/{region}",
    "sector": "/sector/council",
    "source": "/source/{source}",
    "maker": "/maker/{maker}",
    "map": "/map",
    "sectors": "/sectors",
    "timeline": "/timeline",
    "makers": "/makers",
    "method": "/method",
    "data": "/data",
    "corrections": "/corrections",
    "privacy": "/privacy",
    "sources": "/sources",
    "letter": "/a-z/w",
    "search": "/search?q=leeds",
    "404": "/no-such-page",
}
#: Every page of the explorer, then what lies deeper, and what is shown when an address is wrong.
EXPLORER = {
    **{one.name: "/explore" + one.path for one in explorer.pages()},
    "a body": "/explore/find?body={most_said}",
    "found by name": "/explore/find?q=lee",
    "no such body": "/explore/find?body=nobody",
    "wrong address": "/explore/map?layer=moon",
    "embedded card": "/explore/briefing?card=headline&embed=true",
    "no such card": "/explore/briefing?card=moon&embed=true",
}


def address(pattern: str, known: Examples) -> str:
    """An address with the examples put in."""
    return pattern.format_map(vars(known))
