"""What the pages say that lead to a body: search, the letters from A to Z, and the page for a wrong address."""

from __future__ import annotations

from whosecameras.content import home
from whosecameras.site.page import HOME, Page, Site, cut, letters
from whosecameras.text import wording


def search(site: Site) -> Page:
    """Search by name or postcode district; without script, the letters."""
    record = site.record
    return Page(
        path="search",
        template="search.html",
        title="Is your council, school or police force on the list?",
        description=wording.register_sentence(record.data),
        crumbs=(HOME,),
        explorer=site.explorer("find"),
        nav="search",
        about="Find a body",
        view={
            "letters": letters(site),
            "sentence": wording.register_sentence(record.data),
            "held": home.held(record.data),
            "sectors": record.sectors,
            "request": record.request("[name of the public body]"),
        },
    )


def letter(site: Site, letter: str) -> Page:
    """All bodies of one letter, or of the whole register."""
    record = site.record
    found = [row for row in record.rows["bodies"] if row["name"][0].upper() == letter or not letter]
    named = [
        record.named(row["id"], record.sectors[row["sector"]] + (", no longer exists" if row["replaced_by"] else ""))
        for row in sorted(found, key=lambda row: row["name"])
    ]
    known = sum(record.known[row["id"]].spoken_of for row in found)
    which = f"the letter {letter}" if letter else "all letters"
    counted = wording.counted(len(found), "body", "bodies")
    begins = cut(wording.listed([one.name for one in named], most=5), 220)
    return Page(
        path=f"a-z/{letter.lower()}" if letter else "a-z",
        template="letter.html",
        title=f"A to Z, {which}: {counted}, {wording.number(known)} of them with public evidence",
        description=f"Public bodies of the register, {which}: {begins}. "
        "Where nothing is known that is a gap in the record, not a “no”.",
        crumbs=(HOME, ("Find a body", "search")),
        explorer=site.explorer("find"),
        nav="search",
        about=f"A to Z, {which}",
        twins=not letter,
        view={"letters": letters(site), "letter": letter, "bodies": named},
    )


def missing(site: Site) -> Page:
    """What is shown for an address that leads nowhere."""
    return Page(
        path="404",
        template="404.html",
        title="This address leads nowhere",
        description="No page has this address. Search for a public body, or go to the list from A to Z.",
        view={"letters": letters(site)},
        listed=False,
    )
