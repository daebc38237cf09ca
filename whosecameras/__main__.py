"""The command line: ``python -m whosecameras``. Each verb is a function here or in a room of its own.

Heavy imports stand inside the verbs, so that ``--help`` is quick.
"""

from __future__ import annotations

import json

import typer

from whosecameras.briefing import command as briefings
from whosecameras.curate import bench, commands
from whosecameras.curate.commands import DataDir, folder, guarded
from whosecameras.site import command as website

app = typer.Typer(
    help="Which UK public bodies use Hikvision and Dahua cameras, where, and how we know.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)


@app.command()
def check(data: DataDir = None) -> None:
    """Check the record: print the counts, then each problem as file:line:column: what, and what would be right.

    The exit code is 0 if the record may be released, and 1 if there is any problem.
    """
    data = folder(data)
    with guarded(None):
        from whosecameras import checks, words

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
def summary(data: DataDir = None) -> None:
    """Print the headline figures as JSON: counts, statuses by sector and by region, and the leading survey figure.

    A record with problems has no figures: they are printed to standard error, and the exit code is 1.
    """
    data = folder(data)
    with guarded(None):
        from whosecameras import checks
        from whosecameras.summary import summary as figures

        typer.echo(json.dumps(figures(checks.open_dataset(data)), ensure_ascii=False, indent=2))


commands.register(app)
bench.register(app)
website.register(app)
briefings.register(app)

if __name__ == "__main__":
    app(prog_name="python -m whosecameras")
