"""Charts match the record: every area once, every count in the legend, every share with its base."""

import json
import re
from html import escape

import pytest
from conftest import Folder
from hatched import look_of, looks

from whosecameras.analysis import status
from whosecameras.analysis.areas import STATUS_MAPS, body_of_area, councils_by_region
from whosecameras.analysis.registers import whole_sectors
from whosecameras.analysis.sectors import most_named_manufacturers, users_by_manufacturer
from whosecameras.analysis.status import EvidenceFilter, status_mark
from whosecameras.analysis.survey_shares import figures_of, fitting, headline_survey, shares
from whosecameras.charts import maps, sectors, svg
from whosecameras.charts.chart import Chart
from whosecameras.charts.marks import PALETTES, Mode
from whosecameras.charts.marks import label as mark_label
from whosecameras.record import geography
from whosecameras.record.loading import Dataset, load
from whosecameras.record.schema import SURVEY_SECTORS, Age, Status
from whosecameras.text import gaps, tables, wording

AREAS = {"districts": 361, "hexagons": 361, "counties": 21, "police": 45}


def exhibits(dataset: Dataset) -> list[Chart]:
    return [
        *(maps.status_map(dataset, which) for which in STATUS_MAPS),
        sectors.by_sector(dataset),
        sectors.survey_figures(dataset, "police"),
        sectors.status_by_sector(dataset, "sector"),
        sectors.status_by_sector(dataset, "region"),
        sectors.named_bodies_by_sector(dataset),
        sectors.manufacturers_by_sector(dataset),
    ]


def hovered(exhibit: Chart) -> list[tuple[str, str]]:
    """Each area that a map shows on hover, with the hover text, the area's name separate."""
    found = []
    for trace in exhibit.figure.data:
        if trace.type == "choropleth" and trace.hovertemplate:
            said = trace.hovertemplate.removeprefix("<b>%{properties.name}</b><br>").removesuffix("<extra></extra>")
            for at, area in enumerate(trace.locations):
                found.append((area, said.replace("%{text}", trace.text[at] if trace.text else "")))
    return found


@pytest.mark.parametrize(("which", "areas"), AREAS.items())
def test_every_area_is_drawn_once_and_counted_in_the_key(dataset: Dataset, which: str, areas: int) -> None:
    exhibit = maps.status_map(dataset, which)
    drawn = [area for area, _ in hovered(exhibit)]
    assert len(drawn) == len(set(drawn)) == areas
    assert sum(item.count or 0 for item in exhibit.legend) == areas
    assert len(exhibit.table) == areas


def test_the_map_draws_each_council_as_its_status_says(dataset: Dataset) -> None:
    exhibit = maps.status_map(dataset, "districts")
    known = status.body_statuses(dataset)
    by_area = dict(hovered(exhibit))
    assert Status.NOT_USING in by_area["E09000030"]  # Tower Hamlets
    for area, body in body_of_area(dataset, "lad24").items():
        found = known[body]
        about = [wording.evidence_from(found)] if found.decided_by else []
        assert bool(found.as_of and found.age == Age.OLDER) == ("over three years old" in "".join(about)), area
        about += [wording.flag_list(found.flags)] if found.flags else []
        assert by_area[area] == "<br>".join([mark_label(status_mark(found)), *about]), area
    assert by_area["N09000003"].startswith("Only in a claim about a group")  # Belfast: no source names it


@pytest.mark.parametrize("code", ["E08000016", "E08000038"])
def test_a_council_keeps_its_area_when_the_register_has_its_new_code(folder: Folder, code: str) -> None:
    folder.set("bodies", folder.line_of("bodies", id="barnsley-council"), code=code)
    assert body_of_area(load(folder.path), "lad24")["E08000016"] == "barnsley-council"


def test_the_area_of_a_replaced_council_passes_to_its_successor(folder: Folder) -> None:
    heir = folder.line_of("bodies", id="leeds-council")
    old = {"id": "zz-old-council", "name": "Old Council", "aliases": "", "replaced_by": "leeds-council"}
    folder.add("bodies", heir, **old)
    assert body_of_area(load(folder.path), "lad24")["E08000035"] == "leeds-council"


