"""The verb ``briefing`` of the command line."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from whosecameras.cli.curate import DataDir, exit_on_user_error, folder

if TYPE_CHECKING:
    from whosecameras.analysis.status import EvidenceFilter
    from whosecameras.briefing.cards import Theme
    from whosecameras.record.loading import Dataset

_BAR = 30


def _progress(done: int, total: int, name: str) -> None:
    """Show a progress bar on a terminal, nothing elsewhere."""
    if sys.stderr.isatty():
        filled = _BAR * done // max(total, 1)
        sys.stderr.write(f"\r[{'#' * filled}{'.' * (_BAR - filled)}] {done} of {total}  {name[:44]:<44}")
        sys.stderr.write("\n" if done == total else "")
        sys.stderr.flush()


def _chosen(given: str, known: tuple[str, ...], what: str) -> tuple[str, ...]:
    """Split comma-separated values and check that each is known; exit code 2 if not."""
    values = tuple(dict.fromkeys(text.strip() for text in given.split(",") if text.strip()))
    unknown = [value for value in values if value not in known]
    if unknown or not values:
        raise typer.BadParameter(f"no {what} {', '.join(unknown) or 'is named'}; there are {', '.join(known)}")
    return values


def briefing(
    out: Annotated[
        Path, typer.Option("--out", metavar="DIR", help="Folder for the files; created if it does not exist.")
    ],
    region: Annotated[str, typer.Option("--region", metavar="CODE", help="Region or nation: code or name.")] = "",
    area: Annotated[
        str, typer.Option("--area", metavar="CODE", help="District, county, police area or nation: code or name.")
    ] = "",
    sector: Annotated[
        str,
        typer.Option(
            "--sector", metavar="ID", help="Sector, by id or name, such as police; with --region or --area, only there."
        ),
    ] = "",
    body: Annotated[str, typer.Option("--body", metavar="ID", help="Id of a body.")] = "",
    compare: Annotated[
        str,
        typer.Option("--compare", metavar="A,B", help="Two to six areas or sectors to compare, by code, id or name."),
    ] = "",
    round_: Annotated[
        str, typer.Option("--round", metavar="ID", help="A round of our own requests, by id or name, or newest.")
    ] = "",
    status: Annotated[
        str, typer.Option("--status", metavar="STATUS", help="Only public bodies with this status.")
    ] = "",
    vendor: Annotated[
        str, typer.Option("--vendor", metavar="ID", help="Only evidence on this manufacturer, by id or name.")
    ] = "",
    grade: Annotated[str, typer.Option("--grade", metavar="GRADE", help="The lowest grade of source to count.")] = "D",
    year: Annotated[
        int | None, typer.Option("--year", metavar="YEAR", help="Only what was published by the end of this year.")
    ] = None,
    groups: Annotated[
        bool, typer.Option("--groups/--no-groups", help="Count claims about a whole group, or leave them out.")
    ] = True,
    formats: Annotated[str, typer.Option("--format", help="Kinds of file.")] = "png,svg,html,pdf,pptx",
    sizes: Annotated[
        str, typer.Option("--size", help="Sizes of cards in pixels.")
    ] = "1200x630,1920x1080,1080x1350,1080x1080",
    theme: Annotated[str, typer.Option("--theme", help="light, dark, both, or transparent for light slides.")] = "both",
    data: DataDir = None,
) -> None:
    """Make a briefing: cards as pictures, a one-pager as PDF, and slides, on the UK, an area, a sector, a sector in an
    area, a body, a round of our own requests, or comparing several areas or sectors.

    On the UK, an area or a sector, it can be narrowed to a status and to evidence, as on the pages of the explorer.
    Files that an earlier run made from the same data are reused. Without a browser there is no PDF. If the record has
    problems, it prints them, makes nothing, and the exit code is 1.
    """
    from whosecameras import locks
    from whosecameras.briefing import bundle, cards
    from whosecameras.briefing.subject import OpenQuestion, narrowed
    from whosecameras.content.selection import Selection
    from whosecameras.errors import UserError
    from whosecameras.publishing import validation
    from whosecameras.text import wording

    subjects = {"sector": sector, "region": region, "area": area, "body": body, "compare": compare, "round": round_}
    named = [(kind, key) for kind, key in subjects.items() if key]
    place = region or area
    if len(named) > 1 + bool(sector and place):
        raise typer.BadParameter(
            "give one of --region, --area, --sector, --body, --compare and --round, or a sector and one place"
        )
    wanted = bundle.PlannedFile(
        formats=_chosen(formats, bundle.FORMATS, "format"),
        sizes=_chosen(sizes, tuple(cards.SIZES), "size"),
        modes=_themes(theme),
    )
    data = folder(data)
    with exit_on_user_error(None):
        try:
            dataset = validation.open_dataset(data)
            evidence = _evidence(dataset, vendor, grade, year, groups)
            narrower = Selection(place=place if sector else "", status=_status(status), view=evidence)
            found = narrowed(dataset, *(named[0] if named else ("uk", "")), narrower)
            packed = bundle.write_bundle(dataset, found, out, wanted, _progress, jobs=os.cpu_count() or 1)
        except (OpenQuestion, locks.FolderLocked, bundle.Interrupted, locks.ForeignFolder) as error:
            raise UserError(str(error)) from error
        except KeyboardInterrupt:
            stay = f"Finished files in {out} stay; the same command goes on from there."
            typer.echo(stay if out.exists() else "Nothing was made.", err=True)
            raise
    for note in packed.notes:
        typer.echo(note, err=True)
    typer.echo(
        f"{out}: {wording.numbered(len(packed.fresh), 'file')} made, {wording.number(len(packed.kept))} kept; "
        f"open {out / bundle.INDEX}"
    )


def _evidence(dataset: Dataset, vendor: str, grade: str, year: int | None, groups: bool) -> EvidenceFilter:
    """Which evidence counts; exit code 2 for a manufacturer, grade or year that the record does not have."""
    from whosecameras.analysis import lookup
    from whosecameras.analysis.queries import text_rows
    from whosecameras.analysis.status import EvidenceFilter, known_years
    from whosecameras.content.selection import grades_down_to
    from whosecameras.record.schema import GRADES

    rows = text_rows(dataset.vendors)
    known = lookup.resolve(vendor, "vendors", rows)
    if vendor and not known:
        raise typer.BadParameter(f"no manufacturer {vendor}; there are {', '.join(lookup.offered('vendors', rows))}")
    (least,) = _chosen(grade.upper(), GRADES, "grade")
    years = known_years(dataset)
    if year is not None and year not in years:
        raise typer.BadParameter(f"nothing is known of the year {year}; there are {years[0]} to {years[-1]}")
    return EvidenceFilter(vendor=known, grades=grades_down_to(least), collective=groups, year=year)


def _status(text: str) -> str:
    """A status, in any case and with spaces or hyphens; exit code 2 if there is none."""
    from whosecameras.analysis import lookup
    from whosecameras.record.schema import Status

    known = tuple(map(str, Status))
    found = lookup.word(text, known)
    if text and not found:
        raise typer.BadParameter(f"no status {text}; there are {', '.join(known)}")
    return found


def _themes(theme: str) -> tuple[Theme, ...]:
    from whosecameras.briefing.cards import MODES, THEMES

    chosen = _chosen(theme, (*THEMES, "both"), "theme")
    return tuple(one for one in THEMES if one in chosen or ("both" in chosen and one in MODES))


def register(app: typer.Typer) -> None:
    """Add the verb to the command line."""
    app.command()(briefing)
