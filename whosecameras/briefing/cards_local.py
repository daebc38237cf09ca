"""Cards about a region or nation, or a sector."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

import pandas as pd

from whosecameras.analysis.areas import body_of_area, principal_councils
from whosecameras.analysis.counts import tally_of
from whosecameras.analysis.deciding import deciding_sources
from whosecameras.analysis.queries import counted_bodies
from whosecameras.analysis.sectors import named_bodies, sector_name
from whosecameras.analysis.status import ALL_EVIDENCE, EvidenceFilter, body_statuses, status_mark
from whosecameras.analysis.survey_shares import best_of_round, headline_survey, share
from whosecameras.briefing import regional
from whosecameras.briefing.bars import share_bars
from whosecameras.briefing.card_content import (
    CHIP,
    Card,
    CardChart,
    StatusChip,
    as_of_line,
    body_lines,
    keys,
    n_of_n_or_none,
    record_date_line,
)
from whosecameras.briefing.cards_national import survey_rows
from whosecameras.briefing.frame import check_address, short_address
from whosecameras.charts import maps
from whosecameras.charts.chart import LegendItem
from whosecameras.charts.marks import OLDER_NOTE, Mode, label, swatch
from whosecameras.record import geography
from whosecameras.record.loading import Dataset
from whosecameras.record.schema import Age, Status
from whosecameras.text import card_words, gaps, titles, wording
from whosecameras.text.sector_words import in_a_sentence

_HIGH = 640  # pixels for which the map of a region is drawn
FLOOR = "This is a minimum, not a rate. It counts only public bodies named in a source."


def named_in(dataset: Dataset, *, region: str = "", sector: str = "") -> pd.DataFrame:
    """Rows of ``status.table`` for the public bodies in a region or sector that have a finding, even if only as part of
    a group.
    """
    rows = named_bodies(dataset, set(counted_bodies(dataset)["id"])).sort_index()
    if region:
        rows = rows[rows["region"] == region]
    return rows[rows["sector"] == sector] if sector else rows


def _counts(items: Sequence[LegendItem]) -> str:
    return wording.listed([f"{item.label.lower()} {wording.number(item.count or 0)}" for item in items if item.count])


def councils_of(dataset: Dataset, code: str) -> list[str]:
    """The principal councils of an area larger than a district: those of its districts and counties."""
    districts = regional.areas_of(code)
    counties = {geography.county_of(district) for district in districts} - {""}
    councils = principal_councils(dataset)
    places = councils["code"].map(geography.current)
    return [str(one) for one in councils.loc[places.isin(districts | counties), "id"]]


def _drawn_and_not(dataset: Dataset, code: str, view: EvidenceFilter) -> tuple[dict[str, str], dict[str, str]]:
    """The marks of an area's principal councils: by area for those on the map, by body for the others."""
    statuses = body_statuses(dataset, view)
    areas = regional.areas_of(code)
    body_of = {area: body for area, body in body_of_area(dataset, regional.LAYER).items() if area in areas}
    apart = [body for body in councils_of(dataset, code) if body not in body_of.values()]
    return (
        {area: status_mark(statuses[body]) for area, body in body_of.items()},
        {body: status_mark(statuses[body]) for body in apart},
    )


def _what_is_drawn(dataset: Dataset, name: str, drawn: Mapping[str, str], apart: Mapping[str, str]) -> str:
    """Explains what the map and its legend count, and which councils in the headline's total are missing from them."""
    explanation = f"What published sources say about each district or unitary council of {wording.with_article(name)}."
    if not apart:
        return explanation
    counties = all(str(dataset.row("bodies", body)["code"]).startswith("E10") for body in apart)
    kind = wording.counted(len(apart), "county council" if counties else "other council")
    total = wording.number(len(drawn) + len(apart))
    return (
        f"{explanation} The map and its key show these {wording.number(len(drawn))}. The total of {total} also counts "
        f"{kind}, not drawn here: {_counts(maps.legend(apart))}."
    )


def region(dataset: Dataset, code: str, mode: Mode) -> Card:
    """The map of a region's or nation's councils."""
    name = str(dataset.row("regions", code)["name"])
    return councils_map(dataset, code, name, mode, f"region-{code}", f"region/{code}")


def councils_map(
    dataset: Dataset, code: str, name: str, mode: Mode, card: str, path: str, view: EvidenceFilter = ALL_EVIDENCE
) -> Card:
    """The map of an area's principal councils; ``card`` and ``path`` are the card's id and its page."""
    drawn, apart = _drawn_and_not(dataset, code, view)
    statuses, body_of = body_statuses(dataset, view), body_of_area(dataset, regional.LAYER)
    older = {area for area in drawn if statuses[body_of[area]].age == Age.OLDER}
    listed = maps.legend(drawn)
    survey, survey_sources = gaps.survey_note(dataset, "council", name)
    councils = councils_of(dataset, code)
    ask = card_words.ask_one(short_address(check_address("ask")))
    big = titles.councils_number(statuses[one] for one in councils)
    return Card(
        id=card,
        title=titles.councils(name, [statuses[one] for one in councils]),
        number=big.number,
        counted=f"{big.counted}{' (county councils included)' if apart else ''}",
        subtitle=_what_is_drawn(dataset, name, drawn, apart),
        as_of=record_date_line(dataset),
        sources=tuple(dict.fromkeys([*deciding_sources(dataset, councils, view), *survey_sources])),
        picture=CardChart(
            regional.zoomed_map(code, drawn, mode, _HIGH, older), _HIGH, shape=regional.shape(code), lettered=False
        ),
        alt=f"Map of the district and unitary councils of {name}: {_counts(listed)}.",
        note=" ".join([FLOOR, *[OLDER_NOTE] * bool(older), survey, ask]),
        notice=geography.NOTICE,
        key=keys(listed, mode),
        path=path,
    )