def test_charts_of_bodies_list_the_sources_of_just_those(dataset: Dataset) -> None:
    known = status.body_statuses(dataset)
    source_of = dict(zip(dataset.findings["id"], dataset.findings["source"], strict=True))
    bodies = dataset.bodies
    other = bodies.loc[~bodies["sector"].isin(whole_sectors(dataset)) & (bodies["owner"] == "public"), "id"]
    councils = bodies.loc[(bodies["sector"] == "council") & (bodies["replaced_by"] == ""), "id"]
    for exhibit, drawn in (
        (sectors.named_bodies_by_sector(dataset), other),
        (sectors.status_by_sector(dataset, "region"), councils),
    ):
        assert set(exhibit.sources) == {source_of[one] for body in drawn for one in known[body].decided_by}, exhibit.id


def test_group_statements_can_be_switched_off(dataset: Dataset) -> None:
    drawn = maps.status_map(dataset, "districts", EvidenceFilter(collective=False))
    assert Status.GROUP_ONLY not in {item.mark for item in drawn.legend}
    blank = {item.mark: item.count for item in drawn.legend}[Status.UNKNOWN]
    before = {item.mark: item.count for item in maps.status_map(dataset, "districts").legend}
    assert blank == (before[Status.UNKNOWN] or 0) + (before[Status.GROUP_ONLY] or 0)


def test_the_year_filter_hides_everything_published_later(dataset: Dataset) -> None:
    seen = status.findings_in(dataset, EvidenceFilter(year=2021))
    assert len(seen) and (seen["as_of"].str[:4] <= "2021").all()


def test_the_picture_of_an_earlier_year_says_of_which(dataset: Dataset) -> None:
    """In title and subtitle. The current view names no year, nor does a view of the year of the release."""
    drawn = (
        lambda view: maps.status_map(dataset, "districts", view),
        lambda view: sectors.status_by_sector(dataset, "region", view),
        lambda view: sectors.named_bodies_by_sector(dataset, view),
    )
    for draw in drawn:
        for year in status.known_years(dataset):
            shown = draw(EvidenceFilter(year=year))
            earlier = year < dataset.released.year
            assert ("published by the end of" in shown.title) == earlier
            assert (f"published by the end of {year}" in shown.subtitle) == earlier
        assert "published by" not in draw(EvidenceFilter()).title


def test_maps_say_in_their_title_how_many_are_blank(dataset: Dataset) -> None:
    for which in STATUS_MAPS:
        exhibit = maps.status_map(dataset, which)
        blank = {item.mark: item.count for item in exhibit.legend}[Status.UNKNOWN]
        assert wording.UNKNOWN_IS_NOT_NO in exhibit.title
        assert wording.number(blank or 0) in exhibit.title
        assert exhibit.notice == geography.NOTICE


def test_maps_send_values_and_an_address_not_shapes(dataset: Dataset) -> None:
    for which in STATUS_MAPS:
        drawn = maps.status_map(dataset, which).figure.to_json()
        assert '"coordinates"' not in drawn
        assert len(drawn) < (34_000 if which == "hexagons" else 24_000)
    assert '"coordinates"' in maps.status_map(dataset, "counties", inline=True).figure.to_json()


def test_regions_show_the_unknown_next_to_the_known(dataset: Dataset) -> None:
    frame = councils_by_region(dataset)
    assert len(frame) == 12
    assert frame["councils"].sum() == 382
    assert (frame[["using", "group_only", "other", "unknown"]].sum(axis=1) == frame["councils"]).all()
    assert dict(zip(frame["code"], frame["councils"], strict=True))["S92000003"] == 32


SECTOR_OF = {**dict.fromkeys(STATUS_MAPS, "council"), "police": "police"}
VIEWS = [
    EvidenceFilter(vendor=vendor, year=year, grades=grades)
    for vendor in ("", "hikvision", "dahua")
    for year in (None, 2020, 2021, 2022)
    for grades in (("A", "B", "C", "D"), ("A", "B"))
]


