"""Cards about the whole United Kingdom, in the order of a briefing."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import lru_cache, partial

from whosecameras.analysis import walls
from whosecameras.analysis.areas import STATUS_MAPS, body_of_area, councils_by_region
from whosecameras.analysis.counts import tally_of
from whosecameras.analysis.deciding import deciding_sources
from whosecameras.analysis.queries import counted_bodies, text_rows
from whosecameras.analysis.registers import whole_sectors
from whosecameras.analysis.sectors import (
    disagreements,
    most_disputed,
    most_named_manufacturers,
    named_bodies,
    users_by_manufacturer,
)
from whosecameras.analysis.status import body_statuses, status_mark
from whosecameras.analysis.survey_shares import figures_of, headline_survey, share
from whosecameras.analysis.timeline import (
    bodies_that_changed_course,
    kind_counts,
)
from whosecameras.briefing.bars import count_bars, share_bars, status_bars
from whosecameras.briefing.card_content import (
    Card,
    CardChart,
    CardLine,
    LegendKey,
    as_of_line,
    body_lines,
    keys,
    n_of_n,
    n_of_n_or_none,
    record_date_line,
    rows,
    survey_picture,
)
from whosecameras.briefing.frame import check_address, short_address
from whosecameras.charts import maps, sectors, timeline, wall
from whosecameras.charts.chart import Chart
from whosecameras.charts.marks import Mode, swatch
from whosecameras.charts.svg.text_metrics import FontFace
from whosecameras.content import home
from whosecameras.record.loading import Dataset
from whosecameras.record.schema import BROAD_KINDS, Status
from whosecameras.text import card_words, gaps, rules_words, titles, wall_words, wording
from whosecameras.text.tables import changed_course_table, rules_table

#: Map widths for a height of 1: the country in true shape, and as hexagons.
TRUE, HEXAGONS = 0.66, 0.82


def headline(dataset: Dataset, mode: Mode) -> Card:
    """How common: the figure for all public bodies, next to all others published."""
    row = headline_survey(dataset)
    figure = share(row)
    chart = sectors.survey_figures(dataset, "all_public", mode)
    asker = dataset.row("survey_rounds", str(row["survey"]))
    return Card(
        id="headline",
        title=home.headline(dataset).title,
        number=wording.fraction(figure),
        counted=f"public bodies that answered {asker['asker']} said yes. {wording.silence(figure)}",
        subtitle=wording.both_shares(figure),
        as_of=as_of_line(wording.date(str(row["as_of"]))),
        sources=chart.sources,
        picture=survey_picture(dataset, chart),
        alt=chart.alt,
        note=chart.note if len(chart.table) > 1 else f"{card_words.ONE_IN_A_HUNDRED} {wording.NOT_RANDOM}",
        path="sector/all_public",
        bars=share_bars(dataset, chart.table),
        table=chart.table,
    )


def wall_of_lenses(dataset: Dataset, mode: Mode) -> Card:
    """All councils as lenses below the survey result: how common, where it is known, and the gap between the two."""
    of, survey_source = walls.wall(dataset, "council"), wall_words.survey_source(dataset, "council")
    return Card(
        id="wall",
        title=titles.wall_title(dataset, "council"),
        number=n_of_n_or_none(of.tally.using, of.tally.total),
        counted="principal councils that a source names as users",
        as_of=record_date_line(dataset),
        sources=tuple(
            dict.fromkeys([*([survey_source] if survey_source else []), *deciding_sources(dataset, _named_in(of))])
        ),
        picture=CardChart(wall=partial(_draw_wall, dataset, "council")),
        alt=wall_words.alt(dataset, of),
        note=wall_words.APART,
        table=wall_words.table(of),
    )


def _named_in(of: walls.Wall) -> list[str]:
    """The bodies on a wall that have evidence."""
    return [body.id for body in of.bodies if body.standing.has_findings]


def _draw_wall(dataset: Dataset, sector: str, wide: float, high: float, mode: Mode, size: float) -> str | None:
    faces = wall.WallLabels(FontFace(size), FontFace(size * 0.92))
    return wall.drawing(dataset, sector, wide, high, mode, faces, ground="none")


def by_sector(dataset: Dataset, mode: Mode) -> Card:
    """How common, sector by sector."""
    chart = sectors.by_sector(dataset, mode)
    first = chart.table.iloc[0]
    return Card(
        id="sectors",
        title=chart.title,
        number=str(first["Said yes"]),
        counted=f"{str(first['Who']).lower()} that answered said yes",
        subtitle=chart.subtitle,
        as_of=as_of_line(str(first["As of"])),
        sources=chart.sources,
        picture=rows(chart),
        alt=chart.alt,
        note=chart.note,
        path="sectors",
        bars=share_bars(dataset, chart.table),
        table=chart.table,
    )


def named(dataset: Dataset, mode: Mode) -> Card:
    """Where we know, other than councils and police: a list of the named bodies."""
    chart = sectors.named_bodies_by_sector(dataset, mode=mode)
    bodies = named_bodies(dataset, set(counted_bodies(dataset)["id"]))
    apart = bodies["sector"].isin(whole_sectors(dataset)) | (bodies["status"] == Status.GROUP_ONLY)
    lines = body_lines(dataset, text_rows(bodies[~apart & (bodies["status"] != Status.UNKNOWN)]), mode)
    return Card(
        id="named",
        title=chart.title,
        number="",
        counted="",
        subtitle=chart.subtitle,
        as_of=record_date_line(dataset),
        sources=chart.sources,
        picture=CardChart(lines=lines),
        alt=chart.alt,
        path="sectors",
        table=chart.table,
    )


def _between_bars(shown: Chart, bars: int) -> tuple[float, ...]:
    """The heights at which a bar chart can be split: above the name of each bar except the first."""
    top, foot = shown.figure.layout.margin.t, shown.figure.layout.margin.b
    row = (shown.height - top - foot) / bars
    return tuple(row * place for place in range(1, bars))  # a name starts slightly above its row


def regions(dataset: Dataset, mode: Mode) -> Card:
    """Regions and nations as bars: what is known about each next to what is not."""
    chart = sectors.status_by_sector(dataset, "region", mode=mode)
    table = councils_by_region(dataset)
    blank = int(table["unknown"].sum())
    return Card(
        id="regions",
        title=chart.title,
        number=n_of_n(blank, int(table["councils"].sum())),
        counted="principal councils about which we found nothing published",
        subtitle=chart.subtitle,
        as_of=record_date_line(dataset),
        sources=chart.sources,
        picture=CardChart(chart.figure, chart.height, least=1, cuts=_between_bars(chart, len(table))),
        alt=chart.alt,
        note=gaps.english_regions(dataset),
        key=keys(chart.legend, mode),
        path="map/regions",
        bars=status_bars(chart.table),
        table=chart.table,
    )


def _map(dataset: Dataset, mode: Mode, which: str, card: str, shape: float) -> Card:
    chart = maps.status_map(dataset, which, mode=mode)
    kind = STATUS_MAPS[which].many
    blank = next(item.count or 0 for item in chart.legend if item.mark == Status.UNKNOWN)
    return Card(
        id=card,
        title=chart.title,
        number=n_of_n(blank, len(chart.table)),
        counted=f"{kind} about which we found nothing published",
        subtitle=chart.subtitle,
        as_of=record_date_line(dataset),
        sources=chart.sources,
        picture=CardChart(chart.figure, chart.height, shape=shape, lettered=which == "hexagons"),
        alt=chart.alt,
        note=f"An empty outline does not mean no. {gaps.survey_sentence(dataset, which)}".strip(),
        notice=chart.notice,
        key=keys(chart.legend, mode),
        path="map",
        table=chart.table,
    )


def councils(dataset: Dataset, mode: Mode) -> Card:
    """The councils in their true shape."""
    return _map(dataset, mode, "districts", "councils-map", TRUE)


def hexagons(dataset: Dataset, mode: Mode) -> Card:
    """The councils as hexagons of one size."""
    chart = _map(dataset, mode, "hexagons", "councils-hexagons", HEXAGONS)
    counts = tally_of(body_statuses(dataset)[body] for body in body_of_area(dataset, "hex").values())
    return replace(chart, title=wording.sentence_case(titles.known_of(counts, "", "districts")))


def police(dataset: Dataset, mode: Mode) -> Card:
    """The police forces."""
    return _map(dataset, mode, "police", "police-map", TRUE)


def changed(dataset: Dataset, mode: Mode) -> Card:
    """The bodies that changed course, newest change first."""
    chart = timeline.changed_course_chart(dataset, mode)
    statuses = body_statuses(dataset)
    table = changed_course_table(dataset).iloc[::-1]
    table = table.sort_values("date", key=lambda dates: dates == "", kind="stable")  # undated ones last
    lines = tuple(
        CardLine(
            swatch(status_mark(statuses[str(row["body"])]), mode),
            str(row["Body"]),
            card_words.changed_course(str(row["Act"]), str(row["date"]), str(row["Source"])),
        )
        for row in table.to_dict("records")
    )
    return Card(
        id="what-changed",
        title=chart.title,
        number="",
        counted="",
        subtitle=card_words.SAID_IS_NOT_DONE,
        as_of=record_date_line(dataset),
        sources=chart.sources,
        picture=CardChart(lines=lines),
        alt="; ".join(f"{line.head}: {line.text}" for line in lines),
        path="rules",
        table=chart.table,
    )


def acts(dataset: Dataset, mode: Mode) -> Card:
    """The timeline."""
    chart = timeline.timeline(dataset, mode=mode, numbered=False)  # a card has no room to explain the numbers
    feet = [band[1] for band in chart.figure.layout.meta.values()]
    counts = kind_counts(dataset.events)
    return Card(
        id="timeline",
        title=rules_words.timeline_title(dataset),
        number="",
        counted="",
        subtitle=chart.subtitle,
        as_of=record_date_line(dataset),
        sources=chart.sources,
        picture=CardChart(
            chart.figure, chart.height, least=0.84, header=28, cuts=tuple(28 + foot + 5 for foot in feet[:-1])
        ),
        alt=chart.alt,
        note=chart.note,
        key=tuple(
            LegendKey(timeline.kind_swatch(kind, mode), BROAD_KINDS[kind], count) for kind, count in counts.items()
        ),
        path="rules",
        table=chart.table,
    )


def law(dataset: Dataset, mode: Mode) -> Card:
    """Whom UK rules on the cameras bind: the first three rows of the rules page."""
    rows = rules_words.bound_rows(dataset)
    lines = tuple(CardLine("", row.who, rules_words.in_a_card(row)) for row in rows)
    return Card(
        id="law",
        title=rules_words.title(dataset),
        number="",
        counted="",
        as_of=record_date_line(dataset),
        sources=tuple(dict.fromkeys(source for row in rows for rule in row.rules for source in rule.sources)),
        picture=CardChart(lines=lines),
        alt="; ".join(f"{line.head}: {line.text}" for line in lines),
        path="rules",
        table=rules_table(dataset).drop(columns=["in_force"]),
    )


def _most_disputed(dataset: Dataset) -> str:
    """The sector with the most contradicted figures, among those with a share to draw; ``""`` if there is none."""
    candidates = (sector for sector in most_disputed(dataset) if len(sectors.survey_figures(dataset, sector).table))
    return next(candidates, "")


def disagree(dataset: Dataset, mode: Mode) -> Card:
    """The surveys that disagree, side by side, for the sector with the most disagreements."""
    differ, most = disagreements(dataset), _most_disputed(dataset)
    chart = sectors.survey_figures(dataset, most, mode)
    return Card(
        id="surveys-disagree",
        title=f"Surveys disagree. {chart.title}" if len(differ) else chart.title,
        number=n_of_n(len(differ), len(figures_of(dataset))),
        counted="published figures on use do not agree with another",
        subtitle=chart.subtitle,
        as_of=f"{as_of_line(str(chart.table.iloc[0]['As of']))} and before",
        sources=tuple(dict.fromkeys([*chart.sources, *map(str, differ["source"])])),
        picture=rows(chart),
        alt=chart.alt,
        note=chart.note,
        path=f"sector/{most}",
        bars=share_bars(dataset, chart.table),
        table=chart.table,
    )


def manufacturers(dataset: Dataset, mode: Mode) -> Card:
    """Which brand is named."""
    chart = sectors.manufacturers_by_sector(dataset, mode)
    most, times = most_named_manufacturers(users_by_manufacturer(dataset))
    names = wording.manufacturers(dataset)
    return Card(
        id="makers",
        title=chart.title,
        number=n_of_n(times, int(chart.table["Bodies"].sum())),
        counted=f"public bodies with a report of use {'was' if times == 1 else 'were'} named with "
        f"{wording.listed([names[one] for one in most])}" + (" each" if len(most) > 1 else ""),
        subtitle=chart.subtitle,
        as_of=record_date_line(dataset),
        sources=chart.sources,
        picture=CardChart(chart.figure, chart.height, least=0.72),
        alt=chart.alt,
        note=chart.note,
        path="sectors",
        bars=count_bars(chart.table, "Sector", [*names.values()]),
        table=chart.table,
    )


def unknown(dataset: Dataset, mode: Mode) -> Card:
    """What is not known."""
    table = councils_by_region(dataset)
    blank, total = int(table["unknown"].sum()), int(table["councils"].sum())
    sentences = list(dict.fromkeys([*home.not_known(dataset), *gaps.about_rules(dataset)]))
    mark = swatch(Status.UNKNOWN, mode)
    return Card(
        id="not-known",
        title=f"{wording.UNKNOWN_IS_NOT_NO}: what the record does not know",
        number=n_of_n(blank, total),
        counted="principal councils about which we found nothing published",
        as_of=record_date_line(dataset),
        sources=sectors.status_by_sector(dataset, "region", mode=mode).sources,
        picture=CardChart(lines=tuple(CardLine(mark, sentence, strong=False) for sentence in sentences)),
        alt=" ".join(sentences),
        note=card_words.ask_one(short_address(check_address("ask"))),
        path="method",
    )


CardBuilder = Callable[[Dataset, Mode], Card]
#: All national cards by id, in order.
TOPICS: dict[str, CardBuilder] = {
    "wall": wall_of_lenses,
    "headline": headline,
    "sectors": by_sector,
    "named": named,
    "regions": regions,
    "councils-map": councils,
    "councils-hexagons": hexagons,
    "police-map": police,
    "what-changed": changed,
    "timeline": acts,
    "law": law,
    "makers": manufacturers,
    "surveys-disagree": disagree,
    "not-known": unknown,
}


#: Conditions under which a card has nothing to show; the other cards always have the whole register to show.
NOTHING_TO_SHOW: dict[str, Callable[[Dataset], bool]] = {
    "sectors": lambda dataset: sectors.by_sector(dataset).table.empty,
    "named": lambda dataset: sectors.named_bodies_by_sector(dataset).table.empty,
    "what-changed": lambda dataset: not bodies_that_changed_course(dataset),
    "timeline": lambda dataset: dataset.events.empty,
    "law": lambda dataset: not any(row.rules for row in rules_words.bound_rows(dataset)),
    "makers": lambda dataset: sectors.manufacturers_by_sector(dataset).table.empty,
    "surveys-disagree": lambda dataset: not _most_disputed(dataset),
}


@lru_cache(maxsize=4)
def cards(dataset: Dataset) -> tuple[str, ...]:
    """The ids of the cards that have something to show, in order."""
    return tuple(card for card in TOPICS if card not in NOTHING_TO_SHOW or not NOTHING_TO_SHOW[card](dataset))


#: The name of each in a list of cards.
NAMES = {
    "wall": "The wall of lenses",
    "headline": "The headline",
    "sectors": "How common, by sector",
    "named": "Named bodies of other sectors",
    "regions": "Regions and nations",
    "councils-map": "Map of the councils",
    "councils-hexagons": "Councils as hexagons",
    "police-map": "Map of the police forces",
    "what-changed": "What changed",
    "timeline": "Timeline",
    "law": "Whom a rule binds",
    "makers": "Which brand is named",
    "surveys-disagree": "Surveys that disagree",
    "not-known": "What is not known",
}


def survey_rows(dataset: Dataset, sector: str, mode: Mode) -> tuple[Chart, CardChart] | None:
    """The survey shares of a sector as chart and picture, or ``None`` if there are none."""
    if figures_of(dataset, sector=sector).empty:
        return None
    chart = sectors.survey_figures(dataset, sector, mode)
    return None if chart.table.empty else (chart, survey_picture(dataset, chart))
