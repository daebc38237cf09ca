"""The verbs ``site`` and ``publish`` of the command line."""

from __future__ import annotations

import os
import re
import sys
from pathlib import Path
from typing import Annotated, Any

import typer

from whosecameras.cli.curate import DataDir, exit_on_user_error, folder, refused_by_system

LOCAL = "http://localhost:8000"
_BAR = 30


def _progress(done: int, total: int) -> None:
    """A bar on a terminal, nothing elsewhere."""
    if sys.stderr.isatty():
        filled = _BAR * done // max(total, 1)
        sys.stderr.write(f"\r[{'#' * filled}{'.' * (_BAR - filled)}] {done} of {total} files")
        sys.stderr.write("\n" if done == total else "")
        sys.stderr.flush()


def _address(given: str) -> str:
    """The address of the site without a slash at its end; exit code 2 if it is none."""
    from whosecameras.settings import PREFIX, is_web_address, settings

    address = (given or settings().base_url).rstrip("/")
    if not (given or address):
        typer.echo(f"Links will lead to {LOCAL}; give --base-url or set {PREFIX}BASE_URL for a public site.", err=True)
        return LOCAL
    if not is_web_address(address):
        raise typer.BadParameter(f"{address} is no address of a website; give one such as https://example.org")
    return address


def _explorer(given: str, base_url: str) -> str:
    """Where the explorer is, as ``build`` takes it; exit code 2 if that is no place."""
    from whosecameras.settings import is_web_address

    place = given.rstrip("/").removeprefix(base_url if given.startswith(f"{base_url}/") else "")
    if given and not (is_web_address(place) or re.fullmatch(r"(/[\w.~-]+)+", place, re.ASCII)):
        raise typer.BadParameter(f"{given} is no address of an explorer; give one such as https://example.org/explore")
    return place


def _shown(out: Path) -> tuple[Path, int]:
    """What stands at a place, whether a link leads there or not."""
    return out.resolve(), out.stat().st_ino if out.exists() else 0


def _stopped(out: Path, before: tuple[Path, int]) -> str:
    """What a build that was stopped left behind."""
    if _shown(out) != before:
        return f"{out} shows the new site: it was whole already."
    return "The standing site is as it was." if out.exists() else "Nothing was built."


def site(
    out: Annotated[Path, typer.Option("--out", metavar="DIR", help="Folder to build into; it becomes a link to one.")],
    base_url: Annotated[
        str, typer.Option("--base-url", metavar="URL", help="Address of the website; else the setting, else localhost.")
    ] = "",
    explorer: Annotated[
        str,
        typer.Option(
            "--explorer", metavar="URL", help="Where the explorer is, such as /explore; without it no page links to it."
        ),
    ] = "",
    plain: Annotated[
        bool, typer.Option("--plain", help="Build a folder in place of a link, for hosts that follow none.")
    ] = False,
    jobs: Annotated[
        int, typer.Option("--jobs", min=0, metavar="N", help="Processes; 0 stands for one for each core.")
    ] = 0,
    cards: Annotated[
        Path | None, typer.Option("--cards", metavar="DIR", help="Folder of pictures to share instead, <id>.png.")
    ] = None,
    data: DataDir = None,
) -> None:
    """Build the public website as files: every page, document and download.

    Only what changed is written anew, and readers see the new site at once or not at all. With --plain a site that
    was built here before is moved aside for the new one; a folder with anything else in it is left alone. A record
    with problems builds nothing: they are printed, the standing site stays, and the exit code is 1.
    """
    data = folder(data)
    with exit_on_user_error(None):
        from whosecameras.errors import UserError

        if cards and not cards.is_dir():
            raise UserError(f"{cards} is no folder; give the folder that holds the pictures, or leave --cards out")
        address = _address(base_url)
        _build(data, out, address, _explorer(explorer, address), cards=cards, plain=plain, jobs=jobs)


def publish(
    to: Annotated[
        Path | None,
        typer.Option("--site", metavar="DIR", help="Folder of the website; else the setting.", show_default=False),
    ] = None,
    base_url: Annotated[
        str, typer.Option("--base-url", metavar="URL", help="Address of the website; else the setting, else localhost.")
    ] = "",
    jobs: Annotated[
        int, typer.Option("--jobs", min=0, metavar="N", help="Processes; 0 stands for one for each core.")
    ] = 0,
    data: DataDir = None,
) -> None:
    """Publish the record for servers: check it, build the website with its links to the explorer, and switch to it.

    The record is copied first and kept with the website, so that a server shows both as they were checked. A server
    shows one edition from start to end: restart each to show the new one. A record with problems publishes nothing:
    they are printed, the standing edition stays, and the exit code is 1.
    """
    with exit_on_user_error(None):
        import shutil
        import tempfile
        from contextlib import nullcontext

        from whosecameras.curation import store
        from whosecameras.publishing.datapackage import BOUNDARIES
        from whosecameras.server.explorer_page import BASE
        from whosecameras.settings import settings

        data, out = folder(data), to or settings().site_dir
        address, before = _address(base_url), _shown(out)
        with tempfile.TemporaryDirectory(prefix="whose-cameras-") as place:
            copied = Path(place) / "data"
            # Where it cannot be written, nobody changes it.
            with store.locked(data) if os.access(data, os.W_OK) else nullcontext():
                shutil.copytree(data, copied, ignore=shutil.ignore_patterns(".*", BOUNDARIES))
            _build(copied, out, address, BASE, record=True, jobs=jobs)
        if _shown(out) == before:
            typer.echo("Nothing has changed: no server has to be restarted.")
        else:
            typer.echo("Servers show the edition that they started with: restart them, one after the other.")


def _build(data: Path, out: Path, address: str, explorer: str, *, jobs: int, **more: Any) -> None:
    """Check a record, build its website, and say what was written; what goes wrong is told in a line."""
    from whosecameras import locks
    from whosecameras.cli.ready_made import ready_made
    from whosecameras.errors import UserError
    from whosecameras.publishing import validation
    from whosecameras.settings import settings
    from whosecameras.site.build import build
    from whosecameras.text import wording

    before = _shown(out)
    try:
        dataset = validation.open_dataset(data)
        built = build(
            dataset,
            out,
            address,
            data_dir=data,
            contact=settings().contact,
            repository=settings().repository,
            explorer=explorer,
            briefings=ready_made(dataset),
            jobs=jobs or os.cpu_count() or 1,
            on_progress=_progress,
            **more,
        )
    except (locks.ForeignFolder, ValueError, locks.FolderLocked) as error:
        raise UserError(str(error)) from error
    except OSError as error:
        raise UserError(f"{refused_by_system(error, out)}. {_stopped(out, before)}") from error
    except KeyboardInterrupt:
        typer.echo(_stopped(out, before), err=True)
        raise
    pages = sum(one.path.endswith(".html") for one in built.files)
    typer.echo(
        f"{out}: {wording.numbered(pages, 'page')} among {wording.numbered(len(built.files), 'file')}, "
        f"{wording.number(len(built.fresh))} written anew, {wording.number(len(built.removed))} removed; {address}"
    )


def register(app: typer.Typer) -> None:
    """Put the verbs into a command line."""
    app.command()(site)
    app.command()(publish)
