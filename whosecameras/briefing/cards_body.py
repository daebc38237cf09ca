"""The card about one public body: status and age of the evidence; or how common the cameras are and how to ask.

For a body without published evidence, the card says so, shows a survey's result for similar bodies and links to the
body's page, which has a request ready to send. The same holds for bodies known only from a register.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from whosecameras.analysis.status import NO_EVIDENCE, BodyStatus, status_mark
from whosecameras.briefing.card_content import (
    CHIP,
    LICENCE,
    Card,
    CardChart,
    CardLine,
    StatusChip,
    hundred,
    record_date_line,
)
from whosecameras.briefing.frame import check_address, short_address
from whosecameras.charts import svg
from whosecameras.charts.marks import Mode, label, swatch
from whosecameras.content.area import areas_of
from whosecameras.content.body_profile import BodyProfile, Evidence, SurveyFigure
from whosecameras.content.record_index import body_profile
from whosecameras.content.registered_body import registered_bodies
from whosecameras.record import geography
from whosecameras.record.loading import Dataset
from whosecameras.record.schema import Status
from whosecameras.text import card_words, evidence_words, registered, titles, wall_words, wording

SHARE_ALIKE_LICENCE = "CC BY-SA 4.0"


def is_only_registered(dataset: Dataset, key: str) -> bool:
    """True if a body is in a register but not listed individually in the record."""
    return dataset.registers.place("bodies", key) is not None


def body(dataset: Dataset, key: str, mode: Mode) -> Card:
    """The card about a body; raises ``KeyError`` if neither the record nor a register has it."""
    return _registered(dataset, key, mode) if is_only_registered(dataset, key) else _listed(dataset, key, mode)


def _listed(dataset: Dataset, key: str, mode: Mode) -> Card:
    profile = body_profile(dataset, key)
    lines = _statements(profile, mode)
    gone = bool(profile.ended or profile.replaced_by)
    ended = registered.gone(profile.ended, "", [body_link.name for body_link in profile.replaced_by]) if gone else ""
    kind = (profile.sector, profile.is_public)
    if not lines:
        return _silent(
            dataset, (key, profile.name), kind, mode, ended=ended,
            place=profile.place, area=_area(profile.sector, key, profile.code),
        )  # fmt: skip
    standing = profile.standing
    statements = sorted((*profile.named, *profile.group), key=lambda one: not one.is_deciding)
    first, rest = evidence_words.known_first(dataset, profile.name, standing, gone)
    inset, caption = _locator(dataset, _area(profile.sector, key, profile.code), mode)
    figures = profile.figures[:1]
    chip = StatusChip(
        swatch(profile.mark, mode, CHIP),
        profile.label,
        card_words.evidence(standing, len({one.source.id for one in statements})) if statements else "",
    )
    return Card(
        id=f"body-{key}",
        title=titles.body(dataset, profile.name, standing),
        heading=profile.name,
        number=chip.label,
        counted=chip.age,
        chip=chip,
        subtitle=" ".join(part for part in (first, rest, ended) if part),
        as_of=record_date_line(dataset),
        sources=tuple(dict.fromkeys([*_sources(statements), *profile.sources, *_sources(figures)])),
        picture=CardChart(lines=lines),
        alt=f"{first} {rest} " + "; ".join(f"{line.head}: {line.text}" for line in lines),
        note=" ".join(figure.sentence for figure in figures),
        notice=geography.NOTICE if inset else "",
        path=f"body/{key}",
        inset=inset,
        beside_inset=caption,
    )


def _sources(shown: Iterable[Evidence | SurveyFigure]) -> list[str]:
    return [one.source.id for one in shown]


def _statements(found: BodyProfile, mode: Mode) -> tuple[CardLine, ...]:
    """Every statement about a body, those that decide its status first, then the functions of its cameras."""
    statements = sorted((*found.named, *found.group), key=lambda one: not one.is_deciding)
    return (
        *(
            CardLine(
                swatch(statement.mark, mode) if statement.mark else "",
                f"{statement.heading} {wording.attributed(statement.source.publisher, statement.as_of)}",
                statement.detail,
            )
            for statement in statements
        ),
        *(
            CardLine(
                "",
                f"{function.name}: {function.statement} "
                f"{wording.attributed(function.source.publisher, function.as_of)}",
                function.detail,
            )
            for function in found.functions
        ),
    )


def _registered(dataset: Dataset, key: str, mode: Mode) -> Card:
    bodies = registered_bodies(dataset)
    profile, row = bodies.body(key), bodies.row(key)
    return _silent(
        dataset, (key, profile.name), (profile.sector, True), mode, ended=profile.gone,
        place=profile.where, area=_area(profile.sector, key, str(row["code"])),
        licence=SHARE_ALIKE_LICENCE if profile.share_alike else LICENCE, credit=profile.notice,
    )  # fmt: skip


def _silent(
    dataset: Dataset, who: tuple[str, str], kind: tuple[str, bool], mode: Mode, *, ended: str, place: str,
    area: tuple[str, str], licence: str = LICENCE, credit: str = "",
) -> Card:  # fmt: skip
    """The card about a body without published evidence.

    ``who`` is its id and name, ``kind`` its sector and whether it is public: surveys only asked public bodies.
    """
    (key, name), (sector, public) = who, kind
    first, rest = evidence_words.known_first(dataset, name, BodyStatus(), bool(ended))
    survey = card_words.of_its_kind(dataset, sector) if public else ""
    source = wall_words.survey_source(dataset, sector) if public else ""
    inset, caption = _locator(dataset, area, mode)
    chip = StatusChip(
        swatch(status_mark(NO_EVIDENCE), mode, CHIP),
        label(Status.UNKNOWN),
        " · ".join(part for part in (str(dataset.row("sectors", sector)["name"]), place) if part),
        survey=survey,
        ask="" if ended else card_words.how_to_ask(short_address(check_address(f"body/{key}"))),
    )
    notes = (card_words.ONE_IN_A_HUNDRED if source else "", card_words.not_about(name) if source else "", credit)
    return Card(
        id=f"body-{key}",
        title=f"{name}: {registered.picture_title(dataset)}",
        heading=name,
        number=chip.label,
        counted=chip.age,
        chip=chip,
        subtitle=" ".join(part for part in (first, rest, ended) if part),
        as_of=record_date_line(dataset),
        sources=(source,) if source else (),
        picture=hundred(wall_words.per_cent(dataset, sector)) if source else CardChart(),
        alt=" ".join(part for part in (first, rest, survey, chip.ask and f"{chip.ask}.") if part),
        note=" ".join(part for part in notes if part),
        notice=geography.NOTICE if inset else "",
        path=f"body/{key}",
        inset=inset,
        beside_inset=caption,
        licence=licence,
    )


def _area(sector: str, key: str, code: str) -> tuple[str, str]:
    """The map layer and area that belong to a body; blank if there are none."""
    layers: Sequence[str] = {"council": ("lad24", "county24"), "police": ("police24",)}.get(sector, ())
    for layer in layers:
        area = key if layer == "police24" else geography.current(code)
        if area and area in geography.area_names(layer):
            return layer, area
    return "", ""


def _locator(dataset: Dataset, where: tuple[str, str], mode: Mode) -> tuple[str, str]:
    """A locator map of an area and the names of its neighbours; blank if there is no area."""
    layer, area = where
    if not area:
        return "", ""
    areas = areas_of(dataset)
    neighbours = [place.name for place in areas.area(area).neighbours] if area in areas.codes else []
    return svg.locator(layer, area, mode, 300), card_words.next_to(neighbours)
