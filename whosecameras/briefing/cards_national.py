"""The cards on the whole United Kingdom, in the order in which a briefing shows them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import lru_cache

from whosecameras.analysis.queries import counted_bodies
from whosecameras.analysis.survey_shares import share
from whosecameras.briefing.card_content import (
    Card,
    CardChart,
    CardLine,
    LegendKey,
    as_of_line,
    keys,
    of,
    record_date_line,
    rows,
)
from whosecameras.charts import maps, sectors, shares, timeline
from whosecameras.charts.chart import Chart
from whosecameras.charts.manufacturers import facts_about
from whosecameras.charts.marks import Mode, swatch
from whosecameras.content import home
from whosecameras.record.loading import Dataset
from whosecameras.record.schema import EVENT_KINDS, SURVEY_SECTORS, Status
from whosecameras.text import gaps, wording

#: Width of a map for a height of 1: the country in true shape, and as hexagons.
TRUE, HEXAGONS = 0.66, 0.82


def headline(dataset: Dataset, mode: Mode) -> Card:
    """How common: the figure on all public bodies, beside all others that were published."""
    row = shares.headline_survey(dataset)
    one = share(row)
    shown = sectors.survey_figures(dataset, "all_public", mode)
    asker = dataset.row("survey_rounds", str(row["survey"]))
    return Card(
        id="headline",
        title=home.headline(dataset).title,
        number=wording.fraction(one),
        counted=f"public bodies that answered {asker['asker']} said yes. {wording.silence(one)}",
        subtitle=f"Every share that we found for all public bodies asked. {wording.both_shares(one)}",
        as_of=as_of_line(wording.date(str(row["as_of"]))),
        sources=shown.sources,
        picture=rows(dataset, shown, mode),
        alt=shown.alt,
        note=shown.note,
        path="sector/all_public",
        table=shown.table,
    )


def by_sector(dataset: Dataset, mode: Mode) -> Card:
    """How common, sector by sector."""
    shown = sectors.by_sector(dataset, mode)
    first = shown.table.iloc[0]
    return Card(
        id="sectors",
        title=shown.title,
        number=str(first["Said yes"]),
        counted=f"{str(first['Who']).lower()} that answered said yes",
        subtitle=shown.subtitle,
        as_of=as_of_line(str(first["As of"])),
        sources=shown.sources,
        picture=rows(dataset, shown, mode),
        alt=shown.alt,
        note=shown.note,
        path="sectors",
        table=shown.table,
    )


def named(dataset: Dataset, mode: Mode) -> Card:
    """Where we know, outside councils and police: the bodies that are named."""
    shown = sectors.named_bodies_by_sector(dataset, mode=mode)
    using = int(shown.table[str(Status.USING)].sum())
    return Card(
        id="named",
        title=shown.title,
        number=of(using, int(shown.table["Total"].sum())),
        counted=f"named bodies outside councils and police {wording.are(using)} reported using the cameras",
        subtitle=shown.subtitle,
        as_of=record_date_line(dataset),
        sources=shown.sources,
        picture=CardChart(shown.figure, shown.height, least=1),
        alt=shown.alt,
        key=keys(shown.legend, mode),
        path="sectors",
        table=shown.table,
    )


def regions(dataset: Dataset, mode: Mode) -> Card:
    """Regions and nations, as floors."""
    shown = maps.region_map(dataset, mode=mode)
    table = maps.region_table(dataset)
    using = int(table["using"].sum())
    return Card(
        id="regions",
        title=shown.title,
        number=of(using, int(table["councils"].sum())),
        counted=f"principal councils {wording.are(using)} reported using either make; of {int(table['unknown'].sum())} "
        "nothing public is known",
        subtitle=shown.subtitle,
        as_of=record_date_line(dataset),
        sources=shown.sources,
        picture=CardChart(shown.figure, shown.height, shape=TRUE),
        alt=shown.alt,
        note=shown.note,
        notice=shown.notice,
        key=keys(shown.legend, mode),
        path="map",
        table=shown.table,
    )


def _map(dataset: Dataset, mode: Mode, which: str, card: str, shape: float) -> Card:
    shown = maps.status_map(dataset, which, mode=mode)
    what = maps.STATUS_MAPS[which][2]
    blank = next(item.count or 0 for item in shown.legend if item.mark == Status.UNKNOWN)
    return Card(
        id=card,
        title=shown.title,
        number=of(blank, len(shown.table)),
        counted=f"{what} {wording.have(blank)} no public evidence either way",
        subtitle=shown.subtitle,
        as_of=record_date_line(dataset),
        sources=shown.sources,
        picture=CardChart(shown.figure, shown.height, shape=shape, lettered=which == "hexagons"),
        alt=shown.alt,
        note=f"An empty outline is not a “no”. {maps.survey_sentence(dataset, which)}".strip(),
        notice=shown.notice,
        key=keys(shown.legend, mode),
        path="map",
        table=shown.table,
    )


def councils(dataset: Dataset, mode: Mode) -> Card:
    """The councils in their true shape."""
    return _map(dataset, mode, "districts", "councils-map", TRUE)


def hexagons(dataset: Dataset, mode: Mode) -> Card:
    """The councils as hexagons of one size."""
    shown = _map(dataset, mode, "hexagons", "councils-hexagons", HEXAGONS)
    using = int((shown.table["Status"] == str(Status.USING)).sum())
    blank = int((shown.table["Status"] == str(Status.UNKNOWN)).sum())
    title = f"Reported using: {of(using, len(shown.table))} districts; of {blank} nothing public is known"
    return replace(shown, title=title)


def police(dataset: Dataset, mode: Mode) -> Card:
    """The police forces."""
    return _map(dataset, mode, "police", "police-map", TRUE)


def changed(dataset: Dataset, mode: Mode) -> Card:
    """The bodies that changed course."""
    shown = timeline.changed_course_chart(dataset, mode)
    found = timeline.bodies_that_changed_course(dataset)
    bodies, dated = found["body"].nunique(), found.loc[found["date"] != "", "body"].nunique()
    head, feet = shown.figure.layout.margin.t, shown.figure.layout.meta
    total = wording.number(bodies)

    def newest(drawn: int) -> str:
        return f"Drawn: the newest {wording.number(drawn)} of {total} bodies. All {total} are in the table on the page."

    return Card(
        id="what-changed",
        title=shown.title,
        number=of(bodies, len(counted_bodies(dataset))),
        counted=f"bodies on the register {wording.are(bodies)} reported removing, buying no more or ruling a make out",
        subtitle=shown.subtitle,
        as_of=record_date_line(dataset),
        sources=shown.sources,
        picture=CardChart(
            shown.figure,
            shown.height,
            least=1,
            header=head,
            cuts=tuple(head + foot + 3 for foot in feet[:-1]),
            newest=newest,
        ),
        alt=shown.alt,
        # Where the exhibit leaves rows out a card leaves out more, and its picture says how many.
        note=shown.note.removesuffix(timeline._not_drawn(max(dated - len(feet), 0))),
        path="timeline",
        table=shown.table,
    )


def acts(dataset: Dataset, mode: Mode) -> Card:
    """The timeline."""
    shown = timeline.timeline(dataset, mode=mode)
    feet = [band[1] for band in shown.figure.layout.meta.values()]
    years = dataset.events["date"].str[:4].value_counts()
    counts = timeline.kind_counts(dataset.events)
    return Card(
        id="timeline",
        title=shown.title,
        number=of(int(years.max()), len(dataset.events)),
        counted="dated acts fall into "
        + ("the busiest year" if int((years == years.max()).sum()) == 1 else "each of the busiest years"),
        subtitle=shown.subtitle,
        as_of=record_date_line(dataset),
        sources=shown.sources,
        picture=CardChart(
            shown.figure, shown.height, least=1, header=28, cuts=tuple(28 + one + 5 for one in feet[:-1])
        ),
        alt=shown.alt,
        note=shown.note,
        key=tuple(
            LegendKey(timeline.kind_swatch(kind, mode), EVENT_KINDS[kind], count) for kind, count in counts.items()
        ),
        path="timeline",
        table=shown.table,
    )


def law(dataset: Dataset, mode: Mode) -> Card:
    """What the law says of the makers: UK rules, then listings of each maker."""
    rules = timeline.rules_in_force(dataset)
    kinds = dict(zip(dataset.events["id"], dataset.events["kind"], strict=True))
    lines = [
        CardLine(
            timeline.kind_swatch(str(kinds[rule["id"]]), mode),
            str(rule["Rule"]),
            f"{rule['Since']}, {rule['Who']}: {rule['Standing']}.",
        )
        for rule in rules.to_dict("records")
    ]
    sources = [one for event in rules["id"] for one in timeline.sources_of(dataset, str(event))]
    source_of = dict(zip(dataset.vendor_facts["id"], dataset.vendor_facts["source"], strict=True))
    for vendor, name in wording.manufacturers(dataset).items():
        for fact in facts_about(dataset, vendor, "restrictions").to_dict("records"):
            said = wording.attributed(str(fact["publisher"]), str(fact["as_of"]))
            lines.append(CardLine("", f"{name}: {fact['value']}", said))
            sources.append(str(source_of[fact["id"]]))
    standing = int((rules["in_force"] == "yes").sum())
    title = wording.rules_sentence(list(rules["in_force"]), list(rules["Rule"]))
    return Card(
        id="law",
        title=title,
        number=of(standing, len(rules)),
        counted=f"UK rules and targets on the record {'stands' if standing == 1 else 'stand'}, as far as could be read",
        as_of=record_date_line(dataset),
        sources=tuple(dict.fromkeys(sources)),
        picture=CardChart(lines=tuple(lines)),
        alt=f"{title}. " + "; ".join(f"{line.head}, {line.text}" for line in lines),
        note="UK rules first, then listings of each maker. Other countries' rules are on the timeline.",
        key=tuple(
            LegendKey(timeline.kind_swatch(kind, mode), EVENT_KINDS[kind])
            for kind in dict.fromkeys(str(kinds[rule]) for rule in rules["id"])
        ),
        path="timeline",
        table=rules.drop(columns=["in_force"]),
    )


def _most_disputed(dataset: Dataset) -> str:
    """The sector in which most figures are contradicted, of those with a share to draw; ``""`` if there is none."""
    names = {shares.sector_name(dataset, one): one for one in SURVEY_SECTORS}
    for name in sectors.disagreements(dataset)["Sector"].value_counts().index:
        if len(sectors.survey_figures(dataset, names[str(name)]).table):
            return names[str(name)]
    return ""


def disagree(dataset: Dataset, mode: Mode) -> Card:
    """Surveys that disagree, side by side: the sector in which most of them do."""
    differ, most = sectors.disagreements(dataset), _most_disputed(dataset)
    shown = sectors.survey_figures(dataset, most, mode)
    return Card(
        id="surveys-disagree",
        title=f"Surveys disagree. {shown.title}" if len(differ) else shown.title,
        number=of(len(differ), len(shares.figures_of(dataset))),
        counted=f"published figures on use {wording.are(len(differ))} contradicted by another one",
        subtitle=shown.subtitle,
        as_of=f"{as_of_line(str(shown.table.iloc[0]['As of']))} and before",
        sources=tuple(dict.fromkeys([*shown.sources, *map(str, differ["source"])])),
        picture=rows(dataset, shown, mode),
        alt=shown.alt,
        note=shown.note,
        path=f"sector/{most}",
        table=shown.table,
    )


def makers(dataset: Dataset, mode: Mode) -> Card:
    """Which make is named."""
    shown = sectors.manufacturers_by_sector(dataset, mode)
    most, times = sectors.most_named_sector(dataset, shown.table)
    return Card(
        id="makers",
        title=shown.title,
        number=of(times, int(shown.table["Bodies"].sum())),
        counted=f"bodies with a report of use {wording.are(times)} named with {wording.listed(most)}"
        + (" each" if len(most) > 1 else ""),
        subtitle=shown.subtitle,
        as_of=record_date_line(dataset),
        sources=shown.sources,
        picture=CardChart(shown.figure, shown.height, least=0.72),
        alt=shown.alt,
        note=shown.note,
        path="sectors",
        table=shown.table,
    )


def unknown(dataset: Dataset, mode: Mode) -> Card:
    """What is not known."""
    table = maps.region_table(dataset)
    blank, total = int(table["unknown"].sum()), int(table["councils"].sum())
    sentences = list(dict.fromkeys([*home.not_known(dataset), *gaps.about_rules(dataset)]))
    mark = swatch(Status.UNKNOWN, mode)
    return Card(
        id="not-known",
        title=f"{wording.BLANK_IS_NOT_CLEAN}: what the record does not know",
        number=of(blank, total),
        counted=f"principal councils {wording.have(blank)} no public evidence either way",
        as_of=record_date_line(dataset),
        sources=maps.region_map(dataset, mode=mode).sources,
        picture=CardChart(lines=tuple(CardLine(mark, sentence, strong=False) for sentence in sentences)),
        alt=" ".join(sentences),
        path="method",
    )


Maker = Callable[[Dataset, Mode], Card]
#: Every card on the whole country by id, in order.
TOPICS: dict[str, Maker] = {
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
    "makers": makers,
    "surveys-disagree": disagree,
    "not-known": unknown,
}


#: When a card would have nothing to show; the others have the whole register to show.
NOTHING_TO_SHOW: dict[str, Callable[[Dataset], bool]] = {
    "sectors": lambda dataset: sectors.by_sector(dataset).table.empty,
    "named": lambda dataset: sectors.named_bodies_by_sector(dataset).table.empty,
    "what-changed": lambda dataset: timeline.bodies_that_changed_course(dataset).empty,
    "timeline": lambda dataset: dataset.events.empty,
    "law": lambda dataset: not law(dataset, "light").picture.lines,
    "makers": lambda dataset: sectors.manufacturers_by_sector(dataset).table.empty,
    "surveys-disagree": lambda dataset: not _most_disputed(dataset),
}


@lru_cache(maxsize=4)
def cards(dataset: Dataset) -> tuple[str, ...]:
    """The ids of the cards that have something to show, in order."""
    return tuple(card for card in TOPICS if card not in NOTHING_TO_SHOW or not NOTHING_TO_SHOW[card](dataset))


#: What each is called in a list of cards.
NAMES = {
    "headline": "The headline",
    "sectors": "How common, by sector",
    "named": "Named bodies of other sectors",
    "regions": "Regions and nations",
    "councils-map": "Map of the councils",
    "councils-hexagons": "Councils as hexagons",
    "police-map": "Map of the police forces",
    "what-changed": "What changed",
    "timeline": "Timeline",
    "law": "The makers in law",
    "makers": "Which make is named",
    "surveys-disagree": "Surveys that disagree",
    "not-known": "What is not known",
}


def survey_rows(dataset: Dataset, sector: str, mode: Mode) -> tuple[Chart, CardChart] | None:
    """The survey shares of a sector as exhibit and picture, or ``None`` where there are none."""
    if shares.figures_of(dataset, sector=sector).empty:
        return None
    shown = sectors.survey_figures(dataset, sector, mode)
    return None if shown.table.empty else (shown, rows(dataset, shown, mode))
