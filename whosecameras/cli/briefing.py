"""The verb ``briefing`` of the command line."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from whosecameras.cli.curate import DataDir, exit_on_user_error, folder

if TYPE_CHECKING:
    from whosecameras.charts.marks import Mode

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
    sector: Annotated[str, typer.Option("--sector", metavar="ID", help="Sector, by id or name, such as police.")] = "",
    body: Annotated[str, typer.Option("--body", metavar="ID", help="Id of a body.")] = "",
    compare: Annotated[
        str,
        typer.Option("--compare", metavar="A,B", help="Two to six areas or sectors to compare, by code, id or name."),
    ] = "",
    formats: Annotated[str, typer.Option("--format", help="Kinds of file.")] = "png,svg,html,pdf,pptx",
    sizes: Annotated[
        str, typer.Option("--size", help="Sizes of cards in pixels.")
    ] = "1200x630,1920x1080,1080x1350,1080x1080",
    theme: Annotated[str, typer.Option("--theme", help="light, dark or both.")] = "both",
    data: DataDir = None,
) -> None:
    """Make a briefing: cards as pictures, a one-pager as PDF, and slides, on the UK, an area, a sector or a body, or
    comparing several areas or sectors.

    Files that an earlier run made from the same data are reused. Without a browser there is no PDF. If the record has
    problems, it prints them, makes nothing, and the exit code is 1.
    """
    from whosecameras import locks
    from whosecameras.briefing import bundle, cards
    from whosecameras.briefing.subject import OpenQuestion, briefing_subject
    from whosecameras.errors import UserError
    from whosecameras.publishing import validation
    from whosecameras.text import wording

    subjects = {"region": region, "area": area, "sector": sector, "body": body, "compare": compare}
    named = [(kind, key) for kind, key in subjects.items() if key]
    if len(named) > 1:
        raise typer.BadParameter("give one of --region, --area, --sector, --body and --compare")
    wanted = bundle.PlannedFile(
        formats=_chosen(formats, bundle.FORMATS, "format"),
        sizes=_chosen(sizes, tuple(cards.SIZES), "size"),
        modes=_modes(theme),
    )
    data = folder(data)
    with exit_on_user_error(None):
        try:
            dataset = validation.open_dataset(data)
            found = briefing_subject(dataset, *(named[0] if named else ("uk", "")))
            packed = bundle.write_bundle(dataset, found, out, wanted, _progress)
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


def _modes(theme: str) -> tuple[Mode, ...]:
    chosen = _chosen(theme, ("light", "dark", "both"), "theme")
    modes: tuple[Mode, ...] = ("light", "dark")
    return tuple(mode for mode in modes if mode in chosen or "both" in chosen)


def register(app: typer.Typer) -> None:
    """Add the verb to the command line."""
    app.command()(briefing)
