"""Pictures without a browser: complete, well-formed, faithful to the figure, in position, deterministic."""

from __future__ import annotations

import re
import subprocess
import sys
from functools import cache
from itertools import pairwise
from math import hypot, radians, sin
from pathlib import Path
from xml.etree import ElementTree

import locators
import plotly.graph_objects as go
import pytest
import shifted

from whosecameras.analysis.areas import STATUS_MAPS, body_of_area
from whosecameras.analysis.status import EvidenceFilter
from whosecameras.analysis.survey_shares import figures_of
from whosecameras.charts import maps, sectors, timeline
from whosecameras.charts.chart import Chart
from whosecameras.charts.marks import MARKS, PALETTES, Mode, colour, weaker
from whosecameras.charts.plotly_template import template
from whosecameras.charts.svg import Unsupported, locator, locator_height, render
from whosecameras.charts.svg.geo import panel_of
from whosecameras.charts.svg.primitives import path, snapped, tag, tenths
from whosecameras.charts.svg.symbols import SYMBOLS
from whosecameras.charts.svg.text import WIDER, fitted, lines_of, width
from whosecameras.record import geography
from whosecameras.record.loading import Dataset

ROOT = Path(__file__).resolve().parents[1]
SVG = "{http://www.w3.org/2000/svg}"
MODES: tuple[Mode, ...] = ("light", "dark")
#: Largest sizes at a width of 600, in bytes.
SIZES = {"districts": 150_000, "hexagons": 60_000}
#: Reference values from plotly.js (d3 in Chromium) in a panel of 720 × 640: (longitude, latitude) -> px.
ASKED_OF_PLOTLY = {
    "lad24": {
        (-0.1276, 51.5072): (484.966, 525.222),  # London
        (-3.1883, 55.9533): (360.428, 236.052),  # Edinburgh
        (-5.9301, 54.5973): (256.792, 323.107),  # Belfast
        (-3.1791, 51.4816): (360.851, 529.620),  # Cardiff
    },
    "hex": {(1.5, 2.0): (368.188, 294.616), (0.0, 0.0): (122.538, 622.149)},
}
#: The same on a phone, 390 × 640.
ON_A_PHONE = {
    "lad24": {(-0.1276, 51.5072): (303.504, 498.187), (-5.9301, 54.5973): (105.388, 322.698)},
    "hex": {(1.5, 2.0): (201.294, 300.487)},
}


@cache
def exhibits(dataset: Dataset, mode: Mode = "light") -> tuple[Chart, ...]:
    """Every chart of the record, with each kind of view at least once."""
    surveyed = [one for one in ("all_public", *dataset.sectors["id"]) if len(figures_of(dataset, sector=one))]
    return (
        *(maps.status_map(dataset, which, mode=mode) for which in STATUS_MAPS),
        maps.status_map(dataset, "counties", mode=mode, inline=True),
        maps.status_map(dataset, "districts", EvidenceFilter(year=2021), mode),
        sectors.by_sector(dataset, mode),
        *(sectors.survey_figures(dataset, one, mode) for one in surveyed),
        sectors.status_by_sector(dataset, "sector", mode=mode),
        sectors.status_by_sector(dataset, "region", mode=mode),
        sectors.named_bodies_by_sector(dataset, mode=mode),
        sectors.manufacturers_by_sector(dataset, mode),
        timeline.timeline(dataset, mode=mode),
        timeline.timeline(dataset, kind="rule", mode=mode, lane="councils"),
        timeline.changed_course_chart(dataset, mode),
    )


def drawn(exhibit: Chart, wide: int = 600, mode: Mode = "light") -> str:
    return render(exhibit.figure, width=wide, mode=mode, title=exhibit.title, description=exhibit.alt)


