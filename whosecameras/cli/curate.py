"""The curator's verbs on the command line. Each imports what it needs when it runs, so that ``--help`` is quick."""

from __future__ import annotations

import errno
import inspect
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from enum import StrEnum
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, cast

import typer

from whosecameras.record.schema import TABLES, Field

if TYPE_CHECKING:
    from whosecameras.settings import Settings

#: What ``add`` can add: the word on the command line, and its table.
ADDABLE = {
    "finding": "findings",
    "source": "sources",
    "body": "bodies",
    "event": "events",
    "event-source": "event_sources",
    "event-body": "event_bodies",
    "capability": "capabilities",
    "fact": "vendor_facts",
    "brand": "brands",
    "survey": "surveys",
    "survey-repeat": "survey_repeats",
    "place-report": "place_reports",
    "round": "survey_rounds",
}
FILLED = ("id", "accessed", "date_precision")  # columns that `add` fills in if they are not given
MAX_PROBLEMS = 20  # problems to print; `check` prints all
_FOLDER = "Folder with the CSV files and datapackage.json; default: WHOSE_CAMERAS_DATA, or else data/."
DataDir = Annotated[Path | None, typer.Option("--data", metavar="DIR", help=_FOLDER, show_default=False)]


Anyway = Annotated[bool, typer.Option("--anyway", help="Go on even if the row looks like a duplicate or is unlikely.")]
_ALSO = "A further source of the event (id, address or title); may be given several times."
_NAMED = "A body that it names (id or name); may be given several times."
#: Options for an event besides its columns: (name, default, annotation).
_OF_EVENTS: tuple[tuple[str, Any, Any], ...] = (
    ("also_source", [], Annotated[list[str], typer.Option("--also-source", help=_ALSO, show_default=False)]),
    ("body_named", [], Annotated[list[str], typer.Option("--body", help=_NAMED, show_default=False)]),
)


_LEAD = "Start from a lead in a list from `leads`, by row or id. Fills in body, vendor, as-of and source."
_CONFIRM = "You have read the lead's notice, and it says this about this body; at a terminal you are asked."
#: Options for a finding that starts from a lead: (name, default, annotation).
_OF_LEADS: tuple[tuple[str, Any, Any], ...] = (
    ("lead", "", Annotated[str, typer.Option("--lead", metavar="FILE:ROW", help=_LEAD, show_default=False)]),
    ("confirm", False, Annotated[bool, typer.Option("--confirm", help=_CONFIRM)]),
)


_TOGETHER = "A further column to change at the same time; may be given several times."


class OutputFormat(StrEnum):
    """The output formats of ``diff``."""

    TEXT = "text"
    JSON = "json"
    MARKDOWN = "markdown"


def _settings() -> Settings:
    """The current settings; if one is invalid, print why and exit with code 1."""
    from whosecameras.settings import Unusable, settings

    try:
        return settings()
    except Unusable as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(1) from None


def folder(data: Path | None) -> Path:
    """The folder given by ``--data``, else by the setting, else the record's own; exit code 1 if it does not exist."""
    data = data or _settings().data_dir
    if not data.is_dir():
        typer.echo(f"{data} is not a folder; give the folder that holds the CSV files", err=True)
        raise typer.Exit(1)
    return data


def _written_in(data: Path | None) -> int:
    """The number of files that this process has written in a folder; other processes may write there too."""
    if data is None:
        return 0
    from whosecameras.curation import store

    return sum(data.resolve() in path.resolve().parents for path in store.written)


def _message_lines(error: Exception, data: Path | None) -> list[str] | None:
    """The error message for the curator, as lines; ``None`` if the error is a bug."""
    from whosecameras.errors import UserError
    from whosecameras.record.loading import DatasetError

    if isinstance(error, DatasetError):
        lines = [str(problem) for problem in error.problems[:MAX_PROBLEMS]]
        more = len(error.problems) - len(lines)
        return [*lines, f"and {more} more"] if more else lines
    if isinstance(error, UserError):
        return [str(error)]
    if isinstance(error, OSError):
        return [refused_by_system(error, data)]
    return None


def refused_by_system(error: OSError, folder: Path | None = None) -> str:
    """A one-line message about an error of the operating system, with the file or folder.

    ``folder`` is the folder that was written to, for an error without a file name.
    """
    place = Path(error.filename) if error.filename else folder
    if error.filename and place and error.errno in (errno.ENOSPC, errno.EDQUOT):
        place = place.parent
    return f"{error.strerror or error}{f' ({place})' if place else ''}"


