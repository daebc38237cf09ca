"""The cards on a part: a region or nation, a sector, one body."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

import pandas as pd

from whosecameras.analysis.deciding import deciding_sources
from whosecameras.analysis.status import body_statuses
from whosecameras.analysis.survey_shares import share
from whosecameras.briefing import regional
from whosecameras.briefing.card_content import (
    Card,
    CardChart,
    CardLine,
    as_of_line,
    body_lines,
    keys,
    of,
    record_date_line,
)
from whosecameras.briefing.cards_national import survey_rows
from whosecameras.charts import maps, shares, svg
from whosecameras.charts.chart import LegendItem
from whosecameras.charts.marks import Mode, swatch
from whosecameras.content import body_profile
from whosecameras.record import geography
from whosecameras.record.loading import Dataset
from whosecameras.record.schema import Status
from whosecameras.text import gaps, wording

_HIGH = 640  # pixels that the map of a region is drawn for
_FLOOR = "A floor, not a rate: it counts only bodies that a source speaks of."


def named_in(dataset: Dataset, *, region: str = "", sector: str = "") -> pd.DataFrame:
    """The rows of ``bodies`` that a finding speaks of, if only as part of a group, in a region or of a sector."""
    bodies = dataset.bodies
    keep = bodies["id"].isin(dataset.findings["body"])
    if region:
        keep &= bodies["region"] == region
    if sector:
        keep &= bodies["sector"] == sector
    return bodies[keep]


def councils_of(dataset: Dataset, code: str) -> tuple[int, int, int]:
    """Principal councils of a region: reported using, without evidence, in all."""
    row = next(one for one in maps.region_table(dataset).to_dict("records") if one["code"] == code)
    return int(row["using"]), int(row["unknown"]), int(row["councils"])


def _counts(items: Sequence[LegendItem]) -> str:
    return wording.listed([f"{item.label.lower()} {wording.number(item.count or 0)}" for item in items if item.count])


def _drawn_and_not(dataset: Dataset, code: str) -> tuple[dict[str, str], dict[str, str]]:
    """The marks of a region's principal councils: of those with an area on the map by area, of the others by body."""
    known, bodies = body_statuses(dataset), dataset.bodies
    areas = regional.areas_of(code)
    body_of = {area: body for area, body in maps.bodies_of(dataset, regional.LAYER).items() if area in areas}
    councils = bodies[(bodies["sector"] == "council") & (bodies["region"] == code) & (bodies["replaced_by"] == "")]
    apart = [str(body) for body in councils["id"] if body not in body_of.values()]
    return (
        {area: maps.status_mark(known[body]) for area, body in body_of.items()},
        {body: maps.status_mark(known[body]) for body in apart},
    )


def _what_is_drawn(dataset: Dataset, name: str, drawn: Mapping[str, str], apart: Mapping[str, str]) -> str:
    """What the map and its key count, and which councils of the headline's total are not among them."""
    said = f"What public sources say of each district or unitary council of {name}."
    if not apart:
        return said
    counties = all(str(dataset.row("bodies", body)["code"]).startswith("E10") for body in apart)
    kind = wording.counted(len(apart), "county council" if counties else "other council")
    total = wording.number(len(drawn) + len(apart))
    return (
        f"{said} The map and its key show these {wording.number(len(drawn))}. The total of {total} also counts {kind}, "
        f"not drawn here: {_counts(maps.legend(apart))}."
    )