def words_of(svg: str) -> list[str]:
    return [
        "".join(one.itertext()).replace("\xa0", " ").strip() for one in ElementTree.fromstring(svg).iter(f"{SVG}text")
    ]


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("wide", (1200, 600, 320))
def test_every_exhibit_is_drawn_well_formed_and_harmless(dataset: Dataset, mode: Mode, wide: int) -> None:
    for exhibit in exhibits(dataset, mode):
        svg = drawn(exhibit, wide, mode)
        root = ElementTree.fromstring(svg)
        assert root.tag == f"{SVG}svg" and root.get("role") == "img"
        assert (root.get("width"), root.get("height")) == (str(wide), str(exhibit.height))
        assert (root[0].tag, root[0].text) == (f"{SVG}title", exhibit.title)
        assert (root[1].tag, root[1].text) == (f"{SVG}desc", exhibit.alt)
        ids = [one.get("id") for one in root.iter() if one.get("id")]
        assert len(ids) == len(set(ids))
        for one in root.iter():
            assert one.tag.removeprefix(SVG) in (
                "svg", "title", "desc", "defs", "pattern", "g", "path", "rect", "circle", "text", "tspan",
            )  # fmt: skip
            for name, value in one.attrib.items():
                assert name not in ("style", "class", "href") and not name.startswith("on")
                assert "url(" not in value or value[5:-1] in ids
        assert (
            "NaN" not in svg and "nan" not in re.sub(r">[^<]*<", "", svg) and "None" not in re.sub(r">[^<]*<", "", svg)
        )
        assert "http" not in svg.replace('xmlns="http://www.w3.org/2000/svg"', "", 1)


def test_numbers_are_rounded_to_a_tenth(dataset: Dataset) -> None:
    for exhibit in exhibits(dataset):
        for path_data in re.findall(r' d="([^"]*)"', drawn(exhibit)):
            assert not re.search(r"\.\d\d", path_data)


def test_the_same_figure_gives_the_same_bytes(dataset: Dataset) -> None:
    assert all(drawn(one) == drawn(one) for one in exhibits(dataset))
    code = (
        "import hashlib; from whosecameras.publishing.validation import open_dataset; from "
        "whosecameras.record.loading import DATA_DIR;"
        "from whosecameras.charts import sectors; from whosecameras.charts.svg import render, locator;"
        "d = open_dataset(DATA_DIR); s = render(sectors.status_by_sector(d, 'region').figure, width=600);"
        "print(hashlib.sha256((s + locator('lad24', 'E07000178', 'light', 240)).encode()).hexdigest())"
    )
    said = {
        subprocess.run(
            [sys.executable, "-c", code],
            capture_output=True,
            check=True,
            cwd=ROOT,
            env={**shifted.environment(), "PYTHONHASHSEED": seed},
        ).stdout
        for seed in ("1", "2")
    }
    assert len(said) == 1


def test_sizes_are_as_promised(dataset: Dataset) -> None:
    for which, most in SIZES.items():
        assert len(drawn(maps.status_map(dataset, which)).encode()) < most
    assert max(len(drawn(one).encode()) for one in exhibits(dataset)) < SIZES["districts"]


@pytest.mark.parametrize("which", STATUS_MAPS)
def test_each_area_is_one_path_in_the_colour_of_its_mark(dataset: Dataset, which: str) -> None:
    exhibit = maps.status_map(dataset, which)
    layer = STATUS_MAPS[which][0]
    fills: dict[str, str] = {}
    for group in ElementTree.fromstring(drawn(exhibit)).iter(f"{SVG}g"):
        for one in group.iter(f"{SVG}path"):
            area = one.get("data-area")
            if area and (layer != "county24" or area.startswith("E10")):
                assert area not in fills and len(one.get("d", "")) > 5
                fills[area] = group.get("fill", "")
    assert set(fills) == set(body_of_area(dataset, layer))
    for item in exhibit.legend:
        same = [name for name, mark in MARKS.items() if mark.fill == MARKS[item.mark].fill]
        counted = sum(other.count or 0 for other in exhibit.legend if other.mark in same)
        fill = MARKS[item.mark].fill
        shades = {colour("light", fill), weaker("light", fill)}  # older evidence is drawn weaker
        assert sum(one in shades for one in fills.values()) == counted


def test_shapes_by_address_and_shapes_inline_are_the_same_picture(dataset: Dataset) -> None:
    assert drawn(maps.status_map(dataset, "police")) == drawn(maps.status_map(dataset, "police", inline=True))


