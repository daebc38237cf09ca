"""Cards about an area other than a region: a nation, a county, a police area or a district."""

from __future__ import annotations

from whosecameras.analysis.deciding import deciding_sources
from whosecameras.briefing import cards_local
from whosecameras.briefing.card_content import Card, CardChart, CardLine, record_date_line
from whosecameras.briefing.frame import check_address, short_address
from whosecameras.charts.marks import Mode, swatch
from whosecameras.content.area import AreaBody, area_of, areas_of
from whosecameras.record.loading import Dataset
from whosecameras.record.schema import Status
from whosecameras.text import area_words, card_words, wording


def has_map(dataset: Dataset, code: str) -> bool:
    """True for an area with several councils: a map of a district's single council would show nothing."""
    return areas_of(dataset).codes[code] != "district"


def area(dataset: Dataset, code: str, mode: Mode) -> Card:
    """The map of an area's councils, or the bodies that serve a district."""
    if not has_map(dataset, code):
        return serving(dataset, code, mode)
    name = areas_of(dataset).name(code)
    return cards_local.councils_map(dataset, code, name, mode, f"area-{code}", f"area/{code}")


def bodies_of(dataset: Dataset, code: str) -> tuple[AreaBody, ...]:
    """The public bodies listed on an area's page: those that serve it, and others in it that a source names.

    Bodies for which only the region is known are left out: they may serve a different part of it.
    """
    area = area_of(dataset, code)
    groups = [group for group in area.groups if group.note != area_words.ONLY_A_REGION]
    serving = [body for group in groups for body in group.bodies]
    named = [body for kind in area.kinds for body in kind.named]
    return tuple({body.id: body for body in (*serving, *named)}.values())


def serving(dataset: Dataset, code: str, mode: Mode) -> Card:
    """Bodies that serve an area with their status, those with evidence first; for a large area only the latter."""
    has_councils_map = has_map(dataset, code)
    details = area_of(dataset, code)
    bodies = bodies_of(dataset, code)
    with_evidence = [body for body in bodies if body.mark != Status.UNKNOWN]
    listed = (
        with_evidence if has_councils_map else [*with_evidence, *(body for body in bodies if body not in with_evidence)]
    )
    lines = tuple(
        CardLine(swatch(body.mark, mode), body.name, " · ".join(part for part in (body.label, body.beside) if part))
        for body in listed
    )
    by_name = sum(body.mark != Status.GROUP_ONLY for body in with_evidence)
    return Card(
        id=f"area-{code}{'-named' if has_councils_map else ''}",
        title=card_words.who_serves(details.name, by_name, len(with_evidence) - by_name),
        number="",
        counted="",
        as_of=record_date_line(dataset),
        sources=deciding_sources(dataset, [body.id for body in with_evidence if body.listed]),
        picture=CardChart(lines=lines),
        alt="; ".join(f"{line.head}: {line.text}" for line in lines),
        note=" ".join(
            [
                f"{wording.UNKNOWN_IS_NOT_NO}.",
                card_words.next_to([place.name for place in details.neighbours]) if not has_councils_map else "",
                card_words.ask_one(short_address(check_address(f"area/{code}"))),
            ]
        ),
        path=f"area/{code}",
    )
