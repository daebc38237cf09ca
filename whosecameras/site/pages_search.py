"""Pages that lead to a body: search, the A to Z, and the page for an unknown address."""

from __future__ import annotations

from collections.abc import Sequence

from whosecameras.analysis.counts import tally_of
from whosecameras.content import home
from whosecameras.record import geography
from whosecameras.site.page import HOME, Page, Site, letters, truncate
from whosecameras.site.share_pictures import SharePicture
from whosecameras.text import asking, registered, wording
from whosecameras.text.letters import first_letter

PLACEHOLDER = "[name of the public body]"
#: The social card that all parts of these lists share.
_PICTURE = SharePicture("A to Z", "Every public body by name, with what is known of it", common=True)
#: Folders of lists whose pages share a social card.
LIST_FOLDERS = ("a-z/", "list/", "ask/")


def search(site: Site) -> Page:
    """Search by name, code or postcode; without JavaScript, the A to Z."""
    record = site.record
    return Page(
        path="search",
        template="search.html",
        title=home.FIND,
        description=wording.register_sentence(record.data),
        crumbs=(HOME,),
        explorer=site.explorer("find"),
        nav="search",
        about="Find yours",
        view={
            "letters": letters(site),
            "sentence": wording.register_sentence(record.data),
            "held": home.held(record.data),
            "on_registers": home.on_registers(record.data),
            "postcode_notice": geography.POSTCODE_NOTICE,
            "sectors": record.sectors,
            "placeholder": PLACEHOLDER,
            "request": first_letter(record.data).to(PLACEHOLDER),
            "by_kind": [
                {"sector": sector, "name": name, "figure": next(iter(record.figures_of_kind(sector)), None)}
                for sector, name in record.sectors.items()
            ],
            "lists": home.lists(record.data),
            "anyone": asking.ANYONE,
        },
    )


def a_to_z(site: Site) -> Page:
    """Links to all lists of bodies, by letter and by sector, with the number of bodies in each."""
    lists, record = site.lists, site.record
    total = sum(map(len, lists.by_letter.values()))
    named = tally_of(record.known.values()).named
    return Page(
        path="a-z",
        template="a_to_z.html",
        title=f"A to Z: sources name {wording.number(named)} of "
        f"{wording.numbered(total, 'public body', 'public bodies')}",
        description="Every public body that has a page here, by letter and by sector. "
        "No evidence does not mean no cameras.",
        crumbs=(HOME, ("Find yours", "search")),
        explorer=site.explorer("find"),
        nav="search",
        card=_PICTURE,
        about="A to Z",
        twins=True,
        view={
            "letters": letters(site),
            "by_letter": [(letter, len(bodies)) for letter, bodies in lists.by_letter.items()],
            "by_sector": [(key, record.sectors[key], len(bodies)) for key, bodies in lists.by_sector.items()],
            "one_by_one": len(record.rows["bodies"]),
            "dated": home.on_registers(record.data),
        },
    )


def list_path(folder: str, key: str, number: int) -> str:
    """The path of one part of a list; the first part has the address of the list."""
    return f"{folder}/{key.lower()}" + (f"-{number}" if number > 1 else "")


def letter(site: Site, letter: str, number: int = 1) -> Page:
    """One part of the list of bodies under a letter."""
    return _part(site, "a-z", letter, f"the letter {letter}", site.lists.by_letter[letter], number)


def sector_list(site: Site, key: str, number: int = 1) -> Page:
    """One part of the list of bodies in a sector."""
    return _part(site, "list", key, site.record.sectors[key], site.lists.by_sector[key], number)


def _part(site: Site, folder: str, key: str, which: str, bodies: Sequence[tuple[str, str, str]], number: int) -> Page:
    part = site.lists.part(bodies, number, with_sector=folder == "a-z")
    with_evidence = tally_of(site.record.known[body] for _, body, _ in bodies if body in site.record.known).named
    counted = wording.counted(part.total, "body", "bodies")
    of_parts = f", part {number} of {len(part.spans)}" if len(part.spans) > 1 else ""
    begins = truncate(wording.listed([body.name for body in part.bodies], most=5), 220)
    last = len(part.spans)
    # Only the first part has the table of contents: repeated on every part, it would grow quadratically.
    paths = [(list_path(folder, key, at), *span) for at, span in enumerate(part.spans, 1)] if number == 1 < last else []
    return Page(
        path=list_path(folder, key, number),
        template="list.html",
        title=f"A to Z, {which}{of_parts}: {counted}, "
        + (f"of which sources name {wording.number(with_evidence)}" if with_evidence else "none named by a source"),
        description=f"Public bodies, {which}{of_parts}: {begins}. No evidence does not mean no cameras.",
        crumbs=(HOME, ("Find yours", "search"), ("A to Z", "a-z")),
        explorer=site.explorer("find"),
        card=_PICTURE,
        card_file="cards/a-z.png",
        small=True,
        nav="search",
        about=f"A to Z, {which}{of_parts}",
        share_alike=part.share_alike,
        view={
            "letters": letters(site),
            "letter": key if folder == "a-z" else "",
            "sector": key if folder == "list" else "",
            "bodies": part.bodies,
            "paths": paths,
            "first": list_path(folder, key, 1) if number > 1 else "",
            "before": list_path(folder, key, number - 1) if number > 1 else "",
            "after": list_path(folder, key, number + 1) if number < last else "",
            "notice": registered.SHARE_ALIKE_NOTICE if part.share_alike else "",
        },
    )


def missing(site: Site) -> Page:
    """The page for an unknown address (404)."""
    return Page(
        path="404",
        template="404.html",
        title="Page not found",
        description="No page has this address. Search for a public body, or go to the list from A to Z.",
        view={"letters": letters(site)},
        listed=False,
    )