def test_places_are_where_plotly_puts_them() -> None:
    for wide, asked in ((720, ASKED_OF_PLOTLY), (390, ON_A_PHONE)):
        for layer, spots in asked.items():
            panel = panel_of(geography.frame(layer), (0, 0, wide, 640))
            for spot, expected in spots.items():
                assert panel.at(*spot) == pytest.approx(expected, abs=0.002)


def test_the_conic_projection_keeps_areas_equal() -> None:
    panel = panel_of(geography.frame("lad24"), (0, 0, 720, 640))

    def area(lon: float, south: float, north: float) -> float:
        corners = [panel.at(*spot) for spot in ((lon, south), (lon + 0.1, south), (lon + 0.1, north), (lon, north))]
        flat = abs(sum(a[0] * b[1] - b[0] * a[1] for a, b in pairwise([*corners, corners[0]]))) / 2
        return flat / (sin(radians(north)) - sin(radians(south)))

    assert area(-6, 50, 50.1) == pytest.approx(area(1, 59, 59.1), rel=1e-4)


def test_labels_stand_where_their_areas_are(dataset: Dataset) -> None:
    figure = maps.status_map(dataset, "hexagons").figure
    names = next(trace for trace in figure.data if trace.type == "scattergeo" and trace.mode == "text")
    panel = panel_of(maps.frame_of("hex"), (0, 0, 720, figure.layout.height))
    texts = [(float(x), float(y)) for x, y in re.findall(r'<text x="([\d.]+)" y="([\d.]+)"', render(figure, width=720))]
    for lon, lat in zip(names.lon, names.lat, strict=True):
        x, y = panel.at(lon, lat)
        assert min(hypot(one - x, other - y) for one, other in texts) < 8


def test_every_number_of_the_chart_is_there_as_text(dataset: Dataset) -> None:
    for exhibit in (sectors.by_sector(dataset), *(one for one in exhibits(dataset) if one.id.startswith("surveys-"))):
        said = words_of(drawn(exhibit))
        for printed in re.findall(r"\d[\d,.]*% \(?([\d,]+ of [\d,]+)", " ".join(exhibit.table["Said yes"])):
            assert any(printed in one for one in said), (exhibit.id, printed)
        for note in exhibit.figure.layout.annotations:
            if note.xanchor == "right":
                assert "".join(run.text for line in lines_of(note.text, 1, "") for run in line) in said
    bars = sectors.status_by_sector(dataset, "region")
    said = words_of(drawn(bars, 1200))
    assert {f"{row['Group']} {row['Total']}" for _, row in bars.table.iterrows()} <= set(said)


def test_bars_are_as_long_as_their_values_and_all_hatches_are_defined(dataset: Dataset) -> None:
    figure = sectors.status_by_sector(dataset, "region").figure
    root = ElementTree.fromstring(render(figure, width=712 + 8, prefix="one"))
    lengths = [float(one.get("width", 0)) for group in root.iter(f"{SVG}g") for one in group.iter(f"{SVG}rect")]
    expected = [value / 100.5 * 712 for trace in figure.data for value in trace.x if value]
    assert lengths == pytest.approx(expected, abs=0.11)
    hatched = {trace.marker.pattern.shape for trace in figure.data} - {""}
    patterns = list(root.iter(f"{SVG}pattern"))
    assert len(patterns) >= len(hatched) > 0 and all(one.get("id", "").startswith("one-") for one in patterns)


def test_numbers_that_do_not_fit_into_their_bar_are_hidden_and_the_rest_has_one_size(dataset: Dataset) -> None:
    figure = sectors.status_by_sector(dataset, "region").figure
    many, few = (render(figure, width=wide) for wide in (1200, 320))
    assert len(words_of(few)) < len(words_of(many))
    numbers = re.findall(r'<text [^>]*font-size="([\d.]+)"[^>]*>\d+</text>', few)
    assert len(set(numbers)) == 1 and float(numbers[0]) >= 11


def test_two_pictures_of_one_page_share_no_id(dataset: Dataset) -> None:
    figure = sectors.named_bodies_by_sector(dataset).figure
    one, other = (
        set(re.findall(r' id="([^"]*)"', render(figure, width=600, title="T", prefix=prefix))) for prefix in ("a", "b")
    )
    assert one and not one & other