@pytest.mark.parametrize("which", STATUS_MAPS)
def test_the_survey_figure_next_to_a_map_passes_the_filters(dataset: Dataset, which: str) -> None:
    sources = dataset.sources.set_index("id")
    found = 0
    for view in VIEWS:
        row, said = fitting(dataset, SECTOR_OF[which], view), gaps.survey_sentence(dataset, which, view)
        if row is None:
            assert not any(one.isdigit() for one in said), said
            continue
        found += 1
        source = sources.loc[row["source"]]
        assert row["sector"] == SECTOR_OF[which] and row["vendor_scope"] == (view.vendor or "either")
        assert source["grade"] in view.grades
        assert view.year is None or int((source["published"] or source["accessed"])[:4]) <= view.year
        assert wording.date(row["as_of"]) in said and wording.scope(row["vendor_scope"]) in said
        assert f"of the {row['answered']} " in said
        assert ("the UK" if row["geography"] == "UK" else row["geography"]) in said
    assert found


def test_without_a_figure_on_a_make_no_other_makes_figure_takes_its_place(folder: Folder) -> None:
    lines = folder.lines("surveys")
    scope = lines[0].index("vendor_scope")
    folder.write("surveys", [line for line in lines if line[scope] != "dahua"])
    data = load(folder.path)
    assert fitting(data, "council", EvidenceFilter(vendor="dahua")) is None
    said = gaps.survey_sentence(data, "districts", EvidenceFilter(vendor="dahua"))
    assert said and not any(one.isdigit() for one in said)
    assert gaps.survey_sentence(data, "districts") == gaps.survey_sentence(data, "hexagons") != said


def test_a_narrowed_map_has_a_different_title_and_text(dataset: Dataset) -> None:
    for which in STATUS_MAPS:
        whole = maps.status_map(dataset, which)
        for view in (EvidenceFilter(vendor="dahua"), EvidenceFilter(grades=("A",)), EvidenceFilter(collective=False)):
            shown = maps.status_map(dataset, which, view)
            blank = wording.number(blank_of(shown))
            bare = whole.title.replace(wording.number(blank_of(whole)), blank, 1)
            assert blank in shown.title and shown.title != bare and shown.title.startswith(bare)
            assert shown.alt.partition(":")[0] != whole.alt.partition(":")[0]


def blank_of(exhibit: Chart) -> int:
    """The number of areas on a map without public evidence."""
    return next(one.count or 0 for one in exhibit.legend if one.mark == Status.UNKNOWN)


def test_an_unknown_map_is_refused(dataset: Dataset) -> None:
    with pytest.raises(KeyError):
        maps.status_map(dataset, "moon")


def test_every_exhibit_has_title_words_table_and_sources(dataset: Dataset) -> None:
    known = set(dataset.sources["id"])
    for exhibit in exhibits(dataset):
        assert exhibit.title and exhibit.subtitle and len(exhibit.alt) > 40, exhibit.id
        assert len(exhibit.table), exhibit.id
        assert exhibit.sources and set(exhibit.sources) <= known, exhibit.id
        assert json.loads(exhibit.figure.to_json())["data"], exhibit.id


@pytest.mark.parametrize("mode", ["light", "dark"])
@pytest.mark.parametrize("which", STATUS_MAPS)
def test_every_area_of_a_map_looks_as_the_key_says(dataset: Dataset, which: str, mode: Mode) -> None:
    exhibit = maps.status_map(dataset, which, mode=mode)
    known, bodies = status.body_statuses(dataset), body_of_area(dataset, STATUS_MAPS[which][0])
    drawn = looks(svg.render(exhibit.figure, width=460, height=620, mode=mode), bodies)
    quiet = Status.NOT_USING if mode == "dark" else None  # in full colour it would be the loudest of all
    assert drawn == {
        area: look_of(status_mark(known[body]), mode, known[body].age == Age.OLDER or known[body].status is quiet)
        for area, body in bodies.items()
    }
    for item in exhibit.legend:
        shades = {look_of(item.mark, mode, older) for older in (False, True)}
        assert sum(look in shades for look in drawn.values()) == item.count, item.label


def test_hover_text_is_text_whatever_a_name_holds(dataset: Dataset) -> None:
    text = maps.status_map(dataset, "districts").figure.data
    for trace in text:
        for line in trace.text or ():
            assert "<script" not in str(line) and "<a " not in str(line)


def test_the_headline_is_the_round_with_the_most_answers(dataset: Dataset) -> None:
    row = headline_survey(dataset)
    assert (row["using"], row["answered"], row["asked"], row["share_printed"]) == (806, 1289, 4510, 61)


