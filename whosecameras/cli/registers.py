"""The verb ``register update`` on the command line."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from whosecameras.cli.curate import DataDir, exit_on_user_error, folder

_EDITION = "Date of the file, such as 2026-01-31; default: the date in its name, or else the day on which it was saved."
_DROP = "The largest share of the register's bodies that a new file may drop, such as 0.1 or 10%."


def update(
    sector: Annotated[str, typer.Argument(metavar="SECTOR", help="Kind of body, such as school.")],
    file: Annotated[
        Path, typer.Argument(metavar="FILE", exists=True, dir_okay=False, help="The file as its publisher issues it.")
    ],
    edition: Annotated[str, typer.Option("--edition", metavar="DATE", help=_EDITION)] = "",
    drop_at_most: Annotated[str, typer.Option("--drop-at-most", metavar="SHARE", help=_DROP)] = "5%",
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only show what would change.")] = False,
    data: DataDir = None,
) -> None:
    """Bring an official list of public bodies up to date from the file that its publisher issues.

    It prints which bodies were added, renamed, closed or merged. Ids and findings stay as they are, and no row is
    deleted. docs/curating/registers.md says where to get each file. Importing the same file again changes nothing.
    """
    data = folder(data)
    with exit_on_user_error(data):
        from whosecameras.curation.registers.update import update as bring_up_to_date

        lines = bring_up_to_date(
            data,
            sector,
            file,
            lambda message: typer.echo(message, err=True),
            edition=edition,
            drop_at_most=drop_at_most,
            dry_run=dry_run,
        )
        for line in lines:
            typer.echo(line)


def register(app: typer.Typer) -> None:
    """Add the verb to the command line."""
    registers = typer.Typer(no_args_is_help=True, help="Bring official lists of public bodies up to date.")
    registers.callback()(lambda: None)  # without a callback, typer drops the name of a single verb
    registers.command("update")(update)
    app.add_typer(registers, name="register")