@contextmanager
def exit_on_user_error(data: Path | None) -> Iterator[None]:
    """Turn an error in a verb into exit code 1 and a message, which says whether the record was changed.

    ``data`` is the folder that the verb may change, ``None`` for a verb that only reads.
    """
    _settings()
    before, refused = _written_in(data), False
    try:
        yield
        return
    except (KeyboardInterrupt, typer.Abort):
        lines = ["Stopped."]
    except Exception as error:
        message, refused = _message_lines(error, data), isinstance(error, OSError)
        if message is None:
            raise
        lines = message
    if data:
        same = _written_in(data) == before
        lines.append("Nothing was written." if same else f"{data} was changed before that; git diff shows what.")
        if refused:
            lines = [". ".join(lines)]
    for line in lines:
        typer.echo(line, err=True)
    raise typer.Exit(1)


def on_terminal() -> bool:
    """True if there is a person at a terminal to answer questions."""
    return sys.stdin.isatty() and sys.stdout.isatty()


def _ask(question: str, default: str) -> str:
    return str(typer.prompt(question, default=default, show_default=bool(default)))


_LISTED = ("sectors", "vendors")  # tables whose ids are a vocabulary of the model


def _must(field: Field) -> str:
    """The note that a column is required, unless the program fills it in."""
    return " Required." if field.required and field.name not in FILLED else ""


def _help(field: Field) -> str:
    meaning = field.meaning[:1].upper() + field.meaning[1:]
    values = field.values or (TABLES[field.points_to].field("id").values if field.points_to in _LISTED else ())
    if values:
        return f"{meaning}: {', '.join(map(str, values))}.{_must(field)}"
    known = {
        "bodies": " (id or name)", "sources": " (id, address or title)", "events": " (id or title)",
        "regions": " (code or name, such as South West)", "capability_words": " (id or name, such as anpr)",
        "survey_rounds": " (id or name)",
    }  # fmt: skip
    kind = {"date": " (YYYY, YYYY-MM or YYYY-MM-DD)", "list": " (separate several by “; ”)"}
    return f"{meaning}{known.get(field.points_to, kind.get(field.kind, ''))}.{_must(field)}"


def _adder(table: str) -> Callable[..., None]:
    """The command that adds a row to a table, with one option for each of its columns."""

    def run(
        data: Path | None,
        anyway: bool,
        also_source: Sequence[str] = (),
        body_named: Sequence[str] = (),
        lead: str = "",
        confirm: bool = False,
        **given: str,
    ) -> None:
        data = folder(data)
        with exit_on_user_error(data):
            from whosecameras.curation.add import Links, add

            ask, links = _ask if on_terminal() else None, Links(tuple(also_source), tuple(body_named))
            echo = partial(typer.echo, err=True)
            if lead:
                from whosecameras.curation.leads.from_lead import add_from_lead

                output = add_from_lead(data, lead, given, ask, echo, confirmed=confirm, anyway=anyway)
            else:
                output = add(data, table, given, ask, echo, anyway=anyway, links=links)
            for line in output:
                typer.echo(line)

    text = [
        inspect.Parameter(
            field.name,
            inspect.Parameter.KEYWORD_ONLY,
            default="",
            annotation=Annotated[str, typer.Option("--" + field.name.replace("_", "-"), help=_help(field))],
        )
        for field in TABLES[table].fields
    ]
    further = [
        inspect.Parameter(name, inspect.Parameter.KEYWORD_ONLY, default=default, annotation=annotation)
        for name, default, annotation in (
            *(_OF_EVENTS if table == "events" else ()),
            *(_OF_LEADS if table == "findings" else ()),
            ("anyway", False, Anyway),
            ("data", None, DataDir),
        )
    ]
    # Typer reads a command's options from its signature.
    command = cast(Any, run)
    command.__signature__ = inspect.Signature([*text, *further])
    command.__annotations__ = {parameter.name: parameter.annotation for parameter in (*text, *further)}
    command.__doc__ = f"Add {TABLES[table].meaning}. At a terminal you are asked for what is missing."
    return run


_FROM = "A message from the website with an answer that somebody reported; you are shown both rows and say yes or no."


def _add(
    context: typer.Context,
    reported: Annotated[
        Path | None, typer.Option("--from", metavar="FILE", exists=True, dir_okay=False, help=_FROM)
    ] = None,
    yes: Annotated[bool, typer.Option("--yes", help="With --from: you have checked both rows; do not ask.")] = False,
    data: DataDir = None,
) -> None:
    """Add a row, such as a finding, a source, a body or an event; or, with --from, an answer that somebody reported."""
    if context.invoked_subcommand:
        if reported or yes or data:
            raise typer.BadParameter("--from, --yes and --data before a kind of row do nothing; put --data after it")
        return
    if reported is None:
        typer.echo(context.get_help())
        raise typer.Exit(2)
    data = folder(data)
    with exit_on_user_error(data):
        from whosecameras.curation.reported_answers import add_reported

        ask = _ask if on_terminal() else None
        for line in add_reported(data, reported, ask, lambda line: typer.echo(line, err=True), yes=yes):
            typer.echo(line)