def test_a_picture_without_a_title_is_hidden_from_those_who_cannot_see_it(dataset: Dataset) -> None:
    root = ElementTree.fromstring(render(sectors.by_sector(dataset).figure, width=600))
    assert root.get("aria-hidden") == "true" and root.get("role") is None


def test_larger_text_is_larger_and_the_plot_gives_way() -> None:
    axes = {"xaxis": {"range": [0, 1], "tickvals": [0, 1], "side": "top"}, "yaxis": {"range": [1, -1], "tickvals": [0]}}
    axes["yaxis"]["ticktext"] = ["The name of a row"]
    figure = go.Figure(layout={"template": template("light"), "height": 200, **axes})
    figure.add_scatter(x=[0.5], y=[0], mode="markers", marker={"color": "#000000", "size": 10})
    sizes = [
        {float(one) for one in re.findall(r'font-size="([\d.]+)"', render(figure, width=900, font_scale=scale))}
        for scale in (1.0, 1.5)
    ]
    assert {round(size * 1.5, 1) for size in sizes[0]} == sizes[1]
    for svg in (render(figure, width=900, font_scale=1.5), render(figure, width=320)):
        for x, anchor, text in re.findall(r'<text x="([\d.-]+)"[^>]*text-anchor="(end)">([^<]+)<', svg):
            assert anchor and float(x) > 0 and text


def test_what_is_written_in_a_figure_is_text_and_never_markup() -> None:
    hidden = {"visible": False}
    figure = go.Figure(layout={"template": template("light"), "height": 100, "xaxis": hidden, "yaxis": hidden})
    figure.add_scatter(x=[1, 2], y=[1, 2], mode="text", text=["&lt;script&gt;alert(1)&lt;/script&gt;", 'A & "B"'])
    svg = render(figure, width=300, title="<b>&", description="</svg><script>")
    assert "<script" not in svg
    assert words_of(svg) == ["<script>alert(1)</script>", 'A & "B"']


def _figure(**layout: object) -> go.Figure:
    figure = go.Figure(layout={"template": template("light"), "height": 200, **layout})
    return figure.add_scatter(x=[1, 2], y=[3, 4], mode="markers", marker={"color": "#000000"})


@pytest.mark.parametrize(
    ("figure", "named"),
    [
        (go.Figure(go.Pie(values=[1]), layout={"template": template("light")}), "pie"),
        (_figure().add_scatter(x=[1], y=[1], mode="lines", fill="tozeroy"), "scatter.fill"),
        (_figure().add_scatter(x=[1], y=[1], mode="markers", marker={"symbol": "hourglass"}), "hourglass"),
        (_figure().add_scatter(x=[1], y=[1], mode="lines+markers"), "scatter.mode"),
        (_figure().add_scatter(x=[1], y=[1], mode="lines", line={"shape": "spline"}), "scatter.line.shape"),
        (_figure().add_scatter(x=[1], y=[1], mode="markers", marker={"size": [1], "color": "#000000"}), "marker.size"),
        (_figure().add_annotation(x=1, y=1, text="arrow"), "showarrow must be said"),
        (_figure().add_shape(type="line", x0=0, x1=1, y0=0, y1=1), "line.color must be said"),
        (go.Figure(go.Bar(x=[1], y=["a"]), layout={"template": template("light")}), "bar.text must be said"),
        (go.Figure(go.Choropleth(locations=["a"], z=[1]), layout={"template": template("light")}), "geojson"),
        (_figure().add_annotation(x=1, y=1, text="<i>x</i>", showarrow=False), "<i>"),
        (_figure().add_annotation(x=1, y=1, text="x", showarrow=False, textangle=90), "textangle"),
        (_figure().add_shape(type="rect", x0=0, x1=1, y0=0, y1=1), "rect"),
        (_figure(title="A title"), "layout.title"),
        (_figure(xaxis={"type": "log"}), "xaxis.type"),
        (_figure(xaxis={"tickangle": 45}), "tickangle"),
        (_figure(template="plotly"), "template"),
        (_figure().add_scattergeo(lon=[1], lat=[1], mode="markers", marker={"color": "#000000"}), "map"),
    ],
)  # fmt: skip
def test_what_the_renderer_was_not_taught_stops_it(figure: go.Figure, named: str) -> None:
    with pytest.raises(Unsupported, match=named):
        render(figure, width=300)


