"""The verbs of ``requests`` on the command line."""

from __future__ import annotations

import json
import sys
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import Annotated

import typer

from whosecameras.cli.curate import DataDir, exit_on_user_error, folder

_FILE = "A project's CSV, the JSON of a request or a list of requests, or our own CSV."
_ROUND = "Our round that the requests belong to (id or name)."
_ASKED = "Day on which they were sent, if the file does not say."
_ON = "Date of the file, if it does not say, and for requests without an answer."
_DRY = typer.Option("--dry-run", help="Only show what would be done.")


def import_(
    file: Annotated[Path, typer.Argument(metavar="FILE", exists=True, dir_okay=False, help=_FILE)],
    round_: Annotated[str, typer.Option("--round", metavar="R", help=_ROUND)] = "",
    asked: Annotated[str, typer.Option("--asked", metavar="DATE", help=_ASKED)] = "",
    on: Annotated[str, typer.Option("--on", metavar="DATE", help=_ON)] = "",
    dry_run: Annotated[bool, _DRY] = False,
    data: DataDir = None,
) -> None:
    """Import requests from a file: who was asked, when, and the outcome. It never records who asked.

    Importing the same file again changes nothing, and the order of files makes no difference. Uncertain rows go into
    FILE.review.csv. docs/curating/requests.md has an example.
    """
    data = folder(data)
    with exit_on_user_error(data):
        from whosecameras.curation.requests.update import import_requests

        for line in import_requests(data, file, round_, asked, on, dry_run):
            typer.echo(line)


def due(
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON: a list of objects.")] = False,
    data: DataDir = None,
) -> None:
    """List the requests without a known answer that are overdue, or due within a week."""
    data = folder(data)
    with exit_on_user_error(None):
        from whosecameras.analysis.rounds import SOON, due_soon, open_requests
        from whosecameras.publishing import validation
        from whosecameras.text import wording

        found = open_requests(validation.open_dataset(data), date.today())
        overdue, soon = [one for one in found if one.overdue], due_soon(found)
        if as_json:
            listed = [{**asdict(one), "overdue": one.overdue} for one in (*overdue, *soon)]
            typer.echo(json.dumps(listed, ensure_ascii=False, indent=2))
            return
        for title, some in (("overdue", overdue), (f"due within {SOON} days", soon)):
            typer.echo(wording.sentence_case(f"{wording.counted(len(some), 'request')} {title}"))
            for one in some:
                when = wording.date(one.due) if one.due else "no date"
                typer.echo(f"  {when}  {one.name}  {one.address or one.id}")
        undated = sum(one.days is None and not one.overdue for one in found)
        later = len(found) - len(overdue) - len(soon) - undated
        typer.echo(f"{wording.sentence_case(wording.number(later))} due later, {wording.number(undated)} without a day")


def findings(dry_run: Annotated[bool, _DRY] = False, data: DataDir = None) -> None:
    """Add the findings that need no reading: refusals, “not held”, and silence after the deadline.

    Only requests in a round count. A second run adds nothing.
    """
    data = folder(data)
    with exit_on_user_error(data):
        from whosecameras.curation.requests.findings import add_by_rule

        for line in add_by_rule(data, dry_run):
            typer.echo(line)


def _press(question: str, keys: str) -> str:
    """Ask until the person presses one of the keys."""
    while True:
        typer.echo(question, nl=False)
        key = typer.getchar().lower()
        typer.echo(f" {key if key.isprintable() else ''}")
        if key in keys:
            return key
        if key in ("\x03", "\x04"):  # Ctrl-C, Ctrl-D
            raise KeyboardInterrupt


def review(
    file: Annotated[
        Path | None,
        typer.Argument(
            metavar="[ANSWERS.csv]", exists=True, dir_okay=False, help="What an import wrote.", show_default=False
        ),
    ] = None,
    map_file: Annotated[
        Path | None,
        typer.Option("--map", metavar="MAP.yaml", exists=True, dir_okay=False, help="What its columns mean."),
    ] = None,
    data: DataDir = None,
) -> None:
    """Go through the answers one by one and classify each with a single key. Each is saved at once, so you can stop any
    time.

    Without a terminal it only lists the answers to review.
    """
    data = folder(data)
    with exit_on_user_error(data):
        from whosecameras.curation.requests.review import review as go_through

        for line in go_through(data, file, map_file, _press if sys.stdin.isatty() else None, typer.echo):
            typer.echo(line)


def register(app: typer.Typer) -> None:
    """Add these verbs to the command line."""
    requests = typer.Typer(no_args_is_help=True, help="Requests to public bodies and their outcomes.")
    requests.command("import")(import_)
    requests.command("due")(due)
    requests.command("findings")(findings)
    requests.command("review")(review)
    app.add_typer(requests, name="requests")
