"""A council's name is recognised in every form that law, statistics and maps use, and never confused with another's."""

from __future__ import annotations

import pandas as pd
import pytest

from whosecameras.analysis import name_forms
from whosecameras.analysis.name_keys import normalise
from whosecameras.analysis.search import SLIP, Finder
from whosecameras.record import geography
from whosecameras.record.loading import Dataset

#: By the prefix of its code, how statistics, maps and the law write the kind of council.
FORMS = {
    "E06": ("{} UA", "{} Unitary Authority", "{} (B)"),
    "E07": ("{} District", "{} district council", "{} Borough", "District Council of {}"),
    "E08": ("{} District", "{} DISTRICT (B)", "{} Metropolitan Borough Council", "Borough Council of {}"),
    "E09": ("{} London Boro", "{} London Borough", "London Borough of {}"),
    "E10": ("{} County", "COUNTY COUNCIL OF {}", "{} county council"),
    "W06": ("{} UA", "{} Unitary Authority"),
    "S12": ("{} Council", "{} UA"),
    "N09": ("{} District", "{} Borough Council"),
}
OWN_KIND = ("E09000001", "E09000033")  # the two cities among the London boroughs


@pytest.fixture(scope="module")
def councils(dataset: Dataset) -> pd.DataFrame:
    return dataset.bodies[dataset.bodies["sector"] == "council"]


@pytest.fixture(scope="module")
def finder(councils: pd.DataFrame) -> Finder:
    return Finder(councils)


def taken(finder: Finder, text: str) -> str:
    body, score, following = finder.best(text)
    return body if (score >= SLIP and score - following >= 5) or score == 100.0 > following else ""


def place_of(code: str) -> str:
    """The name of a council's area, without the kind of place that the ONS adds to some."""
    name = {**geography.area_names("lad24"), **geography.area_names("county24")}[geography.current(code)]
    return name.removesuffix(", City of").removesuffix(", County of")


def test_every_council_is_known_in_the_forms_of_its_kind_and_no_other_is(
    finder: Finder, councils: pd.DataFrame
) -> None:
    living = councils[councils["replaced_by"] == ""]
    # A former council of the same place also matches some forms: there the date of a statement decides.
    former = councils.loc[councils["replaced_by"] != "", "name"]
    shared = {place for place in map(place_of, living["code"]) if former.str.startswith(f"{place} ").any()}
    asked = {
        form.format(place_of(code)): body
        for body, code in zip(living["id"], living["code"], strict=True)
        for form in FORMS[code[:3]]
        if code not in OWN_KIND and place_of(code) not in shared
    }
    found = {text: taken(finder, text) for text in asked}
    assert {text: body for text, body in found.items() if body not in ("", asked[text])} == {}
    assert [text for text, body in found.items() if not body] == []
    assert len(asked) > 1000


@pytest.mark.parametrize(
    ("text", "body"),
    [
        ("Borough Council of King’s Lynn & West Norfolk", "kings-lynn-and-west-norfolk-council"),
        ("The Council of the City of York", "york-council"),
        ("The Mayor and Burgesses of the London Borough of Brent", "brent-council"),
        ("Conwy County Borough", "conwy-council"),
        ("Powys County Borough", ""),
        ("Nottingham City UA", "nottingham-council"),
        ("City of Plymouth (B)", "plymouth-council"),
        ("City of Leeds District", "leeds-council"),
        ("City of Westminster London Boro", "westminster-council"),
        ("The City and County of the City of London", "city-of-london-corporation"),
        ("Rhonda Cynon Taf", "rhondda-cynon-taf-council"),
        ("Rhondda, Cynon, Taff", "rhondda-cynon-taf-council"),
        ("Sir Fynwy", "monmouthshire-council"),
        ("Cyngor Dinas Abertawe", "swansea-council"),
        ("Bexley London Borugh", ""),
        ("Northampton County", ""), ("Leicester County", ""), ("Kent District", ""), ("Surrey Borough", ""),
        ("Gloucester District Hospital", ""), ("London Boro", ""), ("County", ""), ("Borough Council of", ""),
        ("Adur and Worthing Borough Council", ""),
    ],
)  # fmt: skip
def test_a_form_of_a_name(finder: Finder, text: str, body: str) -> None:
    assert taken(finder, text) == body


@pytest.mark.parametrize(
    ("key", "usual"),
    [("x y ua", "x y council"), ("x district b", "x district council"),
     ("borough council of x and y", "x and y borough council"),
     ("x london boro", "x borough council"), ("county", "county"), ("x city council", "x city council"), ("ua", "ua")],
)  # fmt: skip
def test_a_form_becomes_the_usual_one(key: str, usual: str) -> None:
    assert name_forms.plain(key) == usual == name_forms.plain(usual)


@pytest.mark.parametrize(
    ("short", "whole", "part"),
    [
        ("Poole", "Bournemouth, Christchurch and Poole", True),
        ("Derry", "Derry City and Strabane", True),
        ("Derry and Strabane", "Derry City and Strabane", False),
        ("Blackburn", "Blackburn with Darwen", True),
        ("York, City of", "City of York", False),
        ("Kingston upon Hull", "Hull", False),
        ("Caerdydd", "Cardiff", False),
    ],
)
def test_a_name_that_leaves_a_place_out_is_a_part(short: str, whole: str, part: bool) -> None:
    assert name_forms.is_part(normalise(short), normalise(whole)) == part


@pytest.mark.parametrize(
    ("text", "both"),
    [
        ("Abertawe - Swansea", ("Abertawe", "Swansea")),
        ("Wrecsam / Wrexham", ("Wrecsam", "Wrexham")),
        ("Ynys Môn (Isle of Anglesey)", ("Ynys Môn", "Isle of Anglesey")),
        ("Stockton-on-Tees", ()),
        ("Swansea", ()),
    ],
)
def test_two_names_side_by_side(text: str, both: tuple[str, ...]) -> None:
    assert name_forms.side_by_side(text) == both