def test_unknown_shapes_and_areas_stop_the_map(dataset: Dataset) -> None:
    figure = go.Figure(maps.status_map(dataset, "counties").figure)
    figure.data[-1 if figure.data[-1].type == "choropleth" else 1].geojson = "https://example.org/x.geojson"
    with pytest.raises(Unsupported, match=r"example\.org"):
        render(figure, width=300)
    figure = go.Figure(maps.status_map(dataset, "counties").figure)
    trace = next(one for one in reversed(figure.data) if one.type == "choropleth")
    trace.locations = ["E99", *trace.locations[1:]]
    with pytest.raises(Unsupported, match="E99"):
        render(figure, width=300)


@pytest.mark.parametrize("symbol", SYMBOLS)
def test_every_symbol_is_drawn_at_each_point(symbol: str) -> None:
    marker = {"symbol": symbol, "color": "#123456", "line": {"width": 1}}
    figure = _figure().add_scatter(x=[1, None, 2], y=[3, 3, 4], mode="markers", marker=marker)
    svg = render(figure, width=300)
    mine = next(one for one in re.findall(r"<(?:path|g) [^>]*#123456.*?(?:</g>|/>)", svg) if "#123456" in one)
    shapes = 2 if symbol == "x-thin" else 1
    assert (
        max(len(re.findall("circle", svg)) - 2, len(re.findall("[mM]", mine.split('d="')[-1].split('"')[0])))
        == 2 * shapes
    )


def test_a_gap_breaks_a_line_and_a_dash_is_preserved() -> None:
    figure = _figure(xaxis={"range": [0, 10], "visible": False}, yaxis={"range": [0, 10], "visible": False})
    figure.update_layout(margin={"l": 0, "r": 0, "t": 0, "b": 0})
    figure.add_scatter(x=[0, 5, None, 5, 10], y=[0, 5, None, 0, 0], mode="lines", line={"width": 2, "dash": "dot"})
    svg = render(figure, width=100, height=100)
    assert 'd="M0 100l50-50m0 50h50"' in svg and 'stroke-dasharray="3"' in svg


def test_the_pen_writes_short_and_readable_numbers() -> None:
    assert [tenths(value) for value in (0, 5, -5, 10, -123)] == ["0", ".5", "-.5", "1", "-12.3"]
    assert path([snapped([(0, 0), (0.5, 0.3), (1, 0.3), (1, 2)])], closed=True) == "M0 0l.5.3h.5v1.7z"
    assert path([[(0, 0), (15, 3), (20, 8)]]) == "M0 0l1.5.3 .5.5"
    assert tag("text", None, x='"<') == '<text x="&quot;&lt;"/>'


def test_rounding_never_drifts() -> None:
    line = snapped([(place / 3, place / 7) for place in range(400)])
    steps = path([line])
    x = y = 0.0
    for command, numbers in re.findall(r"([Mmlhv])([^Mmlhvz]*)", steps):
        found = [float(one) for one in re.findall(r"-?(?:\d+\.\d|\.\d|\d+)", numbers)]
        for place in range(0, len(found), 1 if command in "hv" else 2):
            x += found[place] if command != "v" else 0
            y += found[place] if command == "v" else (0 if command == "h" else found[place + 1])
    assert (x, y) == pytest.approx((line[-1][0] / 10, line[-1][1] / 10))


def test_text_that_is_too_long_shrinks_then_breaks_then_ends_in_dots() -> None:
    text = "London and 20 other large UK cities, February 2021, Hikvision or Dahua (Top10VPN)"
    lines = lines_of(text, 14, "#000000")
    whole = width(lines[0])
    assert fitted(lines, whole * WIDER) == lines
    assert len(fitted(lines, whole)) == 1
    for room in (whole * 0.7, whole * 0.3):
        broken = fitted(lines, room)
        assert len(broken) == 2 and all(width(line) * WIDER <= room + 0.01 for line in broken)
    assert broken[-1][-1].text.endswith("…")