def named(
    dataset: Dataset,
    bodies: pd.DataFrame,
    mode: Mode,
    card: str,
    place: str,
    path: str,
    view: EvidenceFilter = ALL_EVIDENCE,
) -> Card:
    """Bodies of a region or sector as a list; ``bodies`` are rows of the table ``bodies``."""
    records = [{str(key): value for key, value in row.items()} for row in bodies.to_dict("records")]
    statuses = body_statuses(dataset, view)
    counts = tally_of(statuses[str(one)] for one in bodies["id"])
    more = f"; for another {wording.number(counts.group_only)} there is only a claim about a group"
    more = more if counts.group_only else ""
    lines = body_lines(dataset, records, mode, view)
    return Card(
        id=card,
        title=f"{place}: sources name {wording.counted(counts.named, 'public body', 'public bodies')}{more}",
        number=n_of_n_or_none(counts.using, counts.named),
        counted="public bodies named in a source, reported using the cameras",
        as_of=record_date_line(dataset),
        sources=deciding_sources(dataset, bodies["id"], view),
        picture=CardChart(lines=lines),
        alt="; ".join(f"{line.head}: {line.text}" for line in lines) or "No source names a public body.",
        note=FLOOR,
        path=path,
    )


def region_named(dataset: Dataset, code: str, mode: Mode) -> Card:
    """All bodies in a region that a source mentions."""
    name = str(dataset.row("regions", code)["name"])
    return named(dataset, named_in(dataset, region=code), mode, f"region-{code}-named", name, f"region/{code}")


def sector_named(dataset: Dataset, sector: str, mode: Mode) -> Card:
    """All bodies in a sector that a source mentions."""
    name = sector_name(dataset, sector)
    return named(dataset, named_in(dataset, sector=sector), mode, f"sector-{sector}-named", name, f"sector/{sector}")


def sector(dataset: Dataset, key: str, mode: Mode) -> Card:
    """A sector: its survey shares; if nobody published any, its bodies or how to ask."""
    surveys = survey_rows(dataset, key, mode)
    bodies = named_in(dataset, sector=key)
    if surveys is None:
        return _sector_without_shares(dataset, key, bodies, mode)
    chart, picture = surveys
    first = chart.table.iloc[0]
    best = best_of_round(dataset, str(headline_survey(dataset)["survey"]))
    best = best[best["sector"] == key]
    if len(best):
        row = best.iloc[0]
        number, when = wording.fraction(share(row)), wording.date(str(row["as_of"]))
        sources = tuple(dict.fromkeys([str(row["source"]), *chart.sources]))
    else:
        number, when, sources = str(first["Said yes"]), str(first["As of"]), chart.sources
    tallied = tally_of(body_statuses(dataset)[str(one)] for one in bodies["id"])
    name = in_a_sentence(sector_name(dataset, key))
    alone = len(chart.table) == 1
    return Card(
        id=f"sector-{key}",
        title=chart.title,
        number=number,
        counted=f"{name} that answered said yes",
        subtitle=" ".join(filter(None, (card_words.named_of_a_sector(tallied, name), "" if alone else chart.subtitle))),
        as_of=as_of_line(when),
        sources=sources,
        picture=picture,
        alt=chart.alt,
        note=f"{card_words.ONE_IN_A_HUNDRED} {wording.NOT_RANDOM}" if alone else chart.note,
        path=f"sector/{key}",
        bars=share_bars(dataset, chart.table),
        table=chart.table,
    )


def _sector_without_shares(dataset: Dataset, key: str, bodies: pd.DataFrame, mode: Mode) -> Card:
    """Bodies of a sector that a source names, with what is known from surveys; or that there are none."""
    survey, sources = gaps.survey_note(dataset, key)
    if not bodies.empty:
        card = sector_named(dataset, key, mode)
        sources = tuple(dict.fromkeys([*card.sources, *sources]))
        return replace(card, id=f"sector-{key}", note=f"{FLOOR} {survey}", sources=sources)
    name = sector_name(dataset, key)
    nobody = card_words.nobody_named(in_a_sentence(name))
    chip = StatusChip(
        swatch(Status.UNKNOWN, mode, CHIP),
        label(Status.UNKNOWN),
        card_words.on_our_lists(titles.sector_tally(dataset, key)),
        ask=card_words.ask_one(short_address(check_address(f"ask/{key}"))),
    )
    return Card(
        id=f"sector-{key}",
        title=f"{name}: we found nothing published. {wording.UNKNOWN_IS_NOT_NO}",
        heading=name,
        number="None",
        counted="of these is named in a source that we found",
        chip=chip,
        subtitle=f"{nobody} {wording.UNKNOWN_IS_NOT_NO}.",
        as_of=record_date_line(dataset),
        sources=sources,
        picture=CardChart(),
        alt=f"{nobody} {survey}",
        note=survey,
        path=f"sector/{key}",
    )
