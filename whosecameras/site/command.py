"""The verb ``site`` of the command line."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Annotated

import typer

from whosecameras.curate.commands import DataDir, folder, guarded, refused_by_system

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


def _stopped(out: Path, before: Path) -> str:
    """What a build that was stopped left behind."""
    if out.resolve() != before:
        return f"{out} shows the new site: it was whole already."
    return "The standing site is as it was." if out.is_symlink() else "Nothing was built."


def site(
    out: Annotated[Path, typer.Option("--out", metavar="DIR", help="Folder to build into; it becomes a link.")],
    base_url: Annotated[
        str, typer.Option("--base-url", metavar="URL", help="Address of the website; else the setting, else localhost.")
    ] = "",
    jobs: Annotated[
        int, typer.Option("--jobs", min=0, metavar="N", help="Processes; 0 stands for one for each core.")
    ] = 0,
    cards: Annotated[
        Path | None, typer.Option("--cards", metavar="DIR", help="Folder of pictures to share instead, <id>.png.")
    ] = None,
    data: DataDir = None,
) -> None:
    """Build the public website as files: every page, document and download.

    Only what changed is written anew, and readers see the new site at once or not at all. A record with problems
    builds nothing: they are printed, the standing site stays, and the exit code is 1.
    """
    data, before = folder(data), out.resolve()
    with guarded(None):
        address = _address(base_url)
        from whosecameras import checks, words
        from whosecameras.curate.store import Refused
        from whosecameras.settings import settings
        from whosecameras.site.build import NotOurs, build

        if cards and not cards.is_dir():
            raise Refused(f"{cards} is no folder; give the folder that holds the pictures, or leave --cards out")
        try:
            built = build(
                checks.open_dataset(data),
                out,
                address,
                data_dir=data,
                contact=settings().contact,
                repository=settings().repository,
                cards=cards,
                jobs=jobs or os.cpu_count() or 1,
                say=_progress,
            )
        except (NotOurs, ValueError) as error:
            raise Refused(str(error)) from error
        except OSError as error:
            raise Refused(f"{refused_by_system(error, out)}. {_stopped(out, before)}") from error
        except KeyboardInterrupt:
            typer.echo(_stopped(out, before), err=True)
            raise
        pages = sum(one.path.endswith(".html") for one in built.files)
        typer.echo(
            f"{out}: {words.number(pages)} pages among {words.number(len(built.files))} files, "
            f"{words.number(len(built.fresh))} written anew, {words.number(len(built.removed))} removed; {address}"
        )


def register(app: typer.Typer) -> None:
    """Put the verb into a command line."""
    app.command()(site)
