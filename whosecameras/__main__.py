"""The command line: ``python -m whosecameras``. Each verb is a function here or in a module of ``cli``.

Heavy imports are inside the verbs, so that ``--help`` is quick.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

import typer

from whosecameras.cli import briefing as briefings
from whosecameras.cli import curate, imports, leads, registers, requests
from whosecameras.cli import find as finding
from whosecameras.cli import site as website
from whosecameras.cli.curate import DataDir, exit_on_user_error, folder

app = typer.Typer(
    help="Which UK public bodies use Hikvision and Dahua cameras, where, and how we know.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)


@app.command()
def check(data: DataDir = None) -> None:
    """Check the record: print the counts, then each problem as file:line:column: what is wrong, and how to fix it.

    The exit code is 0 if the record may be released, and 1 if there is any problem.
    """
    data = folder(data)
    with exit_on_user_error(None):
        from whosecameras.publishing import validation
        from whosecameras.text import wording

        report = validation.check(data)
        for name, count in report.counts.items():
            typer.echo(f"{wording.number(count):>7}  {name.replace('_', ' ')}")
        for note in report.notes:
            typer.echo(f"note: {note}")
        for problem in report.problems:
            typer.echo(str(problem))
        typer.echo(wording.counted(len(report.problems), "problem"))
        if report.problems:
            raise typer.Exit(1)


@app.command()
def summary(data: DataDir = None) -> None:
    """Print the headline figures as JSON: counts, statuses by sector and by region, and the leading survey figure.

    If the record has problems, it prints them to standard error instead, and the exit code is 1.
    """
    data = folder(data)
    with exit_on_user_error(None):
        from whosecameras.analysis.headline import summary as figures
        from whosecameras.publishing import validation

        typer.echo(json.dumps(figures(validation.open_dataset(data)), ensure_ascii=False, indent=2))


@app.command()
def synth(
    out: Annotated[Path, typer.Option("--out", metavar="DIR", help="A new folder.")],
    bodies: Annotated[int, typer.Option("--bodies", metavar="N", help="Bodies; default: as many as today.")] = 0,
    findings: Annotated[int, typer.Option("--findings", metavar="M", help="Findings; default: likewise.")] = 0,
    times: Annotated[int, typer.Option("--times", metavar="T", min=1, help="Multiply today's numbers by T.")] = 1,
    seed: Annotated[int, typer.Option("--seed", metavar="S", min=0, help="Seed of the random generator.")] = 1,
    data: DataDir = None,
) -> None:
    """Make a synthetic record of any size, for trials and measurements: no row is true, and `release` refuses it.

    If the sizes are impossible or the folder already exists, it prints why, and the exit code is 1.
    """
    data = folder(data)
    with exit_on_user_error(None):
        from tools import synth as making
        from whosecameras.errors import UserError
        from whosecameras.record.loading import load

        today = load(data)
        most = making.times(today, times)
        try:
            tables = making.synth(today, bodies or most[0], findings or most[1], seed)
        except ValueError as error:
            raise UserError(str(error)) from None
        making.write(today, tables, out, lambda message: typer.echo(message, err=True))
        typer.echo(f"wrote a synthetic record into {out}")


curate.register(app)
imports.register(app)
registers.register(app)
requests.register(app)
leads.register(app)
website.register(app)
briefings.register(app)
finding.register(app)

if __name__ == "__main__":
    app(prog_name="python -m whosecameras")
