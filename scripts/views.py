"""Every page and state that a visitor can see, by name and address: for pictures and for automated checks.

The addresses are those of ``asgi.py``: the website at ``/``, the explorer at ``/explore``.
"""

from __future__ import annotations

from dataclasses import dataclass

from scripts import explorer
from whosecameras.record.loading import Dataset


@dataclass(frozen=True)
class Examples:
    """Bodies, a region, a source and a manufacturer that use as much of their templates as the record allows."""

    most_said: str
    nothing_known: str
    longest_name: str
    registered: str
    region: str
    source: str
    manufacturer: str


def examples(data: Dataset) -> Examples:
    """The body and source with the most findings, a body with none, the longest name, a nation, a manufacturer.

    The body known only from a register is the first school, which a sample of the registers also has.
    """
    named = data.findings["body"].value_counts()
    registered = data.registers["bodies"]
    return Examples(
        most_said=str(named.index[0]),
        nothing_known=str(next(body for body in data.bodies["id"] if body not in named.index)),
        longest_name=str(data.bodies["id"].iloc[int(data.bodies["name"].str.len().argmax())]),
        registered=str(registered[registered["sector"] == "school"]["id"].iloc[0]),
        region="S92000003",
        source=str(data.findings["source"].value_counts().index[0]),
        manufacturer=str(data.vendors["id"].iloc[0]),
    )


#: One or more pages per template of the website, named "template" or "template, variant".
WEBSITE = {
    "front": "/",
    "body, much said": "/body/{most_said}",
    "body, nothing known": "/body/{nothing_known}",
    "registered_body": "/body/{registered}",
    "region": "/region/{region}",
    "sector": "/sector/council",
    "source": "/source/{source}",
    "manufacturer": "/manufacturer/{manufacturer}",
    "areas": "/area",
    "area": "/area/E08000035",
    "compare": "/compare/scotland-england",
    "compare, all regions": "/compare",
    "map": "/map",
    "map, true shapes": "/map/districts",
    "map_full": "/map/full",
    "map_years": "/map/years",
    "sectors": "/sectors",
    "rules": "/rules",
    "manufacturers": "/manufacturers",
    "method": "/method",
    "data": "/data",
    "corrections": "/corrections",
    "ask": "/ask",
    "ask_list": "/ask/E12000009",
    "asked": "/ask/progress",
    "press": "/press",
    "briefings": "/briefings",
    "privacy": "/privacy",
    "sources": "/sources",
    "a_to_z": "/a-z",
    "list": "/a-z/w",
    "search": "/search?q=leeds",
    "404": "/no-such-page",
}
#: Every page of the explorer, then deeper pages, then what is shown for a wrong address.
EXPLORER = {
    **{one.name: "/explore" + one.path for one in explorer.pages()},
    "a body": "/explore/find?body={most_said}",
    "found by name": "/explore/find?q=north",
    "compare, six regions": "/explore/compare?with=E12000001,E12000002,E12000003,E12000004,E12000005,E12000006",
    "no such body": "/explore/find?body=nobody",
    "compare, strange choice": "/explore/compare?with=moon,S92000003",
    "wrong address": "/explore/map?layer=moon",
    "embedded card": "/explore/briefing?card=headline&embed=true",
    "no such card": "/explore/briefing?card=moon&embed=true",
}
#: States of the same pages that are only looked at in pictures.
WEBSITE_STATES = {
    "body, long name": "/body/{longest_name}",
    "search, nothing found": "/search?q=xyzzy",
}
EXPLORER_STATES = {
    "map, true shapes": "/explore/map?layer=districts",
    "map, police forces": "/explore/map?layer=police",
    "map, regions": "/explore/map?layer=regions",
    "map, one council": "/explore/map?area=S12000047",
    "map, filtered to nothing": "/explore/map?vendor=dahua&grade=A&collective=no&year=2018",
    "a body, nothing known": "/explore/find?body={nothing_known}",
    "a body, long name": "/explore/find?body={longest_name}",
    "found by postcode": "/explore/find?q=LS1",
    "found nothing": "/explore/find?q=xyzzy",
    "sectors, nothing matches": "/explore/sectors?sector=school&status=Removing",
    "rules, nothing matches": "/explore/rules?jurisdiction=Wales&kind=company",
    "data, nothing matches": "/explore/data?q=xyzzy",
    "one source": "/explore/method?source={source}",
    "no such page": "/explore/no-such-page",
}


def address(pattern: str, known: Examples) -> str:
    """An address with the examples filled in."""
    return pattern.format_map(vars(known))