def test_widths_are_those_of_the_face_that_streamlit_carries() -> None:
    import streamlit
    from PIL import ImageFont, features

    media = Path(streamlit.__file__).parent / "static" / "static" / "media"
    faces = sorted(media.glob("SourceSansVF-Upright*.woff2"))
    if not faces or not features.check("freetype2"):
        pytest.skip("Streamlit's face cannot be read here")
    face = ImageFont.truetype(str(faces[0]), 1000)
    for weight, bold in ((400, False), (700, True)):
        face.set_variation_by_axes([weight])
        for text in ("Reported using 26 of 32", "Yorkshire and The Humber", "53.8% (39 of 73)"):
            (line,) = lines_of(f"<b>{text}</b>" if bold else text, 1000, "#000000")
            assert width(line) == pytest.approx(sum(face.getlength(one) for one in text), rel=0.005)


def test_a_locator_is_small_names_its_area_and_marks_it() -> None:
    """A sample of each layer; tests/trust/test_every_area.py covers all areas."""
    for layer in geography.LAYERS:
        areas = geography.area_ids(layer)
        assert locators.faults(layer, areas[:: len(areas) // 10 + 1]) == []


@pytest.mark.parametrize("layer", ["lad24", "county24", "police24", "itl1"])
def test_the_height_of_a_locator_is_known_without_drawing_it(layer: str) -> None:
    for area in [*geography.area_names(layer)][::9]:
        high = ElementTree.fromstring(locator(layer, area, "light", 260)).attrib["viewBox"].split(" ")[3]
        assert float(high) == locator_height(layer, area, 260), area


def test_a_locator_says_nothing_of_a_status() -> None:
    for mode, palette in PALETTES.items():
        of_a_status = {palette.using, palette.removing, palette.removed, palette.not_using, palette.accent}
        for layer, area in (("lad24", "E07000223"), ("lad24", "E06000053"), ("hex", "E07000223")):
            assert not any(colour in locator(layer, area, mode, 240) for colour in of_a_status)


def test_a_locator_shows_the_region_of_its_area() -> None:
    assert "Oxford is in South East" in locator("lad24", "E07000178", "light", 240)
    assert "is in the United Kingdom" in locator("itl1", "E12000008", "dark", 200)
    assert "<circle" in locator("lad24", "E06000053", "light", 240)  # the Isles of Scilly need a ring
    assert "<circle" not in locator("lad24", "S12000017", "light", 240)  # Highland does not


def test_neighbours_still_touch_in_a_locator() -> None:
    from whosecameras.charts.svg.locator import _panel, _simple

    around = tuple(area for area in geography.area_ids("lad24") if geography.region_of(area) == "E12000007")
    panel, _ = _panel("lad24", around, (), 240)
    fine, rough = (_simple("lad24", around, panel, tolerance) for tolerance in (0.0, 1.3))
    assert set(fine) == set(rough) == set(around)
    assert sum(map(len, rough.values())) < sum(map(len, fine.values()))

    def edges(shape: str) -> set[frozenset[tuple[float, float]]]:
        found = set()
        x = y = 0.0
        for ring in shape.split("z"):
            spots = []
            for command, numbers in re.findall(r"([Mmlhv])([^Mmlhvz]*)", ring):
                read = [float(one) for one in re.findall(r"-?(?:\d*\.\d|\d+)", numbers)]
                for place in range(0, len(read), 1 if command in "hv" else 2):
                    x += read[place] if command != "v" else 0
                    y += read[place] if command == "v" else (0 if command == "h" else read[place + 1])
                    spots.append((round(x, 1), round(y, 1)))
            found |= {frozenset(pair) for pair in pairwise([*spots, spots[0]])} if spots else set()
            x, y = spots[0] if spots else (x, y)
        return found

    camden = edges(rough["E09000007"])
    shared = {edge for area in around if area != "E09000007" for edge in edges(rough[area])}
    assert camden <= shared  # Camden is entirely inside London: every stretch of its border is shared with a neighbour


@pytest.mark.parametrize(("layer", "area"), [("lad24", "E99999999"), ("moon", "E07000178"), ("police24", "x")])
def test_an_unknown_place_has_no_locator(layer: str, area: str) -> None:
    with pytest.raises(KeyError):
        locator(layer, area, "light", 240)
