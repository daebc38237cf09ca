"""Text for the page of any area."""

from __future__ import annotations

#: Names of the kinds of area, singular.
KINDS = {
    "district": "Council district",
    "county": "County council area",
    "police": "Police force area",
    "region": "English region",
    "nation": "Nation",
}
#: Names of the kinds of area, plural.
MANY = {
    "district": "Council districts",
    "county": "County council areas",
    "police": "Police force areas",
    "region": "English regions",
    "nation": "Nations",
}
CHOOSE_TITLE = "Your area: who serves it, and what is known about each"
BASED = (
    "These counts cover public bodies based here. A public body that serves the area from elsewhere, such as a police "
    "force, is named but not counted."
)
PARISHES = (
    "Parish and community councils are counted separately. They are never added to district, unitary and county "
    "councils."
)
NO_ICB = (
    "NHS trusts are listed where their main address is. Our lists do not say which districts an integrated care board "
    "in England serves."
)
ONLY_A_REGION = "Our lists give only the region of these public bodies, not the districts they are in or serve."
SURVEYS = (
    "These figures come from surveys. They do not tell you about any one public body, and cannot be added to the "
    "numbers of those named."
)
SHARE_ALIKE = (
    "Some of these names come from lists under a share-alike licence. If you publish something based on them, you must "
    "use the same licence."
)


def council_heading(kind: str, number: int) -> str:
    """The heading above the principal councils of an area."""
    return ("Your council" if number == 1 else "Your councils") if kind == "district" else "Principal councils"
