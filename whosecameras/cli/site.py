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
    """Show a progress bar on a terminal, nothing elsewhere."""
    if sys.stderr.isatty():
        filled = _BAR * done // max(total, 1)
        sys.stderr.write(f"\r[{'#' * filled}{'.' * (_BAR - filled)}] {done} of {total} files")
        sys.stderr.write("\n" if done == total else "")
        sys.stderr.flush()


def _address(given: str) -> str:
    """The address of the site without a trailing slash; exit code 2 if it is not valid."""
    from whosecameras.settings import PREFIX, is_web_address, settings

    address = (given or settings().base_url).rstrip("/")
    if not (given or address):
        typer.echo(f"Links will lead to {LOCAL}; give --base-url or set {PREFIX}BASE_URL for a public site.", err=True)
        return LOCAL
    if not is_web_address(address):
        raise typer.BadParameter(f"{address} is not the address of a website; give one such as https://example.org")
    return address


def _explorer(given: str, base_url: str) -> str:
    """The explorer's address for ``build``; exit code 2 if it is not valid."""
    from whosecameras.settings import is_web_address

    place = given.rstrip("/").removeprefix(base_url if given.startswith(f"{base_url}/") else "")
    if given and not (is_web_address(place) or re.fullmatch(r"(/[\w.~-]+)+", place, re.ASCII)):
        raise typer.BadParameter(
            f"{given} is not the address of an explorer; give one such as https://example.org/explore"
        )
    return place


def _current_site(out: Path) -> tuple[Path, int]:
    """The folder that a path resolves to, whether it is a link or not."""
    return out.resolve(), out.stat().st_ino if out.exists() else 0


def _stopped(out: Path, before: tuple[Path, int]) -> str:
    """A sentence on the state of the site after an interrupted build."""
    if _current_site(out) != before:
        return f"{out} already shows the new site, which is complete."
    return "The current site is unchanged." if out.exists() else "Nothing was built."


def site(
    out: Annotated[
        Path, typer.Option("--out", metavar="DIR", help="Where to build; becomes a link to the built folder.")
    ],
    base_url: Annotated[
        str,
        typer.Option("--base-url", metavar="URL", help="Address of the website; default: the setting, else localhost."),
    ] = "",
    explorer: Annotated[
        str,
        typer.Option(
            "--explorer", metavar="URL", help="Address of the explorer, such as /explore; default: no links to it."
        ),
    ] = "",
    plain: Annotated[
        bool, typer.Option("--plain", help="Build a plain folder, for hosts that do not follow links.")
    ] = False,
    jobs: Annotated[int, typer.Option("--jobs", min=0, metavar="N", help="Processes; 0: one per core.")] = 0,
    cards: Annotated[
        Path | None, typer.Option("--cards", metavar="DIR", help="Folder with other pictures for sharing, <id>.png.")
    ] = None,
    data: DataDir = None,
) -> None:
    """Build the public website as files: every page, document and download.

    It only writes files that changed, and switches to the new site in one step. With --plain, an earlier site in the
    same folder is moved aside; a folder with other content is left alone. If the record has problems, it prints them,
    keeps the current site, and the exit code is 1.
    """
    data = folder(data)
    with exit_on_user_error(None):
        from whosecameras.errors import UserError

        if cards and not cards.is_dir():
            raise UserError(f"{cards} is not a folder; give the folder that holds the pictures, or leave --cards out")
        address = _address(base_url)
        _build(data, out, address, _explorer(explorer, address), cards=cards, plain=plain, jobs=jobs)


def publish(
    to: Annotated[
        Path | None,
        typer.Option("--site", metavar="DIR", help="Folder of the website; default: the setting.", show_default=False),
    ] = None,
    base_url: Annotated[
        str,
        typer.Option("--base-url", metavar="URL", help="Address of the website; default: the setting, else localhost."),
    ] = "",
    jobs: Annotated[int, typer.Option("--jobs", min=0, metavar="N", help="Processes; 0: one per core.")] = 0,
    data: DataDir = None,
) -> None:
    """Publish the record for servers: check it, build the website with links to the explorer, and switch to it.

    The record is first copied and stored with the website, so that a server shows exactly what was checked. A server
    shows the edition that it started with: restart it to show the new one. If the record has problems, it prints them,
    keeps the current edition, and the exit code is 1.
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
        address, before = _address(base_url), _current_site(out)
        with tempfile.TemporaryDirectory(prefix="whose-cameras-") as place:
            copied = Path(place) / "data"
            # If the folder is read-only, nothing else can change it, so no lock is needed.
            with store.locked(data) if os.access(data, os.W_OK) else nullcontext():
                shutil.copytree(data, copied, ignore=shutil.ignore_patterns(".*", BOUNDARIES))
            _build(copied, out, address, BASE, record=True, jobs=jobs)
        if _current_site(out) == before:
            typer.echo("Nothing has changed; no server needs a restart.")
        else:
            typer.echo("Servers show the edition that they started with: restart them, one after the other.")


def _build(data: Path, out: Path, address: str, explorer: str, *, jobs: int, **more: Any) -> None:
    """Check a record, build its website, and print what was written; errors become one-line messages."""
    from whosecameras import locks
    from whosecameras.cli.ready_made import ready_made
    from whosecameras.errors import UserError
    from whosecameras.publishing import validation
    from whosecameras.settings import settings
    from whosecameras.site.build import build
    from whosecameras.text import wording

    before = _current_site(out)
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
        f"{wording.number(len(built.fresh))} written, {wording.number(len(built.removed))} removed; {address}"
    )


def register(app: typer.Typer) -> None:
    """Add the verbs to the command line."""
    app.command()(site)
    app.command()(publish)