OfTable = Annotated[str, typer.Argument(metavar="TABLE", help="Table, such as findings.")]
OfRow = Annotated[str, typer.Argument(metavar="ROW", help="Id of the row.")]
Why = Annotated[str, typer.Option("--why", help="The reason, in our own words; it is published.")]
AskedBy = Annotated[str, typer.Option("--asked-by", help="Who asked: a role, never a name.")]
OfDay = Annotated[str, typer.Option("--date", metavar="DATE", help="Day of the change; default: today.")]


def correct(
    table: OfTable,
    row: OfRow,
    column: Annotated[str, typer.Argument(metavar="COLUMN", help="Column to change.")],
    new: Annotated[str, typer.Argument(metavar="NEW", help="New value; '' makes the cell blank.")],
    why: Why,
    also: Annotated[list[str] | None, typer.Option("--also", metavar="COLUMN=NEW", help=_TOGETHER)] = None,
    asked_by: AskedBy = "",
    day: OfDay = "",
    anyway: Anyway = False,
    data: DataDir = None,
) -> None:
    """Change a released value. The table corrections records the old value, the reason and the day."""
    data = folder(data)
    with exit_on_user_error(data):
        from whosecameras.curation.correct import correct as change

        output = change(
            data, table, row, column, new, why=why, asked_by=asked_by, day=day, also=also or (), anyway=anyway
        )
        for line in output:
            typer.echo(line)


def withdraw(
    table: OfTable, row: OfRow, why: Why, asked_by: AskedBy = "", day: OfDay = "", data: DataDir = None
) -> None:
    """Withdraw a released row. Corrections records its id, the reason and the day; earlier releases keep the row."""
    data = folder(data)
    with exit_on_user_error(data):
        from whosecameras.curation.correct import withdraw as take_out

        for line in take_out(data, table, row, why=why, asked_by=asked_by, day=day):
            typer.echo(line)


def withhold(table: OfTable, row: OfRow, data: DataDir = None) -> None:
    """Give a withdrawn row a number in place of its id, where the id would identify somebody.

    Replaces it in the corrections and in the lists of changes. Copies of earlier releases stay as they were.
    """
    data = folder(data)
    with exit_on_user_error(data):
        from whosecameras.curation.withhold import withhold as hide

        for line in hide(data, table, row):
            typer.echo(line)


_RELEASES = "Folder with a copy of each release; default: the folder releases next to the data folder."


def release(
    version: Annotated[str, typer.Argument(metavar="VERSION", help="Three numbers, such as 1.2.0.")],
    day: Annotated[str, typer.Option("--date", metavar="DATE", help="Day of the release; default: today.")] = "",
    since: Annotated[Path | None, typer.Option("--since", help="Folder or ZIP to compare with.")] = None,
    releases: Annotated[Path | None, typer.Option("--releases", metavar="DIR", help=_RELEASES)] = None,
    data: DataDir = None,
) -> None:
    """Release the record: check it, describe it, write what changed since the last release, and keep a copy.

    It refuses if the check finds a problem, or if a released row was lost or changed without a correction. If it
    fails, every file stays as it was.
    """
    data = folder(data)
    with exit_on_user_error(data):
        from whosecameras.curation.release import release as make

        released = make(data, version, day=day, since=since, releases=releases, echo=partial(typer.echo, err=True))
        typer.echo(f"released {released.version} of {released.released.isoformat()}. {released.text}")
        for path in released.files:
            typer.echo(f"  wrote {path}")


def diff(
    old: Annotated[Path, typer.Argument(metavar="OLD", exists=True, help="Dataset folder, or a ZIP of one.")],
    new: Annotated[Path, typer.Argument(metavar="NEW", exists=True, help="Dataset folder, or a ZIP of one.")],
    form: Annotated[
        OutputFormat, typer.Option("--format", help="How the differences are written.")
    ] = OutputFormat.TEXT,
) -> None:
    """Show what differs between two datasets: rows added, changed and removed, and statuses that changed."""
    with exit_on_user_error(None):
        from whosecameras.curation import diff as comparison

        changes = comparison.compare(comparison.open_snapshot(old), comparison.open_snapshot(new))
        typer.echo(comparison.FORMATS[form](changes), nl=False)


def register(app: typer.Typer) -> None:
    """Add these verbs to the command line."""
    add = typer.Typer(invoke_without_command=True, callback=_add)
    for word, table in ADDABLE.items():
        add.command(word)(_adder(table))
    app.add_typer(add, name="add")
    for verb in (correct, withdraw, withhold, release, diff):
        app.command()(verb)