def test_sectors_are_shown_with_their_bases(dataset: Dataset) -> None:
    exhibit = sectors.by_sector(dataset)
    drawn = dict(zip(exhibit.table["Who"], exhibit.table["Said yes"], strict=True))
    assert drawn["Councils"] == "73% of 325"
    assert drawn["Police forces"] == "35% of 40"
    assert drawn["NHS bodies"] == "60% of 50"
    assert wording.NOT_RANDOM in exhibit.note


def test_a_bar_is_as_long_as_its_share_and_says_the_same_as_the_table(dataset: Dataset) -> None:
    """On a phone and on a wide page: the share at the end of its bar in whole per cent, and its base."""
    known, using = shares(dataset), PALETTES["light"].using
    for exhibit in (sectors.by_sector(dataset), *(sectors.survey_figures(dataset, one) for one in SURVEY_SECTORS)):
        drawn = [known[key] for key in exhibit.table["id"] if key in known and known[key].shown is not None]
        for figure in (exhibit.figure, exhibit.wide):
            lengths = [trace.x[1] for trace in figure.data if trace.line.color == using]
            assert lengths == [one.shown * 100 for one in drawn]
            values = [note for note in figure.layout.annotations if note.xref != "paper"]
            assert [note.text for note in values] == [f"<b>{wording.percent(one.shown)}</b>" for one in drawn]
            beneath = [note.text for note in figure.layout.annotations if note.xref == "paper"]
            said = [wording.of_how_many(one) for one in drawn]
            assert all(part.split(" ")[0] in label for part, label in zip(said, beneath, strict=True))
    assert all("." not in said.partition("%")[0] for said in sectors.by_sector(dataset).table["Said yes"])


def test_a_label_of_seventy_characters_is_shown_in_full_and_its_row_grows(dataset: Dataset, folder: Folder) -> None:
    name = "The Royal and Ancient Borough of Somewhere-under-Lyme with <b>Parishes"
    folder.set("sectors", folder.line_of("sectors", id="police"), plural=name)
    long, short = sectors.by_sector(load(folder.path)), sectors.by_sector(dataset)
    shown = [re.sub(r"<[^>]*>|\s", "", note.text) for note in long.figure.layout.annotations]
    assert [label for label in shown if label.startswith(re.sub(r"\s", "", escape(name)))]
    assert long.height > short.height


@pytest.mark.parametrize(
    ("values", "title"),
    [
        ((0.7, 0.6, 0.3), "Councils said yes most often, police forces least"),
        ((0.7, 0.7, 0.3), "Councils and colleges said yes most often, police forces least"),
        ((0.7, 0.3, 0.3), "Councils said yes most often, colleges and police forces least"),
        ((0.7, 0.7, 0.7), "Councils, colleges and police forces said yes equally often"),
    ],
)
def test_sectors_that_tie_are_all_named(values: tuple[float, ...], title: str) -> None:
    assert sectors._most_and_least(["Councils", "Colleges", "Police forces"], values) == title


def test_makes_that_tie_are_both_named(dataset: Dataset) -> None:
    users = users_by_manufacturer(dataset)
    most, times = most_named_manufacturers(users)
    assert most == ["hikvision"] and times == users["hikvision"].sum()
    tied = users.assign(dahua=users["hikvision"])
    assert most_named_manufacturers(tied) == (["hikvision", "dahua"], times)


def test_disagreements_name_what_differs_and_why(dataset: Dataset) -> None:
    frame = tables.disagreement_table(dataset, "police")
    assert len(frame)
    assert frame["What differs, and why"].str.contains("No source says why|differ|while|where other|instead").all()


def test_sectors_without_a_whole_register_show_counts_not_shares(dataset: Dataset) -> None:
    exhibit = sectors.named_bodies_by_sector(dataset)
    assert Status.UNKNOWN not in {item.mark for item in exhibit.legend}
    assert "percentages" in exhibit.subtitle
    whole = sectors.status_by_sector(dataset, "sector")
    assert whole.table["Total"].tolist()[0] == 382


def test_a_sector_without_figures_gives_an_empty_chart_that_says_so(dataset: Dataset) -> None:
    without = next(one for one in dataset.sectors["id"] if not len(figures_of(dataset, sector=one)))
    exhibit = sectors.survey_figures(dataset, str(without))
    assert exhibit.table.empty and "No figure matches" in exhibit.alt
