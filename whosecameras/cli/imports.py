"""The verbs ``import`` and ``links`` on the command line."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from whosecameras.cli.curate import DataDir, exit_on_user_error, folder


def _tell(told: str) -> None:
    typer.echo(told, err=True)


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
            help="Where the rows go that are not certain; FILE.review.csv.",
            show_default=False,
        ),
    ] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only say what would be done.")] = False,
    data: DataDir = None,
) -> None:
    """Import answers that somebody else published: what is certain is added, the rest goes into a review file.

    It never guesses, and a second run adds nothing. docs/curating/import.md has an example.
    """
    data = folder(data)
    with exit_on_user_error(data):
        from whosecameras.curation.importing.findings import import_table

        for line in import_table(data, file, map_file, _tell, review=review, dry_run=dry_run):
            typer.echo(line)


def links(
    limit: Annotated[int, typer.Option("--limit", metavar="N", help="Ask so many at most; 0 asks all.")] = 0,
    concurrency: Annotated[int, typer.Option("--concurrency", help="Hosts asked at the same time.")] = 8,
    timeout: Annotated[float, typer.Option("--timeout", help="Seconds that one request may take.")] = 15.0,
    older_than: Annotated[int, typer.Option("--older-than", metavar="DAYS", help="Leave out those asked since.")] = 30,
    fresh: Annotated[
        bool, typer.Option("--fresh/--resume", help="Ask all anew, or go on where the last run stopped.")
    ] = False,
    allow_loopback: Annotated[bool, typer.Option("--allow-loopback", hidden=True)] = False,
    pause: Annotated[float, typer.Option("--pause", hidden=True)] = 1.0,
    data: DataDir = None,
) -> None:
    """Ask the sources' addresses whether they are still there, and note the answer beside each source.

    One request at a time for each host, with a pause. Dead links are marked, never dropped. Without a network nothing
    is written.
    """
    data = folder(data)
    with exit_on_user_error(data):
        from whosecameras.curation.link_checker import check_links

        found = check_links(
            data,
            _tell,
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
    """Put these verbs into a command line."""
    app.command("import")(import_)
    app.command("links")(links)
