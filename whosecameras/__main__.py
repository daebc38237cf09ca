"""The command line: ``python -m whosecameras``. Each verb is a function here or in a room of its own."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

import typer

from whosecameras import checks, words
from whosecameras.load import DATA_DIR, DatasetError
from whosecameras.summary import summary as figures

app = typer.Typer(
    help="Which UK public bodies use Hikvision and Dahua cameras, where, and how we know.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)

_FOLDER = "Folder with the CSV files and datapackage.json; without it, the record that comes with the program."
DataDir = Annotated[Path, typer.Option("--data", metavar="DIR", help=_FOLDER, show_default=False)]


def _must_be_a_folder(data: Path) -> None:
    if not data.is_dir():
        typer.echo(f"{data} is no folder; give the folder that holds the CSV files", err=True)
        raise typer.Exit(1)


@app.command()
def check(data: DataDir = DATA_DIR) -> None:
    """Check the record: print the counts, then each problem as file:line:column: what, and what would be right.

    The exit code is 0 if the record may be released, and 1 if there is any problem.
    """
    _must_be_a_folder(data)
    report = checks.check(data)
    for name, count in report.counts.items():
        typer.echo(f"{words.number(count):>7}  {name.replace('_', ' ')}")
    for note in report.notes:
        typer.echo(f"note: {note}")
    for problem in report.problems:
        typer.echo(str(problem))
    typer.echo(words.counted(len(report.problems), "problem"))
    if report.problems:
        raise typer.Exit(1)


@app.command()
def summary(data: DataDir = DATA_DIR) -> None:
    """Print the headline figures as JSON: counts, statuses by sector and by region, and the leading survey figure.

    A record with problems has no figures: they are printed to standard error, and the exit code is 1.
    """
    _must_be_a_folder(data)
    try:
        dataset = checks.open_dataset(data)
    except DatasetError as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(1) from None
    typer.echo(json.dumps(figures(dataset), ensure_ascii=False, indent=2))


if __name__ == "__main__":
    app(prog_name="python -m whosecameras")