def region(dataset: Dataset, code: str, mode: Mode) -> Card:
    """A region or nation: its councils on the map."""
    name = str(dataset.row("regions", code)["name"])
    using, blank, total = councils_of(dataset, code)
    drawn, apart = _drawn_and_not(dataset, code)
    listed = maps.legend(drawn)
    survey, survey_sources = gaps.survey_note(dataset, "council", name)
    tail = f"; of {wording.number(blank)} nothing public is known" if blank else ""
    councils = dataset.bodies
    councils = councils[(councils["region"] == code) & (councils["sector"] == "council")]
    included = "principal councils, county councils included," if apart else "principal councils"
    return Card(
        id=f"region-{code}",
        title=f"{name}: {of(using, total)} councils {wording.are(using)} reported using "
        f"{wording.any_manufacturer(dataset)} cameras{tail}",
        number=of(using, total),
        counted=f"{included} {wording.are(using)} reported using either make",
        subtitle=_what_is_drawn(dataset, name, drawn, apart),
        as_of=record_date_line(dataset),
        sources=tuple(dict.fromkeys([*deciding_sources(dataset, councils["id"]), *survey_sources])),
        picture=CardChart(regional.near(code, drawn, mode, _HIGH), _HIGH, shape=regional.shape(code), lettered=False),
        alt=f"Map of the district and unitary councils of {name}: {_counts(listed)}.",
        note=f"{_FLOOR} {survey}",
        notice=geography.NOTICE,
        key=keys(listed, mode),
        path=f"region/{code}",
    )


def named(dataset: Dataset, bodies: pd.DataFrame, mode: Mode, card: str, place: str, path: str) -> Card:
    """Bodies of a region or a sector as a list; ``bodies`` has one row of ``bodies`` for each."""
    records = [{str(key): value for key, value in row.items()} for row in bodies.to_dict("records")]
    known = body_statuses(dataset)
    using = sum(known[str(one)].status is Status.USING for one in bodies["id"])
    lines = body_lines(dataset, records, mode)
    return Card(
        id=card,
        title=f"{place}: public sources speak of {wording.counted(len(lines), 'body', 'bodies')}",
        number=of(using, len(lines)),
        counted=f"bodies that a source speaks of {wording.are(using)} reported using the cameras",
        as_of=record_date_line(dataset),
        sources=deciding_sources(dataset, bodies["id"]),
        picture=CardChart(lines=lines),
        alt="; ".join(f"{line.head}: {line.text}" for line in lines) or "No source speaks of a body.",
        note=_FLOOR,
        path=path,
    )


def region_named(dataset: Dataset, code: str, mode: Mode) -> Card:
    """Every body of a region that a source speaks of."""
    name = str(dataset.row("regions", code)["name"])
    return named(dataset, named_in(dataset, region=code), mode, f"region-{code}-named", name, f"region/{code}")


def sector_named(dataset: Dataset, sector: str, mode: Mode) -> Card:
    """Every body of a sector that a source speaks of."""
    name = shares.sector_name(dataset, sector)
    return named(dataset, named_in(dataset, sector=sector), mode, f"sector-{sector}-named", name, f"sector/{sector}")


def sector(dataset: Dataset, key: str, mode: Mode) -> Card:
    """A sector: its survey shares, or its bodies where nobody published a share."""
    found = survey_rows(dataset, key, mode)
    bodies = named_in(dataset, sector=key)
    if found is None:
        card = sector_named(dataset, key, mode)
        survey, sources = gaps.survey_note(dataset, key)
        note = f"{_FLOOR} {survey}"
        card = replace(card, sources=tuple(dict.fromkeys([*card.sources, *sources])))
        if bodies.empty:
            name, total = shares.sector_name(dataset, key), dataset.findings["body"].nunique()
            blank = CardLine(
                swatch(Status.UNKNOWN, mode), "No source that could be read speaks of a body of this sector."
            )
            card = replace(
                card,
                title=f"{name}: nothing public is known. {wording.BLANK_IS_NOT_CLEAN}",
                number=of(0, total),
                counted="public bodies that a source speaks of are of this sector",
                picture=CardChart(lines=(blank,)),
            )
        return replace(card, id=f"sector-{key}", note=note)
    shown, picture = found
    first = shown.table.iloc[0]
    best = shares.best_of_round(dataset, str(shares.headline_survey(dataset)["survey"]))
    best = best[best["sector"] == key]
    if len(best):
        row = best.iloc[0]
        number, when = wording.fraction(share(row)), wording.date(str(row["as_of"]))
        sources = tuple(dict.fromkeys([str(row["source"]), *shown.sources]))
    else:
        number, when, sources = str(first["Said yes"]), str(first["As of"]), shown.sources
    using = sum(body_statuses(dataset)[str(one)].status is Status.USING for one in bodies["id"])
    return Card(
        id=f"sector-{key}",
        title=shown.title,
        number=number,
        counted=f"{shares.sector_name(dataset, key).lower()} that answered said yes. Of the bodies that a source "
        f"speaks of, {of(using, len(bodies))} {wording.are(using)} reported using the cameras.",
        subtitle=shown.subtitle,
        as_of=as_of_line(when),
        sources=sources,
        picture=picture,
        alt=shown.alt,
        note=shown.note,
        path=f"sector/{key}",
        table=shown.table,
    )


