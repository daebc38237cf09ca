"""The verbs ``import`` and ``links`` on the command line."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from whosecameras.cli.curate import DataDir, exit_on_user_error, folder


def _note(message: str) -> None:
    typer.echo(message, err=True)


def import_(
    file: Annotated[Path, typer.Argument(metavar="FILE", exists=True, dir_okay=False, help="A .csv or .xlsx file.")],
    map_file: Annotated[
        Path, typer.Option("--map", metavar="MAP.yaml", exists=True, dir_okay=False, help="What its columns mean.")
    ],
    review: Annotated[
        Path | None,
        typer.Option(
            "--review",
            metavar="FILE",
            help="File for the uncertain rows; FILE.review.csv.",
            show_default=False,
        ),
    ] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only show what would be done.")] = False,
    data: DataDir = None,
) -> None:
    """Import answers that somebody else published: certain rows are added, the rest goes into a review file.

    It never guesses, and a second run adds nothing. docs/curating/import.md has an example.
    """
    data = folder(data)
    with exit_on_user_error(data):
        from whosecameras.curation.importing.findings import import_table

        for line in import_table(data, file, map_file, _note, review=review, dry_run=dry_run):
            typer.echo(line)


def links(
    limit: Annotated[int, typer.Option("--limit", metavar="N", help="Check at most N addresses; 0: all.")] = 0,
    concurrency: Annotated[int, typer.Option("--concurrency", help="Hosts checked at the same time.")] = 8,
    timeout: Annotated[float, typer.Option("--timeout", help="Timeout of one request in seconds.")] = 15.0,
    older_than: Annotated[
        int, typer.Option("--older-than", metavar="DAYS", help="Skip those checked in the last DAYS days.")
    ] = 30,
    fresh: Annotated[
        bool, typer.Option("--fresh/--resume", help="Start again, or resume where the last run stopped.")
    ] = False,
    allow_loopback: Annotated[bool, typer.Option("--allow-loopback", hidden=True)] = False,
    pause: Annotated[float, typer.Option("--pause", hidden=True)] = 1.0,
    data: DataDir = None,
) -> None:
    """Check whether the sources' addresses still work, and record the result for each source.

    It sends one request at a time to each host, with a pause. Dead links are marked, never removed. Without a network
    it writes nothing.
    """
    data = folder(data)
    with exit_on_user_error(data):
        from whosecameras.curation.link_checker import check_links

        found = check_links(
            data,
            _note,
            limit=limit,
            concurrency=concurrency,
            timeout=timeout,
            older_than=older_than,
            fresh=fresh,
            pause=pause,
            loopback=allow_loopback,
        )
        for line in found:
            typer.echo(line)


def register(app: typer.Typer) -> None:
    """Add these verbs to the command line."""
    app.command("import")(import_)
    app.command("links")(links)
