"""The verb ``find`` of the command line."""

from __future__ import annotations

import json
from typing import Annotated

import typer

from whosecameras.cli.curate import DataDir, exit_on_user_error, folder


def find(
    text: Annotated[str, typer.Argument(metavar="TEXT", help="Name, abbreviation, official code or postcode.")],
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON: a list of id, name, sector and where.")] = False,
    most: Annotated[int, typer.Option("--most", metavar="N", min=1, max=100, help="The most results.")] = 10,
    data: DataDir = None,
) -> None:
    """Find public bodies, best match first, with the same search as the website and the explorer.

    If no body has that name, it lists those with a similar name. The exit code is 1 if there are none either.
    """
    data = folder(data)
    with exit_on_user_error(None):
        from whosecameras.analysis.search import search_all
        from whosecameras.publishing import validation
        from whosecameras.text import wording

        dataset = validation.open_dataset(data)
        answer = search_all(dataset, text, most)
        found = [dataset.row("bodies", match.body) for match in (answer.matches or answer.suggestions)[:most]]
        rows = [
            {"id": row["id"], "name": row["name"], "sector": row["sector"], "where": wording.where(dataset, row)}
            for row in found
        ]
        if as_json:
            typer.echo(json.dumps(rows, ensure_ascii=False, indent=2))
        else:
            if answer.note:
                typer.echo(answer.note, err=True)
            for row in rows:
                typer.echo(f"{row['name']}, {row['where']}  ({row['id']})")
        if not rows:
            raise typer.Exit(1)


def register(app: typer.Typer) -> None:
    """Add the verb to the command line."""
    app.command()(find)