def _place(found: body_profile.BodyProfile, mode: Mode) -> str:
    """A small map of where a body is, or ``""`` for one without an area of its own."""
    layers = {"council": ("lad24", "county24"), "police": ("police24",)}.get(found.sector, ())
    for layer in layers:
        area = found.id if layer == "police24" else geography.current(found.code)
        if area and area in geography.area_names(layer):
            return svg.locator(layer, area, mode, 300)
    return ""


def _sentence(dataset: Dataset, found: body_profile.BodyProfile) -> tuple[str, str]:
    """What is known of a body: the sentence with source and date, and what follows it."""
    whole = wording.known_now(dataset, found.name, found.standing)
    if found.standing.status is Status.UNKNOWN:
        return f"{found.name}: no public evidence either way. That is a gap in the record, not a “no”", ""
    row = dataset.row("findings", found.standing.decided_by[0])
    bracket = wording.attributed(dataset.row("sources", row["source"])["publisher"], row["as_of"])
    end = whole.index(bracket) + len(bracket)
    rest = whole[end:].lstrip(". ").replace("; each is shown below", "; both stand here")
    return whole[:end], rest


def body(dataset: Dataset, key: str, mode: Mode) -> Card:
    """One body: what is known now, and every statement behind it."""
    found = body_profile.body_profile(dataset, key)
    said = (*found.named, *found.group)
    title, rest = _sentence(dataset, found)
    lines = [
        CardLine(
            swatch(one.mark, mode) if one.mark else "",
            f"{one.heading} {wording.attributed(one.source.publisher, one.as_of)}",
            one.detail,
        )
        for one in sorted(said, key=lambda one: not one.decides)
    ]
    lines += [
        CardLine("", f"{one.name}: {one.statement} {wording.attributed(one.source.publisher, one.as_of)}", one.detail)
        for one in found.functions
    ]
    figures, place = found.figures[:1], _place(found, mode)
    if not said:
        lines.append(CardLine(swatch(Status.UNKNOWN, mode), "No statement about this body was found.", ""))
    sources = tuple(dict.fromkeys([*found.sources, *(one.source.id for one in figures)]))
    deciding = len(found.standing.decided_by)
    number = of(deciding, len(said))
    counted = f"statements on the record {'decides' if deciding == 1 else 'decide'} what is known now"
    if not said:
        alike = int((dataset.bodies["sector"] == found.sector).sum())
        blank = alike - len(named_in(dataset, sector=found.sector))
        number = of(blank, alike)
        counted = f"{found.sector_name.lower()} on the register that, like this one, no source speaks of"
    return Card(
        id=f"body-{key}",
        title=title,
        number=number,
        counted=counted,
        subtitle=" ".join(part for part in (f"{found.sector_name}, {found.place}.", rest) if part),
        as_of=as_of_line(wording.since(found.standing)) if found.standing.decided_by else record_date_line(dataset),
        sources=sources,
        picture=CardChart(lines=tuple(lines)),
        alt=f"{title}. " + "; ".join(f"{line.head}: {line.text}" for line in lines),
        note=" ".join(one.sentence for one in figures),
        notice=geography.NOTICE if place else "",
        path=f"body/{key}",
        inset=place,
    )
